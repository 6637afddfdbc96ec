// What a model wrote, as nodes. Whatever it is, it is text: elements and attributes are those that are named here.

import { copyButton, h } from "./dom.js";
import { parseBlocks } from "./blocks.js";
import { parseInlines } from "./inlines.js";
import { highlighted } from "./highlight.js";

/** Shows a text that grows, and touches only what changed: the last block, and what comes after it. */
export class MarkdownView {
  constructor() {
    this.element = h("div", { class: "prose" });
    this.text = "";
    /** Up to here the text is shown by nodes that do not change any more. */
    this.settled = 0;
    this.kept = 0;
  }

  update(source) {
    const text = source.replace(/\r\n?/g, "\n");
    if (!text.startsWith(this.text)) { this.settled = 0; this.kept = 0; }
    this.text = text;
    const lines = text.slice(this.settled).split("\n");
    const blocks = parseBlocks(lines);
    // A block is settled when the next one has begun with a whole line.
    let settled = 0;
    while (settled + 1 < blocks.length && blocks[settled + 1].line < lines.length - 1) settled += 1;
    while (this.element.childNodes.length > this.kept) this.element.lastChild.remove();
    this.element.append(...blocks.map(block));
    if (settled > 0) {
      this.kept += settled;
      const ended = blocks[settled].line;
      this.settled += lines.slice(0, ended).reduce((sum, line) => sum + line.length + 1, 0);
    }
  }
}

export function markdown(text) {
  const view = new MarkdownView();
  view.update(text);
  return view.element;
}

function block(tree) {
  switch (tree.type) {
    case "heading": return h(`h${Math.min(6, tree.level + 2)}`, { class: `level-${tree.level}` }, inlines(tree.text));
    case "rule": return h("hr");
    case "code": return code(tree);
    case "quote": return h("blockquote", {}, tree.blocks.map(block));
    case "list": return list(tree);
    case "table": return table(tree);
    default: return h("p", {}, inlines(tree.text));
  }
}

function code({ language, text }) {
  const name = language.replace(/[^\w+#.-]/g, "").slice(0, 24);
  return h(
    "figure", { class: "code" },
    h("figcaption", {}, h("span", {}, name || "text"), copyButton("Copy the code", () => text)),
    h("pre", { tabindex: "0" }, h("code", {}, highlighted(text, name.toLowerCase()))),
  );
}

function list({ ordered, start, loose, items }) {
  const element = h(ordered ? "ol" : "ul", { start: ordered && start !== 1 ? start : null });
  for (const item of items) {
    const content = item.blocks.flatMap((tree) => (!loose && tree.type === "paragraph" ? inlines(tree.text) : [block(tree)]));
    const box = item.checked === null ? null : h("input", { type: "checkbox", disabled: true, checked: item.checked, "aria-label": item.checked ? "Done" : "To do" });
    element.append(h("li", { class: box ? "task" : null }, box, content));
  }
  return element;
}

function table({ head, align, rows }) {
  const cell = (tag) => (text, column) => h(tag, { class: align[column] ? `to-${align[column]}` : null, scope: tag === "th" ? "col" : null }, inlines(text));
  return h(
    "div", { class: "table", tabindex: "0", role: "group", "aria-label": "Table" },
    h("table", {}, h("thead", {}, h("tr", {}, head.map(cell("th")))), h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cell("td")))))),
  );
}

const inlines = (text) => parseInlines(text).map(inline);

function inline(tree) {
  switch (tree.type) {
    case "code": return h("code", {}, tree.text);
    case "strong": return h("strong", {}, tree.children.map(inline));
    case "emphasis": return h("em", {}, tree.children.map(inline));
    case "struck": return h("s", {}, tree.children.map(inline));
    case "break": return h("br");
    case "link": return h("a", { href: tree.href, title: tree.href, target: "_blank", rel: "noopener noreferrer nofollow" }, tree.children.map(inline));
    default: return document.createTextNode(tree.text);
  }
}
