// The shell: the sandbox at the top, the tabs, and the view that the URL names.

import { ask } from "./api.js";
import { calls } from "./calls.js";
import { clock } from "./clock.js";
import { fill, h } from "./dom.js";
import { faults } from "./faults.js";
import { outbox } from "./outbox.js";
import { records } from "./records.js";
import { MAIN, parse, write } from "./route.js";
import { sandboxes } from "./sandboxes.js";

const PAUSE = 2000;

const TABS = { calls, records, sandboxes, clock, faults, outbox };

const main = document.querySelector("main");
const select = document.querySelector("#sandbox");
const notice = h("p", { class: "notice", role: "alert", hidden: true });
const outlet = h("div", { class: "outlet" });
main.append(notice, outlet);

let shown = null; // { tab, sandbox, view, stop }: what is on the page now
let names = [MAIN];

/** Say that something went wrong, until the next thing is done. */
function complain(error) {
  if (error.name === "AbortError") return;
  const gone = isGone(error);
  notice.textContent = gone ? "The stub does not answer; is it still running?" : error.message;
  notice.classList.toggle("gone", gone);
  notice.hidden = false;
}

/** Whether nobody answered at all. */
const isGone = (error) => /^(Failed to fetch|NetworkError|Load failed)/.test(error.message);

/** Say when the stub does not answer, and take it back when it does again. */
async function listen() {
  if (document.hidden) return;
  try {
    await fetch("/_ticketstub/health", { cache: "no-store" });
  } catch (error) {
    // The calls say it themselves, where it is told whether they are followed.
    if (shown.tab !== "calls") complain(error);
    return;
  }
  if (notice.hidden || !notice.classList.contains("gone")) return;
  notice.hidden = true;
  refreshNames();
}

function show() {
  if (location.hash && !location.hash.startsWith("#/")) return;
  const route = parse(location.hash);
  if (!(route.tab in TABS)) route.tab = "calls";
  notice.hidden = true;
  if (shown === null || shown.tab !== route.tab || shown.sandbox !== route.sandbox) {
    shown?.stop.abort();
    shown?.view.close?.();
    open(route);
  }
  nav(route);
  offer(route.sandbox);
  shown.view.show?.(route);
}

function open(route) {
  const stop = new AbortController();
  const { sandbox } = route;
  const context = {
    sandbox,
    signal: stop.signal,
    ask: (path, options) => ask(path, { sandbox, signal: stop.signal, ...options }),
    /** Do what a reader asked for, and tell if it is refused. */
    async attempt(work) {
      notice.hidden = true;
      try {
        return await work();
      } catch (error) {
        complain(error);
        return undefined;
      }
    },
    /** Look again, unasked: the reader keeps what was said of what was asked for. */
    async look(work) {
      try {
        return await work();
      } catch {
        return undefined;
      }
    },
    link: (tab, parts, filters) => write({ tab, parts, sandbox, filters }),
    go: (tab, parts, filters) => {
      location.hash = write({ tab, parts, sandbox, filters });
    },
    /** Be elsewhere, without a step that leads back. */
    turn: (tab, parts, filters) => {
      location.replace(write({ tab, parts, sandbox, filters }));
    },
    choose,
    refreshNames,
  };
  const tab = TABS[route.tab];
  fill(outlet);
  document.title = `${tab.title} · ${sandbox} · ticketstub`;
  shown = { tab: route.tab, sandbox, stop, view: tab.open(outlet, context, route) };
}

function nav(route) {
  const tabs = document.querySelector(".tabs");
  fill(tabs, Object.entries(TABS).map(([tab, { title }]) =>
    h("a", {
      href: write({ tab, sandbox: route.sandbox }),
      "aria-current": tab === route.tab && "page",
    }, title)));
  const current = tabs.querySelector("[aria-current]");
  if (tabs.scrollWidth > tabs.clientWidth) current.scrollIntoView({ block: "nearest" });
}

function choose(name) {
  const { tab } = parse(location.hash);
  location.hash = write({ tab: tab in TABS ? tab : "calls", sandbox: name });
}

function offer(chosen) {
  const all = names.includes(chosen) ? names : [...names, chosen];
  const old = [...select.options].map((each) => each.value);
  if (all.join() !== old.join()) {
    fill(select, all.map((name) => h("option", { value: name }, name)));
  }
  select.value = chosen;
}

async function refreshNames() {
  try {
    const { sandboxes: all } = await ask("/sandboxes");
    names = all.map((each) => each.name);
    offer(parse(location.hash).sandbox);
  } catch (error) {
    complain(error);
  }
}

select.addEventListener("change", () => choose(select.value));
select.addEventListener("focus", refreshNames);
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  main.focus();
});
document.addEventListener("keydown", (event) => {
  // In a field it empties it, or closes its list.
  if (event.key !== "Escape" || event.target.matches("input, select, dialog *")) return;
  outlet.querySelector(".detail:not([hidden]) .close")?.click();
});
window.addEventListener("hashchange", show);
setInterval(listen, PAUSE);
document.addEventListener("visibilitychange", listen);
show();
refreshNames();
