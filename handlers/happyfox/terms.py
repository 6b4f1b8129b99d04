"""Conditions of a search as filters of the store: terms of `q`, and the URL's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from ticketstub.store import AnyOf, Contains, Equals, Not, OneOf, Range

from . import custom_terms
from .api import CHOICE, DATE, TRUE_OR_FALSE, VALUE
from .shown import display_id
from .values import slashed_day
from .words import head

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ticketstub.call import Call, Record
    from ticketstub.store import Filter

    Values = tuple[str, ...]
    Compile = Callable[[Call, Values], Filter]

#: The columns behind the names of dates (H17).
_DATES = {
    "created": "created_at",
    "last-modified": "last_modified",
    "last-staff-replied": "last_staff_reply_at",
    "last-contact-replied": "last_user_reply_at",
    "last-closed": "last_closed_at",
}

_BOUNDS = ("on-or-before", "on-or-after", "before", "after", "on")

#: Names of dates that the vendor does not have (2.1).
_UNHEARD_OF = (
    "last-modified-on",
    "last-closed-on",
    "last-closed-before",
    "last-closed-after",
)


def filter_of(call: Call, name: str, values: Values, *, quoted: bool = False) -> Filter:
    """Return the filter that a condition stands for (H14).

    Raises `ValueError`, with the text for the client, for a value that a name does not
    take.
    """
    if quoted or name not in SYSTEM:
        return custom_terms.filter_of(call, name, values)
    return SYSTEM[name](call, values)


def _true_or_false(values: Values) -> bool:
    """Return what the value of a boolean filter says; raises `ValueError`."""
    if values not in (("true",), ("false",)):
        raise ValueError(TRUE_OR_FALSE)
    return values == ("true",)


def _unresponded(_call: Call, values: Values) -> Filter:
    return Equals("unresponded", _true_or_false(values))


def _breached(_call: Call, values: Values) -> Filter:
    breached = Range("sla_breaches", 1)
    return breached if _true_or_false(values) else Not(breached)


def _has_attachments(call: Call, values: Values) -> Filter:
    having = OneOf("id", call.store.attachments.derive(_ticket_ids))
    return having if _true_or_false(values) else Not(having)


def _ticket_ids(attachments: Iterable[Record]) -> tuple[int, ...]:
    return tuple({attachment["ticket_id"] for attachment in attachments})


def _tag(_call: Call, values: Values) -> Filter:
    return Contains("tags", values, exact=True)


def _due_date(call: Call, values: Values) -> Filter:
    """Compare due dates with today (H16)."""
    today = call.now().date()
    spans = {
        "today": (today, today + timedelta(days=1)),
        "yesterday": (today - timedelta(days=1), today),
        "tomorrow": (today + timedelta(days=1), today + timedelta(days=2)),
        "overdue": (None, today),
        "next 7 days": (today, today + timedelta(days=8)),
    }
    filters = []
    for value in values:
        if value not in spans:
            raise ValueError(CHOICE)
        low, high = spans[value]
        low_text = None if low is None else low.isoformat()
        filters.append(Range("due_date", low_text, high.isoformat()))
    return AnyOf(tuple(filters))


def _named(collection: str, column: str) -> Compile:
    """Return what finds tickets by the names of a look-up, whatever the case (H15)."""

    def compile_(call: Call, values: Values) -> Filter:
        names = {value.casefold() for value in values}
        ids = tuple(
            each["id"]
            for each in getattr(call.store, collection)
            if each["name"].casefold() in names
        )
        return OneOf(column, ids)

    return compile_


def _assignee(call: Call, values: Values) -> Filter:
    filters: list[Filter] = []
    for value in values:
        if value == "none":
            filters.append(Equals("assignee_id", None))
        elif value == "any":
            filters.append(Not(Equals("assignee_id", None)))
        else:
            ids = tuple(
                staff["id"]
                for staff in call.store.staff
                if value
                in (
                    staff["email"],
                    staff["username"],
                    staff["first_name"],
                    staff["last_name"],
                )
            )
            filters.append(OneOf("assignee_id", ids))
    return AnyOf(tuple(filters))


def _group(call: Call, values: Values) -> Filter:
    names = {group["id"]: group["name"] for group in call.store.contact_groups}
    ids = []
    for contact in call.store.contacts:
        groups = [names.get(each) for each in contact["group_ids"]]
        if (
            ("none" in values and not groups)
            or ("any" in values and groups)
            or not {*values}.isdisjoint(groups)
        ):
            ids.append(contact["id"])
    return OneOf("contact_id", tuple(ids))


def _contact(call: Call, values: Values) -> Filter:
    wanted = {value.casefold() for value in values}
    called = call.store.contacts.each(_called)
    ids = tuple(key for key, names in called.items() if not wanted.isdisjoint(names))
    return OneOf("contact_id", ids)


def _called(contact: Record) -> set[str]:
    """Return what a contact can be found by (H15)."""
    name = contact["name"].casefold()
    digits = {
        "".join(character for character in phone["number"] if character.isdigit())
        for phone in contact["phones"]
    }
    return {contact["email"].casefold(), name, *name.split(), *digits} - {""}


def _id(call: Call, values: Values) -> Filter:
    """Find tickets by number, or by display id without its `#` (H15)."""
    numbers: set[int] = set()
    wanted: set[str] = set()
    for value in values:
        if value.startswith("#"):
            raise ValueError(VALUE)
        if value.isascii() and value.isdigit():
            numbers.add(_whole_number(value))
        else:
            wanted.add(f"#{value.casefold()}")
    for shown in wanted:
        numbers |= _shown_as(call, shown)
    return OneOf("id", tuple(numbers))


def _shown_as(call: Call, shown: str) -> set[int]:
    """Return the ids of the tickets with that display id, whatever its case."""
    ids: set[int] = set()
    for begun in {head(category) for category in call.store.categories}:
        number = shown.removeprefix(begun)
        if number != shown and number.isascii() and number.isdigit():
            ticket = call.store.tickets.get(_whole_number(number))
            if ticket and display_id(call, ticket).casefold() == shown:
                ids.add(ticket["id"])
    return ids


def _category(_call: Call, values: Values) -> Filter:
    if not all(value.isascii() and value.isdigit() for value in values):
        raise ValueError(CHOICE)
    return OneOf("category_id", tuple(_whole_number(value) for value in values))


def _whole_number(text: str) -> int:
    # What is longer is no id, and stays none when it is cut.
    return int(text.lstrip("0")[:_LONGEST_NUMBER] or "0")


def _dated(column: str, bound: str) -> Compile:
    """Return what compares the day of a time with a given one (H17)."""

    def compile_(_call: Call, values: Values) -> Filter:
        return AnyOf(tuple(_in_span(column, bound, _day(value)) for value in values))

    return compile_


def _in_span(column: str, bound: str, day: date) -> Filter:
    # Times are text that sorts as time does, and begins with the day.
    this = day.isoformat()
    following = (day + timedelta(days=1)).isoformat() if day < date.max else "A"
    match bound:
        case "on":
            return Range(column, this, following)
        case "on-or-before":
            return Range(column, None, following)
        case "on-or-after":
            return Range(column, this)
        case "before":
            return Range(column, None, this)
        case _:
            return Range(column, following)


def _day(text: str) -> date:
    day = slashed_day(text)
    if day is None:
        raise ValueError(DATE)
    return date.fromisoformat(day)


#: The names that are filters when they are not quoted (2 and 2.1).
SYSTEM: dict[str, Compile] = {
    "unresponded": _unresponded,
    "breached": _breached,
    "has_attachments": _has_attachments,
    "tag": _tag,
    "duedate": _due_date,
    "priority": _named("priorities", "priority_id"),
    "status": _named("statuses", "status_id"),
    "assignee": _assignee,
    "group": _group,
    "contact": _contact,
    "id": _id,
    "category": _category,
    **{
        name: _dated(column, bound)
        for start, column in _DATES.items()
        for bound in _BOUNDS
        if (name := f"{start}-{bound}") not in _UNHEARD_OF
    },
}

_LONGEST_NUMBER = 15
