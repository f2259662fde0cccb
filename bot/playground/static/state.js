// What the page knows: the state of the stand-in as this person sees it, and where on the page they are.

import { keptPlace } from "./kept.js";

// Whether a thread has room beside the conversation.
export const WIDE = window.matchMedia("(min-width: 1000px)");

export const page = {
  world: null,
  me: localStorage.getItem("me") ?? "U0MAYA",
  channelId: "C0OPS",
  tab: "messages",
  threadTs: null,
  ...keptPlace(),
  bench: false,
  languages: {},
  seen: {},
  nodes: new Map(),
  awaiting: null,
  awaitedFrom: 0,
  last: null,
  stopped: false,
  refusalsSeen: null,
};

// Who becomes somebody else while they talk with the app sees that person's talk with it.
export const channel = () => page.world.channels.find((one) => one.id === page.channelId)
  ?? page.world.channels.find((one) => one.kind === "im" && page.channelId.startsWith("D")) ?? page.world.channels[0];
export const messages = (id) => page.world.messages[id] ?? [];
export const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;
export const repliesTo = (ts, id) => messages(id).filter((one) => isReply(one) && one.thread_ts === ts);

// How many messages came since this person looked.
export function unread(one) {
  const key = `${page.me}/${one.id}`;
  page.seen[key] ??= messages(one.id).length;
  return messages(one.id).length - page.seen[key];
}
