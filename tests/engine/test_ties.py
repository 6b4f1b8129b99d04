"""Ties: the declared field that decides between records of one value in an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.records import DECLARED, book
from ticketstub.store import Equals
from ticketstub.store.indexes import Declared
from ticketstub.store.tinystore import TinyStore

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ticketstub.store.collection import TinyCollection

BY_SERIAL = Declared(DECLARED.key, DECLARED.indexes, DECLARED.orders, ties="serial")
RECORDS = [
    book(1, state="worn", serial=30),
    book(2, state="worn", serial=10),
    book(3, state="new", serial=10),
    book(4, state="worn", serial=10),
]


def books_by_serial() -> tuple[TinyStore, TinyCollection]:
    """Return a new store, and its collection of books whose ties the serials decide."""
    store = TinyStore()
    return store, store.collection("toy.books", BY_SERIAL, lambda: RECORDS)


def ids(records: Iterable[Any]) -> list[Any]:
    """Return the records' keys."""
    return [record["id"] for record in records]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (None, [2, 3, 4, 1]),
        ("state", [3, 2, 4, 1]),
        ("shelf", [2, 3, 4, 1]),
        ("year", [2, 3, 4, 1]),
        ("title", [2, 3, 4, 1]),
    ],
)
def test_ties_are_decided_before_the_key_and_turn_with_the_order(
    order: str | None, expected: list[int]
) -> None:
    """Without an order the field for ties is the order; equal ones go by key."""
    _, books = books_by_serial()

    for descending, way in ((False, expected), (True, expected[::-1])):
        found = books.find(order=order, descending=descending)
        page = books.follow(
            order=order, descending=descending, after=books.get(way[0]), limit=9
        )
        assert ids(found.records) == way
        assert ids(page) == way[1:]


def test_a_find_counts_its_offset_in_the_order_of_ties() -> None:
    _, books = books_by_serial()
    where = Equals("state", "worn")
    pages = [books.find(where, order="shelf", offset=at, limit=1) for at in range(4)]

    assert [ids(page.records) for page in pages] == [[2], [4], [1], []]
    assert {page.total for page in pages} == {3}


def test_a_record_moves_when_its_field_for_ties_changes() -> None:
    """A view that was in use before the write follows it, and follows its undo."""
    store, books = books_by_serial()
    where = Equals("state", "worn")
    before = ids(books.follow(where, order="shelf", limit=9))
    books.update(1, {"serial": -1})
    during = ids(books.follow(where, order="shelf", limit=9))
    store.undo()

    assert (before, during) == ([2, 4, 1], [1, 2, 4])
    assert ids(books.follow(where, order="shelf", limit=9)) == before


def test_a_changed_declaration_holds_for_the_records_there_are() -> None:
    """Mock data edited while the stub runs change no record, only its place."""
    _, books = books_by_serial()
    before = ids(books.follow(order="shelf", limit=9))
    books.redeclare(DECLARED)

    assert before == [2, 3, 4, 1]
    assert ids(books.follow(order="shelf", limit=9)) == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"serial": "1"},
        {"serial": None},
        {"serial": 1.5},
        {"serial": True},
        {"serial": [1]},
        {},
    ],
    ids=["text", "null", "a fraction", "true", "a list", "no such field"],
)
def test_a_write_without_a_whole_number_for_ties_fails_and_changes_nothing(
    spoilt: dict[str, Any],
) -> None:
    """Itself, and no find after it; whether or not an order was ever asked for."""
    store, books = books_by_serial()
    plain = {name: value for name, value in book(5).items() if name != "serial"}
    with pytest.raises(KeyError):
        books.insert({**plain, **spoilt})
    if spoilt:
        with pytest.raises(KeyError):
            books.update(1, spoilt)
    store.undo()

    assert [ids(books.find(order=order).records) for order in (None, "state")] == [
        [2, 3, 4, 1],
        [3, 2, 4, 1],
    ]
    assert books.find().records[-1] == RECORDS[0]
