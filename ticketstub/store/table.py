"""A TinyDB table whose writes cost the same however many records it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tinydb.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tinydb.storages import Storage


def _as_it_is(key: Any) -> Any:
    return key


class LiveTable(Table):
    """A table over the live dictionary of its in-memory storage.

    TinyDB's own table rebuilds the whole dictionary on each write, since a storage may
    only know how to write everything. Kept in memory that is not needed: `records` is
    the storage's own mapping of key to record, changed in place.
    Keys are the records' own, of whatever type, so they are not converted.
    """

    def __init__(self, storage: Storage, name: str, cache_size: int = 0) -> None:
        super().__init__(storage, name, cache_size)
        self.document_id_class = _as_it_is  # type: ignore[assignment]  # keys are kept
        tables: dict[str, dict[Any, Any]] | None = storage.read()
        if tables is None:
            tables = {}
            storage.write(tables)
        self.records: dict[Any, Mapping[str, Any]] = tables.setdefault(name, {})
        #: Called after a write through TinyDB's own methods, which know no indexes.
        self.on_native_write: Callable[[], None] = lambda: None

    def _read_table(self) -> dict[Any, Mapping[str, Any]]:
        return self.records

    def _update_table(self, updater: Callable[[dict[Any, Any]], None]) -> None:
        updater(self.records)
        self.clear_cache()
        self.on_native_write()
