// Speaks to the control API: in a sandbox, and with the token where one is asked for.

const BASE = "/_ticketstub";
const TOKEN = "ticketstub-token";

export class ControlError extends Error {
  constructor(status, problem) {
    const wrong = (problem.errors ?? []).map((each) => `${each.name} ${each.detail}`);
    super(wrong.length ? wrong.join("; ") : problem.detail ?? problem.title);
    this.status = status;
  }
}

function headersFor(sandbox) {
  const headers = {};
  if (sandbox) headers["Ticketstub-Sandbox"] = sandbox;
  const token = sessionStorage.getItem(TOKEN);
  if (token) headers.Authorization = `Bearer ${token}`;
  return headers;
}

let asking = null;

/** Ask for the token, once for however many calls wait for it. */
function askForToken(refused) {
  asking ??= new Promise((resolve) => {
    const dialog = document.querySelector("#token");
    const form = dialog.querySelector("form");
    dialog.querySelector(".wrong").hidden = !refused;
    // Escape closes it in the end, whatever is said; without the token nothing is shown.
    const again = () => dialog.showModal();
    dialog.addEventListener("cancel", (event) => event.preventDefault());
    dialog.addEventListener("close", again);
    form.addEventListener("submit", () => {
      dialog.removeEventListener("close", again);
      sessionStorage.setItem(TOKEN, form.elements.token.value.trim());
      form.reset();
      asking = null;
      resolve();
    }, { once: true });
    dialog.showModal();
  });
  return asking;
}

/** Call the control API; answers the response, or throws a ControlError. */
export async function respond(path, { method = "GET", body, sandbox, signal } = {}) {
  for (;;) {
    const sent = sessionStorage.getItem(TOKEN);
    const headers = headersFor(sandbox);
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const response = await fetch(BASE + path, {
      method,
      headers,
      signal,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (response.ok) return response;
    if (response.status !== 401) throw await refusal(response);
    // Another call may have asked meanwhile; then the new token is tried first.
    if (sessionStorage.getItem(TOKEN) === sent) await askForToken(sent !== null);
  }
}

async function refusal(response) {
  try {
    return new ControlError(response.status, await response.json());
  } catch {
    return new ControlError(response.status, { title: response.statusText });
  }
}

/** Call the control API; answers what it says, null if nothing. */
export async function ask(path, options = {}) {
  const response = await respond(path, options);
  return response.status === 204 ? null : response.json();
}

const known = new Map();

/** A file that the stub serves, read once: what is served, or a contract. */
function once(path, read) {
  if (!known.has(path)) {
    const reading = fetch(path).then((response) => {
      if (!response.ok) throw new ControlError(response.status, { title: path });
      return read(response);
    });
    reading.catch(() => known.delete(path));
    known.set(path, reading);
  }
  return known.get(path);
}

/** The APIs that are served: operations, statuses, examples, demo credentials. */
export const served = () => once(`${BASE}/inspector/apis.json`, (each) => each.json());

/** The lines of a contract. */
export const contractLines = (api) =>
  once(`${BASE}/openapi/${encodeURIComponent(api)}.yaml`,
    async (each) => (await each.text()).split("\n"));

/** The last part of a path made of data. */
export const path = (...parts) => `/${parts.map(encodeURIComponent).join("/")}`;
