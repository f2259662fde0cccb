// The bench: let alerts come in, plant faults, run workflow steps, administer the workspace, and see what went to and fro.

import { h, icon } from "./dom.js";
import { page } from "./state.js";
import { milliseconds, seconds, words, wordsAround } from "./words.js";

// What can break and how, with the key of its words; Slack's own names need none.
const TO_THE_BOT = { events_api: "fault.events", slash_commands: "fault.commands", interactive: "fault.clicks" };
const OTHERS = { "*": "fault.every_call", response_url: "", download: "fault.downloads" };
const BY_WORDS = { ...OTHERS, ...TO_THE_BOT };
const FIRST = ["chat.postMessage", "chat.postEphemeral", "views.open", "users.info"];
const HOW = {
  ratelimited: "fault.ratelimited", http_500: "", http_503: "", slow: "fault.slow", dropped: "fault.dropped",
  ...bare(["not_in_channel", "channel_not_found", "is_archived", "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "token_revoked",
    "missing_scope", "internal_error", "expired_url"]),
};
const TIMED = ["ratelimited", "slow"];
const ON_THE_WAY = { http_timeout: "fault.lost_ack", connection_failed: "fault.never" };
const COPIES = { 1: "fault.copies_one", 2: "fault.copies_two", 4: "fault.copies_four" };
const WAYS = { "to the bot": ["→", "journal.to_bot"], "from the bot": ["←", "journal.from_bot"], "to nobody": ["∅", "journal.to_nobody"] };

// Built once, so that what is chosen here stays; `update` brings in what changed.
export function bench(world, hands) {
  const parts = [status(), alerts(world, hands), faults(world, hands), steps(world, hands), application(hands), journal()];
  const close = h("button", { type: "button", class: "tool", "aria-label": words("bench.close"), onclick: hands.toggleBench }, icon("close"));
  return {
    nodes: [h("header", { class: "thread-head" }, h("h2", {}, words("frame.bench")), h("span", { class: "quiet" }, words("bench.subtitle")), close),
      h("div", { class: "bench-body", tabindex: "0" }, parts.map((one) => one.node))],
    update: (now, channel) => parts.forEach((one) => one.update?.(now, channel)),
  };
}

// How the bot is reached, and how long its last ack took.
function status() {
  const ways = { http: "head.http", socket: "head.socket", none: "head.none" };
  const said = h("span");
  const node = h("p", { class: "status", title: words("head.status") }, h("span", { class: "dot", "aria-hidden": "true" }), said);
  return {
    node,
    update: ({ bot: { way, reachable } }) => {
      const time = page.last?.ok && page.last.milliseconds !== undefined ? ` · ${milliseconds(page.last.milliseconds)}` : "";
      said.textContent = words(reachable || way === "none" ? ways[way] : "head.silent") + time;
      node.classList.toggle("status-bad", !reachable);
    },
  };
}

function part(title, ...nodes) {
  return h("section", { class: "bench-part", "aria-label": title }, h("h3", {}, title), nodes);
}

function button(text, onclick, kind = "") {
  return h("button", { type: "button", class: `button button-small ${kind}`, onclick }, text);
}

function bare(names) {
  return Object.fromEntries(names.map((name) => [name, ""]));
}

function named(value, key) {
  return key ? words(key) : value;
}

function options(entries) {
  return Object.entries(entries).map(([value, key]) => h("option", { value }, named(value, key)));
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
  const post = button("", () => hands.bench("alert", { kind: kind.value }), "button-primary");
  return {
    node: part(words("alert.heading"), labelled(words("alert.posts"), kind), h("div", { class: "bench-row" }, post)),
    update: (_now, channel) => { post.textContent = channel.kind === "im" ? words("alert.here") : words("alert.channel", { channel: `#${channel.name}` }); },
  };
}

function faults(world, hands) {
  const rest = world.bench.methods.filter((name) => !FIRST.includes(name));
  const group = (label, entries) => h("optgroup", { label }, options(entries));
  const what = h("select", {}, group(words("fault.often"), bare(FIRST)), group(words("fault.also"), OTHERS),
    group(words("fault.to_bot"), TO_THE_BOT), group(words("fault.methods"), bare(rest)));
  const how = h("select", {}, options(HOW));
  const late = h("input", { type: "number", min: "1", max: "60", value: "2" });
  const lateRow = labelled(words("fault.seconds"), late);
  const always = tick(words("fault.always"), () => {});
  const after = tick(words("fault.after"), () => {});
  const offer = () => {
    lateRow.hidden = !TIMED.includes(how.value);
    after.node.hidden = how.value === "slow" || what.value in TO_THE_BOT;
  };
  what.addEventListener("change", () => {
    how.replaceChildren(...options(what.value in TO_THE_BOT ? ON_THE_WAY : HOW));
    offer();
  });
  how.addEventListener("change", offer);
  const plant = () => hands.bench("fault", { name: what.value, error: how.value, seconds: Number(late.value), always: always.box.checked, after: after.box.checked });
  const list = h("ul", { class: "bench-list", "aria-label": words("fault.planted") });
  const pace = tick(words("fault.pace"), (on) => hands.bench("pace", { on }));
  const copies = h("select", { onchange: () => hands.bench("copies", { times: Number(copies.value) }) }, options(COPIES));
  return {
    node: part(words("fault.heading"), labelled(words("fault.what"), what), labelled(words("fault.how"), how), lateRow, always.node, after.node,
      h("div", { class: "bench-row" }, button(words("fault.plant"), plant, "button-primary"), button(words("fault.mend"), () => hands.bench("mend"))), list,
      pace.node, labelled(words("fault.copies"), copies),
      h("div", { class: "bench-row" }, button(words("fault.again"), () => hands.bench("redeliver")), button(words("fault.wait"), () => hands.bench("wait")))),
    update: ({ bench: now }) => {
      list.replaceChildren(...now.faults.map(planted));
      pace.box.checked = now.paced;
      copies.value = String(now.copies);
    },
  };
}

function planted({ name, error, times, seconds: late }) {
  const how = named(error, HOW[error] ?? ON_THE_WAY[error]) + (late ? ` (${seconds(late)})` : "");
  const what = BY_WORDS[name] ? h("bdi", {}, words(BY_WORDS[name])) : h("code", {}, name);
  return h("li", {}, wordsAround(times ? "fault.once" : "fault.each", { what, how: h("bdi", {}, how) }));
}

function steps(world, hands) {
  const results = h("div", { class: "bench-runs" });
  const forms = world.bench.functions.map((one) => step(one, hands));
  return {
    node: part(words("step.heading"), forms.length ? forms : h("p", { class: "quiet" }, words("step.none")), results),
    update: ({ bench: now }) => results.replaceChildren(...now.runs.toReversed().map(run)),
  };
}

function step(one, hands) {
  const fields = one.inputs.map((input) => [input.name, h("textarea", { class: "field-input", dir: "auto", rows: "4", "aria-label": input.title, placeholder: input.description }), input.title]);
  const inputs = () => Object.fromEntries(fields.map(([name, field]) => [name, field.value]).filter(([, value]) => value));
  return h("div", { class: "bench-step" }, fields.map(([, field, title]) => labelled(title, field)),
    h("div", { class: "bench-row" }, button(words("step.run", { title: one.title }), () => hands.bench("run", { function: one.id, inputs: inputs() }), "button-primary")));
}

function run(one) {
  const ended = one.outputs ?? (one.error === undefined ? null : { error: one.error });
  const rows = Object.entries(ended ?? {}).map(([name, value]) => h("tr", {}, h("th", { scope: "row" }, h("bdi", {}, name)), h("td", { dir: "auto" }, String(value))));
  const state = one.outputs ? "step.completed" : one.error === undefined ? "step.running" : "step.failed";
  return h("details", { class: "bench-run", open: true }, h("summary", {}, words(state, { step: one.id })), h("table", {}, h("tbody", {}, rows)));
}

function application(hands) {
  const installed = tick(words("installation.installed"), (on) => hands.bench("installed", { on }));
  const member = tick("", (on) => hands.bench("invite", { on }));
  const scopes = h("div", { role: "group", "aria-label": words("installation.scopes") });
  let known = "";
  return {
    node: part(words("installation.heading"), installed.node, member.node, scopes),
    update: ({ bench: now, app }, channel) => {
      installed.box.checked = now.installed;
      member.box.checked = channel.bot_is_member;
      member.node.replaceChildren(member.box, words("installation.member", { app: app.name, channel: `#${channel.name}` }));
      member.node.hidden = channel.kind === "im";
      if (known === JSON.stringify(now.scopes)) return;
      known = JSON.stringify(now.scopes);
      scopes.replaceChildren(...Object.entries(now.scopes).map(([scope, granted]) => {
        const one = tick("", (on) => hands.bench("scope", { scope, on }));
        one.box.checked = granted;
        one.node.append(h("span", {}, wordsAround("installation.granted", { scope: h("code", {}, scope) })));
        return one.node;
      }));
    },
  };
}

function journal() {
  const list = h("ol", { class: "journal", "aria-label": words("journal.aria") });
  return {
    node: part(words("journal.heading"), list),
    update: ({ bench: now }) => list.replaceChildren(...now.log.toReversed().map(journalLine)),
  };
}

function journalLine({ way, what = words("journal.ephemeral"), result = words("journal.no_thread"), retry }) {
  const [arrow, key] = WAYS[way];
  const said = retry ? words("journal.retry", { what, number: retry }) : what;
  return h("li", {}, h("span", { class: "journal-way", title: words(key) }, arrow), h("bdi", {}, said), h("bdi", { class: "quiet" }, result));
}
