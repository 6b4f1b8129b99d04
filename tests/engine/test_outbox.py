"""The outbox: what it keeps, how much of it, and how it is asked."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.receiver import Receiver
from tests.engine.telling import (
    DELIVERIES,
    RECEIVERS,
    add_book,
    deliveries,
    lose_book,
    register,
    settled,
)
from ticketstub import call
from ticketstub.problems import ConflictError
from ticketstub.sandbox.outbox import Delivery, Outbox, State

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub

NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
MEBIBYTE = 1024 * 1024


def added(outbox: Outbox, body: bytes = b"") -> Delivery:
    """Keep a delivery that nobody is to be sent."""
    delivery = outbox.add(
        api="library",
        event="book.added",
        created=NOW,
        receiver=None,
        headers={},
        body=body,
    )
    delivery.settle(State.NOT_SENT, "nobody")
    return delivery


def kept(outbox: Outbox) -> list[str]:
    """List the ids of the deliveries that are kept."""
    return [delivery.id for delivery in outbox.deliveries()]


def test_deliveries_can_be_asked_for_by_api_event_and_state(
    telling: httpx.Client,
) -> None:
    """The newest of those that match, and how many there are of them in all."""
    with Receiver() as receiver:
        register(telling, receiver.url, events=["book.lost"])
        for book in [add_book(telling, title) for title in ("A", "B", "C")]:
            lose_book(telling, book)
        telling.post("/museum/visits")
        settled(telling)

    def asked(**query: Any) -> tuple[list[str], int]:
        answer = telling.get(DELIVERIES, params=query).json()
        assert answer["dropped"] == 0
        return [each["id"][4:] for each in answer["deliveries"]], answer["total"]

    assert asked() == (["1", "2", "3", "4", "5", "6", "7"], 7)
    assert asked(limit=2) == (["6", "7"], 7)
    assert asked(event="book.added") == (["1", "2", "3"], 3)
    assert asked(state="not sent") == (["1", "2", "3", "7"], 4)
    assert asked(state="not sent", api="library", limit=1) == (["3"], 3)
    assert asked(state="delivered", api="museum") == ([], 0)
    assert asked(api="nothing") == asked(event="nothing") == ([], 0)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("?state=lost", ("state", "enum")),
        ("?limit=0", ("limit", "minimum")),
        ("?limit=1001", ("limit", "maximum")),
        ("?limit=x", ("limit", "type")),
        ("?api=a&api=b", ("api", "duplicate")),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    telling: httpx.Client, query: str, wrong: tuple[str, str]
) -> None:
    refused = telling.get(f"{DELIVERIES}{query}")

    assert refused.status_code == 422
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert [(e["name"], e["rule"]) for e in refused.json()["errors"]] == [wrong]


def test_the_latest_thousand_deliveries_are_kept() -> None:
    """The oldest make room, and how many did is counted; no id comes twice."""
    outbox = Outbox()
    for _ in range(1000):
        added(outbox)
    full = kept(outbox), outbox.dropped
    for _ in range(3):
        added(outbox)

    assert full == ([f"dlv_{number}" for number in range(1, 1001)], 0)
    assert kept(outbox) == [f"dlv_{number}" for number in range(4, 1004)]
    assert outbox.dropped == 3


def test_eight_mebibytes_of_deliveries_are_kept() -> None:
    """To the byte; one that is larger by itself is kept alone."""
    outbox = Outbox()
    for _ in range(8):
        added(outbox, bytes(MEBIBYTE))
    brim = kept(outbox)
    added(outbox, b"x")
    over = kept(outbox)
    added(outbox, bytes(MEBIBYTE - 1))
    again = kept(outbox)
    added(outbox, bytes(9 * MEBIBYTE))
    alone = kept(outbox)
    added(outbox)

    assert brim == [f"dlv_{number}" for number in range(1, 9)]
    assert over == [f"dlv_{number}" for number in range(2, 10)]
    assert again == [f"dlv_{number}" for number in range(2, 11)]
    assert alone == ["dlv_11"]
    assert kept(outbox) == ["dlv_12"]
    assert outbox.dropped == 11


def test_what_made_room_is_told(
    telling_stub: Stub, telling: httpx.Client, sandbox_name: str
) -> None:
    """Whatever is asked for: nobody can look for what is not there any more."""
    outbox = telling_stub.sandbox(sandbox_name).outbox
    for _ in range(1003):
        added(outbox)
    answers = [
        telling.get(DELIVERIES, params={"limit": limit, "state": state}).json()
        for limit, state in ((1000, "not sent"), (1, "not sent"), (1, "delivered"))
    ]

    assert [answer["dropped"] for answer in answers] == [3] * 3
    assert [answer["total"] for answer in answers] == [1000, 1000, 0]
    assert [len(answer["deliveries"]) for answer in answers] == [1000, 1, 0]
    assert answers[1]["deliveries"][0]["id"] == "dlv_1003"
    assert len(deliveries(telling)) == 100


def test_a_sandbox_takes_a_hundred_receivers(telling: httpx.Client) -> None:
    """Of all its APIs; one that is removed makes room, and no id comes twice."""
    for number in range(100):
        register(
            telling,
            f"http://127.0.0.1:9/{number}",
            api=("library", "museum")[number % 2],
            events=[],
        )
    new = {"api": "library", "url": "http://127.0.0.1:9/more"}
    refused = telling.post(RECEIVERS, json=new)
    listed = telling.get(RECEIVERS).json()["receivers"]
    telling.delete(f"{RECEIVERS}/rcv_100")
    taken = telling.post(RECEIVERS, json=new)

    assert (refused.status_code, refused.json()["title"]) == (409, "Conflict")
    assert "at most 100 receivers" in refused.json()["detail"]
    assert [each["id"] for each in listed] == [f"rcv_{n}" for n in range(1, 101)]
    assert (taken.status_code, taken.json()["id"]) == (201, "rcv_101")


def test_a_full_outbox_refuses_a_receiver_and_keeps_those_there_are() -> None:
    outbox = Outbox(most_receivers=1)
    outbox.register("library", call.Receiver("rcv_1", "http://127.0.0.1:9"))
    with pytest.raises(ConflictError):
        outbox.register("museum", call.Receiver("rcv_2", "http://127.0.0.1:9"))

    assert outbox.next_receiver_id() == "rcv_2"
    assert [each.id for each in outbox.receivers_of("library")] == ["rcv_1"]
    assert outbox.receivers_of("museum") == []
