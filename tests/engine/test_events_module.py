"""An API's `events.py`: what may be left out of it, and what its failure changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import BASE, CARD, edit, findings_of
from tests.engine.receiver import Receiver
from tests.engine.telling import (
    DRAFT,
    EVENTS,
    add_book,
    add_shelf,
    deliveries,
    lose_book,
    register,
    sent_of,
    settled,
    telling_toy,
)
from tests.stub import Stub
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HEAD, _, _ = EVENTS.partition("def delivery(")
NAMES = '"""Events."""\n\nEVENTS = ("book.added",)\n'
FAILING = {
    "no receivers": f"{NAMES}\n\ndef receivers(call):\n    raise LookupError\n",
    "half the receivers": EVENTS.replace("    for shelf", "    yield 1\n    for shelf"),
    "no delivery": f"{HEAD}def delivery(event, receiver):\n    raise OSError\n",
    "a delivery of nothing": f"{HEAD}def delivery(event, receiver):\n    pass\n",
    "another delivery": f"{HEAD}def delivery(event):\n    return {{}}, b''\n",
}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listen for events, and take each at once."""
    with Receiver() as receiver:
        yield receiver


def served(folder: Path, source: str | None) -> Stub:
    """Make a stub of the telling project with another `events.py`, or without."""
    project = telling_toy(folder)
    events = project / "handlers" / "library" / "events.py"
    if source is None:
        events.unlink()
    else:
        events.write_text(source, encoding="utf-8")
    return Stub(load_project(project), Settings())


@pytest.mark.parametrize("source", FAILING.values(), ids=FAILING)
def test_events_that_fail_change_nothing_about_the_answer(
    tmp_path: Path,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
    source: str,
) -> None:
    """What the call wrote stays, too; the failure is told in the log."""
    with served(tmp_path, source) as stub, stub.client(headers=CARD) as client:
        register(client, receiver.url)
        made = client.post(f"{BASE}/books", json=DRAFT)
        kept = client.get(made.headers["Location"])
        after = deliveries(client)

    assert (made.status_code, kept.status_code) == (201, 200)
    assert made.json()["title"] == "Emma"
    assert after == []
    assert receiver.received == []
    (told,) = caplog.records
    assert told.getMessage() == "The events of books.create_book could not be sent"
    assert told.exc_info is not None


def test_one_receiver_that_fails_leaves_the_sandbox_in_order(
    tmp_path: Path, receiver: Receiver
) -> None:
    """What comes later is sent as ever, once there is no reason to fail."""
    fault = 'if "Bad" in event.data["title"]:\n        raise OSError\n'
    source = EVENTS.replace("    headers = {", f"    {fault}    headers = {{")
    with served(tmp_path, source) as stub, stub.client(headers=CARD) as client:
        register(client, receiver.url)
        add_book(client, "Bad")
        book = add_book(client, "Good")
        found = settled(client)

    assert [each["state"] for each in found] == ["delivered"]
    assert receiver.bodies() == [sent_of("book.added", book)[1]]


def test_without_receivers_those_of_the_control_api_are_told(
    tmp_path: Path, receiver: Receiver
) -> None:
    source = EVENTS.replace("def receivers(", "def _others(")
    with served(tmp_path, source) as stub, stub.client(headers=CARD) as client:
        add_shelf(client, receiver.url)
        register(client, receiver.url)
        book = add_book(client)
        found = settled(client)

    assert [each["receiver"]["id"] for each in found] == ["rcv_1"]
    assert receiver.bodies() == [sent_of("book.added", book)[1]]


@pytest.mark.parametrize("source", [NAMES, None], ids=["names alone", "no module"])
def test_without_delivery_the_data_are_sent_as_json(
    tmp_path: Path, receiver: Receiver, source: str | None
) -> None:
    with served(tmp_path, source) as stub, stub.client(headers=CARD) as client:
        register(client, receiver.url)
        book = add_book(client)
        lose_book(client, book)
        settled(client)

    assert [sent.headers["content-type"] for sent in receiver.received] == [
        "application/json"
    ] * 2
    assert receiver.bodies() == [
        f'{{"id":"{book["id"]}","title":"Emma"}}'.encode(),
        f'{{"id":"{book["id"]}"}}'.encode(),
    ]


def test_an_events_module_that_cannot_be_imported_is_found(tmp_path: Path) -> None:
    """When the project is loaded, and not when the first event is lost."""
    project = telling_toy(tmp_path)
    events = project / "handlers" / "library" / "events.py"
    edit(events, "def delivery(", "def delivery((")
    (found,) = findings_of(lambda: load_project(project))

    assert found.startswith("events.py:")
    assert "The handlers cannot be imported: SyntaxError" in found
