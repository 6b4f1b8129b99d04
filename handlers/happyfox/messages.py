"""Messages: the plain and the HTML form of what somebody has written (H27)."""

from __future__ import annotations

import html as entities
import re
from typing import TYPE_CHECKING, Any

from .values import is_true, items_of

if TYPE_CHECKING:
    from ticketstub.call import Record

_HEAD = '<html><head><meta charset="utf-8"></head><body>'
_FOOT = "</body></html>"

#: What a private note is marked with.
NOTE = "p"

_BOLD = ("b", "strong")

#: A tag; an address or a link in angle brackets is none.
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*(?::[a-zA-Z0-9]+)?(?=[\s/>])|!)[^<>]*>")


def message(
    text: str | None,
    html: str | None,
    body: Record,
    *,
    kind: str | None = None,
    customer_updated: bool = False,
) -> dict[str, Any]:
    """Return a message in both forms, with what the body says of its delivery."""
    return {
        "subject": body.get("subject") or "",
        "text": f"{text or _text_of(html or '')}\n\n",
        "html": _wrapped(html or _html_of(text or "")),
        "cc_list": ",".join(items_of(body.get("cc"))),
        "bcc_list": ",".join(items_of(body.get("bcc"))),
        "forward_list": None,
        "customer_updated": customer_updated and is_true(body.get("update_customer")),
        "message_type": kind,
    }


def looks_like_html(text: str) -> bool:
    """Tell whether a text holds a tag (H37)."""
    return _TAG.search(text) is not None


def _wrapped(html: str) -> str:
    return f"{_HEAD}{html}{_FOOT}"


def _html_of(text: str) -> str:
    return entities.escape(text, quote=False).replace("\n", "<br>")


def _text_of(html: str) -> str:
    return entities.unescape(_TAG.sub(_plain, html))


def _plain(tag: re.Match[str]) -> str:
    """Return what stands for a tag in text: a line's end, stars, or nothing."""
    name = tag[2].lower()
    if name == "br" or (name == "p" and tag[1]):
        return "\n"
    return "**" if name in _BOLD else ""
