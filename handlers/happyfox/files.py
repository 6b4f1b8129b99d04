"""Files: how much of them a call may send, and links to them that work once."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ticketstub.call import Upload

from .api import wrong

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation

#: All files of one call together may have so many bytes (H7).
MOST_BYTES = 25 * 1024 * 1024

#: How long a link works, in seconds (H46).
LIFETIME = 300

TOO_LARGE = "The total size of attachments should not exceed 25 MB."

#: Length of what makes a link different from the one before it.
_NONCE = 16


def uploads_in(body: Record, field: str = "attachments") -> list[Upload]:
    """Return the files that a body has brought along."""
    sent: Any = body.get(field)
    if not sent:
        return []
    files = sent if isinstance(sent, list) else [sent]
    return [each for each in files if isinstance(each, Upload)]


def check_files(body: Record, field: str = "attachments") -> Iterator[Violation]:
    """Yield what is wrong with the files of a body (H7)."""
    uploads = uploads_in(body, field)
    if uploads and sum(len(upload.data) for upload in uploads) > MOST_BYTES:
        yield wrong(field, TOO_LARGE)


def link_name(attachment: Record) -> str:
    """Return the name of a file in its link: its own, if a path can end in it."""
    name: str = attachment["filename"]
    return "file" if name in ("", ".", "..") else name


def attachment_url(call: Call, attachment: Record) -> str:
    """Return a link to an attachment: another one at every call (H46)."""
    expires = int(call.now().timestamp()) + LIFETIME
    nonce = call.ids.token(_NONCE)
    return call.url(
        f"/attachments/{attachment['id']}/{quote(link_name(attachment), safe='')}",
        {
            "Signature": nonce + _proof(attachment["id"], expires, nonce),
            "Expires": expires,
            "AWSAccessKeyId": "MOCK",
        },
    )


def is_genuine(attachment: Record, signature: str, expires: int) -> bool:
    """Tell whether a link was handed out for an attachment."""
    nonce, proof = signature[:_NONCE], signature[_NONCE:]
    known = _proof(attachment["id"], expires, nonce)
    return hmac.compare_digest(known.encode(), proof.encode())


def _proof(attachment_id: int, expires: int, nonce: str) -> str:
    text = f"{attachment_id} {expires} {nonce}"
    return hmac.digest(b"ticketstub", text.encode(), "sha256").hex()[:32]
