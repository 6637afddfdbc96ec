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
