// Receivers: who is told of events, and how bad the way to them is.

import { path } from "./api.js";
import { button, choice, empty, field, fill, h, table } from "./dom.js";

const number = (name, value, attributes) =>
  h("input", { type: "number", name, value, ...attributes });

export function receiversOf(context, apis) {
  const list = h("div");

  const load = () => context.attempt(async () => {
    const { receivers } = await context.ask("/receivers");
    fill(list, receivers.length === 0
      ? empty("None is registered here. Those that a client registered through an API "
        + "are records of that API.")
      : table("Receivers", ["Receiver", "API", "URL", "Events", "The way to it", ""],
        receivers.map(row), { class: "stacked" }));
  });

  const act = (where, options) => context.attempt(async () => {
    await context.ask(where, options);
    await load();
    return true;
  });

  const row = (each) => [
    h("code", {}, each.id),
    each.api,
    each.url,
    each.events === null ? "all" : each.events.join(", ") || "none",
    way(each),
    h("div", { class: "buttons" },
      button("Change", () => change(each), { "aria-label": `Change ${each.id}` }),
      button("Remove", () => act(`/receivers${path(each.id)}`, { method: "DELETE" }),
        { "aria-label": `Remove ${each.id}` })),
  ];

  const place = h("div");

  /** Offer what can be changed of a receiver: the way to it. */
  const change = (each) => {
    const done = () => {
      fill(place);
      list.querySelector(`[aria-label="Change ${each.id}"]`)?.focus();
    };
    const changes = h("form", {
      class: "form",
      onsubmit: async (event) => {
        event.preventDefault();
        const body = wayIn(new FormData(changes));
        if (await act(`/receivers${path(each.id)}`, { method: "PATCH", body })) done();
      },
    },
    h("h3", {}, `Change the way to ${each.id}`),
    h("div", { class: "fields" }, wayFields(each),
      h("div", { class: "buttons" }, h("button", { class: "main" }, "Save"),
        button("Cancel", done))));
    fill(place, changes);
    changes.querySelector("input").focus();
  };

  const form = h("form", {
    class: "form",
    onsubmit: (event) => {
      event.preventDefault();
      const given = new FormData(form);
      const events = given.get("events").split(/[\s,]+/).filter(Boolean);
      const body = {
        api: given.get("api"),
        url: given.get("url"),
        ...wayIn(given),
      };
      if (events.length) body.events = events;
      if (given.get("secret")) body.secret = given.get("secret");
      act("/receivers", { method: "POST", body });
    },
  },
  h("h3", {}, "Register a receiver"),
  h("div", { class: "fields" },
    field("API", choice({ name: "api" }, apis.map(({ name, title }) => [name, title]))),
    field("URL", h("input", { name: "url", type: "url", required: true,
      placeholder: "http://127.0.0.1:9000/hooks" })),
    field("Events", h("input", { name: "events", placeholder: "all" })),
    field("Secret", h("input", { name: "secret", autocomplete: "off", placeholder: "none" })),
    wayFields({ delay: 0, drop_every: 0, copies: 1 }),
    h("button", { class: "main" }, "Register")));

  load();
  return h("section", { class: "block", "aria-labelledby": "receivers-title" },
    h("h2", { id: "receivers-title" }, "Receivers"), list, place, form);
}

/** How bad the way is, as fields and as what they say. */
function wayFields(each) {
  return [
    field("Delay, in seconds", number("delay", each.delay, { min: "0", max: "60", step: "any" })),
    field("Drops each nth (0: none)", number("drop_every", each.drop_every,
      { min: "0", max: "1000" })),
    field("Copies", number("copies", each.copies, { min: "1", max: "10" })),
  ];
}

const wayIn = (given) => ({
  delay: Number(given.get("delay")),
  drop_every: Number(given.get("drop_every")),
  copies: Number(given.get("copies")),
});

function way({ delay, drop_every: dropEvery, copies, signed }) {
  return [
    signed && "signed",
    delay > 0 && `${delay} s late`,
    dropEvery > 0 && `drops one of ${dropEvery}`,
    copies > 1 && `${copies} copies`,
  ].filter(Boolean).join(", ") || "plain";
}
