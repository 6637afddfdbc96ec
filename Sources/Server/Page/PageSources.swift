// swift-format-ignore-file
// Written by scripts/embed-page from the files in Assets: change those.

enum PageSources {
    static let all: [(name: String, text: String)] = [
        (
            "api.js",
##"""
// What the page asks of Martlet, and what it says when the answer is no.

/** A no: what happened, and what to do about it. */
export class Problem extends Error {
constructor(message, { status = 0, code = null, retryAfter = null } = {}) {
super(message);
Object.assign(this, { status, code, retryAfter });
}

get advice() {
if (this.status === 0) return "Is it still running? The page tries again by itself.";
if (this.code === "context_length_exceeded") return "Begin a new chat, or choose a model that reads more.";
if (this.code === "model_not_found") return "Choose a model in the bar below.";
if (this.code === "no_api_key_configured") return "Set MARTLET_API_KEY where Martlet runs, and start it again.";
if (this.code === "host_not_allowed" || this.code === "origin_not_allowed") return "Open the page at the address that Martlet listens on.";
if (this.status === 401 || this.status === 403) return "Look at the key that Martlet has for this provider.";
if (this.status === 429 || this.retryAfter) return `Try again in ${this.retryAfter ?? "a few"} seconds, or choose another model.`;
if (this.status >= 500) return "Try again, or choose another model in the bar below.";
return "";
}
}

const NAME = "martlet.key";
let key = null;
try { key = sessionStorage.getItem(NAME); } catch { /* Kept in memory only, then. */ }

let askForKey = async () => null;
let asking = null;
/** Who did not want to give one is asked again when something is to be done, not for what the page looks up by itself. */
let declined = false;

/** Who asks the reader for a key: a function that gets whether the last one was wrong, and gives one, or null. */
export function whoAsksForKey(ask) { askForKey = ask; }

/** Asks once, however many requests wait for it. Each says which key it was refused with. */
function anotherKey(refused, method) {
if (key !== refused) return Promise.resolve(key);
if (declined && !asking && method === "GET") return Promise.resolve(null);
asking ??= askForKey(refused !== null).then((given) => {
asking = null;
declined = !given;
if (!given) return null;
key = given;
try { sessionStorage.setItem(NAME, given); } catch { /* As above. */ }
return given;
});
return asking;
}

/** The answer, whatever its body; anything but a success is thrown as a `Problem`. */
export async function request(method, path, { body, signal, keepalive, headers = {} } = {}) {
for (;;) {
const used = key;
const sent = { ...headers };
if (body !== undefined) sent["content-type"] = "application/json";
if (used) sent.authorization = `Bearer ${used}`;
let response;
try {
const text = body === undefined ? undefined : JSON.stringify(body);
response = await fetch(path, { method, headers: sent, body: text, signal, keepalive, cache: "no-store", redirect: "error" });
} catch (error) {
if (signal?.aborted) throw error;
throw new Problem("Martlet does not answer.");
}
if (response.ok) return response;
const problem = await refusal(response);
const wantsKey = response.status === 401 && ["missing_api_key", "invalid_api_key"].includes(problem.code);
if (!wantsKey || keepalive) throw problem;
if (!(await anotherKey(used, method))) throw problem;
}
}

export async function json(method, path, options) {
const response = await request(method, path, options);
try { return await response.json(); } catch { throw new Problem("Martlet's answer broke off."); }
}

async function refusal(response) {
const retryAfter = response.headers.get("retry-after");
let error = {};
try {
const said = (await response.json()).error;
error = typeof said === "string" ? { message: said } : said ?? {};
} catch { /* No JSON: the status alone says it. */ }
return new Problem(error.message ?? `Martlet answers ${response.status}.`, { status: response.status, code: error.code ?? null, retryAfter });
}

/** The server-sent events of an answer, as they come: `{ event, data, id }`. */
export async function* events(response) {
const decoder = new TextDecoder();
const reader = response.body.getReader();
let rest = "";
let event = fresh();
try {
for (;;) {
const { done, value } = await reader.read();
rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
let start = 0;
for (let end = rest.indexOf("\n"); end >= 0; end = rest.indexOf("\n", start)) {
const line = rest[end - 1] === "\r" ? rest.slice(start, end - 1) : rest.slice(start, end);
start = end + 1;
if (line === "") {
if (event.lines.length) yield { event: event.name, data: event.lines.join("\n"), id: event.id };
event = fresh();
} else take(line, event);
}
rest = rest.slice(start);
if (done) return;
}
} finally { reader.cancel().catch(() => {}); }
}

const fresh = () => ({ name: "message", lines: [], id: null });

function take(line, event) {
const colon = line.indexOf(":");
if (colon === 0) return;
const name = colon < 0 ? line : line.slice(0, colon);
const value = colon < 0 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
if (name === "data") event.lines.push(value);
else if (name === "event") event.name = value;
else if (name === "id") event.id = value;
}

"""##
        ),
        (
            "app.js",
##"""
// The page, put together.

import { json, whoAsksForKey } from "./api.js";
import { Conversation } from "./conversation.js";
import { askForKey, askForText, choose, confirmed, isMac, showShortcuts } from "./dialogs.js";
import { copy, find, h, iconButton, say } from "./dom.js";
import { asJSON, asMarkdown, save } from "./export.js";
import { History } from "./history.js";
import { listen } from "./live.js";
import { ModelBar } from "./modelbar.js";
import { shortcuts } from "./shortcuts.js";
import { Transcript, announceEnd, nothingFound, welcome } from "./transcript.js";

whoAsksForKey(askForKey);

const box = find("message");
const narrow = matchMedia("(max-width: 800px)");
const transcript = new Transcript();
/** Chats that are being answered, though another one is looked at. */
const running = new Map();
let current = new Conversation();

const bar = new ModelBar({
changed: () => { if (!current.messages.length) transcript.show(current, emptiness()); },
noticed: notice,
});
const history = new History({ open: openChat, failed: (problem) => notice("problem", `Earlier chats cannot be shown: ${problem.message}`) });

// Chats

function take(conversation) {
current = conversation;
conversation.watch = (what, about) => {
const isSeen = conversation === current;
if (what === "named") {
running.set(about, conversation);
if (isSeen) { window.history.replaceState(null, "", `#${about}`); history.current = about; titled(); }
}
if (what === "kept") {
history.refresh();
if (about > 0) notice("info", `To make room, the ${about === 1 ? "oldest chat was" : `${about} oldest chats were`} removed.`);
}
if (what === "unkept") notice("problem", `This chat is not kept for now: ${about.message}`);
if (what === "ended" && conversation.id && !isSeen) running.delete(conversation.id);
if (!isSeen) return;
if (what === "added") { transcript.add(about); titled(); }
if (what === "cut") transcript.cut(about);
if (what === "changed") { transcript.changed(about); controls(); }
if (what === "ended") {
transcript.settle();
announceEnd(about);
controls();
if (!bar.known) bar.refresh();
}
};
transcript.show(conversation, emptiness());
titled();
controls();
history.mark(conversation.id);
if (narrow.matches) sidebar(false);
}

function newChat() {
take(new Conversation());
if (location.hash) window.history.pushState(null, "", location.pathname);
box.focus();
}

async function openChat(id) {
if (current?.id === id) return narrow.matches && sidebar(false);
if (location.hash.slice(1) !== id) window.history.pushState(null, "", `#${id}`);
const known = running.get(id);
if (known?.busy) return take(known);
try {
await known?.chain;
const loaded = await Conversation.load(id);
if (location.hash.slice(1) === id) take(loaded);
} catch (problem) {
notice("problem", problem.status === 404 ? "This chat is not there any more." : `The chat cannot be opened: ${problem.message}`);
}
if (!narrow.matches) box.focus();
}

function emptiness() {
const { active, providers, problem, lookedFor } = bar.state;
if (bar.known && !active) return nothingFound({ problem, providers, lookedFor });
return welcome(bar.name, bar.known, bar.note);
}

function titled() {
const title = current.title || "New chat";
find("title").textContent = title;
document.title = current.title ? `${current.title} · Martlet` : "Martlet";
find("chat-actions").hidden = !current.messages.length;
}

async function rename() {
if (!current.messages.length) return;
const chat = current;
const title = await askForText("Rename this chat", chat.title);
if (!title) return;
await chat.rename(title);
titled();
history.refresh();
}

async function remove() {
const chat = current;
if (!(await confirmed("Delete this chat?", `“${chat.title}” is gone for good then.`, "Delete"))) return;
chat.stop();
await chat.chain;
try { if (chat.id) await json("DELETE", `/api/chats/${encodeURIComponent(chat.id)}`); } catch (problem) {
if (problem.status !== 404) return notice("problem", `The chat was not deleted: ${problem.message}`);
}
say("Deleted");
newChat();
history.refresh();
}

async function exportChat() {
const how = await choose("Export this chat", "As a text to read, or whole for a program.", ["Markdown", "JSON"]);
if (how === "Markdown") save(current.title, "text/markdown", asMarkdown(current));
if (how === "JSON") save(current.title, "application/json", asJSON(current));
}

// The message box

function controls() {
const button = find("send");
const stops = current.busy;
button.setAttribute("aria-label", stops ? "Stop the answer" : "Send");
button.title = stops ? "Stop (Esc)" : "Send (Enter)";
button.classList.toggle("stop", stops);
button.disabled = !stops && !box.value.trim();
button.firstElementChild.firstElementChild.setAttribute("href", stops ? "#i-stop" : "#i-send");
}

function grow() {
box.style.height = "auto";
box.style.height = `${box.scrollHeight}px`;
controls();
}

function submit() {
const text = box.value.trim();
if (!text || current.busy) return;
box.value = "";
grow();
current.send(text);
}

find("composer").addEventListener("submit", (event) => {
event.preventDefault();
if (current.busy) current.stop(); else submit();
});
box.addEventListener("input", grow);
box.addEventListener("keydown", (event) => {
if (event.key === "Enter" && !event.shiftKey && !event.isComposing && !(narrow.matches && matchMedia("(pointer: coarse)").matches)) {
event.preventDefault();
submit();
}
if (event.key === "ArrowUp" && !box.value && !current.busy) {
const place = current.messages.findLastIndex(({ role }) => role === "user");
if (place >= 0) { event.preventDefault(); transcript.views[place].edit(place); }
}
});

// The rest of the page

function notice(kind, text) {
const element = h("div", { class: `notice ${kind}`, role: kind === "problem" ? "alert" : "status" }, h("span", {}, text), iconButton("close", "Dismiss", () => element.remove()));
const notices = find("notices");
for (const other of [...notices.children]) if (other.textContent === element.textContent) other.remove();
notices.append(element);
while (notices.children.length > 3) notices.firstChild.remove();
if (kind === "info") setTimeout(() => element.remove(), 8000);
}

function sidebar(isOpen) {
document.body.classList.toggle("side-open", isOpen);
document.body.classList.toggle("side-closed", !isOpen);
find("sidebar").inert = !isOpen;
find("veil").hidden = !(isOpen && narrow.matches);
find("main").inert = isOpen && narrow.matches;
find("open-side").setAttribute("aria-expanded", String(isOpen));
}

function turnTheme() {
const root = document.documentElement;
const isDark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
const next = isDark ? "light" : "dark";
root.dataset.theme = next;
// What the system has anyway is not a choice to be remembered.
const isSystems = (next === "dark") === matchMedia("(prefers-color-scheme: dark)").matches;
if (isSystems) delete root.dataset.theme;
try { if (isSystems) localStorage.removeItem("martlet.theme"); else localStorage.setItem("martlet.theme", next); } catch { /* For now, then. */ }
say(`${next} theme`);
}

const click = (id, body) => find(id).addEventListener("click", body);
click("new-chat", newChat);
click("new-here", newChat);
click("rename", rename);
click("delete", remove);
click("export", exportChat);
click("theme", turnTheme);
click("shortcuts", showShortcuts);
click("open-side", () => { sidebar(!document.body.classList.contains("side-open")); if (narrow.matches) find("close-side").focus(); });
click("close-side", () => { sidebar(false); find("open-side").focus(); });
click("veil", () => sidebar(false));
narrow.addEventListener("change", () => sidebar(!narrow.matches));
addEventListener("popstate", () => {
const id = location.hash.slice(1);
if (id) openChat(id); else if (current.id) newChat();
});
addEventListener("pagehide", () => { for (const chat of new Set([current, ...running.values()])) chat.leave(); });

shortcuts({
stop: () => { if (narrow.matches && document.body.classList.contains("side-open")) sidebar(false); else current.stop(); },
box: () => box.focus(),
retry: () => current.retry(),
copy: () => {
const last = current.messages.findLast(({ role }) => role === "assistant");
if (last) copy(last.text).then(() => say("Copied"), (problem) => say(problem.message));
},
models: () => bar.focus(),
newChat,
search: () => { sidebar(true); find("search").focus(); find("search").select(); },
rename,
help: showShortcuts,
});

if (isMac) for (const key of document.querySelectorAll(".app kbd")) key.textContent = key.textContent.replace("Alt ", "⌥").replace("Ctrl ", "⌘");
sidebar(!narrow.matches);
const asked = location.hash.slice(1);
take(current);
if (asked) openChat(asked);
bar.load();
history.load();
listen({
heard: (topic, fields) => bar.heard(topic, fields),
connected: (isUp) => {
if (isUp) for (const chat of new Set([current, ...running.values()])) chat.catchUp(); else bar.refresh();
},
});

"""##
        ),
        (
            "blocks.js",
##"""
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

"""##
        ),
        (
            "conversation.js",
##"""
// A conversation: what was said, the answer that is being written, and that all of it is kept.

import { Problem, events, json, request } from "./api.js";

/** How often an answer is stored while it grows, in milliseconds. */
const PACE = 1500;
/** What a browser sends of a request that outlives its page. */
const KEEPALIVE_BYTES = 60_000;

export class Conversation {
/** `watch` hears what happens: `added`, `changed`, `cut` with a message or place, `ended`, `kept`, `unkept` with why not. */
constructor(watch = () => {}) {
this.watch = watch;
this.id = null;
this.title = "";
this.messages = [];
this.run = null;
this.chain = Promise.resolve();
this.pending = new Set();
/** What is stored lags behind, for want of a server; or nothing is stored any more, for a better reason. */
this.behind = false;
this.unkept = false;
}

get busy() { return this.run !== null; }

static async load(id) {
const kept = await json("GET", `/api/chats/${encodeURIComponent(id)}`);
const conversation = new Conversation();
conversation.id = kept.id;
conversation.title = kept.title;
conversation.messages = kept.contents.map(({ role, text, thinking = "", model = null, state, problem = null }) => ({ role, text, thinking, model, state, problem }));
return conversation;
}

// What the reader does

send(text) {
if (this.busy) return;
if (!this.messages.length && !this.title) this.title = titleOf(text);
this.#add({ role: "user", text, thinking: "", model: null, state: "whole", problem: null });
this.#answer();
}

stop() { this.run?.abort.abort(); }

/** Asks for another answer to the last question. */
retry() {
if (this.busy) return;
if (this.messages.at(-1)?.role === "assistant") this.#cut(this.messages.length - 1);
if (this.messages.length) this.#answer();
}

/** Says something else at this place; what came after it goes. */
edit(position, text) {
if (this.busy) return;
this.#cut(position);
this.send(text);
}

async rename(title) {
this.title = title;
await this.#later(() => {}, true);
}

// The answer

async #answer() {
const turns = this.messages.filter(({ text }) => text).map(({ role, text }) => ({ role, content: text }));
const message = this.#add({ role: "assistant", text: "", thinking: "", model: null, state: "partial", problem: null }, false);
const run = { abort: new AbortController(), message, position: this.messages.length - 1, saved: performance.now() };
this.run = run;
this.watch("changed", message);
// A page that is left loses its answers a moment before it knows: that is no failure of theirs.
let leftAt = -Infinity;
const leaves = () => { leftAt = performance.now(); };
addEventListener("beforeunload", leaves);
try {
const body = { model: "default", messages: turns, stream: true, stream_options: { include_usage: true } };
const response = await request("POST", "/v1/chat/completions", { body, signal: run.abort.signal });
message.model = modelOf(response);
await this.#read(response, run);
message.state = "whole";
} catch (error) {
const stopped = run.abort.signal.aborted;
const left = !stopped && performance.now() - leftAt < 2000;
message.state = stopped ? "stopped" : left ? "partial" : "failed";
if (message.state === "failed") {
message.problem = error instanceof Problem ? error.message : "The answer broke off.";
message.advice = error instanceof Problem ? error.advice : "Try again.";
}
}
removeEventListener("beforeunload", leaves);
this.run = null;
this.#save(run.position);
this.watch("changed", message);
this.watch("ended", message);
}

async #read(response, run) {
const { message } = run;
let reason = null;
for await (const { data } of events(response)) {
if (data === "[DONE]") { reason ??= "stop"; break; }
const chunk = parsed(data);
if (chunk.error) throw new Problem(chunk.error.message ?? "The model's answer broke off.", { status: 502, code: chunk.error.code ?? null });
if (chunk.usage) message.tokens = chunk.usage.completion_tokens;
const choice = chunk.choices?.[0];
if (!choice) continue;
reason = choice.finish_reason ?? reason;
const { content, reasoning_content: thought, reasoning, refusal } = choice.delta ?? {};
const [text, thinking] = [asText(content) + asText(refusal), asText(thought) || asText(reasoning)];
if (!text && !thinking) continue;
message.began ??= performance.now();
message.text += text;
message.thinking += thinking;
message.seconds = (performance.now() - message.began) / 1000;
this.watch("changed", message);
if (performance.now() - run.saved > PACE) {
run.saved = performance.now();
this.#save(run.position);
}
}
if (reason === null) throw new Problem("The answer broke off.", { status: 502 });
if (reason === "length") message.cut = "The answer was cut off at its greatest length.";
if (reason === "content_filter") message.cut = "The provider held back the rest of this answer.";
}

// What was said

#add(message, saves = true) {
this.messages.push(message);
if (saves) this.#save(this.messages.length - 1);
this.watch("added", message);
return message;
}

#cut(position) {
this.messages.length = position;
// What is stored of these places from now on comes after the cut.
this.pending.clear();
this.watch("cut", position);
this.#later(() => this.#forget(position));
}

// Keeping it

get #path() { return `/api/chats/${encodeURIComponent(this.id)}`; }

/** Stores the message as it will be when its turn comes; one that waits already is not stored twice. */
#save(position) {
if (this.pending.has(position)) return;
this.pending.add(position);
this.#later(async () => {
this.pending.delete(position);
await this.#put(position);
});
}

async #put(position) {
const body = this.#stored(position);
if (!body) return;
const { removed_chats: removed } = await json("PUT", `${this.#path}/messages`, { body });
this.watch("kept", removed);
}

#forget(position) { return json("DELETE", `${this.#path}/messages?from=${position}`); }

async #putAll() {
for (let position = 0; position < this.messages.length; position += 1) await this.#put(position);
await this.#forget(this.messages.length);
}

/** The server is there again. */
catchUp() { if (this.behind) this.#later(() => {}); }

#stored(position) {
const message = this.messages[position];
if (!message) return null;
const { role, text, thinking, model, state, problem } = message;
return { position, role, text, thinking, model, state, problem };
}

/** One after the other. A chat that cannot be kept goes on all the same. */
#later(body, names = false) {
this.chain = this.chain.then(async () => {
if (this.unkept) return;
try {
if (!this.id) {
this.id = (await json("POST", "/api/chats", { body: { title: this.title } })).id;
this.watch("named", this.id);
} else if (names || this.behind) await json("PATCH", this.#path, { body: { title: this.title } });
if (this.behind) await this.#putAll(); else await body();
this.behind = false;
} catch (problem) {
if (!this.behind) this.watch("unkept", problem);
this.behind = true;
this.unkept = problem.status >= 400 && problem.status < 500;
}
});
return this.chain;
}

/** The page goes: what has come of the answer is kept. */
leave() {
if (!this.run || !this.id) return;
const body = this.#stored(this.run.position);
if (body.text.length + body.thinking.length > KEEPALIVE_BYTES / 4) return;
request("PUT", `${this.#path}/messages`, { body, keepalive: true }).catch(() => {});
}
}

function modelOf(response) {
const name = response.headers.get("x-martlet-model");
if (!name) return null;
try { return decodeURIComponent(name); } catch { return name; }
}

function parsed(data) {
try { return JSON.parse(data) ?? {}; } catch { throw new Problem("The model's answer cannot be read.", { status: 502 }); }
}

const asText = (value) => (typeof value === "string" ? value : "");

function titleOf(text) {
const line = text.trim().split("\n")[0].replace(/\s+/g, " ");
if (line.length <= 60) return line;
const cut = line.slice(0, 60);
return `${cut.slice(0, Math.max(cut.lastIndexOf(" "), 40))}…`;
}

"""##
        ),
        (
            "dialogs.js",
##"""
// What the page asks in between.

import { find, h } from "./dom.js";

/** A dialog; resolves with what its form's button says, or null when it is left. */
function open(title, content, buttons, label = title) {
return new Promise((resolve) => {
const dialog = h(
"dialog", { "aria-label": label },
h("form", { method: "dialog" }, h("h2", {}, title), content, h("div", { class: "row" }, buttons)),
);
dialog.addEventListener("close", () => {
dialog.remove();
resolve(dialog.returnValue || null);
find("message").focus();
});
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
document.body.append(dialog);
dialog.showModal();
});
}

const button = (text, value, kind = "quiet") => h("button", { class: kind, value, type: value === "" ? "button" : "submit", onclick: value === "" ? (event) => event.target.closest("dialog").close() : null }, text);

export async function askForText(title, value, { type = "text", hint = null, action = "Save" } = {}) {
const input = h("input", { type, "aria-label": title, maxlength: 400, autocomplete: "off", required: true });
input.value = value;
const asked = open(title, [hint ? h("p", {}, hint) : null, input].filter(Boolean), [button("Cancel", ""), button(action, "yes", "main")]);
input.focus();
input.select();
return (await asked) === "yes" ? input.value.trim() || null : null;
}

export function askForKey(wasWrong) {
const hint = wasWrong
? "Martlet does not know this key. Try another one."
: "This Martlet asks for a key. It is kept until you close this tab, and goes nowhere else.";
return askForText("API key", "", { type: "password", hint, action: "Go on" });
}

export const confirmed = async (title, text, action) => (await open(title, h("p", {}, text), [button("Cancel", ""), button(action, "yes", "danger")])) === "yes";

export const choose = (title, text, options) => open(title, h("p", {}, text), [button("Cancel", ""), ...options.map((name) => button(name, name, "main"))]);

export const isMac = /Mac|iPhone|iPad/.test(navigator.platform);
const alt = isMac ? "⌥" : "Alt";
const control = isMac ? "⌘" : "Ctrl";

const KEYS = [
[["Enter"], "send"], [["Shift", "Enter"], "a new line"], [["Esc"], "stop the answer"], [["/"], "to the message box"],
[["↑"], "edit your last message, from an empty box"], [[alt, "R"], "ask again"], [[alt, "C"], "copy the last answer"],
[[alt, "M"], "choose a model"], [[alt, "N"], "a new chat"], [[control, "K"], "search all chats"], [["F2"], "rename this chat"],
[["?"], "these shortcuts"],
];

export function showShortcuts() {
const rows = KEYS.map(([keys, meaning]) => h("tr", {}, h("th", { scope: "row" }, keys.map((key) => h("kbd", {}, key))), h("td", {}, meaning)));
return open("Shortcuts", h("table", { class: "keys" }, h("tbody", {}, rows)), [button("Close", "", "main")]);
}

"""##
        ),
        (
            "dom.js",
##"""
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

"""##
        ),
        (
            "export.js",
##"""
// A chat as a file of the reader's own.

import { h } from "./dom.js";

export function asMarkdown({ title, messages }) {
const parts = messages.map(({ role, text, model, state, problem }) => {
const who = role === "user" ? "You" : model ?? "Answer";
const remark = state === "failed" ? `\n\n*(failed: ${problem})*` : state === "whole" ? "" : "\n\n*(not whole)*";
return `## ${who}\n\n${text}${remark}`;
});
return `# ${title || "Chat"}\n\n${parts.join("\n\n")}\n`;
}

export function asJSON({ id, title, messages }) {
const contents = messages.map(({ role, text, thinking, model, state, problem }) => ({ role, text, thinking: thinking || undefined, model: model ?? undefined, state, problem: problem ?? undefined }));
return `${JSON.stringify({ id, title, messages: contents }, null, 2)}\n`;
}

export function save(name, type, text) {
const url = URL.createObjectURL(new Blob([text], { type }));
const safe = name.replace(/[^\p{L}\p{N}._-]+/gu, " ").trim().slice(0, 80) || "chat";
const link = h("a", { href: url, download: `${safe}.${type === "application/json" ? "json" : "md"}` });
document.body.append(link);
link.click();
link.remove();
setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

"""##
        ),
        (
            "highlight.js",
##"""
// Colours for code: words, texts, remarks and numbers, by what most languages have in common. A wrong guess costs a colour.

const WORDS = new Set((
"abstract and as async await break case catch class const continue def default defer del do elif else enum except export "
+ "extends extension false final finally fn for foreach from func function go guard if impl implements import in init inout "
+ "instanceof interface internal is lambda let loop match mod module mut namespace new nil none not null of or override "
+ "package pass private protected protocol pub public raise return select self static struct super switch this throw throws "
+ "trait true try type typealias typeof union unsafe use using var void where while with yield None True False "
+ "begin create delete drop end exec exists group having insert into join left limit on order set table then update values "
+ "done esac fi local echo int float double bool string char long short unsigned str"
).split(" "));
const HASH = new Set(["python", "py", "sh", "bash", "shell", "zsh", "ruby", "rb", "yaml", "yml", "toml", "r", "perl", "dockerfile", "make", "ini", "env", "elixir", "nim"]);
const DASH = new Set(["sql", "lua", "haskell", "hs", "ada", "elm"]);
const PLAIN = new Set(["", "text", "txt", "plain", "plaintext", "output", "console", "log", "markdown", "md", "csv"]);
/** Beyond this, colours are not worth the time. */
const LONGEST = 20_000;

const TEXTS = String.raw`"""[^]*?(?:"""|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?|` + "`(?:\\\\.|[^`\\\\])*`?";
const NUMBERS = String.raw`\b(?:0[xob][\da-f_]+|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?)\b`;

function pattern(language) {
const remarks = HASH.has(language) ? "#[^\\n]*"
: DASH.has(language) ? "--[^\\n]*"
: language === "html" || language === "xml" || language === "svg" ? "<!--[^]*?(?:-->|$)"
: "\\/\\/[^\\n]*|\\/\\*[^]*?(?:\\*\\/|$)";
return new RegExp(`(${remarks})|(${TEXTS})|(${NUMBERS})|([A-Za-z_]\\w*)`, "giu");
}

/** Nodes for the code: text, and spans with a class. */
export function highlighted(code, language) {
if (PLAIN.has(language) || code.length > LONGEST) return [document.createTextNode(code)];
const nodes = [];
let end = 0;
for (const match of code.matchAll(pattern(language))) {
const kind = match[1] ? "remark" : match[2] ? "string" : match[3] ? "number" : WORDS.has(match[4]) ? "word" : null;
if (!kind) continue;
if (match.index > end) nodes.push(document.createTextNode(code.slice(end, match.index)));
const span = document.createElement("span");
span.className = `c-${kind}`;
span.textContent = match[0];
nodes.push(span);
end = match.index + match[0].length;
}
if (end < code.length) nodes.push(document.createTextNode(code.slice(end)));
return nodes;
}

"""##
        ),
        (
            "history.js",
##"""
// Earlier chats: listed by day, searched by word.

import { json } from "./api.js";
import { find, h, say, settled } from "./dom.js";

const DAY = 86_400_000;

export class History {
constructor({ open, failed }) {
this.element = find("chats");
this.search = find("search");
this.openChat = open;
this.failed = failed;
this.current = null;
this.asked = 0;
this.refresh = settled(150, () => this.load());
this.search.addEventListener("input", settled(120, () => this.load()));
this.search.addEventListener("keydown", (event) => {
if (event.key === "ArrowDown" || event.key === "Enter") {
event.preventDefault();
const first = this.element.querySelector("a");
if (event.key === "Enter") first?.click(); else first?.focus();
}
if (event.key === "Escape" && this.search.value) {
event.stopPropagation();
this.search.value = "";
this.load();
}
});
this.element.addEventListener("keydown", (event) => {
const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
if (!step) return;
event.preventDefault();
const links = [...this.element.querySelectorAll("a")];
const next = links.indexOf(document.activeElement) + step;
(next < 0 ? this.search : links[Math.min(next, links.length - 1)])?.focus();
});
}

async load(after = null) {
const words = this.search.value.trim();
const asked = ++this.asked;
let answer;
try {
const query = words ? `?q=${encodeURIComponent(words)}` : after ? `?after=${encodeURIComponent(after)}` : "";
answer = await json("GET", `/api/chats${query}`);
} catch (problem) {
if (asked === this.asked) this.failed(problem);
return;
}
// An answer that was overtaken by a later question is nobody's.
if (asked !== this.asked) return;
this.#show(answer, words, after !== null);
}

mark(id) {
this.current = id;
for (const link of this.element.querySelectorAll("a")) {
if (link.dataset.id === id) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
}
}

#show({ chats, more }, words, adds) {
if (!adds) this.element.replaceChildren();
this.element.querySelector(".more")?.remove();
if (words) {
say(chats.length ? `${chats.length} chats found` : "Nothing found");
this.element.append(h("h2", {}, chats.length ? "Found" : "Nothing found"));
}
let list = adds ? this.element.querySelector("ul:last-of-type") : null;
let name = adds ? this.element.querySelector("h2:last-of-type")?.textContent : null;
for (const chat of chats) {
const day = words ? name : dayOf(new Date(chat.updated));
if (!list || day !== name) {
if (!words) this.element.append(h("h2", {}, day));
list = h("ul");
this.element.append(list);
name = day;
}
list.append(h("li", {}, this.#link(chat)));
}
if (more && !words) {
this.element.append(h("button", { class: "quiet more", type: "button", onclick: () => this.load(chats.at(-1).id) }, "Older chats"));
}
this.mark(this.current);
}

#link({ id, title, excerpt }) {
const onclick = (event) => {
if (event.ctrlKey || event.metaKey || event.shiftKey) return;
event.preventDefault();
this.openChat(id);
};
return h("a", { href: `#${id}`, "data-id": id, onclick }, h("span", { class: "name" }, title || "Chat"), excerpt ? h("span", { class: "excerpt" }, marked(excerpt)) : null);
}
}

/** What was found stands between two control characters. */
function marked(excerpt) {
return excerpt.split("\u0002").flatMap((part, place) => {
const [found, rest] = place === 0 ? [null, part] : part.split("\u0003");
return [found === null ? null : h("mark", {}, found), rest ?? null];
}).filter((part) => part !== null);
}

function dayOf(date) {
const today = new Date().setHours(0, 0, 0, 0);
const age = today - new Date(date).setHours(0, 0, 0, 0);
if (age < DAY / 2) return "Today";
if (age < DAY * 1.5) return "Yesterday";
if (age < DAY * 7.5) return "This week";
return new Intl.DateTimeFormat(undefined, { month: "long", year: "numeric" }).format(date);
}

"""##
        ),
        (
            "icon.svg",
##"""
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#1f6f78"/><path transform="translate(2.4 2.4) scale(.8)" d="M2.5 5.5c4 .3 6.6 1.7 8.6 4.2 1.6-3.1 4.6-4.9 8.2-4.4l2.2 1.5-2.3.8c-.2 4.3-2.3 7.3-5.7 8.5l-4.3 4.4.7-3.9c-2.4-.2-4.2-1.3-5.3-3.2 1.6.2 2.8 0 3.8-.5C5.7 11.7 3.5 9.1 2.5 5.5z" fill="#fff"/></svg>

"""##
        ),
        (
            "index.html",
##"""
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Martlet</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<meta name="color-scheme" content="light dark">
<script src="/page/VERSION/theme.js"></script>
<link rel="stylesheet" href="/page/VERSION/page.css">
<link rel="stylesheet" href="/page/VERSION/transcript.css">
<link rel="icon" href="/page/VERSION/icon.svg" type="image/svg+xml">
<link rel="modulepreload" href="/page/VERSION/dom.js">
<link rel="modulepreload" href="/page/VERSION/api.js">
<link rel="modulepreload" href="/page/VERSION/conversation.js">
<link rel="modulepreload" href="/page/VERSION/transcript.js">
<link rel="modulepreload" href="/page/VERSION/modelbar.js">
<link rel="modulepreload" href="/page/VERSION/history.js">
<link rel="modulepreload" href="/page/VERSION/blocks.js">
<link rel="modulepreload" href="/page/VERSION/inlines.js">
<script type="module" src="/page/VERSION/app.js"></script>
</head>
<body>
<svg class="sprite" aria-hidden="true">
<symbol id="i-bird" viewBox="0 0 24 24"><path d="M2.5 5.5c4 .3 6.6 1.7 8.6 4.2 1.6-3.1 4.6-4.9 8.2-4.4l2.2 1.5-2.3.8c-.2 4.3-2.3 7.3-5.7 8.5l-4.3 4.4.7-3.9c-2.4-.2-4.2-1.3-5.3-3.2 1.6.2 2.8 0 3.8-.5C5.7 11.7 3.5 9.1 2.5 5.5z" fill="currentColor" stroke="none"/></symbol>
<symbol id="i-plus" viewBox="0 0 24 24"><path d="M12 5v14M5 12h14"/></symbol>
<symbol id="i-menu" viewBox="0 0 24 24"><path d="M4 7h16M4 12h16M4 17h10"/></symbol>
<symbol id="i-close" viewBox="0 0 24 24"><path d="M6 6l12 12M18 6L6 18"/></symbol>
<symbol id="i-send" viewBox="0 0 24 24"><path d="M12 19V5M6 11l6-6 6 6"/></symbol>
<symbol id="i-stop" viewBox="0 0 24 24"><rect x="7" y="7" width="10" height="10" rx="1.5" fill="currentColor"/></symbol>
<symbol id="i-copy" viewBox="0 0 24 24"><rect x="9" y="9" width="11" height="11" rx="2"/><path d="M5 15V6a2 2 0 0 1 2-2h8"/></symbol>
<symbol id="i-check" viewBox="0 0 24 24"><path d="M5 12.5l4.5 4.5L19 7.5"/></symbol>
<symbol id="i-retry" viewBox="0 0 24 24"><path d="M19 12a7 7 0 1 1-2.1-5M19 4v4h-4"/></symbol>
<symbol id="i-edit" viewBox="0 0 24 24"><path d="M5 19l1-4L16 5l3 3L9 18z"/></symbol>
<symbol id="i-trash" viewBox="0 0 24 24"><path d="M5 7h14M10 7V5h4v2M7 7l1 12h8l1-12"/></symbol>
<symbol id="i-export" viewBox="0 0 24 24"><path d="M12 4v11M8 11l4 4 4-4M5 19h14"/></symbol>
<symbol id="i-theme" viewBox="0 0 24 24"><circle cx="12" cy="12" r="8"/><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor"/></symbol>
<symbol id="i-keys" viewBox="0 0 24 24"><rect x="3" y="6" width="18" height="12" rx="2"/><path d="M7 10h.01M11 10h.01M15 10h.01M8 14h8"/></symbol>
<symbol id="i-down" viewBox="0 0 24 24"><path d="M12 5v14M6 13l6 6 6-6"/></symbol>
</svg>
<a class="skip" href="#message">Skip to the message box</a>
<div class="app">
<aside id="sidebar" aria-label="Chats">
<div class="side-head">
<span class="brand"><svg class="icon" aria-hidden="true"><use href="#i-bird"/></svg>Martlet</span>
<button id="close-side" class="quiet icon-only" type="button" aria-label="Close the list of chats"><svg class="icon" aria-hidden="true"><use href="#i-close"/></svg></button>
</div>
<button id="new-chat" class="new-chat" type="button"><svg class="icon" aria-hidden="true"><use href="#i-plus"/></svg>New chat<kbd>Alt N</kbd></button>
<label class="search"><span class="unseen">Search all chats</span><input id="search" type="search" placeholder="Search" autocomplete="off" spellcheck="false" maxlength="300"><kbd>Ctrl K</kbd></label>
<nav id="chats" aria-label="Earlier chats"></nav>
<div class="side-foot">
<button id="theme" class="quiet" type="button"><svg class="icon" aria-hidden="true"><use href="#i-theme"/></svg><span>Theme</span></button>
<button id="shortcuts" class="quiet" type="button"><svg class="icon" aria-hidden="true"><use href="#i-keys"/></svg>Shortcuts</button>
</div>
</aside>
<div id="veil" hidden></div>
<main id="main">
<header class="top">
<button id="open-side" class="quiet icon-only" type="button" aria-label="Show the list of chats" aria-controls="sidebar"><svg class="icon" aria-hidden="true"><use href="#i-menu"/></svg></button>
<h1 id="title">New chat</h1>
<button id="new-here" class="quiet icon-only" type="button" aria-label="New chat"><svg class="icon" aria-hidden="true"><use href="#i-plus"/></svg></button>
<div id="chat-actions" class="actions" hidden>
<button id="rename" class="quiet icon-only" type="button" aria-label="Rename this chat" title="Rename (F2)"><svg class="icon" aria-hidden="true"><use href="#i-edit"/></svg></button>
<button id="export" class="quiet icon-only" type="button" aria-label="Export this chat" title="Export"><svg class="icon" aria-hidden="true"><use href="#i-export"/></svg></button>
<button id="delete" class="quiet icon-only" type="button" aria-label="Delete this chat" title="Delete"><svg class="icon" aria-hidden="true"><use href="#i-trash"/></svg></button>
</div>
</header>
<div id="scroller" tabindex="-1">
<div id="transcript" role="region" aria-label="Conversation"></div>
</div>
<div class="dock">
<button id="latest" class="latest" type="button" hidden><svg class="icon" aria-hidden="true"><use href="#i-down"/></svg>Latest</button>
<div id="notices"></div>
<form id="composer">
<label class="unseen" for="message">Message</label>
<textarea id="message" rows="1" placeholder="Ask anything" enterkeyhint="send" autofocus></textarea>
<button id="send" class="send" type="submit" aria-label="Send"><svg class="icon" aria-hidden="true"><use href="#i-send"/></svg></button>
</form>
<div id="modelbar" role="group" aria-label="Model">
<span id="badge" class="badge" data-status="unknown"></span>
<label class="pick"><span class="unseen">Provider</span><select id="provider" disabled></select></label>
<label class="pick pick-model"><span class="unseen">Model</span><select id="model" disabled></select></label>
<span id="switching" class="switching"></span>
<progress id="progress" max="1" aria-label="Loading the model" hidden></progress>
</div>
</div>
</main>
</div>
<div id="said" class="unseen" role="status" aria-live="polite"></div>
<noscript><p class="noscript">This page needs JavaScript. Programs use this address as it is: OpenAI's clients with <code>/v1</code>, Ollama's without.</p></noscript>
</body>
</html>

"""##
        ),
        (
            "inlines.js",
##"""
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

"""##
        ),
        (
            "live.js",
##"""
// What happens on the server while the page looks on.

import { events, request } from "./api.js";

/** How long until a stream that ended is asked for again: from the first to the last, in milliseconds. */
const [SOONEST, LATEST] = [1000, 20_000];

/**
* Calls `heard(topic, fields)` for each event, and `connected(isUp)` as the stream comes and goes.
*
* Only while the page can be seen: a browser has six connections to a server for all of its tabs, and each stream holds one.
*/
export function listen({ heard, connected }) {
let abort = null;
let delay = SOONEST;
let timer = 0;

async function follow() {
const mine = (abort = new AbortController());
try {
const response = await request("GET", "/api/events", { signal: mine.signal });
delay = SOONEST;
connected(true);
for await (const { event, data } of events(response)) {
let fields = {};
try { fields = JSON.parse(data) ?? {}; } catch { continue; }
heard(event, fields);
}
} catch (problem) {
if (mine.signal.aborted) return;
// A server without events: what can be seen is asked for now and then.
if (problem.status === 404 || problem.status === 405) delay = LATEST;
}
if (mine.signal.aborted) return;
connected(false);
timer = setTimeout(follow, delay);
delay = Math.min(delay * 2, LATEST);
}

function seen() {
clearTimeout(timer);
abort?.abort();
abort = null;
if (document.hidden) return;
delay = SOONEST;
follow();
}

document.addEventListener("visibilitychange", seen);
seen();
}

"""##
        ),
        (
            "markdown.js",
##"""
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

"""##
        ),
        (
            "modelbar.js",
##"""
// Which model answers, and how it becomes another.

import { json } from "./api.js";
import { find, h, say, settled } from "./dom.js";

/** So long a choice must stand before it is meant: arrow keys pass over models on their way. */
const CHOICE = 300;
/** So long after a switch of the reader's own, what is heard of it is no news, in milliseconds. */
const AFTERWARDS = 2000;
const UNDER_WAY = { loading: "Loading", emptying: "Making room for", probing: "Trying", trial: "Trying out" };

export class ModelBar {
/** `changed` hears of every new state of things; `noticed` of what the reader should know. */
constructor({ changed, noticed }) {
this.changed = changed;
this.noticed = noticed;
this.provider = find("provider");
this.model = find("model");
this.state = { active: null, providers: [], problem: null, lookedFor: [] };
this.known = false;
/** The name of the reader's key, where that has a choice of its own, which is then what the bar shows and changes. */
this.key = null;
/** The switch that was asked for here and has not ended: `{ provider, model }`. */
this.mine = null;
this.asked = { name: null, ended: 0 };
/** The number of the switch that is under way, whoever asked for it. */
this.running = null;
this.refresh = settled(80, () => this.load());
this.provider.addEventListener("change", () => this.#chooseProvider());
this.model.addEventListener("change", settled(CHOICE, () => this.#chooseModel()));
/** Whether the lists show what the reader is about to choose, rather than what is. */
this.choosing = false;
for (const list of [this.provider, this.model]) {
list.addEventListener("change", () => { this.choosing = true; });
list.addEventListener("blur", () => this.#restore());
}
}

async load() {
let answer;
try { answer = await json("GET", "/api/models"); } catch (problem) {
this.#badge("unhealthy", "no answer");
this.changed(this.state, problem);
return;
}
const { active, own = null, providers = [], problem = null, looked_for: lookedFor = [] } = answer;
this.key = own?.key ?? null;
this.state = { active: own ?? active, providers, problem, lookedFor };
this.known = true;
this.#show();
this.changed(this.state, null);
}

get name() { return this.state.active ? `${this.state.active.provider}/${this.state.active.model}` : null; }

/** What is to be known of the model that answers, where its provider says something. */
get note() {
const { active, providers } = this.state;
return providers.find(({ name }) => name === active?.provider)?.notes?.[active.model] ?? null;
}

focus() { this.model.focus(); }

// From outside

heard(topic, fields) {
if (["hello", "route", "models", "health", "missed"].includes(topic)) this.refresh();
const scope = this.key === null ? "everyone" : `key:${this.key}`;
if (topic !== "switch" || fields.scope !== scope || fields.state === "drained") return;
const name = `${fields.provider}/${fields.model}`;
if (UNDER_WAY[fields.state]) {
this.running = fields.number;
this.#progress(UNDER_WAY[fields.state], name, fields);
return;
}
// One that was superseded ends while the newer one goes on.
if (this.running !== null && this.running !== fields.number) return;
this.running = null;
this.#ended();
this.refresh();
const isMine = this.mine || (this.asked.name === name && performance.now() - this.asked.ended < AFTERWARDS);
if (isMine) return;
if (fields.state === "switched") this.noticed("info", `${name} answers now: somebody switched.`);
if (fields.state === "failed") this.noticed("info", `Somebody's switch failed: ${fields.problem ?? `${name} cannot be used, and the old model goes on`}`);
}

#progress(verb, name, { fraction, eta_ms: left }) {
const bar = find("progress");
const isKnown = typeof fraction === "number";
if (isKnown) bar.value = fraction; else bar.removeAttribute("value");
bar.hidden = false;
const seconds = Math.round(left / 1000);
this.#say(`${verb} ${name} ${isKnown ? `${Math.floor(fraction * 100)} %` : "…"}${seconds >= 1 ? `, ${seconds} s left` : ""}`);
}

// What is chosen here

#chooseProvider() {
const provider = this.state.providers.find(({ name }) => name === this.provider.value);
if (!provider) return;
this.#models(provider, provider.name === this.state.active?.provider ? this.state.active.model : null);
if (provider.models.length === 1) this.#chooseModel();
else this.model.focus();
}

async #chooseModel() {
const [provider, model] = [this.provider.value, this.model.value];
if (!provider || !model) return;
const { active } = this.state;
this.choosing = false;
if (!this.mine && active?.provider === provider && active?.model === model) return;
const mine = (this.mine = { provider, model });
const name = `${provider}/${model}`;
this.#say(`Switching to ${name} …`);
find("progress").removeAttribute("value");
find("progress").hidden = false;
try {
const whose = this.key === null ? {} : { key: this.key };
await json("POST", "/api/models/switch", { body: { provider, model, ...whose } });
if (this.mine !== mine) return;
say(`Now ${name} answers.`);
} catch (problem) {
if (this.mine !== mine) return;
// Who did not switch says by itself that the old model goes on.
const isTold = problem.code?.startsWith("switch_");
this.noticed("problem", isTold ? problem.message : `${name} cannot be used${this.name ? `, ${this.name} goes on` : ""}: ${problem.message}`);
}
this.mine = null;
this.asked = { name, ended: performance.now() };
this.#ended();
await this.load();
}

/** A provider that was looked at without choosing a model of it is not the one that answers. */
#restore() {
setTimeout(() => {
const isIn = [this.provider, this.model].includes(document.activeElement);
if (isIn || this.mine) return;
this.choosing = false;
this.#show();
}, 2 * CHOICE);
}

// What is seen

#show() {
const { active, providers } = this.state;
const chosen = this.mine ?? active;
// Lists that are open stay as they are under the reader's hand.
const isOpen = this.choosing || [this.provider, this.model].includes(document.activeElement);
if (!isOpen || this.provider.options.length === 0 || this.mine) {
this.provider.replaceChildren(...providers.map((provider) => {
const isDown = provider.status === "unhealthy" || !provider.models.length;
return h("option", { value: provider.name, disabled: isDown && provider.name !== chosen?.provider }, provider.name + (provider.status === "unhealthy" ? " (down)" : provider.models.length ? "" : " (no models)"));
}));
if (!chosen) this.provider.prepend(h("option", { value: "", selected: true }, "No provider"));
this.provider.value = chosen?.provider ?? "";
this.#models(providers.find(({ name }) => name === chosen?.provider), chosen?.model ?? null);
}
this.provider.disabled = !providers.length;
const provider = providers.find(({ name }) => name === active?.provider);
this.#badge(provider?.status ?? "unhealthy", provider?.type ?? "no model", provider?.problem);
}

#models(provider, chosen) {
const names = provider ? [...provider.models] : [];
// A model that a provider answers for without listing it.
if (chosen && !names.includes(chosen)) names.unshift(chosen);
this.model.replaceChildren(...names.map((name) => h("option", { value: name }, name)));
if (!chosen && names.length !== 1) this.model.prepend(h("option", { value: "", disabled: true }, names.length ? "Choose a model" : "No model"));
this.model.value = chosen ?? (names.length === 1 ? names[0] : "");
this.model.disabled = !names.length;
}

#badge(status, text, problem = null) {
const badge = find("badge");
badge.dataset.status = status;
badge.textContent = text;
badge.title = problem ?? (status === "healthy" ? "It answers" : "");
}

#say(text) {
find("switching").textContent = text;
find("modelbar").classList.add("busy");
}

#ended() {
if (this.mine || this.running !== null) return;
find("progress").hidden = true;
find("switching").textContent = "";
find("modelbar").classList.remove("busy");
}
}

"""##
        ),
        (
            "page.css",
##"""
/* The frame: colours, lists of chats, message box, model bar. What is said is in transcript.css. */
:root {
color-scheme: light dark;
--ground: light-dark(#fbfaf7, #17191c);
--raised: light-dark(#fff, #1f2226);
--side: light-dark(#f3f1ec, #131517);
--line: light-dark(#e2dfd7, #2d3136);
--strong-line: light-dark(#8f8b81, #757b83);
--text: light-dark(#22262a, #e4e5e3);
--soft: light-dark(#5c6167, #a1a6ac);
--accent: light-dark(#1b6770, #7cc5c9);
--on-accent: light-dark(#fff, #0f2022);
--tint: light-dark(#e4eeee, #1f3033);
--good: light-dark(#2c7a4b, #6cc28d);
--bad: light-dark(#b3372c, #f08a7e);
--bad-tint: light-dark(#fbeceA, #33211f);
--mark: light-dark(#f6e3a1, #5c4d1a);
--code: light-dark(#f5f3ee, #121416);
--c-word: light-dark(#7a3e9d, #c9a0e6);
--c-string: light-dark(#2d6a3a, #93c99b);
--c-number: light-dark(#9a5b13, #e0b06f);
--c-remark: light-dark(#6b6f73, #8d9399);
--sans: system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
--mono: ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace;
--measure: 46rem;
}
:root[data-theme="light"] { color-scheme: light; }
:root[data-theme="dark"] { color-scheme: dark; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; margin: 0; overflow: hidden; }
body { background: var(--ground); color: var(--text); font: 16px/1.6 var(--sans); -webkit-text-size-adjust: 100%; }
button, input, textarea, select { font: inherit; color: inherit; }
button { cursor: pointer; }
button:disabled { cursor: default; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
h1, h2, h3 { margin: 0; font-weight: 600; line-height: 1.3; }
kbd { padding: 0 .35em; border: 1px solid var(--line); border-radius: 4px; color: var(--soft); font: .72rem/1.5 var(--sans); white-space: nowrap; }
.sprite { display: none; }
.icon { width: 1.2em; height: 1.2em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.7; stroke-linecap: round; stroke-linejoin: round; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: 1rem; top: -4rem; z-index: 9; padding: .5rem 1rem; background: var(--raised); border-radius: 8px; }
.skip:focus { top: 1rem; }
.noscript { position: fixed; inset: 30% 1rem auto; text-align: center; }

.quiet { display: inline-flex; align-items: center; gap: .45rem; padding: .35rem .6rem; border: 0; border-radius: 8px; background: none; color: var(--soft); font-size: .875rem; }
.quiet:hover { background: var(--tint); color: var(--text); }
.icon-only { padding: .4rem; }
.main, .danger { padding: .4rem .95rem; border: 0; border-radius: 8px; background: var(--accent); color: var(--on-accent); font-size: .9rem; font-weight: 550; }
.danger { background: var(--bad); color: var(--ground); }
.row { display: flex; justify-content: flex-end; align-items: center; gap: .5rem; margin-top: 1rem; }

.app { display: grid; grid-template-columns: 17rem minmax(0, 1fr); height: 100dvh; }
.side-closed .app { grid-template-columns: 0 minmax(0, 1fr); }
#sidebar { display: flex; flex-direction: column; min-height: 0; overflow: hidden; padding: .75rem; background: var(--side); border-right: 1px solid var(--line); }
.side-closed #sidebar { visibility: hidden; padding: 0; border: 0; }
.side-head, .side-foot { display: flex; align-items: center; justify-content: space-between; gap: .25rem; }
.side-head { padding: .1rem 0 .75rem .4rem; }
.side-foot { padding-top: .5rem; }
.brand { display: inline-flex; align-items: center; gap: .5rem; font-weight: 650; letter-spacing: -.01em; }
.brand .icon { color: var(--accent); width: 1.45em; height: 1.45em; }
.new-chat { display: flex; align-items: center; gap: .5rem; padding: .5rem .65rem; border: 1px solid var(--line); border-radius: 10px; background: var(--raised); font-size: .925rem; font-weight: 550; }
.new-chat:hover { border-color: var(--accent); }
.new-chat kbd, .search kbd { margin-left: auto; border: 0; }
.search { display: flex; align-items: center; margin: .5rem 0 .25rem; padding-right: .4rem; border: 1px solid transparent; border-radius: 10px; }
.search:focus-within { border-color: var(--accent); background: var(--raised); }
.search input { flex: 1; min-width: 0; padding: .4rem .65rem; border: 0; outline: 0; background: none; font-size: .925rem; }
input::placeholder, textarea::placeholder { color: var(--soft); opacity: 1; }
#chats { flex: 1; min-height: 0; overflow-y: auto; margin: 0 -.25rem; padding: 0 .25rem; scrollbar-width: thin; }
#chats h2 { padding: .85rem .65rem .3rem; color: var(--soft); font-size: .75rem; font-weight: 550; }
#chats ul { margin: 0; padding: 0; list-style: none; }
#chats a { display: block; padding: .38rem .65rem; border-radius: 8px; color: var(--text); font-size: .9rem; line-height: 1.45; text-decoration: none; }
#chats a:hover { background: color-mix(in srgb, var(--line) 55%, transparent); }
#chats a[aria-current] { background: var(--tint); font-weight: 550; }
#chats .name { display: block; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#chats .excerpt { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; overflow: hidden; color: var(--soft); font-size: .8rem; font-weight: 400; overflow-wrap: anywhere; }
mark { border-radius: 2px; background: var(--mark); color: inherit; }
#close-side { visibility: hidden; }
body:not(.side-closed) #new-here { display: none; }

main { display: flex; flex-direction: column; min-width: 0; min-height: 0; height: 100dvh; }
.top { display: flex; align-items: center; gap: .5rem; min-height: 3.25rem; padding: .4rem .75rem; }
.top h1 { flex: 1; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; font-size: .95rem; font-weight: 550; }
.actions { display: flex; }
#scroller { position: relative; flex: 1; min-height: 0; overflow-y: auto; overscroll-behavior: contain; outline: 0; scrollbar-width: thin; scrollbar-gutter: stable both-edges; }
.dock { position: relative; width: 100%; max-width: calc(var(--measure) + 2rem); margin: 0 auto; padding: .3rem 1rem max(.6rem, env(safe-area-inset-bottom)); }
.latest { position: absolute; left: 50%; top: -2.75rem; display: flex; align-items: center; gap: .35rem; translate: -50%; padding: .3rem .8rem .3rem .6rem; border: 1px solid var(--line); border-radius: 99px; background: var(--raised); color: var(--soft); font-size: .85rem; box-shadow: 0 2px 8px #0002; }
.notice { display: flex; align-items: flex-start; justify-content: space-between; gap: .5rem; margin-bottom: .5rem; padding: .45rem .4rem .45rem .9rem; border: 1px solid var(--line); border-radius: 10px; background: var(--raised); font-size: .9rem; overflow-wrap: anywhere; }
.notice span { padding: .15rem 0; }
.notice.problem { border-color: var(--bad); background: var(--bad-tint); }

#composer { display: flex; align-items: flex-end; gap: .5rem; padding: .4rem .4rem .4rem 1rem; border: 1px solid var(--line); border-radius: 16px; background: var(--raised); box-shadow: 0 1px 6px #0000000a; }
#composer:focus-within { border-color: var(--strong-line); }
#message { flex: 1; min-width: 0; max-height: 40dvh; padding: .4rem 0; border: 0; outline: 0; resize: none; background: none; line-height: 1.5; scrollbar-width: thin; }
.send { display: grid; place-items: center; width: 2.3rem; height: 2.3rem; flex: none; border: 0; border-radius: 11px; background: var(--accent); color: var(--on-accent); }
.send:disabled { background: var(--line); color: var(--soft); }
.send.stop { background: var(--text); color: var(--ground); }

#modelbar { position: relative; display: flex; flex-wrap: wrap; align-items: center; gap: .15rem .3rem; min-height: 2.2rem; padding: .3rem .4rem 0; font-size: .85rem; color: var(--soft); }
.badge { display: inline-flex; align-items: center; gap: .4rem; margin-right: .1rem; padding: .1rem .55rem; border: 1px solid var(--line); border-radius: 99px; font-size: .78rem; white-space: nowrap; }
.badge:empty { display: none; }
.badge::before { content: ""; width: .5rem; height: .5rem; border-radius: 50%; background: var(--strong-line); }
.badge[data-status="healthy"]::before { background: var(--good); }
.badge[data-status="unhealthy"]::before { background: none; border: 2px solid var(--bad); }
.busy .badge::before { background: none; border: 2px solid var(--accent); border-right-color: transparent; animation: turn .9s linear infinite; }
.pick { min-width: 0; max-width: 14rem; }
.pick-model { max-width: 22rem; }
select { field-sizing: content; max-width: 100%; padding: .2rem .35rem; border: 0; border-radius: 7px; background: transparent; color: var(--text); text-overflow: ellipsis; cursor: pointer; }
select:hover:not(:disabled) { background: var(--tint); }
select:disabled { color: var(--soft); cursor: default; opacity: 1; }
option { background: var(--raised); color: var(--text); }
.switching { flex: 1 1 10rem; min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; text-align: right; }
.switching:empty { flex-basis: 0; }
progress { position: absolute; left: 1.2rem; right: 1.2rem; top: .1rem; width: calc(100% - 2.4rem); height: 2px; border: 0; appearance: none; background: var(--line); }
progress::-webkit-progress-bar { background: var(--line); }
progress::-webkit-progress-value { background: var(--accent); }
progress::-moz-progress-bar { background: var(--accent); }
progress:indeterminate { background: linear-gradient(90deg, var(--line), var(--accent), var(--line)) 0 0 / 200% 100%; animation: slide 1.4s linear infinite; }
progress:indeterminate::-webkit-progress-bar { background: none; }
@keyframes turn { to { rotate: 1turn; } }
@keyframes slide { to { background-position: -200% 0; } }

dialog { width: min(26rem, calc(100vw - 2rem)); padding: 1.25rem; border: 1px solid var(--line); border-radius: 16px; background: var(--raised); color: var(--text); box-shadow: 0 12px 40px #0003; }
dialog::backdrop { background: #0006; }
dialog h2 { font-size: 1.05rem; }
dialog p { margin: .5rem 0; color: var(--soft); font-size: .925rem; overflow-wrap: anywhere; }
dialog input { width: 100%; margin-top: .5rem; padding: .5rem .7rem; border: 1px solid var(--strong-line); border-radius: 8px; background: var(--ground); }
.keys { width: 100%; margin-top: .5rem; border-collapse: collapse; font-size: .9rem; }
.keys th { width: 7.5rem; padding: .22rem 0; text-align: left; font-weight: 400; }
.keys kbd { margin-right: .2rem; font-size: .8rem; color: var(--text); }

@media (max-width: 800px) {
.app, .side-closed .app { grid-template-columns: minmax(0, 1fr); }
#sidebar { position: fixed; inset: 0 auto 0 0; z-index: 5; width: min(19rem, 86vw); box-shadow: 0 0 30px #0003; transition: translate .18s ease; }
.side-closed #sidebar { translate: -105%; padding: .75rem; }
#close-side { visibility: visible; }
#veil { position: fixed; inset: 0; z-index: 4; background: #0006; }
.dock { padding: .3rem .6rem max(.4rem, env(safe-area-inset-bottom)); }
.pick { max-width: 34vw; }
.pick-model { max-width: 46vw; }
kbd { display: none; }
.keys kbd { display: inline; }
#message, dialog input, .search input { font-size: 16px; }
}
@media (prefers-reduced-motion: reduce) { * { animation-duration: .01ms !important; animation-iteration-count: 1 !important; transition: none !important; scroll-behavior: auto !important; } }
@media (forced-colors: active) { .icon { stroke: ButtonText; } #chats a[aria-current] { border: 1px solid; } }

"""##
        ),
        (
            "shortcuts.js",
##"""
// Everything that can be done with keys alone.

import { isMac } from "./dialogs.js";

/** Calls the action of a key, unless a dialog is open, which has keys of its own. */
export function shortcuts(actions) {
const withAlt = { KeyR: actions.retry, KeyC: actions.copy, KeyM: actions.models, KeyN: actions.newChat };
addEventListener("keydown", (event) => {
if (event.isComposing || document.querySelector("dialog[open]")) return;
const writes = event.target.closest?.("input, textarea, select");
const { ctrlKey, metaKey, altKey, shiftKey, key, code } = event;
let action = null;
if (altKey && !ctrlKey && !metaKey && !shiftKey) action = withAlt[code];
else if ((isMac ? metaKey : ctrlKey) && !shiftKey && !altKey && key.toLowerCase() === "k") action = actions.search;
else if (ctrlKey || metaKey || altKey) return;
else if (key === "Escape") action = actions.stop;
else if (key === "F2") action = actions.rename;
else if (!writes && key === "?") action = actions.help;
else if (!writes && key === "/") action = actions.box;
if (!action) return;
event.preventDefault();
action();
});
}

"""##
        ),
        (
            "theme.js",
##"""
// Before anything is painted: the theme that was chosen here, where one was.
(() => {
let chosen = null;
try { chosen = localStorage.getItem("martlet.theme"); } catch { /* Storage is off: as the system has it. */ }
if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
})();

"""##
        ),
        (
            "transcript.css",
##"""
/* What is said: messages, and the models' Markdown. */
#transcript { max-width: calc(var(--measure) + 2rem); margin: 0 auto; padding: .5rem 1rem 2rem; }
.message { margin-top: 1.25rem; }
.user + .assistant { margin-top: .25rem; }
.message.user { display: flex; flex-direction: column; align-items: flex-end; }
.said { max-width: min(36rem, 90vw); padding: .55rem .95rem; border-radius: 16px; background: var(--tint); white-space: pre-wrap; overflow-wrap: anywhere; }
.message.user .body { max-width: 88%; }
.message.user .body:has(.editor) { width: 100%; max-width: none; }
.foot { display: flex; align-items: center; gap: .1rem; min-height: 2rem; color: var(--soft); font-size: .8rem; }
.assistant .foot { flex-direction: row-reverse; justify-content: flex-end; }
.foot .quiet { opacity: 0; }
.message:hover .foot .quiet, .foot:focus-within .quiet, .message:last-child .foot .quiet { opacity: 1; }
.foot .by { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.assistant .foot .by { padding-left: .4rem; }
.remark { margin: .5rem 0 0; color: var(--soft); font-size: .875rem; }
.problem { margin-top: .5rem; }
.body .problem { padding: .6rem .9rem; border: 1px solid var(--bad); border-radius: 10px; background: var(--bad-tint); font-size: .925rem; overflow-wrap: anywhere; }
.body .problem strong { font-weight: 550; }

.editor textarea { width: 100%; padding: .6rem .8rem; border: 1px solid var(--strong-line); border-radius: 12px; background: var(--raised); line-height: 1.5; field-sizing: content; max-height: 50dvh; resize: vertical; }
.editor .row { margin-top: .4rem; }
.editor .remark { margin: 0 auto 0 .2rem; }

.dots { display: flex; gap: .3rem; height: 1.6rem; align-items: center; }
.dots i { width: .45rem; height: .45rem; border-radius: 50%; background: var(--strong-line); animation: breathe 1.2s ease-in-out infinite; }
.dots i:nth-child(2) { animation-delay: .15s; }
.dots i:nth-child(3) { animation-delay: .3s; }
@keyframes breathe { 50% { opacity: .25; } }

.thinking { margin-bottom: .75rem; color: var(--soft); font-size: .9rem; }
.thinking summary { width: fit-content; padding: .1rem .5rem .1rem .2rem; border-radius: 6px; cursor: pointer; }
.thinking summary:hover { color: var(--text); }
.thought { margin-top: .35rem; padding-left: .9rem; border-left: 2px solid var(--line); white-space: pre-wrap; overflow-wrap: anywhere; }
.writing .thinking summary span { animation: breathe 1.6s ease-in-out infinite; }

.prose { overflow-wrap: anywhere; }
.prose > :first-child { margin-top: 0; }
.prose > :last-child { margin-bottom: 0; }
.prose p, .prose ul, .prose ol, .prose blockquote, .prose .table, .prose figure { margin: .75rem 0; }
.prose h3, .prose h4, .prose h5, .prose h6 { margin: 1.5rem 0 .5rem; font-size: 1rem; line-height: 1.35; }
.prose .level-1 { font-size: 1.3rem; }
.prose .level-2 { font-size: 1.15rem; }
.prose .level-3 { font-size: 1.05rem; }
.prose ul, .prose ol { padding-left: 1.5rem; }
.prose li { margin: .25rem 0; padding-left: .15rem; }
.prose li::marker { color: var(--soft); }
.prose li > p, .prose li > ul, .prose li > ol { margin: .3rem 0; }
.prose .task { list-style: none; margin-left: -1.35rem; }
.prose .task input { margin: 0 .5rem 0 0; accent-color: var(--accent); }
.prose blockquote { margin-inline: 0; padding-left: 1rem; border-left: 3px solid var(--line); color: var(--soft); }
.prose hr { margin: 1.5rem 0; border: 0; border-top: 1px solid var(--line); }
.prose a { color: var(--accent); text-decoration-thickness: 1px; text-underline-offset: .18em; }
.prose :not(pre) > code, .welcome code { padding: .1em .35em; border-radius: 5px; background: var(--code); border: 1px solid var(--line); font: .875em/1.4 var(--mono); }
.code { border: 1px solid var(--line); border-radius: 12px; background: var(--code); overflow: hidden; }
.code figcaption { display: flex; align-items: center; justify-content: space-between; padding: .1rem .3rem .1rem .9rem; border-bottom: 1px solid var(--line); color: var(--soft); font-size: .78rem; }
.code pre { margin: 0; padding: .75rem .9rem; overflow-x: auto; font: .85rem/1.55 var(--mono); overflow-wrap: normal; tab-size: 4; scrollbar-width: thin; }
.code code { font: inherit; }
.c-word { color: var(--c-word); } .c-string { color: var(--c-string); } .c-number { color: var(--c-number); } .c-remark { color: var(--c-remark); }
.table { overflow-x: auto; }
.prose table { border-collapse: collapse; font-size: .925rem; }
.prose th, .prose td { padding: .4rem .8rem .4rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; min-width: 3rem; overflow-wrap: break-word; }
.prose th { font-weight: 600; border-bottom-color: var(--strong-line); }
.prose .to-end { text-align: right; }
.prose .to-center { text-align: center; }

.welcome { display: flex; flex-direction: column; align-items: center; gap: .75rem; margin-top: 24dvh; color: var(--soft); text-align: center; overflow-wrap: anywhere; }
.welcome > .icon { width: 3rem; height: 3rem; color: var(--accent); opacity: .85; }
.welcome p { margin: 0; font-size: 1.05rem; }
.welcome.none p { font-size: .95rem; }
.welcome strong { color: var(--text); font-weight: 550; }
.welcome.none { align-items: stretch; max-width: 36rem; margin: 8dvh auto 0; text-align: left; font-size: .95rem; }
.welcome.none > .icon { align-self: flex-start; }
.welcome h2 { color: var(--text); font-size: 1.2rem; }
.welcome h3 { margin-top: .5rem; color: var(--text); font-size: .95rem; }
.welcome ul { margin: 0; padding-left: 1.2rem; }
@media (hover: none) { .foot .quiet { opacity: 1; } }
@media (max-width: 800px) { .message.user .body { max-width: 94%; } #transcript { padding-inline: .9rem; } }

"""##
        ),
        (
            "transcript.js",
##"""
// What was said, as it is seen.

import { copyButton, find, h, icon, iconButton, say } from "./dom.js";
import { MarkdownView } from "./markdown.js";

/** How near to its end a reader must be, in pixels, for the page to follow an answer. */
const NEAR = 80;

/** Shows one conversation, and follows what is written as long as the reader is at its end. */
export class Transcript {
constructor() {
this.element = find("transcript");
this.scroller = find("scroller");
this.latest = find("latest");
this.views = [];
this.stale = new Set();
this.follows = true;
this.top = 0;
this.scroller.addEventListener("scroll", () => this.#look(), { passive: true });
this.latest.addEventListener("click", () => this.toEnd());
new ResizeObserver(() => { if (this.follows) this.#jump(); }).observe(this.element);
}

show(conversation, empty) {
this.conversation = conversation;
this.views = conversation.messages.map((message) => new MessageView(message, this));
this.element.replaceChildren(...(this.views.length ? this.views.map((view) => view.element) : [empty]));
this.settle();
this.toEnd();
}

add(message) {
if (!this.views.length) this.element.replaceChildren();
const view = new MessageView(message, this);
this.views.push(view);
this.element.append(view.element);
this.settle();
this.toEnd();
}

cut(position) {
for (const view of this.views.splice(position)) view.element.remove();
this.settle();
}

/** Paints at most once a frame, however fast the words come. */
changed(message) {
if (this.stale.size === 0) requestAnimationFrame(() => this.#paint());
this.stale.add(message);
}

/** What can be done with a message depends on where it stands, and on whether an answer is being written. */
settle() {
for (const [position, view] of this.views.entries()) view.settle(position, position === this.views.length - 1, this.conversation.busy);
}

toEnd() {
this.follows = true;
this.#jump();
}

#paint() {
const stale = this.stale;
this.stale = new Set();
for (const view of this.views) if (stale.has(view.message)) view.update();
if (this.follows) this.#jump();
this.#look();
}

#jump() { this.scroller.scrollTop = this.scroller.scrollHeight; }

/** Only a reader scrolls up; what is written below makes the way to the end longer, and nothing else. */
#look() {
const { scrollTop, scrollHeight, clientHeight } = this.scroller;
if (scrollHeight - scrollTop - clientHeight < NEAR) this.follows = true;
else if (scrollTop < this.top) this.follows = false;
this.top = scrollTop;
this.latest.hidden = this.follows;
}
}

class MessageView {
constructor(message, transcript) {
this.message = message;
this.transcript = transcript;
this.isAnswer = message.role === "assistant";
this.who = h("h2", { class: "unseen" });
this.body = h("div", { class: "body" });
this.foot = h("footer", { class: "foot" });
this.element = h("article", { class: `message ${message.role}` }, this.who, this.body, this.foot);
if (this.isAnswer) this.text = new MarkdownView();
this.update();
}

update() {
const { message } = this;
this.who.textContent = this.isAnswer ? `Answer${message.model ? ` of ${message.model}` : ""}` : "You";
this.element.dataset.state = message.state;
if (this.isAnswer) this.#answer(); else this.body.replaceChildren(h("div", { class: "said" }, message.text));
}

#answer() {
const { message } = this;
if (message.thinking) this.#thinking();
if (message.text) {
this.text.update(message.text);
if (!this.text.element.isConnected) this.body.append(this.text.element);
}
const writing = message.state === "partial" && this.transcript.conversation?.run?.message === message;
this.element.classList.toggle("writing", writing);
this.element.setAttribute("aria-busy", String(writing));
if (writing && !message.text && !message.thinking) {
this.dots ??= h("div", { class: "dots", role: "img", "aria-label": "Waiting for the answer" }, h("i"), h("i"), h("i"));
if (!this.dots.isConnected) this.body.append(this.dots);
} else this.dots?.remove();
this.note?.remove();
this.note = writing ? null : this.#remark();
if (this.note) this.body.append(this.note);
}

/** What a model thinks is folded away, but for whoever opens it. */
#thinking() {
const { message } = this;
if (!this.thought) {
this.thoughtName = h("span");
this.thoughtText = h("div", { class: "thought" });
this.thought = h("details", { class: "thinking" }, h("summary", {}, this.thoughtName), this.thoughtText);
this.body.prepend(this.thought);
}
this.thoughtName.textContent = message.text || message.state !== "partial" ? "Thought" : "Thinking …";
this.thoughtText.textContent = message.thinking;
}

#remark() {
const { state, problem, advice, cut, text } = this.message;
if (state === "failed") {
return h("div", { class: "problem", role: "alert" }, h("strong", {}, problem ?? "The answer failed."), advice ? h("span", {}, ` ${advice}`) : null);
}
if (state === "stopped") return h("p", { class: "remark" }, text ? "You stopped the answer here." : "You stopped before the answer began.");
if (state === "partial") return h("p", { class: "remark" }, "The page was left while this answer was being written.");
if (cut) return h("p", { class: "remark" }, cut);
return text ? null : h("p", { class: "remark" }, "The model said nothing.");
}

settle(position, isLast, busy) {
const { conversation } = this.transcript;
const buttons = [copyButton(this.isAnswer ? "Copy the answer" : "Copy the message", () => this.message.text)];
if (!busy && this.isAnswer && isLast) buttons.push(iconButton("retry", "Ask again (Alt R)", () => conversation.retry()));
if (!busy && !this.isAnswer) buttons.push(iconButton("edit", "Edit and send again", () => this.edit(position)));
const { model, tokens, seconds } = this.message;
const pace = tokens > 1 && seconds > 0.05 ? ` · ${(tokens / seconds).toFixed(tokens / seconds < 10 ? 1 : 0)} tokens/s` : "";
const writing = busy && isLast && this.isAnswer;
this.foot.replaceChildren(h("span", { class: "by" }, this.isAnswer && model ? model + pace : ""), ...(writing ? [] : buttons));
this.update();
}

edit(position) {
const { conversation } = this.transcript;
const later = conversation.messages.length - position - 1;
const area = h("textarea", { "aria-label": "Edit the message", rows: 3 });
area.value = this.message.text;
const end = () => { this.update(); this.foot.hidden = false; find("message").focus(); };
const send = () => {
const text = area.value.trim();
this.foot.hidden = false;
if (text) conversation.edit(position, text);
};
area.addEventListener("keydown", (event) => {
if (event.key === "Escape") { event.stopPropagation(); end(); }
if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); send(); }
});
this.foot.hidden = true;
this.body.replaceChildren(h(
"div", { class: "editor" }, area,
h("div", { class: "row" },
h("span", { class: "remark" }, later ? "What came after it goes." : ""),
h("button", { type: "button", class: "quiet", onclick: end }, "Cancel"),
h("button", { type: "button", class: "main", onclick: send }, "Send")),
));
area.focus();
area.setSelectionRange(area.value.length, area.value.length);
}
}

/** What is there before anything was said. */
export function welcome(model, ready, note) {
const words = ready ? h("p", {}, "Ask ", h("strong", {}, model), note ? "." : " anything.") : h("p", {}, "Looking for models …");
return h("div", { class: "welcome" }, icon("bird"), words, ready && note ? h("p", {}, sentence(note)) : null);
}

/** A sentence of the server's, its names set as such. */
const sentence = (text) => text.split("`").map((part, place) => place % 2 ? h("code", {}, part) : part);

/** What is there when no model was found: what was looked for, and what to do. */
export function nothingFound({ problem, providers, lookedFor }) {
const ill = providers.filter(({ problem: why }) => why);
return h(
"div", { class: "welcome none" }, icon("bird"),
h("h2", {}, "No model can answer yet"),
problem ? h("p", {}, sentence(problem)) : null,
ill.length || lookedFor.length ? h("h3", {}, "What Martlet looked for") : null,
h("ul", {}, ill.map(({ name, problem: why }) => h("li", {}, h("strong", {}, name), ": ", sentence(why))), lookedFor.map((line) => h("li", {}, line))),
h("h3", {}, "What to do, any of these"),
h("ul", {},
h("li", {}, "Put a model's GGUF file into the folder ", h("code", {}, "models"), " where Martlet was started."),
h("li", {}, "Start Ollama, and pull a model: ", h("code", {}, "ollama pull llama3.2")),
h("li", {}, "Export ", h("code", {}, "OPENAI_API_KEY"), " or ", h("code", {}, "GOOGLE_API_KEY"), " and start Martlet again."),
h("li", {}, h("code", {}, "martlet doctor"), " says more.")),
h("p", { class: "remark" }, "This page notices by itself when a model is there."),
);
}

export function announceEnd(message) {
const text = message.state === "failed" ? message.problem : message.state === "stopped" ? "Stopped." : message.text.slice(0, 600);
say(`Answer: ${text}`);
}

"""##
        ),
    ]
}
