"""Attachments: files that are uploaded first, and coupled to an entry later."""

from __future__ import annotations

import base64
import mimetypes
from posixpath import splitext
from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import ConflictError, absent

from .api import seconds
from .tickets import find_ticket

if TYPE_CHECKING:
    from typing import Any

    from ticketstub.call import Call, Record, Upload

__all__ = ["find_ticket"]

#: The standard library's own table: what the machine knows beside it would differ.
_TYPES = mimetypes.MimeTypes().types_map[True]

_UNKNOWN = "application/octet-stream"


def find_attachment(call: Call, attachment_id: int) -> Record:
    return call.store.attachments.get(attachment_id) or absent("attachment")


def get_attachment(call: Call, ticket: Record, attachment: Record) -> Reply:
    reply = call.store.replies.get(attachment["replyId"])
    if reply is None or reply["ticketId"] != ticket["id"]:
        absent("attachment")

    data = call.uploads.read(attachment["file"])
    return Reply(200, base64.b64encode(data).decode("ascii"))


def upload_attachment(call: Call, body: dict[str, Any]) -> Reply:
    upload: Upload = body["attachment"]
    # First, since it fails where there is no room, and an id would be used up.
    file = call.uploads.keep(upload.data)
    attachment = call.store.attachments.insert(
        {
            "id": call.store.attachments.next_id(),
            "replyId": None,
            "name": upload.filename,
            "mime": _mime(upload),
            "size": len(upload.data),
            "uploadedTime": seconds(call),
            "file": file,
        }
    )

    return Reply(200, {"attachmentId": attachment["id"]})


def delete_attachment(call: Call, attachment: Record) -> Reply:
    if attachment["replyId"] is not None:
        message = "An attachment of a ticket or a reply can't be deleted."
        raise ConflictError(message)

    call.store.attachments.delete(attachment["id"])
    call.uploads.drop(attachment["file"])
    return Reply(204)


def _mime(upload: Upload) -> str:
    """Tell what a file is: as its part says, else by its name (I17)."""
    # Not by `guess_type`: it takes a name for a URL, and some names make it fail.
    _, ending = splitext(upload.filename)
    return upload.media_type or _TYPES.get(ending.lower(), _UNKNOWN)
