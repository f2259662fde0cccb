// Above a conversation: its name, how the bot is reached, and what went wrong.

import { avatar, h, icon } from "./dom.js";
import { channelIcon } from "./sidebar.js";
import { channel, page } from "./state.js";

export function drawHeader(hands) {
  const { world } = page;
  const here = channel();
  const bot = world.people[world.app.user];
  const title = here.kind === "im" ? [avatar(bot, "avatar-small"), bot.name] : [channelIcon(here), here.name];
  const tab = (name, label) => h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(page.tab === name), onclick: () => hands.openTab(name) }, label);
  document.getElementById("main").querySelector(".channel-head").replaceChildren(...[
    h("button", { type: "button", class: "tool drawer-open", "aria-label": "Open the sidebar", onclick: hands.toggleDrawer }, icon("menu")),
    h("div", { class: "channel-title" }, h("h2", {}, title), h("p", { class: "topic" }, here.kind === "im" ? "Direct message with the app" : here.topic)),
    here.kind === "im" && h("div", { class: "tabs", role: "tablist" }, tab("home", "Home"), tab("messages", "Messages")),
    status(),
    h("button", { type: "button", class: "tool", "aria-label": "Bench", title: "Bench: faults, alerts, workflow steps", "aria-pressed": String(page.bench), onclick: hands.toggleBench }, icon("wrench")),
  ].filter(Boolean));
  drawBanners();
}

function status() {
  const { way, reachable } = page.world.bot;
  const ways = { http: "Signed HTTP", socket: "Socket Mode", none: "Not connected" };
  const words = reachable || way === "none" ? ways[way] : "Not answering";
  const time = page.last?.milliseconds !== undefined && page.last.ok ? ` · ${page.last.milliseconds} ms` : "";
  return h("p", { class: `status ${reachable ? "" : "status-bad"}`, title: "How the bot is reached, and how long its last ack took" }, h("span", { class: "dot", "aria-hidden": "true" }), words + time);
}

export function drawBanners() {
  const { bot, app, bench, refusals } = page.world;
  const banners = [];
  if (page.stopped) banners.push(banner("bad", "The playground has stopped. Start it again; this page will find it."));
  else if (!bench.installed) banners.push(banner("warn", `${app.name} is not installed in this workspace. The bench installs it again.`));
  else if (!bot.reachable) banners.push(banner("bad", `${app.name} does not answer. Is it still running? What you send now gets lost, as in Slack.`));
  page.refusalsSeen ??= refusals.count;
  if (refusals.count > page.refusalsSeen) banners.push(refusalBanner(refusals));
  document.getElementById("main").querySelector(".banners")?.replaceChildren(...banners);
}

function banner(kind, text, ...more) {
  return h("div", { class: `banner banner-${kind}`, role: "alert" }, icon("warn"), h("p", {}, text), more);
}

function refusalBanner(refusals) {
  const dismiss = () => {
    page.refusalsSeen = refusals.count;
    drawBanners();
  };
  return banner("warn", `Slack would refuse this, and show nothing: ${refusals.last.at(-1)}`,
    h("button", { type: "button", class: "tool", "aria-label": "Dismiss", onclick: dismiss }, icon("close")));
}
