"""Tickets: a client's requests, each with its conversation."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import ConflictError, absent
from ticketstub.store import AllOf, AnyOf, Equals, OneOf

from .api import MOST_TOLD, invalid_property, seconds, shortened
from .conversation import (
    FROM_CLIENT,
    FROM_HELP_DESK,
    add_entry,
    check_attachment_ids,
    present_entry,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation
    from ticketstub.store import Filter

OPEN, CLOSED, FORCE_CLOSED = "open", "closed", "force-closed"

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
    return _listed(call, None, ranged_data)


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
    tickets = call.store.tickets
    unread = {
        entry["ticketId"]
        for entry in call.store.replies
        if entry["replyByI3d"] == FROM_HELP_DESK
        and (ticket := tickets.get(entry["ticketId"])) is not None
        and entry["createdAt"] > ticket["clientLastReadAt"]
    }

    wanted = AnyOf((Equals("status", OPEN), OneOf("id", tuple(unread))))
    return _listed(call, wanted, ranged_data)


def get_ticket(call: Call, ticket: Record) -> Reply:
    now = seconds(call)
    if ticket["clientLastReadAt"] != now:
        ticket = call.store.tickets.update(ticket["id"], {"clientLastReadAt": now})

    return Reply(200, present_with_replies(call, ticket))


def check_contact(call: Call, body: Record) -> Iterator[Violation]:
    yield from _check_category(call, body)


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


def _listed(call: Call, where: Filter | None, ranged_data: str) -> Reply:
    """Answer one range of a list, the last updated ticket first (I4, I5)."""
    parts = dict(part.split("=") for part in ranged_data.split(","))
    found = call.store.tickets.find(
        where,
        order="updatedAt",
        descending=True,
        offset=int(parts.get("start", 0)),
        limit=int(parts.get("results", 25)),
    )

    return Reply(200, [present_ticket(call, ticket) for ticket in found.records])


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
        and not any(character.isspace() for character in text)
    )
