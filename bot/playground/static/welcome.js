// The beginning of a conversation: what one can try here.

import { avatar, h, icon } from "./dom.js";
import { channelIcon } from "./sidebar.js";
import { isReply, messages } from "./state.js";
import { dayName, when, words } from "./words.js";

const BOUNCE = `Your message to orders@shop.example couldn't be delivered.

Final-Recipient: rfc822; orders@shop.example
Action: failed
Status: 5.7.26
Remote-MTA: dns; mail.shop.example
Diagnostic-Code: smtp; 550-5.7.26 This mail is unauthenticated, which poses a
 security risk to the sender and users, and has been blocked.`;

// The newest message of another app.
export function alertIn(world, channel) {
  return messages(channel.id).findLast((one) => world.people[one.user].bot && one.user !== world.app.user && !isReply(one));
}

export function examples(world, channel, hands) {
  const command = world.app.commands[0];
  const one = (label, detail, text) => ({ label, detail, run: () => hands.say(text) });
  return [
    one(`${command} 250 521`, words("example.compare"), `${command} 250 521`),
    one(`${command} 550 5.7.26`, words("example.explain"), `${command} 550 5.7.26`),
    ...shortcuts(world, channel, hands),
    ...(channel.bot_is_member ? asked(world, channel, one) : []),
    one(`${command} help`, words("example.help"), `${command} help`),
  ];
}

// What a mention does reaches the app only where it is a member.
function asked(world, channel, one) {
  const name = channel.kind === "im" ? "" : `@${world.app.name} `;
  return [
    one(`${name}421`, words(channel.kind === "im" ? "example.ask_here" : "example.ask_publicly"), `${name}421`),
    one(words("example.paste"), words("example.paste_does"), `${name}\n\`\`\`\n${BOUNCE}\n\`\`\``.trim()),
  ];
}

// What is done without typing, each with the sign under which Slack has it.
function shortcuts(world, channel, hands) {
  const known = (type) => world.app.shortcuts.find((one) => one.type === type);
  const sign = (name, shortcut) => [icon(name), " ", h("bdi", {}, shortcut.name)];
  const [ofMessage, global, alert] = [known("message"), known("global"), alertIn(world, channel)];
  return [
    ofMessage && alert && { label: words("example.alert"), detail: sign("dots", ofMessage), run: () => hands.openMenuOf(alert) },
    global && { label: words("example.look_up"), detail: sign("bolt", global), run: () => hands.shortcut(global.callback_id) },
  ].filter(Boolean);
}

export function welcome(world, channel, list, hands) {
  const bot = world.people[world.app.user];
  const chips = list.map((one) => h("button", { type: "button", class: "chip", onclick: one.run }, h("strong", { dir: "auto" }, one.label), h("span", {}, one.detail)));
  const mark = channel.kind === "im" ? avatar(bot, "avatar-large") : h("span", { class: "welcome-mark" }, channelIcon(channel));
  const title = channel.kind === "im" ? words("welcome.talk_to", { app: bot.name }) : words("welcome.this_is", { channel: `#${channel.name}` });
  return h("section", { class: "welcome", "aria-label": words("welcome.examples") }, mark, h("h3", {}, title), h("p", {}, invitingWords(channel, bot)),
    invitation(channel, bot, hands), h("div", { class: "chips" }, chips));
}

function invitation(channel, bot, hands) {
  if (channel.bot_is_member) return null;
  return h("button", { type: "button", class: "button button-primary invite", onclick: () => hands.invite(channel.id) }, words("welcome.invite", { app: bot.name }));
}

function invitingWords(channel, bot) {
  const key = channel.kind === "im" ? "welcome.direct" : channel.bot_is_member ? "welcome.invited" : "welcome.not_invited";
  return words(key, { app: bot.name });
}

export function dayLine(ts) {
  const today = new Date().toDateString() === when(ts).toDateString();
  return h("div", { class: "day", role: "separator" }, h("span", {}, today ? words("message.today") : dayName(ts)));
}

