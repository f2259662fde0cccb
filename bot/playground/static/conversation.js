// What stands in a conversation: its beginning, days and messages. Each is made once and kept while it shows the same.

import { continues, messageNode } from "./message.js";
import { isReply, messages, page, repliesTo } from "./state.js";
import { alertIn, dayLine, welcome } from "./welcome.js";
import { when } from "./words.js";

// The messages of a channel without what is said in threads alone.
export function conversation(id) {
  return messages(id).filter((one) => !isReply(one) || one.broadcast);
}

export function listNodes(here, examples, hands) {
  const beginning = [here.id, here.bot_is_member, alertIn(page.world, here)?.ts].join(" ");
  const nodes = [kept("welcome", beginning, () => welcome(page.world, here, examples(), hands))];
  let before = null;
  for (const message of conversation(here.id)) {
    const day = when(message.ts).toDateString();
    if (!before || when(before.ts).toDateString() !== day) nodes.push(kept(`day ${here.id} ${day}`, day, () => dayLine(message.ts)));
    nodes.push(messageFor(message, before, here.id, false, hands));
    before = message;
  }
  return nodes;
}

export function messageFor(message, before, id, inThread, hands) {
  const replies = inThread ? [] : repliesTo(message.ts, id);
  const compact = continues(before, message);
  const signature = JSON.stringify([message, compact, replies.length, replies.at(-1)?.ts]);
  return kept(`${id} ${message.ts} ${inThread}`, signature, () => messageNode(message, page.world, hands, { compact, replies, channel: id, inThread }));
}

function kept(key, signature, make) {
  const before = page.nodes.get(key);
  if (before?.signature === signature) return before.node;
  const node = make();
  page.nodes.set(key, { signature, node });
  return node;
}
