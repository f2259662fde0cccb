// The JSON behind a message or a view: a button shows and hides it.

import { h, icon } from "./dom.js";

export function payloadButton(content, place) {
  let shown = null;
  const tool = h("button", { type: "button", class: "tool", "aria-label": "Show the payload", title: "Payload (JSON)", "aria-expanded": "false" }, icon("braces"));
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
    copy.textContent = "Copied";
  } }, "Copy");
  const size = `${content.blocks?.length ?? 0} blocks, ${json.length.toLocaleString()} characters`;
  return h("div", { class: "payload" }, h("div", { class: "payload-head" }, size, copy), h("pre", { tabindex: "0", "aria-label": "Payload" }, json));
}
