"""Receive: take a body's bytes from the socket, up to a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.problems import TooLargeError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive

#: A Content-Length of more digits is too large, whatever it says.
_LONGEST_LENGTH = 18


class ClientGoneError(Exception):
    """The client went away before its request was complete."""


async def receive_body(
    receive: Receive, headers: Mapping[bytes, bytes], limit: int
) -> bytes | TooLargeError:
    """Receive a body of at most `limit` bytes.

    A longer one is not read to its end; the problem is returned, not raised, since
    what the path names is looked for before the body is judged.
    """
    announced = headers.get(b"content-length", b"")
    if announced.isdigit() and (
        len(announced) > _LONGEST_LENGTH or int(announced) > limit
    ):
        return TooLargeError(limit)
    message = await receive()
    body = message.get("body", b"")
    if not message.get("more_body") and message["type"] == "http.request":
        return body if len(body) <= limit else TooLargeError(limit)
    pieces = [body]
    length = len(body)
    while message["type"] == "http.request":
        if length > limit:
            return TooLargeError(limit)
        if not message.get("more_body"):
            return b"".join(pieces)
        message = await receive()
        pieces.append(message.get("body", b""))
        length += len(pieces[-1])
    raise ClientGoneError
