// A call once more: as a curl line, or sent from here. The journal keeps no secrets, so
// the demo credential stands in for what was sent.

const REDACTED = "[redacted]";

/** What a client sets by itself, so that it is neither copied nor sent again. */
const OWN = /^(host|content-length|connection|transfer-encoding|accept-encoding|keep-alive|te|upgrade|expect|origin|referer|cookie|dnt|sec-.*|access-control-request-.*)$/;
const SANDBOX = "ticketstub-sandbox";

function headersOf(found, api) {
  const { credentials = {}, operations = [] } = api ?? {};
  const operation = operations.find((each) => each.id === found.operation);
  const known = { ...credentials, ...operation?.credentials };
  const headers = Object.entries(found.request.headers)
    .filter(([name]) => !OWN.test(name))
    .map(([name, value]) => [name, value === REDACTED ? known[name] ?? value : value]);
  // A suffix of the credential may have named the sandbox.
  if (found.sandbox !== "main" && !(SANDBOX in found.request.headers)) {
    headers.push([SANDBOX, found.sandbox]);
  }
  return headers;
}

/** The path with its query, the demo credential in it where one was. */
function wayOf(found, api) {
  const query = found.query.split("&").map((pair) => {
    const [name, value] = pair.split("=");
    return value === REDACTED ? `${name}=${api?.query?.[name] ?? value}` : pair;
  });
  // The journal has the path decoded.
  const path = found.path.split("/").map(encodeURIComponent).join("/");
  return path + (found.query && `?${query.join("&")}`);
}

const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text
  : `'${text.replaceAll("'", "'\\''")}'`);

/** Stands for the file with a body that was not kept whole. */
const FILE = "BODY_FILE";

export function asCurl(found, api) {
  const { body } = found.request;
  const url = location.origin + wayOf(found, api);
  // Brackets and braces are curl's own, unless it is told.
  const lines = [`curl ${/[[\]{}]/.test(url) ? "-g " : ""}${quoted(url)}`];
  const usual = body.bytes > 0 ? "POST" : "GET";
  if (found.method === "HEAD") lines[0] = lines[0].replace("curl", "curl -I");
  else if (found.method !== usual) lines[0] = lines[0].replace("curl", `curl -X ${found.method}`);
  for (const [name, value] of headersOf(found, api)) {
    if (name !== "user-agent") lines.push(`-H ${quoted(value ? `${name}: ${value}` : `${name};`)}`);
  }
  if (body.bytes > 0 && !("content-type" in found.request.headers)) lines.push("-H content-type:");
  if (body.bytes === 0) return lines.join(" \\\n  ");
  if (body.cut) lines.push(`--data-binary @${FILE}`);
  else if (body.text !== null) lines.push(`--data-raw ${quoted(body.text)}`);
  else {
    lines.push("--data-binary @-");
    lines[0] = `echo ${body.base64} | base64 -d | ${lines[0]}`;
  }
  return lines.join(" \\\n  ");
}

function bytesOf({ bytes, text, base64 }) {
  if (bytes === 0) return undefined;
  if (text !== null) return text;
  return Uint8Array.from(atob(base64), (each) => each.charCodeAt(0));
}

/** Send a call again; answers its status, and its id if the journal tells it. */
export async function again(found, api, context) {
  const headers = headersOf(found, api).filter(([name]) => name !== "user-agent");
  const { sandbox } = found;
  const before = await context.ask("/requests?limit=1", { sandbox });
  const after = before.requests[0]?.id;
  const answer = await fetch(wayOf(found, api), {
    method: found.method,
    headers,
    body: bytesOf(found.request.body),
    redirect: "manual",
    cache: "no-store",
  });
  const since = after ? `&after=${encodeURIComponent(after)}` : "";
  const same = `method=${found.method}&path=${encodeURIComponent(found.path)}`;
  const { requests } = await context.ask(`/requests?limit=1000&${same}${since}`, { sandbox });
  return { status: answer.status, id: requests[0]?.id };
}
