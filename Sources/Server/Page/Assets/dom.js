// Building what is seen, node by node. Nothing here, or anywhere in the page, turns text into markup.

/** An element with attributes (`onclick` and its like are listeners) and children; what is null is left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  svg.append(use);
  return svg;
}

/** A button with an icon alone; what it does is its label. */
export function iconButton(name, label, onclick) {
  return h("button", { class: "quiet icon-only", type: "button", "aria-label": label, title: label, onclick }, icon(name));
}

export const find = (id) => document.getElementById(id);

/** Tells those who do not see the page. */
export function say(text) { find("said").textContent = text; }

/** Copies, also where the page came without encryption and the browser hides its clipboard. */
export async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = h("textarea", { class: "unseen", "aria-hidden": "true" });
  area.value = text;
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  focused?.focus();
  if (!done) throw new Error("the browser does not let the page copy");
}

/** Copies at a click, and says so on the button for a moment. */
export function copyButton(label, text) {
  const button = iconButton("copy", label, async () => {
    try {
      await copy(text());
      button.replaceChildren(icon("check"));
      say("Copied");
    } catch (problem) { say(problem.message); }
    setTimeout(() => button.replaceChildren(icon("copy")), 1500);
  });
  return button;
}

/** Lets a function run when it has not been asked for during so many milliseconds. */
export function settled(milliseconds, body) {
  let timer = 0;
  return (...words) => {
    clearTimeout(timer);
    timer = setTimeout(() => body(...words), milliseconds);
  };
}
