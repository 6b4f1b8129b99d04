"""A slow, forgetful or repeating network, as a receiver's modes ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import refused
from tests.engine.receiver import Receiver
from tests.engine.telling import (
    DELIVERIES,
    RECEIVERS,
    add_book,
    add_shelf,
    lose_book,
    register,
    settled,
)
from ticketstub.sandbox.clock import monotonic

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

FINE = {"api": "library", "url": "http://127.0.0.1:9/hooks"}

DROPPED = "rcv_1 dropped it, as its drop_every says."


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listen for events, and take each at once."""
    with Receiver() as receiver:
        yield receiver


def change(client: httpx.Client, receiver_id: str, **modes: Any) -> dict[str, Any]:
    """Change the modes of a receiver, and return it as it is then."""
    answer = client.patch(f"{RECEIVERS}/{receiver_id}", json=modes)
    assert answer.status_code == 200, answer.text
    changed: dict[str, Any] = answer.json()
    return changed


def states(client: httpx.Client) -> list[str]:
    """List how the deliveries ended."""
    return [each["state"] for each in settled(client)]


def test_modes_are_shown_and_can_be_changed(telling: httpx.Client) -> None:
    """What a change leaves out stays as it is, whatever it is about."""
    modes = {"delay": 2.5, "drop_every": 3, "copies": 2}
    made = telling.post(RECEIVERS, json={**FINE, **modes, "events": [], "secret": "s"})
    less = change(telling, "rcv_1", drop_every=0)
    more = change(telling, "rcv_1", delay=60, copies=10)
    (listed,) = telling.get(RECEIVERS).json()["receivers"]

    assert made.status_code == 201
    assert {**made.json(), **modes} == made.json()
    assert less == {**made.json(), "drop_every": 0}
    assert more == {**less, "delay": 60, "copies": 10}
    assert listed == more


@pytest.mark.parametrize(
    ("modes", "wrong"),
    [
        ({"delay": -0.1}, ("/delay", "minimum")),
        ({"delay": 60.1}, ("/delay", "maximum")),
        ({"delay": "2"}, ("/delay", "type")),
        ({"delay": None}, ("/delay", "type")),
        ({"drop_every": -1}, ("/drop_every", "minimum")),
        ({"drop_every": 1001}, ("/drop_every", "maximum")),
        ({"drop_every": 1.5}, ("/drop_every", "type")),
        ({"copies": 0}, ("/copies", "minimum")),
        ({"copies": 11}, ("/copies", "maximum")),
        ({"copies": True}, ("/copies", "type")),
    ],
)
def test_modes_out_of_bounds_are_refused(
    telling: httpx.Client, modes: dict[str, Any], wrong: tuple[str, str]
) -> None:
    """Whether they come with a receiver or afterwards; nothing changes then."""
    register(telling, FINE["url"])
    before = telling.get(RECEIVERS).json()
    new = telling.post(RECEIVERS, json={**FINE, **modes})
    changed = telling.patch(f"{RECEIVERS}/rcv_1", json={"copies": 2, **modes})

    assert refused(new) == refused(changed) == [wrong]
    assert telling.get(RECEIVERS).json() == before


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ("", "minProperties")),
        ({"url": "http://127.0.0.1:9/"}, ("/url", "additionalProperties")),
        ([], ("", "type")),
    ],
)
def test_nothing_else_of_a_receiver_can_be_changed(
    telling: httpx.Client, body: Any, wrong: tuple[str, str]
) -> None:
    register(telling, FINE["url"])

    assert refused(telling.patch(f"{RECEIVERS}/rcv_1", json=body)) == [wrong]


@pytest.mark.parametrize("name", ["rcv_2", "RCV_1", "x" * 41])
def test_a_receiver_that_is_none_cannot_be_changed(
    telling: httpx.Client, name: str
) -> None:
    register(telling, FINE["url"])
    answer = telling.patch(f"{RECEIVERS}/{name}", json={"copies": 2})

    assert refused(answer, 404) == []


@pytest.mark.parametrize(
    ("every", "lost"),
    [(0, []), (1, [1, 2, 3, 4, 5, 6]), (2, [2, 4, 6]), (3, [3, 6]), (7, [])],
)
def test_every_so_manieth_delivery_is_dropped(
    telling: httpx.Client, receiver: Receiver, every: int, lost: list[int]
) -> None:
    """Always the same ones, so a test knows which; the outbox says so."""
    register(telling, receiver.url, drop_every=every)
    for title in "ABCDEF":
        add_book(telling, title)
    found = settled(telling)

    dropped = [each for each in found if each["state"] == "not sent"]
    assert [each["id"] for each in dropped] == [f"dlv_{number}" for number in lost]
    assert [(each["reason"], each["attempts"]) for each in dropped] == [
        (DROPPED, [])
    ] * len(lost)
    assert len(receiver.received) == 6 - len(lost)


def test_each_receiver_counts_what_it_is_sent(
    telling: httpx.Client, receiver: Receiver
) -> None:
    """Only events that it wants, and neither what others are sent."""
    register(telling, receiver.url, events=["book.lost"], drop_every=2)
    register(telling, f"{receiver.url}/all")
    for title in "AB":
        lose_book(telling, add_book(telling, title))
    lost = [each for each in settled(telling) if each["event"] == "book.lost"]

    assert [(each["receiver"]["id"], each["state"]) for each in lost] == [
        ("rcv_1", "delivered"),
        ("rcv_2", "delivered"),
        ("rcv_1", "not sent"),
        ("rcv_2", "delivered"),
    ]


def test_counting_begins_anew_when_told_another_number(
    telling: httpx.Client, receiver: Receiver
) -> None:
    """And goes on where it is told the same, or something else."""
    register(telling, receiver.url, drop_every=3)
    changes = [{"drop_every": 2}, {"copies": 1}, {"drop_every": 2}, {"delay": 0}]
    for title, modes in zip("ABCD", changes, strict=True):
        add_book(telling, title)
        change(telling, "rcv_1", **modes)

    # The first of three, then two and one of two.
    assert states(telling) == ["delivered", "delivered", "not sent", "delivered"]


def test_what_was_dropped_can_be_sent_again(
    telling: httpx.Client, receiver: Receiver
) -> None:
    """Once nothing is dropped any more; as a real sender would try again later."""
    register(telling, receiver.url, drop_every=1)
    add_book(telling)
    telling.post(f"{DELIVERIES}/dlv_1/replay")
    change(telling, "rcv_1", drop_every=0)
    telling.post(f"{DELIVERIES}/dlv_1/replay")

    assert states(telling) == ["not sent", "not sent", "delivered"]
    assert len(receiver.received) == 1


def test_modes_hold_for_a_webhook_of_the_same_url(
    telling: httpx.Client, receiver: Receiver
) -> None:
    """A client has registered it through the API itself, which knows no modes."""
    add_shelf(telling, receiver.url)
    add_shelf(telling, f"{receiver.url}/other")
    register(telling, receiver.url, events=[], copies=2)
    add_book(telling)
    settled(telling)

    paths = sorted(sent.path for sent in receiver.received)
    assert paths == ["/hooks", "/hooks", "/hooks/other"]


def test_modes_hold_for_no_other_api_and_no_other_receiver(
    telling: httpx.Client, receiver: Receiver
) -> None:
    """Two receivers may share a URL, each with its own; the oldest is the webhooks'."""
    add_shelf(telling, receiver.url)
    register(telling, receiver.url, api="museum", events=[], drop_every=1)
    register(telling, receiver.url, copies=2)
    register(telling, receiver.url, drop_every=1)
    add_book(telling)
    found = {each["receiver"]["id"]: each for each in settled(telling)}

    assert {name: len(each["attempts"]) for name, each in found.items()} == {
        "shelf_2": 2,
        "rcv_2": 2,
        "rcv_3": 0,
    }


def test_a_delay_passes_before_a_delivery_is_sent(
    telling: httpx.Client, receiver: Receiver
) -> None:
    """By the machine's time: the sandbox's clock may stand."""
    telling.put("/_ticketstub/clock", json={"frozen": True})
    register(telling, receiver.url, delay=0.05)
    began = monotonic()
    add_book(telling)
    receiver.next()
    took = monotonic() - began

    assert took >= 0.05
