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
