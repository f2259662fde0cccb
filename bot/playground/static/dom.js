// Building nodes. Content always becomes text nodes: nothing that a bot or a mail server wrote is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

// Code and what a server wrote is read from the left, whatever stands around it.
const FROM_THE_LEFT = ["code", "pre", "kbd"];

export function h(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  if (FROM_THE_LEFT.includes(tag)) node.dir = "ltr";
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

const PATHS = {
  hash: "M9 3 7 21M17 3l-2 18M4 8.5h17M3 15.5h17",
  lock: "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  shared: "M7 8.5h10l-3-3M17 15.5H7l3 3",
  home: "M4 11.5 12 4l8 7.5M6 10v10h12V10",
  send: "M4 4.5 21 12 4 19.5 6.5 12zM6.5 12H13",
  close: "M5 5l14 14M19 5 5 19",
  menu: "M4 6.5h16M4 12h16M4 17.5h16",
  back: "M14.5 5 7.5 12l7 7",
  reply: "M4 5h16v11h-8l-5 4v-4H4z",
  braces: "M9 4C6.5 4 7 7 7 9s-.5 3-2.5 3C6.5 12 7 13 7 15s-.5 5 2 5M15 4c2.5 0 2 3 2 5s.5 3 2.5 3c-2 0-2.5 1-2.5 3s.5 5-2 5",
  dots: "M12 5.5v.01M12 12v.01M12 18.5v.01",
  eye: "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12zM12 9.2a2.800 2.800 0 1 0 0 5.600 2.800 2.800 0 0 0 0-5.600z",
  down: "M6 9.5l6 6 6-6",
  bulb: "M9 18h6M10 21h4M12 3a6 6 0 0 0-3.5 10.9c.6.5.8 1 .8 1.600h5.400c0-.6.2-1.100.8-1.600A6 6 0 0 0 12 3z",
  slash: "M15.5 4l-7 16",
  at: "M12 8.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM15.5 8.5v4.5c0 3 5 3 5-1a8.5 8.5 0 1 0-3.5 6.9",
  code: "M8.5 7 3.5 12l5 5M15.5 7l5 5-5 5",
  bolt: "M13 3 5 13.5h6L10 21l8-10.5h-6z",
  warn: "M12 4 2.5 20h19zM12 10v4.5M12 17.2v.01",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  clip: "M19 11.500l-7.500 7.500a4.600 4.600 0 0 1-6.500-6.500L13 4.500a3.100 3.100 0 0 1 4.400 4.400L9.500 16.800a1.600 1.600 0 0 1-2.300-2.300L14 7.700",
  wrench: "M14.500 6.500a4.500 4.500 0 0 0-5.800 5.800L3.500 17.500l3 3 5.200-5.200a4.500 4.500 0 0 0 5.800-5.800l-2.700 2.700-2.600-.6-.6-2.600z",
  pencil: "M4 20l1-4.500L16 4.500l3.500 3.500L8.500 19zM13.500 7l3.500 3.500",
  trash: "M4.500 7h15M9.500 7V4.500h5V7M6.500 7l1 13h9l1-13M10 10.500v6M14 10.500v6",
  mail: "M3.5 6.5h17v11h-17zM3.5 7l8.5 6.5L20.5 7",
};

export function icon(name, label = "") {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  if (label) {
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", label);
  } else svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

// Bring `parent` to hold exactly `nodes`, moving as little as possible: a focused or opened one stays as it is.
export function sync(parent, nodes) {
  let at = parent.firstChild;
  for (const node of nodes) {
    if (node === at) at = at.nextSibling;
    else parent.insertBefore(node, at);
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

// Put fresh nodes into `parent`; whoever was at its third button is at its third button still.
export function renew(parent, nodes) {
  const stops = () => [...parent.querySelectorAll("a, button, input, select, textarea, [tabindex]")];
  const at = stops().indexOf(document.activeElement);
  parent.replaceChildren(...nodes);
  if (at >= 0) stops()[at]?.focus({ preventScroll: true });
}

export function avatar(person, size = "") {
  const shown = h("span", { class: `avatar ${size} ${person.bot ? "avatar-app" : ""}`, "aria-hidden": "true" });
  shown.style.setProperty("--tint", `#${person.color}`);
  if (person.bot) shown.append(icon(person.name === "mailwatch" ? "warn" : "mail"));
  else shown.append(initials(person.real_name));
  return shown;
}

function initials(name) {
  return name.split(/\s+/).map((word) => word[0]).slice(0, 2).join("").toUpperCase();
}
