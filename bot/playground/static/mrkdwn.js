// Slack's mrkdwn, and the Markdown of `markdown` blocks, as nodes.

import { h } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { table } from "./table.js";

const MRKDWN = [
  ["code", /`([^`\n]+)`/],
  ["angle", /<([^<>\n]+)>/],
  ["bold", /(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])/],
  ["italic", /(?<![\w_])_(?=\S)([^_\n]*?\S)_(?![\w_])/],
  ["strike", /(?<![\w~])~(?=\S)([^~\n]*?\S)~(?![\w~])/],
];

const MARKDOWN = [
  ["code", /`([^`\n]+)`/],
  ["link", /\[([^\]\n]+)\]\((https?:[^)\s]+|mailto:[^)\s]+)\)/],
  ["bold", /\*\*(?=\S)(.+?\S?)\*\*/],
  ["italic", /(?<![\w*])[*_](?=\S)([^*_\n]*?\S)[*_](?![\w*])/],
  ["strike", /~~(?=\S)(.+?)~~/],
];

const TAGS = { bold: "strong", italic: "em", strike: "del" };

export function plain(object) {
  return withEmoji(object?.text ?? "");
}

// A text object, whichever type it has.
export function textObject(object, world) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text, world) : lines([plain(object)]);
}

export function mrkdwn(text, world) {
  const unescape = (part) => withEmoji(part.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&"));
  const leaf = (part) => lines([unescape(part)]);
  const inline = (part) => walk(part, MRKDWN, leaf, (kind, match) => mark(kind, match, inline, unescape, world));
  return fenced(text, unescape, (part) => quotes(part, /^(?:&gt;|>) ?/, inline));
}

export function markdown(text, world) {
  const leaf = (part) => lines([withEmoji(part)]);
  const inline = (part) => walk(part, MARKDOWN, leaf, (kind, match) => mark(kind, match, inline, (same) => same, world));
  return fenced(text, (same) => same, (part) => markdownBlocks(part, inline));
}

// Text with line breaks; strings and nodes may be mixed.
export function lines(parts) {
  return parts.flatMap((part) => {
    if (typeof part !== "string") return [part];
    return part.split("\n").flatMap((line, number) => (number ? [h("br"), line] : [line]));
  });
}

// A message as its author typed it, for editing.
export function typedAgain(text, world) {
  const name = (held) => (held.startsWith("@") ? `@${world.people[held.slice(1)]?.name ?? held.slice(1)}` : held.replace(/^(mailto:|!)/, (sign) => (sign === "!" ? "@" : "")));
  const bare = text.replace(/<([^<>|]+)(?:\|([^<>]*))?>/g, (whole, held, label) => (held.startsWith("@") ? name(held) : label ?? name(held)));
  return bare.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

export function link(url, label) {
  if (!/^(https?|mailto|tel):/i.test(url)) return h("span", {}, label);
  return h("a", { href: url, dir: "auto", target: "_blank", rel: "noopener noreferrer" }, label);
}

export function mention(world, id) {
  const person = world.people[id];
  const mine = id === world.me ? "mention-me" : "";
  return h("bdi", { class: `mention ${mine}` }, `@${person ? person.name : id}`);
}

export function channelLink(world, id) {
  const channel = world.channels.find((one) => one.id === id);
  return h("bdi", { class: "mention" }, `#${channel ? channel.name : id}`);
}

function fenced(text, unescape, outside) {
  return text.split(/```/).flatMap((part, number) => {
    if (number % 2 === 0) return part ? outside(number ? part.replace(/^\n/, "") : part) : [];
    return [h("pre", {}, unescape(part.replace(/^[a-z]*\n/, "").replace(/\n$/, "")))];
  });
}

function quotes(text, sign, inline) {
  const runs = [];
  for (const line of text.split("\n")) {
    const quoted = sign.test(line);
    const bare = quoted ? line.replace(sign, "") : line;
    if (runs.length && runs.at(-1).quoted === quoted) runs.at(-1).lines.push(bare);
    else runs.push({ quoted, lines: [bare] });
  }
  return runs.flatMap(({ quoted, lines: held }, number) => {
    const nodes = inline(held.join("\n"));
    if (quoted) return [h("blockquote", { dir: "auto" }, nodes)];
    return runs.length > 1 && !held.join("").trim() && number ? [] : nodes;
  });
}

function walk(text, grammar, leaf, build) {
  let first = null;
  for (const [kind, pattern] of grammar) {
    const match = pattern.exec(text);
    if (match && (!first || match.index < first.match.index)) first = { kind, match };
  }
  if (!first) return text ? leaf(text) : [];
  const { kind, match } = first;
  const before = text.slice(0, match.index);
  const after = text.slice(match.index + match[0].length);
  return [...(before ? leaf(before) : []), build(kind, match), ...walk(after, grammar, leaf, build)];
}

function mark(kind, match, inline, unescape, world) {
  if (kind === "code") return h("code", {}, unescape(match[1]));
  if (kind === "link") return link(match[2], inline(match[1]));
  if (kind === "angle") return angle(match[1], unescape, world);
  return h(TAGS[kind], {}, inline(match[1]));
}

function angle(inside, unescape, world) {
  const [target, label] = inside.split(/\|(.*)/s);
  if (target.startsWith("@")) return mention(world, target.slice(1));
  if (target.startsWith("#")) return channelLink(world, target.slice(1));
  if (target.startsWith("!date")) return unescape(label ?? target);
  if (target.startsWith("!")) return h("bdi", { class: "mention mention-me" }, `@${label ?? target.slice(1)}`);
  return link(unescape(target), unescape(label ?? target));
}

function markdownBlocks(text, inline) {
  const blocks = [];
  for (const chunk of text.split(/\n{2,}/)) {
    const held = chunk.split("\n").filter((line) => line.trim());
    if (!held.length) continue;
    blocks.push(...markdownChunk(held, inline));
  }
  return blocks;
}

function markdownChunk(held, inline) {
  const heading = /^(#{1,6})\s+(.*)$/.exec(held[0]);
  if (heading) {
    const rest = held.slice(1);
    return [h("p", { class: "md-heading", dir: "auto" }, inline(heading[2])), ...(rest.length ? markdownChunk(rest, inline) : [])];
  }
  if (held.every((line) => /^\s*[-*+]\s+/.test(line))) return [list("ul", held, /^\s*[-*+]\s+/, inline)];
  if (held.every((line) => /^\s*\d+[.)]\s+/.test(line))) return [list("ol", held, /^\s*\d+[.)]\s+/, inline)];
  if (held.length > 1 && held[0].includes("|") && /^[\s|:-]+$/.test(held[1])) return [pipeTable(held, inline)];
  if (/^(-{3,}|\*{3,})$/.test(held[0])) return [h("hr")];
  return [h("p", { dir: "auto" }, quotes(held.join("\n"), /^> ?/, inline))];
}

function list(tag, held, sign, inline) {
  return h(tag, { dir: "auto" }, held.map((line) => h("li", { dir: "auto" }, inline(line.replace(sign, "")))));
}

function pipeTable(held, inline) {
  const cells = (line) => line.replace(/^\s*\||\|\s*$/g, "").split("|").map((cell) => cell.trim());
  const row = (line, tag) => h("tr", {}, cells(line).map((cell) => h(tag, { dir: "auto" }, inline(cell))));
  return table(row(held[0], "th"), held.slice(2).map((line) => row(line, "td")));
}
