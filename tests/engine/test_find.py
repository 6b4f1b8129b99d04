"""Finds: what the indexes find is what plain TinyDB finds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.records import RANKS, WRITES, Record, book, collection
from ticketstub.store import (
    AllOf,
    AnyOf,
    Contains,
    Equals,
    Filter,
    Not,
    OneOf,
    Range,
    Text,
)
from ticketstub.store.filters import predicate
from ticketstub.store.indexes import MOST_VIEWED

_leaves = st.one_of(
    st.builds(Equals, st.just("shelf"), st.none() | st.integers(0, 4)),
    st.builds(Equals, st.just("state"), st.sampled_from((*RANKS, "gone"))),
    st.builds(Equals, st.just("year"), st.none() | st.integers(0, 5)),
    st.builds(
        OneOf, st.just("shelf"), st.lists(st.integers(0, 3), max_size=2).map(tuple)
    ),
    st.builds(
        Contains,
        st.just("tags"),
        st.lists(st.sampled_from("aB"), max_size=2).map(tuple),
        st.booleans(),
    ),
    st.builds(
        Text, st.just(("title", "note")), st.sampled_from(("E", "glue", "ss", ""))
    ),
    st.builds(
        Range,
        st.just("year"),
        st.none() | st.integers(0, 5),
        st.none() | st.integers(0, 5),
    ),
)


def _compound(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    several = st.lists(inner, max_size=3).map(tuple)
    return st.builds(AllOf, several) | st.builds(AnyOf, several) | st.builds(Not, inner)


_filters = st.none() | st.recursive(_leaves, _compound, max_leaves=6)
_orders = st.sampled_from((None, "shelf", "state", "title", "year"))


def _place(record: Record, order: str | None) -> tuple[Any, ...]:
    """Tell a record's place as the protocol words it, without the engine's help."""
    if order is None:
        return (record["id"],)
    value = RANKS.index(record[order]) if order == "state" else record[order]
    return (value is not None, value, record["id"])


@settings(max_examples=120, deadline=None)
@given(WRITES, _filters, _orders, st.booleans(), st.integers(0, 4), st.integers(0, 9))
def test_an_indexed_find_is_what_plain_tinydb_finds_and_a_sort(  # noqa: PLR0917  # drawn
    writes: list[tuple[str, int, Record]],
    where: Filter | None,
    order: str | None,
    descending: bool,  # noqa: FBT001  # drawn
    offset: int,
    most: int,
) -> None:
    """Indexes are only a faster way to the same records, whatever was written."""
    _, books = collection()
    books.find(order="shelf")
    for kind, key, fields in writes:
        if kind == "view":
            books.find(Equals("shelf", key % 4), order="title")
        elif key not in books.table.records:
            books.insert({"id": key, **fields})
        elif kind == "delete":
            books.delete(key)
        elif kind == "update":
            books.update(key, fields)
    limit = None if most == 9 else most
    matching = (
        books.table.all() if where is None else books.table.search(predicate(where))  # type: ignore[arg-type]  # TinyDB calls it
    )
    expected = sorted(
        matching, key=lambda record: _place(record, order), reverse=descending
    )
    stop = None if limit is None else offset + limit

    found = books.find(
        where, order=order, descending=descending, offset=offset, limit=limit
    )

    assert found.records == expected[offset:stop]
    assert found.total == books.count(where) == len(expected)


@pytest.mark.parametrize(
    ("values", "folded", "exact"),
    [
        (("a",), [1, 2, 3], [1]),
        (("A",), [1, 2, 3], [2, 3]),
        (("a", "A"), [1, 2, 3], [1, 2, 3]),
        (("a", "b"), [1, 2, 3], [1, 3]),
        (("B", "b"), [3], [3]),
        (("B",), [3], []),
        (("ss",), [5, 6], [6]),
        (("SS", "ß"), [5, 6], [5]),
        (("",), [7], [7]),
        (("ab",), [], []),
        ((), [], []),
    ],
)
def test_strings_in_a_list_are_found_in_any_case_or_exactly(
    values: tuple[str, ...], folded: list[int], exact: list[int]
) -> None:
    """One of them is enough, but it must be a whole string of the list."""
    tags: tuple[list[str], ...] = (
        ["a"],
        ["A"],
        ["b", "A"],
        [],
        ["ß"],
        ["ss", "x"],
        ["", "abc"],
    )
    _, books = collection([book(key, tags=each) for key, each in enumerate(tags, 1)])
    for where, expected in (
        (Contains("tags", values), folded),
        (Contains("tags", values, exact=False), folded),
        (Contains("tags", values, exact=True), exact),
    ):
        found = books.find(where)
        others = books.find(AllOf((Equals("shelf", 1), Not(where))))

        assert [record["id"] for record in found.records] == expected
        assert books.count(where) == len(expected)
        assert [record["id"] for record in books.follow(where, limit=9)] == expected
        assert others.total == len(tags) - len(expected)


def test_one_of_a_few_takes_fields_and_values_that_are_lists() -> None:
    """They are compared as `Equals` compares them; among many, all must be hashable."""
    _, books = collection([book(1, tags=["a"]), book(2, tags=["b"]), book(3)])
    six: tuple[Any, ...] = ("a", None, 1, {}, ["c"], ["a", "b"])

    assert books.find(OneOf("tags", (["a"],))).total == 1
    assert books.find(OneOf("tags", ("a",))).total == 0
    assert books.find(OneOf("tags", (*six, ["a"]))).total == 1
    assert books.find(OneOf("tags", (["a"], ["b"], []))).total == 3


@pytest.mark.parametrize("count", [0, 1, 7, 8, 50])
def test_one_of_finds_the_same_among_few_values_and_many(count: int) -> None:
    """A set is made of many; nobody who looks for them should notice."""
    _, books = collection([book(key, year=key) for key in range(1, 20)])

    found = books.find(OneOf("year", (*range(count),)))
    assert [record["id"] for record in found.records] == [*range(1, min(count, 20))]


def test_finds_stay_right_when_there_are_more_views_than_are_kept() -> None:
    """Views that were dropped to make room come back as they should be now."""
    records = [book(key, shelf=key % (MOST_VIEWED + 9)) for key in range(1, 200)]
    _, books = collection(records)
    for shelf in range(MOST_VIEWED + 9):
        books.find(Equals("shelf", shelf), order="title")
    books.update(1, {"shelf": 5})
    books.delete(5)

    for shelf in range(MOST_VIEWED + 9):
        found = books.find(Equals("shelf", shelf), order="title")
        expected = [book["id"] for book in books if book["shelf"] == shelf]
        assert [book["id"] for book in found.records] == sorted(expected)


def test_the_smallest_index_is_looked_through() -> None:
    """Of two indexed fields the rarer value is the start, whatever their order."""
    records = [book(key, shelf=key % 50) for key in range(1, 501)]
    _, books = collection(records)
    where = (Equals("state", "new"), Equals("shelf", 3))

    bucket, rest = books._indexes.choose(AllOf(where))

    assert bucket == ("shelf", 3)
    assert rest == (Equals("state", "new"),)
    assert books.find(AllOf(where)).total == books.find(AllOf(where[::-1])).total == 10
