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
