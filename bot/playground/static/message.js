// One message: who, when, what, and what can be done with it.

import { blocks } from "./blocks.js";
import { ask, confirmed } from "./dialogs.js";
import { avatar, h, icon } from "./dom.js";
import { fileCard } from "./files.js";
import { openMenu } from "./menu.js";
import { lines, mrkdwn, typedAgain } from "./mrkdwn.js";
import { payloadButton } from "./payload.js";

const TOGETHER_SECONDS = 300;

export function when(ts) {
  return new Date(Number(ts) * 1000);
}

export function clock(ts) {
  return when(ts).toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
}

// Messages of one author that follow each other closely share one avatar.
export function continues(before, message) {
  return Boolean(before) && before.user === message.user && !before.ephemeral && !message.ephemeral
    && when(message.ts) - when(before.ts) < TOGETHER_SECONDS * 1000;
}

export function messageNode(message, world, hands, { compact = false, replies = [], channel, inThread = false }) {
  const author = world.people[message.user];
  const state = `${message.ephemeral ? "ephemeral" : ""} ${compact ? "compact" : ""}`;
  const head = h("div", { class: "message-head" },
    h("span", { class: "author" }, author.bot ? author.name : author.real_name), author.bot && h("span", { class: "badge" }, "APP"),
    h("time", { datetime: when(message.ts).toISOString(), title: when(message.ts).toLocaleString() }, clock(message.ts)));
  const body = h("div", { class: "message-body" }, content(message, world, channel, hands));
  const gutter = compact
    ? h("time", { class: "gutter-time", datetime: when(message.ts).toISOString() }, clock(message.ts))
    : avatar(author);
  return h("article", { class: `message ${state}`, "data-ts": message.ts, "aria-label": `${author.name}, ${clock(message.ts)}` },
    message.ephemeral && h("p", { class: "only-you" }, icon("eye"), "Only visible to you"),
    h("div", { class: "message-row" }, h("div", { class: "gutter" }, gutter),
      h("div", { class: "message-main" }, !compact && head, body, repliesBar(message, replies, world, hands, inThread))),
    tools(message, world, hands, channel, author, inThread));
}

function content(message, world, channel, hands) {
  const where = { channel, ts: message.ts };
  const shown = message.blocks.length ? blocks(message.blocks, world, where, hands) : [];
  if (!shown.length && message.text) shown.push(h("div", { class: "block" }, mrkdwn(message.text, world)));
  for (const attachment of message.attachments ?? []) shown.push(attached(attachment, world, where, hands));
  for (const file of message.files ?? []) shown.push(fileCard(file));
  if (message.edited) shown.push(h("span", { class: "quiet edited" }, "(edited)"));
  return shown;
}

function attached(attachment, world, where, hands) {
  const text = attachment.text ? h("div", {}, mrkdwn(attachment.text, world)) : null;
  const title = attachment.title ? h("strong", {}, lines([attachment.title])) : null;
  const fields = (attachment.fields ?? []).map((one) => h("div", { class: "field" }, h("strong", {}, one.title), h("div", {}, mrkdwn(one.value ?? "", world))));
  const footer = attachment.footer && h("div", { class: "quiet" }, attachment.footer);
  const node = h("div", { class: "attachment" }, attachment.pretext, title, text, fields.length > 0 && h("div", { class: "fields" }, fields),
    blocks(attachment.blocks ?? [], world, where, hands), footer);
  if (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? "")) node.style.setProperty("--tint", `#${attachment.color.replace("#", "")}`);
  return node;
}

function repliesBar(message, replies, world, hands, inThread) {
  // What one person alone sees is in the thread, but Slack does not count it.
  const counted = replies.filter((reply) => !reply.ephemeral);
  if (inThread || !counted.length) return null;
  const faces = [...new Set(counted.map((reply) => reply.user))].slice(0, 4).map((user) => avatar(world.people[user], "avatar-small"));
  const count = counted.length === 1 ? "1 reply" : `${counted.length} replies`;
  return h("button", { type: "button", class: "replies", onclick: () => hands.openThread(message) }, faces,
    h("span", { class: "replies-count" }, count), h("span", { class: "quiet" }, `Last reply at ${clock(counted.at(-1).ts)}`));
}

function tools(message, world, hands, channel, author, inThread) {
  const bar = h("div", { class: "tools", role: "toolbar", "aria-label": "Message actions" });
  if (author.id === world.app.user) bar.append(payloadButton(sent(message), () => bar.closest("article").querySelector(".message-main")));
  const shortcuts = world.app.shortcuts.filter((one) => one.type === "message");
  if (shortcuts.length && !message.ephemeral) bar.append(shortcutTool(shortcuts, message, channel, hands));
  if (!inThread && !message.ephemeral) {
    bar.append(h("button", { type: "button", class: "tool", "aria-label": "Reply in thread", title: "Reply in thread",
      onclick: () => hands.openThread(message) }, icon("reply")));
  }
  if (author.id === world.me) bar.append(...ownTools(message, world, channel, hands));
  return bar.childElementCount ? bar : null;
}

function ownTools(message, world, channel, hands) {
  const where = { channel, ts: message.ts };
  const tool = (name, label, onclick) => h("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick }, icon(name));
  const edit = async () => {
    const [text] = await ask({ title: "Edit message", fields: [{ label: "Message", value: typedAgain(message.text, world), rows: 5 }], submit: "Save" }) ?? [];
    if (text?.trim()) hands.edit(where, text);
  };
  const plain = (text) => ({ type: "plain_text", text });
  const remove = async () => {
    const question = { title: plain("Delete message"), text: plain("Delete this message for everybody?"), confirm: plain("Delete"), deny: plain("Cancel"), style: "danger" };
    if (await confirmed(question)) hands.remove(where);
  };
  return [tool("pencil", "Edit message", edit), tool("trash", "Delete message", remove)];
}

function sent({ text, blocks: held, attachments }) {
  return Object.fromEntries(Object.entries({ text, blocks: held, attachments }).filter(([, value]) => value?.length));
}

function shortcutTool(shortcuts, message, channel, hands) {
  const anchor = h("button", { type: "button", class: "tool", "aria-label": "Message shortcuts", title: "Message shortcuts", "aria-expanded": "false" }, icon("bolt"));
  anchor.addEventListener("click", () => openMenu(anchor, {
    label: "Message shortcuts",
    find: async () => shortcuts.map((one) => ({ label: one.name, detail: one.description, value: one.callback_id })),
    pick: (chosen) => hands.shortcut(chosen.value, { channel, ts: message.ts }),
  }));
  return anchor;
}
