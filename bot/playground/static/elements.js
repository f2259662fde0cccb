// What a person can use inside a block: buttons, menus, inputs.

import { confirmed } from "./dialogs.js";
import { h, icon } from "./dom.js";
import { openMenu } from "./menu.js";
import { plain } from "./mrkdwn.js";
import { words } from "./words.js";

export function element(one, block, context) {
  const build = ELEMENTS[one.type] ?? (one.type.endsWith("_select") ? select : unknown);
  // In an input block nothing is sent before the form is, unless the app asked for it.
  return build(one, { ...context, key: `${block.block_id}/${one.action_id}`, dispatch: block.type !== "input" || Boolean(block.dispatch_action) });
}

const ELEMENTS = {
  button,
  image: (one) => h("img", { src: one.image_url, alt: one.alt_text, class: "accessory-image" }),
  overflow,
  icon_button: (one, context) => button({ ...one, text: one.text }, context),
  feedback_buttons: (one, context) => h("span", { class: "feedback" }, [one.positive_button, one.negative_button].map((half) =>
    h("button", { type: "button", dir: "auto", class: "button", onclick: (event) => use(event.currentTarget, one, context, half.value) }, plain(half.text)))),
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  datepicker: typed,
  timepicker: typed,
  checkboxes: choices,
  radio_buttons: choices,
};

function unknown(one) {
  return h("span", { class: "quiet" }, `(${one.type})`);
}

function button(one, context) {
  const style = one.style ? `button-${one.style}` : "";
  const label = one.accessibility_label ?? null;
  if (one.url) {
    const opening = { href: one.url, dir: "auto", target: "_blank", rel: "noopener noreferrer", class: `button ${style}`, "aria-label": label };
    return h("a", { ...opening, onclick: (event) => use(event.currentTarget, one, context, null) }, plain(one.text));
  }
  return h("button", { type: "button", dir: "auto", class: `button ${style}`, "aria-label": label,
    onclick: (event) => use(event.currentTarget, one, context, one.value ?? null) }, plain(one.text));
}

const FAILURES = {
  http_timeout: "failure.http_timeout",
  connection_failed: "failure.connection_failed",
  http_error: "failure.http_error",
  refused: "failure.refused",
  stopped: "failure.stopped",
};

// Ask when the app wants it asked, tell the bot, and show when the bot did not answer.
async function use(node, one, { where, hands }, value, offered = null) {
  if (one.confirm && !(await confirmed(one.confirm))) return;
  node.classList.add("busy");
  const told = await hands.use(where, one.action_id, value, offered);
  node.classList.remove("busy");
  node.classList.toggle("failed", !told.ok);
  node.title = told.ok || !FAILURES[told.failure] ? "" : words(FAILURES[told.failure], { status: told.status });
}

function entries(one) {
  const groups = one.option_groups ?? [{ options: one.options ?? [] }];
  return groups.flatMap((group) => group.options.map((option) => entry(option, group.label && plain(group.label))));
}

function entry(option, group = "") {
  return { label: plain(option.text), detail: option.description && plain(option.description), value: option.value, group, option };
}

function overflow(one, context) {
  const anchor = h("button", { type: "button", class: "button button-icon", "aria-label": words("control.more"), "aria-haspopup": "listbox", "aria-expanded": "false" }, icon("dots"));
  anchor.addEventListener("click", () => openMenu(anchor, {
    label: words("control.more"),
    find: async () => entries(one),
    pick: (chosen) => {
      if (chosen.option.url) window.open(chosen.option.url, "_blank", "noopener,noreferrer");
      use(anchor, one, context, chosen.value);
    },
  }));
  return anchor;
}

function select(one, context) {
  const shown = h("span", { dir: "auto" }, one.initial_option ? plain(one.initial_option.text) : plain(one.placeholder) || words("control.choose"));
  const label = context.label ?? plain(one.placeholder) ?? words("control.choose");
  const anchor = h("button", { type: "button", class: "select", "data-action": one.action_id, "data-key": context.key,
    "aria-haspopup": "listbox", "aria-expanded": "false", "aria-label": label }, shown, icon("down"));
  if (one.initial_option) anchor.dataset.value = one.initial_option.value;
  const external = one.type.includes("external");
  anchor.addEventListener("click", () => openMenu(anchor, {
    label,
    search: external || entries(one).length > 8 ? words("control.search") : "",
    find: (typed) => (external ? offered(one, context, typed) : choosable(one, context, typed)),
    pick: (chosen) => {
      shown.textContent = chosen.label;
      anchor.classList.add("chosen");
      anchor.dataset.value = chosen.value;
      anchor.dataset.offered = JSON.stringify([chosen.option]);
      anchor.dataset.touched = "yes";
      if (context.dispatch) use(anchor, one, context, chosen.value, external ? [chosen.option] : null);
    },
  }));
  return anchor;
}

async function offered(one, { where, hands }, typed) {
  if (typed.length < (one.min_query_length ?? 3)) return null;
  return (await hands.suggest(where, one.action_id, typed)).map((option) => entry(option));
}

async function choosable(one, { world }, typed) {
  let known = entries(one);
  const made = (id, name) => ({ label: name, value: id, option: { text: { text: name }, value: id } });
  if (one.type.includes("users")) known = Object.values(world.people).filter((p) => !p.bot).map((p) => made(p.id, p.real_name));
  if (/channels|conversations/.test(one.type)) known = world.channels.filter((c) => c.name).map((c) => made(c.id, `#${c.name}`));
  return known.filter((one_) => one_.label.toLowerCase().includes(typed.toLowerCase()));
}

const INPUT_TYPES = { email_text_input: "email", url_text_input: "url", number_input: "number", datepicker: "date", timepicker: "time" };

function typed(one, context) {
  const area = one.type === "plain_text_input" && one.multiline;
  const node = h(area ? "textarea" : "input", {
    class: "field-input", dir: "auto", "data-action": one.action_id, "data-key": context.key, "aria-label": context.label ?? null,
    type: area ? null : INPUT_TYPES[one.type] ?? "text", rows: area ? "6" : null, maxlength: one.max_length ?? null,
    placeholder: plain(one.placeholder), value: one.initial_value ?? one.initial_date ?? one.initial_time ?? "",
  });
  node.addEventListener("input", () => { node.dataset.touched = "yes"; });
  if (context.dispatch) dispatchTyped(node, one, context);
  return node;
}

// Slack tells the app at Enter, or at every character when the app wants that; dates and times at every choice.
function dispatchTyped(node, one, context) {
  const send = () => use(node, one, context, node.value);
  const when = one.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (/picker/.test(one.type)) node.addEventListener("change", send);
  else if (when.includes("on_character_entered")) node.addEventListener("input", send);
  if (when.includes("on_enter_pressed")) {
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      send();
    });
  }
}

function choices(one, context) {
  const kind = one.type === "checkboxes" ? "checkbox" : "radio";
  const name = `${one.action_id}-${Math.random()}`;
  const start = [one.initial_option, ...(one.initial_options ?? [])].filter(Boolean).map((option) => option.value);
  const group = h("div", { class: "choices", "data-action": one.action_id, "data-key": context.key, role: "group", "aria-label": context.label ?? null });
  const read = () => [...group.querySelectorAll("input:checked")].map((box) => box.value).join(",");
  group.append(...one.options.map((option) => h("label", {},
    h("input", { type: kind, name, value: option.value, checked: start.includes(option.value) }), plain(option.text),
    option.description && h("span", { class: "quiet" }, plain(option.description)))));
  group.dataset.value = read();
  group.addEventListener("change", () => {
    group.dataset.value = read();
    group.dataset.touched = "yes";
    if (context.dispatch) use(group, one, context, read());
  });
  return group;
}
