// Dialogs: the confirmation that a button may ask for, and modals.

import { h, icon } from "./dom.js";
import { closeMenu } from "./menu.js";
import { plain, textObject } from "./mrkdwn.js";

const NOBODY = { people: {}, channels: [], me: "" };

export function confirmed(object) {
  return new Promise((resolve) => {
    const style = object.style === "danger" ? "button-danger" : "button-primary";
    const dialog = h("dialog", { class: "dialog dialog-small", "aria-label": plain(object.title) },
      h("h2", {}, plain(object.title)), h("p", {}, textObject(object.text, NOBODY)),
      h("div", { class: "dialog-buttons" },
        h("button", { type: "button", class: "button", onclick: () => dialog.close("deny") }, plain(object.deny)),
        h("button", { type: "button", class: `button ${style}`, onclick: () => dialog.close("confirm") }, plain(object.confirm))));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "confirm");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

let modal = null;

// Show the modal of the state, keep what was typed while only its errors change, or close it.
export function showModal(view, draw, hands) {
  const key = view && JSON.stringify([view.id, view.hash, view.errors]);
  if (modal?.key === key) return;
  const kept = modal && view && modal.view.hash === view.hash ? read(modal.dialog) : {};
  if (modal) {
    const { dialog } = modal;
    modal = null;
    dialog.close();
    dialog.remove();
  }
  if (!view) return;
  const dialog = build(view, draw, hands);
  modal = { key, view, dialog };
  document.body.append(dialog);
  dialog.showModal();
  restore(dialog, kept);
}

function build(view, draw, hands) {
  const title = plain(view.title);
  const submit = view.submit && h("button", { type: "submit", class: "button button-primary" }, plain(view.submit));
  const leave = () => hands.close();
  const wrong = view.errors[""] && h("p", { class: "input-error", role: "alert" }, view.errors[""]);
  const form = h("form", { class: "modal-form", novalidate: true }, h("div", { class: "modal-body" }, wrong, draw(view)),
    h("footer", { class: "dialog-buttons" },
      h("button", { type: "button", class: "button", onclick: leave }, view.close ? plain(view.close) : "Close"), submit));
  const dialog = h("dialog", { class: "dialog modal", "aria-label": title },
    h("header", { class: "modal-head" }, h("h2", {}, title),
      h("button", { type: "button", class: "tool", "aria-label": "Close", onclick: leave }, icon("close"))), form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    closeMenu();
    hands.submit(view, Object.fromEntries(Object.entries(read(dialog)).map(([name, held]) => [name, held.value])), chosen(dialog));
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  return dialog;
}

function controls(dialog) {
  return [...dialog.querySelectorAll("[data-action][data-form]")];
}

function read(dialog) {
  const held = {};
  for (const node of controls(dialog)) {
    const value = node.value || node.dataset.value || "";
    if (value) held[node.dataset.action] = { value, text: node.firstChild?.textContent, offered: node.dataset.offered };
  }
  return held;
}

function restore(dialog, kept) {
  for (const node of controls(dialog)) {
    const held = kept[node.dataset.action];
    if (!held) continue;
    if ("value" in node && node.tagName !== "BUTTON") node.value = held.value;
    else {
      node.dataset.value = held.value;
      if (held.offered) node.dataset.offered = held.offered;
      if (node.classList.contains("select")) node.firstChild.textContent = held.text;
    }
  }
}

function chosen(dialog) {
  return controls(dialog).flatMap((node) => (node.dataset.offered ? JSON.parse(node.dataset.offered) : []));
}
