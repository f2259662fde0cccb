// One message: who, when, what, and what can be done with it.

import { blocks } from "./blocks.js";
import { avatar, h, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { lines, mrkdwn } from "./mrkdwn.js";

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
  for (const file of message.files ?? []) shown.push(h("div", { class: "file-card" }, icon("file"), file.name ?? file.id));
  if (message.edited) shown.push(h("span", { class: "quiet edited" }, "(edited)"));
  return shown;
}

function attached(attachment, world, where, hands) {
  const text = attachment.text ? h("div", {}, mrkdwn(attachment.text, world)) : null;
  const title = attachment.title ? h("strong", {}, lines([attachment.title])) : null;
  const node = h("div", { class: "attachment" }, attachment.pretext, title, text, blocks(attachment.blocks ?? [], world, where, hands));
  if (/^#?[0-9a-f]{6}$/i.test(attachment.color ?? "")) node.style.setProperty("--tint", `#${attachment.color.replace("#", "")}`);
  return node;
}

function repliesBar(message, replies, world, hands, inThread) {
  if (inThread || !replies.length) return null;
  const faces = [...new Set(replies.map((reply) => reply.user))].slice(0, 4).map((user) => avatar(world.people[user], "avatar-small"));
  const count = replies.length === 1 ? "1 reply" : `${replies.length} replies`;
  return h("button", { type: "button", class: "replies", onclick: () => hands.openThread(message) }, faces,
    h("span", { class: "replies-count" }, count), h("span", { class: "quiet" }, `Last reply at ${clock(replies.at(-1).ts)}`));
}

function tools(message, world, hands, channel, author, inThread) {
  const bar = h("div", { class: "tools", role: "toolbar", "aria-label": "Message actions" });
  if (author.id === world.app.user) bar.append(payloadTool(message));
  const shortcuts = world.app.shortcuts.filter((one) => one.type === "message");
  if (shortcuts.length && !message.ephemeral) bar.append(shortcutTool(shortcuts, message, channel, hands));
  if (!inThread && !message.ephemeral) {
    bar.append(h("button", { type: "button", class: "tool", "aria-label": "Reply in thread", title: "Reply in thread",
      onclick: () => hands.openThread(message) }, icon("reply")));
  }
  return bar.childElementCount ? bar : null;
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

function payloadTool(message) {
  const tool = h("button", { type: "button", class: "tool", "aria-label": "Show the payload", title: "Payload (JSON)", "aria-expanded": "false" }, icon("braces"));
  tool.addEventListener("click", () => {
    const article = tool.closest("article");
    const shown = article.querySelector(".payload");
    tool.setAttribute("aria-expanded", String(!shown));
    if (shown) shown.remove();
    else {
      article.querySelector(".message-main").append(payload(message));
      article.querySelector(".payload").scrollIntoView({ block: "nearest" });
    }
  });
  return tool;
}

function payload(message) {
  const { text, blocks: held, attachments } = message;
  const sent = Object.fromEntries(Object.entries({ text, blocks: held, attachments }).filter(([, value]) => value?.length));
  const json = JSON.stringify(sent, null, 2);
  const copy = h("button", { type: "button", class: "button button-small", onclick: async () => {
    await navigator.clipboard.writeText(json);
    copy.textContent = "Copied";
  } }, "Copy");
  return h("div", { class: "payload" }, h("div", { class: "payload-head" }, `${held.length} blocks, ${json.length.toLocaleString()} characters`, copy),
    h("pre", { tabindex: "0", "aria-label": "Payload" }, json));
}

