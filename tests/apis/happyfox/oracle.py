"""A second reading of the search: slow, over plain records, one value at a time.

It shares nothing with the handlers, so that the two can be held against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

Rows = Mapping[Any, Mapping[str, Any]]
Ticket = Mapping[str, Any]

#: A name, whether it is one of the system's, and its values; bare words have no name.
Term = tuple[str | None, bool, tuple[str, ...]]

Judge = Callable[["Desk", Ticket, str], bool]

_COLUMNS = {
    "created": "created_at",
    "last-modified": "last_modified",
    "last-staff-replied": "last_staff_reply_at",
    "last-contact-replied": "last_user_reply_at",
    "last-closed": "last_closed_at",
}


@dataclass(frozen=True)
class Desk:
    """All that is stored, and the day it is."""

    rows: Mapping[str, Rows]
    today: date

    def all(self, collection: str) -> Iterable[Mapping[str, Any]]:
        return self.rows[f"happyfox.{collection}"].values()

    def one(self, collection: str, key: Any) -> Mapping[str, Any]:
        return self.rows[f"happyfox.{collection}"][key]


def found_by(desk: Desk, terms: Iterable[Term]) -> list[int]:
    """Return the ids of the tickets that pass every term, last updated first."""
    terms = list(terms)
    passing = [
        ticket
        for ticket in desk.all("tickets")
        if all(passes(desk, ticket, term) for term in terms)
    ]
    passing.sort(key=lambda ticket: (ticket["last_updated_at"], ticket["id"]))
    return [ticket["id"] for ticket in reversed(passing)]


def passes(desk: Desk, ticket: Ticket, term: Term) -> bool:
    """Tell whether a ticket passes one term."""
    name, is_system, values = term
    if name is None:
        return all(_occurs(desk, ticket, word) for word in values)
    if not is_system:
        return any(_has_field(desk, ticket, name, value) for value in values)
    judge = _JUDGES.get(name)
    if judge is None:
        return any(_is_dated(ticket, name, value) for value in values)
    return any(judge(desk, ticket, value) for value in values)


def display_id(desk: Desk, ticket: Ticket) -> str:
    """Return the id that a ticket is shown with, its `#` left out."""
    prefix = desk.one("categories", ticket["category_id"])["prefix"]
    return f"{prefix}{str(ticket['id']).rjust(8, '0')}"


def _is_unresponded(_desk: Desk, ticket: Ticket, value: str) -> bool:
    return bool(ticket["unresponded"] == (value == "true"))


def _is_breached(_desk: Desk, ticket: Ticket, value: str) -> bool:
    return bool((ticket["sla_breaches"] > 0) == (value == "true"))


def _has_attachments(desk: Desk, ticket: Ticket, value: str) -> bool:
    has_some = any(
        each["ticket_id"] == ticket["id"] for each in desk.all("attachments")
    )
    return has_some == (value == "true")


def _has_tag(_desk: Desk, ticket: Ticket, value: str) -> bool:
    tags: list[str] = ticket["tags"]
    return value in tags


def _is_due(desk: Desk, ticket: Ticket, value: str) -> bool:
    if ticket["due_date"] is None:
        return False
    days = (date.fromisoformat(ticket["due_date"]) - desk.today) // timedelta(days=1)
    return {
        "today": days == 0,
        "yesterday": days == -1,
        "tomorrow": days == 1,
        "overdue": days < 0,
        "next 7 days": 0 <= days <= 7,
    }[value]


def _has_priority(desk: Desk, ticket: Ticket, value: str) -> bool:
    name: str = desk.one("priorities", ticket["priority_id"])["name"]
    return _same(name, value)


def _has_status(desk: Desk, ticket: Ticket, value: str) -> bool:
    name: str = desk.one("statuses", ticket["status_id"])["name"]
    return _same(name, value)


def _is_assigned(desk: Desk, ticket: Ticket, value: str) -> bool:
    if ticket["assignee_id"] is None:
        return value == "none"
    staff = desk.one("staff", ticket["assignee_id"])
    known = ("email", "username", "first_name", "last_name")
    names: list[str] = [staff[field] for field in known]
    return value == "any" or value in names


def _is_of_group(desk: Desk, ticket: Ticket, value: str) -> bool:
    ids = desk.one("contacts", ticket["contact_id"])["group_ids"]
    names: list[str] = [desk.one("contact_groups", each)["name"] for each in ids]
    return value == ("any" if names else "none") or value in names


def _is_of_contact(desk: Desk, ticket: Ticket, value: str) -> bool:
    contact = desk.one("contacts", ticket["contact_id"])
    words = (contact["email"], contact["name"], *contact["name"].split())
    return any(_same(word, value) for word in words) or any(
        value == "".join(filter(str.isdigit, phone["number"]))
        for phone in contact["phones"]
        if any(map(str.isdigit, phone["number"]))
    )


def _has_id(desk: Desk, ticket: Ticket, value: str) -> bool:
    if value.isdecimal():
        return bool(int(value) == ticket["id"])
    return _same(display_id(desk, ticket), value)


def _is_in_category(_desk: Desk, ticket: Ticket, value: str) -> bool:
    return bool(int(value) == ticket["category_id"])


_JUDGES: Mapping[str, Judge] = {
    "unresponded": _is_unresponded,
    "breached": _is_breached,
    "has_attachments": _has_attachments,
    "tag": _has_tag,
    "duedate": _is_due,
    "priority": _has_priority,
    "status": _has_status,
    "assignee": _is_assigned,
    "group": _is_of_group,
    "contact": _is_of_contact,
    "id": _has_id,
    "category": _is_in_category,
}


def _is_dated(ticket: Ticket, name: str, value: str) -> bool:
    start = next(start for start in _COLUMNS if name.startswith(f"{start}-"))
    time = ticket[_COLUMNS[start]]
    if time is None:
        return False
    # The zone does not matter: all of them are told in UTC.
    day = datetime.strptime(time, "%Y-%m-%d %H:%M:%S").date()  # noqa: DTZ007
    pivot = date(*map(int, value.split("/")))
    return {
        "on": day == pivot,
        "on-or-before": day <= pivot,
        "on-or-after": day >= pivot,
        "before": day < pivot,
        "after": day > pivot,
    }[name.removeprefix(f"{start}-")]


def _has_field(desk: Desk, ticket: Ticket, name: str, value: str) -> bool:
    contact = desk.one("contacts", ticket["contact_id"])
    for fields, holder in (
        ("ticket_custom_fields", ticket),
        ("user_custom_fields", contact),
    ):
        for field in desk.all(fields):
            held = holder["custom_fields"].get(str(field["id"]))
            if _same(field["name"], name) and held is not None:
                each = held if isinstance(held, list) else [held]
                if any(_holds(field, item, value) for item in each):
                    return True
    return False


def _holds(field: Mapping[str, Any], item: Any, value: str) -> bool:
    match field["type"]:
        case "number":
            return Fraction(str(item)) == Fraction(value)
        case "date":
            year, month, day = item.split("-")
            return value == f"{month}/{day}/{year}"
        case "text":
            return _same(item, value)
        case _:
            return any(
                choice["id"] == item and _same(choice["text"], value)
                for choice in field["choices"]
            )


def _occurs(desk: Desk, ticket: Ticket, word: str) -> bool:
    contact = desk.one("contacts", ticket["contact_id"])
    places = [
        ticket["subject"],
        f"#{display_id(desk, ticket)}",
        contact["name"],
        contact["email"],
        *(
            update["message"]["text"]
            for update in desk.all("updates")
            if update["ticket_id"] == ticket["id"] and update["message"] is not None
        ),
    ]
    return any(word.casefold() in place.casefold() for place in places)


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
