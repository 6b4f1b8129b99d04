"""Replies: the conversation on a ticket, notes among it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.problems import absent
from ticketstub.store import Equals

from .api import created, ok, stamp
from .tickets import find_ticket

if TYPE_CHECKING:
    from ticketstub.call import Call, Record, Reply

__all__ = ["find_ticket"]


def find_reply(call: Call, reply_id: int, ticket: Record) -> Record:
    reply = call.store.replies.get(reply_id)
    if reply is None or reply["ticket_id"] != ticket["id"]:
        absent("reply")
    return reply


def present_reply(call: Call, reply: Record) -> Record:
    return {
        "id": reply["id"],
        "ticket_id": reply["ticket_id"],
        "type": reply["type"],
        "text": reply["text"],
        "creator": call.store.users.get(reply["creator_id"]),
        "dates": {"created": reply["created"], "updated": reply["updated"]},
    }


def list_replies(call: Call, ticket: Record) -> Reply:
    replies = call.store.replies.find(
        Equals("ticket_id", ticket["id"]), order="created"
    )

    return ok(
        [present_reply(call, reply) for reply in replies.records],
        "Ticket replies retrieved successfully.",
    )


def create_reply(call: Call, ticket: Record, body: Record) -> Reply:
    now = stamp(call.now())
    reply = call.store.replies.insert(
        {
            "id": call.store.replies.next_id(),
            "ticket_id": ticket["id"],
            "type": body.get("ticketreply_type", "reply"),
            "text": body["ticketreply_text"],
            "creator_id": call.caller.record["user_id"],
            "created": now,
            "updated": now,
        }
    )
    call.store.tickets.update(ticket["id"], {"last_updated": now})

    return created(present_reply(call, reply), "Ticket reply added successfully.")


def delete_reply(call: Call, ticket: Record, reply: Record) -> Reply:
    call.store.replies.delete(reply["id"])

    return ok({"id": reply["id"]}, "Ticket reply deleted successfully.")
