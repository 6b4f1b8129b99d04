"""Covers and blurbs: what is sent as bytes and as text."""

from __future__ import annotations

from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply, Upload
from ticketstub.problems import absent

from .books import find_book

if TYPE_CHECKING:
    from ticketstub.call import Call, Record

__all__ = ["find_book"]


def get_cover(call: Call, book: Record) -> Reply:
    cover = call.store.covers.get(book["id"])
    if cover is None:
        absent("cover")
    return Reply(200, b64decode(cover["data"]), media_type=cover["media_type"])


def replace_cover(call: Call, book: Record, body: Any) -> Reply:
    if isinstance(body, bytes):
        data, media_type = body, call.headers[b"content-type"].decode()
    else:
        picture: Upload = body["picture"]
        data, media_type = picture.data, picture.media_type
    cover = {
        "id": book["id"],
        "data": b64encode(data).decode(),
        "media_type": media_type,
    }
    if call.store.covers.get(book["id"]):
        call.store.covers.delete(book["id"])
    call.store.covers.insert(cover)
    return Reply(204)


def replace_blurb(
    call: Call,  # noqa: ARG001  # a handler takes it
    book: Record,  # noqa: ARG001  # likewise
    body: str | None,
) -> Reply:
    return Reply(200, body if body is not None else "none", media_type="text/plain")
