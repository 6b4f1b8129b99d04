// Buttons that copy a text. Without the clipboard, which a page has on loopback and
// by HTTPS only, the text is selected instead.

export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

/** Make the button that copies what `element` says, which is a `what` to its reader. */
export function copyButton(element, what, { label = "Copy", textOf } = {}) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "copy";
  button.textContent = label;
  button.setAttribute("aria-label", `${label}: ${what}`);
  button.addEventListener("click", async () => {
    const text = textOf ? textOf() : element.textContent;
    const copied = await copyText(text);
    if (!copied) {
      element.textContent = text;
      element.hidden = false;
      select(element);
    }
    button.textContent = copied ? "Copied" : "Selected";
    announce(copied ? `Copied: ${what}` : `Selected: ${what}`);
    setTimeout(() => { button.textContent = label; }, 2000);
  });
  return button;
}

/** Have a screen reader say a text. */
export function announce(text) {
  let live = document.querySelector("#announced");
  if (live === null) {
    live = document.createElement("div");
    live.id = "announced";
    live.className = "unseen";
    live.setAttribute("role", "status");
    document.body.append(live);
  }
  live.textContent = text;
}
