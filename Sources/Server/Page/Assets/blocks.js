// Markdown's blocks: from lines of text to a tree. No DOM here, and no HTML either: a tag is text like any other.

// Every pattern takes time in proportion to its line, whatever stands there: no two parts of one can take the same blanks.
const FENCE = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;
const HEADING = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const RULE = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^( {0,3})([-*+]|\d{1,9}[.)])(?:([ \t]+)(.*))?$/;
const TASK = /^\[([ xX])\][ \t]+/;
const DELIMITER = /^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$/;
const BLANK = /^[ \t]*$/;
/** What is within this many lists and quotes is text: nobody means it, and a tree has its bottom. */
const DEEPEST = 12;

/**
 * The blocks of these lines. Each top-level one says at which line it begins (`line`), so that a reader of a text that still
 * grows can keep all but the last: more text changes nothing before it.
 */
export function parseBlocks(lines, depth = 0) {
  const blocks = [];
  let at = 0;
  while (at < lines.length) {
    if (BLANK.test(lines[at])) { at += 1; continue; }
    const [block, next] = blockAt(lines, at, depth);
    block.line = at;
    blocks.push(block);
    at = next;
  }
  return blocks;
}

function blockAt(lines, at, depth) {
  const line = lines[at];
  let match;
  if ((match = FENCE.exec(line))) return fenced(lines, at, match);
  if ((match = HEADING.exec(line))) return [heading(line, match), at + 1];
  if (RULE.test(line)) return [{ type: "rule" }, at + 1];
  if (depth < DEEPEST) {
    if (QUOTE.test(line)) return quote(lines, at, depth);
    if ((match = ITEM.exec(line))) return list(lines, at, match, depth);
  }
  if (isTable(lines, at)) return table(lines, at);
  if (/^(?: {4}|\t)/.test(line)) return indented(lines, at);
  return paragraph(lines, at, depth);
}

function heading(line, [opening, marks]) {
  let text = line.slice(opening.length).trim();
  let end = text.length;
  while (end > 0 && text[end - 1] === "#") end -= 1;
  if (end === 0 || text[end - 1] === " ") text = text.slice(0, end).trimEnd();
  return { type: "heading", level: marks.length, text };
}

function fenced(lines, at, [opening, marks, info]) {
  const indent = opening.search(/\S/);
  const closing = new RegExp(`^ {0,3}${marks[0]}{${marks.length},}[ \\t]*$`);
  const code = [];
  let next = at + 1;
  for (; next < lines.length; next += 1) {
    if (closing.test(lines[next])) { next += 1; break; }
    code.push(indent ? lines[next].replace(new RegExp(`^ {0,${indent}}`), "") : lines[next]);
  }
  return [{ type: "code", language: info.trim().split(/\s+/)[0] ?? "", text: code.join("\n") }, next];
}

function indented(lines, at) {
  const code = [];
  let next = at;
  for (; next < lines.length && (BLANK.test(lines[next]) || /^(?: {4}|\t)/.test(lines[next])); next += 1) {
    code.push(lines[next].replace(/^(?: {1,4}|\t)/, ""));
  }
  while (code.length && BLANK.test(code.at(-1))) code.pop();
  return [{ type: "code", language: "", text: code.join("\n") }, next];
}

function quote(lines, at, depth) {
  const inner = [];
  let next = at;
  for (; next < lines.length; next += 1) {
    if (QUOTE.test(lines[next])) inner.push(lines[next].replace(QUOTE, ""));
    else if (BLANK.test(lines[next]) || !continues(lines, next) || BLANK.test(inner.at(-1) ?? "")) break;
    else inner.push(lines[next]);
  }
  return [{ type: "quote", blocks: parseBlocks(inner, depth + 1) }, next];
}

function list(lines, at, first, depth) {
  const ordered = /\d/.test(first[2]);
  const mark = first[2].at(-1);
  const block = { type: "list", ordered, start: ordered ? parseInt(first[2], 10) : 1, loose: false, items: [] };
  let next = at;
  while (next < lines.length) {
    const match = RULE.test(lines[next]) ? null : ITEM.exec(lines[next]);
    if (!match || match[2].at(-1) !== mark || /\d/.test(match[2]) !== ordered) break;
    const gap = match[3] ?? " ";
    const indent = match[1].length + match[2].length + (match[4] && gap.length <= 4 && !gap.includes("\t") ? gap.length : 1);
    const inner = [match[4] ?? ""];
    next += 1;
    let blanks = 0;
    for (; next < lines.length; next += 1) {
      const line = lines[next];
      if (BLANK.test(line)) { blanks += 1; continue; }
      const here = widthOfIndent(line);
      // What is written below an item with less than its indent still belongs to it as long as it is clearly indented.
      const belongs = here >= indent || (here >= 2 && !ordered && here >= match[1].length + 2) || (ordered && here >= 3);
      if (!belongs && (blanks > 0 || ITEM.test(line) || !continues(lines, next))) break;
      if (blanks > 0) block.loose = true;
      for (; blanks > 0; blanks -= 1) inner.push("");
      inner.push(belongs ? unindented(line, Math.min(indent, here)) : line);
    }
    const item = { checked: null, blocks: [] };
    const task = TASK.exec(inner[0]);
    if (task) {
      item.checked = task[1] !== " ";
      inner[0] = inner[0].slice(task[0].length);
    }
    item.blocks = parseBlocks(inner, depth + 1);
    block.items.push(item);
    if (blanks > 0 && next < lines.length) {
      const follows = RULE.test(lines[next]) ? null : ITEM.exec(lines[next]);
      if (follows && follows[2].at(-1) === mark && /\d/.test(follows[2]) === ordered) block.loose = true;
    }
  }
  return [block, next];
}

function widthOfIndent(line) {
  let width = 0;
  for (const character of line) {
    if (character === " ") width += 1;
    else if (character === "\t") width += 4 - (width % 4);
    else break;
  }
  return width;
}

function unindented(line, width) {
  let gone = 0;
  let place = 0;
  while (gone < width && (line[place] === " " || line[place] === "\t")) {
    gone += line[place] === "\t" ? 4 - (gone % 4) : 1;
    place += 1;
  }
  return " ".repeat(Math.max(0, gone - width)) + line.slice(place);
}

function isTable(lines, at) {
  if (at + 1 >= lines.length || !lines[at].includes("|") || !lines[at + 1].includes("-")) return false;
  if (!DELIMITER.test(lines[at + 1].trim()) || !/[|:]/.test(lines[at + 1])) return false;
  return cells(lines[at]).length === cells(lines[at + 1]).length;
}

function table(lines, at) {
  const head = cells(lines[at]);
  const align = cells(lines[at + 1]).map((cell) => {
    if (/^:.*:$/.test(cell)) return "center";
    return cell.endsWith(":") ? "end" : null;
  });
  const rows = [];
  let next = at + 2;
  for (; next < lines.length && !BLANK.test(lines[next]) && (lines[next].includes("|") || continues(lines, next)); next += 1) {
    const row = cells(lines[next]).slice(0, head.length);
    while (row.length < head.length) row.push("");
    rows.push(row);
  }
  return [{ type: "table", head, align, rows }, next];
}

/** What stands between the bars, but for those in code and behind a backslash. */
function cells(line) {
  const found = [];
  let cell = "";
  let inCode = false;
  const text = line.trim().replace(/^\|/, "");
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === "\\" && text[at + 1] === "|") { cell += "|"; at += 1; continue; }
    if (text[at] === "`") inCode = !inCode && text.indexOf("`", at + 1) > 0;
    if (text[at] === "|" && !inCode) { found.push(cell.trim()); cell = ""; } else cell += text[at];
  }
  if (cell.trim() !== "" || found.length === 0) found.push(cell.trim());
  return found;
}

function paragraph(lines, at) {
  const text = [lines[at].trimStart()];
  let next = at + 1;
  for (; next < lines.length && continues(lines, next) && !isTable(lines, next); next += 1) text.push(lines[next].trimStart());
  return [{ type: "paragraph", text: text.join("\n") }, next];
}

/** Whether a line can only be more of the paragraph before it. */
function continues(lines, at) {
  const line = lines[at];
  if (BLANK.test(line) || FENCE.test(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line)) return false;
  const item = ITEM.exec(line);
  return !(item && item[4] && (!/\d/.test(item[2]) || parseInt(item[2], 10) === 1));
}
