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
