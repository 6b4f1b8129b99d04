"""Custom fields: which are enabled, and what each may hold (G15)."""

from __future__ import annotations

import math
from datetime import date
from typing import TYPE_CHECKING, Any

from ticketstub.problems import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record

_CHECKED = ("on", "off", "1", "0", "true", "false")


def custom_values(call: Call, body: Record) -> dict[str, Any]:
    """Return what a body gives the enabled fields; blank values become null."""
    return {
        field["name"]: None if _is_blank(body[field["name"]]) else body[field["name"]]
        for field in call.store.custom_fields
        if field["name"] in body
    }


def check_custom_values(call: Call, body: Record, *, new: bool) -> Iterator[Violation]:
    """Yield what the enabled fields refuse; a `new` ticket needs the required ones."""
    for field in call.store.custom_fields:
        name = field["name"]
        if name not in body:
            if field["required"] and new:
                yield _violation(name, "required")
        elif _is_blank(body[name]):
            if field["required"]:
                yield _violation(name, "required")
        elif not _fits(field, body[name]):
            yield _violation(name, "custom field", body[name])


def _fits(field: Record, value: Any) -> bool:
    match field["type"]:
        case "number":
            return _is_number(value)
        case "date":
            return _is_date(value)
        case "dropdown":
            return isinstance(value, str) and value in field["options"]
        case "checkbox":
            return isinstance(value, bool) or str(value) in _CHECKED
        case _:
            return isinstance(value, str)


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return False
    try:
        return "_" not in str(value) and math.isfinite(float(value))
    except (ValueError, OverflowError):
        return False


def _is_date(value: Any) -> bool:
    if not isinstance(value, str) or len(value) != len("2026-06-15"):
        return False
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _violation(name: str, rule: str, value: Any = None) -> Violation:
    return Violation("body", name, rule, value=value, path=(name,))
