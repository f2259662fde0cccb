// Following a list of messages: one's own always, others' while one reads its end; else a button says how many came.

import { h, icon } from "./dom.js";
import { closeMenuIn } from "./menu.js";
import { words } from "./words.js";

const NEAR = 60; // pixels

export function follower(list) {
  let atEnd = true;
  let last = null;
  let known = null;
  let unseen = [];
  const count = h("span");
  const button = h("button", { type: "button", class: "newer", hidden: true, onclick: () => {
    toEnd();
    list.focus();
  } }, count, icon("down"));

  function look() {
    const { bottom } = list.getBoundingClientRect();
    atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR;
    unseen = unseen.filter((ts) => list.querySelector(`[data-ts="${ts}"]`)?.getBoundingClientRect().top > bottom - NEAR / 2);
    button.hidden = !unseen.length;
    count.textContent = words("sidebar.new", { count: unseen.length });
  }

  function toEnd() {
    list.scrollTop = list.scrollHeight;
    look();
  }

  // Of a message that is taller than the list, its beginning; of the whole list, when little stands before that.
  function toNewest() {
    toEnd();
    const above = list.getBoundingClientRect().top - list.lastElementChild.getBoundingClientRect().top;
    if (above <= 0) return;
    const start = list.scrollTop - above;
    list.scrollTop = start < list.clientHeight / 3 ? 0 : start;
  }

  // `shown` are the messages that `list` holds by now, `me` who looks.
  function settle(shown, me) {
    const fresh = known ? shown.filter(({ ts }) => !known.has(ts)) : [];
    const ended = last !== list.lastElementChild;
    const follows = !known || atEnd || fresh.some(({ user }) => user === me);
    known = new Set(shown.map(({ ts }) => ts));
    last = list.lastElementChild;
    if (!follows) unseen.push(...fresh.map(({ ts }) => ts));
    else if (ended && shown.at(-1)?.user !== me) toNewest();
    else toEnd();
    look();
  }

  list.addEventListener("scroll", () => {
    look();
    closeMenuIn(list);
  });
  return { button, settle, toEnd };
}
