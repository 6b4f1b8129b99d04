"""Attachments: links to files, and images for the HTML of a message."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply, file_reply
from ticketstub.problems import OwnError, absent

from .api import IMAGE, wrong
from .files import check_files, is_genuine, link_name, uploads_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record, Upload
    from ticketstub.problems import Violation

_IMAGE_NAME = re.compile(
    r".+\.(?:png|jpe?g|gif|webp|bmp|svg|tiff?|ico|avif|heic)", re.IGNORECASE | re.DOTALL
)


def find_attachment(call: Call, attachment_id: int) -> Record:
    return call.store.attachments.get(attachment_id) or absent("attachment")


def find_image(call: Call, image_id: int) -> Record:
    return call.store.inline_images.get(image_id) or absent("image")


def check_upload_inline_image(call: Call, body: Record) -> Iterator[Violation]:
    yield from check_files(body, "file")
    for upload in uploads_in(body, "file"):
        if not _is_image(upload):
            yield wrong("file", IMAGE)


def upload_inline_image(call: Call, body: dict[str, Any]) -> Reply:
    upload: Upload = body["file"]
    image = call.store.inline_images.insert(
        {
            "id": call.store.inline_images.next_id(),
            "filename": upload.filename,
            "media_type": upload.media_type,
            "file": call.uploads.keep(upload.data),
        }
    )

    path = f"/get_hdp_temporarily_attachment/{image['id']}/"
    return Reply(200, {"url": call.url(path)})


def download_inline_image(call: Call, image: Record) -> Reply:
    return _file(call, image)


def download_attachment(
    call: Call,
    attachment: Record,
    filename: str,
    signature: str,
    expires: int,
    aws_access_key_id: str | None,
) -> Reply:
    if filename != link_name(attachment):
        absent("attachment")
    now = int(call.now().timestamp())
    used = call.store.used_links
    if (
        now > expires
        or used.get(signature) is not None
        or not is_genuine(attachment, signature, expires)
    ):
        raise OwnError(403, "", "This link has expired")

    for link in list(used):
        if link["expires"] < now:
            used.delete(link["signature"])
    if call.method == "GET":  # HEAD is answered, too, and gives no file
        used.insert({"signature": signature, "expires": expires})
    return _file(call, attachment)


def _file(call: Call, record: Record) -> Reply:
    data = call.uploads.read(record["file"])
    return file_reply(data, record["filename"], record["media_type"])


def _is_image(upload: Upload) -> bool:
    """Tell whether a file's type or name is an image's (H45)."""
    by_type = upload.media_type.lower().startswith("image/")
    return by_type or _IMAGE_NAME.fullmatch(upload.filename) is not None
