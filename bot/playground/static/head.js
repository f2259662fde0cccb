// Above a conversation: its name, and what went wrong.

import { avatar, h, icon, renew } from "./dom.js";
import { channelIcon } from "./sidebar.js";
import { channel, page } from "./state.js";
import { words } from "./words.js";

export function drawHeader(hands) {
  const { world } = page;
  const here = channel();
  const bot = world.people[world.app.user];
  const title = here.kind === "im" ? [avatar(bot, "avatar-small"), h("bdi", {}, bot.name)] : [channelIcon(here), h("bdi", {}, here.name)];
  const tab = (name, label) => h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(page.tab === name), onclick: () => hands.openTab(name) }, label);
  renew(document.getElementById("main").querySelector(".channel-head"), [
    h("button", { type: "button", class: "tool drawer-open", "aria-label": words("sidebar.open"), onclick: hands.toggleDrawer }, icon("menu")),
    h("div", { class: "channel-title" }, h("h2", {}, title), h("p", { class: "topic", dir: "auto" }, here.kind === "im" ? words("topic.direct") : here.topic)),
    here.kind === "im" && h("div", { class: "tabs", role: "tablist" }, tab("home", words("head.home")), tab("messages", words("head.messages"))),
    h("button", { type: "button", class: "tool bench-open", "aria-label": words("frame.bench"), title: words("head.bench"), "aria-pressed": String(page.bench), onclick: hands.toggleBench }, icon("wrench")),
  ].filter(Boolean));
  drawBanners();
}

export function drawBanners() {
  const { bot, app, bench, refusals } = page.world;
  const banners = [];
  if (page.stopped) banners.push(banner("bad", words("banner.stopped")));
  else if (!bench.installed) banners.push(banner("warn", words("banner.not_installed", { app: app.name })));
  else if (!bot.reachable) banners.push(banner("bad", words("banner.not_answering", { app: app.name })));
  page.refusalsSeen ??= refusals.count;
  if (refusals.count > page.refusalsSeen) banners.push(refusalBanner(refusals));
  document.getElementById("main").querySelector(".banners")?.replaceChildren(...banners);
}

function banner(kind, text, ...more) {
  return h("div", { class: `banner banner-${kind}`, role: "alert" }, icon("warn"), h("p", { dir: "auto" }, text), more);
}

function refusalBanner(refusals) {
  const dismiss = () => {
    page.refusalsSeen = refusals.count;
    drawBanners();
  };
  return banner("warn", words("banner.refused", { reason: refusals.last.at(-1) }),
    h("button", { type: "button", class: "tool", "aria-label": words("head.dismiss"), onclick: dismiss }, icon("close")));
}
