"""The store: undo, ids, keys, and TinyDB's own methods."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from tinydb.table import Document

from tests.engine.records import WRITES, Record, book, collection, everything
from ticketstub.store import Equals
from ticketstub.store.collection import Starting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ticketstub.store.collection import TinyCollection


@settings(max_examples=60, deadline=None)
@given(WRITES, WRITES)
def test_undo_restores_the_records_and_what_the_indexes_find(
    before: list[tuple[str, int, Record]], during: list[tuple[str, int, Record]]
) -> None:
    """A call that fails has changed nothing, for finds no less than for reads."""
    store, books = collection()
    _write(books, before)
    store.keep()
    found = everything(books)
    records = dict(books.table.records)
    _write(books, during)

    store.undo()

    assert books.table.records == records
    assert everything(books) == found


def _write(books: TinyCollection, writes: list[tuple[str, int, Record]]) -> None:
    for kind, key, fields in writes:
        if key not in books.table.records:
            books.insert({"id": key, **fields})
        elif kind == "delete":
            books.delete(key)
        else:
            books.update(key, fields)


def test_undo_restores_a_deleted_record() -> None:
    """A collection holds what it held before the call."""
    store, books = collection([book(1), book(2), book(3)])
    books.delete(1)

    store.undo()

    assert sorted(book["id"] for book in books) == [1, 2, 3]


def test_undo_takes_back_only_what_came_since_the_last_call() -> None:
    """A call's undo must not touch what earlier calls wrote."""
    store, books = collection([book(1)])
    books.insert(book(2))
    store.keep()
    books.insert(book(3))

    store.undo()

    assert [book["id"] for book in books] == [1, 2]


@pytest.mark.parametrize(
    ("spoilt", "error"),
    [
        ({"id": 2, "shelf": 2}, KeyError),
        (book(2, shelf=2, state="odd"), KeyError),
        (book(2, shelf=2, title=7), TypeError),
        ({**book(2, shelf=2), "state": ["new"]}, KeyError),
    ],
    ids=["fields that are missing", "a rank that is none", "mixed types", "a list"],
)
def test_a_write_that_cannot_be_indexed_changes_nothing(
    spoilt: Record, error: type[Exception]
) -> None:
    """What breaks half-way through the indexes must not stay in half of them."""
    store, books = collection([book(1), book(3, shelf=2, title="Fen")])
    found = everything(books)
    with pytest.raises(error):
        books.insert(spoilt)

    store.undo()

    assert [book["id"] for book in books] == [1, 3]
    assert everything(books) == found


def test_a_write_that_cannot_be_ordered_fails_itself_not_the_finds_after_it() -> None:
    """Whether or not anybody has asked for that order yet."""
    _, books = collection([book(1)])

    with pytest.raises(KeyError):
        books.insert(book(2, state="odd"))

    assert books.find(order="state").total == 1


def test_ids_are_never_used_again() -> None:
    """A client that kept the id of a deleted record must not meet another one."""
    store, books = collection([book(7)])
    first = books.next_id()
    books.insert(book(first))
    books.delete(first)
    second = books.next_id()
    books.insert(book(40))
    store.undo()
    third = books.next_id()

    assert (first, second, third) == (8, 9, 41)


def test_ids_are_above_those_that_tinydb_itself_wrote() -> None:
    """Whoever writes with TinyDB's own methods must not break the next insert."""
    _, books = collection([book(1)])
    books.table.insert(Document(book(2), doc_id=2))

    assert books.next_id() == 3


def test_keys_of_text_are_kept_as_they_are() -> None:
    """TinyDB would turn keys to integers; `tkt_abc123` is none."""
    _, books = collection()
    books.insert(book(0, id="bk_9"))
    books.insert(book(0, id="bk_10"))

    assert [book["id"] for book in books.find().records] == ["bk_10", "bk_9"]
    assert books.get("bk_9") is not None
    assert books.next_id() == 1


def test_a_key_is_inserted_once_and_only_a_known_one_changed() -> None:
    """A handler's mistake is an error, not a lost record."""
    _, books = collection([book(1)])

    with pytest.raises(KeyError):
        books.insert(book(1))
    with pytest.raises(KeyError):
        books.update(2, {})
    with pytest.raises(KeyError):
        books.delete(2)


def test_finds_stay_right_after_tinydb_itself_wrote() -> None:
    """TinyDB's own methods know no indexes, so these are built anew."""
    _, books = collection([book(1)])
    everything(books)
    books.table.insert(Document(book(2, shelf=2, title="Fen"), doc_id=2))
    books.table.insert(Document(book(3, shelf=2, title="Ash"), doc_id=3))
    inserted = books.find(Equals("shelf", 2), order="title")
    books.table.update({"shelf": 3}, doc_ids=[3])
    updated = books.find(Equals("shelf", 3))
    books.table.remove(doc_ids=[2])
    removed = books.find(Equals("shelf", 2))

    assert [book["id"] for book in inserted.records] == [3, 2]
    assert [book["id"] for book in updated.records] == [3]
    assert removed == ([], 0)
    assert books.count() == 2


def test_a_write_touches_its_own_record_only() -> None:
    """Writes cost the same at any size: no other record, and no table, is copied."""
    _, books = collection([book(key) for key in range(1, 1001)])
    mapping = books.table.records
    before = dict(mapping)

    books.insert(book(2000))
    books.update(500, {"title": "Fen"})
    books.delete(600)

    assert books.table.records is mapping
    stored = books.table.storage.read()
    assert stored is not None
    assert stored["toy.books"] is mapping
    touched = {
        key
        for key in before.keys() | mapping.keys()
        if before.get(key) is not mapping.get(key)
    }
    assert touched == {500, 600, 2000}


def test_what_was_handed_out_stays_as_it_was() -> None:
    """Records are replaced, never changed: a handler's `before` is still before."""
    _, books = collection([book(1)])
    handed_out = books.get(1)
    known = copy.deepcopy(handed_out)

    books.update(1, {"title": "Fen", "tags": ["new"]})

    assert handed_out == known
    assert books.get(1) != known


def test_what_is_derived_of_the_records_is_kept_until_one_changes() -> None:
    """It is made once for many calls, and never tells of records that are gone."""
    _, books = collection([book(1), book(2)])

    before = books.derive(_count)
    again = books.derive(_count)
    books.insert(book(3))
    inserted = books.derive(_count)
    books.delete(1)
    books.delete(2)
    deleted = books.derive(_count)

    assert again is before
    assert (before, inserted, deleted) == ([2], [3], [1])


def test_what_is_derived_follows_an_update_an_undo_and_tinydb_itself() -> None:
    """Whatever way the records change, what was made of them before is gone."""
    store, books = collection([book(1)])
    store.keep()
    title = books.derive(_titles)

    books.update(1, {"title": "Another"})
    updated = books.derive(_titles)
    store.undo()
    undone = books.derive(_titles)
    books.table.insert(Document({**book(2), "title": "By TinyDB"}, doc_id=2))
    written = books.derive(_titles)

    assert updated == ["Another"]
    assert undone == title
    assert written == [*title, "By TinyDB"]


def _count(records: Iterable[Mapping[str, Any]]) -> list[int]:
    return [len([*records])]


def _titles(records: Iterable[Mapping[str, Any]]) -> list[str]:
    return [record["title"] for record in records]


def test_those_who_start_alike_derive_together_until_they_write() -> None:
    """A write of one, before or after, is nothing to the others."""
    starting = Starting([book(1), book(2)])
    _, first = collection(starting)
    _, second = collection(starting)
    _, third = collection(starting)

    first.delete(1)
    alone = first.derive(_count)
    shared = second.derive(_count)
    same = third.derive(_count)
    second.insert(book(3))

    assert alone == [1]
    assert shared == [2]
    assert same is shared
    assert second.derive(_count) == [3]
    assert third.derive(_count) is shared


@settings(max_examples=60, deadline=None)
@given(WRITES, WRITES)
def test_what_is_made_of_each_record_follows_every_write(
    before: list[tuple[str, int, Record]], during: list[tuple[str, int, Record]]
) -> None:
    """Written, undone, or shared with another that started alike."""
    starting = Starting([book(40), book(41, title="Fen")])
    store, books = collection(starting)
    _, other = collection(starting)
    shared = dict(other.each(_title))

    _write(books, before)
    store.keep()
    kept = dict(books.each(_title))
    _write(books, during)
    during_call = dict(books.each(_title))
    expected = {key: _title(record) for key, record in books.table.records.items()}
    store.undo()

    assert during_call == expected
    assert books.each(_title) == kept
    assert other.each(_title) == shared == {40: "Emma", 41: "Fen"}


def test_what_is_made_of_each_record_follows_tinydb_itself() -> None:
    _, books = collection([book(1)])
    books.each(_title)

    books.table.insert(Document(book(2, title="Fen"), doc_id=2))

    assert books.each(_title) == {1: "Emma", 2: "Fen"}


def test_only_what_was_written_is_made_anew() -> None:
    """However many records there are."""
    made: list[int] = []

    def number(record: Mapping[str, Any]) -> int:
        made.append(record["id"])
        return len(made)

    _, books = collection([book(key) for key in range(9)])
    books.each(number)
    made.clear()

    books.update(3, {"title": "Fen"})
    books.each(number)

    assert made == [3]


def _title(record: Mapping[str, Any]) -> str:
    title: str = record["title"]
    return title
