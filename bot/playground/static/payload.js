// The JSON behind a message or a view: a button shows and hides it.

import { h, icon } from "./dom.js";
import { number, words } from "./words.js";

export function payloadButton(content, place) {
  let shown = null;
  const tool = h("button", { type: "button", class: "tool", "aria-label": words("payload.show"), title: words("payload.json"), "aria-expanded": "false" }, icon("braces"));
  tool.addEventListener("click", () => {
    tool.setAttribute("aria-expanded", String(!shown));
    if (shown) {
      shown.remove();
      shown = null;
      return;
    }
    shown = payload(content);
    place().append(shown);
    shown.scrollIntoView({ block: "nearest" });
  });
  return tool;
}

function payload(content) {
  const json = JSON.stringify(content, null, 2);
  const copy = h("button", { type: "button", class: "button button-small", onclick: async () => {
    await navigator.clipboard.writeText(json);
    copy.textContent = words("payload.copied");
  } }, words("payload.copy"));
  const size = words("payload.size", { blocks: content.blocks?.length ?? 0, characters: number(json.length) });
  return h("div", { class: "payload" }, h("div", { class: "payload-head" }, size, copy), h("pre", { tabindex: "0", "aria-label": words("payload.aria") }, json));
}
