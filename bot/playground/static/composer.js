// The message box: Enter sends, Shift+Enter breaks the line, `/` and `@` complete.

import { avatar, h, icon } from "./dom.js";
import { attachTool, droppable, tray } from "./files.js";
import { draft, keepDraft } from "./kept.js";
import { openMenu } from "./menu.js";
import { words } from "./words.js";

// What is typed is kept under `name` until it is sent.
export function composer({ placeholder, send, world, examples, name, id = "", inThread = false }) {
  const hint = h("div", { class: "hint", hidden: true });
  const field = h("textarea", { class: "composer-field", dir: "auto", rows: "1", placeholder, "aria-label": placeholder, id: id || null, spellcheck: "false", autocomplete: "off", value: draft(name) });
  const files = tray(send.upload, () => refresh());
  const submit = h("button", { type: "submit", class: "send", "aria-label": words("composer.send"), disabled: true }, icon("send"));
  const form = h("form", { class: "composer" }, hint, field, files.node,
    h("div", { class: "composer-tools" }, attachTool(files),
      !inThread && insertTool(field, "slash", words("composer.command"), () => `${world().app.commands[0]} `),
      insertTool(field, "at", words("composer.mention"), () => `@${world().app.name} `), fenceTool(field),
      examples && examplesTool(examples), shortcutsTool(world, send), h("span", { class: "composer-space" }), submit));
  const size = () => {
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
    submit.disabled = !field.value.trim() && !files.count;
  };
  const refresh = () => {
    keepDraft(name, field.value);
    size();
    complete(field, hint, world(), inThread);
  };
  field.addEventListener("input", refresh);
  field.addEventListener("blur", () => setTimeout(() => { hint.hidden = true; }, 150));
  field.addEventListener("keydown", (event) => steer(event, field, hint, form));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field.value;
    if (!text.trim() && !files.count) return;
    field.value = "";
    const ids = files.take();
    refresh();
    send.text(text, ids);
  });
  droppable(form, files);
  return { node: form, size };
}

function put(field, text) {
  field.value = text;
  field.dispatchEvent(new Event("input"));
  field.focus();
  field.setSelectionRange(text.length, text.length);
}

function steer(event, field, hint, form) {
  const choices = hint.hidden ? [] : [...hint.querySelectorAll("button")];
  if (choices.length && (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey))) {
    event.preventDefault();
    choices[0].click();
  } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    form.requestSubmit();
  } else if (event.key === "Escape") hint.hidden = true;
}

function insertTool(field, name, label, text) {
  return h("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: () => {
    const sign = text();
    if (name === "slash") put(field, field.value.startsWith(sign) ? field.value : sign + field.value);
    else put(field, field.value + (field.value && !/\s$/.test(field.value) ? " " : "") + sign);
  } }, icon(name));
}

function fenceTool(field) {
  return h("button", { type: "button", class: "tool", "aria-label": words("composer.code"), title: words("composer.code"), onclick: () => {
    const { selectionStart: start, selectionEnd: end, value } = field;
    const fenced = `${value.slice(0, start)}\`\`\`\n${value.slice(start, end)}\n\`\`\`${value.slice(end)}`;
    put(field, fenced);
    field.setSelectionRange(start + 4, end + 4);
  } }, icon("code"));
}

function examplesTool(examples) {
  const anchor = h("button", { type: "button", class: "tool", "aria-label": words("welcome.examples"), title: words("welcome.examples"), "aria-haspopup": "listbox", "aria-expanded": "false" }, icon("bulb"));
  anchor.addEventListener("click", () => openMenu(anchor, {
    label: words("welcome.examples"),
    find: async () => examples().map((one) => ({ label: one.label, detail: one.detail, value: one })),
    pick: (chosen) => chosen.value.run(),
  }));
  return anchor;
}

function shortcutsTool(world, send) {
  const anchor = h("button", { type: "button", class: "tool", "aria-label": words("composer.shortcuts"), title: words("composer.shortcuts"), "aria-haspopup": "listbox", "aria-expanded": "false" }, icon("bolt"));
  const list = () => world().app.shortcuts.filter((one) => one.type === "global");
  anchor.addEventListener("click", () => openMenu(anchor, {
    label: words("composer.shortcuts"),
    find: async () => list().map((one) => ({ label: one.name, detail: one.description, value: one.callback_id })),
    pick: (chosen) => send.shortcut(chosen.value),
  }));
  return list().length ? anchor : null;
}

// What stands above the box while a command or a name is being typed.
function complete(field, hint, world, inThread) {
  const text = field.value;
  if (inThread && text.startsWith("/")) {
    show(hint, [h("p", { class: "hint-usage" }, words("composer.no_commands", { app: world.app.name }))]);
    return;
  }
  const command = world.app.commands.find((name) => text === name || text.startsWith(`${name} `));
  const typed = /(?:^|\s)@([\w.-]*)$/.exec(text.slice(0, field.selectionStart));
  if (command) show(hint, [usage(command, world)]);
  else if (/^\/\S*$/.test(text)) show(hint, world.app.commands.filter((name) => name.startsWith(text)).map((name) => offer(field, name, world)));
  else if (typed) show(hint, people(world, typed[1]).map((person) => name(field, person, typed[1])));
  else hint.hidden = true;
}

function show(hint, nodes) {
  hint.replaceChildren(...nodes);
  hint.hidden = !nodes.length;
}

function usage(command, world) {
  return h("div", { class: "hint-usage" }, avatar(world.people[world.app.user], "avatar-small"), h("code", {}, command), h("span", {}, `[${words("composer.usage")}]`));
}

function offer(field, command, world) {
  return h("button", { type: "button", class: "hint-entry", onclick: () => put(field, `${command} `) },
    avatar(world.people[world.app.user], "avatar-small"), h("strong", { dir: "ltr" }, command), h("span", { class: "quiet" }, words("composer.usage")), h("kbd", {}, "Tab"));
}

function people(world, typed) {
  const known = Object.values(world.people).filter((one) => one.name.startsWith(typed.toLowerCase()) && one.id !== world.me && one.name !== "slackbot");
  return known.sort((a, b) => Number(b.id === world.app.user) - Number(a.id === world.app.user)).slice(0, 5);
}

function name(field, person, typed) {
  return h("button", { type: "button", class: "hint-entry", onclick: () => {
    const at = field.selectionStart - typed.length;
    put(field, `${field.value.slice(0, at)}${person.name} ${field.value.slice(field.selectionStart)}`);
  } }, avatar(person, "avatar-small"), h("bdi", {}, h("strong", {}, person.name)), h("span", { class: "quiet" }, h("bdi", {}, person.bot ? words("composer.app") : person.real_name)));
}
