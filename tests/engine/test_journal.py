"""The journal's bounds: calls and bytes of a sandbox, and of all sandboxes together."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.journaling import BOOKS, EMMA, REQUESTS, ids, listed
from tests.engine.projects import BASE, CARD, TOY
from tests.stub import Stub
from ticketstub.project.project import load_project
from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.journal import Entry, Shelf
from ticketstub.sandbox.sandboxes import Sandboxes
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from ticketstub.sandbox.journal import Journal


@contextmanager
def served(**bounds: int) -> Iterator[tuple[Stub, httpx.Client]]:
    """Serve the toy with bounds; the client is in the sandbox `a`."""
    with (
        Stub(load_project(TOY), Settings(**bounds)) as stub,  # type: ignore[arg-type]  # numbers
        stub.client("a", headers=CARD) as client,
    ):
        yield stub, client


def upload(client: httpx.Client, size: int) -> None:
    """Make a call with a body of that many bytes."""
    headers = {"Content-Type": "image/png"}
    answer = client.put(f"{BOOKS}/bk_0001/cover", content=b"x" * size, headers=headers)
    assert answer.status_code == 204


def entry(number: int, text: bytes = b"", **more: Any) -> Entry:
    """Return a call with a body."""
    now = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
    call = Entry(
        *(number, "a", now, "library", "", "GET", "/", b"", {}, text, len(text)),
        *(200, (), b"", 0, 0.0, "answered", "", (), ""),
    )
    return call._replace(**more)


def test_the_oldest_calls_fall_out_and_are_counted() -> None:
    """The list and the count both say so, or a test would trust too low a number."""
    with served(max_journal_calls=3) as (_, client):
        for _ in range(5):
            client.get(BOOKS)
        found = listed(client, limit=2)
        counted = client.post(f"{REQUESTS}/count", json={}).json()
        gone, kept = client.get(f"{REQUESTS}/call_2"), client.get(f"{REQUESTS}/call_3")
        client.delete(REQUESTS)
        client.get(BOOKS)
        after = listed(client)

    assert [each["id"] for each in found["requests"]] == ["call_4", "call_5"]
    assert (found["total"], found["dropped"]) == (3, 2)
    assert counted == {"count": 3, "dropped": 2}
    assert (gone.status_code, kept.status_code) == (404, 200)
    assert [each["id"] for each in after["requests"]] == ["call_6"]
    assert after["dropped"] == 0


def test_a_journal_keeps_so_many_bytes_and_no_more() -> None:
    """However few calls they are."""
    with served(max_journal_bytes=50_000) as (stub, client):
        for _ in range(10):
            upload(client, 10_000)
        found = listed(client)
        size = stub.sandbox("a").journal.size

    assert 3 <= found["total"] <= 4
    assert found["total"] + found["dropped"] == 10
    assert 0 < size <= 50_000


def test_of_each_body_so_much_is_kept_in_memory() -> None:
    with served() as (stub, client):
        upload(client, 5_000_000)
        (call,) = stub.sandbox("a").journal

    assert (call.request_size, len(call.request_body)) == (5_000_000, 16 * 1024)


def test_all_journals_together_keep_so_many_bytes() -> None:
    """The fullest make room, so a busy test leaves the others' calls alone."""
    with served(max_journal_total_bytes=200_000) as (stub, client):
        shelf = stub.app.sandboxes.shelf
        with stub.client("b", headers=CARD) as other:
            other.get(BOOKS)
            for _ in range(40):
                upload(client, 10_000)
                assert shelf.size <= 200_000
            theirs, ours = listed(other), listed(client)

    assert (theirs["total"], theirs["dropped"]) == (1, 0)
    assert ours["total"] + ours["dropped"] == 40
    assert ours["dropped"] > 20
    assert ours["requests"][-1]["id"] == "call_40"


def test_many_small_journals_make_room_for_each_other() -> None:
    """Where none is fuller than the others."""
    with served(max_journal_total_bytes=40_000) as (stub, client):
        shelf = stub.app.sandboxes.shelf
        for number in range(40):
            client.get(BOOKS, headers={"Ticketstub-Sandbox": f"b{number}"})
            assert shelf.size <= 40_000
        journals = [sandbox.journal for sandbox in stub.app.sandboxes]

    assert shelf.size == sum(journal.size for journal in journals)
    assert sum(len(journal) + journal.dropped for journal in journals) == 40


@pytest.mark.parametrize(
    "bound", ["max_journal_calls", "max_journal_bytes", "max_journal_total_bytes"]
)
def test_without_room_nothing_is_noted_and_nothing_linked_to(bound: str) -> None:
    """A link would lead nowhere."""
    with served(**{bound: 0}) as (stub, client):
        client.post(
            "/_ticketstub/faults", json={"api": "library", "status": 422, "first": 1}
        )
        answers = [
            client.get(BOOKS),
            client.get(f"{BOOKS}/bk_9999"),
            client.get(f"{BASE}/nothing"),
            client.post(f"{BASE}/trials", json={"way": "raise"}),
        ]
        found = listed(client)
        size = stub.app.sandboxes.shelf.size

    assert [answer.status_code for answer in answers] == [422, 404, 404, 500]
    assert not [answer for answer in answers if "Link" in answer.headers]
    assert found == {"requests": [], "total": 0, "dropped": 0}
    assert size == 0


def test_a_call_that_no_room_is_large_enough_for_falls_out_at_once() -> None:
    with served(max_journal_bytes=500) as (stub, client):
        client.get(BOOKS)
        found = listed(client)
        size = stub.app.sandboxes.shelf.size

    assert (found["total"], found["dropped"], size) == (0, 1, 0)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", REQUESTS),
        ("POST", "/_ticketstub/reset"),
        ("DELETE", "/_ticketstub/sandboxes/a"),
    ],
)
def test_room_is_given_back(method: str, path: str) -> None:
    with served() as (stub, client):
        shelf = stub.app.sandboxes.shelf
        upload(client, 10_000)
        client.get(f"{BOOKS}/bk_9999")
        taken = shelf.size
        client.request(method, path)

        assert (taken > 10_000, shelf.size) == (True, 0)


def test_a_sandbox_that_made_room_for_another_gives_its_journals() -> None:
    with served(max_sandboxes=2, sandbox_idle_seconds=0) as (stub, client):
        upload(client, 10_000)
        with stub.client("b", headers=CARD) as other:
            other.get(BOOKS)

            assert stub.app.sandboxes.shelf.size == stub.sandbox("b").journal.size


def test_a_sandbox_that_nobody_closed_gives_its_room_back_as_well() -> None:
    """When nothing holds on to it any more."""
    shelf = Shelf()
    sandboxes = Sandboxes({}, shelf=shelf, new_clock=lambda: Clock(frozen=True))
    sandboxes.get("main").journal.add(entry(1, b"x" * 1000))
    taken = shelf.size
    del sandboxes
    gc.collect()

    assert taken > 1000
    assert (shelf.size, len(shelf._journals)) == (0, 0)


def journals_on(shelf: Shelf, sizes: list[int]) -> list[Journal]:
    """Fill the journals of some sandboxes, each with ten calls of a size."""
    boxes = Sandboxes({}, shelf=shelf, new_clock=lambda: Clock(frozen=True))
    journals = [boxes.make(f"b{number}").journal for number in range(len(sizes))]
    for journal, size in zip(journals, sizes, strict=True):
        for number in range(1, 11):
            journal.add(entry(number, b"x" * size))
    return journals


def test_the_fullest_lose_their_older_half_until_there_is_room() -> None:
    """As often as it takes; the others lose nothing."""
    shelf = Shelf(1000, 10**9, 10**9)
    small, large, middle = journals_on(shelf, [10, 5000, 1000])
    before = shelf.size
    shelf.most_in_all = before // 2
    shelf.make_room()

    assert shelf.size <= before // 2 * 7 // 8
    assert shelf.size == small.size + large.size + middle.size
    assert [each.number for each in small] == [*range(1, 11)]
    assert large.dropped >= 5
    assert [each.number for each in large] == [*range(large.dropped + 1, 11)]


def test_making_room_ends_where_there_is_none_to_be_had() -> None:
    """Even if the count were wrong."""
    shelf = Shelf(1000, 10**9, 10**9)
    journals = journals_on(shelf, [10, 20])
    shelf.size += 10**9
    shelf.most_in_all = 1000
    shelf.make_room()

    assert [len(journal) for journal in journals] == [0, 0]
    assert shelf.size == 10**9


@pytest.mark.parametrize(
    "more",
    [
        {"path": "/" + "x" * 5000},
        {"query": b"x" * 5000},
        {"request_headers": {b"a": b"x" * 5000}},
        {"request_headers": {b"x" * 5000: b""}},
        {"request_headers": {b"%d" % number: b"" for number in range(50)}},
        {"answer_body": b"x" * 5000},
        {"violations": ({"in": "body", "sent": "x" * 5000, "keyword": ("a",)},)},
        {"violations": ({"in": "body", "sent": None, "keyword": ()},) * 5},
    ],
)
def test_whatever_a_caller_can_make_long_counts(more: dict[str, Any]) -> None:
    """Or memory would fill with what nobody counts."""
    shelf = Shelf()
    (journal,) = journals_on(shelf, [0])
    journal.clear()
    journal.add(entry(11, **more))

    assert journal.size == shelf.size > 5000


def test_what_a_refusal_quotes_is_kept_short() -> None:
    """Of a hundred violations, and of each value in them."""
    fields = {"title": "x" * 100_000, **{f"{n}" * 1000: n for n in range(300)}}
    with served() as (stub, client):
        client.patch(f"{BOOKS}/bk_0001", json=fields)
        (call,) = stub.sandbox("a").journal

    assert len(call.violations) == 100
    assert len(call.detail) <= 500
    assert all(
        len(text) <= 500
        for each in call.violations
        for text in (each["name"], each["pointer"], each["detail"], each["sent"] or "")
    )


def test_ids_are_found_after_some_have_fallen_out() -> None:
    with served(max_journal_calls=2) as (_, client):
        for _ in range(12):
            client.post(BOOKS, json=EMMA)
        found = [
            client.get(f"{REQUESTS}/call_{n}").status_code for n in (1, 10, 11, 12)
        ]

        assert ids(client) == ["call_11", "call_12"]
    assert found == [404, 404, 200, 200]
