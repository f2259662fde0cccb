// The bench: let alerts come in, plant faults, run workflow steps, administer the workspace, and see what went to and fro.

import { h, icon } from "./dom.js";

const TO_THE_BOT = { events_api: "Events on their way to the bot", slash_commands: "Slash commands on their way", interactive: "Clicks and submissions on their way" };
const OTHERS = { "*": "Every Web API call", response_url: "response_url", download: "File downloads" };
const FIRST = ["chat.postMessage", "chat.postEphemeral", "views.open", "users.info"];
const HOW = {
  ratelimited: "429, try again in …", http_500: "500", http_503: "503", slow: "answers late, after …", dropped: "hangs up",
  not_in_channel: "not_in_channel", channel_not_found: "channel_not_found", is_archived: "is_archived", msg_too_long: "msg_too_long",
  msg_blocks_too_long: "msg_blocks_too_long", invalid_blocks: "invalid_blocks", token_revoked: "token_revoked", missing_scope: "missing_scope",
  internal_error: "internal_error", expired_url: "expired_url",
};
const ON_THE_WAY = { http_timeout: "delivered, but the ack is lost", connection_failed: "never arrives" };

// Built once, so that what is chosen here stays; `update` brings in what changed.
export function bench(world, hands) {
  const parts = [alerts(world, hands), faults(world, hands), steps(world, hands), application(hands), journal()];
  const close = h("button", { type: "button", class: "tool", "aria-label": "Close the bench", onclick: hands.toggleBench }, icon("close"));
  return {
    nodes: [h("header", { class: "thread-head" }, h("h2", {}, "Bench"), h("span", { class: "quiet" }, "what Slack and other apps do"), close),
      h("div", { class: "bench-body", tabindex: "0" }, parts.map((one) => one.node))],
    update: (now, channel) => parts.forEach((one) => one.update?.(now, channel)),
  };
}

function part(title, ...nodes) {
  return h("section", { class: "bench-part", "aria-label": title }, h("h3", {}, title), nodes);
}

function button(text, onclick, kind = "") {
  return h("button", { type: "button", class: `button button-small ${kind}`, onclick }, text);
}

function options(entries) {
  return Object.entries(entries).map(([value, label]) => h("option", { value }, label));
}

function labelled(label, control) {
  return h("label", { class: "bench-field" }, h("span", {}, label), control);
}

function tick(label, change) {
  const box = h("input", { type: "checkbox", onchange: () => change(box.checked) });
  return { box, node: h("label", { class: "bench-tick" }, box, label) };
}

function alerts(world, hands) {
  const kind = h("select", {}, options(world.bench.samples));
  const post = button("Post", () => hands.bench("alert", { kind: kind.value }), "button-primary");
  return {
    node: part("An alert comes in", labelled("Mailwatch posts", kind), h("div", { class: "bench-row" }, post)),
    update: (_now, channel) => { post.textContent = channel.kind === "im" ? "Post in this conversation" : `Post in #${channel.name}`; },
  };
}

function faults(world, hands) {
  const rest = world.bench.methods.filter((name) => !FIRST.includes(name));
  const group = (label, entries) => h("optgroup", { label }, options(entries));
  const named = (names) => Object.fromEntries(names.map((name) => [name, name]));
  const what = h("select", {}, group("Often", named(FIRST)), group("Also", OTHERS), group("To the bot", TO_THE_BOT), group("All methods", named(rest)));
  const how = h("select", {}, options(HOW));
  const seconds = h("input", { type: "number", min: "1", max: "60", value: "2" });
  const always = tick("every time, not only the next", () => {});
  const after = tick("after the work was done", () => {});
  what.addEventListener("change", () => how.replaceChildren(...options(what.value in TO_THE_BOT ? ON_THE_WAY : HOW)));
  const plant = () => hands.bench("fault", { name: what.value, error: how.value, seconds: Number(seconds.value), always: always.box.checked, after: after.box.checked });
  const list = h("ul", { class: "bench-list", "aria-label": "Planted faults" });
  const pace = tick("One message a second in each channel, else 429", (on) => hands.bench("pace", { on }));
  const copies = h("select", { onchange: () => hands.bench("copies", { times: Number(copies.value) }) }, options({ 1: "once", 2: "twice", 4: "four times" }));
  return {
    node: part("Something breaks", labelled("What", what), labelled("How", how), labelled("Seconds", seconds), always.node, after.node,
      h("div", { class: "bench-row" }, button("Plant", plant, "button-primary"), button("Mend everything", () => hands.bench("mend"))), list,
      pace.node, labelled("Deliver each event", copies),
      h("div", { class: "bench-row" }, button("Deliver the last event again", () => hands.bench("redeliver")), button("Let half an hour pass", () => hands.bench("wait")))),
    update: ({ bench: now }) => {
      list.replaceChildren(...now.faults.map((one) => h("li", {}, h("code", {}, one.name), ` ${HOW[one.error] ?? ON_THE_WAY[one.error] ?? one.error}`, one.times ? "" : ", every time")));
      pace.box.checked = now.paced;
      copies.value = String(now.copies);
    },
  };
}

function steps(world, hands) {
  const results = h("div", { class: "bench-runs" });
  const forms = world.bench.functions.map((one) => step(one, hands));
  return {
    node: part("A workflow reaches a step", forms.length ? forms : h("p", { class: "quiet" }, "The app has no workflow steps."), results),
    update: ({ bench: now }) => results.replaceChildren(...now.runs.toReversed().map(run)),
  };
}

function step(one, hands) {
  const fields = one.inputs.map((input) => [input.name, h("textarea", { class: "field-input", rows: "4", "aria-label": input.title, placeholder: input.description }), input.title]);
  const inputs = () => Object.fromEntries(fields.map(([name, field]) => [name, field.value]).filter(([, value]) => value));
  return h("div", { class: "bench-step" }, fields.map(([, field, title]) => labelled(title, field)),
    h("div", { class: "bench-row" }, button(`Run “${one.title}”`, () => hands.bench("run", { function: one.id, inputs: inputs() }), "button-primary")));
}

function run(one) {
  const ended = one.outputs ?? (one.error === undefined ? null : { error: one.error });
  const rows = Object.entries(ended ?? {}).map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, name), h("td", {}, String(value))));
  const state = one.outputs ? "completed" : one.error === undefined ? "running…" : "failed";
  return h("details", { class: "bench-run", open: true }, h("summary", {}, `${one.id}: ${state}`), h("table", {}, h("tbody", {}, rows)));
}

function application(hands) {
  const installed = tick("Installed", (on) => hands.bench("installed", { on }));
  const member = tick("", (on) => hands.bench("invite", { on }));
  const scopes = h("div", { role: "group", "aria-label": "Optional scopes" });
  let known = "";
  return {
    node: part("The app in this workspace", installed.node, member.node, scopes),
    update: ({ bench: now, app }, channel) => {
      installed.box.checked = now.installed;
      member.box.checked = channel.bot_is_member;
      member.node.replaceChildren(member.box, `${app.name} is in #${channel.name}`);
      member.node.hidden = channel.kind === "im";
      if (known === JSON.stringify(now.scopes)) return;
      known = JSON.stringify(now.scopes);
      scopes.replaceChildren(...Object.entries(now.scopes).map(([scope, granted]) => {
        const one = tick("", (on) => hands.bench("scope", { scope, on }));
        one.box.checked = granted;
        one.node.append(h("code", {}, scope), " granted");
        return one.node;
      }));
    },
  };
}

function journal() {
  const list = h("ol", { class: "journal", "aria-label": "Journal" });
  return {
    node: part("To and fro", list),
    update: ({ bench: now }) => list.replaceChildren(...now.log.toReversed().map((one) => h("li", {},
      h("span", { class: "journal-way", title: one.way }, { "to the bot": "→", "from the bot": "←" }[one.way] ?? "∅"), h("span", {}, one.what), h("span", { class: "quiet" }, one.result)))),
  };
}
