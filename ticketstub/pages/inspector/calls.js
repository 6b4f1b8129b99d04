// Calls: they appear as they are answered; one that is opened is shown beside the list.

import { announce } from "../copy.js";
import { openCall } from "./call.js";
import { button, empty, h, status } from "./dom.js";
import { FilterBar } from "./filters.js";
import { follow, Sample } from "./live.js";
import { count, duration, hour, moment } from "./text.js";

/** So many calls stay in the list. */
const MOST = 300;
/** With all sandboxes chosen, earlier calls are read from so many of them. */
const MOST_SANDBOXES = 20;

const number = (call) => Number(call.id.replace(/\D/g, ""));

class Calls {
  constructor(outlet, context, route) {
    this.context = context;
    this.all = []; // those that could be shown, the newest first
    this.early = []; // came by the stream before the list was read
    this.paused = false;
    this.filters = new FilterBar(route.filters, (filters) => this.filter(filters));
    this.state = h("p", { class: "state" }, "Connecting…");
    this.body = h("tbody");
    this.nothing = empty("No calls yet. Point a client at ",
      h("a", { href: "/" }, "one of the APIs"), ", and they appear here.");
    this.noneFits = h("div", { class: "empty" },
      h("p", {}, "None of the calls fits the filters."),
      button("Clear the filters", () => this.filter({ in: this.filters.value.in })));
    this.detail = h("section", { class: "detail", "aria-label": "Call", hidden: true });
    this.list = h("section", { class: "list", "aria-label": "Calls" },
      h("div", { class: "tools" }, this.filters.element, this.buttons()),
      this.state,
      h("div", { class: "scroll" }, h("table", { class: "calls" },
        h("caption", { class: "unseen" }, "Calls, the newest first"),
        h("thead", {}, h("tr", {},
          ["Time", "Method", "Path", "Operation", "Status", "Took", "Sandbox"].map(
            (head) => h("th", { scope: "col", class: head.toLowerCase() }, head)))),
        this.body)),
      this.nothing, this.noneFits);
    this.panes = h("div", { class: "panes" }, this.list, this.detail);
    outlet.append(this.panes);
    this.sample = new Sample((seen) => this.tell(seen));
    this.start();
  }

  buttons() {
    this.pause = button("Pause", () => {
      this.paused = !this.paused;
      this.pause.textContent = this.paused ? "Go on" : "Pause";
      if (this.paused) this.say("Paused");
      else this.context.attempt(() => this.load());
    });
    const forget = button("Clear", () => this.context.attempt(async () => {
      await this.context.ask("/requests", { method: "DELETE" });
      this.all = this.all.filter((call) => call.sandbox !== this.context.sandbox);
      this.render();
    }), { title: "Empties the journal of this sandbox" });
    return h("div", { class: "buttons" }, this.pause, forget);
  }

  get everywhere() {
    return this.filters.value.in === "all";
  }

  show(route) {
    this.filters.set(route.filters);
    if (this.following !== this.filters.value.in) this.start();
    const [id] = route.parts;
    this.detail.hidden = !id;
    this.panes.classList.toggle("open", Boolean(id));
    if (id && id !== this.opened) openCall(this.detail, this.context, id, () => this.leave());
    this.opened = id;
    this.render();
  }

  leave() {
    const { opened } = this;
    this.context.go("calls", [], this.filters.value);
    this.body.querySelector(`[data-id="${CSS.escape(opened)}"] a`)?.focus();
  }

  filter(filters) {
    this.context.turn("calls", this.opened ? [this.opened] : [], filters);
  }

  /** Follow the sandbox, or all of them, from now on. */
  start() {
    this.stop?.abort();
    this.stop = new AbortController();
    this.following = this.filters.value.in;
    const { signal } = this.stop;
    this.all = [];
    this.say("Connecting…");
    const following = this.context.attempt(() => follow(
      `/requests/stream${this.everywhere ? "?sandboxes=all" : ""}`,
      {
        sandbox: this.context.sandbox,
        signal,
        began: () => {
          this.early = [];
          this.loaded = false;
          this.context.attempt(() => this.load(signal));
        },
        call: (call) => this.take(call),
        skipped: (calls) => this.sample.skip(calls),
        lost: () => {
          if (!this.paused) this.say("The stub does not answer; trying again…", "lost");
          this.loaded = false;
        },
      },
    ));
    following.then(() => { if (!signal.aborted) this.say("Not followed"); });
  }

  /** Read the calls that the journal has kept. */
  async load(signal = this.stop.signal) {
    const names = this.everywhere ? await this.names(signal) : [this.context.sandbox];
    const lists = await Promise.all(names.map((sandbox) =>
      this.context.ask(`/requests?limit=${MOST}`, { sandbox, signal })));
    const kept = lists.flatMap((list) => list.requests);
    const known = new Set(kept.map((call) => `${call.sandbox}/${call.id}`));
    kept.push(...this.early.filter((call) => !known.has(`${call.sandbox}/${call.id}`)));
    // Clocks of several sandboxes can be compared; the numbers of one go on for sure.
    kept.sort((one, other) => (this.everywhere ? other.at.localeCompare(one.at) : 0)
      || number(other) - number(one));
    this.all = kept.slice(0, MOST);
    this.early = [];
    this.loaded = true;
    if (!this.paused) this.say("Live", "live");
    this.render();
  }

  async names(signal) {
    const { sandboxes } = await this.context.ask("/sandboxes", { signal });
    const recent = sandboxes.sort((one, other) => one.idle_seconds - other.idle_seconds);
    return recent.slice(0, MOST_SANDBOXES).map((each) => each.name);
  }

  /** Take a call that was answered just now. */
  take(call) {
    if (!this.filters.matches(call) || this.paused) return;
    if (!this.sample.takes()) return;
    if (!this.loaded) {
      this.early.push(call);
      return;
    }
    // Numbers that begin anew are those of a sandbox that was reset.
    const last = this.all.find((each) => each.sandbox === call.sandbox);
    if (last && number(last) >= number(call)) {
      this.all = this.all.filter((each) => each.sandbox !== call.sandbox);
    }
    this.all.unshift(call);
    this.all.length = Math.min(this.all.length, MOST);
    this.frame ??= requestAnimationFrame(() => {
      this.frame = null;
      this.render();
    });
  }

  tell({ shown, seen, calm }) {
    if (this.paused || !this.loaded) return;
    if (calm) this.context.attempt(() => this.load());
    this.say(seen > shown
      ? `Live, showing ${count(shown)} of ${count(seen)} calls in the last second`
      : "Live", "live");
  }

  say(text, kind = "") {
    if (kind === "lost" && this.state.textContent !== text) announce(text);
    this.state.textContent = text;
    this.state.className = `state ${kind}`;
  }

  render() {
    const fit = this.all.filter((call) => this.filters.matches(call));
    const rows = new Map([...this.body.children].map((row) => [row.dataset.key, row]));
    const wanted = fit.map((call) => {
      const key = `${call.sandbox}/${call.id}/${call.at}/${call.path}`;
      const row = rows.get(key) ?? this.row(call, key);
      row.classList.toggle("current", call.id === this.opened
        && call.sandbox === this.context.sandbox);
      row.querySelector("a").href = this.href(call);
      return row;
    });
    const now = [...this.body.children];
    if (wanted.length !== now.length || wanted.some((row, at) => row !== now[at])) {
      const focused = document.activeElement;
      this.body.replaceChildren(...wanted);
      if (this.body.contains(focused)) focused.focus({ preventScroll: true });
    }
    this.panes.classList.toggle("everywhere", this.everywhere);
    this.nothing.hidden = this.all.length > 0 || !this.loaded;
    this.noneFits.hidden = this.all.length === 0 || fit.length > 0;
    this.list.querySelector(".scroll").hidden = fit.length === 0;
  }

  href(call) {
    const filters = this.filters.value;
    const here = this.context.link("calls", [call.id], filters);
    if (call.sandbox === this.context.sandbox) return here;
    const query = new URLSearchParams({ ...filters, sandbox: call.sandbox });
    return `#/calls/${call.id}?${query}`;
  }

  row(call, key) {
    const way = call.path + (call.query && `?${call.query}`);
    const row = h("tr", { "data-key": key, "data-id": call.id, class: call.outcome },
      h("td", { class: "time", title: moment(call.at) }, hour(call.at)),
      h("td", { class: "method" }, call.method),
      h("td", { class: "path" }, h("a", { href: "#", title: way }, way)),
      h("td", { class: "operation", title: call.operation },
        h("span", { class: "api" }, call.api), " ", call.operation ?? "none"),
      h("td", { class: "status" }, status(call.status),
        call.fault && h("span", { class: "by", title: call.fault }, "fault")),
      h("td", { class: "took" }, duration(call.seconds)),
      h("td", { class: "sandbox" }, call.sandbox));
    row.addEventListener("click", (event) => {
      if (event.target.closest("a") === null && !getSelection().toString()) {
        row.querySelector("a").click();
      }
    });
    return row;
  }

  close() {
    this.stop.abort();
    this.sample.stop();
  }
}

export const calls = {
  title: "Calls",
  open: (outlet, context, route) => new Calls(outlet, context, route),
};
