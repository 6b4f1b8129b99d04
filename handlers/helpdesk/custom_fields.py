"""Custom fields of tickets: values held against their definitions."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from ticketstub.problems import Violation

from .api import ours

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ticketstub.call import Call, Record

#: Definitions that describe a ticket's own fields begin so; they take no values.
_SYSTEM = "system_"


def check_custom_fields(call: Call, given: Iterable[Record]) -> Iterator[Violation]:
    """Yield what is wrong with the custom fields that are sent (A12)."""
    seen: set[str] = set()
    for index, entry in enumerate(given):
        field_id, value = entry["id"], entry["value"]
        definition = call.store.ticket_fields.get(field_id)
        known = (
            definition is not None
            and ours(call, definition)
            and definition["active"]
            and not field_id.startswith(_SYSTEM)
        )
        wrong = ""
        if definition is None or not known:
            wrong = f"{field_id} is no custom field that can be set"
        elif field_id in seen:
            wrong = f"{field_id} is given more than once"
        elif value is not None and not _fits(definition, value):
            wrong = f"{field_id} takes no such value"
        if wrong:
            path = ("ticket", "customFields", index)
            yield Violation("body", "ticket", "definition", None, value, path, wrong)
        seen.add(field_id)


def merged(held: Iterable[Record], given: Iterable[Record]) -> list[Record]:
    """Return the values a ticket has with those given; null removes one (A11)."""
    values = {entry["id"]: entry["value"] for entry in held}
    values.update((entry["id"], entry["value"]) for entry in given)
    return [
        {"id": field_id, "value": value}
        for field_id, value in values.items()
        if value is not None
    ]


def _fits(definition: Record, value: Any) -> bool:  # noqa: PLR0911  # one for each type
    match definition["type"]:
        case "text" | "textarea":
            return isinstance(value, str)
        case "regex":
            pattern = definition["regexPattern"]
            return isinstance(value, str) and bool(re.fullmatch(pattern, value))
        case "number":
            return _is_number(value) and value == int(value)
        case "decimal":
            return _is_number(value)
        case "checkbox":
            return isinstance(value, bool)
        case "date":
            return isinstance(value, str) and _is_date(value)
        case "dropdown":
            return value in _options(definition)
        case "multiselect":
            options = _options(definition)
            return isinstance(value, list) and all(item in options for item in value)
        case _:
            return False


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_date(text: str) -> bool:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _options(definition: Record) -> list[Any]:
    return [option["value"] for option in definition["options"]]
