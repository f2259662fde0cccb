// The page: keeps the state, draws it, and sends what the person does.

import { bench } from "./bench.js";
import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { conversation, listNodes, messageFor } from "./conversation.js";
import { showModal } from "./dialogs.js";
import { h, renew, sync } from "./dom.js";
import { restore, touched } from "./forms.js";
import { drawBanners, drawHeader } from "./head.js";
import { keepPlace } from "./kept.js";
import { follower } from "./newest.js";
import { payloadButton } from "./payload.js";
import { attach, deed, news } from "./server.js";
import { sidebar } from "./sidebar.js";
import { channel, messages, page, repliesTo, unread, WIDE } from "./state.js";
import { drawThread, openAwaitedThread } from "./thread.js";
import { examples } from "./welcome.js";
import { learn, words } from "./words.js";

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
    (page.bench ? $("bench").querySelector("select") : $("main").querySelector(".bench-open")).focus();
  },
  openMenuOf(message) {
    const tool = $("main").querySelector(`[data-ts="${message.ts}"] .tools [aria-haspopup]`);
    tool.closest("article").scrollIntoView({ block: "nearest" });
    tool.scrollIntoView({ block: "nearest" });
    // Scrolling closes menus, and the page hears of it a moment later.
    requestAnimationFrame(() => tool.click());
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
    draw();
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
  drawBench();
  return told;
}

async function say(text, threadTs = null, files = []) {
  page.awaiting = null;
  if (!threadTs) following?.toEnd();
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

let following = null;

function draw() {
  const { world } = page;
  keepPlace(page);
  document.title = words("frame.title", { place: place() });
  page.seen[`${page.me}/${channel().id}`] = messages(channel().id).length;
  renew($("sidebar"), sidebar({ world, channel: channel(), unread, language: page.languages[page.me] ?? "auto" }, hands));
  // The thread first: opening it makes the conversation narrower, and that should still end at its last message.
  drawThread({ messageFor: (...given) => messageFor(...given, hands), sender, leave: leaveThread });
  drawBench();
  drawMain();
  showModal(world.modal, (view) => blocks(view.blocks, world, { view: view.id, errors: view.errors }, hands), hands);
}

function drawMain() {
  const key = `${page.me}/${channel().id}/${page.tab}`;
  const main = $("main");
  if (main.dataset.key !== key) {
    main.dataset.key = key;
    buildMain(main);
  }
  drawHeader(hands);
  if (page.tab === "home") {
    drawHome(main.querySelector(".home"));
    return;
  }
  const list = main.querySelector(".messages");
  sync(list, listNodes(channel(), exampleList, hands));
  following.settle(conversation(channel().id), page.me);
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

function buildMain(main) {
  const header = h("header", { class: "channel-head" });
  const alert = h("div", { class: "banners" });
  following = null;
  if (page.tab === "home") {
    main.replaceChildren(header, alert, h("div", { class: "home", tabindex: "0" }));
    return;
  }
  const list = h("div", { class: "messages", role: "log", "aria-label": words("head.messages"), tabindex: "0" });
  following = follower(list);
  const placeholder = words("composer.placeholder", { place: place() });
  const box = composer({ placeholder, send: sender(null), world: () => page.world, examples: exampleList, name: `${page.me}/${channel().id}`, id: "composer" });
  main.replaceChildren(header, alert, list, h("div", { class: "composer-place" }, following.button, box.node));
  box.size();
}

function sender(threadTs) {
  return { text: (text, files) => say(text, threadTs, files), shortcut: (id) => hands.shortcut(id), upload };
}

function leaveThread() {
  const { threadTs } = page;
  page.threadTs = null;
  draw();
  ($("main").querySelector(`[data-ts="${threadTs}"] .replies`) ?? $("composer"))?.focus();
}

async function upload(name, content, more) {
  const file = await attach(page.me, name, content, more);
  if (!file) notice(words("notice.file_not_taken"));
  return file;
}

function exampleList() {
  return examples(page.world, channel(), { say, ...hands });
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
  await act("arrive", {});
  if (page.tab === "home") act("home", {});
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
