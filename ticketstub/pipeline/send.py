"""Send: an answer leaves, whole, broken as a fault says, or piece by piece."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from ticketstub.sandbox.clock import pause
from ticketstub.wire import write_whole

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

    from starlette.types import Receive, Scope, Send

    from ticketstub.sandbox.faults import Fault
    from ticketstub.server import Protocol
    from ticketstub.wire import Headers

#: Where the server offers its connection, among what it says of every request.
CONNECTION = "ticketstub.connection"


class DroppedError(ConnectionResetError):
    """A fault has dropped the connection; raised where there is none, in process."""


class Stream:
    """A body that is sent piece by piece, as `pieces` yields them.

    `close` is called once, however it ends.
    """

    def __init__(
        self, pieces: AsyncGenerator[bytes], close: Callable[[], None]
    ) -> None:
        self.pieces = pieces
        self.close = close


def shortened_body(fault: Fault, body: bytes) -> bytes:
    """Return so much of a body as a fault lets through."""
    return body if fault.truncate is None else body[: int(len(body) * fault.truncate)]


async def send_whole(send: Send, status: int, headers: Headers, body: bytes) -> None:
    """Send an answer in one piece."""
    if write_whole(send, status, headers, body):
        return
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def send_faulty(  # noqa: PLR0913, PLR0917  # an answer, and what becomes of it
    fault: Fault,
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    headers: Headers,
    body: bytes,
) -> None:
    """Send an answer as a fault says: late, cut short, or by a connection that breaks.

    Raises `DroppedError` where no server offers its connection.
    """
    connection: Protocol | None = (scope.get("state") or {}).get(CONNECTION)
    over = None if connection is None else connection.hold(receive)
    if fault.delay:
        await _delay(fault.delay, over)
    if not fault.connection:
        await send_whole(send, status, headers, body)
        return
    # Without a body there is nothing to break off amid.
    is_midway = fault.connection == "midway" and bool(body)
    if is_midway:
        await send(
            {"type": "http.response.start", "status": status, "headers": headers}
        )
        half = body[: len(body) // 2]
        await send({"type": "http.response.body", "body": half, "more_body": True})
    if connection is None:
        message = f"The fault {fault.id} has dropped the connection."
        raise DroppedError(message)
    if is_midway:
        connection.transport.close()
    else:
        connection.transport.abort()
    # The server must have seen it before it is told that this call has ended.
    while (await receive())["type"] != "http.disconnect":
        pass


async def _delay(seconds: float, over: asyncio.Event | None) -> None:
    """Wait, but no longer than anybody waits for the answer."""
    if over is None:
        await pause(seconds)
        return
    waits = [asyncio.ensure_future(pause(seconds)), asyncio.ensure_future(over.wait())]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()


async def send_stream(
    stream: Stream, receive: Receive, send: Send, status: int, headers: Headers
) -> None:
    """Send a body as it comes, until it ends or nobody listens any more."""
    pieces = asyncio.create_task(_send_pieces(stream, send, status, headers))
    gone = asyncio.create_task(_gone(receive))
    try:
        await asyncio.wait((gone, pieces), return_when=asyncio.FIRST_COMPLETED)
        if pieces.done():
            pieces.result()
    finally:
        pieces.cancel()
        gone.cancel()
        await asyncio.gather(gone, pieces, return_exceptions=True)
        stream.close()


async def _send_pieces(
    stream: Stream, send: Send, status: int, headers: Headers
) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    async with contextlib.aclosing(stream.pieces) as pieces:
        async for piece in pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
