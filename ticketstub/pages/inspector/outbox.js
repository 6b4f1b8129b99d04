// Outbox: webhook deliveries with their attempts, sent again; and their receivers.

import { path, served } from "./api.js";
import { button, choice, empty, facts, field, fill, h, heading, isLeft, table } from "./dom.js";
import { receiversOf } from "./receivers.js";
import { block, count, duration, hour, moment, pretty } from "./text.js";

const STATES = ["pending", "delivered", "failed", "not sent"];
const PAUSE = 2000;

class Outbox {
  constructor(outlet, context) {
    this.context = context;
    this.state = choice({ onchange: () => context.go("outbox", [], { state: this.state.value }) },
      [["", "Any"], ...STATES.map((each) => [each, each])]);
    this.list = h("div");
    this.detail = h("section", { class: "detail", "aria-label": "Delivery", hidden: true });
    this.panes = h("div", { class: "panes" },
      h("section", { class: "list", "aria-labelledby": "outbox-title" },
        h("div", { class: "head" }, h("h2", { id: "outbox-title" }, "Deliveries"),
          field("State", this.state)),
        this.list),
      this.detail);
    const place = h("div");
    outlet.append(this.panes, place);
    context.attempt(async () => {
      place.append(receiversOf(context, await served()));
    });
    this.timer = setInterval(() => {
      if (!document.hidden && this.route) this.load(context.look);
    }, PAUSE);
  }

  show(route) {
    const left = this.route?.parts[0];
    this.route = route;
    this.known = null;
    this.state.value = route.filters.state ?? "";
    const [id] = route.parts;
    this.panes.classList.toggle("open", id !== undefined);
    this.detail.hidden = id === undefined;
    if (id !== undefined && id !== left) {
      this.arriving = document.activeElement !== document.body;
      fill(this.detail, this.head(h("h2", {}, id)));
    }
    const loaded = this.load();
    if (id === undefined && left !== undefined && isLeft(this.detail)) {
      // Where one was, before it was opened.
      loaded.then(() => [...this.list.querySelectorAll("td a")].find((each) =>
        each.textContent === left)?.focus());
    }
    return loaded;
  }

  /** The head of what is opened, with the way back to the list. */
  head(title) {
    const { state } = this.route.filters;
    return h("div", { class: "head" }, title, h("a", {
      class: "close", href: this.context.link("outbox", [], { state }),
    }, "Close"));
  }

  load(attempt = this.context.attempt) {
    const { route } = this;
    const { parts: [id], filters: { state } } = route;
    return attempt(async () => {
      const query = state ? `&state=${encodeURIComponent(state)}` : "";
      const found = await this.context.ask(`/deliveries?limit=100${query}`);
      const opened = id === undefined ? null
        : await this.context.ask(`/deliveries${path(id)}`);
      if (this.route !== route) return;
      const now = JSON.stringify([found, opened]);
      if (now === this.known) return;
      this.known = now;
      this.offer(found, id, state);
      if (opened) this.open(opened, state);
    });
  }

  offer({ deliveries, total, dropped }, id, state) {
    const row = (each) => [
      h("a", {
        href: this.context.link("outbox", [each.id], { state }),
        "aria-current": each.id === id && "true",
      }, each.id),
      h("span", { title: moment(each.created) }, hour(each.created)),
      each.event,
      mark(each.state),
      String(each.attempts.length),
      h("span", { title: each.receiver?.url ?? null }, each.receiver?.url ?? "nobody"),
    ];
    fill(this.list,
      deliveries.length === 0
        ? empty(state ? `No delivery is ${state}.`
          : "No event yet. What an API tells its webhooks of is listed here, sent or not.")
        : table("Deliveries, the newest first",
          ["Delivery", "Time", "Event", "State", "Attempts", "Receiver"],
          deliveries.toReversed().map(row), { class: "deliveries" }),
      total > deliveries.length && h("p", { class: "quiet small" },
        `The newest ${count(deliveries.length)} of ${count(total)}.`),
      dropped > 0 && h("p", { class: "quiet small" },
        `${count(dropped)} have made room for later ones.`));
  }

  open(delivery, state) {
    const again = button("Replay", () => this.context.attempt(async () => {
      const made = await this.context.ask(`/deliveries${path(delivery.id)}/replay`,
        { method: "POST" });
      this.context.go("outbox", [made.id], { state });
    }), { class: "main" });
    fill(this.detail,
      this.head(this.arriving ? heading(delivery.event)
        : h("h2", { tabindex: "-1" }, delivery.event)),
      h("p", {}, mark(delivery.state), " ", delivery.reason),
      h("div", { class: "actions" }, again),
      facts([
        ["Delivery", h("code", {}, delivery.id)],
        delivery.replay_of && ["Replay of", h("a",
          { href: this.context.link("outbox", [delivery.replay_of], { state }) },
          delivery.replay_of)],
        ["API", delivery.api],
        ["At", moment(delivery.created)],
        ["Receiver", delivery.receiver?.url ?? "nobody"],
      ]),
      h("h3", {}, "Attempts"),
      delivery.attempts.length === 0 ? empty("None.") : table("Attempts",
        ["At", "Took", "Answer"], delivery.attempts.map((each) => [
          hour(each.at), duration(each.seconds),
          [each.status && `${each.status} `, each.error]])),
      h("h3", {}, "Message"),
      block("Headers", Object.entries(delivery.headers)
        .map(([name, value]) => `${name}: ${value}`).join("\n")),
      delivery.body && block("Body", pretty(delivery.body)));
    this.arriving = false;
  }

  close() {
    clearInterval(this.timer);
  }
}

const mark = (state) => h("span", { class: `mark ${state.replace(" ", "-")}` }, state);

export const outbox = {
  title: "Outbox",
  open: (outlet, context) => new Outbox(outlet, context),
};
