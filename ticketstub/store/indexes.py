"""Indexes of one collection: buckets by value, and sorted views of a bucket.

A bucket holds the keys of the records with one value in one indexed field.
A view is a bucket (or the whole collection) in one declared order.
Both come into being when they are first asked for, and are kept right from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sortedcontainers import SortedList

from ticketstub.store.filters import AllOf, Equals

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ticketstub.call import Record
    from ticketstub.store.filters import Filter, Predicate

#: The most buckets whose views are kept at a time.
MOST_VIEWED = 64

#: The bucket that holds every record.
EVERYTHING = ("", None)

Bucket = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Declared:
    """What a collection declares: key, indexed fields, orders and ranks, ties.

    `ties` is the field, of whole numbers, that decides between records with the same
    value in an order, if that is not the key.
    """

    key: str = "id"
    indexes: tuple[str, ...] = ()
    orders: Mapping[str, tuple[Any, ...] | None] | None = None
    ties: str | None = None

    @property
    def numbered(self) -> str:
        """The field that new records take the next number in."""
        return self.ties or self.key

    def check(self, record: Record) -> None:
        """Raise `KeyError` for a record without a place in a declared order."""
        if self.ties is not None and type(record[self.ties]) is not int:
            raise KeyError(record[self.ties])
        for order, ranks in (self.orders or {}).items():
            value = record[order]
            if ranks is not None and value not in ranks:
                raise KeyError(value)

    def place(self, order: str | None) -> Callable[[Record], tuple[Any, ...]]:
        """Return the function that tells a record's place in an order.

        A place is a tuple that compares: nulls first, then by rank or value, then by
        the field for ties; the key is its last part.
        """
        key, ties = self.key, self.ties or self.key
        if order is None:
            return lambda record: (record[ties], record[key])
        ranks = (self.orders or {}).get(order)
        if ranks is None:
            return lambda record: (
                record[order] is not None,
                record[order],
                record[ties],
                record[key],
            )
        rank_of = {value: rank for rank, value in enumerate(ranks)}
        return lambda record: (rank_of[record[order]], record[ties], record[key])


class Indexes:
    """The buckets and views of one collection's records."""

    def __init__(self, records: Mapping[Any, Record], declared: Declared) -> None:
        self._records = records
        self._declared = declared
        self._buckets: dict[str, dict[Any, set[Any]]] = {}
        self._views: dict[Bucket, dict[str | None, _View]] = {}

    def forget(self) -> None:
        """Drop everything; it is built again from the records when asked for."""
        self._buckets.clear()
        self._views.clear()

    def choose(self, where: Filter | None) -> tuple[Bucket, tuple[Filter, ...]]:
        """Split a filter into the smallest bucket that serves it, and what is left."""
        if where is None:
            return EVERYTHING, ()
        parts = where.filters if isinstance(where, AllOf) else (where,)
        best: Equals | None = None
        smallest = 0
        for part in parts:
            if isinstance(part, Equals) and part.field in self._declared.indexes:
                size = self.size((part.field, part.value))
                if best is None or size < smallest:
                    best, smallest = part, size
        if best is None:
            return EVERYTHING, parts
        rest = tuple(part for part in parts if part is not best)
        return (best.field, best.value), rest

    def size(self, bucket: Bucket) -> int:
        """Tell how many records a bucket holds."""
        return len(self.keys(bucket))

    def keys(self, bucket: Bucket) -> Mapping[Any, Record] | set[Any]:
        """Return the keys of a bucket, in no particular order."""
        field, value = bucket
        if not field:
            return self._records
        buckets = self._buckets.get(field)
        if buckets is None:
            buckets = self._buckets[field] = {}
            key = self._declared.key
            for record in self._records.values():
                buckets.setdefault(record[field], set()).add(record[key])
        keys: set[Any] = buckets.get(value, _NOTHING)
        return keys

    def shared(self, bucket: Bucket, others: tuple[Filter, ...]) -> int | None:
        """Tell how many records several buckets share; None if one is no bucket."""
        keys = self.keys(bucket)
        for part in others:
            if not isinstance(part, Equals) or part.field not in self._declared.indexes:
                return None
            keys = keys & self.keys((part.field, part.value))  # type: ignore[operator]
        return len(keys)

    def view(self, bucket: Bucket, order: str | None) -> _View | None:
        """Return a bucket in a declared order, or in that of the keys (None)."""
        if order is not None and order not in (self._declared.orders or {}):
            return None
        views = self._views.get(bucket)
        view = None if views is None else views.get(order)
        if view is None:
            if len(self._views) >= MOST_VIEWED:
                del self._views[next(iter(self._views))]
            view = self.passing_view(bucket, order)
            self._views.setdefault(bucket, {})[order] = view
        return view

    def passing_view(
        self, bucket: Bucket, order: str | None, matches: Predicate | None = None
    ) -> _View:
        """Return what matches of a bucket in any order, for one use."""
        view = _View(bucket, self._declared.place(order))
        records = (self._records[key] for key in self.keys(bucket))
        if matches is not None:
            records = (record for record in records if matches(record))
        view.places.update(view.place(record) for record in records)
        return view

    def move(self, key: Any, old: Record | None, new: Record | None) -> None:
        """Follow a write: `old` is the record before it, `new` the one after."""
        for view in self._views_of(EVERYTHING):
            view.move(old, new)
        for field, buckets in self._buckets.items():
            before = _NOWHERE if old is None else old[field]
            after = _NOWHERE if new is None else new[field]
            for view in self._views_of((field, before)):
                view.move(old, new)
            if before == after:
                continue
            for view in self._views_of((field, after)):
                view.move(old, new)
            if before is not _NOWHERE:
                buckets[before].discard(key)
                if not buckets[before]:
                    del buckets[before]
            if after is not _NOWHERE:
                buckets.setdefault(after, set()).add(key)

    def _views_of(self, bucket: Bucket) -> Iterable[_View]:
        views = self._views.get(bucket)
        return () if views is None else views.values()


class _View:
    """The places of a bucket's records, sorted; a place ends in the record's key."""

    __slots__ = ("_field", "_value", "place", "places")

    def __init__(
        self, bucket: Bucket, place: Callable[[Record], tuple[Any, ...]]
    ) -> None:
        self._field, self._value = bucket
        self.place = place
        self.places: SortedList[tuple[Any, ...]] = SortedList()

    def __len__(self) -> int:
        return len(self.places)

    def keys(self, start: int, stop: int | None, *, descending: bool) -> Iterator[Any]:
        """Yield the keys from the `start`-th on, counted in the wanted direction."""
        total = len(self.places)
        stop = total if stop is None else min(stop, total)
        if start >= stop:
            return
        if descending:
            start, stop = total - stop, total - start
        for place in self.places.islice(start, stop, reverse=descending):
            yield place[-1]

    def keys_after(self, after: Record | None, *, descending: bool) -> Iterator[Any]:
        """Yield the keys that follow a record's place, be the record here or not."""
        start, stop = None, None
        if after is not None:
            start = stop = self.place(after)
        for place in self.places.irange(
            None if descending else start,
            stop if descending else None,
            inclusive=(False, False),
            reverse=descending,
        ):
            yield place[-1]

    def move(self, old: Record | None, new: Record | None) -> None:
        before = self._place_of(old)
        after = self._place_of(new)
        if before == after:
            return
        if before is not None:
            self.places.remove(before)
        if after is not None:
            self.places.add(after)

    def _place_of(self, record: Record | None) -> tuple[Any, ...] | None:
        if record is None:
            return None
        if self._field and record[self._field] != self._value:
            return None
        return self.place(record)


_NOTHING: set[Any] = set()
_NOWHERE = object()
