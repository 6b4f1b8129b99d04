"""Replies: what a client adds to a ticket's conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import ConflictError

from .api import seconds
from .conversation import add_entry, check_attachment_ids
from .tickets import FORCE_CLOSED, OPEN, find_ticket, present_with_replies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation

__all__ = ["find_ticket"]


def check_create_reply(call: Call, body: Record) -> Iterator[Violation]:
    return check_attachment_ids(call, body)


def create_reply(call: Call, ticket: Record, body: Record) -> Reply:
    if ticket["status"] == FORCE_CLOSED:
        message = "A ticket that was closed for good takes no reply."
        raise ConflictError(message)

    poster = call.caller.record["fullUserName"]
    add_entry(call, ticket, body, poster, body.get("attachmentIds", ()))
    now = seconds(call)
    changed = call.store.tickets.update(
        ticket["id"],
        {
            "status": OPEN,
            "updatedAt": now,
            "clientLastRepliedAt": now,
            "clientLastReadAt": now,
        },
    )

    return Reply(200, present_with_replies(call, changed))
