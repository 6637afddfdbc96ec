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
