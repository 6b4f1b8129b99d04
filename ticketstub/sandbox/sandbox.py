"""A sandbox: one isolated copy of everything that can change."""

from __future__ import annotations

import re
import weakref
from typing import TYPE_CHECKING

from ticketstub.sandbox.clock import monotonic
from ticketstub.sandbox.faults import Faults
from ticketstub.sandbox.ids import Ids
from ticketstub.sandbox.journal import Journal, Shelf
from ticketstub.sandbox.outbox import Outbox
from ticketstub.sandbox.state import Kept, KeptFiles, State
from ticketstub.sandbox.uploads import Room, Uploads
from ticketstub.sandbox.windows import Windows
from ticketstub.store.tinystore import TinyStore

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ticketstub.sandbox.clock import Clock
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
        shelf: Shelf | None = None,
    ) -> None:
        self.name = name
        self.clock = clock
        self.ids = Ids()
        self.outbox = Outbox()
        self.journal = Journal(shelf)
        self.faults = Faults()
        #: Whether it is one of those that are kept; a tentative one is not yet.
        self.is_kept = False
        self.started = clock.beginning()
        self.used = monotonic()
        self.records = TinyStore()
        self._mock_data = mock_data
        self._room = room or Room()
        self._stores: dict[str, ApiStore] = {}
        self._uploads: dict[str, Uploads] = {}
        self._windows: dict[str, Windows] = {}

    @property
    def mock_data(self) -> Mapping[str, MockCollection]:
        """What it starts with, by full collection name."""
        return self._mock_data

    def reset(self, clock: Clock) -> None:
        """Be as at first use: mock data, clock, ids, counters, files and outbox.

        There are no faults any more, and its journal is empty.
        Calls that are under way go on with what there is then.
        """
        self.load(State(clock.beginning(), clock.frozen, clock.offset, Ids().state))
        self.outbox = Outbox()
        self.faults = Faults()
        self.journal.reset()

    def save(self) -> State:
        """Take the state; records and files are shared with it, not copied."""
        return State(
            self.started,
            self.clock.frozen,
            self.clock.offset,
            self.ids.state,
            {name: Kept(*kept) for name, kept in self.records.state().items()},
            {api: uploads.state() for api, uploads in self._uploads.items()},
        )

    def load(self, state: State) -> None:
        """Be as a state says; raises `FullError` without room for its files.

        Counters start anew.
        """
        none = KeptFiles({}, 0)
        new = {
            api: state.files.get(api, none)
            for api in sorted({*self._uploads, *state.files})
        }
        files = [data for each in new.values() for data in each.files.values()]
        held = [self.uploads(api) for api in new]
        self.check_room(
            sum(len(data) for data in files) - sum(each.size() for each in held),
            len(files) - sum(len(each) for each in held),
        )
        for each in held:
            each.clear()
        for api, files_kept in new.items():
            self.uploads(api).load(files_kept)
        self.ids.load(state.draws)
        self.clock.load(state.frozen, state.offset)
        self.started = state.started
        self.records = TinyStore()
        for name, kept in state.collections.items():
            if name in self._mock_data:
                declared = self._mock_data[name].declared
                self.records.load(name, declared, kept.records, kept.last_id)
        for store in self._stores.values():
            store.forget()
        for windows in self._windows.values():
            windows.clear()

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
            # What a refused call has drawn is not drawn again, but nobody has seen it.
            self.ids.settled = self.ids.drawn
        else:
            self.records.keep()
        for uploads in self._uploads.values():
            uploads.end_call(undo=undo)

    def check_room(self, size: int, files: int) -> None:
        """Raise `FullError` without room for so many bytes and files more."""
        self._room.check(size, files)

    @property
    def files(self) -> Mapping[str, Uploads]:
        """The files of each API that was used."""
        return self._uploads

    def files_kept(self) -> int:
        """Tell how many uploaded files it keeps."""
        return sum(len(uploads) for uploads in self._uploads.values())

    def close(self) -> None:
        """Give back what the sandbox has taken of what all share."""
        for uploads in self._uploads.values():
            uploads.close()
        self._room = Room()
        self.is_kept = False
        # What still waits to be sent goes with it.
        self.outbox = Outbox()
        self.journal.clear()

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
        # Whoever has a store has its sandbox, too; so they need not keep each other.
        self._sandbox = weakref.proxy(sandbox)
        self._api = api

    def forget(self) -> None:
        """Look for the collections again."""
        for name in [*self.__dict__]:
            if not name.startswith("_"):
                del self.__dict__[name]

    def __getattr__(self, name: str) -> TinyCollection:
        """Return a collection, and remember it, so that the next look-up is direct."""
        try:
            collection: TinyCollection = self._sandbox.collection(f"{self._api}.{name}")
        except KeyError:
            message = f"{self._api} has no collection {name!r} in its mock data"
            raise AttributeError(message) from None
        self.__dict__[name] = collection
        return collection
