"""Following: calls are told of as they happen, to each connection that asks."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any

import orjson

from ticketstub.problems import RefusedError
from ticketstub.sandbox.clock import pause

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

    from ticketstub.sandbox.journal import Entry, Shelf

#: So many can follow at a time.
MOST_FOLLOWERS = 32

#: So many calls are told in a tick, and so long is one, in seconds.
MOST_IN_A_TICK = 40
_TICK = 0.1

#: A stream says that it is alive after so many seconds without a call.
_ALIVE = 10.0


class Follower:
    """Takes down calls as they happen, for one connection.

    `only` is the sandbox whose calls are taken down, None for all of them.
    Raises `RefusedError` (503) where there are too many.
    """

    def __init__(
        self, only: str | None, shelf: Shelf, present: Callable[[Entry], Any]
    ) -> None:
        if len(shelf.listeners) >= MOST_FOLLOWERS:
            message = f"Calls are followed over {MOST_FOLLOWERS} connections already."
            raise RefusedError(503, message)
        self._only = only
        self._shelf = shelf
        self._present = present
        self._waiting: deque[Entry] = deque(maxlen=MOST_IN_A_TICK)
        self._seen = 0
        self._some = asyncio.Event()
        shelf.listeners.append(self._take)

    def close(self) -> None:
        """Take nothing down any more."""
        self._shelf.listeners.remove(self._take)
        self._waiting.clear()

    async def pieces(self) -> AsyncGenerator[bytes]:
        """Yield what is to be sent: the newest calls of each tick."""
        yield b": calls follow as they happen\n\n"
        while not self._shelf.closing:
            try:
                # Not `wait_for`, which before Python 3.12 may miss being cancelled.
                async with asyncio.timeout(_ALIVE):
                    await self._some.wait()
            except TimeoutError:
                yield b": alive\n\n"
                continue
            events = self._events()
            if events:
                yield events
            if not self._shelf.closing:
                await pause(_TICK)

    def _events(self) -> bytes:
        """Return what came since the last time, and forget it."""
        skipped = self._seen - len(self._waiting)
        events = [_event(b"call", self._present(entry)) for entry in self._waiting]
        if skipped:
            events.append(_event(b"skipped", {"calls": skipped}))
        self._waiting.clear()
        self._seen = 0
        self._some.clear()
        return b"".join(events)

    def _take(self, entry: Entry | None) -> None:
        if entry is not None:
            if self._only not in (None, entry.sandbox):
                return
            self._seen += 1
            self._waiting.append(entry)
        self._some.set()


def _event(name: bytes, data: Mapping[str, Any]) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name, orjson.dumps(data))
