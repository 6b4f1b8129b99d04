// Faults: what is to go wrong, from a form that offers only what there is.

import { announce } from "../copy.js";
import { path, served } from "./api.js";
import { button, empty, fill, h, sure, table } from "./dom.js";
import { FaultForm } from "./fault-form.js";
import { count, moment } from "./text.js";

const PAUSE = 2000;

class Faults {
  constructor(outlet, context) {
    this.context = context;
    this.list = h("div");
    this.place = h("div");
    outlet.append(h("section", { class: "block", "aria-labelledby": "faults-title" },
      h("h2", { id: "faults-title" }, `Faults of ${context.sandbox}`),
      h("p", { class: "quiet" },
        "A fault is met by calls that are valid; the oldest whose turn it is applies."),
      this.list, this.place));
    context.attempt(async () => {
      const form = new FaultForm(await served(), (body) => this.add(body));
      fill(this.place, form.element);
    });
    this.load();
    // How often each was met changes without us.
    this.timer = setInterval(() => { if (!document.hidden) this.load(context.look); }, PAUSE);
  }

  load(attempt = this.context.attempt) {
    return attempt(async () => {
      const { faults } = await this.context.ask("/faults");
      const now = JSON.stringify(faults);
      if (now === this.known) return;
      this.known = now;
      fill(this.list, faults.length === 0 ? empty("None: everything works.") : [
        table("Faults", ["Fault", "API", "Operation", "What happens", "When", "Met", "Hits", ""],
          faults.map((each) => this.row(each)), { class: "stacked" }),
        h("p", {}, sure("Remove all", "Remove all of them?", () => this.remove(""))),
      ]);
    });
  }

  row(fault) {
    return [
      h("code", {}, fault.id),
      fault.api,
      fault.operation ?? "every one",
      what(fault),
      when(fault),
      count(fault.met),
      h("strong", {}, count(fault.hits)),
      button("Remove", () => this.remove(path(fault.id)), { "aria-label": `Remove ${fault.id}` }),
    ];
  }

  add(body) {
    return this.context.attempt(async () => {
      const { id } = await this.context.ask("/faults", { method: "POST", body });
      announce(`${id} is added`);
      await this.load();
    });
  }

  remove(which) {
    return this.context.attempt(async () => {
      await this.context.ask(`/faults${which}`, { method: "DELETE" });
      await this.load();
    });
  }

  close() {
    clearInterval(this.timer);
  }
}

function what(fault) {
  const parts = [];
  if (fault.status !== null) parts.push(`answers ${fault.status}`);
  if (fault.example !== null) parts.push(`as in “${fault.example}”`);
  if (fault.connection !== null) parts.push(`breaks the connection ${fault.connection === "before"
    ? "before the answer" : "amid the answer"}`);
  if (fault.truncate !== null) parts.push(`sends ${Math.round(fault.truncate * 100)} % of the body`);
  if (fault.delay_seconds > 0) parts.push(`${fault.delay_seconds} s late`);
  return parts.join(", ");
}

function when(fault) {
  const parts = [];
  if (fault.every !== null) parts.push(`each ${count(fault.every)}${ordinal(fault.every)} call`);
  if (fault.first !== null) parts.push(`the first ${count(fault.first)}`);
  if (fault.from !== null) parts.push(`from ${moment(fault.from)}`);
  if (fault.until !== null) parts.push(`until ${moment(fault.until)}`);
  return parts.join(", ") || "always";
}

function ordinal(number) {
  const ends = { one: "st", two: "nd", few: "rd", other: "th" };
  return ends[new Intl.PluralRules("en", { type: "ordinal" }).select(number)];
}

export const faults = {
  title: "Faults",
  open: (outlet, context) => new Faults(outlet, context),
};
