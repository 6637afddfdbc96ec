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
