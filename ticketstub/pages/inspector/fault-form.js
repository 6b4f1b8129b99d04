// The form for a fault: operations, statuses and examples are those of the contract.

import { choice, field, fill, h } from "./dom.js";

const KINDS = [
  ["status", "an error is answered"],
  ["delay", "the answer is late"],
  ["connection", "the connection breaks"],
  ["truncate", "the body is cut short"],
];

/** What no contract need declare, since anything on the way may answer it. */
const ANYWHERE = [429, 500, 502, 503, 504];

const number = (name, attributes) => h("input", { type: "number", name, ...attributes });

export class FaultForm {
  constructor(apis, add) {
    this.apis = apis;
    this.add = add;
    this.api = choice({ name: "api", onchange: () => this.offerOperations() },
      apis.map(({ name, title }) => [name, title]));
    this.operation = choice({ name: "operation", onchange: () => this.offerStatuses() }, []);
    this.kind = choice({ name: "kind", onchange: () => this.showKind() }, KINDS);
    this.status = choice({ name: "status", onchange: () => this.offerExamples() }, []);
    this.example = choice({ name: "example" }, []);
    this.fields = {
      status: [field("Status", this.status), field("Example", this.example)],
      delay: [],
      connection: [field("When", choice({ name: "connection" },
        [["before", "before the answer"], ["midway", "amid the answer"]]))],
      truncate: [field("Part that is sent, in %",
        number("truncate", { min: "0", max: "100", value: "50", required: true }))],
    };
    this.delay = number("delay", { min: "0", max: "60", step: "any", placeholder: "0" });
    this.special = h("div", { class: "fields" });
    this.element = h("form", { class: "form", onsubmit: (event) => this.submit(event) },
      h("h3", {}, "Add a fault"),
      h("div", { class: "fields" }, field("API", this.api), field("Operation", this.operation),
        field("What happens", this.kind)),
      this.special,
      h("div", { class: "fields" },
        field("Only the first", number("first", { min: "1", placeholder: "all" })),
        field("Only each nth", number("every", { min: "1", placeholder: "1" })),
        field("From", h("input", { name: "from", placeholder: "2026-06-15T09:30:00Z" })),
        field("Until", h("input", { name: "until", placeholder: "2026-06-15T09:35:00Z" })),
        h("button", { class: "main" }, "Add")));
    this.offerOperations();
    this.showKind();
  }

  get chosen() {
    const api = this.apis.find(({ name }) => name === this.api.value);
    const { value } = this.operation;
    return value ? api.operations.filter(({ id }) => id === value) : api.operations;
  }

  offerOperations() {
    const { operations } = this.apis.find(({ name }) => name === this.api.value);
    replace(this.operation, [["", "every one"],
      ...operations.map(({ id, summary }) => [id, `${id}: ${summary}`])]);
    this.offerStatuses();
  }

  offerStatuses() {
    const declared = new Set(this.chosen.flatMap(({ errors }) => Object.keys(errors)));
    const texts = Object.assign({}, ...this.chosen.map(({ errors }) => errors));
    const others = ANYWHERE.map(String).filter((code) => !declared.has(code));
    replace(this.status, [
      { label: "In the contract", options: [...declared].sort().map((code) =>
        [code, `${code} ${shortened(texts[code].description)}`]) },
      { label: "Beyond it", options: others.map((code) => [code, code]) },
    ]);
    this.offerExamples();
  }

  offerExamples() {
    const named = new Set(this.chosen.flatMap(({ errors }) =>
      errors[this.status.value]?.examples ?? []));
    replace(this.example, [["", "the first"], ...[...named].map((name) => [name, name])]);
    this.example.closest("label").hidden = named.size < 2;
  }

  showKind() {
    const late = this.kind.value === "delay";
    this.delay.required = late;
    if (late && !this.delay.value) this.delay.value = "2";
    if (!late) this.delay.value = "";
    fill(this.special, this.fields[this.kind.value],
      field(late ? "Seconds" : "And late by seconds", this.delay));
  }

  async submit(event) {
    event.preventDefault();
    const given = new FormData(this.element);
    const value = (name) => given.get(name) || null;
    const numeric = (name) => (value(name) === null ? null : Number(value(name)));
    const body = {
      api: value("api"),
      operation: value("operation"),
      status: numeric("status"),
      example: value("example"),
      delay_seconds: numeric("delay"),
      connection: value("connection"),
      truncate: given.has("truncate") ? Number(given.get("truncate")) / 100 : null,
      first: numeric("first"),
      every: numeric("every"),
      from: value("from"),
      until: value("until"),
    };
    await this.add(Object.fromEntries(
      Object.entries(body).filter(([, each]) => each !== null)));
  }
}

function replace(select, options) {
  const { value } = select;
  fill(select, ...choice({}, options).children);
  select.value = value;
  if (select.selectedIndex < 0) select.selectedIndex = 0;
}

function shortened(text) {
  return text.length > 50 ? `${text.slice(0, 49)}…` : text;
}
