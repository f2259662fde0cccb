// What the page says, and how it writes times and numbers: in the language of whoever looks.

import { spoken } from "./server.js";

const ISOLATE = "\u2068";
const END = "\u2069";

let known = { locale: null, tag: "en", direction: "ltr", languages: {}, sentences: {} };

// Learn the language of a locale; says whether it is another one than before.
export async function learn(locale) {
  if (locale === known.locale) return false;
  known = { locale, ...(await spoken(locale)) };
  Object.assign(document.documentElement, { lang: known.tag, dir: known.direction });
  for (const node of document.querySelectorAll("[data-words]")) node.textContent = words(node.dataset.words);
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", words(node.dataset.label));
  return true;
}

export const languages = () => known.languages;
export const reversed = () => known.direction === "rtl";

// The sentence under a key, with its places filled.
export function words(key, places = {}) {
  return parts(key).map(({ text, place }) => (place ? isolated(String(places[place])) : text)).join("");
}

// The same where nodes stand in the places: texts and nodes, in the language's order.
export function wordsAround(key, nodes) {
  return parts(key).map(({ text, place }) => (place ? nodes[place] : text));
}

function parts(key) {
  const sentence = known.sentences[key] ?? key;
  return sentence.split(/\{(\w+)\}/).map((part, n) => (n % 2 ? { place: part } : { text: part }));
}

// A Latin name or a code must not turn anything around in a sentence that is read from the right.
function isolated(text) {
  return reversed() ? `${ISOLATE}${text}${END}` : text;
}

// Codes are written with these digits in every language, so times and numbers beside them are, too.
const locale = () => new Intl.Locale(known.locale ?? "en", { numberingSystem: "latn" });

export function when(ts) {
  return new Date(Number(ts) * 1000);
}

export function clock(ts) {
  return new Intl.DateTimeFormat(locale(), { hour: "numeric", minute: "2-digit" }).format(when(ts));
}

export function dayName(ts) {
  return new Intl.DateTimeFormat(locale(), { weekday: "long", month: "long", day: "numeric" }).format(when(ts));
}

export function moment(ts) {
  return new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "medium" }).format(when(ts));
}

export function number(value, style = {}) {
  return new Intl.NumberFormat(locale(), style).format(value);
}

export function milliseconds(value) {
  return number(value, { style: "unit", unit: "millisecond" });
}

export function seconds(value) {
  return number(value, { style: "unit", unit: "second" }).replaceAll(" ", "\u00a0");
}

export function fileSize(bytes) {
  const step = bytes < 1000 ? 0 : bytes < 1e6 ? 1 : 2;
  const unit = ["byte", "kilobyte", "megabyte"][step];
  return number(bytes / 1000 ** step, { style: "unit", unit, maximumFractionDigits: 1, unitDisplay: step ? "short" : "long" });
}
