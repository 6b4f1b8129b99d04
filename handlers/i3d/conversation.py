"""The conversation of a ticket: its entries, the opening one among them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.store import Equals

from .api import MOST_TOLD, invalid_property, seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation

#: What `replyByI3d` says of who wrote an entry.
FROM_CLIENT, FROM_HELP_DESK = 0, 1


def last_answers(entries: Iterable[Record]) -> dict[int, int]:
    """Tell when the help desk wrote last, by ticket."""
    last: dict[int, int] = {}
    for entry in entries:
        if entry["replyByI3d"] == FROM_HELP_DESK:
            ticket_id, written = entry["ticketId"], entry["createdAt"]
            last[ticket_id] = max(written, last.get(ticket_id, 0))
    return last


def present_entry(call: Call, entry: Record) -> Record:
    """Show one entry with what is attached to it."""
    attachments = call.store.attachments.find(Equals("replyId", entry["id"]))
    return {
        "id": entry["id"],
        "title": entry["title"],
        "fullUserName": entry["fullUserName"],
        "content": entry["content"],
        "createdAt": entry["createdAt"],
        "replyByI3d": entry["replyByI3d"],
        "attachments": [
            {
                "id": attachment["id"],
                "name": attachment["name"],
                "mime": attachment["mime"],
                "size": attachment["size"],
                "uploadedTime": attachment["uploadedTime"],
            }
            for attachment in attachments.records
        ],
    }


def check_attachment_ids(call: Call, body: Record) -> Iterator[Violation]:
    """Yield what is wrong with the files that an entry is to have (I16)."""
    seen: set[int] = set()
    told = 0
    for attachment_id in body.get("attachmentIds", ()):
        attachment = call.store.attachments.get(attachment_id)
        message = ""
        if attachment_id in seen:
            message = f"Duplicate attachment: {attachment_id}."
        elif attachment is None:
            message = f"Unknown attachment: {attachment_id}."
        elif attachment["replyId"] is not None:
            message = f"Attachment already in use: {attachment_id}."
        seen.add(attachment_id)
        if message:
            yield invalid_property("attachmentIds", attachment_id, message)
            told += 1
        if told >= MOST_TOLD:
            return


def add_entry(
    call: Call, ticket: Record, body: Record, poster: str, attachment_ids: Iterable[int]
) -> None:
    """Add what a client wrote to a ticket, and couple the attachments to it (I16)."""
    entry = call.store.replies.insert(
        {
            "id": call.store.replies.next_id(),
            "ticketId": ticket["id"],
            "title": body["title"],
            "fullUserName": poster,
            "content": body.get("content", ""),
            "createdAt": seconds(call),
            "replyByI3d": FROM_CLIENT,
        }
    )
    for attachment_id in attachment_ids:
        call.store.attachments.update(attachment_id, {"replyId": entry["id"]})
