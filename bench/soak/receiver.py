"""A receiver of events on loopback, and a follower of the stub's calls."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    import httpx

_FINE = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Receiver:
    """Takes every event, and counts them."""

    def __init__(self) -> None:
        self.url = ""
        self.count = 0

    async def take(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """Read one request, and say that it is fine."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            head = await reader.readuntil(b"\r\n\r\n")
            for line in head.lower().split(b"\r\n"):
                if line.startswith(b"content-length:"):
                    await reader.readexactly(int(line.partition(b":")[2]))
            self.count += 1
            writer.write(_FINE)
            await writer.drain()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


@contextlib.asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """Listen on a free port until the block ends."""
    receiver = Receiver()
    server = await asyncio.start_server(receiver.take, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    receiver.url = f"http://127.0.0.1:{port}/hooks"
    async with server:
        yield receiver


class Follower:
    """Follows all calls, as an inspector does, and counts the bytes that it is sent."""

    def __init__(self) -> None:
        self.bytes = 0
        self.follows = asyncio.Event()

    async def follow(self, http: httpx.AsyncClient) -> None:
        """Read until it is cancelled."""
        path = "/_ticketstub/requests/stream?sandboxes=all"
        async with http.stream("GET", path, timeout=None) as answer:
            self.follows.set()
            async for piece in answer.aiter_bytes():
                self.bytes += len(piece)


@contextlib.asynccontextmanager
async def following(http: httpx.AsyncClient) -> AsyncIterator[Follower]:
    """Follow all calls until the block ends."""
    follower = Follower()
    task = asyncio.create_task(follower.follow(http))
    try:
        yield follower
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
