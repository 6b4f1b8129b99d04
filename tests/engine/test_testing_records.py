"""`ticketstub.testing.Control`: records put in place, receivers and deliveries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.engine.projects import BASE, CARD
from tests.engine.receiver import Receiver
from tests.engine.telling import add_book, telling_toy
from ticketstub.testing import Control, ControlError, Stub, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOK = {
    "id": "bk_7777",
    "title": "Reed and Rush",
    "condition": "worn",
    "genre": "crime",
    "published": 1950,
    "shelf": 2,
    "pages": None,
    "subtitle": None,
    "desk_note": "",
    "added": "2026-02-28T12:00:00Z",
}


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve the toy that tells of events, as a user's own tests would."""
    project = telling_toy(tmp_path_factory.mktemp("telling"))
    with serve(project=project, max_sandboxes=1000) as stub:
        yield stub


@pytest.fixture
def control(stub: Stub, sandbox_name: str) -> Iterator[Control]:
    """Control a sandbox of this test's own."""
    with stub.in_sandbox(sandbox_name) as control:
        yield control


@pytest.fixture
def client(stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the library in that sandbox."""
    headers = {**CARD, "Ticketstub-Sandbox": sandbox_name}
    with httpx.Client(base_url=stub.url, headers=headers) as client:
        yield client


def keys(control: Control) -> list[Any]:
    """List the keys of the books."""
    return [book["id"] for book in control.records.list("library", "books")]


def test_records_are_put_in_place(control: Control, client: httpx.Client) -> None:
    """The API shows what was put there, past its own rules."""
    added = control.records.add("library", "books", BOOK)
    changed = control.records.update("library", "books", "bk_7777", {"shelf": 9})
    shown = client.get(f"{BASE}/books/bk_7777").json()
    read = control.records.get("library", "books", "bk_7777")
    control.records.delete("library", "books", "bk_7777")

    assert added == BOOK
    assert changed == read == {**BOOK, "shelf": 9}
    assert (shown["title"], shown["shelf"]) == (BOOK["title"], 9)
    assert "bk_7777" not in keys(control)


def test_records_are_listed_by_pages(control: Control) -> None:
    collections = {
        (each["api"], each["collection"]): (each["key"], each["records"])
        for each in control.records.collections()
    }
    page = control.records.list("library", "books", offset=1, limit=2)

    assert collections["library", "books"] == ("id", 4)
    assert [book["id"] for book in page] == ["bk_0002", "bk_0003"]


def test_a_key_may_be_a_number(control: Control) -> None:
    """One that is not given is the next."""
    added = control.records.add("library", "shelves", {"name": "Attic"})

    assert control.records.get("library", "shelves", added["id"])["name"] == "Attic"
    assert control.records.get("library", "shelves", str(added["id"])) == added
    control.records.delete("library", "shelves", added["id"])


@pytest.mark.parametrize(
    "key", ["a/b", "..", ".", "...", "../books", "a b", "a?b#c", "%2F", "ä", "a;b", "~"]
)
def test_a_key_may_be_any_text(control: Control, key: str) -> None:
    """It is one step of a path, whatever it holds."""
    control.records.add("library", "books", {**BOOK, "id": key})
    read = control.records.get("library", "books", key)
    control.records.delete("library", "books", key)

    assert read["id"] == key
    assert key not in keys(control)


@pytest.mark.parametrize("name", ["", ".", "..", "../books", "Books", "no such"])
def test_what_is_not_there_is_told(control: Control, name: str) -> None:
    """And nothing else is found in its place."""
    for call in (
        lambda: control.records.list("library", name),
        lambda: control.records.get("library", "books", name),
        lambda: control.sandboxes.get(name),
        lambda: control.sandboxes.drop(name),
        lambda: control.snapshots.restore(name),
        lambda: control.receivers.remove(name),
    ):
        with pytest.raises(ControlError) as caught:
            call()
        assert caught.value.status in (404, 405)


def test_receivers_are_told_of_events(control: Control, client: httpx.Client) -> None:
    """Until they are removed; the deliveries say so."""
    with Receiver() as receiver:
        wanted = control.receivers.add(
            "library",
            receiver.url,
            events=["book.added"],
            secret="fen-7",  # noqa: S106  # invented
        )
        (listed,) = control.receivers.list()
        book = add_book(client)
        received = receiver.next()
        control.receivers.remove(wanted)
        add_book(client, "Persuasion")
        deliveries = control.deliveries.list()

    assert listed["id"] == wanted
    assert (listed["events"], listed["signed"]) == (["book.added"], True)
    assert book["id"].encode() in received.body
    assert "x-library-signature" in received.headers
    assert [each["event"] for each in deliveries] == ["book.added"] * 2
    assert deliveries[1]["state"] == "not sent"
    assert control.receivers.list() == []


def test_a_network_loses_and_repeats_and_recovers(
    control: Control, client: httpx.Client
) -> None:
    """What was lost is sent again afterwards."""
    with Receiver() as receiver:
        wanted = control.receivers.add(
            "library", receiver.url, delay=0.01, drop_every=1, copies=2
        )
        (listed,) = control.receivers.list()
        add_book(client)
        lost = control.deliveries.get("dlv_1")
        changed = control.receivers.update(wanted, delay=0, drop_every=0)
        again = control.deliveries.replay("dlv_1")
        for _ in range(2):
            receiver.next()

    assert (listed["delay"], listed["drop_every"], listed["copies"]) == (0.01, 1, 2)
    assert changed == {**listed, "delay": 0, "drop_every": 0}
    assert (lost["state"], again["replay_of"]) == ("not sent", "dlv_1")
    assert again["body"] == lost["body"] == receiver.received[1].body.decode()


def test_deliveries_are_chosen_among(control: Control, client: httpx.Client) -> None:
    add_book(client)
    client.delete(f"{BASE}/books/bk_0001")
    client.post("/museum/visits")
    chosen = [
        control.deliveries.list(),
        control.deliveries.list(api="museum"),
        control.deliveries.list(event="book.lost"),
        control.deliveries.list(api="library", limit=1),
        control.deliveries.list(state="delivered"),
        control.deliveries.list(api=None, limit=None),
    ]

    events = ["book.added", "book.lost", "visit.made"]
    assert [[each["event"] for each in found] for found in chosen] == [
        events,
        ["visit.made"],
        ["book.lost"],
        ["book.lost"],
        [],
        events,
    ]
