"""Following: pages that begin after a record, whatever was written since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.records import DECLARED, RANKS, WRITES, Record, book, collection
from ticketstub.store import AllOf, AnyOf, Equals, Filter, Not, Range, Text
from ticketstub.store.filters import predicate
from ticketstub.store.indexes import Declared
from ticketstub.store.tinystore import TinyStore

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ticketstub.store.collection import TinyCollection

Writes = list[tuple[str, int, Record]]

_filters: st.SearchStrategy[Filter | None] = st.sampled_from(
    (
        None,
        Equals("shelf", 1),
        Equals("shelf", None),
        Equals("state", "worn"),
        Equals("year", 2),
        AllOf((Equals("shelf", 2), Equals("state", "new"))),
        AllOf((Equals("shelf", 3), Range("year", 1, 4))),
        Not(Equals("shelf", 0)),
        Text(("title", "note"), "e"),
        AllOf(()),
        AnyOf(()),
    )
)
_orders = st.sampled_from((None, "shelf", "state", "title", "year"))
_ties = st.sampled_from((None, "serial", "id"))


def books_with(ties: str | None) -> tuple[TinyStore, TinyCollection]:
    """Return a new store, and its collection of books with a field for ties."""
    declared = Declared(DECLARED.key, DECLARED.indexes, DECLARED.orders, ties=ties)
    store = TinyStore()
    return store, store.collection("toy.books", declared, list)


def ids(records: Iterable[Any]) -> list[Any]:
    """Return the records' keys."""
    return [record["id"] for record in records]


def placing(order: str | None, ties: str | None) -> Callable[[Any], tuple[Any, ...]]:
    """Tell a record's place as the protocol words it, without the engine's help."""

    def place(record: Any) -> tuple[Any, ...]:
        value = record[order] if order else None
        if order == "state":
            value = RANKS.index(value)
        return (value is not None, value, record[ties or "id"], record["id"])

    return place


def write(books: TinyCollection, writes: Writes) -> set[int]:
    """Write as drawn, and return the keys that were written to."""
    for kind, key, fields in writes:
        if books.get(key) is None:
            books.insert({"id": key, **fields})
        elif kind == "delete":
            books.delete(key)
        elif kind == "update":
            books.update(key, fields)
    return {key for _, key, _ in writes}


@settings(max_examples=120, deadline=None)
@given(WRITES, _filters, _orders, _ties, st.booleans(), st.integers(1, 7))
def test_the_pages_together_are_what_a_find_and_a_plain_sort_return(  # noqa: PLR0917  # drawn
    writes: Writes,
    where: Filter | None,
    order: str | None,
    ties: str | None,
    descending: bool,  # noqa: FBT001  # drawn
    limit: int,
) -> None:
    """Whether an order is declared, ranked or neither, and whatever decides ties."""
    _, books = books_with(ties)
    write(books, writes)
    place, matches = placing(order, ties), predicate(where or AllOf(()))
    expected = sorted(filter(matches, books), key=place, reverse=descending)

    pages: list[Any] = []
    while page := books.follow(
        where,
        order=order,
        descending=descending,
        after=pages[-1] if pages else None,
        limit=limit,
    ):
        assert len(page) == min(limit, len(expected) - len(pages))
        pages += page

    assert pages == expected
    assert books.find(where, order=order, descending=descending).records == expected


@settings(max_examples=120, deadline=None)
@given(
    WRITES,
    st.lists(WRITES, min_size=1, max_size=5),
    _filters,
    _orders,
    _ties,
    st.booleans(),
    st.integers(1, 5),
)
def test_what_is_written_between_pages_moves_no_other_record(  # noqa: PLR0917  # drawn
    before: Writes,
    between: list[Writes],
    where: Filter | None,
    order: str | None,
    ties: str | None,
    descending: bool,  # noqa: FBT001  # drawn
    limit: int,
) -> None:
    """Each page is what a plain sorted list has after the last record handed out.

    So what nobody wrote to comes exactly once, though the last record handed out may
    have been changed or deleted meanwhile.
    """
    store, books = books_with(ties)
    write(books, before)
    place, matches = placing(order, ties), predicate(where or AllOf(()))
    started = set(ids(filter(matches, books)))
    seen: list[Any] = []
    touched: set[int] = set()

    while True:
        after = seen[-1] if seen else None
        page = books.follow(
            where, order=order, descending=descending, after=after, limit=limit
        )
        left = sorted(filter(matches, books), key=place, reverse=descending)
        if after is not None:
            left = [
                record
                for record in left
                if place(record) != place(after)
                and (place(record) < place(after)) is descending
            ]
        assert page == left[:limit]
        if not page:
            break
        seen += page
        store.keep()
        if between:
            touched |= write(books, between.pop())
            if len(between) % 2:
                store.undo()

    untouched = started - touched
    assert sorted(key for key in ids(seen) if key in untouched) == sorted(untouched)


@pytest.mark.parametrize(
    ("order", "descending", "expected"),
    [
        (None, False, [1, 2, 3, 4, 5]),
        (None, True, [5, 4, 3, 2, 1]),
        ("shelf", False, [2, 4, 5, 1, 3]),
        ("shelf", True, [3, 1, 5, 4, 2]),
        ("state", False, [3, 4, 2, 1, 5]),
        ("state", True, [5, 1, 2, 4, 3]),
        ("year", False, [1, 3, 5, 2, 4]),
        ("year", True, [4, 2, 5, 3, 1]),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 4])
def test_each_order_is_followed_both_ways(
    order: str | None,
    descending: bool,  # noqa: FBT001  # a case
    expected: list[int],
    limit: int,
) -> None:
    """Nulls first, ranks by their declaration, ties by key, `year` undeclared."""
    records = [
        book(1, shelf=2, state="damaged"),
        book(2, shelf=None, state="worn", year=7),
        book(3, shelf=2, state="new"),
        book(4, shelf=None, state="new", year=7),
        book(5, shelf=1, state="damaged", year=3),
    ]
    _, books = collection(records)
    for start in range(6):
        after = books.get(expected[start - 1]) if start else None
        page = books.follow(
            order=order, descending=descending, after=after, limit=limit
        )

        assert ids(page) == expected[start : start + limit]


@pytest.mark.parametrize("limit", [3, 4, 1000])
def test_a_limit_larger_than_what_is_left_returns_what_is_left(limit: int) -> None:
    """And after the last record nothing is left."""
    _, books = collection([book(key) for key in (1, 2, 3, 4)])

    assert ids(books.follow(after=books.get(1), limit=limit)) == [2, 3, 4]
    assert books.follow(after=books.get(4), limit=limit) == []
    assert books.follow(after=books.get(1), descending=True, limit=limit) == []


def test_an_empty_collection_or_page_is_no_mistake() -> None:
    _, nothing = collection()
    _, books = collection([book(1)])

    assert nothing.follow(limit=5) == []
    assert nothing.follow(after=book(1), limit=5) == []
    assert books.follow(limit=0) == []
    assert books.follow(Equals("shelf", 9), order="title", limit=5) == []


@pytest.mark.parametrize("order", [None, "title", "year"])
def test_following_goes_on_after_a_record_that_was_deleted(order: str | None) -> None:
    """Whoever deletes the last record of a page must not lose the next one."""
    _, books = collection([book(key) for key in (1, 2, 3, 4)])
    last = books.follow(order=order, limit=2)[-1]
    books.delete(last["id"])

    assert ids(books.follow(order=order, after=last, limit=2)) == [3, 4]
    assert ids(books.follow(order=order, descending=True, after=last, limit=2)) == [1]


@pytest.mark.parametrize(("order", "field"), [("title", "title"), ("year", "year")])
def test_following_goes_on_from_where_a_changed_record_was(
    order: str, field: str
) -> None:
    """The place is that of the record as it was handed out, not of its new version."""
    values = {"title": "ADFZ", "year": (1, 4, 6, 26)}[field]
    _, books = collection([book(key, **{field: values[key]}) for key in range(3)])
    last = books.follow(order=order, limit=1)[-1]
    changed = books.update(last["id"], {field: values[3]})

    assert ids(books.follow(order=order, after=last, limit=9)) == [1, 2, 0]
    assert books.follow(order=order, after=changed, limit=9) == []


def test_the_record_to_go_on_from_need_not_match_any_more() -> None:
    """A ticket may be closed while its list of open ones is being read."""
    _, books = collection([book(key, shelf=2) for key in (1, 2, 3, 4)])
    last = books.follow(Equals("shelf", 2), order="title", limit=2)[-1]
    moved = books.update(2, {"shelf": 3})

    for after in (last, moved):
        page = books.follow(Equals("shelf", 2), order="title", after=after, limit=9)
        assert ids(page) == [3, 4]


def test_a_page_touches_no_record_beyond_its_own() -> None:
    """The thousandth page must cost what the first one does."""
    _, books = collection([book(key) for key in range(1, 1001)])
    after = books.follow(Equals("shelf", 1), order="title", limit=990)[-1]
    touched = []

    class Watched(dict[Any, Any]):
        def __getitem__(self, key: Any) -> Any:
            touched.append(key)
            return super().__getitem__(key)

    books.table.records = Watched(books.table.records)
    page = books.follow(Equals("shelf", 1), order="title", after=after, limit=3)

    assert ids(page) == touched == [991, 992, 993]


def test_following_compares_only_what_matches() -> None:
    """As find does: another record may hold what has no order beside the others."""
    _, books = collection([book(1, note=1), book(2, note="a"), book(3, note=0)])
    where = Not(Equals("id", 2))

    assert ids(books.follow(where, order="note", limit=9)) == [3, 1]
    assert ids(books.find(where, order="note").records) == [3, 1]


def test_an_order_that_is_not_declared_is_kept_for_no_second_use() -> None:
    """Any field may be asked for, so each kept one would slow down every write."""
    _, books = collection([book(2, year=1), book(1, year=2)])

    assert ids(books.follow(order="year", limit=9)) == [2, 1]
    assert books._indexes._views == {}
