"""What a handler may ask of a store, whatever keeps the records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ticketstub.call import Record
    from ticketstub.store.filters import Filter

#: What `Collection.derive` is to make.
Made = TypeVar("Made")


class Found(NamedTuple):
    """One page of records, and how many there are on all pages."""

    records: Sequence[Record]
    total: int


class Collection(Protocol):
    """A named set of records of one API in one sandbox."""

    def __iter__(self) -> Iterator[Record]:
        """Go through every record, in no order that is promised."""

    def get(self, key: Any, /) -> Record | None:
        """Return the record of that key, if there is one."""

    def insert(self, record: Record, /) -> Record:
        """Keep a new record; its key must be new, too (`KeyError`)."""

    def update(self, key: Any, changes: Mapping[str, Any], /) -> Record:
        """Replace some fields of a record and return it; `KeyError` if absent."""

    def delete(self, key: Any, /) -> Record:
        """Remove a record (`KeyError` if absent) and return it."""

    def find(
        self,
        where: Filter | None = None,
        *,
        order: str | None = None,
        descending: bool = False,
        offset: int = 0,
        limit: int | None = None,
    ) -> Found:
        """Return the records that match, sorted by the field `order`, then by key.

        Nulls come first; a field with declared ranks sorts by them; where the
        collection declares a field for ties, that stands in for the key.
        Without an order the records are sorted by key.
        `descending` turns the whole order round, ties included.
        """

    def follow(
        self,
        where: Filter | None = None,
        *,
        order: str | None = None,
        descending: bool = False,
        after: Record | None = None,
        limit: int,
    ) -> Sequence[Record]:
        """Return the next records that match, in the order of `find`.

        They begin after the place of `after`, a record as it is, or was before it was
        deleted, or at the start. Nothing is counted, so a page costs the same however
        many there are.
        """

    def count(self, where: Filter | None = None, /) -> int:
        """Tell how many records match."""

    def derive(self, make: Callable[[Iterable[Record]], Made], /) -> Made:
        """Return what a function makes of every record.

        It is kept until a record of the collection changes, so the function must look
        at nothing else, be the same one each time, and nobody may change what it made.
        """

    def each(self, make: Callable[[Record], Made], /) -> Mapping[Any, Made]:
        """Return what a function makes of each record, by key.

        A write has it make its own record's anew, and nothing else; so this is for what
        is written often, under the terms of `derive`.
        """

    def next_id(self) -> int:
        """Draw the next whole number above every key there ever was.

        Where a field for ties is declared, it is that field's next number.
        """


class Store(Protocol):
    """The collections of one API in one sandbox, each an attribute of its name."""

    def __getattr__(self, name: str, /) -> Collection:
        """Return the collection of that name (`AttributeError` if there is none)."""
