"""Bare words of a search: in which tickets all of them occur (H19)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.store import OneOf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ticketstub.call import Call, Record
    from ticketstub.store import Filter

#: Stands between the places of a ticket; no word has it, so none reaches over it.
_BORDER = "\n"


def filter_of(call: Call, words: Iterable[str]) -> Filter:
    """Find the tickets in which every word occurs, whatever its case.

    Each text is folded once, however many words there are.
    """
    needles = {word.casefold() for word in words}
    contacts = {
        contact["id"]: _folded(contact["name"], contact["email"])
        for contact in call.store.contacts
    }
    heads = {category["id"]: head(category) for category in call.store.categories}
    messages: dict[int, list[str]] = {}
    for update in call.store.updates:
        if update["message"] is not None:
            texts = messages.setdefault(update["ticket_id"], [])
            texts.append(update["message"]["text"])

    def lacking(ticket: Record) -> Iterator[str]:
        # Messages are long, and often not needed.
        short = _BORDER.join(
            (
                _folded(ticket["subject"]),
                contacts[ticket["contact_id"]],
                f"{heads[ticket['category_id']]}{ticket['id']:08}",
            )
        )
        left = [needle for needle in needles if needle not in short]
        if left:
            long = _folded(*messages.get(ticket["id"], ()))
            yield from (needle for needle in left if needle not in long)

    ids = (
        ticket["id"]
        for ticket in call.store.tickets
        if next(lacking(ticket), None) is None
    )
    return OneOf("id", tuple(ids))


def head(category: Record) -> str:
    """Return what the display ids of a category begin with, whatever their case."""
    return f"#{category.get('prefix', '')}".casefold()


def _folded(*texts: str) -> str:
    return _BORDER.join(texts).casefold()
