"""Indexes of one collection: buckets by value, and sorted views of a bucket.

A bucket holds the keys of the records with one value in one indexed field.
A view is a bucket (or the whole collection) in one declared order.
Both come into being when they are first asked for, and are kept right from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, Any

from ticketstub.store.filters import AllOf, AnyOf, Equals, OneOf, conjuncts
from ticketstub.store.views import EVERYTHING, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from collections.abc import Set as AbstractSet

    from ticketstub.call import Record
    from ticketstub.store.filters import Filter, Predicate
    from ticketstub.store.views import Bucket, Place

#: The most buckets whose views are kept at a time.
MOST_VIEWED = 64

#: So few records are sorted when they are asked for; a view of them is not worth it.
FEW = 16

#: A list by one of several values has its buckets merged, if there are no more.
MOST_MERGED = 8


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

    def has_order(self, order: str | None) -> bool:
        """Tell whether an order is declared, or that of the keys (None)."""
        return order is None or order in (self.orders or ())

    def place(self, order: str | None) -> Callable[[Record], Place]:
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
        self._views: dict[Bucket, dict[str | None, View]] = {}

    def forget(self) -> None:
        """Drop everything; it is built again from the records when asked for."""
        self._buckets.clear()
        self._views.clear()

    def choose(self, where: Filter | None) -> tuple[Bucket, tuple[Filter, ...]]:
        """Split a filter into the smallest bucket that serves it, and what is left."""
        parts = conjuncts(where)
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

    def told(self, where: Filter | None) -> AbstractSet[Any] | None:
        """Return the keys with one value in an index, or in each of two; else None."""
        if type(where) is Equals and where.field in self._declared.indexes:
            return self._keys(where.field, where.value)
        if type(where) is AllOf and len(where.filters) == 2:  # noqa: PLR2004  # as told
            first, second = map(self.told, where.filters)
            return None if first is None or second is None else first & second
        return None

    def few(self, where: Filter | None, order: str | None) -> list[Record] | None:
        """Return the few records with one value in an index, in a declared order.

        It is the shortest way to what most calls look for; None for anything else.
        """
        # Two values are left to `narrow`: if many have both, it would look again.
        keys = self.told(where) if type(where) is Equals else None
        if keys is None or len(keys) > FEW or not self._declared.has_order(order):
            return None
        known = self._records
        if order is None and self._declared.ties is None:
            return [known[key] for key in sorted(keys)]
        records = [known[key] for key in keys]
        if len(records) > 1:
            records.sort(key=self._declared.place(order))
        return records

    def buckets_of(self, where: Filter | None) -> list[Bucket] | None:
        """Return the few buckets that a filter matches just the records of, if any."""
        match conjuncts(where):
            case ():
                return [EVERYTHING]
            case (Equals(field, value),) if field in self._declared.indexes:
                return [(field, value)]
            case (OneOf(field, values),) if field in self._declared.indexes:
                different = dict.fromkeys(values)
                if len(different) <= MOST_MERGED:
                    return [(field, value) for value in different]
        return None

    def narrow(
        self, where: Filter | None
    ) -> tuple[AbstractSet[Any], tuple[Filter, ...]]:
        """Return the keys that are left by what an index tells, and what none does."""
        told: list[list[AbstractSet[Any]]] = []
        left: list[Filter] = []
        for part in conjuncts(where):
            sets = self._sets_of(part)
            if sets is None:
                left.append(part)
            else:
                told.append(sets)
        # The smallest first, so that the others need not be gone through.
        told.sort(key=lambda sets: sum(map(len, sets)))
        keys: AbstractSet[Any] | None = None
        for sets in told:
            both = sets if keys is None else [keys & each for each in sets]
            keys = both[0] if len(both) == 1 else frozenset().union(*both)
        return self._records.keys() if keys is None else keys, tuple(left)

    def _sets_of(self, part: Filter) -> list[AbstractSet[Any]] | None:
        """Return the sets of keys that a condition matches together, if known."""
        values: Iterable[Any]
        match part:
            case Equals(field, value):
                values = (value,)
            case OneOf(field, several) if field in self._declared.indexes:
                values = dict.fromkeys(several)
            case OneOf(field, values):
                pass
            case AnyOf(parts):
                each = [self._sets_of(inner) for inner in parts]
                if None in each:
                    return None
                return [keys for sets in each for keys in sets or ()]
            case _:
                return None
        if field in self._declared.indexes:
            return [self._keys(field, value) for value in values]
        if field == self._declared.key:
            return [{value for value in values if value in self._records}]
        return None

    def size(self, bucket: Bucket) -> int:
        """Tell how many records a bucket holds."""
        return len(self.keys(bucket))

    def keys(self, bucket: Bucket) -> Mapping[Any, Record] | set[Any]:
        """Return the keys of a bucket, in no particular order."""
        field, value = bucket
        return self._keys(field, value) if field else self._records

    def _keys(self, field: str, value: Any) -> set[Any]:
        buckets = self._buckets.get(field)
        if buckets is None:
            buckets = self._buckets[field] = {}
            key = self._declared.key
            for record in self._records.values():
                buckets.setdefault(record[field], set()).add(record[key])
        return buckets.get(value, _NOTHING)

    def are_few(self, buckets: list[Bucket]) -> bool:
        """Tell whether buckets hold so little that no view is worth it."""
        return EVERYTHING not in buckets and sum(map(self.size, buckets)) <= FEW

    def in_order(
        self,
        buckets: list[Bucket],
        order: str | None,
        start: int,
        stop: int | None,
        *,
        descending: bool,
    ) -> Iterator[Any]:
        """Return the keys of buckets from the `start`-th on, in a declared order."""
        if self.are_few(buckets):
            place, records = self._declared.place(order), self._records
            keys = (key for bucket in buckets for key in self.keys(bucket))
            few = sorted((place(records[key]) for key in keys), reverse=descending)
            return (place[-1] for place in few[start:stop])
        views = [self.view(bucket, order) for bucket in buckets]
        if len(views) == 1:
            return views[0].page(start, stop, descending=descending)
        walks = (view.walk(descending=descending) for view in views)
        return (
            place[-1]
            for place in islice(merge(*walks, reverse=descending), start, stop)
        )

    def view(self, bucket: Bucket, order: str | None) -> View:
        """Return a bucket in a declared order, and keep that from now on."""
        views = self._views.get(bucket)
        view = None if views is None else views.get(order)
        if view is None:
            if views is None and len(self._views) >= MOST_VIEWED:
                # The smallest is the soonest to be made again.
                del self._views[min(self._views, key=self.size)]
            view = self.passing_view(bucket, order)
            self._views.setdefault(bucket, {})[order] = view
        return view

    def passing_view(
        self, bucket: Bucket, order: str | None, matches: Predicate | None = None
    ) -> View:
        """Return what matches of a bucket in any order, for one use."""
        view = View(self._declared.place(order))
        records = (self._records[key] for key in self.keys(bucket))
        if matches is not None:
            records = (record for record in records if matches(record))
        view.places.update(view.place(record) for record in records)
        return view

    def move(self, key: Any, old: Record | None, new: Record | None) -> None:
        """Follow a write: `old` is the record before it, `new` the one after."""
        # Where it stood and stands, by order: the same in every view of one.
        stood: dict[str | None, Place] = {}
        stands: dict[str | None, Place] = {}
        views = self._views
        if views:
            self._move_in(EVERYTHING, old, new, stood, stands)
        for field, buckets in self._buckets.items():
            before = _NOWHERE if old is None else old[field]
            after = _NOWHERE if new is None else new[field]
            if before == after:
                if views:
                    self._move_in((field, before), old, new, stood, stands)
                continue
            if before is not _NOWHERE:
                self._move_in((field, before), old, None, stood, stands)
                buckets[before].discard(key)
                if not buckets[before]:
                    del buckets[before]
            if after is not _NOWHERE:
                self._move_in((field, after), None, new, stood, stands)
                buckets.setdefault(after, set()).add(key)

    def _move_in(
        self,
        bucket: Bucket,
        old: Record | None,
        new: Record | None,
        stood: dict[str | None, Place],
        stands: dict[str | None, Place],
    ) -> None:
        """Let the views of a bucket follow a write; None is outside of the bucket."""
        views = self._views.get(bucket)
        if views is None:
            return
        for order, view in views.items():
            if old is not None and order not in stood:
                stood[order] = view.place(old)
            if new is not None and order not in stands:
                stands[order] = view.place(new)
            view.move(
                None if old is None else stood[order],
                None if new is None else stands[order],
            )


_NOTHING: set[Any] = set()
_NOWHERE = object()
