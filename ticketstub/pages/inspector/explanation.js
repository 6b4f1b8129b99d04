// Why a call was refused: each reason with its lines of the contract, and what passes.

import { copyButton } from "../copy.js";
import { contractLines } from "./api.js";
import { facts, fill, h } from "./dom.js";
import { block, json } from "./text.js";

/** So many lines are shown before and behind the one that refused. */
const AROUND = 3;

export function explanation(found, context) {
  const section = h("section", { class: "explanation", "aria-label": "Explanation" },
    h("h3", {}, "Why"));
  const told = context.attempt(async () => {
    const said = await context.ask(`/explain/${encodeURIComponent(found.id)}`,
      { sandbox: found.sandbox });
    fill(section, h("h3", {}, "Why"),
      said.reasons.length === 0 && said.detail !== found.detail && h("p", {}, said.detail),
      said.reasons.map((reason) => because(reason, found.api)),
      said.documented && documented(said.documented, found.api),
      said.evidence && evidence(said.evidence),
      said.nearest && nearest(said.nearest));
    return true;
  });
  told.then((explained) => { if (!explained) section.remove(); });
  return section;
}

function because(reason, api) {
  const field = reason.pointer ? reason.pointer.slice(1).replaceAll("/", ".") : reason.name;
  return h("div", { class: "reason" },
    h("p", {}, h("strong", {}, field), " ", reason.detail),
    facts([
      ["Where", reason.in],
      ["Rule", h("code", {}, reason.rule)],
      ["Sent", reason.sent === null ? "nothing" : h("code", {}, reason.sent)],
      reason.says && ["Contract", h("code", {}, reason.says)],
    ]),
    excerpt(reason.contract, api));
}

/** The lines of the contract around a place, which is marked. */
function excerpt(place, api) {
  const code = h("code");
  const shown = h("figure", { class: "excerpt" },
    h("figcaption", {},
      h("a", { href: `/_ticketstub/openapi/${encodeURIComponent(api)}.yaml` },
        `${place.file}, line ${place.line}`),
      " ", h("span", { class: "quiet" }, place.pointer)),
    h("pre", { tabindex: "0", role: "group", "aria-label": "Lines of the contract" }, code));
  contractLines(api).then((lines) => {
    const first = Math.max(1, place.line - AROUND);
    const last = Math.min(lines.length, place.line + AROUND);
    for (let line = first; line <= last; line += 1) {
      code.append(h(line === place.line ? "mark" : "span", { class: "line" },
        h("span", { class: "number" }, String(line).padStart(String(last).length)),
        `  ${lines[line - 1]}\n`));
    }
  }, () => shown.lastElementChild.remove());
  return shown;
}

function documented({ status, description, contract, example }, api) {
  return h("details", {},
    h("summary", {}, `What the contract documents for ${status}`),
    h("p", {}, description),
    h("p", { class: "quiet small" }, h("a",
      { href: `/_ticketstub/openapi/${encodeURIComponent(api)}.yaml` },
      `${contract.file}, line ${contract.line}`)),
    example !== null && block("The documented answer", json(example)));
}

function evidence({ source, confidence, rules }) {
  return h("details", {},
    h("summary", {}, "How this is known"),
    facts([
      source && ["Source", source],
      confidence && ["Confidence", confidence],
      ...rules.map((rule) => [rule.id, rule.text ?? ""]),
    ]));
}

function nearest({ curl, status }) {
  const code = h("code", {}, curl);
  return h("div", { class: "nearest" },
    h("div", { class: "head" },
      h("p", {}, `The nearest request that passes, with ${status}:`),
      copyButton(code, "the request that passes")),
    h("pre", { tabindex: "0", role: "group", "aria-label": "Request that passes" }, code));
}
