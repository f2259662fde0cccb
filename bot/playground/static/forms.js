// What a person entered into a modal or the Home tab: read it, and put it back when the view is drawn anew.

function controls(root) {
  return [...root.querySelectorAll("[data-key]")];
}

function valueOf(node) {
  return node.matches("input, textarea") ? node.value : node.dataset.value ?? "";
}

// What was touched since the view was first drawn, by block and action.
export function touched(root) {
  const held = {};
  for (const node of controls(root)) {
    if (node.dataset.touched) held[node.dataset.key] = { value: valueOf(node), text: node.firstChild?.textContent, offered: node.dataset.offered };
  }
  return held;
}

// Only where both ids are the same: an app that wants an empty field gives it another id, as in Slack.
export function restore(root, kept) {
  for (const node of controls(root)) {
    const held = kept[node.dataset.key];
    if (held) give(node, held);
  }
}

function give(node, { value, text, offered }) {
  node.dataset.touched = "yes";
  if (node.matches("input, textarea")) {
    node.value = value;
    return;
  }
  node.dataset.value = value;
  if (offered) node.dataset.offered = offered;
  if (node.classList.contains("select")) {
    node.firstChild.textContent = text;
    node.classList.add("chosen");
  }
  const picked = value.split(",");
  for (const box of node.querySelectorAll("input")) box.checked = picked.includes(box.value);
}

// The same as `submit` and `fill` want it: values by action, and the options that external selects offered.
export function entered(root) {
  const nodes = controls(root).filter((node) => node.dataset.touched);
  return {
    values: Object.fromEntries(nodes.map((node) => [node.dataset.action, valueOf(node)])),
    offered: nodes.flatMap((node) => (node.dataset.offered ? JSON.parse(node.dataset.offered) : [])),
  };
}
