// The beginning of a conversation: what one can try here.

import { avatar, h } from "./dom.js";
import { channelIcon } from "./sidebar.js";

const BOUNCE = `Your message to orders@shop.example couldn't be delivered.

Final-Recipient: rfc822; orders@shop.example
Action: failed
Status: 5.7.26
Remote-MTA: dns; mail.shop.example
Diagnostic-Code: smtp; 550-5.7.26 This mail is unauthenticated, which poses a
 security risk to the sender and users, and has been blocked.`;

export function examples(world, channel, hands) {
  const command = world.app.commands[0];
  const name = channel.kind === "im" ? "" : `@${world.app.name} `;
  const one = (label, detail, text) => ({ label, detail, run: () => hands.say(text) });
  return [
    one(`${command} 250 521`, "compare two codes", `${command} 250 521`),
    one(`${command} 550 5.7.26`, "explain a reply", `${command} 550 5.7.26`),
    one(`${name}421`, channel.kind === "im" ? "just ask" : "ask where all can see it", `${name}421`),
    one("Paste a bounce", "and have it read", `${name}\n\`\`\`\n${BOUNCE}\n\`\`\``.trim()),
    one(`${command} help`, "what it can do", `${command} help`),
  ];
}

export function welcome(world, channel, list, hands) {
  const bot = world.people[world.app.user];
  const chips = list().map((one) => h("button", { type: "button", class: "chip", onclick: one.run }, h("strong", {}, one.label), h("span", {}, one.detail)));
  const mark = channel.kind === "im" ? avatar(bot, "avatar-large") : h("span", { class: "welcome-mark" }, channelIcon(channel));
  const title = channel.kind === "im" ? `Talk to ${bot.name}` : `This is #${channel.name}`;
  return h("section", { class: "welcome", "aria-label": "Examples" }, mark, h("h3", {}, title), h("p", {}, words(world, channel, bot)),
    h("div", { class: "chips" }, chips), invitation(channel, bot, hands));
}

function invitation(channel, bot, hands) {
  if (channel.bot_is_member) return null;
  return h("button", { type: "button", class: "button invite", onclick: () => hands.invite(channel.id) }, `Invite ${bot.name} to this channel`);
}

function words(world, channel, bot) {
  if (channel.kind === "im") return `Everything you write here goes to ${bot.name}; no mention needed. Try one of these:`;
  if (!channel.bot_is_member) return `${bot.name} has not been invited here: its command works, a mention does not reach it.`;
  return `${bot.name} answers its command for you alone, and a mention in a thread for everybody. Try one of these:`;
}

export function dayLine(ts) {
  const day = new Date(Number(ts) * 1000);
  const today = new Date().toDateString() === day.toDateString();
  const words_ = today ? "Today" : day.toLocaleDateString([], { weekday: "long", month: "long", day: "numeric" });
  return h("div", { class: "day", role: "separator" }, h("span", {}, words_));
}

