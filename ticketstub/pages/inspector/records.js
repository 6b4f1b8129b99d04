// Records: what is stored, collection by collection, and one of them as it is stored.

import { path } from "./api.js";
import { button, empty, fill, h, heading, isLeft, table } from "./dom.js";
import { block, count, json } from "./text.js";

const PAGE = 25;
/** So many of a record's fields are columns, so long may their texts be. */
const MOST_COLUMNS = 6;
const LONGEST = 60;

class Records {
  constructor(outlet, context) {
    this.context = context;
    this.list = h("nav", { "aria-label": "Collections" });
    this.side = h("details", { class: "side" }, h("summary", {}, "Collections"), this.list);
    // In a narrow window the list would hide the records.
    this.narrow = matchMedia("(max-width: 44rem)");
    this.side.open = !this.narrow.matches;
    this.narrow.onchange = () => { this.side.open = !this.narrow.matches; };
    this.page = h("section", { class: "list", "aria-label": "Records" });
    this.detail = h("section", { class: "detail", "aria-label": "Record", hidden: true });
    this.panes = h("div", { class: "panes sided" }, this.side, this.page, this.detail);
    outlet.append(this.panes);
  }

  async show(route) {
    const { parts, filters } = route;
    const before = this.route;
    this.route = route;
    const collections = await this.context.attempt(async () =>
      (await this.context.ask("/records")).collections);
    if (this.route !== route || collections === undefined) return;
    if (this.narrow.matches && parts.length > 0) this.side.open = false;
    const [api = collections[0]?.api, collection = collections[0]?.collection, key] = parts;
    this.offer(collections, api, collection);
    const found = collections.find((each) =>
      each.api === api && each.collection === collection);
    this.panes.classList.toggle("open", key !== undefined);
    this.detail.hidden = key === undefined;
    if (found === undefined) {
      fill(this.page, empty("There is no such collection."));
      return;
    }
    const offset = Math.max(0, Math.trunc(Number(filters.offset)) || 0);
    await this.context.attempt(() => this.read(found, offset, key, route));
    if (key !== undefined) await this.context.attempt(() => this.open(found, key, offset, route));
    else if (before?.parts[2] !== undefined && isLeft(this.detail)) {
      // Where one was, before it was opened.
      [...this.page.querySelectorAll("td a")].find((each) =>
        each.textContent === before.parts[2])?.focus();
    }
  }

  offer(collections, api, collection) {
    const apis = [...new Set(collections.map((each) => each.api))];
    fill(this.list, apis.map((name) => [
      h("h2", {}, name),
      h("ul", {}, collections.filter((each) => each.api === name).map((each) =>
        h("li", {}, h("a", {
          href: this.context.link("records", [name, each.collection]),
          "aria-current": name === api && each.collection === collection && "true",
        }, each.collection), h("span", { class: "quiet" }, count(each.records))))),
    ]));
  }

  async read(found, offset, opened, route) {
    const { api, collection, key } = found;
    const { records, total } = await this.context.ask(
      `/records${path(api, collection)}?offset=${offset}&limit=${PAGE}`);
    if (this.route !== route) return;
    const columns = chosen(records, key);
    const rows = records.map((record) => columns.map((name) => {
      const text = shortened(record[name]);
      if (name !== key) return text;
      const href = this.context.link("records", [api, collection, record[key]], { offset });
      return h("a", { href, "aria-current": String(record[key]) === opened && "true" },
        String(record[key]));
    }));
    const to = (start, text) => h("a", {
      href: this.context.link("records", [api, collection], { offset: start || "" }),
    }, text);
    fill(this.page,
      h("div", { class: "head" }, h("h2", {}, `${api}.${collection}`),
        h("p", { class: "quiet" }, records.length
          ? `${count(offset + 1)} to ${count(offset + records.length)} of ${count(total)}`
          : `${count(total)} in all`),
        button("Read again", () => this.show(this.route))),
      records.length ? table(`Records of ${api}.${collection}`, columns, rows)
        : empty(total ? "There is nothing on this page." : "This collection is empty."),
      h("nav", { class: "pages", "aria-label": "Pages of records" },
        offset > 0 && [to(0, "First"), to(Math.max(0, Math.min(offset, total) - PAGE), "Previous")],
        offset + PAGE < total && [to(offset + PAGE, "Next"),
          to(Math.floor((total - 1) / PAGE) * PAGE, "Last")]));
  }

  close() {
    this.narrow.onchange = null;
  }

  async open({ api, collection }, key, offset, route) {
    const close = h("a", {
      class: "close", href: this.context.link("records", [api, collection], { offset }),
    }, "Close");
    fill(this.detail, h("div", { class: "head" }, h("h2", {}, `${collection} ${key}`), close));
    const record = await this.context.ask(`/records${path(api, collection, key)}`);
    if (this.route !== route) return;
    fill(this.detail,
      h("div", { class: "head" }, heading(`${collection} ${key}`), close),
      h("p", { class: "quiet small" }, "As it is stored, which may not be as the API shows it."),
      block("Record", json(record)));
  }
}

/** The columns of a list: the key, then the fields whose values are short. */
function chosen(records, key) {
  const names = [...new Set(records.flatMap(Object.keys))].filter((name) => name !== key);
  const plain = names.filter((name) => records.every((record) =>
    record[name] === null || typeof record[name] !== "object"));
  return [key, ...plain.slice(0, MOST_COLUMNS - 1)];
}

function shortened(value) {
  const text = value === null || value === undefined ? "" : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;
}

export const records = {
  title: "Records",
  open: (outlet, context) => new Records(outlet, context),
};
