// The left side: workspace, channels, the bot, who one is, and in which language the bot speaks to them.

import { avatar, h, icon } from "./dom.js";
import { languages as spoken, words } from "./words.js";

export function channelIcon(channel) {
  if (channel.shared) return icon("shared", words("sidebar.shared"));
  return channel.kind === "private" ? icon("lock", words("sidebar.private")) : icon("hash", words("sidebar.public"));
}

export function sidebar(view, hands) {
  const { world, channel, unread } = view;
  const channels = world.channels.filter((one) => one.kind !== "im");
  const direct = world.channels.filter((one) => one.kind === "im");
  return [
    h("header", { class: "workspace" }, h("span", { class: "workspace-mark", "aria-hidden": "true" }, icon("mail")),
      h("div", {}, h("h1", {}, words("frame.name")), h("p", {}, words("frame.subtitle"))),
      h("button", { type: "button", class: "tool drawer-close", "aria-label": words("sidebar.close"), onclick: hands.toggleDrawer }, icon("close"))),
    h("nav", { class: "channels", "aria-label": words("sidebar.channels") },
      h("h2", {}, words("sidebar.channels")), h("ul", {}, channels.map((one) => entry(one, channelIcon(one), one.name, channel, unread, hands))),
      h("h2", {}, words("sidebar.apps")), h("ul", {}, direct.map((one) =>
        entry(one, avatar(world.people[one.with], "avatar-small"), world.people[one.with].name, channel, unread, hands)))),
    h("footer", { class: "you" }, people(world, hands), locales(world, hands), languages(view, hands)),
  ];
}

function entry(one, mark, name, current, unread, hands) {
  const count = unread(one);
  const here = one.id === current.id;
  return h("li", {}, h("button", { type: "button", class: `channel ${count && !here ? "unread" : ""}`, "aria-current": here ? "page" : null,
    onclick: () => hands.openChannel(one.id) }, mark, h("bdi", { class: "channel-name" }, name),
    Boolean(count) && !here && h("span", { class: "count", "aria-label": words("sidebar.new", { count }) }, String(count))));
}

function people(world, hands) {
  const choosable = Object.values(world.people).filter((one) => !one.bot && one.name !== "slackbot");
  const choice = (one) => h("label", { class: "person", title: words("sidebar.person", { name: one.real_name, locale: one.locale }) },
    h("input", { type: "radio", name: "person", value: one.id, checked: one.id === world.me, onchange: () => hands.become(one.id) }),
    avatar(one, "avatar-small"), h("bdi", {}, one.real_name.split(" ")[0]), h("span", { class: "locale" }, one.locale.slice(0, 2).toUpperCase()));
  return h("fieldset", { class: "people" }, h("legend", {}, words("sidebar.you_are")), h("div", { class: "people-row" }, choosable.map(choice)));
}

function locales(world, hands) {
  const { locale } = world.people[world.me];
  const select = h("select", { id: "locale", onchange: () => hands.setLocale(select.value) },
    [...new Set([locale, ...world.locales])].map((tag) => h("option", { value: tag, selected: tag === locale }, tag)));
  return h("div", { class: "language" }, h("label", { for: "locale" }, words("sidebar.slack_language")), select);
}

function languages({ language }, hands) {
  const options = Object.entries({ auto: words("sidebar.automatic"), ...spoken() });
  const select = h("select", { id: "language", onchange: () => hands.speak(select.value) },
    options.map(([tag, name]) => h("option", { value: tag, selected: tag === language }, name)));
  return h("div", { class: "language" }, h("label", { for: "language" }, words("sidebar.bot_language")), select);
}
