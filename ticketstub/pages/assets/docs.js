// Shows the document that the page carries in Swagger UI: with the demo credentials
// filled in, the calls sent to the chosen sandbox, and a search that knows operations.
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const origin = data.origin || location.origin;
  const sandbox = document.getElementById("sandbox");
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  const contents = document.querySelector(".contents");
  const entries = [...contents.querySelectorAll("a")];

  // The document's servers are paths; the stub is where the page came from.
  const everywhere = [data.document];
  for (const item of Object.values(data.document.paths)) {
    everywhere.push(item, ...Object.values(item));
  }
  for (const holder of everywhere) {
    for (const server of (holder && holder.servers) || []) {
      server.url = origin + server.url;
    }
  }

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () =>
    document.documentElement.classList.toggle("dark-mode", dark.matches);
  dark.addEventListener("change", paint);
  paint();

  // In a narrow window the list would hide what the page is about.
  if (matchMedia("(max-width: 60rem)").matches) {
    contents.open = false;
  }

  // What the search looks at, by method and path.
  const texts = new Map();
  for (const [path, item] of Object.entries(data.document.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      if (operation && operation.responses) {
        const { operationId, summary, description, tags, parameters } = operation;
        const names = (parameters || []).map((each) => each.name || each.$ref);
        const parts = [path, method, operationId, summary, description, tags, names];
        texts.set(`${method} ${path}`, parts.flat().join(" ").toLowerCase());
      }
    }
  }

  const matches = (key, phrase) => {
    const text = texts.get(key) || "";
    return phrase
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.includes(word));
  };

  const ours = (system) => ({
    components: {
      // Swagger UI's own field looks at tags alone; ours stands beside the list.
      FilterContainer: () => null,
      // A link within a button can't be told apart by keyboard; the list has the links.
      DeepLink: ({ text }) => text,
      // What an answer leads to is shown as something to follow.
      operationLink: ({ link, name }) => {
        const make = system.React.createElement;
        const id = link.get("operationId");
        const entry = entries.find((each) => id && each.hash.endsWith(`/${id}`));
        const text = link.get("description") || name;
        const parameters = Object.entries(link.get("parameters")?.toJS() || {});
        const told = parameters.map(([key, value]) => `${key}: ${value}`).join(", ");
        const title = entry ? make("a", { href: entry.hash }, text) : text;
        return make("p", { className: "operation-link" }, title, make("code", null, told));
      },
    },
    fn: {
      opsFilter: (groups, phrase) =>
        groups
          .map((group) =>
            group.update("operations", (operations) =>
              operations.filter((each) =>
                matches(`${each.get("method")} ${each.get("path")}`, phrase),
              ),
            ),
          )
          .filter((group) => group.get("operations").size > 0),
    },
    statePlugins: {
      layout: {
        wrapActions: {
          // Swagger UI takes each underscore in a link for an old way to write a space.
          parseDeepLinkHash: (_original, system) => (hash) => {
            const [tag, id] = hash.replace(/^#?\/?/, "").split("/");
            if (tag) {
              system.layoutActions.show(["operations-tag", tag], true);
            }
            if (id) {
              system.layoutActions.show(["operations", tag, id], true);
            }
          },
        },
      },
      spec: {
        wrapActions: {
          // An operation may need another credential than the one filled in.
          executeRequest: (send) => (request) => {
            const key = `${request.method} ${request.pathName}`;
            const needed = data.demo.operations[key];
            const given = request.securities && request.securities.authorized;
            if (needed && given) {
              const authorized = structuredClone(given);
              for (const [name, value] of Object.entries(data.demo.schemes)) {
                if (authorized[name] && authorized[name].value === value) {
                  authorized[name].value = needed;
                }
              }
              const securities = { ...request.securities, authorized };
              return send({ ...request, securities });
            }
            return send(request);
          },
        },
      },
    },
  });

  const fillIn = (ui) => {
    const schemes = (data.document.components || {}).securitySchemes || {};
    for (const [name, value] of Object.entries(data.demo.schemes)) {
      const scheme = schemes[name] || {};
      if (scheme.type === "http" && scheme.scheme.toLowerCase() === "basic") {
        const colon = value.indexOf(":");
        ui.preauthorizeBasic(name, value.slice(0, colon), value.slice(colon + 1));
      } else {
        ui.preauthorizeApiKey(name, value);
      }
    }
  };

  // Beyond loopback the control API asks for a token; the inspector keeps it for the tab.
  const fillInToken = (ui) => {
    if (!data.try || !location.pathname.endsWith("/_control")) {
      return;
    }
    const token = sessionStorage.getItem("ticketstub-token");
    if (token) {
      ui.preauthorizeApiKey("Token", token);
    }
  };

  const chosen = () => (sandbox && sandbox.validity.valid ? sandbox.value : "");

  const ui = SwaggerUIBundle({
    spec: data.document,
    dom_id: "#viewer",
    plugins: [ours],
    deepLinking: true,
    displayOperationId: true,
    displayRequestDuration: true,
    docExpansion: "list",
    defaultModelExpandDepth: 2,
    defaultModelsExpandDepth: 0,
    filter: true,
    supportedSubmitMethods: data.try
      ? ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
      : [],
    tryItOutEnabled: data.try,
    // Otherwise the document would be sent to a service that judges it.
    validatorUrl: null,
    syntaxHighlight: { theme: "tomorrow-night" },
    requestInterceptor: (request) => {
      if (chosen()) {
        request.headers["Ticketstub-Sandbox"] = chosen();
      }
      return request;
    },
    onComplete: () => {
      fillIn(ui);
      fillInToken(ui);
      // A link into the page names an operation that is there only now.
      go(true);
    },
  });

  const target = () => {
    const hash = decodeURI(location.hash);
    return entries.find((entry) => decodeURI(entry.hash) === hash);
  };

  // Swagger UI reads the address once; the list beside it leads on.
  const go = (first) => {
    const entry = target();
    for (const each of entries) {
      each.removeAttribute("aria-current");
    }
    if (!entry) {
      return;
    }
    entry.setAttribute("aria-current", "true");
    if (!first) {
      ui.layoutActions.parseDeepLinkHash(decodeURI(entry.hash));
    }
    const [method, path] = entry.dataset.key.split(" ");
    setTimeout(() => show(method, path), 50);
  };

  const show = (method, path) => {
    for (const block of document.querySelectorAll(`.opblock-${method}`)) {
      const at = block.querySelector("[data-path]");
      if (at && at.dataset.path === path) {
        block.scrollIntoView();
        const button = block.querySelector(".opblock-summary-control");
        button.focus({ preventScroll: true });
      }
    }
  };

  addEventListener("hashchange", () => go(false));

  // Swagger UI leaves some of its fields without a name, and boxes out of reach.
  const name = (selector, text) => {
    for (const field of document.querySelectorAll(`#viewer ${selector}`)) {
      if (!field.hasAttribute("aria-label")) {
        field.setAttribute("aria-label", text(field));
      }
    }
  };
  const nameFields = () => {
    name("#servers", () => "Server");
    name(".body-param__text", () => "Request body");
    name(".examples-select-element", () => "Example");
    name(".content-type", () => "Media type");
    name("tr[data-param-name] :is(input, select, textarea)", (field) => {
      return field.closest("tr").dataset.paramName;
    });
    for (const box of document.querySelectorAll("#viewer pre:not([tabindex])")) {
      box.tabIndex = 0;
    }
  };
  let waiting = false;
  new MutationObserver(() => {
    if (!waiting) {
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        nameFields();
      });
    }
  }).observe(document.getElementById("viewer"), { childList: true, subtree: true });

  search.addEventListener("input", () => {
    const phrase = search.value.trim();
    let count = 0;
    for (const entry of entries) {
      const hit = !phrase || matches(entry.dataset.key, phrase);
      entry.parentElement.hidden = !hit;
      count += hit;
    }
    for (const group of contents.querySelectorAll("section")) {
      group.hidden = !group.querySelector("li:not([hidden])");
    }
    found.textContent = phrase ? `${count} of ${entries.length} operations` : "";
    ui.layoutActions.updateFilter(phrase || true);
  });

  if (sandbox) {
    sandbox.value = new URLSearchParams(location.search).get("sandbox") || "";
    const links = [...document.querySelectorAll("header nav a")];
    const inspector = document.querySelector(".inspector");
    const remember = () => {
      const query = chosen() ? `?sandbox=${encodeURIComponent(chosen())}` : "";
      history.replaceState(null, "", location.pathname + query + location.hash);
      for (const link of links) {
        link.search = query;
      }
      if (inspector) {
        inspector.hash = query && `#/calls${query}`;
      }
    };
    sandbox.addEventListener("input", remember);
    sandbox.form.addEventListener("submit", (event) => event.preventDefault());
    remember();
  }
})();
