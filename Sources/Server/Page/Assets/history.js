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
