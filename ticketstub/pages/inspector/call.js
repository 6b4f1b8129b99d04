// One call: what was sent, what was answered, why, and the same again.

import { copyButton } from "../copy.js";
import { served } from "./api.js";
import { asCurl, again } from "./again.js";
import { button, facts, fill, h, heading, status } from "./dom.js";
import { explanation } from "./explanation.js";
import { MAIN } from "./route.js";
import { block, bytes, duration, moment, pretty } from "./text.js";

const VERDICTS = {
  answered: "Answered; request and answer fit the contract.",
  preferred: "Answered from the contract's examples, as the call asked by Prefer.",
  refused: "Refused.",
  faulted: "Met a fault.",
  failed: "The stub failed; its log says where.",
};

export async function openCall(pane, context, id, leave) {
  const back = button("Close", leave, { class: "close", "aria-label": "Close the call" });
  fill(pane, h("div", { class: "head" }, h("h2", {}, id), back));
  pane.dataset.id = id;
  const found = await context.attempt(() => context.ask(`/requests/${encodeURIComponent(id)}`));
  // Another one may have been opened meanwhile.
  if (pane.dataset.id !== id || found === undefined) return;
  const apis = await context.attempt(served) ?? [];
  const api = apis.find((each) => each.name === found.api);
  const way = found.path + (found.query && `?${found.query}`);
  fill(pane,
    h("div", { class: "head" },
      heading(h("span", { class: "method" }, found.method), " ",
        h("span", { class: "path" }, way)), back),
    h("p", { class: `verdict ${found.outcome}` }, status(found.status), " ",
      verdict(found)),
    actions(found, api, context),
    facts([
      ["Call", h("code", {}, found.id)],
      ["Operation", operation(found, api)],
      ["At", moment(found.at)],
      ["Took", duration(found.seconds)],
      ["Sandbox", found.sandbox],
      found.fault && ["Fault", h("a", { href: context.link("faults") }, found.fault)],
    ]),
    found.explain && explanation(found, context),
    message("Request", found.request),
    message("Answer", found.answer));
}

function verdict(found) {
  const said = VERDICTS[found.outcome];
  const wrong = found.violations.length;
  if (wrong > 0) return `Refused: ${wrong === 1 ? "a value is" : `${wrong} values are`} not allowed.`;
  if (!found.detail) return said;
  return found.outcome === "refused" ? `Refused: ${found.detail}` : `${said} ${found.detail}`;
}

function operation(found, api) {
  if (!found.operation) return `none of ${api?.title ?? found.api}`;
  const known = api?.operations.find((each) => each.id === found.operation);
  if (known === undefined) return found.operation;
  const query = found.sandbox === MAIN ? "" : `?sandbox=${encodeURIComponent(found.sandbox)}`;
  const place = [known.tag, known.id].map(encodeURIComponent).join("/");
  return h("a", {
    href: `/_ticketstub/docs/${encodeURIComponent(found.api)}${query}#/${place}`,
  }, `${known.summary} (${known.id})`);
}

function actions(found, api, context) {
  const curl = h("pre", { hidden: true });
  const copy = copyButton(curl, "the call as curl", {
    label: "Copy as curl",
    textOf: () => asCurl(found, api),
  });
  copy.className = "";
  const cut = found.request.body.cut;
  const told = h("p", { class: "told", role: "status" }, cut
    && "Of its body only the beginning was kept: it cannot be replayed, and the command "
    + "reads the body from a file that you name.");
  const replay = button("Replay", () => context.attempt(async () => {
    fill(told, "Sending…");
    const { status: answered, id } = await again(found, api, context);
    fill(told, "Answered ", status(answered), " ",
      id && h("a", { href: context.link("calls", [id]) }, `See ${id}`));
  }), { class: "main", disabled: cut });
  return h("div", { class: "actions" }, h("div", { class: "buttons" }, replay, copy), curl, told);
}

function message(title, { headers, body }) {
  const type = headers["content-type"] ?? "";
  const name = title.toLowerCase();
  const content = body.text ?? body.base64;
  return h("section", { class: "message", "aria-label": title },
    h("h3", {}, title),
    h("table", { class: "headers", "aria-label": `Headers of the ${name}` },
      h("tbody", {}, Object.entries(headers).map(([header, value]) =>
        h("tr", {}, h("th", { scope: "row" }, header), h("td", {}, value))))),
    body.bytes > 0 && [
      h("p", { class: "quiet small" }, bytes(body.bytes),
        body.cut && ", of which the beginning was kept",
        body.text === null && ", shown as base64"),
      content && block(`Body of the ${name}`,
        body.text === null ? body.base64 : pretty(body.text, type)),
    ]);
}
