"""Pauses of the courier that last until a test says so, and no longer."""

from __future__ import annotations

import asyncio
import queue
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.engine.process import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pytest


class Pauses:
    """In place of the courier's `pause`: tells how long it should last, and waits."""

    def __init__(self) -> None:
        #: Ends those that there are, and those to come.
        self.over = threading.Event()
        self._begun: queue.Queue[float] = queue.Queue()

    async def __call__(self, seconds: float) -> None:
        """Wait until it is over."""
        self._begun.put(seconds)
        await asyncio.to_thread(self.over.wait, PATIENCE)

    def next(self) -> float:
        """Wait until the next one begins; return for how many seconds."""
        return self._begun.get(timeout=PATIENCE)

    def none_left(self) -> bool:
        """Tell whether no more of them have begun."""
        return self._begun.empty()


@contextmanager
def pausing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pauses]:
    """Let the courier make such pauses."""
    pauses = Pauses()
    monkeypatch.setattr("ticketstub.sandbox.courier.pause", pauses)
    try:
        yield pauses
    finally:
        pauses.over.set()
