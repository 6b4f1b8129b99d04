// Clock: the time of the sandbox, set, stopped, made to jump, given back.

import { button, field, fill, h } from "./dom.js";
import { count, second } from "./text.js";

const PAUSE = 2000;

const JUMPS = [
  ["+1 minute", 60],
  ["+1 hour", 3600],
  ["+1 day", 86_400],
  ["+1 week", 604_800],
];

class Clock {
  constructor(outlet, context) {
    this.context = context;
    this.time = h("time", { class: "big" });
    this.state = h("p", { class: "quiet" });
    this.turn = h("div", { class: "buttons" });
    this.at = h("input", {
      name: "at", required: true, autocomplete: "off", placeholder: "2026-06-15T09:30:00Z",
    });
    this.frozen = h("input", { type: "checkbox", name: "frozen", checked: true });
    this.seconds = h("input", { type: "number", name: "seconds", required: true, value: "360",
      step: "any" });
    outlet.append(h("section", { class: "block", "aria-labelledby": "clock-title" },
      h("h2", { id: "clock-title" }, `Clock of ${context.sandbox}`),
      this.time, this.state, this.turn,
      this.form("Set the time", () => this.put({
        at: this.at.value, frozen: this.frozen.checked,
      }), "Set", [
        field("Time", this.at),
        h("label", { class: "check" }, this.frozen, " and stop there"),
      ]),
      this.form("Jump", () => this.advance(this.seconds.valueAsNumber), "Advance", [
        field("Seconds (−: back)", this.seconds),
      ], h("div", { class: "buttons" },
        JUMPS.map(([text, span]) => button(text, () => this.advance(span)))))));
    this.timer = setInterval(() => this.tick(), 1000);
    // Somebody else may turn it.
    this.other = setInterval(() => {
      if (!document.hidden) context.look(async () => this.take(await context.ask("/clock")));
    }, PAUSE);
    this.change("/clock", {});
  }

  form(title, submit, text, fields, more = null) {
    return h("form", {
      class: "form",
      onsubmit: (event) => { event.preventDefault(); submit(); },
    }, h("h3", {}, title), more,
    h("div", { class: "fields" }, fields, h("button", {}, text)));
  }

  put(body) {
    return this.change("/clock", { method: "PUT", body });
  }

  advance(seconds) {
    return this.change("/clock/advance", { method: "POST", body: { seconds } });
  }

  change(where, options) {
    return this.context.attempt(async () => {
      const said = await this.context.ask(where, options)
        ?? await this.context.ask("/clock");
      this.take(said);
    });
  }

  take(said) {
    this.said = { at: Date.parse(said.now), seen: performance.now(), ...said };
    if (!this.at.value) this.at.value = `${said.now.slice(0, 19)}Z`;
    this.tell();
  }

  tell() {
    const { state, offset_seconds: offset } = this.said;
    const stands = state === "frozen";
    this.tick();
    this.state.textContent = stands ? "It stands."
      : offset === 0 ? "It runs with the machine's own."
        : `It runs, ${count(Math.abs(offset))} s ${offset > 0 ? "ahead of" : "behind"} the machine's own.`;
    fill(this.turn,
      stands ? button("Run", () => this.put({ frozen: false }), { class: "main" })
        : button("Freeze", () => this.put({ frozen: true }), { class: "main" }),
      (stands || offset !== 0) && button("Give the true time back",
        () => this.change("/clock", { method: "DELETE" })));
  }

  tick() {
    if (!this.said) return;
    const { at, seen, state } = this.said;
    const now = new Date(state === "frozen" ? at : at + performance.now() - seen);
    this.time.textContent = second(now);
    this.time.dateTime = now.toISOString();
  }

  close() {
    clearInterval(this.timer);
    clearInterval(this.other);
  }
}

export const clock = {
  title: "Clock",
  open: (outlet, context) => new Clock(outlet, context),
};
