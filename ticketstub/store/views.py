"""Views: the records of a bucket in one order, which every write keeps sorted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sortedcontainers import SortedList

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ticketstub.call import Record

#: A field and a value that records have in it; `EVERYTHING` is all of them.
Bucket = tuple[str, Any]

EVERYTHING: Bucket = ("", None)

#: Where a record stands in an order: it compares, and ends in the record's key.
Place = tuple[Any, ...]


class View:
    """The places of a bucket's records, sorted."""

    __slots__ = ("place", "places")

    def __init__(self, place: Callable[[Record], Place]) -> None:
        self.place = place
        self.places: SortedList[Place] = SortedList()

    def __len__(self) -> int:
        return len(self.places)

    def walk(self, *, descending: bool) -> Iterator[Place]:
        """Go through every place in the wanted direction."""
        return reversed(self.places) if descending else iter(self.places)

    def page(self, start: int, stop: int | None, *, descending: bool) -> Iterator[Any]:
        """Return the keys from the `start`-th on, counted in the wanted direction."""
        total = len(self.places)
        stop = total if stop is None else min(stop, total)
        if start >= stop:
            return iter(())
        if descending:
            start, stop = total - stop, total - start
        places = self.places.islice(start, stop, reverse=descending)
        return (place[-1] for place in places)

    def after(self, record: Record | None, *, descending: bool) -> Iterator[Any]:
        """Return the keys that follow a record's place, be the record here or not."""
        start, stop = None, None
        if record is not None:
            start = stop = self.place(record)
        places = self.places.irange(
            None if descending else start,
            stop if descending else None,
            inclusive=(False, False),
            reverse=descending,
        )
        return (place[-1] for place in places)

    def move(self, before: Place | None, after: Place | None) -> None:
        """Follow a write: where a record stood before it, and stands now, if at all."""
        if before == after:
            return
        if before is not None:
            self.places.remove(before)
        if after is not None:
            self.places.add(after)
