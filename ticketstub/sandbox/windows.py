"""Windows: how often something happened in the running span of time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from ticketstub.sandbox.clock import Clock


class Window(NamedTuple):
    """One span of the clock: what was counted in it, and the Unix time it ends at."""

    used: int
    ends: int


class Windows:
    """Counters by name; each starts anew with every span of the sandbox's clock.

    A counter follows the calls, not the records: what a refused call has counted stays.
    """

    __slots__ = ("_clock", "_counted")

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._counted: dict[tuple[str, int], Window] = {}

    def look(self, name: str, seconds: int) -> Window:
        """Tell what was counted in the running span of so many seconds."""
        now = int(self._clock.seconds())
        ends = now - now % seconds + seconds
        window = self._counted.get((name, seconds))
        if window is None or window.ends != ends:
            return Window(0, ends)
        return window

    def clear(self) -> None:
        """Start every counter anew."""
        self._counted.clear()

    def count(self, name: str, seconds: int) -> Window:
        """Count one more, and tell how many that makes.

        Names come from records, such as keys, never from a call alone: they are kept.
        """
        used, ends = self.look(name, seconds)
        self._counted[name, seconds] = window = Window(used + 1, ends)
        return window
