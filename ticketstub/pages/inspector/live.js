// Follows calls as they are answered. A fetch rather than an EventSource, so that the
// sandbox and the token can be sent.

import { respond } from "./api.js";

const PAUSES = [500, 1000, 2000, 5000];

/** Yield the events of a stream as { event, data }. */
async function* events(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    const whole = text.split(/\r?\n\r?\n/);
    text = whole.pop();
    for (const each of whole) {
      const found = { event: "message", data: "" };
      for (const line of each.split(/\r?\n/)) {
        const [, name, data] = /^(\w+): ?(.*)$/.exec(line) ?? [];
        if (name in found) found[name] = data;
      }
      if (found.data) yield found;
    }
  }
}

/** Follow until the signal; `began` is called whenever a connection stands anew. */
export async function follow(path, { sandbox, signal, began, call, skipped, lost }) {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      const response = await respond(path, { sandbox, signal });
      failures = 0;
      began();
      for await (const { event, data } of events(response.body)) {
        const value = JSON.parse(data);
        if (event === "skipped") skipped(value.calls);
        else call(value);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error.status >= 400 && error.status < 500) throw error;
    }
    if (signal.aborted) return;
    lost();
    await pause(PAUSES[Math.min(failures, PAUSES.length - 1)], signal);
  }
}

function pause(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => { clearTimeout(timer); resolve(); },
      { once: true });
  });
}

/** So many calls a second a reader can still follow. */
const MOST = 40;

/** Lets through what can be shown, and counts the rest, second by second. */
export class Sample {
  constructor(report) {
    this.shown = 0;
    this.seen = 0;
    this.leftOut = false;
    this.timer = setInterval(() => this.tick(report), 1000);
  }

  /** Tell whether one more call is to be shown. */
  takes() {
    this.seen += 1;
    if (this.shown >= MOST) return false;
    this.shown += 1;
    return true;
  }

  skip(calls) {
    this.seen += calls;
  }

  tick(report) {
    const { shown, seen } = this;
    const short = seen > shown;
    // When it is calm again, what was left out can be read from the journal.
    report({ shown, seen, calm: !short && this.leftOut });
    this.leftOut = short;
    this.shown = 0;
    this.seen = 0;
  }

  stop() {
    clearInterval(this.timer);
  }
}
