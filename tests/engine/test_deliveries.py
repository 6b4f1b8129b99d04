"""Deliveries: who is sent what of an event, and what the outbox says of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.process import PATIENCE
from tests.engine.projects import BASE, CARD
from tests.engine.receiver import Receiver, slow
from tests.engine.telling import (
    add_book,
    add_shelf,
    deliveries,
    lose_book,
    register,
    sent_of,
    settled,
)
from ticketstub import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

NOBODY = "No receiver is registered for this event."


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listen for events, and take each at once."""
    with Receiver() as receiver:
        yield receiver


def outcomes(client: httpx.Client, **query: Any) -> list[tuple[str, str, str | None]]:
    """Tell how each delivery ended: event, state and reason."""
    return [
        (each["event"], each["state"], each["reason"])
        for each in settled(client, **query)
    ]


@pytest.mark.parametrize("secret", ["", "whsec_fen"])
def test_a_receiver_gets_exactly_what_the_api_says(
    telling: httpx.Client, receiver: Receiver, secret: str
) -> None:
    """Body and headers of `delivery()`, and beside them only what HTTP needs."""
    url = f"{receiver.url}/a%2Fb?key=1%20&key"
    register(telling, url, **({"secret": secret} if secret else {}))
    book = add_book(telling, "Zoë & Émile 😀")
    sent = receiver.next()

    headers, body = sent_of("book.added", book, secret)
    assert (sent.method, sent.path) == ("POST", "/hooks/a%2Fb?key=1%20&key")
    assert sent.body == body
    assert sent.headers == {
        **headers,
        "host": f"127.0.0.1:{receiver.port}",
        "user-agent": f"ticketstub/{__version__}",
        "accept": "*/*",
        "accept-encoding": "identity",
        "connection": "close",
        "content-length": str(len(body)),
    }


def test_a_delivery_tells_everything_about_itself(
    telling_stub: Stub, telling: httpx.Client, sandbox_name: str, receiver: Receiver
) -> None:
    """By the sandbox's own clock, and with the headers and body as they went."""
    now = datetime(2027, 1, 2, 3, 4, 5, 678, tzinfo=UTC)
    telling_stub.sandbox(sandbox_name).clock.freeze(now)
    registered = register(telling, receiver.url, secret="whsec_fen")  # noqa: S106  # invented
    book = add_book(telling)
    (delivery,) = settled(telling)

    _, body = sent_of("book.added", book)
    headers = delivery.pop("headers")
    (attempt,) = delivery.pop("attempts")
    assert delivery == {
        "id": "dlv_1",
        "api": "library",
        "event": "book.added",
        "created": "2027-01-02T03:04:05.000678Z",
        "replay_of": None,
        "state": "delivered",
        "reason": None,
        "receiver": {"id": registered, "url": receiver.url},
        "body": body.decode(),
    }
    sent = receiver.next().headers
    assert {
        name.lower(): value for name, value in headers.items()
    }.items() <= sent.items()
    assert len(headers) == 3
    assert 0 <= attempt.pop("seconds") < PATIENCE
    assert attempt == {
        "at": "2027-01-02T03:04:05.000678Z",
        "status": 200,
        "error": None,
    }


def test_each_receiver_gets_the_events_that_it_wants(
    telling: httpx.Client,
) -> None:
    """All of them, some of them, or none."""
    with Receiver() as everything, Receiver() as lost, Receiver() as nothing:
        register(telling, everything.url)
        register(telling, lost.url, events=["trial.run", "book.lost"])
        register(telling, nothing.url, events=[])
        book = add_book(telling)
        loss = lose_book(telling, book)
        found = settled(telling)

    added = sent_of("book.added", book)[1]
    gone = sent_of("book.lost", loss)[1]
    assert everything.bodies() == [added, gone]
    assert lost.bodies() == [gone]
    assert nothing.bodies() == []
    assert {each["state"] for each in found} == {"delivered"}
    assert [(each["event"], each["receiver"]["url"]) for each in found] == [
        ("book.added", everything.url),
        ("book.lost", everything.url),
        ("book.lost", lost.url),
    ]


def test_an_event_that_nobody_wants_is_not_sent_and_says_so(
    telling: httpx.Client, receiver: Receiver
) -> None:
    """Whether nobody is there, or only who wants others; its data can be read."""
    first = add_book(telling, "First")
    register(telling, receiver.url, events=["book.lost"])
    second = add_book(telling, "Second")
    found = deliveries(telling)

    assert outcomes(telling) == [("book.added", "not sent", NOBODY)] * 2
    for book, delivery in zip((first, second), found, strict=True):
        assert (delivery["receiver"], delivery["headers"]) == (None, {})
        assert json.loads(delivery["body"]) == book
        assert delivery["attempts"] == []
    assert receiver.received == []


def test_receivers_of_the_api_itself_are_told_first(
    telling: httpx.Client, receiver: Receiver
) -> None:
    """Once the control API has allowed them; each is sent its own."""
    register(telling, receiver.url, secret="whsec_fen")  # noqa: S106  # invented
    add_shelf(telling, f"{receiver.url}/shelf")
    lose_book(telling, add_book(telling))
    found = settled(telling)

    signed = ["x-library-signature" in sent.headers for sent in receiver.received]
    assert [each["receiver"]["id"] for each in found] == ["shelf_2", "rcv_1", "rcv_1"]
    assert sorted(sent.path for sent in receiver.received) == [
        "/hooks",
        "/hooks",
        "/hooks/shelf",
    ]
    assert sorted(signed) == [False, True, True]


def test_an_api_without_events_of_its_own_sends_json(
    telling: httpx.Client, receiver: Receiver
) -> None:
    register(telling, receiver.url, api="museum", secret="whsec_fen")  # noqa: S106  # invented
    assert telling.post("/museum/visits").status_code == 204
    sent = receiver.next()

    assert sent.body == '{"guest":"Zoë"}'.encode()
    assert sent.headers["content-type"] == "application/json"
    assert {name for name in sent.headers if name.startswith("x-")} == set()


def test_events_are_those_of_one_api(telling: httpx.Client, receiver: Receiver) -> None:
    """A receiver of the library hears nothing of the museum."""
    register(telling, receiver.url)
    telling.post("/museum/visits")
    book = add_book(telling)

    assert outcomes(telling, api="museum") == [("visit.made", "not sent", NOBODY)]
    assert outcomes(telling, api="library") == [("book.added", "delivered", None)]
    assert receiver.bodies() == [sent_of("book.added", book)[1]]


def test_receivers_and_deliveries_are_those_of_one_sandbox(
    telling_stub: Stub, telling: httpx.Client, sandbox_name: str, receiver: Receiver
) -> None:
    """Tests that run side by side must not be told of each other's events."""
    register(telling, receiver.url)
    other_name = f"{sandbox_name}.b"
    with telling_stub.client(other_name, headers=CARD) as other:
        add_book(other)
        theirs = outcomes(other)
        ours_before = deliveries(telling)
    book = add_book(telling)

    assert theirs == [("book.added", "not sent", NOBODY)]
    assert ours_before == []
    assert outcomes(telling) == [("book.added", "delivered", None)]
    assert receiver.bodies() == [sent_of("book.added", book)[1]]


@pytest.mark.parametrize(
    "way",
    [
        "raise",
        "refuse",
        "undeclared refusal",
        "bad field",
        "bad number",
        "undeclared status",
        "undeclared media type",
        "no body",
        "unwritable",
        "unwritable text",
        "header of a number",
        "header of two lines",
        "half a record",
        "no reply",
    ],
)
def test_a_call_that_fails_tells_of_nothing(
    telling: httpx.Client, receiver: Receiver, way: str
) -> None:
    """Its handler had told of an event, which has not happened after all."""
    register(telling, receiver.url)
    failed = telling.post(f"{BASE}/trials", json={"way": way})
    before = deliveries(telling)
    fine = telling.post(f"{BASE}/trials", json={"way": "none"})

    assert failed.status_code in (422, 500)
    assert (before, fine.status_code) == ([], 200)
    assert outcomes(telling) == [("trial.run", "delivered", None)]
    assert receiver.bodies() == [sent_of("trial.run", {"way": "none"})[1]]


def test_a_receiver_that_is_removed_is_sent_nothing_more(
    telling: httpx.Client,
) -> None:
    """What is under way still arrives."""
    with Receiver(slow) as receiver:
        registered = register(telling, receiver.url)
        add_book(telling, "Before")
        receiver.next()
        removed = telling.delete(f"/_ticketstub/receivers/{registered}")
        add_book(telling, "After")
        receiver.release.set()
        found = outcomes(telling)

    assert removed.status_code == 204
    assert found == [
        ("book.added", "delivered", None),
        ("book.added", "not sent", NOBODY),
    ]
    assert len(receiver.received) == 1
