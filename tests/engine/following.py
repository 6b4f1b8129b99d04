"""Streams that tests follow, and what they hold up or wait for meanwhile."""

from __future__ import annotations

import asyncio
import json
import queue
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.engine.journaling import REQUESTS
from tests.engine.process import PATIENCE
from ticketstub.control import following
from ticketstub.control.following import Follower

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx
    import pytest

STREAM = f"{REQUESTS}/stream"
HELLO = ": calls follow as they happen"


class Following:
    """A stream that is open: its answer, and what comes of it."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.iter_lines()

    def next(self) -> str:
        """Wait for the next comment or event, and return it."""
        lines: list[str] = []
        for line in self._lines:
            if not line and lines:
                break
            lines += [line] if line else []
        return "\n".join(lines)

    def event(self) -> tuple[str, Any]:
        """Wait for the next event; return its name and data."""
        said = self.next()
        assert "\n" in said, f"no event, but {said!r}"
        name, data = said.split("\n")
        assert (name[:7], data[:6]) == ("event: ", "data: ")
        return name[7:], json.loads(data[6:])

    def path(self) -> str:
        """Wait for the next call; return its path."""
        name, call = self.event()
        assert name == "call"
        return str(call["path"])


@contextmanager
def follow(client: httpx.Client, **query: Any) -> Iterator[Following]:
    """Follow the calls of a sandbox, from the first comment on."""
    with client.stream("GET", STREAM, params=query, timeout=PATIENCE) as answer:
        assert answer.status_code == 200
        following_ = Following(answer)
        assert following_.next() == HELLO
        yield following_


class Closed:
    """Tells how many streams have been given up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._closed: queue.Queue[None] = queue.Queue()
        close = Follower.close

        def told(follower: Follower) -> None:
            close(follower)
            self._closed.put(None)

        monkeypatch.setattr(Follower, "close", told)

    def wait(self) -> None:
        """Wait until another one is."""
        self._closed.get(timeout=PATIENCE)


class Ticks:
    """In place of the pause between two ticks: each lasts until a test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._begun: queue.Queue[float] = queue.Queue()
        self._over = threading.Semaphore(0)
        monkeypatch.setattr(following, "pause", self._pause)

    async def _pause(self, seconds: float) -> None:
        self._begun.put(seconds)
        await asyncio.to_thread(self._over.acquire, timeout=PATIENCE)

    def next(self) -> None:
        """Wait until one has begun."""
        self._begun.get(timeout=PATIENCE)

    def end(self) -> None:
        """Let one end."""
        self._over.release()
