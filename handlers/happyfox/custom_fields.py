"""Custom fields of tickets and contacts: judged and stored (H28, H32, H39)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .api import (
    CHOICE,
    COMPULSORY,
    DATE,
    GREATEST,
    LIST,
    NUMBER,
    REQUIRED,
    VALUE,
    wrong,
)
from .definitions import (
    CONTACT_PREFIXES,
    TICKET_PREFIXES,
    contact_fields,
    every_ticket_field,
    ticket_fields,
)
from .values import ids_of, iso_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation

    from .definitions import Field, Fields

    Values = Mapping[str, Any]

_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")

UNKNOWN = "Unknown custom field."

#: Filled in by nobody.
_EMPTY: tuple[Any, ...] = (None, "", [])


def check_ticket_fields(
    call: Call, body: Record, category_id: int
) -> Iterator[Violation]:
    """Yield what is wrong with the `t-cf-` keys of a body."""
    return _check(body, TICKET_PREFIXES, ticket_fields(call, category_id))


def check_contact_fields(call: Call, body: Record) -> Iterator[Violation]:
    """Yield what is wrong with the `c-cf-` and `ccf-` keys of a body."""
    return _check(body, CONTACT_PREFIXES, contact_fields(call))


def missing_required(
    fields: Fields, values: Values, prefix: str
) -> Iterator[Violation]:
    """Yield each required field that would stay empty."""
    for field in _lacking(fields, values, "required"):
        yield wrong(f"{prefix}{field.name}", REQUIRED.removesuffix("."), None)


def compulsory(fields: Fields, values: Values, when: str, text: str) -> list[Violation]:
    """List the empty fields that are compulsory at a moment of a ticket's life."""
    return [
        wrong(f"t-cf-{field.name}", text, None, COMPULSORY)
        for field in _lacking(fields, values, when)
    ]


def has_ticket_fields(body: Record) -> bool:
    """Tell whether a body has any `t-cf-` key."""
    return any(key.startswith(TICKET_PREFIXES) for key in body)


def ticket_values(call: Call, body: Record) -> dict[str, Any]:
    """Return the values of a body's `t-cf-` keys, by field id, as they are stored."""
    return _values(body, every_ticket_field(call))


def contact_values(call: Call, body: Record) -> dict[str, Any]:
    """Return the values of a body's contact fields, by field id, as they are stored."""
    return _values(body, contact_fields(call))


def merged(held: Values, given: Values) -> dict[str, Any]:
    """Return the values there will be; an empty one is dropped."""
    return {
        name: value for name, value in {**held, **given}.items() if value not in _EMPTY
    }


def changes(fields: Fields, held: Values, given: Values) -> list[dict[str, str]] | None:
    """Tell which values change, as an update shows it; None for none (H39)."""
    told = [
        {
            "to": _told(field, given[name]),
            "from": _told(field, held.get(name)),
            "id": name,
            "name": field.definition["name"],
        }
        for field in fields.in_order
        if (name := field.name) in given
        and (given[name] if given[name] not in _EMPTY else None) != held.get(name)
    ]
    return told or None


def _check(
    body: Record, prefixes: tuple[str, ...], fields: Fields
) -> Iterator[Violation]:
    for key, value in body.items():
        if not key.startswith(prefixes):
            continue
        field = fields.by_key.get(key)
        if field is None:
            yield wrong(key, UNKNOWN, value)
        elif value not in _EMPTY:
            text = _fault(field, value)
            if text:
                yield wrong(key, text, value)


def _fault(field: Field, value: Any) -> str:
    """Say what is wrong with a value that is not empty, if anything is."""
    match field.definition["type"]:
        case "number":
            return "" if _number(value) is not None else NUMBER
        case "date":
            return "" if iso_day(value) else DATE
        case "choice":
            ids = ids_of([value])
            return "" if ids and len(ids) == 1 and ids[0] in field.labels else CHOICE
        case "multiple_option":
            chosen = ids_of(value)
            if chosen is None:
                return LIST
            return "" if field.labels.keys() >= {*chosen} else CHOICE
        case _:
            return "" if isinstance(value, str) else VALUE


def _number(value: Any) -> int | float | None:
    """Return a number of at most two decimals, sent as such or in a form, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    text = str(value)
    if not _NUMBER.fullmatch(text):
        return None
    exact = Decimal(text)
    if abs(exact) > GREATEST or exact != round(exact, 2):
        return None
    return int(exact) if exact == int(exact) else float(exact)


def _values(body: Record, fields: Fields) -> dict[str, Any]:
    by_key = fields.by_key
    return {
        field.name: _stored(field, value)
        for key, value in body.items()
        if (field := by_key.get(key)) is not None
    }


def _stored(field: Field, value: Any) -> Any:
    if value in _EMPTY:
        return None
    match field.definition["type"]:
        case "number":
            return _number(value)
        case "choice":
            ids = ids_of([value])
            return ids[0] if ids else None
        case "multiple_option":
            return list(dict.fromkeys(ids_of(value) or ()))
        case _:
            return value


def _lacking(fields: Fields, values: Values, when: str) -> Iterator[Field]:
    """Yield the fields that must be filled at a moment, and would be empty then."""
    for field in fields.in_order:
        if (
            field.definition[when]
            and values.get(field.name) in _EMPTY
            and _is_asked_for(field, fields.in_order, values)
        ):
            yield field


def _is_asked_for(field: Field, fields: Iterable[Field], values: Values) -> bool:
    """Tell whether the choice that a field depends on, if any, is selected (H28)."""
    definition = field.definition
    if definition["depends_on_choice"] is None:
        return True
    for parent in fields:
        value = values.get(parent.name)
        chosen = value if isinstance(value, list) else [value]
        for choice in parent.definition["choices"] or ():
            if (
                definition["id"] in choice["dependant_fields"]
                and choice["id"] in chosen
            ):
                return True
    return False


def _told(field: Field, value: Any) -> str:
    shown = field.label(value)
    if isinstance(shown, list):
        return ", ".join(str(each) for each in shown)
    return "" if shown is None else str(shown)
