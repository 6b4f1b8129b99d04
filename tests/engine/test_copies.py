"""Copies: a delivery that arrives more often than it was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.process import PATIENCE
from tests.engine.receiver import Receiver, answering, closing, fine, in_turn, slow
from tests.engine.telling import add_book, deliveries, register, settled

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.engine.receiver import Way


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listen for events, and take each at once."""
    with Receiver() as receiver:
        yield receiver


def test_a_delivery_arrives_as_often_as_it_should(
    telling: httpx.Client, receiver: Receiver
) -> None:
    """The same bytes each time, before the next event; each is an attempt."""
    register(telling, receiver.url, copies=3)
    for title in "AB":
        add_book(telling, title)
    found = settled(telling)

    first, second = receiver.received[0], receiver.received[3]
    assert receiver.received == [first] * 3 + [second] * 3
    assert first.body != second.body
    assert [each["state"] for each in found] == ["delivered"] * 2
    for each in found:
        assert [attempt["status"] for attempt in each["attempts"]] == [200] * 3


@pytest.mark.parametrize(
    ("ways", "state", "statuses"),
    [
        ([answering(500), answering(200)], "delivered", [500, 200]),
        ([answering(200), closing], "delivered", [200, None]),
        ([answering(500), answering(404)], "failed", [500, 404]),
    ],
    ids=["second", "first", "neither"],
)
def test_a_delivery_that_comes_twice_is_delivered_if_one_is_taken(
    telling: httpx.Client, ways: list[Way], state: str, statuses: list[int | None]
) -> None:
    """Else the last one says why it failed."""
    with Receiver(in_turn(*ways)) as receiver:
        register(telling, receiver.url, copies=2)
        add_book(telling)
        (found,) = settled(telling)

    assert found["state"] == state
    assert [each["status"] for each in found["attempts"]] == statuses
    reason = found["attempts"][-1]["error"] if state == "failed" else None
    assert found["reason"] == reason


def test_a_delivery_is_under_way_until_its_last_copy(
    telling: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits until nothing is pending has seen all of them."""
    monkeypatch.setattr("ticketstub.sandbox.courier.SECONDS", PATIENCE)
    with Receiver(in_turn(fine, slow)) as receiver:
        register(telling, receiver.url, copies=2)
        add_book(telling)
        for _ in range(2):
            receiver.next()
        (during,) = deliveries(telling)
        receiver.release.set()
        (after,) = settled(telling)

    assert (during["state"], len(during["attempts"])) == ("pending", 1)
    assert (after["state"], len(after["attempts"])) == ("delivered", 2)


def test_what_is_dropped_comes_not_even_once(
    telling: httpx.Client, receiver: Receiver
) -> None:
    """It is counted once, however many copies there are of it."""
    register(telling, receiver.url, copies=2, drop_every=2)
    for title in "ABCD":
        add_book(telling, title)
    states = [each["state"] for each in settled(telling)]

    assert states == ["delivered", "not sent"] * 2
    assert len(receiver.received) == 4
