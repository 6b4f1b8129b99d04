"""The register of every sandbox of a server, and of the states that were named."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ticketstub.problems import RefusedError
from ticketstub.sandbox.clock import Clock, monotonic
from ticketstub.sandbox.journal import Shelf
from ticketstub.sandbox.sandbox import MAIN, NAME, Sandbox
from ticketstub.sandbox.uploads import Room

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime

    from ticketstub.sandbox.keeper import Keeper
    from ticketstub.sandbox.mock_data import MockCollection
    from ticketstub.sandbox.state import State


class Snapshot(NamedTuple):
    """A state that was named: of which sandbox, and when by its clock."""

    sandbox: str
    taken: datetime
    state: State


class Sandboxes:
    """Every sandbox of a server, by name.

    `most` of them are kept. When a new one would be too many, one that was idle for
    `idle_seconds` goes; if none was, the new one is refused.
    """

    def __init__(  # noqa: PLR0913  # each is told by its name
        self,
        mock_data: Mapping[str, MockCollection],
        *,
        most: int = 1000,
        idle_seconds: float = 1800,
        new_clock: Callable[[], Clock] = Clock,
        room: Room | None = None,
        most_snapshots: int = 20,
        shelf: Shelf | None = None,
    ) -> None:
        self._mock_data = mock_data
        self._room = room or Room()
        #: What the journals share.
        self.shelf = shelf or Shelf()
        self.most = most
        self.most_snapshots = most_snapshots
        self.snapshots: dict[str, Snapshot] = {}
        #: Keeps `main` and the snapshots, where they are to outlive the process.
        self.keeper: Keeper | None = None
        self._idle_seconds = idle_seconds
        self._new_clock = new_clock
        self._kept: dict[str, Sandbox] = {MAIN: self._new(MAIN)}
        self._kept[MAIN].is_kept = True

    def __len__(self) -> int:
        """Tell how many sandboxes are kept."""
        return len(self._kept)

    def __contains__(self, name: str) -> bool:
        """Tell whether a sandbox of that name is kept."""
        return name in self._kept

    def __iter__(self) -> Iterator[Sandbox]:
        """Go through every sandbox that is kept, the oldest first."""
        return iter(self._kept.values())

    def make(self, name: str) -> Sandbox:
        """Make and keep a sandbox.

        Raises `RefusedError` for a name that is none (400), or where there is no room
        for another (503).
        """
        sandbox = self.get(name)
        self.keep(sandbox)
        return sandbox

    def drop(self, name: str) -> None:
        """Let a sandbox go, with everything in it; `KeyError` for none."""
        self._kept.pop(name).close()

    def reset(self, sandbox: Sandbox) -> None:
        """Make a sandbox as it was at first use."""
        sandbox.reset(self._new_clock())

    def take(self, name: str, sandbox: Sandbox) -> Snapshot:
        """Name the present state of a sandbox."""
        snapshot = Snapshot(sandbox.name, sandbox.clock.now(), sandbox.save())
        self.snapshots[name] = snapshot
        return snapshot

    def get(self, name: str) -> Sandbox:
        """Return the sandbox of that name; one that is not kept yet is a tentative one.

        Raises `RefusedError` (400) for a name that is none.
        """
        sandbox = self._kept.get(name)
        if sandbox is not None:
            return sandbox
        if not NAME.fullmatch(name):
            raise RefusedError(
                400,
                "A sandbox's name is 1 to 64 of a-z, 0-9, '.', '_' and '-',"
                " and begins with a letter or digit.",
            )
        return self._new(name)

    def keep(self, sandbox: Sandbox) -> None:
        """Note that a sandbox is in use, and keep it from now on.

        Raises `RefusedError` (503) when there is no room for another.
        """
        sandbox.used = monotonic()
        if sandbox.name in self._kept:
            return
        if len(self._kept) >= self.most:
            self._make_room()
        self._kept[sandbox.name] = sandbox
        sandbox.is_kept = True

    def adopt(self, mock_data: Mapping[str, MockCollection]) -> None:
        """Take changed mock data: sandboxes from now on start with them."""
        self._mock_data = mock_data
        for sandbox in self._kept.values():
            sandbox.adopt(mock_data)

    def _new(self, name: str) -> Sandbox:
        return Sandbox(name, self._mock_data, self._new_clock(), self._room, self.shelf)

    def _make_room(self) -> None:
        others = [box for box in self._kept.values() if box.name != MAIN]
        longest_idle = min(others, key=lambda box: box.used, default=None)
        if longest_idle is None or monotonic() - longest_idle.used < self._idle_seconds:
            raise RefusedError(
                503,
                f"There are {self.most} sandboxes, all in use;"
                " the setting max_sandboxes allows more.",
            )
        self._kept.pop(longest_idle.name).close()
