"""Bare words of a search: in which tickets all of them occur (H19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.store import OneOf

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ticketstub.call import Call, Record
    from ticketstub.store import Filter

#: Stands between the texts of one place; no word has it, so none reaches over it.
_BORDER = "\n"


def filter_of(call: Call, words: Iterable[str]) -> Filter:
    """Find the tickets in which every word occurs, whatever its case."""
    left: Iterable[Record] = call.store.tickets
    for needle in {word.casefold() for word in words}:
        left = _holding(call, left, needle)
    return OneOf("id", tuple([ticket["id"] for ticket in left]))


def _holding(call: Call, tickets: Iterable[Record], needle: str) -> list[Record]:
    """Return those of some tickets in which a folded word occurs."""
    store = call.store
    contacts = _those_with(needle, store.contacts.each(_said_of_contact))
    heads = store.categories.each(head)
    categories = _those_with(needle, heads)
    updates = _those_with(needle, store.updates.each(_said_in_update))
    told = {(store.updates.get(each) or {}).get("ticket_id") for each in updates}
    # Without a digit it can be in no more of a display id than its head.
    has_digit = any(digit in needle for digit in "0123456789")
    return [
        ticket
        for ticket in tickets
        if ticket["contact_id"] in contacts
        or ticket["category_id"] in categories
        or needle in ticket["subject"].casefold()
        or ticket["id"] in told
        or (has_digit and needle in f"{heads[ticket['category_id']]}{ticket['id']:08}")
    ]


def _those_with(needle: str, texts: Mapping[int, str]) -> set[int]:
    return {key for key, text in texts.items() if needle in text}


def head(category: Record) -> str:
    """Return what the display ids of a category begin with, whatever their case."""
    return f"#{category.get('prefix', '')}".casefold()


def _said_of_contact(contact: Record) -> str:
    return f"{contact['name']}{_BORDER}{contact['email']}".casefold()


def _said_in_update(update: Record) -> str:
    message = update["message"]
    return "" if message is None else message["text"].casefold()
