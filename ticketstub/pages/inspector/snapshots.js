// Snapshots: states with a name, which any sandbox can be put into.

import { path } from "./api.js";
import { button, empty, field, fill, h, sure, table } from "./dom.js";
import { count, moment } from "./text.js";

export function snapshotsOf(context, changed) {
  const list = h("div");
  const told = h("p", { class: "told", role: "status" });
  const name = h("input", {
    name: "name", required: true, maxlength: "64", autocomplete: "off",
    pattern: "[a-z0-9][a-z0-9._\\-]*", placeholder: "logged-in",
    title: "a-z, 0-9, and . _ - behind the first",
  });
  const room = h("p", { class: "quiet small" });

  const act = (where, options, text) => context.attempt(async () => {
    await context.ask(where, options);
    await changed();
    told.textContent = text;
  });

  const row = (each) => [
    each.name,
    each.sandbox,
    moment(each.taken),
    h("div", { class: "buttons" },
      button("Restore", () => act(`/snapshots${path(each.name)}/restore`,
        { method: "POST" }, `${context.sandbox} is as in ${each.name}.`),
      { "aria-label": `Restore ${each.name} into ${context.sandbox}` }),
      sure("Drop", `Drop ${each.name}?`, () => act(`/snapshots${path(each.name)}`,
        { method: "DELETE" }, `${each.name} is dropped.`))),
  ];

  const take = (event) => {
    event.preventDefault();
    const taken = name.value;
    act("/snapshots", { method: "POST", body: { name: taken } }, `${taken} is taken.`);
    name.value = "";
  };

  const element = h("section", { class: "block", "aria-labelledby": "snapshots-title" },
    h("h2", { id: "snapshots-title" }, "Snapshots"),
    h("p", { class: "quiet" },
      `States with a name; restored into the sandbox that is shown, ${context.sandbox}.`),
    list,
    h("form", { class: "form", onsubmit: take },
      h("h3", {}, `Take a snapshot of ${context.sandbox}`),
      h("div", { class: "fields" }, field("Name", name), h("button", { class: "main" }, "Take")),
      room),
    told);

  const load = async () => {
    const found = await context.ask("/snapshots");
    fill(list, found.snapshots.length
      ? table("Snapshots", ["Name", "Taken of", "At", ""], found.snapshots.map(row),
        { class: "stacked" })
      : empty("None yet."));
    room.textContent = `${count(found.snapshots.length)} of at most ${count(found.most)}.`;
    return found;
  };

  return { element, load };
}
