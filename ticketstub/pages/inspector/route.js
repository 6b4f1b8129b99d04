// Where the reader is, as the part of the URL behind `#`: a tab, what is opened in it,
// the sandbox and the filters. `#/calls/call_7?sandbox=ci-7&status=4xx`

export const MAIN = "main";

export function parse(hash) {
  const [way, query = ""] = hash.replace(/^#\/?/, "").split("?");
  const [tab, ...parts] = way.split("/").filter(Boolean).map(decoded);
  const values = Object.fromEntries(new URLSearchParams(query));
  const { sandbox = MAIN, ...filters } = values;
  return { tab: tab ?? "calls", parts, sandbox: sandbox || MAIN, filters };
}

function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function write({ tab, parts = [], sandbox = MAIN, filters = {} }) {
  const query = new URLSearchParams();
  if (sandbox !== MAIN) query.set("sandbox", sandbox);
  for (const [name, value] of Object.entries(filters)) {
    if (value) query.set(name, value);
  }
  const way = [tab, ...parts.map(encodeURIComponent)].join("/");
  return `#/${way}${query.size ? `?${query}` : ""}`;
}
