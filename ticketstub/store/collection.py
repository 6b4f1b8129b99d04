"""A collection of a sandbox: a live TinyDB table with its indexes and its undo log."""

from __future__ import annotations

import weakref
from heapq import nlargest, nsmallest
from itertools import islice
from typing import TYPE_CHECKING, Any

from ticketstub.store.filters import AllOf, predicate
from ticketstub.store.indexes import Declared, Indexes
from ticketstub.store.protocol import Found

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from ticketstub.call import Record
    from ticketstub.store.filters import Filter
    from ticketstub.store.protocol import Made
    from ticketstub.store.table import LiveTable

#: How long the first records that match are looked for, before all that do are sorted.
_PATIENCE = 8

#: Where a page is so much smaller than what was found, the rest is not sorted.
_WORTH_IT = 8

#: What a call has written so far: collection, key, and the record before.
Changes = list[tuple["TinyCollection", Any, "Record | None"]]


#: What functions have made of each record, by key.
Each = dict["Callable[..., Any]", dict[Any, Any]]


class Starting(list["Record"]):
    """The records that a collection starts with, and what was derived from them.

    Whoever starts with the same ones shares that, until a record of theirs changes.
    """

    def __init__(self, records: Iterable[Record]) -> None:
        super().__init__(records)
        self.derived: dict[Callable[..., Any], Any] = {}
        self.each: Each = {}


class TinyCollection:
    """The records of one collection, in a TinyDB table.

    Records are replaced, never changed, so what was handed out stays as it was.
    """

    __slots__ = (
        "__weakref__",
        "_changes",
        "_declared",
        "_derived",
        "_each",
        "_indexes",
        "_shares",
        "get",
        "last_id",
        "name",
        "table",
    )

    def __init__(self, table: LiveTable, declared: Declared, changes: Changes) -> None:
        self.table = table
        self.name = table.name
        self.get: Callable[[Any], Record | None] = table.records.get
        self._declared = declared
        self._indexes = Indexes(table.records, declared)
        self._changes = changes
        #: What was made of all records; replaced, not emptied, as others may share it.
        self._derived: dict[Callable[..., Any], Any] = {}
        #: What was made of each; copied before it changes, if others may share it.
        self._each: Each = {}
        self._shares = False
        self.last_id = 0
        self._look_again()
        # The collection keeps its table, so the table must not keep the collection.
        look_again = weakref.WeakMethod(self._look_again)
        table.on_native_write = lambda: _do(look_again())

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
        records, indexes = self.table.records, self._indexes
        stop = None if limit is None else offset + limit
        few = indexes.few(where, order)
        if few is not None:
            if descending:
                few.reverse()
            page = few[offset:stop] if offset or limit is not None else few
            return Found(page, len(few))
        has_order = self._declared.has_order(order)
        buckets = indexes.buckets_of(where) if has_order else None
        if buckets is not None:
            inside = indexes.in_order(
                buckets, order, offset, stop, descending=descending
            )
            total = sum(map(indexes.size, buckets))
            return Found([records[key] for key in inside], total)
        keys, left = indexes.narrow(where)
        bucket, _ = indexes.choose(where)
        # To sort some of many takes about as long as there are of them; to go through
        # the many for the first of them takes longer the fewer they are.
        is_little = len(keys) ** 2 < _PATIENCE * indexes.size(bucket)
        if is_little or left or not has_order:
            found = self._matching(keys, left)
            place = self._declared.place(order)
            page = _sorted(found, place, stop, descending=descending)
            return Found(page[offset:stop], len(found))
        places = indexes.view(bucket, order).walk(descending=descending)
        ordered = (place[-1] for place in places if place[-1] in keys)
        page = [records[key] for key in islice(ordered, offset, stop)]
        return Found(page, len(keys))

    def _matching(
        self, keys: AbstractSet[Any], left: tuple[Filter, ...]
    ) -> list[Record]:
        """Return what conditions leave of the records with these keys."""
        records = self.table.records
        if len(keys) == len(records):
            known: Iterable[Record] = records.values()
        else:
            known = (records[key] for key in keys)
        return list(filter(predicate(AllOf(left)), known) if left else known)

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
        if self._declared.has_order(order) and not self._indexes.are_few([bucket]):
            view = self._indexes.view(bucket, order)
        else:
            view, matches = self._indexes.passing_view(bucket, order, matches), None
        records = self.table.records
        following = (records[key] for key in view.after(after, descending=descending))
        return list(islice(filter(matches, following), limit))

    def count(self, where: Filter | None = None, /) -> int:
        """Tell how many records match; see `Collection`."""
        told = self._indexes.told(where)
        if told is not None:
            return len(told)
        keys, left = self._indexes.narrow(where)
        return len(self._matching(keys, left) if left else keys)

    def derive(self, make: Callable[[Iterable[Record]], Made], /) -> Made:
        """Return what a function makes of every record; see `Collection`."""
        derived = self._derived
        if make not in derived:
            derived[make] = make(self)
        made: Made = derived[make]
        return made

    def each(self, make: Callable[[Record], Made], /) -> Mapping[Any, Made]:
        """Return what a function makes of each record; see `Collection`."""
        made: dict[Any, Made] | None = self._each.get(make)
        if made is None:
            records = self.table.records.items()
            made = self._each[make] = {key: make(record) for key, record in records}
        return made

    def share(self, starting: Starting) -> None:
        """Derive together with all who start with the same records."""
        self._derived, self._each = starting.derived, starting.each
        self._shares = True

    def next_id(self) -> int:
        """Draw the next whole number; see `Collection`."""
        self.last_id += 1
        return self.last_id

    def redeclare(self, declared: Declared) -> None:
        """Take a changed declaration; the records stay."""
        self._declared = declared
        self._indexes = Indexes(self.table.records, declared)
        self._forget_derived()

    def put_back(self, key: Any, old: Record | None) -> None:
        """Undo one write."""
        self._put(key, old)

    def _look_again(self) -> None:
        """Follow a write through TinyDB's own methods, which tell no more than that."""
        self._indexes.forget()
        self._forget_derived()
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
        self._derived = {}
        if self._each or self._shares:
            self._follow(key, new)

    def _follow(self, key: Any, new: Record | None) -> None:
        """Let what was made of each record follow a write."""
        if self._shares:
            self._each = {make: dict(made) for make, made in self._each.items()}
            self._shares = False
        for make, made in self._each.items():
            if new is None:
                made.pop(key, None)
            else:
                made[key] = make(new)

    def _forget_derived(self) -> None:
        self._derived, self._each, self._shares = {}, {}, False


def _sorted(
    found: list[Record],
    place: Callable[[Record], Any],
    stop: int | None,
    *,
    descending: bool,
) -> list[Record]:
    """Return records in their order, at least the first `stop` of them."""
    if stop is not None and stop * _WORTH_IT < len(found):
        first = nlargest if descending else nsmallest
        return first(stop, found, key=place)
    return sorted(found, key=place, reverse=descending)


def _do(work: Callable[[], None] | None) -> None:
    if work is not None:
        work()
