// The filters above the calls: text, API, operation, class of status, sandbox.

import { served } from "./api.js";
import { choice, field, fill, h } from "./dom.js";

const CLASSES = [["", "Any"], ["2xx", "2xx"], ["3xx", "3xx"], ["4xx", "4xx"], ["5xx", "5xx"]];

export class FilterBar {
  constructor(value, changed) {
    this.value = {};
    this.changed = changed;
    this.apis = [];
    const change = () => this.read();
    this.inputs = {
      text: h("input", { type: "search", oninput: change, placeholder: "path, operation, reason" }),
      api: choice({ onchange: change }, [["", "Any"]]),
      operation: choice({ onchange: change }, [["", "Any"]]),
      status: choice({ onchange: change }, CLASSES),
      in: choice({ onchange: change }, [["", "This one"], ["all", "All"]]),
    };
    const { text, api, operation, status } = this.inputs;
    this.element = h("form", { class: "filters", role: "search",
      onsubmit: (event) => event.preventDefault() },
    field("Text", text), field("API", api), field("Operation", operation),
    field("Status", status), field("Sandboxes", this.inputs.in));
    this.set(value);
    served().then((apis) => {
      this.apis = apis;
      this.set(this.value);
    }, () => {}); // Without the list the other filters still work.
  }

  read() {
    const value = {};
    for (const [name, input] of Object.entries(this.inputs)) {
      if (input.value) value[name] = input.value;
    }
    if (value.api !== this.value.api) delete value.operation;
    this.changed(value);
  }

  /** Show the filters that the URL names. */
  set(value) {
    this.value = { ...value };
    const { api } = value;
    const named = (name) => [[value[name], value[name]]].filter(([each]) => each);
    const options = (every, name) => [["", "Any"],
      ...(every.some(([each]) => each === value[name]) ? every : [...every, ...named(name)])];
    this.offer("api", options(this.apis.map((each) => [each.name, each.name]), "api"));
    const chosen = this.apis.filter((each) => each.name === api);
    this.offer("operation", options(
      chosen.flatMap((each) => each.operations.map(({ id }) => [id, id])), "operation"));
    for (const [name, input] of Object.entries(this.inputs)) {
      const wanted = value[name] ?? "";
      if (input.value !== wanted) input.value = wanted;
    }
  }

  offer(name, options) {
    const select = this.inputs[name];
    if (options.length === select.options.length
      && options.every(([each], at) => select.options[at].value === each)) return;
    fill(select, options.map(([each, text]) => h("option", { value: each }, text)));
  }

  matches(call) {
    const { text = "", api, operation, status } = this.value;
    if (api && call.api !== api) return false;
    if (operation && call.operation !== operation) return false;
    if (status && !String(call.status).startsWith(status[0])) return false;
    const all = `${call.method} ${call.path}?${call.query} ${call.operation} ${call.detail} ${call.id}`;
    return all.toLowerCase().includes(text.toLowerCase());
  }
}
