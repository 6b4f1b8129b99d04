"""A collection of a sandbox: a live TinyDB table with its indexes and its undo log."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from ticketstub.store.filters import AllOf, Equals, predicate
from ticketstub.store.indexes import Declared, Indexes
from ticketstub.store.protocol import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from ticketstub.call import Record
    from ticketstub.store.filters import Filter
    from ticketstub.store.table import LiveTable

#: What a call has written so far: collection, key, and the record before.
Changes = list[tuple["TinyCollection", Any, "Record | None"]]


class TinyCollection:
    """The records of one collection, in a TinyDB table.

    Records are replaced, never changed, so what was handed out stays as it was.
    """

    __slots__ = ("_changes", "_declared", "_indexes", "get", "last_id", "table")

    def __init__(self, table: LiveTable, declared: Declared, changes: Changes) -> None:
        self.table = table
        self.get: Callable[[Any], Record | None] = table.records.get
        self._declared = declared
        self._indexes = Indexes(table.records, declared)
        self._changes = changes
        self.last_id = 0
        self._look_again()
        table.on_native_write = self._look_again

    def __iter__(self) -> Iterator[Record]:
        """Go through every record; see `Collection`."""
        return iter(self.table.records.values())

    def insert(self, record: Record, /) -> Record:
        """Keep a new record; see `Collection`."""
        key = record[self._declared.key]
        if key in self.table.records:
            raise KeyError(key)
        self._put(key, record)
        number = record[self._declared.numbered]
        if isinstance(number, int) and number > self.last_id:
            self.last_id = number
        return record

    def update(self, key: Any, changes: Mapping[str, Any], /) -> Record:
        """Replace some fields of a record; see `Collection`."""
        record = {**self.table.records[key], **changes}
        self._put(key, record)
        return record

    def delete(self, key: Any, /) -> Record:
        """Remove a record; see `Collection`."""
        record = self.table.records[key]
        self._put(key, None)
        return record

    def find(
        self,
        where: Filter | None = None,
        *,
        order: str | None = None,
        descending: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> Found:
        """Return the records that match; see `Collection`."""
        bucket, rest = self._indexes.choose(where)
        view = self._indexes.view(bucket, order)
        records = self.table.records
        stop = None if limit is None else offset + limit
        if view is not None and not rest:
            keys = view.keys(offset, stop, descending=descending)
            return Found([records[key] for key in keys], len(view))
        matches = predicate(AllOf(rest)) if rest else None
        if view is not None:
            ordered = (
                records[key] for key in view.keys(0, None, descending=descending)
            )
            found = [record for record in ordered if matches is None or matches(record)]
        else:
            found = [records[key] for key in self._indexes.keys(bucket)]
            if matches is not None:
                found = [record for record in found if matches(record)]
            found.sort(key=self._declared.place(order), reverse=descending)
        return Found(list(islice(found, offset, stop)), len(found))

    def follow(
        self,
        where: Filter | None = None,
        *,
        order: str | None = None,
        descending: bool = False,
        after: Record | None = None,
        limit: int,
    ) -> Sequence[Record]:
        """Return the next records that match; see `Collection`."""
        bucket, rest = self._indexes.choose(where)
        matches = predicate(AllOf(rest)) if rest else None
        view = self._indexes.view(bucket, order)
        if view is None:
            view, matches = self._indexes.passing_view(bucket, order, matches), None
        records = self.table.records
        following = (
            records[key] for key in view.keys_after(after, descending=descending)
        )
        return list(islice(filter(matches, following), limit))

    def count(self, where: Filter | None = None, /) -> int:
        """Tell how many records match; see `Collection`."""
        if isinstance(where, Equals) and where.field in self._declared.indexes:
            return self._indexes.size((where.field, where.value))
        bucket, rest = self._indexes.choose(where)
        if not rest:
            return self._indexes.size(bucket)
        shared = self._indexes.shared(bucket, rest)
        if shared is not None:
            return shared
        matches = predicate(AllOf(rest))
        records = self.table.records
        return sum(matches(records[key]) for key in self._indexes.keys(bucket))

    def next_id(self) -> int:
        """Draw the next whole number; see `Collection`."""
        self.last_id += 1
        return self.last_id

    def redeclare(self, declared: Declared) -> None:
        """Take a changed declaration; the records stay."""
        self._declared = declared
        self._indexes = Indexes(self.table.records, declared)

    def put_back(self, key: Any, old: Record | None) -> None:
        """Undo one write."""
        self._put(key, old)

    def _look_again(self) -> None:
        """Follow a write through TinyDB's own methods, which tell no more than that."""
        self._indexes.forget()
        name = self._declared.numbered
        numbers = (record.get(name) for record in self.table.records.values())
        ids = (number for number in numbers if isinstance(number, int))
        self.last_id = max(self.last_id, max(ids, default=0))

    def _put(self, key: Any, new: Record | None) -> None:
        records = self.table.records
        old = records.get(key)
        if new is not None:
            self._declared.check(new)
        try:
            self._indexes.move(key, old, new)
        except Exception:
            # Half of the indexes may have followed; they are built again when needed.
            self._indexes.forget()
            raise
        if new is None:
            del records[key]
        else:
            records[key] = new
        self._changes.append((self, key, old))
