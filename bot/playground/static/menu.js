// One pop-up list for everything that is chosen from a list: selects, overflow, shortcuts, completion, examples.

import { h } from "./dom.js";
import { reversed, words } from "./words.js";

const FIELD = 220; // pixels
let open = null;

export function closeMenu(refocus = false) {
  if (!open) return;
  const { box, anchor, gone } = open;
  open = null;
  box.remove();
  anchor.setAttribute("aria-expanded", "false");
  document.removeEventListener("pointerdown", gone, true);
  window.removeEventListener("resize", closeMenu);
  if (refocus) anchor.focus();
}

// Close the list when what it hangs on scrolls away.
export function closeMenuIn(scrolled) {
  if (open && scrolled.contains(open.anchor)) closeMenu();
}

// `find(typed)` returns (a promise of) entries { label, detail, value, group }, or null when more has to be typed first;
// `pick(entry)` gets the one chosen.
export function openMenu(anchor, { find, pick, search = "", label }) {
  closeMenu();
  const list = h("div", { class: "menu-list", role: "listbox", "aria-label": label });
  const field = search ? h("input", { class: "menu-search", type: "text", placeholder: search, "aria-label": search, autocomplete: "off" }) : null;
  const box = h("div", { class: "menu" }, field, list);
  const gone = (event) => {
    if (!box.contains(event.target) && !anchor.contains(event.target)) closeMenu();
  };
  (anchor.closest("dialog") ?? document.body).append(box);
  open = { box, anchor, gone };
  anchor.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", gone, true);
  window.addEventListener("resize", closeMenu);
  const choose = (entry) => {
    closeMenu(true);
    pick(entry);
  };
  const fill = filler(list, find, choose, () => place(box, anchor));
  box.addEventListener("keydown", (event) => steer(event, box));
  field?.addEventListener("input", () => fill(field.value));
  fill("").then(() => (field || list.querySelector("button"))?.focus());
}

function filler(list, find, choose, settle) {
  let latest = 0;
  return async (typed) => {
    latest += 1;
    const mine = latest;
    const entries = await find(typed);
    if (mine !== latest) return;
    list.hidden = !entries;
    list.replaceChildren(...(entries ? entryNodes(entries, choose) : []));
    settle();
  };
}

function entryNodes(entries, choose) {
  if (!entries.length) return [h("p", { class: "menu-empty" }, words("control.no_results"))];
  const nodes = [];
  let group = null;
  for (const entry of entries) {
    if (entry.group && entry.group !== group) nodes.push(h("p", { class: "menu-group" }, entry.group));
    group = entry.group;
    nodes.push(h("button", { type: "button", role: "option", class: "menu-entry", onclick: () => choose(entry) },
      h("span", { dir: "auto" }, entry.label), entry.detail && h("span", { class: "quiet", dir: typeof entry.detail === "string" ? "auto" : null }, entry.detail)));
  }
  return nodes;
}

function steer(event, box) {
  const entries = [...box.querySelectorAll(".menu-entry")];
  const at = entries.indexOf(document.activeElement);
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    closeMenu(true);
  } else if (event.key === "ArrowDown") entries[Math.min(at + 1, entries.length - 1)]?.focus();
  else if (event.key === "ArrowUp") (at > 0 ? entries[at - 1] : box.querySelector(".menu-search") ?? entries[0])?.focus();
  else if (event.key === "Enter" && at < 0 && entries.length) entries[0].click();
  else if (event.key === "Tab") closeMenu();
  else return;
  if (event.key !== "Tab") event.preventDefault();
}

// As wide as what it hangs on when that is a field, and never over the message box that it belongs to.
function place(box, anchor) {
  const around = anchor.getBoundingClientRect();
  const message = anchor.closest(".composer")?.getBoundingClientRect();
  if (around.width >= FIELD) box.style.width = box.style.maxWidth = `${around.width}px`;
  const { offsetWidth: width, offsetHeight: height } = box;
  const below = !message && around.bottom + 4 + height <= window.innerHeight;
  const start = reversed() ? around.right - width : around.left;
  box.style.left = `${Math.max(8, Math.min(start, window.innerWidth - width - 8))}px`;
  box.style.top = `${below ? around.bottom + 4 : Math.max(8, (message ?? around).top - height - 4)}px`;
}
