"""What the tests of faults say to a stub, and delays that last as told."""

from __future__ import annotations

import asyncio
import queue
import socket
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.engine.gallery import CONTROL
from tests.engine.process import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    import pytest

FAULTS = f"{CONTROL}/faults"


def faulty(client: httpx.Client, api: str = "library", **fields: Any) -> str:
    """Add a fault, and return its id."""
    answer = client.post(FAULTS, json={"api": api, **fields})
    assert answer.status_code == 201, answer.text
    fault_id: str = answer.json()["id"]
    return fault_id


def hits(client: httpx.Client) -> list[tuple[int, int]]:
    """Return how often each fault looked at a call, and how often it was met."""
    answer = client.get(FAULTS)
    assert answer.status_code == 200, answer.text
    return [(fault["met"], fault["hits"]) for fault in answer.json()["faults"]]


class Delays:
    """In place of the clock's `pause`: tells how long it should last, and waits."""

    def __init__(self) -> None:
        #: Set when one has ended, by itself or not.
        self.ended = threading.Event()
        self._begun: queue.Queue[float] = queue.Queue()
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def __call__(self, seconds: float) -> None:
        """Wait until it is over."""
        over = asyncio.Event()
        self._waiting.append((asyncio.get_running_loop(), over))
        self._begun.put(seconds)
        try:
            await over.wait()
        finally:
            self.ended.set()

    def next(self) -> float:
        """Wait until the next one begins; return for how many seconds."""
        return self._begun.get(timeout=PATIENCE)

    def end(self) -> None:
        """Let those that have begun be over."""
        for loop, over in self._waiting:
            loop.call_soon_threadsafe(over.set)


@contextmanager
def delaying(monkeypatch: pytest.MonkeyPatch) -> Iterator[Delays]:
    """Let the delays of faults last until a test says so."""
    delays = Delays()
    with monkeypatch.context() as patch:
        patch.setattr("ticketstub.pipeline.send.pause", delays)
        yield delays


class Wire:
    """A connection of its own, to see what really comes over it."""

    def __init__(self, url: str, request: str, count: int = 1) -> None:
        place = urlsplit(url)
        self._socket = socket.create_connection((place.hostname, place.port), PATIENCE)
        self._socket.sendall(request.encode() * count)

    def rest(self) -> bytes:
        """Return everything until the stub ends the connection."""
        came = b""
        with self._socket:
            while True:
                try:
                    more = self._socket.recv(65_536)
                except ConnectionResetError:
                    return came
                if not more:
                    return came
                came += more

    def hang_up(self) -> None:
        """End the connection without waiting for anything."""
        self._socket.close()
