"""The one seam for time: nothing else in the project reads the wall clock."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta


class Clock:
    """A sandbox's clock: it runs, stands still, or jumps as told.

    Times are aware and in UTC.
    """

    __slots__ = ("_frozen", "_offset")

    def __init__(self, start: datetime | None = None, *, frozen: bool = False) -> None:
        self._offset = timedelta()
        self._frozen: datetime | None = None
        if frozen:
            self.freeze(start)
        elif start is not None:
            self.set(start)

    def now(self) -> datetime:
        """Tell the time."""
        if self._frozen is not None:
            return self._frozen
        now = datetime.fromtimestamp(time.time(), UTC)
        return now + self._offset if self._offset else now

    def seconds(self) -> float:
        """Tell the time as Unix time."""
        if self._frozen is not None:
            return self._frozen.timestamp()
        now = time.time()
        return now + self._offset.total_seconds() if self._offset else now

    def freeze(self, at: datetime | None = None) -> None:
        """Stand still, now or at a given time."""
        self._frozen = self.now() if at is None else at

    @property
    def frozen(self) -> datetime | None:
        """The time it stands at, if it stands."""
        return self._frozen

    @property
    def offset(self) -> timedelta:
        """By how much it is ahead of the wall clock, or was when it stopped."""
        return self._offset

    def beginning(self) -> datetime:
        """Tell when a sandbox starts that has this clock.

        Where nobody has told a time it is that of the last full minute, so that those
        that start in one minute share the records that they start with.
        """
        now = self.now()
        if self._frozen is not None or self._offset:
            return now
        return now.replace(second=0, microsecond=0)

    def load(self, frozen: datetime | None, offset: timedelta) -> None:
        """Stand, or be ahead, as another clock did."""
        self._frozen, self._offset = frozen, offset

    def run(self) -> None:
        """Run on from the time it stands at."""
        if self._frozen is not None:
            stood, self._frozen = self._frozen, None
            self.set(stood)

    def set(self, to: datetime) -> None:
        """Jump to a time; a clock that stands goes on standing there."""
        if self._frozen is not None:
            self._frozen = to
        else:
            self._offset = to - datetime.fromtimestamp(time.time(), UTC)

    def advance(self, by: timedelta) -> None:
        """Jump by a span, forwards or backwards."""
        self.set(self.now() + by)


def monotonic() -> float:
    """Tell seconds that only ever grow, for measuring how long something took."""
    return time.monotonic()


async def pause(seconds: float) -> None:
    """Wait so many true seconds, while other calls go on."""
    await asyncio.sleep(seconds)
