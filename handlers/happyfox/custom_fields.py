"""Custom fields of tickets and contacts: judged, stored and shown (H28, H32, H39)."""

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
from .values import ids_of, iso_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation

    Values = Mapping[str, Any]

_TICKET_KEY = re.compile(r"t-cf-(.*)", re.DOTALL)
_CONTACT_KEY = re.compile(r"c-?cf-(.*)", re.DOTALL)
_ID = re.compile(r"[1-9][0-9]{0,9}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(?:\.[0-9]{1,15})?")

UNKNOWN = "Unknown custom field."

#: Filled in by nobody.
_EMPTY: tuple[Any, ...] = (None, "", [])


def ticket_definitions(call: Call, category_id: int) -> list[Record]:
    """Return the fields that apply in a category, in its order (H28)."""
    placed = [
        (place["order"], definition["id"], definition)
        for definition in call.store.ticket_custom_fields
        for place in definition["categories"]
        if place["category"] == category_id
    ]
    return [definition for _, _, definition in sorted(placed, key=_place)]


def contact_definitions(call: Call) -> list[Record]:
    """Return the fields of contacts, in their order."""
    return sorted(call.store.user_custom_fields, key=lambda each: each["order"])


def check_ticket_fields(
    call: Call, body: Record, category_id: int
) -> Iterator[Violation]:
    """Yield what is wrong with the `t-cf-` keys of a body."""
    known = {each["id"]: each for each in ticket_definitions(call, category_id)}
    yield from _check(body, _TICKET_KEY, known)


def check_contact_fields(call: Call, body: Record) -> Iterator[Violation]:
    """Yield what is wrong with the `c-cf-` and `ccf-` keys of a body."""
    known = {each["id"]: each for each in contact_definitions(call)}
    yield from _check(body, _CONTACT_KEY, known)


def missing_required(
    definitions: Iterable[Record], values: Values, prefix: str
) -> Iterator[Violation]:
    """Yield each required field that would stay empty."""
    for definition in _empty(definitions, values):
        if definition["required"]:
            key = f"{prefix}{definition['id']}"
            yield wrong(key, REQUIRED.removesuffix("."), None)


def compulsory(
    definitions: Iterable[Record], values: Values, when: str, text: str
) -> list[Violation]:
    """List the empty fields that are compulsory at a moment of a ticket's life."""
    return [
        wrong(f"t-cf-{definition['id']}", text, None, COMPULSORY)
        for definition in _empty(definitions, values)
        if definition[when]
    ]


def has_ticket_fields(body: Record) -> bool:
    """Tell whether a body has any `t-cf-` key."""
    return any(_TICKET_KEY.fullmatch(key) for key in body)


def ticket_values(call: Call, body: Record) -> dict[str, Any]:
    """Return the values of a body's `t-cf-` keys, by field id, as they are stored."""
    return _values(body, _TICKET_KEY, call.store.ticket_custom_fields)


def contact_values(call: Call, body: Record) -> dict[str, Any]:
    """Return the values of a body's contact fields, by field id, as they are stored."""
    return _values(body, _CONTACT_KEY, call.store.user_custom_fields)


def merged(held: Values, given: Values) -> dict[str, Any]:
    """Return the values there will be; an empty one is dropped."""
    return {
        name: value for name, value in {**held, **given}.items() if value not in _EMPTY
    }


def changes(
    definitions: Iterable[Record], held: Values, given: Values
) -> list[dict[str, str]] | None:
    """Tell which values change, as an update shows it; None for none (H39)."""
    told = [
        {
            "to": _told(definition, given[name]),
            "from": _told(definition, held.get(name)),
            "id": name,
            "name": definition["name"],
        }
        for definition in definitions
        if (name := str(definition["id"])) in given
        and (given[name] if given[name] not in _EMPTY else None) != held.get(name)
    ]
    return told or None


def present_fields(
    definitions: Iterable[Record], values: Values, *, of_ticket: bool
) -> list[Record]:
    """Show every field with its value, null where it has none."""
    shown: list[Record] = []
    for definition in definitions:
        value = values.get(str(definition["id"]))
        field = (
            {"compulsory_on_complete": definition["compulsory_on_completed"]}
            if of_ticket
            else {}
        )
        shown.append(
            {
                **field,
                "name": definition["name"],
                "value": shown_value(definition, value),
                "value_id": value if definition["choices"] else None,
                "type": definition["type"],
                "id": definition["id"],
                "visible_to_staff_only": definition["visible_to_staff_only"],
            }
        )
    return shown


def shown_value(definition: Record, value: Any) -> Any:
    """Return a stored value as people see it: labels for choices."""
    if value is None or not definition["choices"]:
        return value
    labels = {choice["id"]: choice["text"] for choice in definition["choices"]}
    if isinstance(value, list):
        return [labels.get(each) for each in value]
    return labels.get(value)


def _check(
    body: Record, pattern: re.Pattern[str], known: Mapping[int, Record]
) -> Iterator[Violation]:
    for key, value in body.items():
        found = pattern.fullmatch(key)
        if found is None:
            continue
        definition = known.get(int(found[1])) if _ID.fullmatch(found[1]) else None
        if definition is None:
            yield wrong(key, UNKNOWN, value)
        elif value not in _EMPTY:
            text = _fault(definition, value)
            if text:
                yield wrong(key, text, value)


def _fault(definition: Record, value: Any) -> str:
    """Say what is wrong with a value that is not empty, if anything is."""
    choices = {choice["id"] for choice in definition["choices"] or ()}
    match definition["type"]:
        case "number":
            return "" if _number(value) is not None else NUMBER
        case "date":
            return "" if iso_day(value) else DATE
        case "choice":
            ids = ids_of([value])
            return "" if ids and len(ids) == 1 and ids[0] in choices else CHOICE
        case "multiple_option":
            chosen = ids_of(value)
            if chosen is None:
                return LIST
            return "" if choices.issuperset(chosen) else CHOICE
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


def _values(
    body: Record, pattern: re.Pattern[str], definitions: Iterable[Record]
) -> dict[str, Any]:
    by_id = {str(each["id"]): each for each in definitions}
    values: dict[str, Any] = {}
    for key, value in body.items():
        found = pattern.fullmatch(key)
        name = str(int(found[1])) if found and _ID.fullmatch(found[1]) else ""
        if name in by_id:
            values[name] = _stored(by_id[name], value)
    return values


def _stored(definition: Record, value: Any) -> Any:
    if value in _EMPTY:
        return None
    match definition["type"]:
        case "number":
            return _number(value)
        case "choice":
            ids = ids_of([value])
            return ids[0] if ids else None
        case "multiple_option":
            return list(dict.fromkeys(ids_of(value) or ()))
        case _:
            return value


def _empty(definitions: Iterable[Record], values: Values) -> Iterator[Record]:
    """Yield the fields that are empty although nothing speaks for leaving them so."""
    definitions = list(definitions)
    for definition in definitions:
        filled = values.get(str(definition["id"])) not in _EMPTY
        if not filled and _is_asked_for(definition, definitions, values):
            yield definition


def _is_asked_for(
    definition: Record, definitions: Iterable[Record], values: Values
) -> bool:
    """Tell whether the choice that a field depends on, if any, is selected (H28)."""
    if definition["depends_on_choice"] is None:
        return True
    for parent in definitions:
        value = values.get(str(parent["id"]))
        chosen = value if isinstance(value, list) else [value]
        for choice in parent["choices"] or ():
            if (
                definition["id"] in choice["dependant_fields"]
                and choice["id"] in chosen
            ):
                return True
    return False


def _told(definition: Record, value: Any) -> str:
    shown = shown_value(definition, value)
    if isinstance(shown, list):
        return ", ".join(str(each) for each in shown)
    return "" if shown is None else str(shown)


def _place(entry: tuple[int, int, Record]) -> tuple[int, int]:
    return entry[:2]
