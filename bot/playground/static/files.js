// Files: the card in a message, and what is about to be sent with one.

import { ask } from "./dialogs.js";
import { h, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { fileSize, words } from "./words.js";

const PREVIEW_LINES = 6;

export function fileCard(file) {
  if (!file.name) return h("div", { class: "file" }, h("div", { class: "file-head" }, icon("shared"), h("span", {}, words("file.connect", { id: file.id }))));
  const address = `playground/file/${encodeURIComponent(file.id)}`;
  const head = h("div", { class: "file-head" }, icon("file"),
    h("div", { class: "file-name" }, h("strong", { dir: "auto" }, file.title || file.name), h("span", { class: "quiet", dir: "auto" }, words("file.about", { type: file.pretty_type, size: fileSize(file.size) }))),
    h("a", { class: "button button-small", href: address, download: file.name }, words("file.download")));
  return h("div", { class: "file" }, head, file.preview && preview(file.preview));
}

function preview(text) {
  const rows = text.trimEnd().split("\n");
  const start = rows.slice(0, PREVIEW_LINES).join("\n");
  const shown = h("pre", { tabindex: "0", "aria-label": words("file.preview") }, start);
  if (rows.length <= PREVIEW_LINES) return shown;
  const offer = words("file.more_lines", { count: rows.length - PREVIEW_LINES });
  const more = h("button", { type: "button", class: "show-more", "aria-expanded": "false", onclick: () => {
    const open = more.getAttribute("aria-expanded") === "false";
    more.setAttribute("aria-expanded", String(open));
    more.textContent = open ? words("block.show_less") : offer;
    shown.textContent = open ? text : start;
  } }, offer);
  return [shown, more];
}

// The files that the next message takes along. `upload(name, content, more)` hands one over, `changed()` hears of it.
export function tray(upload, changed) {
  const node = h("ul", { class: "tray", "aria-label": words("file.attached"), hidden: true });
  let held = [];
  const draw = () => {
    node.hidden = !held.length;
    node.replaceChildren(...held.map((file) => h("li", { class: "tray-file" }, icon("file"), h("span", {}, file.name ?? file.label),
      h("button", { type: "button", class: "tool", "aria-label": words("file.remove", { name: file.name ?? file.label }), onclick: () => drop(file) }, icon("close")))));
    changed();
  };
  const drop = (file) => {
    held = held.filter((one) => one !== file);
    draw();
  };
  const add = async (name, content, more = {}) => {
    const file = await upload(name, content, more);
    if (file) held.push({ ...file, label: name });
    draw();
  };
  return {
    node,
    add,
    addAll: async (files, more) => { for (const file of files) await add(file.name, file, more); },
    get count() { return held.length; },
    take: () => {
      const ids = held.map((file) => file.id);
      held = [];
      draw();
      return ids;
    },
  };
}

export function attachTool(files) {
  const chooser = h("input", { type: "file", multiple: true, hidden: true, "aria-label": words("file.choose") });
  let more = {};
  chooser.addEventListener("change", async () => {
    await files.addAll([...chooser.files], more);
    chooser.value = "";
  });
  const choose = (how) => {
    more = how;
    chooser.click();
  };
  const anchor = h("button", { type: "button", class: "tool", "aria-label": words("file.attach"), title: words("file.attach"), "aria-expanded": "false" }, icon("clip"));
  anchor.addEventListener("click", () => openMenu(anchor, {
    label: words("file.attach"),
    find: async () => [
      { label: words("file.upload"), detail: words("file.upload_how"), value: () => choose({}) },
      { label: words("file.snippet"), detail: words("file.snippet_how"), value: () => snippet(files) },
      { label: words("file.partner"), detail: words("file.partner_how"), value: () => choose({ connect: "1" }) },
    ],
    pick: (chosen) => chosen.value(),
  }));
  return [chooser, anchor];
}

async function snippet(files) {
  const fields = [{ label: words("file.title"), value: "bounce.txt" }, { label: words("file.content"), rows: 10 }];
  const [name, content] = await ask({ title: words("file.snippet"), fields, submit: words("file.attach") }) ?? [];
  if (content) files.add(name || "snippet.txt", content, { mode: "snippet" });
}

// Let files be dropped on a place.
export function droppable(place, files) {
  const over = (event) => {
    if (![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    place.classList.add("dropping");
  };
  place.addEventListener("dragover", over);
  place.addEventListener("dragleave", () => place.classList.remove("dropping"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("dropping");
    files.addAll([...event.dataTransfer.files]);
  });
}
