"""Conditions on custom fields, of tickets and contacts, by their names (H14, H18)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ticketstub.store import AnyOf, OneOf

from .api import DATE, NUMBER
from .definitions import contact_fields, every_ticket_field
from .values import american_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from ticketstub.call import Call
    from ticketstub.store import Filter

    from .definitions import Field, Fields

    Match = Callable[[Any], bool]

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def filter_of(call: Call, name: str, values: tuple[str, ...]) -> Filter:
    """Return the filter for the fields of a name, whatever its case.

    A name that no field has matches nothing.
    Raises `ValueError`, with the text for the client, if a value fits none of them.
    """
    store = call.store
    of_tickets = _named(every_ticket_field(call), name)
    of_contacts = _named(contact_fields(call), name)
    filters: list[Filter] = []
    faults: list[str] = []
    for column, fields, records in (
        ("id", of_tickets, store.tickets),
        ("contact_id", of_contacts, store.contacts),
    ):
        for field in fields:
            try:
                matches = _match(field, values)
            except ValueError as error:
                faults.append(str(error))
                continue
            ids = tuple(
                record["id"]
                for record in records
                if matches(record["custom_fields"].get(field.name))
            )
            filters.append(OneOf(column, ids))
    if faults and not filters:
        raise ValueError(faults[0])
    return AnyOf(tuple(filters))


def _named(fields: Fields, name: str) -> list[Field]:
    wanted = name.casefold()
    return [
        field
        for field in fields.in_order
        if field.definition["name"].casefold() == wanted
    ]


def _match(field: Field, values: tuple[str, ...]) -> Match:
    """Return what tells whether a stored value is one of those asked for."""
    match field.definition["type"]:
        case "number":
            numbers = {_number(value) for value in values}
            return lambda held: held is not None and Decimal(str(held)) in numbers
        case "date":
            days = {_day(value) for value in values}
            return lambda held: held in days
        case _:
            texts = {value.casefold() for value in values}
            return lambda held: not texts.isdisjoint(_labels(field, held))


def _labels(field: Field, held: Any) -> list[str]:
    shown = field.label(held)
    every = shown if isinstance(shown, list) else [shown]
    return [str(each).casefold() for each in every if each is not None]


def _number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text):
        raise ValueError(NUMBER)
    return Decimal(text)


def _day(text: str) -> str:
    """Return a day as it is stored; raises `ValueError` for none (H18)."""
    day = american_day(text)
    if day is None:
        raise ValueError(DATE)
    return day
