"""Tickets: a client's requests, each with its conversation."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import ConflictError, absent
from ticketstub.store import AllOf, Equals

from .api import MOST_TOLD, invalid_property, seconds, shortened
from .conversation import (
    FROM_CLIENT,
    add_entry,
    check_attachment_ids,
    last_answers,
    present_entry,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation

OPEN, CLOSED, FORCE_CLOSED = "open", "closed", "force-closed"

#: So many tickets are looked through at a time.
_STEP = 50

_CONTACT = ("firstName", "lastName", "companyName", "email", "phone")


def find_ticket(call: Call, ticket_id: int) -> Record:
    return call.store.tickets.get(ticket_id) or absent("ticket")


def present_ticket(call: Call, ticket: Record) -> dict[str, Any]:
    """Show a ticket without its replies, as lists do (I5)."""
    from_client = call.store.replies.count(
        AllOf((Equals("ticketId", ticket["id"]), Equals("replyByI3d", FROM_CLIENT)))
    )
    return {
        "id": ticket["id"],
        "hash": ticket["hash"],
        "readHash": ticket["readHash"],
        "title": ticket["title"],
        "categoryName": ticket["categoryName"],
        "priorityName": ticket["priorityName"],
        "createdAt": ticket["createdAt"],
        "updatedAt": ticket["updatedAt"],
        "clientLastRepliedAt": ticket["clientLastRepliedAt"],
        "clientLastReadAt": ticket["clientLastReadAt"],
        "status": ticket["status"],
        # The opening entry is the client's, too, and does not count (I6).
        "numUserReplies": max(0, from_client - 1),
    }


def present_with_replies(call: Call, ticket: Record) -> Record:
    """Show a ticket and its whole conversation, the oldest entry first (I5)."""
    entries = call.store.replies.find(
        Equals("ticketId", ticket["id"]), order="createdAt"
    )
    shown = present_ticket(call, ticket)
    shown["replies"] = [present_entry(call, entry) for entry in entries.records]
    return shown


def list_tickets(call: Call, ranged_data: str) -> Reply:
    start, stop = _range(ranged_data)
    found = call.store.tickets.find(
        order="updatedAt", descending=True, offset=start, limit=stop - start
    )

    return _listed(call, found.records)


def check_create_ticket(call: Call, body: Record) -> Iterator[Violation]:
    yield from _check_category(call, body)
    for name in ("emailCc", "emailTo"):
        if body.get(name):
            yield from _check_addresses(name, body[name])
    yield from check_attachment_ids(call, body)


def create_ticket(call: Call, body: Record) -> Reply:
    ticket = _insert(
        call,
        body,
        department=body["department"],
        emailCc=body["emailCc"],
        emailTo=body["emailTo"],
        contact=None,
    )
    poster = call.caller.record["fullUserName"]
    add_entry(call, ticket, body, poster, body.get("attachmentIds", ()))

    return Reply(200, present_with_replies(call, ticket))


def list_open_or_unread(call: Call, ranged_data: str) -> Reply:
    answered_at = call.store.replies.derive(last_answers)
    wanted = (
        ticket
        for ticket in _last_updated_first(call)
        if ticket["status"] == OPEN
        or answered_at.get(ticket["id"], 0) > ticket["clientLastReadAt"]
    )

    start, stop = _range(ranged_data)
    return _listed(call, islice(wanted, start, stop))


def get_ticket(call: Call, ticket: Record) -> Reply:
    now = seconds(call)
    if ticket["clientLastReadAt"] != now:
        ticket = call.store.tickets.update(ticket["id"], {"clientLastReadAt": now})

    return Reply(200, present_with_replies(call, ticket))


def check_contact(call: Call, body: Record) -> Iterator[Violation]:
    return _check_category(call, body)


def contact(call: Call, body: Record) -> Reply:
    ticket = _insert(
        call,
        body,
        department=None,
        emailCc=None,
        emailTo=None,
        contact={name: body.get(name) for name in _CONTACT},
    )
    add_entry(call, ticket, body, f"{body['firstName']} {body['lastName']}", ())

    return Reply(200, present_with_replies(call, ticket))


def open_ticket(call: Call, ticket: Record) -> Reply:
    if ticket["status"] == FORCE_CLOSED:
        message = "A ticket that was closed for good stays closed."
        raise ConflictError(message)
    if ticket["status"] == CLOSED:
        _set_status(call, ticket, OPEN)

    return Reply(204)


def close_ticket(call: Call, ticket: Record) -> Reply:
    if ticket["status"] == OPEN:
        _set_status(call, ticket, CLOSED)

    return Reply(204)


def _range(ranged_data: str) -> tuple[int, int]:
    """Return the part of a list that is asked for (I4)."""
    parts = dict(part.split("=") for part in ranged_data.split(","))
    start = int(parts.get("start", 0))
    return start, start + int(parts.get("results", 25))


def _last_updated_first(call: Call) -> Iterator[Record]:
    """Go through the tickets in the order of lists (I5), no further than is needed."""
    after = None
    while found := call.store.tickets.follow(
        order="updatedAt", descending=True, after=after, limit=_STEP
    ):
        yield from found
        after = found[-1]


def _listed(call: Call, tickets: Iterable[Record]) -> Reply:
    """Answer a list of tickets without their replies."""
    return Reply(200, [present_ticket(call, ticket) for ticket in tickets])


def _insert(call: Call, body: Record, **more: Any) -> Record:
    now = seconds(call)
    return call.store.tickets.insert(
        {
            "id": call.store.tickets.next_id(),
            "hash": call.ids.hex(32),
            "readHash": call.ids.hex(32),
            "title": body["title"],
            "categoryName": body["category"],
            "priorityName": "Normal",
            "createdAt": now,
            "updatedAt": now,
            "clientLastRepliedAt": now,
            "clientLastReadAt": now,
            "status": OPEN,
            **more,
        }
    )


def _set_status(call: Call, ticket: Record, status: str) -> None:
    changes = {"status": status, "updatedAt": seconds(call)}
    call.store.tickets.update(ticket["id"], changes)


def _check_category(call: Call, body: Record) -> Iterator[Violation]:
    name = body.get("category")
    if name is not None and not call.store.categories.count(Equals("name", name)):
        yield invalid_property("category", name, "Unknown category.")


def _check_addresses(name: str, listed: str) -> Iterator[Violation]:
    addresses = (entry.strip() for entry in listed.split(","))
    wrong = (address for address in addresses if not _is_address(address))
    for address in islice(wrong, MOST_TOLD):
        message = f"Invalid email address: {shortened(address)}."
        yield invalid_property(name, listed, message)


def _is_address(text: str) -> bool:
    """Tell whether a text looks like an address: `a@b.c` (I14)."""
    user, _, domain = text.partition("@")
    return (
        bool(user)
        and "@" not in domain
        and "." in domain[1:-1]
        and text.split() == [text]
    )
