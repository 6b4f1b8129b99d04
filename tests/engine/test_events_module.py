"""An API's `events.py`: what may be left out of it, and what its failure changes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
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
NO_RECEIVERS = {
    "none": f"{NAMES}\n\ndef receivers(call):\n    raise LookupError\n",
    "half of them": EVENTS.replace("    for shelf", "    yield 1\n    for shelf"),
}
RAISES = 'raise OSError("no ink")'
UNFIT = "TypeError: delivery() must return a mapping of text, and bytes"
#: What `delivery()` does instead of what it should, and what is told of it.
NO_DELIVERY = {
    RAISES: "OSError: no ink",
    "raise NotImplementedError": "NotImplementedError: ",
    "pass": "TypeError: ",
    "return b''": "ValueError: ",
    "return {}, b'', 1": "ValueError: ",
    "return {}, 'text'": UNFIT,
    "return {}, None": UNFIT,
    "return {}, bytearray(b'x')": UNFIT,
    "return {'X-Count': 1}, b'x'": UNFIT,
    "return {'X-Count': None}, b'x'": UNFIT,
    "return {'X-Count': b'1'}, b'x'": UNFIT,
    "return {1: 'X-Count'}, b'x'": UNFIT,
    "return {'X-Count': '\\ud800'}, b'x'": "UnicodeEncodeError: ",
    "return {'X-\\ud800': '1'}, b'x'": "UnicodeEncodeError: ",
    "return [('X-Count', '1')], b'x'": "AttributeError: ",
    "return None, b'x'": "AttributeError: ",
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


def delivering(body: str, more: str = "") -> str:
    """Return the source of an `events.py` with another `delivery()`."""
    return f"{HEAD}def delivery(event, receiver{more}):\n    {body}\n"


@pytest.mark.parametrize("source", NO_RECEIVERS.values(), ids=NO_RECEIVERS)
def test_receivers_that_fail_change_nothing_about_the_answer(
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


@pytest.mark.parametrize(
    ("source", "told"),
    [
        *((delivering(body), told) for body, told in NO_DELIVERY.items()),
        (delivering("return {}, b''", ", more"), "TypeError: delivery() "),
    ],
    ids=[*NO_DELIVERY, "another signature"],
)
def test_a_delivery_that_cannot_be_composed_is_not_sent_and_says_so(
    tmp_path: Path,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
    source: str,
    told: str,
) -> None:
    """The answer is the same; the log and the outbox tell, and hide no other."""
    with served(tmp_path, source) as stub, stub.client(headers=CARD) as client:
        client.post("/museum/visits")
        register(client, receiver.url)
        made = client.post(f"{BASE}/books", json=DRAFT)
        kept = client.get(made.headers["Location"])
        before, after = deliveries(client)

    assert (made.status_code, kept.status_code) == (201, 200)
    assert (before["event"], after["event"]) == ("visit.made", "book.added")
    assert after["state"] == "not sent"
    assert after["reason"].startswith(f"Its events.py failed: {told}")
    assert after["receiver"] == {"id": "rcv_1", "url": receiver.url}
    assert (after["headers"], after["body"], after["attempts"]) == ({}, "", [])
    assert receiver.received == []
    (record,) = caplog.records
    assert record.getMessage() == "The events.py of library failed"
    assert record.exc_info is not None


def test_a_delivery_that_fails_for_one_receiver_is_sent_to_the_others(
    tmp_path: Path, receiver: Receiver
) -> None:
    source = EVENTS.replace(
        "    headers = {",
        f"    if receiver.secret:\n        {RAISES}\n    headers = {{",
    )
    with served(tmp_path, source) as stub, stub.client(headers=CARD) as client:
        for secret in (None, "whsec_fen", None):
            register(client, receiver.url, secret=secret)
        book = add_book(client)
        found = settled(client)

    states = [(each["receiver"]["id"], each["state"]) for each in found]
    assert states == [
        ("rcv_1", "delivered"),
        ("rcv_2", "not sent"),
        ("rcv_3", "delivered"),
    ]
    assert receiver.bodies() == [sent_of("book.added", book)[1]] * 2


def test_an_event_for_which_delivery_fails_leaves_the_sandbox_in_order(
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

    assert [each["state"] for each in found] == ["not sent", "delivered"]
    assert receiver.bodies() == [sent_of("book.added", book)[1]]


def test_a_receiver_whose_id_is_a_number_is_told_and_listed(
    tmp_path: Path, receiver: Receiver
) -> None:
    """As text: many an API counts its webhooks, and hands in the record's id."""
    source = EVENTS.replace("f\"shelf_{shelf['id']}\"", 'shelf["id"]')
    with served(tmp_path, source) as stub, stub.client(headers=CARD) as client:
        add_shelf(client, receiver.url)
        register(client, receiver.url)
        book = add_book(client)
        found = settled(client)

    assert [each["receiver"]["id"].isdecimal() for each in found] == [True, False]
    assert [each["state"] for each in found] == ["delivered"] * 2
    assert receiver.bodies() == [sent_of("book.added", book)[1]] * 2


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


def test_without_delivery_an_event_is_json_whatever_it_holds(
    tmp_path: Path, receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    """What JSON lacks is written as text, whether somebody is told or nobody."""
    project = telling_toy(tmp_path)
    visits = project / "handlers" / "museum" / "visits.py"
    data = '{"guest": "Zoë", "at": call.now(), "paid": Decimal("1.50"), "of": Reply}'
    edit(visits, '{"guest": "Zoë"}', data)
    edit(
        visits, "from typing import", "from decimal import Decimal\nfrom typing import"
    )
    with Stub(load_project(project), Settings()) as stub, stub.client() as client:
        stub.sandbox("main").clock.freeze(datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC))
        made = [client.post("/museum/visits")]
        register(client, receiver.url, api="museum")
        made.append(client.post("/museum/visits"))
        kept, sent = settled(client)

    assert [answer.status_code for answer in made] == [204, 204]
    assert kept["reason"] == "No receiver is registered for this event."
    assert (sent["state"], sent["reason"]) == ("delivered", None)
    assert receiver.bodies() == [kept["body"].encode()] == [sent["body"].encode()]
    assert json.loads(kept["body"]) == {
        "guest": "Zoë",
        "at": "2027-01-02T03:04:05+00:00",
        "paid": "1.50",
        "of": "<class 'ticketstub.call.Reply'>",
    }
    assert caplog.records == []


def test_an_events_module_that_cannot_be_imported_is_found(tmp_path: Path) -> None:
    """When the project is loaded, and not when the first event is lost."""
    project = telling_toy(tmp_path)
    events = project / "handlers" / "library" / "events.py"
    edit(events, "def delivery(", "def delivery((")
    (found,) = findings_of(lambda: load_project(project))

    assert found.startswith("events.py:")
    assert "The handlers cannot be imported: SyntaxError" in found
