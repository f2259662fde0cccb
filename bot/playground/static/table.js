// A table may be wider than its place: then it scrolls, and fades where there is more of it.

import { h } from "./dom.js";
import { words } from "./words.js";

export function table(head, rows) {
  const scroll = h("div", { class: "table-scroll", tabindex: "0", role: "region", "aria-label": words("block.table") },
    h("table", {}, h("thead", {}, head), h("tbody", {}, rows)));
  const edges = h("div", { class: "table-edges" }, scroll);
  const look = () => {
    edges.classList.toggle("more-before", scroll.scrollLeft > 1);
    edges.classList.toggle("more-after", scroll.scrollWidth - scroll.clientWidth - scroll.scrollLeft > 1);
  };
  scroll.addEventListener("scroll", look);
  new ResizeObserver(look).observe(scroll);
  return edges;
}
