// Records: what is stored, collection by collection, and one of them as it is stored.

import { path } from "./api.js";
import { empty, fill, h, heading, table } from "./dom.js";
import { block, count, json } from "./text.js";

const PAGE = 25;
/** So many of a record's fields are columns, so long may their texts be. */
const MOST_COLUMNS = 6;
const LONGEST = 60;

class Records {
  constructor(outlet, context) {
    this.context = context;
    this.list = h("nav", { class: "side", "aria-label": "Collections" });
    this.page = h("section", { class: "list", "aria-label": "Records" });
    this.detail = h("section", { class: "detail", "aria-label": "Record", hidden: true });
    this.panes = h("div", { class: "panes sided" }, this.list, this.page, this.detail);
    outlet.append(this.panes);
    this.collections = context.attempt(async () =>
      (await context.ask("/records")).collections);
  }

  async show({ parts, filters }) {
    const collections = await this.collections ?? [];
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
    await this.context.attempt(async () => {
      const offset = Number(filters.offset) || 0;
      await this.read(found, offset, key);
      if (key !== undefined) await this.open(found, key, offset);
    });
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

  async read(found, offset, opened) {
    const { api, collection, key } = found;
    const { records, total } = await this.context.ask(
      `/records${path(api, collection)}?offset=${offset}&limit=${PAGE}`);
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
        h("p", { class: "quiet" }, total
          ? `${count(offset + 1)} to ${count(offset + records.length)} of ${count(total)}`
          : "none")),
      total ? table(`Records of ${api}.${collection}`, columns, rows)
        : empty("This collection is empty."),
      h("p", { class: "pages" },
        offset > 0 && to(Math.max(0, offset - PAGE), "Previous"),
        offset + records.length < total && to(offset + PAGE, "Next")));
  }

  async open({ api, collection }, key, offset) {
    const record = await this.context.ask(`/records${path(api, collection, key)}`);
    const close = h("a", {
      class: "close", href: this.context.link("records", [api, collection], { offset }),
    }, "Close");
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
