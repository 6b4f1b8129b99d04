// Sandboxes and snapshots: made, reset, dropped, taken, restored.

import { announce } from "../copy.js";
import { path } from "./api.js";
import { button, choice, field, fill, h, sure, table } from "./dom.js";
import { MAIN } from "./route.js";
import { snapshotsOf } from "./snapshots.js";
import { ago, count, moment } from "./text.js";

class Sandboxes {
  constructor(outlet, context) {
    this.context = context;
    this.list = h("div");
    this.form = h("form", { class: "form", onsubmit: (event) => this.make(event) });
    this.snapshots = snapshotsOf(context, () => this.load());
    outlet.append(
      h("section", { class: "block", "aria-labelledby": "sandboxes-title" },
        h("h2", { id: "sandboxes-title" }, "Sandboxes"),
        h("p", { class: "quiet" }, "Isolated copies of everything that can change. "
          + "A call is in the one that its header names, else in main."),
        this.list, this.form),
      this.snapshots.element);
    this.name = h("input", {
      name: "name", required: true, maxlength: "64", autocomplete: "off",
      pattern: "[a-z0-9][a-z0-9._\\-]*", placeholder: "ci-7",
      title: "a-z, 0-9, and . _ - behind the first",
    });
    this.from = h("select", { name: "from" });
    this.seed = h("input", { type: "number", name: "seed", min: "0", placeholder: "as there" });
    this.room = h("p", { class: "quiet small" });
    fill(this.form,
      h("h3", {}, "Make a sandbox"),
      h("div", { class: "fields" }, field("Name", this.name), field("From", this.from),
        field("Seed of its ids", this.seed), h("button", { class: "main" }, "Make")),
      this.room);
    this.onReturn = () => { if (!document.hidden) this.load(context.look); };
    document.addEventListener("visibilitychange", this.onReturn);
    this.load();
  }

  close() {
    document.removeEventListener("visibilitychange", this.onReturn);
  }

  load(attempt = this.context.attempt) {
    return attempt(async () => {
      const { sandboxes, most } = await this.context.ask("/sandboxes");
      const { snapshots } = await this.snapshots.load();
      fill(this.list, table("Sandboxes",
        ["Name", "Clock", "Records in use", "Files", "Last used", ""],
        sandboxes.map((each) => this.row(each)), { class: "stacked" }),
      sandboxes.every(({ name }) => name !== this.context.sandbox)
        && h("p", { class: "quiet small" },
          `${this.context.sandbox} is not made yet; its first call makes it.`));
      this.offer(sandboxes, snapshots, most);
      this.context.refreshNames();
    });
  }

  row(each) {
    const { name } = each;
    const here = name === this.context.sandbox;
    return [
      here ? h("strong", {}, name) : name,
      h("span", {}, each.clock === "frozen" && h("strong", {}, "frozen "), moment(each.now)),
      count(each.records),
      count(each.files),
      ago(each.idle_seconds),
      h("div", { class: "buttons" },
        here ? h("span", { class: "quiet" }, "shown")
          : button("Show", () => this.context.choose(name), { "aria-label": `Show ${name}` }),
        sure("Reset", `Reset ${name}?`, () => this.act("/reset", "POST", name)),
        name !== MAIN && sure("Drop", `Drop ${name}?`, () => this.drop(name))),
    ];
  }

  act(where, method, sandbox) {
    return this.context.attempt(async () => {
      await this.context.ask(where, { method, sandbox });
      await this.load();
    });
  }

  drop(name) {
    return this.context.attempt(async () => {
      await this.context.ask(`/sandboxes${path(name)}`, { method: "DELETE", sandbox: MAIN });
      // Another call in it would make it anew.
      if (name === this.context.sandbox) this.context.choose(MAIN);
      else await this.load();
    });
  }

  offer(sandboxes, snapshots, most) {
    const from = [
      ["", "the mock data"],
      { label: "A copy of", options: sandboxes.map(({ name }) => [`from=${name}`, name]) },
      snapshots.length > 0 && {
        label: "The snapshot",
        options: snapshots.map(({ name }) => [`snapshot=${name}`, name]),
      },
    ];
    const { value } = this.from;
    this.from.replaceChildren(...choice({}, from).children);
    this.from.value = value;
    if (this.from.selectedIndex < 0) this.from.selectedIndex = 0;
    this.room.textContent = `${count(sandboxes.length)} of at most ${count(most)}.`;
  }

  make(event) {
    event.preventDefault();
    const body = { name: this.name.value };
    const [kind, origin] = this.from.value.split(/=(.*)/s);
    if (kind) body[kind] = origin;
    if (this.seed.value) body.seed = Number(this.seed.value);
    // A call in the sandbox that it makes would be in one that is there already.
    return this.context.attempt(async () => {
      await this.context.ask("/sandboxes", { method: "POST", body, sandbox: MAIN });
      announce(`${body.name} is made`);
      this.name.value = "";
      this.seed.value = "";
      await this.load();
    });
  }
}

export const sandboxes = {
  title: "Sandboxes",
  open: (outlet, context) => new Sandboxes(outlet, context),
};
