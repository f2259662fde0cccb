// Block Kit as Slack draws it. `world` is the state, `where` the message or view, `hands` what a person can do.

import { h, icon } from "./dom.js";
import { emoji } from "./emoji.js";
import { element } from "./elements.js";
import { table as scrollingTable } from "./table.js";
import { channelLink, lines, link, markdown, mention, plain, textObject } from "./mrkdwn.js";
import { moment, words } from "./words.js";

const LONG_LETTERS = 700;
const LONG_LINES = 12;

export function blocks(list, world, where, hands) {
  // A table is drawn at the bottom of its message, wherever it stands in the list.
  const last = list.filter((block) => block.type === "table");
  const rest = list.filter((block) => block.type !== "table");
  return [...rest, ...last].map((block) => draw(block, { world, where, hands }));
}

function draw(block, context) {
  const build = BLOCKS[block.type];
  const node = build ? build(block, context) : h("div", { class: "block-unknown" }, words("block.unknown", { type: block.type }));
  node.classList.add("block", `block-${block.type}`);
  return node;
}

const BLOCKS = {
  header: (block) => h("h3", { dir: "auto" }, plain(block.text)),
  divider: () => h("hr"),
  section,
  context: (block, { world }) => h("div", {}, block.elements.map((one) => contextElement(one, world))),
  actions: (block, context) => h("div", {}, block.elements.map((one) => element(one, block, context))),
  context_actions: (block, context) => h("div", {}, block.elements.map((one) => element(one, block, context))),
  image: (block) => picture(block),
  rich_text: (block, { world }) => h("div", {}, richText(block, world)),
  markdown: (block, { world }) => h("div", {}, markdown(block.text, world)),
  table,
  container,
  input,
  alert: (block, { world }) => h("div", { class: `alert-${block.level ?? "default"}`, role: "note", dir: "auto" }, textObject(block.text, world)),
  data_visualization: (block) => h("div", {}, h("strong", {}, block.title), h("p", { class: "quiet" }, words("block.chart"))),
};

function section(block, context) {
  const { world } = context;
  const text = block.text && long(block, h("div", { class: "section-text", dir: "auto" }, textObject(block.text, world)));
  const fields = block.fields && h("div", { class: "fields" }, block.fields.map((one) => h("div", { class: "field", dir: "auto" }, textObject(one, world))));
  const accessory = block.accessory && h("div", { class: "accessory" }, element(block.accessory, block, context));
  return h("div", {}, h("div", { class: "section-main" }, text, fields), accessory);
}

function long(block, node) {
  const text = block.text.text;
  if (block.expand || (text.length <= LONG_LETTERS && text.split("\n").length <= LONG_LINES)) return node;
  node.classList.add("folded");
  const more = h("button", { class: "show-more", type: "button", "aria-expanded": "false", onclick: () => {
    const folded = node.classList.toggle("folded");
    more.textContent = words(folded ? "block.show_more" : "block.show_less");
    more.setAttribute("aria-expanded", String(!folded));
  } }, words("block.show_more"));
  return [node, more];
}

function contextElement(one, world) {
  if (one.type === "image") return h("img", { src: one.image_url, alt: one.alt_text, class: "context-image" });
  return h("span", { dir: "auto" }, textObject(one, world));
}

function picture(block) {
  const title = block.title && h("figcaption", { dir: "auto" }, plain(block.title));
  const image = h("img", { src: block.image_url, alt: block.alt_text, loading: "lazy", onerror: () => {
    image.replaceWith(h("div", { class: "image-missing" }, icon("file"), words("block.image", { text: block.alt_text })));
  } });
  return h("figure", {}, title, image);
}

function container(block, context) {
  const title = block.rich_text_title ? richText(block.rich_text_title, context.world) : plain(block.title);
  const subtitle = block.subtitle && h("span", { class: "container-subtitle", dir: "auto" }, textObject(block.subtitle, context.world));
  const head = [h("span", { class: "container-title", dir: "auto" }, title), subtitle];
  const children = h("div", { class: "container-body" }, block.child_blocks.map((child) => draw(child, context)));
  if (!block.is_collapsible) return h("section", {}, h("div", { class: "container-head" }, head), children);
  return h("details", { open: !block.default_collapsed }, h("summary", { class: "container-head" }, icon("down"), head), children);
}

function input(block, context) {
  const errors = context.where.errors ?? {};
  const control = element(block.element, block, { ...context, label: plain(block.label) });
  const optional = block.optional && [" ", h("span", { class: "quiet" }, words("block.optional"))];
  const error = errors[block.block_id] && h("p", { class: "input-error", role: "alert" }, icon("warn"), errors[block.block_id]);
  return h("div", {}, h("div", { class: "input-label" }, plain(block.label), optional), control, error,
    block.hint && h("p", { class: "quiet", dir: "auto" }, plain(block.hint)));
}

function table(block, { world }) {
  const settings = block.column_settings ?? [];
  const cell = (one, column, tag) => {
    const { align = "left", is_wrapped: wrapped = false } = settings[column] ?? {};
    const scope = tag === "th" ? "col" : null;
    return h(tag, { dir: "auto", class: `align-${align} ${wrapped ? "wrapped" : "one-line"}`, scope }, cellContent(one, world));
  };
  const row = (cells, tag) => h("tr", {}, cells.map((one, column) => cell(one, column, tag)));
  const [head, ...rest] = block.rows;
  return scrollingTable(row(head, "th"), rest.map((cells) => row(cells, "td")));
}

function cellContent(one, world) {
  if (one.type === "rich_text") return richText(one, world);
  return one.type === "raw_number" ? String(one.text ?? one.value) : lines([one.text]);
}

export function richText(block, world) {
  const parts = [];
  for (const part of block.elements) {
    if (part.type === "rich_text_list") parts.push(richList(part, world));
    else if (part.type === "rich_text_quote") parts.push(h("blockquote", { dir: "auto" }, inlines(part, world)));
    else if (part.type === "rich_text_preformatted") parts.push(h("pre", {}, part.elements.map((one) => one.text ?? one.url)));
    else parts.push(h("div", { class: "rich-section", dir: "auto" }, inlines(part, world)));
  }
  return parts;
}

function richList(part, world) {
  const items = part.elements.map((item) => h("li", { dir: "auto" }, inlines(item, world)));
  const tag = part.style === "ordered" ? "ol" : "ul";
  const list = h(tag, { dir: "auto", class: `indent-${Math.min(part.indent ?? 0, 4)}` }, items);
  if (part.offset) list.setAttribute("start", String(part.offset + 1));
  return list;
}

function inlines(part, world) {
  return part.elements.map((one) => styled(inlineElement(one, world), one.style ?? {}));
}

function inlineElement(one, world) {
  switch (one.type) {
    case "link": return [link(one.url, one.text ?? one.url)];
    case "emoji": return [emoji(one.name, one.unicode)];
    case "user": return [mention(world, one.user_id)];
    case "channel": return [channelLink(world, one.channel_id)];
    case "broadcast": return [h("bdi", { class: "mention mention-me" }, `@${one.range}`)];
    case "date": return [one.fallback ?? moment(one.timestamp)];
    default: return lines([one.text ?? one.value ?? ""]);
  }
}

const STYLES = { code: "code", bold: "strong", italic: "em", strike: "del", underline: "u", highlight: "mark" };

function styled(nodes, style) {
  return Object.keys(STYLES).filter((name) => style[name]).reduce((inner, name) => [h(STYLES[name], {}, inner)], nodes);
}
