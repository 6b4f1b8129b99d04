"""Indexes: however they are used, they find the same, and they look at little."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.records import WRITES, Record, book, collection
from ticketstub.store import AllOf, AnyOf, Equals, Filter, Not, OneOf, Range, indexes
from ticketstub.store import collection as collections
from ticketstub.store.filters import predicate
from ticketstub.store.indexes import FEW, MOST_VIEWED
from ticketstub.store.views import EVERYTHING

_shelves = st.lists(st.none() | st.integers(0, 3), max_size=4).map(tuple)
_parts = st.one_of(
    st.builds(Equals, st.just("shelf"), st.integers(0, 3)),
    st.builds(Equals, st.just("state"), st.sampled_from(("new", "worn", "gone"))),
    st.builds(OneOf, st.just("shelf"), _shelves),
    st.builds(OneOf, st.just("id"), st.lists(st.integers(0, 30)).map(tuple)),
    st.builds(Equals, st.just("id"), st.integers(0, 30)),
    st.builds(Range, st.just("year"), st.integers(0, 3), st.integers(2, 5)),
)
_nested = st.builds(AnyOf, st.lists(_parts, max_size=3).map(tuple))
_filters = st.one_of(
    _parts, st.builds(AllOf, st.lists(_parts | _nested, max_size=3).map(tuple))
)


@settings(max_examples=150, deadline=None)
@given(
    WRITES,
    _filters,
    st.sampled_from((None, "shelf", "title", "year")),
    st.booleans(),
    st.sampled_from((0, FEW)),
    st.sampled_from((0, 8, 10**9)),
    st.sampled_from((0, 1, 8)),
)
def test_every_way_to_find_finds_the_same(  # noqa: PLR0917  # drawn
    writes: list[tuple[str, int, Record]],
    where: Filter,
    order: str | None,
    descending: bool,  # noqa: FBT001  # drawn
    few: int,
    patience: int,
    merged: int,
) -> None:
    """Which way is taken depends on sizes, and must not be noticed."""
    _, books = collection()
    matches = predicate(where)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(indexes, "FEW", few)
        patch.setattr(indexes, "MOST_MERGED", merged)
        patch.setattr(collections, "_PATIENCE", patience)
        for kind, key, fields in writes:
            if kind == "view":
                books.find(where, order=order)
            elif key not in books.table.records:
                books.insert({"id": key, **fields})
            elif kind == "delete":
                books.delete(key)
            else:
                books.update(key, fields)
        whole = books.find(order=order, descending=descending).records
        expected = [record for record in whole if matches(record)]

        found = books.find(where, order=order, descending=descending)
        page = books.find(where, order=order, descending=descending, offset=1, limit=2)
        following = books.follow(where, order=order, descending=descending, limit=40)

        assert found == (expected, len(expected))
        assert page == (expected[1:3], len(expected))
        assert following == expected
        assert books.count(where) == len(expected)


def _watched(records: list[Record]) -> tuple[Any, list[int]]:
    """Return a collection whose indexes and orders are made, and which keys it reads.

    Keys are noted in the order in which the records are looked at.
    """
    _, books = collection(records)
    books.find(OneOf("shelf", (0, 1)), order="title", limit=1)
    books.find(AllOf((Equals("shelf", 1), Equals("state", "new"))), order="title")
    books.find(Equals("shelf", 1), order="title", limit=1)
    touched: list[int] = []

    class Watched(dict[Any, Any]):
        def __getitem__(self, key: Any) -> Any:
            touched.append(key)
            return super().__getitem__(key)

    books.table.records = Watched(books.table.records)
    return books, touched


def test_a_list_by_one_of_several_values_looks_at_its_page_alone() -> None:
    """It costs the same however many there are, the total included."""
    books, touched = _watched([book(key, shelf=key % 3) for key in range(1, 1000)])

    found = books.find(OneOf("shelf", (0, 1)), order="title", offset=2, limit=3)

    assert [record["id"] for record in found.records] == [4, 6, 7] == touched
    assert found.total == 666


def test_a_list_by_two_indexes_looks_at_its_page_alone() -> None:
    """What both have in common is counted without a look at any record."""
    states = ("new", "worn")
    books, touched = _watched(
        [book(key, shelf=1, state=states[key % 2]) for key in range(1, 1000)]
    )
    where = AllOf((Equals("shelf", 1), AnyOf((Equals("state", "new"),))))

    found = books.find(where, order="title", limit=3)

    assert [record["id"] for record in found.records] == [2, 4, 6] == touched
    assert found.total == books.count(where) == 499


def test_few_of_many_are_looked_at_alone() -> None:
    """A condition that leaves a handful must not lead through all the others."""
    books, touched = _watched(
        [
            book(key, shelf=1, state="worn" if key in (7, 990) else "new")
            for key in range(1, 1000)
        ]
    )
    where = AllOf((Equals("shelf", 1), Equals("state", "worn"), Not(Equals("id", 7))))

    found = books.find(where, order="title", limit=3)

    assert [record["id"] for record in found.records] == [990]
    assert {*touched} == {7, 990}


def test_few_records_of_a_value_are_kept_in_no_order() -> None:
    """Each ticket has a handful of replies; an order of each would be a waste."""
    _, books = collection([book(key, shelf=key // FEW) for key in range(FEW * 9)])

    for shelf in range(9):
        assert books.find(Equals("shelf", shelf), order="title").total == FEW

    assert books._indexes._views == {}


def test_of_too_many_orders_the_one_of_the_fewest_goes() -> None:
    """Lists of small parts must not have the whole sorted again and again."""
    shelves = MOST_VIEWED + 5
    _, books = collection([book(key, shelf=key % shelves) for key in range(40 * 100)])
    books.find(order="title", limit=1)

    for shelf in range(shelves):
        books.find(Equals("shelf", shelf), order="title", limit=1)

    assert len(books._indexes._views) == MOST_VIEWED
    assert EVERYTHING in books._indexes._views


def test_a_change_moves_a_record_in_every_order_of_its_parts() -> None:
    """Those of the value it had, of the one it has, and of the whole."""
    _, books = collection(
        [book(key, title=f"{key:03}", shelf=key % 2) for key in range(100)]
    )
    for where in (None, Equals("shelf", 0), Equals("shelf", 1)):
        books.find(where, order="title", limit=1)

    books.update(98, {"title": "000a"})
    books.update(99, {"title": "000b", "shelf": 0})

    for where, first in ((None, [0, 98, 99]), (Equals("shelf", 0), [0, 98, 99])):
        found = books.find(where, order="title", limit=3)
        assert [record["id"] for record in found.records] == first
    last = books.find(Equals("shelf", 1), order="title", descending=True, limit=1)
    assert last.records[0]["id"] == 97
