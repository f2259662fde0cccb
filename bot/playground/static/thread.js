// The panel with one thread.

import { composer } from "./composer.js";
import { h, icon, sync } from "./dom.js";
import { repliesCounted } from "./message.js";
import { follower } from "./newest.js";
import { channel, messages, page, repliesTo, WIDE } from "./state.js";
import { words } from "./words.js";

let following = null;

// `messageFor(message, before, channel, inThread)` gives the node of a message, `sender(ts)` what its box does.
export function drawThread(means) {
  const panel = document.getElementById("thread");
  const here = channel();
  const root = page.threadTs && messages(here.id).find((one) => one.ts === page.threadTs);
  panel.hidden = !root || page.bench;
  document.body.classList.toggle("has-thread", Boolean(root) || page.bench);
  if (!root) {
    page.threadTs = null;
    panel.dataset.key = "";
    panel.replaceChildren();
    return;
  }
  if (panel.dataset.key !== root.ts) build(panel, here, root, means);
  const replies = repliesTo(root.ts, here.id);
  const list = panel.querySelector(".messages");
  const counted = replies.filter((one) => !one.ephemeral).length;
  const count = counted > 0 && h("p", { class: "thread-count" }, repliesCounted(counted));
  const drawn = replies.map((one, n) => means.messageFor(one, n ? replies[n - 1] : null, here.id, true));
  sync(list, [means.messageFor(root, null, here.id, true), count, ...drawn].filter(Boolean));
  following.settle([root, ...replies], page.me);
}

// Who mentions the bot, or explains a message in a thread, should not have to look for the answer.
export function openAwaitedThread() {
  if (!page.awaiting || !WIDE.matches) return;
  if (repliesTo(page.awaiting, channel().id).length > page.awaitedFrom) {
    page.threadTs = page.awaiting;
    page.awaiting = null;
    page.bench = false;
  }
}

function build(panel, here, root, { sender, leave }) {
  panel.dataset.key = root.ts;
  const box = composer({ placeholder: words("thread.reply"), send: sender(root.ts), world: () => page.world, name: `${page.me}/${here.id}/${root.ts}`, inThread: true });
  const list = h("div", { class: "messages", role: "log", "aria-label": words("frame.thread"), tabindex: "0" });
  following = follower(list);
  panel.replaceChildren(
    h("header", { class: "thread-head" }, h("h2", {}, words("frame.thread")), h("bdi", { class: "quiet" }, here.name ? `#${here.name}` : ""),
      h("button", { type: "button", class: "tool", "aria-label": words("thread.close"), onclick: leave }, icon("close"))),
    list, h("div", { class: "composer-place" }, following.button, box.node));
  box.size();
}
