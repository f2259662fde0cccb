// The page: keeps the state, draws it, and sends what the person does.

import { blocks } from "./blocks.js";
import { composer, put } from "./composer.js";
import { showModal } from "./dialogs.js";
import { avatar, h, icon, sync } from "./dom.js";
import { continues, messageNode, when } from "./message.js";
import { closeMenuIn } from "./menu.js";
import { deed, news } from "./server.js";
import { channelIcon, sidebar } from "./sidebar.js";
import { dayLine, welcome, examples } from "./welcome.js";

const $ = (id) => document.getElementById(id);
const WIDE = window.matchMedia("(min-width: 1000px)");
const RETRY_MILLISECONDS = 1500;

const page = {
  world: null,
  me: localStorage.getItem("me") ?? "U0MAYA",
  channelId: "C0OPS",
  tab: "messages",
  threadTs: null,
  languages: {},
  seen: {},
  nodes: new Map(),
  awaiting: null,
  last: null,
  stopped: false,
  refusalsSeen: null,
};

const channel = () => page.world.channels.find((one) => one.id === page.channelId) ?? page.world.channels[0];
const messages = (id) => page.world.messages[id] ?? [];
const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;
const repliesTo = (ts, id) => messages(id).filter((one) => isReply(one) && one.thread_ts === ts);

const hands = {
  async use(where, actionId, value, offered) {
    return remember(await act("click", { ...place(where), action_id: actionId, value, offered }));
  },
  async suggest(where, actionId, value) {
    return (await act("suggest", { ...place(where), action_id: actionId, value })).options ?? [];
  },
  submit: (view, values, offered) => act("submit", { view: view.id, values, offered }),
  close: () => act("close", {}),
  async shortcut(callbackId, where = null) {
    remember(await act("shortcut", { callback_id: callbackId, ...(where ? place(where) : {}) }));
  },
  openThread(message) {
    page.threadTs = message.thread_ts ?? message.ts;
    draw();
    $("thread").querySelector("textarea")?.focus();
  },
  openChannel(id) {
    page.channelId = id;
    page.threadTs = null;
    page.tab = "messages";
    document.body.classList.remove("drawer");
    draw({ toBottom: true });
    if (WIDE.matches) $("composer")?.focus();
  },
  toggleDrawer: () => document.body.classList.toggle("drawer"),
  become(id) {
    page.me = id;
    localStorage.setItem("me", id);
    page.threadTs = null;
    page.nodes.clear();
    polling?.abort();
  },
  speak(tag) {
    page.languages[page.me] = tag;
    say(`${page.world.app.commands[0]} lang ${tag}`);
  },
};

function place(where) {
  return where.view ? { view: where.view } : { channel: where.channel, ts: where.ts };
}

function act(name, given) {
  return deed(name, { as: page.me, ...given });
}

function remember(told) {
  page.last = told;
  drawHeader();
  return told;
}

async function say(text, threadTs = null) {
  if (text.includes(`@${page.world.app.name}`) && !threadTs && channel().kind !== "im") page.awaiting = channel().id;
  atBottom = true;
  const told = await act("say", { channel: channel().id, text, thread_ts: threadTs });
  if (page.awaiting && told.ts) page.awaiting = told.ts;
  if ("milliseconds" in told) remember(told);
  if (!told.ok && told.failure?.startsWith("status")) notice("That could not be sent.");
}

// Drawing

let atBottom = true;
const composers = {};

function draw({ toBottom = false } = {}) {
  const { world } = page;
  document.title = `${channel().name ? `#${channel().name}` : world.app.name} · Playground`;
  page.seen[`${page.me}/${channel().id}`] = messages(channel().id).length;
  $("sidebar").replaceChildren(...sidebar({ world, channel: channel(), unread, language: page.languages[page.me] ?? "auto" }, hands));
  // The thread first: opening it makes the conversation narrower, and that should still end at its last message.
  drawThread();
  drawMain(toBottom);
  showModal(world.modal, (view) => blocks(view.blocks, world, { view: view.id, errors: view.errors }, hands), hands);
}

function unread(one) {
  const key = `${page.me}/${one.id}`;
  page.seen[key] ??= messages(one.id).length;
  return messages(one.id).length - page.seen[key];
}

function drawMain(toBottom) {
  const key = `${page.me}/${channel().id}/${page.tab}`;
  const main = $("main");
  if (main.dataset.key !== key) {
    main.dataset.key = key;
    buildMain(main);
    toBottom = true;
  }
  drawHeader();
  if (page.tab === "home") {
    const home = page.world.home;
    const body = home ? blocks(home.blocks, page.world, { view: home.id }, hands) : [h("p", { class: "quiet" }, "The app has published no Home tab.")];
    main.querySelector(".home").replaceChildren(...body);
    return;
  }
  const list = main.querySelector(".messages");
  sync(list, listNodes());
  if (toBottom || atBottom) showNewest(list);
}

// The end of the list; of a message that is taller than the list, its beginning.
function showNewest(list) {
  list.scrollTop = list.scrollHeight;
  const above = list.getBoundingClientRect().top - list.lastElementChild.getBoundingClientRect().top;
  if (above > 0) list.scrollTop -= above;
}

function buildMain(main) {
  const header = h("header", { class: "channel-head" });
  const alert = h("div", { class: "banners" });
  if (page.tab === "home") {
    main.replaceChildren(header, alert, h("div", { class: "home", tabindex: "0" }));
    return;
  }
  const list = h("div", { class: "messages", role: "log", "aria-label": "Messages", tabindex: "0" });
  list.addEventListener("scroll", () => {
    atBottom = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    closeMenuIn(list);
  });
  const name = channel().name ? `#${channel().name}` : page.world.app.name;
  const send = { text: (text) => say(text), shortcut: (id) => hands.shortcut(id) };
  const box = composer({ placeholder: `Message ${name}`, send, world: () => page.world, examples: () => exampleList(), id: "composer" });
  composers.main = box;
  main.replaceChildren(header, alert, list, h("div", { class: "composer-place" }, box.node));
}

function exampleList() {
  return examples(page.world, channel(), { say, put: (text) => put(composers.main.field, text) });
}

function drawHeader() {
  const { world } = page;
  const here = channel();
  const bot = world.people[world.app.user];
  const title = here.kind === "im" ? [avatar(bot, "avatar-small"), bot.name] : [channelIcon(here), here.name];
  const tab = (name, label) => h("button", { type: "button", role: "tab", class: "tab", "aria-selected": String(page.tab === name), onclick: () => openTab(name) }, label);
  $("main").querySelector(".channel-head").replaceChildren(...[
    h("button", { type: "button", class: "tool drawer-open", "aria-label": "Open the sidebar", onclick: hands.toggleDrawer }, icon("menu")),
    h("div", { class: "channel-title" }, h("h2", {}, title), h("p", { class: "topic" }, here.kind === "im" ? "Direct message with the app" : here.topic)),
    here.kind === "im" && h("div", { class: "tabs", role: "tablist" }, tab("home", "Home"), tab("messages", "Messages")),
    status()].filter(Boolean));
  drawBanners();
}

function openTab(name) {
  page.tab = name;
  if (name === "home") act("home", {});
  draw();
}

function status() {
  const { way, reachable } = page.world.bot;
  const ways = { http: "Signed HTTP", socket: "Socket Mode", none: "Not connected" };
  const words = reachable || way === "none" ? ways[way] : "Not answering";
  const time = page.last?.milliseconds !== undefined && page.last.ok ? ` · ${page.last.milliseconds} ms` : "";
  return h("p", { class: `status ${reachable ? "" : "status-bad"}`, title: "How the bot is reached, and how long its last ack took" }, h("span", { class: "dot", "aria-hidden": "true" }), words + time);
}

function drawBanners() {
  const { bot, app, refusals } = page.world;
  const banners = [];
  if (page.stopped) banners.push(banner("bad", "The playground has stopped. Start it again; this page will find it."));
  else if (!bot.reachable) banners.push(banner("bad", `${app.name} does not answer. Is it still running? What you send now gets lost, as in Slack.`));
  page.refusalsSeen ??= refusals.count;
  if (refusals.count > page.refusalsSeen) banners.push(refusalBanner(refusals));
  $("main").querySelector(".banners")?.replaceChildren(...banners);
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

function listNodes() {
  const here = channel();
  const shown = messages(here.id).filter((one) => !isReply(one) || one.broadcast);
  const nodes = [keyed("welcome", `${here.id}`, () => welcome(page.world, here, exampleList))];
  let before = null;
  for (const message of shown) {
    const day = when(message.ts).toDateString();
    if (!before || when(before.ts).toDateString() !== day) nodes.push(keyed(`day ${here.id}`, day, () => dayLine(message.ts)));
    nodes.push(messageFor(message, before, here.id, false));
    before = message;
  }
  return nodes;
}

function messageFor(message, before, id, inThread) {
  const replies = inThread ? [] : repliesTo(message.ts, id);
  const compact = continues(before, message);
  const key = `${id} ${message.ts} ${inThread}`;
  const signature = JSON.stringify([message, compact, replies.length, replies.at(-1)?.ts]);
  return keyed(key, signature, () => messageNode(message, page.world, hands, { compact, replies, channel: id, inThread }));
}

// Nodes are made once and kept while what they show stays the same.
function keyed(key, signature, make) {
  const whole = key.startsWith("day") ? `${key} ${signature}` : key;
  const kept = page.nodes.get(whole);
  if (kept?.signature === signature) return kept.node;
  const node = make();
  page.nodes.set(whole, { signature, node });
  return node;
}

function drawThread() {
  const panel = $("thread");
  const here = channel();
  const root = page.threadTs && messages(here.id).find((one) => one.ts === page.threadTs);
  panel.hidden = !root;
  document.body.classList.toggle("has-thread", Boolean(root));
  if (!root) {
    page.threadTs = null;
    panel.dataset.key = "";
    panel.replaceChildren();
    return;
  }
  if (panel.dataset.key !== root.ts) buildThread(panel, here, root);
  const replies = repliesTo(root.ts, here.id);
  const list = panel.querySelector(".messages");
  const count = replies.length && h("p", { class: "thread-count" }, replies.length === 1 ? "1 reply" : `${replies.length} replies`);
  const stuck = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
  sync(list, [messageFor(root, null, here.id, true), count, ...replies.map((one, n) => messageFor(one, n ? replies[n - 1] : null, here.id, true))].filter(Boolean));
  if (stuck && replies.length > 1) list.scrollTop = list.scrollHeight;
}

function buildThread(panel, here, root) {
  panel.dataset.key = root.ts;
  const leave = () => {
    page.threadTs = null;
    draw();
  };
  const send = { text: (text) => say(text, root.ts), shortcut: (id) => hands.shortcut(id) };
  const box = composer({ placeholder: "Reply…", send, world: () => page.world, inThread: true });
  panel.replaceChildren(
    h("header", { class: "thread-head" }, h("h2", {}, "Thread"), h("span", { class: "quiet" }, here.name ? `#${here.name}` : ""),
      h("button", { type: "button", class: "tool", "aria-label": "Close the thread", onclick: leave }, icon("close"))),
    h("div", { class: "messages", role: "log", "aria-label": "Thread", tabindex: "0" }), h("div", { class: "composer-place" }, box.node));
}

function notice(text) {
  const node = h("p", { class: "notice" }, text);
  $("notices").append(node);
  setTimeout(() => node.remove(), 4000);
}

// A person who mentions the bot for the first time should not have to look for its answer.
function openAwaitedThread() {
  if (!page.awaiting || !WIDE.matches) return;
  if (repliesTo(page.awaiting, channel().id).length) {
    page.threadTs = page.awaiting;
    page.awaiting = null;
  }
}

let polling = null;

async function follow() {
  let since = -1;
  let me = null;
  for (;;) {
    if (me !== page.me) [since, me] = [-1, page.me];
    polling = new AbortController();
    try {
      page.world = await news(page.me, since, polling.signal);
      since = page.world.version;
      page.stopped = false;
      openAwaitedThread();
      draw();
      document.body.dataset.ready = "yes";
    } catch (problem) {
      if (problem.name === "AbortError") continue;
      page.stopped = true;
      since = -1;
      if (page.world) drawBanners();
      await new Promise((resolve) => { setTimeout(resolve, RETRY_MILLISECONDS); });
    }
  }
}

$("main").addEventListener("pointerdown", () => document.body.classList.remove("drawer"));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && document.body.classList.contains("drawer")) hands.toggleDrawer();
});

follow();
