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
