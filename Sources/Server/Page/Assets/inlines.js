// Markdown within a line: from text to a tree of `{ type, text | children, href }`. Tags, entities and the like are text.

/** How far a link's address is looked for. */
const LONGEST_ADDRESS = 2048;
const PUNCTUATION = /[!-/:-@[-`{-~\p{P}\p{S}]/u;
const SPACE = /\s/u;

/** The address, if a reader may be sent there: http and https alone, spelled out. */
export function safeAddress(text) {
  if (!/^https?:\/\//i.test(text) || /[\s\p{Cc}\p{Cf}]/u.test(text)) return null;
  try {
    const url = new URL(text);
    return (url.protocol === "http:" || url.protocol === "https:") && !url.username && !url.password ? url.href : null;
  } catch { return null; }
}

export function parseInlines(text) {
  const nodes = [];
  const brackets = [];
  const unclosed = new Set();
  let plain = "";
  let at = 0;
  const flush = () => { if (plain) nodes.push({ type: "text", text: plain }); plain = ""; };
  while (at < text.length) {
    const character = text[at];
    if (character === "\\" && at + 1 < text.length) {
      const next = text[at + 1];
      // Formulas keep their marks: \( \) \[ \]
      if (next === "\n") { flush(); nodes.push({ type: "break" }); at += 2; continue; }
      if ("()[]".includes(next) && !isEscapedBracket(text, at)) { plain += character + next; at += 2; continue; }
      plain += /[!-/:-@[-`{-~]/.test(next) ? next : character + next;
      at += 2;
    } else if (character === "`") {
      const end = codeSpan(text, at, unclosed);
      const length = runLength(text, at);
      if (end) { flush(); nodes.push({ type: "code", text: end.text }); at = end.next; } else { plain += text.slice(at, at + length); at += length; }
    } else if (character === "*" || character === "_" || (character === "~" && text[at + 1] === "~")) {
      const length = runLength(text, at);
      flush();
      nodes.push(delimiter(text, at, length));
      at += length;
    } else if (character === "[" || (character === "!" && text[at + 1] === "[")) {
      flush();
      const length = character === "[" ? 1 : 2;
      nodes.push({ type: "text", text: text.slice(at, at + length) });
      brackets.push(nodes.length - 1);
      at += length;
    } else if (character === "]" && brackets.length) {
      const open = brackets.pop();
      const target = destination(text, at + 1);
      if (target) {
        flush();
        const children = emphasized(nodes.splice(open).slice(1));
        // No link within a link.
        brackets.length = 0;
        nodes.push({ type: "link", href: target.href, children: children.length ? children : [{ type: "text", text: target.href }] });
        at = target.next;
      } else { plain += character; at += 1; }
    } else if (character === "<" || character === "h" || character === "H") {
      const link = autolink(text, at);
      if (link) {
        flush();
        nodes.push({ type: "link", href: link.href, children: [{ type: "text", text: link.text }] });
        at = link.next;
      } else { plain += character; at += 1; }
    } else if (character === "\n") {
      const isBreak = plain.endsWith("  ");
      plain = plain.trimEnd();
      flush();
      nodes.push(isBreak ? { type: "break" } : { type: "text", text: "\n" });
      at += 1;
    } else { plain += character; at += 1; }
  }
  flush();
  return emphasized(nodes);
}

/** Whether `\[` here keeps a bracket from being a link's, rather than beginning a formula: `\[text\](...)`. */
function isEscapedBracket(text, at) {
  const next = text[at + 1];
  if (next === "[") return /^\\\[[^\n\]]{0,200}\]?\(/.test(text.slice(at, at + 204));
  return next === "]" && text[at + 2] === "(";
}

function runLength(text, at) {
  let end = at + 1;
  while (end < text.length && text[end] === text[at]) end += 1;
  return end - at;
}

/** `unclosed` remembers the lengths of runs that nothing closes, so that many of them cost no more than one. */
function codeSpan(text, at, unclosed) {
  const length = runLength(text, at);
  if (unclosed.has(length)) return null;
  let place = at + length;
  for (;;) {
    place = text.indexOf("`", place);
    if (place < 0) { unclosed.add(length); return null; }
    const run = runLength(text, place);
    if (run === length) break;
    place += run;
  }
  let code = text.slice(at + length, place).replaceAll("\n", " ");
  if (code.length > 2 && code.startsWith(" ") && code.endsWith(" ") && code.trim()) code = code.slice(1, -1);
  return { text: code, next: place + length };
}

/** `(address "title")` behind a link's text. */
function destination(text, at) {
  if (text[at] !== "(") return null;
  const part = text.slice(at + 1, at + 1 + LONGEST_ADDRESS);
  let end = 0;
  for (let depth = 0; end < part.length; end += 1) {
    if (/\s/.test(part[end])) break;
    if (part[end] === "(") depth += 1;
    else if (part[end] === ")" && --depth < 0) break;
  }
  const rest = /^(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/.exec(part.slice(end));
  const href = safeAddress(part.slice(0, end).replace(/^<(.*)>$/, "$1"));
  return rest && href ? { href, next: at + 1 + end + rest[0].length } : null;
}

function autolink(text, at) {
  const part = text.slice(at, at + LONGEST_ADDRESS);
  const bracketed = /^<(https?:\/\/[^\s<>]+)>/i.exec(part);
  if (bracketed) {
    const href = safeAddress(bracketed[1]);
    return href ? { href, text: bracketed[1], next: at + bracketed[0].length } : null;
  }
  if (at > 0 && /[\p{L}\p{N}_]/u.test(text[at - 1])) return null;
  const bare = /^https?:\/\/[^\s<>"`]+/i.exec(part);
  if (!bare) return null;
  let address = bare[0].replace(/[.,;:!?'*_~]+$/, "");
  while (address.endsWith(")") && address.split("(").length < address.split(")").length) address = address.slice(0, -1);
  const href = safeAddress(address);
  return href ? { href, text: address, next: at + address.length } : null;
}

function delimiter(text, at, length) {
  const before = at > 0 ? text[at - 1] : " ";
  const after = at + length < text.length ? text[at + length] : " ";
  const opens = !SPACE.test(after) && (!PUNCTUATION.test(after) || SPACE.test(before) || PUNCTUATION.test(before));
  const closes = !SPACE.test(before) && (!PUNCTUATION.test(before) || SPACE.test(after) || PUNCTUATION.test(after));
  const within = text[at] === "_";
  return {
    type: "mark", mark: text[at], length,
    opens: opens && (!within || !closes || PUNCTUATION.test(before)),
    closes: closes && (!within || !opens || PUNCTUATION.test(after)),
  };
}

/** Pairs the marks of emphasis, the nearest first. What is left over is text. */
function emphasized(nodes) {
  const out = [];
  // For each kind of mark, the places in `out` of those that may still open.
  const openers = { "*": [], "_": [], "~": [] };
  for (const node of nodes) {
    if (node.type !== "mark") { out.push(node); continue; }
    let left = node.length;
    while (left > 0 && node.closes && openers[node.mark].length) {
      const place = openers[node.mark].at(-1);
      const opener = out[place];
      const used = node.mark === "~" ? 2 : Math.min(2, left, opener.length);
      if (used > left || used > opener.length) break;
      const children = out.splice(place + 1).map(asText);
      for (const places of Object.values(openers)) while (places.length && places.at(-1) > place) places.pop();
      out.push({ type: node.mark === "~" ? "struck" : used === 2 ? "strong" : "emphasis", children });
      left -= used;
      opener.length -= used;
      if (opener.length === 0) { out.splice(place, 1); openers[node.mark].pop(); }
    }
    if (left === 0) continue;
    out.push({ ...node, length: left });
    if (node.opens) openers[node.mark].push(out.length - 1);
  }
  return out.map(asText);
}

const asText = (node) => (node.type === "mark" ? { type: "text", text: node.mark.repeat(node.length) } : node);
