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

export function fill(element, ...children) {
  element.replaceChildren(...children.flat(Infinity).filter((child) => child));
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
  }, { class: "risky" });
  const settle = () => {
    delete made.dataset.asked;
    made.textContent = text;
  };
  made.addEventListener("blur", settle);
  return made;
}

/** A table; a row is a list of cells. */
export function table(caption, heads, rows, attributes = {}) {
  return h("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption },
    h("table", attributes,
      h("caption", { class: "unseen" }, caption),
      h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" },
        head || h("span", { class: "unseen" }, "What to do"))))),
      h("tbody", {}, rows.map((cells) =>
        h("tr", {}, cells.map((cell) => h("td", {}, cell)))))));
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
