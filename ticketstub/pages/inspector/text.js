// How times, numbers, JSON and bodies are written.

import { h } from "./dom.js";

export const count = (number) => number.toLocaleString("en");

/** A time of the sandbox's clock: its hour for a list, or all of it. */
export const hour = (time) => time.slice(11, 23);
export const moment = (time) => `${time.slice(0, 10)} ${time.slice(11, 23)} UTC`;
export const second = (date) => `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;

export function duration(seconds) {
  const ms = seconds * 1000;
  if (ms < 10) return `${ms.toFixed(1)} ms`;
  return ms < 10_000 ? `${Math.round(ms)} ms` : `${seconds.toFixed(1)} s`;
}

/** How long ago something was, as far as anybody asks. */
export function ago(seconds) {
  if (seconds < 1) return "just now";
  for (const [span, unit] of [[86_400, "d"], [3600, "h"], [60, "min"]]) {
    if (seconds >= span) return `${Math.floor(seconds / span)} ${unit} ago`;
  }
  return `${Math.floor(seconds)} s ago`;
}

export function bytes(number) {
  return number === 1 ? "1 byte" : `${count(number)} bytes`;
}

const TOKEN =
  /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const LONGEST_COLOURED = 100_000;

/** A JSON text with its parts coloured; anything else stays as it is. */
export function coloured(text) {
  if (text.length > LONGEST_COLOURED) return [text];
  const parts = [];
  let end = 0;
  for (const found of text.matchAll(TOKEN)) {
    const [token, string, colon] = found;
    parts.push(text.slice(end, found.index));
    const kind = colon ? "key" : string ? "string" : "atom";
    parts.push(h("span", { class: kind }, string ?? token), colon ?? "");
    end = found.index + token.length;
  }
  parts.push(text.slice(end));
  return parts;
}

/** Indent a JSON text token by token, so that its numbers stay as they were sent. */
export function indented(text) {
  JSON.parse(text);
  let depth = 0;
  const line = () => `\n${"  ".repeat(depth)}`;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|[[\]{},:]|[^\s[\]{},:"]+/g) ?? [];
  return tokens.map((token, at) => {
    const after = tokens[at + 1];
    if (token === "{" || token === "[") {
      if (after === "}" || after === "]") return token;
      depth += 1;
      return token + line();
    }
    if (token === "}" || token === "]") {
      const before = tokens[at - 1];
      if (before === "{" || before === "[") return token;
      depth -= 1;
      return line() + token;
    }
    if (token === ",") return token + line();
    return token === ":" ? ": " : token;
  }).join("");
}

export function block(label, ...content) {
  return h("pre", { tabindex: "0", role: "group", "aria-label": label },
    h("code", {}, ...content));
}

/** A body as text: JSON and forms pretty-printed, others as they are. */
export function pretty(text, type = "") {
  if (/\bx-www-form-urlencoded\b/.test(type)) {
    const pairs = [...new URLSearchParams(text)];
    return [pairs.map(([name, value]) => `${name} = ${value}`).join("\n")];
  }
  try {
    return coloured(indented(text));
  } catch {
    return [text];
  }
}

export const json = (value) => coloured(JSON.stringify(value, null, 2));
