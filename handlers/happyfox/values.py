"""Values as clients send them: words for true and false, lists in text, dates."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from typing import Any

_ADDRESS = re.compile(r"[^@\s,]+@[^@\s,][^@\s,.]*\.[^@\s,]+")
_ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2})(\.[0-9]{1,6})?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def is_true(value: Any) -> bool:
    """Tell what a boolean, or one of the words for it, means (H6)."""
    return value is True or value == "true"


def is_address(text: str) -> bool:
    """Tell whether a text looks like one e-mail address."""
    return _ADDRESS.fullmatch(text) is not None


def items_of(text: Any) -> list[str]:
    """Split a comma-separated text into its items; empty ones are dropped (H26)."""
    if not text:
        return []
    return [item for part in str(text).split(",") if (item := part.strip())]


def tags_of(text: Any) -> list[str]:
    """Return the tags of a comma-separated text, each once (H26)."""
    return list(dict.fromkeys(items_of(text)))


def ids_of(value: Any) -> list[int] | None:
    """Return a list of ids, however it was sent; None for what is none (H6).

    In a form a list is repeated fields, text with commas, or JSON.
    """
    if isinstance(value, str):
        value = _items_in(value)
    if not isinstance(value, list):
        return None
    ids: list[int] = []
    for item in value:
        if isinstance(item, bool):
            return None
        if isinstance(item, int):
            ids.append(item)
        elif isinstance(item, str):
            inner = _items_in(item)
            if not isinstance(inner, list) or not all(
                str(each).isascii() and str(each).isdigit() and len(str(each)) <= _LONG
                for each in inner
            ):
                return None
            ids += [int(each) for each in inner]
        else:
            return None
    return ids


def _items_in(text: str) -> Any:
    if not text.lstrip().startswith("["):
        return items_of(text)
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def iso_day(text: Any) -> str | None:
    """Return a day that is written `yyyy-mm-dd`, else None."""
    if not isinstance(text, str) or not _ISO_DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        return None


def any_day(text: Any) -> str | None:
    """Return a day that is written `yyyy-mm-dd` or `dd/mm/yyyy`, else None."""
    found = _DAY.fullmatch(text) if isinstance(text, str) else None
    if found is not None:
        text = f"{found[3]}-{found[2]}-{found[1]}"
    return iso_day(text)


def american_day(text: str) -> str | None:
    """Return a day that is written `mm/dd/yyyy`, else None (H18)."""
    found = _DAY.fullmatch(text)
    return None if found is None else iso_day(f"{found[3]}-{found[1]}-{found[2]}")


def slashed_day(text: str) -> str | None:
    """Return a day that is written `yyyy/mm/dd`, else None (H17)."""
    return iso_day(text.replace("/", "-")) if "-" not in text else None


def utc_moment(text: Any) -> str | None:
    """Return a time `yyyy-mm-ddThh:mm:ss` as the API shows it, else None (H24).

    A fraction and a zone may follow; without a zone it is UTC.
    """
    found = _MOMENT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        return None
    try:
        told = datetime.fromisoformat(found[1] + (found[3] or "Z"))
        shown = told.astimezone(UTC).replace(tzinfo=None)
        return shown.isoformat(sep=" ", timespec="seconds")
    except (ValueError, OverflowError):
        return None


#: More digits than an id ever has.
_LONG = 15
