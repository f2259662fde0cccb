// The beginning of a conversation: what one can try here.

import { avatar, h } from "./dom.js";
import { channelIcon } from "./sidebar.js";
import { dayName, when, words } from "./words.js";

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
    one(`${command} 250 521`, words("example.compare"), `${command} 250 521`),
    one(`${command} 550 5.7.26`, words("example.explain"), `${command} 550 5.7.26`),
    one(`${name}421`, words(channel.kind === "im" ? "example.ask_here" : "example.ask_publicly"), `${name}421`),
    one(words("example.paste"), words("example.paste_does"), `${name}\n\`\`\`\n${BOUNCE}\n\`\`\``.trim()),
    one(`${command} help`, words("example.help"), `${command} help`),
  ];
}

export function welcome(world, channel, list, hands) {
  const bot = world.people[world.app.user];
  const chips = list().map((one) => h("button", { type: "button", class: "chip", onclick: one.run }, h("strong", { dir: "auto" }, one.label), h("span", { dir: "auto" }, one.detail)));
  const mark = channel.kind === "im" ? avatar(bot, "avatar-large") : h("span", { class: "welcome-mark" }, channelIcon(channel));
  const title = channel.kind === "im" ? words("welcome.talk_to", { app: bot.name }) : words("welcome.this_is", { channel: `#${channel.name}` });
  return h("section", { class: "welcome", "aria-label": words("welcome.examples") }, mark, h("h3", {}, title), h("p", {}, invitingWords(channel, bot)),
    h("div", { class: "chips" }, chips), invitation(channel, bot, hands));
}

function invitation(channel, bot, hands) {
  if (channel.bot_is_member) return null;
  return h("button", { type: "button", class: "button invite", onclick: () => hands.invite(channel.id) }, words("welcome.invite", { app: bot.name }));
}

function invitingWords(channel, bot) {
  const key = channel.kind === "im" ? "welcome.direct" : channel.bot_is_member ? "welcome.invited" : "welcome.not_invited";
  return words(key, { app: bot.name });
}

export function dayLine(ts) {
  const today = new Date().toDateString() === when(ts).toDateString();
  return h("div", { class: "day", role: "separator" }, h("span", {}, today ? words("message.today") : dayName(ts)));
}

