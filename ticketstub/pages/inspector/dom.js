// Makes elements. Data becomes text nodes and attributes, never markup.

/** Make an element; `on…` are listeners, null and false children are left out. */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return element;
}

/** What an element is to whoever has the focus on it, also when it is made anew. */
const identity = (element) => [element.tagName, element.dataset.key
  ?? element.getAttribute("aria-label") ?? element.name ?? "", element.textContent].join(" ");

/** Whether the focus was in what is closed, and may go back to what opened it. */
export const isLeft = (closed) => document.activeElement === document.body
  || closed.contains(document.activeElement);

/** Give an element other children; the focus stays on what is there again. */
export function fill(element, ...children) {
  const held = document.activeElement;
  const focused = held !== element && element.contains(held) ? identity(held) : null;
  element.replaceChildren(...children.flat(Infinity).filter((child) => child));
  if (focused) {
    [...element.querySelectorAll("a, button, input, select, [tabindex]")]
      .find((each) => identity(each) === focused)?.focus({ preventScroll: true });
  }
  return element;
}

/** A field with its label; `input` is any element that takes a value. */
export function field(text, input, note = "") {
  return h("label", { class: "field" }, h("span", {}, text), input,
    note && h("small", {}, note));
}

/** A select; options are [value, text] or a group {label, options}. */
export function choice(attributes, options, value) {
  const option = ([value, text]) => h("option", { value }, text);
  const select = h("select", attributes, options.filter(Boolean).map((each) =>
    Array.isArray(each) ? option(each)
      : h("optgroup", { label: each.label }, each.options.map(option))));
  if (value !== undefined && value !== null) select.value = value;
  return select;
}

export function button(text, onclick, attributes = {}) {
  return h("button", { type: "button", onclick, ...attributes }, text);
}

/** A button that asks back before it does what cannot be undone. */
export function sure(text, question, onclick) {
  const made = button(text, () => {
    if (made.dataset.asked) {
      settle();
      onclick();
      return;
    }
    made.dataset.asked = "yes";
    made.textContent = question;
  }, { class: "risky", "data-key": question });
  const settle = () => {
    delete made.dataset.asked;
    made.textContent = text;
  };
  made.addEventListener("blur", settle);
  return made;
}

/** A table; a row is a list of cells. The roles stay where a narrow window stacks them. */
export function table(caption, heads, rows, attributes = {}) {
  const named = (at) => (heads[at] ? { "data-head": heads[at] } : {});
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    h("table", { role: "table", ...attributes },
      h("caption", { class: "unseen" }, caption),
      h("thead", { role: "rowgroup" }, h("tr", { role: "row" }, heads.map((head) =>
        h("th", { scope: "col", role: "columnheader" },
          head || h("span", { class: "unseen" }, "What to do"))))),
      h("tbody", { role: "rowgroup" }, rows.map((cells) =>
        h("tr", { role: "row" }, cells.map((cell, at) =>
          h("td", { role: "cell", ...named(at) }, cell)))))));
}

/** The heading of what is opened, which the keyboard goes on from. */
export function heading(...children) {
  // A page that was just loaded begins at its top.
  const arrive = document.activeElement !== document.body;
  const made = h("h2", { tabindex: "-1" }, children);
  if (arrive) requestAnimationFrame(() => made.focus({ preventScroll: true }));
  return made;
}

export function facts(pairs) {
  return h("dl", { class: "facts" }, pairs.filter(Boolean).map(([name, value]) =>
    h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

export function empty(...text) {
  return h("p", { class: "empty" }, ...text);
}

/** What a status means, as a small coloured mark. */
export function status(code) {
  return h("span", { class: `http s${Math.floor(code / 100)}` }, String(code));
}
