// The page: keeps the state, draws it, and sends what the person does.

import { bench } from "./bench.js";
import { blocks } from "./blocks.js";
import { composer, put } from "./composer.js";
import { showModal } from "./dialogs.js";
import { h, sync } from "./dom.js";
import { restore, touched } from "./forms.js";
import { drawBanners, drawHeader } from "./head.js";
import { continues, messageNode } from "./message.js";
import { closeMenuIn } from "./menu.js";
import { payloadButton } from "./payload.js";
import { attach, deed, news } from "./server.js";
import { sidebar } from "./sidebar.js";
import { channel, isReply, messages, page, repliesTo, unread, WIDE } from "./state.js";
import { drawThread, openAwaitedThread } from "./thread.js";
import { dayLine, welcome, examples } from "./welcome.js";
import { learn, when, words } from "./words.js";

const $ = (id) => document.getElementById(id);
const RETRY_MILLISECONDS = 1500;

const hands = {
  async use(where, actionId, value, offered) {
    return remember(await act("click", { ...addressOf(where), action_id: actionId, value, offered }));
  },
  async suggest(where, actionId, value) {
    return (await act("suggest", { ...addressOf(where), action_id: actionId, value })).options ?? [];
  },
  submit: (view, values, offered) => act("submit", { view: view.id, values, offered }),
  close: () => act("close", {}),
  async shortcut(callbackId, where = null) {
    const message = where && messages(where.channel).find((one) => one.ts === where.ts);
    page.awaiting = message ? message.thread_ts ?? message.ts : null;
    page.awaitedFrom = message ? repliesTo(page.awaiting, where.channel).length : 0;
    remember(await act("shortcut", { callback_id: callbackId, ...(where ? addressOf(where) : {}) }));
  },
  edit: (where, text) => act("edit", { ...addressOf(where), text }),
  remove: (where) => act("delete", addressOf(where)),
  invite: (id) => act("invite", { channel: id }),
  setLocale: (locale) => act("locale", { locale }),
  bench: (name, given) => act(name, { channel: channel().id, ...given }),
  toggleBench() {
    page.bench = !page.bench;
    draw();
  },
  openTab(name) {
    page.tab = name;
    if (name === "home") act("home", {});
    draw();
  },
  openThread(message) {
    page.threadTs = message.thread_ts ?? message.ts;
    page.bench = false;
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

function addressOf(where) {
  return where.view ? { view: where.view } : { channel: where.channel, ts: where.ts };
}

function act(name, given) {
  return deed(name, { as: page.me, ...given });
}

function remember(told) {
  page.last = told;
  drawHeader(hands);
  return told;
}

async function say(text, threadTs = null, files = []) {
  page.awaiting = null;
  atBottom = true;
  const told = await act("say", { channel: channel().id, text, thread_ts: threadTs, files });
  if (told.ts && text.includes(`@${page.world.app.name}`) && !threadTs && channel().kind !== "im") {
    [page.awaiting, page.awaitedFrom] = [told.ts, 0];
    // The bot may have answered before we were told the message's ts, and then no more news comes.
    openAwaitedThread();
    draw();
  }
  if ("milliseconds" in told) remember(told);
  if (!told.ok && ["refused", "stopped"].includes(told.failure)) notice(words("notice.not_sent"));
}

// What the conversation is called.
function place() {
  return channel().name ? `#${channel().name}` : page.world.app.name;
}

// Drawing

let atBottom = true;
const composers = {};

function draw({ toBottom = false } = {}) {
  const { world } = page;
  document.title = words("frame.title", { place: place() });
  page.seen[`${page.me}/${channel().id}`] = messages(channel().id).length;
  $("sidebar").replaceChildren(...sidebar({ world, channel: channel(), unread, language: page.languages[page.me] ?? "auto" }, hands));
  // The thread first: opening it makes the conversation narrower, and that should still end at its last message.
  drawThread({ messageFor, sender, leave: leaveThread });
  drawBench();
  drawMain(toBottom);
  showModal(world.modal, (view) => blocks(view.blocks, world, { view: view.id, errors: view.errors }, hands), hands);
}

function drawMain(toBottom) {
  const key = `${page.me}/${channel().id}/${page.tab}`;
  const main = $("main");
  if (main.dataset.key !== key) {
    main.dataset.key = key;
    buildMain(main);
    toBottom = true;
  }
  drawHeader(hands);
  if (page.tab === "home") {
    drawHome(main.querySelector(".home"));
    return;
  }
  const list = main.querySelector(".messages");
  sync(list, listNodes());
  if (toBottom || atBottom) showNewest(list);
}

// Drawn anew only when the app published it anew: what is being typed stays.
function drawHome(tab) {
  const { home } = page.world;
  const key = home?.hash ?? "none";
  if (tab.dataset.key === key) return;
  const kept = touched(tab);
  tab.dataset.key = key;
  if (!home) {
    tab.replaceChildren(h("p", { class: "quiet" }, words("block.no_home")));
    return;
  }
  const payload = h("div", { class: "home-tools" }, payloadButton(home, () => tab));
  tab.replaceChildren(payload, ...blocks(home.blocks, page.world, { view: home.id }, hands));
  restore(tab, kept);
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
  const list = h("div", { class: "messages", role: "log", "aria-label": words("head.messages"), tabindex: "0" });
  list.addEventListener("scroll", () => {
    atBottom = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    closeMenuIn(list);
  });
  const send = sender(null);
  const box = composer({ placeholder: words("composer.placeholder", { place: place() }), send, world: () => page.world, examples: () => exampleList(), id: "composer" });
  composers.main = box;
  main.replaceChildren(header, alert, list, h("div", { class: "composer-place" }, box.node));
}

function sender(threadTs) {
  return { text: (text, files) => say(text, threadTs, files), shortcut: (id) => hands.shortcut(id), upload };
}

function leaveThread() {
  page.threadTs = null;
  draw();
}

async function upload(name, content, more) {
  const file = await attach(page.me, name, content, more);
  if (!file) notice(words("notice.file_not_taken"));
  return file;
}

function exampleList() {
  return examples(page.world, channel(), { say, put: (text) => put(composers.main.field, text) });
}

function listNodes() {
  const here = channel();
  const shown = messages(here.id).filter((one) => !isReply(one) || one.broadcast);
  const nodes = [keyed("welcome", `${here.id} ${here.bot_is_member}`, () => welcome(page.world, here, exampleList, hands))];
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

const benches = {};

function drawBench() {
  const panel = $("bench");
  panel.hidden = !page.bench;
  if (!page.bench) return;
  if (!benches.shown) {
    benches.shown = bench(page.world, hands);
    panel.replaceChildren(...benches.shown.nodes);
  }
  benches.shown.update(page.world, channel());
}

function notice(text) {
  const node = h("p", { class: "notice" }, text);
  $("notices").append(node);
  setTimeout(() => node.remove(), 4000);
}

// Everything that is kept was drawn in another language.
function forgetDrawn() {
  page.nodes.clear();
  benches.shown = null;
  for (const id of ["main", "thread"]) $(id).dataset.key = "";
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
      if (await learn(page.world.people[page.me].locale)) forgetDrawn();
      page.stopped = false;
      openAwaitedThread();
      draw();
      document.body.dataset.seenBy = page.world.me;
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
