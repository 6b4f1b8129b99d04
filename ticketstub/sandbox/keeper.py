"""The keeper: has a file know what the sandbox `main` and the snapshots hold.

Before a call is answered, what it has changed is written in one transaction: the
records and files that it wrote, and the counters, draws and clock that moved. Where a
whole state was put in place, all of it is written. What cannot be written is undone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.problems import BrokenError, FullError
from ticketstub.sandbox import kept
from ticketstub.sandbox.sandbox import MAIN
from ticketstub.store.file import StoreFile
from ticketstub.store.format import StoreFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ticketstub.sandbox.mock_data import MockCollection
    from ticketstub.sandbox.sandboxes import Sandboxes
    from ticketstub.sandbox.state import KeptFiles
    from ticketstub.store.collection import TinyCollection
    from ticketstub.store.indexes import Declared

#: After so many draws the source of ids is written anew, or a start would take long.
MOST_DRAWN = 1_000_000


def open_keeper(
    path: Path, sandboxes: Sandboxes, apis: set[str], *, full_sync: bool = False
) -> Keeper:
    """Open a file and keep `main` in it; raises `StoreFileError` where that fails."""
    file = StoreFile(path, full_sync=full_sync)
    try:
        return Keeper(file, sandboxes, apis)
    except BaseException:
        file.close()
        raise


class Keeper:
    """Keeps a server's sandbox `main` and its snapshots in a file.

    What the file holds is loaded, as far as the project has its collections; the rest
    is left there. Raises `StoreFileError` where the two do not fit.
    """

    def __init__(
        self, file: StoreFile, sandboxes: Sandboxes, apis: Iterable[str]
    ) -> None:
        self.file = file
        self._sandboxes = sandboxes
        self._main = sandboxes.get(MAIN)
        self._apis = {*apis}
        #: How many draws there were when the source of ids was written.
        self._base = 0
        with kept.sound(file):
            self._known = file.collections()
            self._last_files = file.last_files()
            is_new = not file.facts()
            found = kept.read_snapshots(file, self._declared())
            if not is_new:
                self._load()
        sandboxes.snapshots.update(found)
        self._snapshots = dict(found)
        for name in self._main.mock_data:
            self._main.collection(name)
        with file.explained():
            self._write(whole=is_new, facts=True)
        self._note()

    def close(self) -> None:
        """Let go of the file; doing so twice does no harm."""
        self.file.close()

    def commit(self) -> None:
        """Write what the call has changed; from then on it stays.

        Raises `BrokenError` where it cannot be written: then it was undone.
        """
        whole = self._main.records is not self._records
        if not (whole or self._main.records.changes or self._has_moved()):
            return
        try:
            self._write(whole=whole, facts=whole)
        except Exception as error:
            self._take_back(whole=whole)
            message = (
                f"It cannot be kept in {self.file.path}, so nothing was changed:"
                f" {error}."
            )
            raise BrokenError(message) from error
        self._note()
        self._main.end_call()

    def adopt(self, mock_data: Mapping[str, MockCollection], apis: set[str]) -> None:
        """Load what the file holds of collections and APIs that a project has anew.

        Raises `StoreFileError` where it does not fit; then nothing has changed.
        """
        main = self._main
        new = {
            name: mock.declared
            for name, mock in mock_data.items()
            if name not in main.records.collections
        }
        with kept.sound(self.file):
            collections = kept.read_collections(self.file, new)
            files = kept.read_files(self.file, apis - self._apis)
        self._check_room(files.values())
        for name, each in collections.items():
            main.records.load(name, new[name], each.records, each.last_id)
        for api, files_kept in files.items():
            main.uploads(api).load(files_kept)
        self._apis |= apis

    def _load(self) -> None:
        """Put the sandbox into the state that the file holds."""
        try:
            self._main.load(kept.read_state(self.file, self._declared(), self._apis))
        except FullError as error:
            raise self._too_much(error) from error
        self._base = -self.file.facts()["drawn"]
        self._drawn = self._main.ids.drawn
        self._records = self._main.records

    def _declared(self) -> dict[str, Declared]:
        return {name: mock.declared for name, mock in self._main.mock_data.items()}

    def _has_moved(self) -> bool:
        """Tell whether anything has changed beside the records."""
        main = self._main
        return (
            main.ids.drawn != main.ids.settled
            or (main.clock.frozen, main.clock.offset) != self._clock
            or self._sandboxes.snapshots != self._snapshots
            or any(uploads.has_changed for uploads in main.files.values())
        )

    def _note(self) -> None:
        """Note what is written."""
        main = self._main
        self._records = main.records
        self._drawn = main.ids.settled = main.ids.drawn
        self._clock = main.clock.frozen, main.clock.offset
        if self._sandboxes.snapshots != self._snapshots:
            self._snapshots = dict(self._sandboxes.snapshots)
        # These are not kept, but a reset that fails has replaced them.
        self._besides = main.outbox, main.faults

    def _take_back(self, *, whole: bool) -> None:
        """Undo what the call has changed."""
        main, snapshots = self._main, self._sandboxes.snapshots
        main.end_call(undo=True)
        main.clock.load(*self._clock)
        if snapshots != self._snapshots:
            snapshots.clear()
            snapshots.update(self._snapshots)
        if whole:
            self._load()
            main.outbox, main.faults = self._besides

    def _write(self, *, whole: bool, facts: bool) -> None:
        """Write everything, or what has changed, in one transaction."""
        file = self.file
        before = {**self._known}, {**self._last_files}
        file.begin()
        try:
            if whole:
                self._write_everything()
            else:
                self._write_records()
                self._write_files()
            base = self._write_facts(everything=facts)
            self._write_snapshots()
            file.commit()
        except BaseException:
            self._known, self._last_files = before
            file.roll_back()
            raise
        self._base = base

    def _write_everything(self) -> None:
        main, file = self._main, self.file
        for name in main.mock_data:
            main.collection(name)
        for collection in main.records.collections.values():
            self._write_collection(collection)
        for api in sorted(self._apis | {*main.files}):
            file.clear_files(api)
            state = main.uploads(api).state()
            for key, data in state.files.items():
                file.put_file(api, key, data)
            self._write_last_file(api, state.last)

    def _write_collection(self, collection: TinyCollection) -> None:
        file, name = self.file, collection.name
        known = self._known.get(name)
        if known is None:
            number = file.add_collection(name)
        else:
            number = known.number
            file.clear_records(number)
        for key, record in collection.table.records.items():
            file.put_record(number, key, record)
        self._known[name] = file.put_last_id(number, collection.last_id)

    def _write_records(self) -> None:
        """Write each record that the call has changed, and the last ids that moved."""
        file, records = self.file, self._main.records
        changed: dict[tuple[TinyCollection, Any], bool] = {}
        for collection, key, old in records.changes:
            slot = collection, key
            # One that was dropped and put again stands at the end.
            moved = old is None and changed.pop(slot, None) is not None
            changed[slot] = moved or changed.get(slot, False)
        new = [name for name in records.collections if name not in self._known]
        for name in new:
            self._write_collection(records.collections[name])
        for (collection, key), moved in changed.items():
            if collection.name in new:
                continue
            number, record = self._known[collection.name].number, collection.get(key)
            if record is None or moved:
                file.drop_record(number, key)
            if record is not None:
                file.put_record(number, key, record)
        for name, collection in records.collections.items():
            number, last_id = self._known[name]
            if collection.last_id != last_id:
                self._known[name] = file.put_last_id(number, collection.last_id)

    def _write_files(self) -> None:
        for api, uploads in self._main.files.items():
            if not uploads.has_changed:
                continue
            for key, data in uploads.changes.items():
                if data is None:
                    self.file.drop_file(api, key)
                else:
                    self.file.put_file(api, key, data)
            if uploads.last != self._last_files.get(api, 0):
                self._write_last_file(api, uploads.last)

    def _write_last_file(self, api: str, last: int) -> None:
        self.file.put_last_file(api, last)
        self._last_files[api] = last

    def _write_facts(self, *, everything: bool) -> int:
        """Write what is known by name; return the draws that the ids now begin at."""
        main, file = self._main, self.file
        if everything or main.ids.drawn - self._base > MOST_DRAWN:
            file.put_facts(kept.facts_of(main))
            return main.ids.drawn
        if main.ids.drawn != self._drawn:
            file.put_facts({"drawn": main.ids.drawn - self._base})
        if (main.clock.frozen, main.clock.offset) != self._clock:
            file.put_facts(kept.clock_facts(main))
        return self._base

    def _write_snapshots(self) -> None:
        now, before = self._sandboxes.snapshots, self._snapshots
        if now == before:
            return
        for name, snapshot in before.items():
            if now.get(name) is not snapshot:
                self.file.drop_snapshot(name)
        for name, snapshot in now.items():
            if before.get(name) is not snapshot:
                row = kept.snapshot_row(name, snapshot, self._declared())
                self.file.put_snapshot(row)

    def _check_room(self, files: Iterable[KeptFiles]) -> None:
        held = [data for each in files for data in each.files.values()]
        try:
            self._main.check_room(sum(map(len, held)), len(held))
        except FullError as error:
            raise self._too_much(error) from error

    def _too_much(self, error: FullError) -> StoreFileError:
        return StoreFileError(f"{self.file.path} holds too much: {error}")
