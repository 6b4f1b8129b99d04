// The landing page works without this: it adds buttons that copy, and what is going on.

import { announce, copyButton } from "./copy.js";

for (const code of document.querySelectorAll("[data-copy]")) {
  const button = copyButton(code, code.dataset.copy);
  const step = code.closest(".step");
  if (step) step.querySelector(".head").append(button);
  else code.after(button);
}

const now = document.querySelector(".now");
let clock = null; // { at, running, seen }: what the clock of `main` said, and when

function showTime() {
  if (clock === null) return;
  const passed = clock.running ? performance.now() - clock.seen : 0;
  const time = new Date(clock.at + passed);
  const text = time.toISOString().replace("T", " ").replace(/\.\d+Z$/, " UTC");
  now.querySelector("time").textContent = text;
  now.querySelector("time").dateTime = time.toISOString();
}

function showOthers(names) {
  const list = now.querySelector("[data-others]");
  list.replaceChildren();
  for (const name of names.slice(0, 5)) {
    const link = document.createElement("a");
    link.href = `${now.dataset.inspector}#/calls?sandbox=${encodeURIComponent(name)}`;
    link.textContent = name;
    list.append(link);
  }
  if (names.length > 5) list.append(`and ${names.length - 5} more`);
  if (names.length === 0) list.append("none yet");
}

function tell(text) {
  const gone = now.querySelector(".gone");
  if (gone.textContent === text) return;
  gone.textContent = text;
  gone.hidden = text === "";
  announce(text);
}

async function look() {
  if (document.hidden) return;
  let answer;
  try {
    answer = await fetch(now.dataset.sandboxes);
  } catch {
    // The stub was stopped: what the page knew may not be so any more.
    clock = null;
    now.querySelector("dl").hidden = true;
    tell("The stub does not answer; is it still running?");
    return;
  }
  tell("");
  // Beyond loopback a token is asked for; the inspector asks its user, this page does not.
  if (!answer.ok) return;
  const { sandboxes } = await answer.json();
  const main = sandboxes.find((each) => each.name === "main");
  clock = {
    at: Date.parse(main.now),
    running: main.clock === "running",
    seen: performance.now(),
  };
  now.querySelector("[data-clock]").textContent = main.clock;
  showOthers(sandboxes.map((each) => each.name).filter((name) => name !== "main"));
  showTime();
  now.querySelector("dl").hidden = false;
}

look();
setInterval(look, 5000);
setInterval(showTime, 1000);
document.addEventListener("visibilitychange", look);
