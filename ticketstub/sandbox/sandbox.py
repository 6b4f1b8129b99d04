"""A sandbox, and the register of all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ticketstub.problems import RefusedError
from ticketstub.sandbox.clock import Clock, monotonic
from ticketstub.sandbox.ids import Ids
from ticketstub.sandbox.outbox import Outbox
from ticketstub.sandbox.uploads import Room, Uploads
from ticketstub.sandbox.windows import Windows
from ticketstub.store.tinystore import TinyStore

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ticketstub.sandbox.mock_data import MockCollection
    from ticketstub.store.collection import TinyCollection

#: The sandbox of a call that names none.
MAIN = "main"

NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)

#: Full collection name (`library.books`) to what it starts with.
MockData = dict[str, "MockCollection"]


class Sandbox:
    """One isolated copy of everything that can change."""

    def __init__(
        self,
        name: str,
        mock_data: Mapping[str, MockCollection],
        clock: Clock,
        room: Room | None = None,
    ) -> None:
        self.name = name
        self.clock = clock
        self.ids = Ids()
        self.outbox = Outbox()
        self.started = clock.now()
        self.used = monotonic()
        self.records = TinyStore()
        self._mock_data = mock_data
        self._room = room or Room()
        self._stores: dict[str, ApiStore] = {}
        self._uploads: dict[str, Uploads] = {}
        self._windows: dict[str, Windows] = {}

    def store(self, api: str) -> ApiStore:
        """Return the collections of one API."""
        store = self._stores.get(api)
        if store is None:
            store = self._stores[api] = ApiStore(self, api)
        return store

    def uploads(self, api: str) -> Uploads:
        """Return the files of one API."""
        uploads = self._uploads.get(api)
        if uploads is None:
            files = _files_of(self._mock_data, api)
            uploads = self._uploads[api] = Uploads(self._room, files)
        return uploads

    def windows(self, api: str) -> Windows:
        """Return the counters of one API."""
        windows = self._windows.get(api)
        if windows is None:
            windows = self._windows[api] = Windows(self.clock)
        return windows

    def end_call(self, *, undo: bool = False) -> None:
        """End a call: what it wrote stays, or is taken back."""
        if undo:
            self.records.undo()
        else:
            self.records.keep()
        for uploads in self._uploads.values():
            uploads.end_call(undo=undo)

    def close(self) -> None:
        """Give back what the sandbox has taken of what all share."""
        for uploads in self._uploads.values():
            uploads.close()
        self._room = Room()

    def collection(self, full_name: str) -> TinyCollection:
        """Return a collection by its full name; raises `KeyError` for none."""
        mock = self._mock_data[full_name]
        return self.records.collection(
            full_name, mock.declared, lambda: mock.at(self.started)
        )

    def adopt(self, mock_data: Mapping[str, MockCollection]) -> None:
        """Take changed mock data: new collections and declarations; records stay."""
        for api in {name.partition(".")[0] for name in self._mock_data}:
            self.uploads(api)
        self._mock_data = mock_data
        for api, uploads in self._uploads.items():
            uploads.adopt(_files_of(mock_data, api))
        self.records.redeclare(
            {name: mock.declared for name, mock in mock_data.items()}
        )


def _files_of(mock_data: Mapping[str, MockCollection], api: str) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    for name, mock in mock_data.items():
        if name.partition(".")[0] == api:
            files.update(mock.files)
    return files


class ApiStore:
    """The collections of one API in one sandbox, each an attribute of its name."""

    def __init__(self, sandbox: Sandbox, api: str) -> None:
        self._sandbox = sandbox
        self._api = api

    def __getattr__(self, name: str) -> TinyCollection:
        """Return a collection, and remember it, so that the next look-up is direct."""
        try:
            collection = self._sandbox.collection(f"{self._api}.{name}")
        except KeyError:
            message = f"{self._api} has no collection {name!r} in its mock data"
            raise AttributeError(message) from None
        self.__dict__[name] = collection
        return collection


class Sandboxes:
    """Every sandbox of a server, by name.

    `most` of them are kept. When a new one would be too many, one that was idle for
    `idle_seconds` goes; if none was, the new one is refused.
    """

    def __init__(
        self,
        mock_data: Mapping[str, MockCollection],
        *,
        most: int = 1000,
        idle_seconds: float = 1800,
        new_clock: Callable[[], Clock] = Clock,
        room: Room | None = None,
    ) -> None:
        self._mock_data = mock_data
        self._room = room or Room()
        self._most = most
        self._idle_seconds = idle_seconds
        self._new_clock = new_clock
        self._kept: dict[str, Sandbox] = {MAIN: self._new(MAIN)}

    def __len__(self) -> int:
        """Tell how many sandboxes are kept."""
        return len(self._kept)

    def __contains__(self, name: str) -> bool:
        """Tell whether a sandbox of that name is kept."""
        return name in self._kept

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
        if len(self._kept) >= self._most:
            self._make_room()
        self._kept[sandbox.name] = sandbox

    def adopt(self, mock_data: Mapping[str, MockCollection]) -> None:
        """Take changed mock data: sandboxes from now on start with them."""
        self._mock_data = mock_data
        for sandbox in self._kept.values():
            sandbox.adopt(mock_data)

    def _new(self, name: str) -> Sandbox:
        return Sandbox(name, self._mock_data, self._new_clock(), self._room)

    def _make_room(self) -> None:
        others = [box for box in self._kept.values() if box.name != MAIN]
        longest_idle = min(others, key=lambda box: box.used, default=None)
        if longest_idle is None or monotonic() - longest_idle.used < self._idle_seconds:
            raise RefusedError(
                503,
                f"There are {self._most} sandboxes, all in use;"
                " the setting max_sandboxes allows more.",
            )
        self._kept.pop(longest_idle.name).close()
