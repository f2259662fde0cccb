// One message: who, when, what, and what can be done with it.

import { blocks } from "./blocks.js";
import { ask, confirmed } from "./dialogs.js";
import { avatar, h, icon } from "./dom.js";
import { fileCard } from "./files.js";
import { openMenu } from "./menu.js";
import { lines, mrkdwn, typedAgain } from "./mrkdwn.js";
import { payloadButton } from "./payload.js";
import { clock, moment, when, words } from "./words.js";

const TOGETHER_SECONDS = 300;

// Messages of one author that follow each other closely share one avatar.
export function continues(before, message) {
  return Boolean(before) && before.user === message.user && !before.ephemeral && !message.ephemeral
    && when(message.ts) - when(before.ts) < TOGETHER_SECONDS * 1000;
}

export function messageNode(message, world, hands, { compact = false, replies = [], channel, inThread = false }) {
  const author = world.people[message.user];
  const state = `${message.ephemeral ? "ephemeral" : ""} ${compact ? "compact" : ""}`;
  const head = h("div", { class: "message-head" },
    h("bdi", { class: "author" }, author.bot ? author.name : author.real_name), author.bot && h("span", { class: "badge" }, words("message.app")),
    h("time", { datetime: when(message.ts).toISOString(), title: moment(message.ts) }, clock(message.ts)));
  const body = h("div", { class: "message-body" }, content(message, world, channel, hands));
  const gutter = compact
    ? h("time", { class: "gutter-time", datetime: when(message.ts).toISOString() }, clock(message.ts))
    : avatar(author);
  return h("article", { class: `message ${state}`, "data-ts": message.ts, "aria-label": words("message.aria", { name: author.name, time: clock(message.ts) }) },
    message.ephemeral && h("p", { class: "only-you" }, icon("eye"), words("message.only_you")),
    h("div", { class: "message-row" }, h("div", { class: "gutter" }, gutter),
      h("div", { class: "message-main" }, !compact && head, body, repliesBar(message, replies, world, hands, inThread))),
    tools(message, world, hands, channel, author, inThread));
}

function content(message, world, channel, hands) {
  const where = { channel, ts: message.ts };
  const shown = message.blocks.length ? blocks(message.blocks, world, where, hands) : [];
  if (!shown.length && message.text) shown.push(h("div", { class: "block", dir: "auto" }, mrkdwn(message.text, world)));
  for (const attachment of message.attachments ?? []) shown.push(attached(attachment, world, where, hands));
  for (const file of message.files ?? []) shown.push(fileCard(file));
  if (message.edited) shown.push(h("span", { class: "quiet edited" }, words("message.edited")));
  return shown;
}

function attached(attachment, world, where, hands) {
  const text = attachment.text ? h("div", { dir: "auto" }, mrkdwn(attachment.text, world)) : null;
  const title = attachment.title ? h("div", { dir: "auto" }, h("strong", {}, lines([attachment.title]))) : null;
  const fields = (attachment.fields ?? []).map((one) => h("div", { class: "field", dir: "auto" }, h("strong", {}, one.title), h("div", {}, mrkdwn(one.value ?? "", world))));
  const footer = attachment.footer && h("div", { class: "quiet", dir: "auto" }, attachment.footer);
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
  return h("button", { type: "button", class: "replies", onclick: () => hands.openThread(message) }, faces,
    h("span", { class: "replies-count" }, repliesCounted(counted.length)),
    h("span", { class: "quiet" }, words("message.last_reply", { time: clock(counted.at(-1).ts) })));
}

export function repliesCounted(count) {
  return count === 1 ? words("message.one_reply") : words("message.replies", { count });
}

function tools(message, world, hands, channel, author, inThread) {
  const bar = h("div", { class: "tools", role: "toolbar", "aria-label": words("message.actions") });
  if (author.id === world.app.user) bar.append(payloadButton(sent(message), () => bar.closest("article").querySelector(".message-main")));
  if (!inThread && !message.ephemeral) {
    bar.append(h("button", { type: "button", class: "tool", "aria-label": words("message.reply"), title: words("message.reply"),
      onclick: () => hands.openThread(message) }, icon("reply")));
  }
  const more = moreTool(message, world, hands, channel);
  if (more) bar.append(more);
  return bar.childElementCount ? bar : null;
}

// Slack's "More actions": what one can do with one's own message, then the apps' shortcuts.
function moreTool(message, world, hands, channel) {
  const where = { channel, ts: message.ts };
  const shortcuts = message.ephemeral ? [] : world.app.shortcuts.filter((one) => one.type === "message");
  const entries = [...(message.user === world.me ? ownEntries(message, world, where, hands) : []),
    ...shortcuts.map((one) => ({ label: one.name, detail: one.description, group: words("message.shortcuts"), value: () => hands.shortcut(one.callback_id, where) }))];
  const anchor = h("button", { type: "button", class: "tool", "aria-label": words("control.more"), title: words("control.more"), "aria-haspopup": "listbox", "aria-expanded": "false" }, icon("dots"));
  anchor.addEventListener("click", () => openMenu(anchor, { label: words("message.actions"), find: async () => entries, pick: (chosen) => chosen.value() }));
  return entries.length ? anchor : null;
}

function ownEntries(message, world, where, hands) {
  const edit = async () => {
    const [text] = await ask({ title: words("message.edit"), fields: [{ label: words("message.text"), value: typedAgain(message.text, world), rows: 5 }], submit: words("message.save") }) ?? [];
    if (text?.trim()) hands.edit(where, text);
  };
  const plain = (key) => ({ type: "plain_text", text: words(key) });
  const remove = async () => {
    const question = { title: plain("message.delete"), text: plain("message.delete_sure"), confirm: plain("message.delete_yes"), deny: plain("control.cancel"), style: "danger" };
    if (await confirmed(question)) hands.remove(where);
  };
  return [{ label: words("message.edit"), value: edit }, { label: words("message.delete"), value: remove }];
}

function sent({ text, blocks: held, attachments }) {
  return Object.fromEntries(Object.entries({ text, blocks: held, attachments }).filter(([, value]) => value?.length));
}
