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
