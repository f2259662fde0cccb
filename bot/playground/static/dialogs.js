// Dialogs: the confirmation that a button may ask for, and modals.

import { h, icon } from "./dom.js";
import { entered, restore, touched } from "./forms.js";
import { closeMenu } from "./menu.js";
import { plain, textObject } from "./mrkdwn.js";
import { payloadButton } from "./payload.js";
import { words } from "./words.js";

const NOBODY = { people: {}, channels: [], me: "" };

export function confirmed(object) {
  return new Promise((resolve) => {
    const style = object.style === "danger" ? "button-danger" : "button-primary";
    const dialog = h("dialog", { class: "dialog dialog-small", "aria-label": plain(object.title) },
      h("h2", { dir: "auto" }, plain(object.title)), h("p", { dir: "auto" }, textObject(object.text, NOBODY)),
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
  const same = modal && view && modal.view.id === view.id;
  const kept = same ? touched(modal.dialog) : {};
  const at = same && document.activeElement?.dataset.key;
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
  begin(dialog, at);
}

// Where one starts, or goes on: at what is wrong, at the field where one was, at the first field, else at the text.
function begin(dialog, at) {
  const body = dialog.querySelector(".modal-body");
  const fields = [...body.querySelectorAll("input, textarea, .select")];
  const first = fields.find((one) => one.closest(".block-input")?.querySelector(".input-error"))
    ?? fields.find((one) => at && one.dataset.key === at) ?? fields[0];
  if (!first) Object.entries({ tabindex: "0", role: "group", "aria-label": dialog.getAttribute("aria-label") }).forEach(([name, value]) => body.setAttribute(name, value));
  (first ?? body).focus();
}

function build(view, draw, hands) {
  const title = plain(view.title);
  const submit = view.submit && h("button", { type: "submit", class: "button button-primary" }, plain(view.submit));
  const leave = () => hands.close();
  const wrong = view.errors[""] && h("p", { class: "input-error", role: "alert" }, view.errors[""]);
  const form = h("form", { class: "modal-form", novalidate: true }, h("div", { class: "modal-body" }, wrong, draw(view)),
    h("footer", { class: "dialog-buttons" },
      h("button", { type: "button", class: "button", onclick: leave }, view.close ? plain(view.close) : words("control.close")), submit));
  const dialog = h("dialog", { class: "dialog modal", "aria-label": title },
    h("header", { class: "modal-head" }, h("h2", { dir: "auto" }, title),
      h("button", { type: "button", class: "tool modal-close", "aria-label": words("control.close"), onclick: leave }, icon("close")),
      payloadButton(view, () => dialog.querySelector(".modal-body"))), form);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    closeMenu();
    const { values, offered } = entered(dialog);
    submit?.classList.add("busy");
    hands.submit(view, values, offered).finally(() => submit?.classList.remove("busy"));
  });
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    leave();
  });
  return dialog;
}

// Ask for one thing in words; gives null when the person thinks better of it.
export function ask({ title, fields, submit }) {
  return new Promise((resolve) => {
    const nodes = fields.map((one) => field(one));
    const form = h("form", { class: "ask" }, nodes.map((one) => one.row),
      h("div", { class: "dialog-buttons" }, h("button", { type: "button", class: "button", onclick: () => dialog.close("") }, words("control.cancel")),
        h("button", { type: "submit", class: "button button-primary" }, submit)));
    const dialog = h("dialog", { class: "dialog dialog-small", "aria-label": title }, h("h2", {}, title), form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.close("yes");
    });
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue ? nodes.map((one) => one.control.value) : null);
    });
    document.body.append(dialog);
    dialog.showModal();
    nodes.at(-1).control.focus();
  });
}

function field({ label, value = "", rows = 1 }) {
  const control = h(rows > 1 ? "textarea" : "input", { class: "field-input", "aria-label": label, dir: "auto", rows: rows > 1 ? String(rows) : null, value, spellcheck: "false" });
  return { control, row: h("div", { class: "ask-row" }, h("div", { class: "input-label" }, label), control) };
}
