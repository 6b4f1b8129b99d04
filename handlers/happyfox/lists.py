"""Lists of tickets: which are asked for, and in what order (H12, H20)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.problems import InvalidError, Violation
from ticketstub.store import AllOf, Equals, OneOf

from . import words
from .api import CHOICE, VALUE
from .people import pending_statuses
from .query import parse, values_of
from .terms import SYSTEM, filter_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ticketstub.call import Call, Record
    from ticketstub.store import Filter

    from .query import Term

    Key = Callable[[Record], Any]

#: So many different words and conditions may be in a search (H13).
MOST_TERMS = 50

ALL, PENDING = "_all", "_pending"

#: Orders that the store keeps; the others are sorted when they are asked for.
_KEPT: dict[str, tuple[str | None, bool]] = {
    "updated": ("last_reply_at", True),
    "created": ("created_at", True),
    "last_modifiedd": ("last_modified", True),
    "ticketd": (None, True),
    "ticketa": (None, False),
}

#: The order of what was found by a search, whatever is asked for.
_FOUND = ("last_updated_at", True)


def conditions(
    call: Call,
    status: str,
    category: Sequence[int] | None,
    q: str,
    own_filters: Mapping[str, str | bool | None],
) -> tuple[Filter, bool]:
    """Return the filter of a list, and whether a search is part of it.

    Raises `InvalidError` with everything that is wrong, by parameter.
    """
    filters: list[Filter] = []
    faults: list[Violation] = []
    if status == PENDING:
        filters.append(OneOf("status_id", pending_statuses(call)))
    elif status.isascii() and status.isdigit():
        filters.append(Equals("status_id", int(status)))
    elif status != ALL:
        faults.append(_fault("status", CHOICE, status))
    if category is not None:
        one = len(category) == 1
        filters.append(
            Equals("category_id", category[0])
            if one
            else OneOf("category_id", tuple(category))
        )
    terms = parse(q, SYSTEM)
    _add_search(call, q, terms, filters, faults)
    for name, values in own_filters.items():
        if values is not None:
            text = str(values).lower() if isinstance(values, bool) else values
            _add(call, (name, False, values_of(text)), name, filters, faults)
    if faults:
        raise InvalidError(faults)
    return AllOf(tuple(filters)), bool(terms)


def page(
    call: Call, where: Filter, sort: str, *, searched: bool, offset: int, limit: int
) -> tuple[Sequence[Record], int]:
    """Return one page of a list, and how many tickets are on all of them."""
    tickets = call.store.tickets
    kept = _FOUND if searched else _KEPT.get(sort)
    if kept is not None:
        order, descending = kept
        found = tickets.find(
            where, order=order, descending=descending, offset=offset, limit=limit
        )
        return found.records, found.total
    records = [*tickets.find(where, descending=True).records]
    for key, descending in _sorts(call)[sort]:
        records.sort(key=key, reverse=descending)
    return records[offset : offset + limit], len(records)


def _sorts(call: Call) -> dict[str, list[tuple[Key, bool]]]:
    """Return the sorts behind each name, one after the other; ties stay in place."""
    store = call.store

    def category(ticket: Record) -> Any:
        return (store.categories.get(ticket["category_id"]) or {}).get("name", "")

    def status(ticket: Record) -> Any:
        return (store.statuses.get(ticket["status_id"]) or {}).get("order", 0)

    def priority(ticket: Record) -> Any:
        return (store.priorities.get(ticket["priority_id"]) or {}).get("order", 0)

    def assignee(ticket: Record) -> Any:
        return (store.staff.get(ticket["assignee_id"]) or {}).get("username", "")

    def unassigned(ticket: Record) -> bool:
        return ticket["assignee_id"] is None

    def due(ticket: Record) -> tuple[bool, str]:
        return ticket["due_date"] is None, ticket["due_date"] or ""

    def subject(ticket: Record) -> Any:
        return ticket["subject"].casefold()

    last_reply = _column("last_reply_at")
    return {
        "categorya": [(category, False)],
        "categoryd": [(category, True)],
        "subjecta": [(subject, False)],
        "subjectd": [(subject, True)],
        "due": [(due, False)],
        "statusa": [(status, False)],
        "statusd": [(status, True)],
        "prioritya": [(priority, False)],
        "priorityd": [(priority, True)],
        "updatea": [(last_reply, False)],
        "unresponded": [(last_reply, True), (_column("unresponded"), True)],
        "createa": [(_column("created_at"), False)],
        "assigneea": [(assignee, False), (unassigned, False)],
        "assigneed": [(assignee, True), (unassigned, False)],
        "last_modifieda": [(_column("last_modified"), False)],
        "clienta": [(_column("contact_id"), False)],
        "clientd": [(_column("contact_id"), True)],
    }


def _column(name: str) -> Key:
    return lambda ticket: ticket[name]


def _add_search(
    call: Call,
    q: str,
    terms: Sequence[Term],
    filters: list[Filter],
    faults: list[Violation],
) -> None:
    """Add what a search asks for; what it says twice counts once."""
    bare = {word for name, _, values in terms if name is None for word in values}
    named = {
        (name, quoted, values): None
        for name, quoted, values in terms
        if name is not None
    }
    if len(bare) + len(named) > MOST_TERMS:
        faults.append(_fault("q", VALUE, q))
        return
    if bare:
        filters.append(words.filter_of(call, bare))
    for condition in named:
        _add(call, condition, "q", filters, faults)


def _add(
    call: Call,
    condition: tuple[str, bool, tuple[str, ...]],
    parameter: str,
    filters: list[Filter],
    faults: list[Violation],
) -> None:
    name, quoted, values = condition
    try:
        filters.append(filter_of(call, name, values, quoted=quoted))
    except ValueError as error:
        faults.append(_fault(parameter, str(error), values))


def _fault(parameter: str, text: str, value: Any) -> Violation:
    return Violation("query", parameter, "rule", None, value, (), text)
