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
