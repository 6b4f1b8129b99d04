"""The store of a sandbox: one TinyDB in memory, a table for each collection."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tinydb import TinyDB
from tinydb.storages import MemoryStorage

from ticketstub.store.collection import Starting, TinyCollection
from ticketstub.store.table import LiveTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ticketstub.call import Record
    from ticketstub.store.collection import Changes
    from ticketstub.store.indexes import Declared


class TinyStore:
    """The records of every API in one sandbox."""

    def __init__(self) -> None:
        self.database = TinyDB(storage=MemoryStorage)
        self._collections: dict[str, TinyCollection] = {}
        self._changes: Changes = []
        #: What the call has written so far, the oldest first; only to be looked at.
        self.changes: Sequence[tuple[TinyCollection, Any, Record | None]] = (
            self._changes
        )

    @property
    def collections(self) -> Mapping[str, TinyCollection]:
        """The collections that were used, by full name."""
        return self._collections

    def collection(
        self, name: str, declared: Declared, starting: Callable[[], Sequence[Record]]
    ) -> TinyCollection:
        """Return the collection of that full name (`library.books`).

        When it is first asked for, it is filled with the records of `starting()`.
        """
        known = self._collections.get(name)
        if known is not None:
            return known
        table = LiveTable(self.database.storage, name)
        records = starting()
        table.records.update((record[declared.key], record) for record in records)
        collection = TinyCollection(table, declared, self._changes)
        if isinstance(records, Starting):
            collection.share(records)
        self._collections[name] = collection
        return collection

    def count(self) -> int:
        """Tell how many records the collections hold that were used."""
        tables = (collection.table for collection in self._collections.values())
        return sum(len(table.records) for table in tables)

    def state(self) -> dict[str, tuple[dict[Any, Record], int]]:
        """Return each collection that was used: its records, and its last number."""
        return {
            name: (dict(collection.table.records), collection.last_id)
            for name, collection in self._collections.items()
        }

    def load(
        self,
        name: str,
        declared: Declared,
        records: Mapping[Any, Record],
        last_id: int,
    ) -> None:
        """Make a collection of these records; one of the name is replaced."""
        table = LiveTable(self.database.storage, name)
        table.records.clear()
        table.records.update(records)
        collection = TinyCollection(table, declared, self._changes)
        collection.last_id = max(collection.last_id, last_id)
        self._collections[name] = collection

    def redeclare(self, declarations: Mapping[str, Declared]) -> None:
        """Take changed declarations of collections that exist already."""
        for name, declared in declarations.items():
            if name in self._collections:
                self._collections[name].redeclare(declared)

    def keep(self) -> None:
        """End a call: what it wrote stays."""
        if self._changes:
            self._changes.clear()

    def undo(self) -> None:
        """End a call: what it wrote is taken back, the newest first."""
        while self._changes:
            written = self._changes.copy()
            self._changes.clear()
            for collection, key, old in reversed(written):
                collection.put_back(key, old)
            self._changes.clear()
