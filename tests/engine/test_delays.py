"""A delay before each delivery: who waits for it, and who does not."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING

import pytest

from tests.engine.controlling import reset
from tests.engine.pausing import Pauses, pausing
from tests.engine.process import PATIENCE, Served
from tests.engine.projects import BASE, CARD
from tests.engine.receiver import Receiver, fine, in_turn, slow
from tests.engine.telling import (
    DELIVERIES,
    RECEIVERS,
    add_book,
    deliveries,
    register,
    sent_of,
    settled,
    telling_toy,
)
from tests.engine.test_stopping import STOPPED, Sender
from ticketstub.sandbox.clock import monotonic
from ticketstub.sandbox.outbox import Modes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from tests.stub import Stub
    from ticketstub.sandbox.outbox import Delivery


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> Iterator[Pauses]:
    """Let delays last until the test says so."""
    with pausing(monkeypatch) as pauses:
        yield pauses


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listen for events, and take each at once."""
    with Receiver() as receiver:
        yield receiver


def test_no_call_waits_for_a_delay(
    telling: httpx.Client, receiver: Receiver, pauses: Pauses
) -> None:
    """Neither the one that it happens in, nor another, nor a replay."""
    register(telling, receiver.url, delay=60)
    book = add_book(telling)
    seconds = pauses.next()
    other = telling.get(f"{BASE}/books")
    replayed = telling.post(f"{DELIVERIES}/dlv_1/replay")
    during = deliveries(telling), len(receiver.received)
    pauses.over.set()
    after = settled(telling)

    assert 50 < seconds <= 60
    assert (other.status_code, replayed.status_code) == (200, 202)
    assert [(each["state"], each["attempts"]) for each in during[0]] == [
        ("pending", [])
    ] * 2
    assert during[1] == 0
    assert [each["state"] for each in after] == ["delivered"] * 2
    assert receiver.bodies() == [sent_of("book.added", book)[1]] * 2


def test_a_delay_is_no_part_of_how_long_an_attempt_took(
    telling: httpx.Client,
    receiver: Receiver,
    pauses: Pauses,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nor of how long it may take: that is the receiver's own time."""
    monkeypatch.setattr("ticketstub.sandbox.courier.SECONDS", PATIENCE)
    register(telling, receiver.url, delay=60)
    add_book(telling)
    pauses.next()
    telling.post("/_ticketstub/clock/advance", json={"seconds": 3600})
    pauses.over.set()
    (delivery,) = settled(telling)

    (attempt,) = delivery["attempts"]
    assert attempt["seconds"] < PATIENCE
    assert attempt["at"][:16] > delivery["created"][:16]


def test_delays_run_side_by_side_and_keep_the_order(
    telling: httpx.Client, receiver: Receiver, pauses: Pauses
) -> None:
    """Ten events at once all arrive after one delay, and not after ten."""
    register(telling, receiver.url, delay=60)
    books = [add_book(telling, title) for title in "ABC"]
    first = pauses.next()
    pauses.over.set()
    settled(telling)
    others = [pauses.next() for _ in "BC"]

    assert receiver.bodies() == [sent_of("book.added", book)[1] for book in books]
    # Were they counted from the one before, each would be a whole one.
    assert all(50 < seconds < 60 for seconds in (first, *others))


def test_other_receivers_do_not_wait(
    telling: httpx.Client, receiver: Receiver, pauses: Pauses
) -> None:
    register(telling, receiver.url, delay=60)
    register(telling, f"{receiver.url}/at-once")
    add_book(telling)
    pauses.next()
    arrived = receiver.next().path
    states = {each["receiver"]["id"]: each["state"] for each in deliveries(telling)}

    assert arrived == "/hooks/at-once"
    assert states["rcv_1"] == "pending"


def test_a_delay_can_be_taken_away(
    telling: httpx.Client, receiver: Receiver, pauses: Pauses
) -> None:
    """What waits goes on waiting, and what follows it comes after it."""
    register(telling, receiver.url, delay=60)
    books = [add_book(telling)]
    pauses.next()
    telling.patch(f"{RECEIVERS}/rcv_1", json={"delay": 0})
    books.append(add_book(telling, "Fen"))
    during = len(receiver.received)
    pauses.over.set()
    settled(telling)

    assert during == 0
    assert receiver.bodies() == [sent_of("book.added", book)[1] for book in books]
    assert pauses.none_left()


def test_a_receiver_that_is_removed_is_still_sent_what_waits(
    telling: httpx.Client, receiver: Receiver, pauses: Pauses
) -> None:
    """As anything else that is under way then."""
    register(telling, receiver.url, delay=60)
    add_book(telling)
    pauses.next()
    telling.delete(f"{RECEIVERS}/rcv_1")
    pauses.over.set()
    (delivery,) = settled(telling)

    assert delivery["state"] == "delivered"


def test_a_reset_forgets_what_waits(
    telling_stub: Stub,
    telling: httpx.Client,
    receiver: Receiver,
    pauses: Pauses,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The next test is neither sent it, nor has to wait for it."""
    register(telling, receiver.url, delay=60)
    add_book(telling, "Before")
    pauses.next()
    reset(telling)
    register(telling, receiver.url)
    book = add_book(telling, "After")
    (delivery,) = settled(telling)
    pauses.over.set()
    _wait_until_idle(telling_stub, telling)

    assert (delivery["id"], delivery["state"]) == ("dlv_1", "delivered")
    assert receiver.bodies() == [sent_of("book.added", book)[1]]
    assert not [each for each in caplog.records if each.levelno >= logging.WARNING]


def _wait_until_idle(stub: Stub, client: httpx.Client) -> None:
    """Wait until the courier is through with everything; each look is a call."""
    deadline = monotonic() + PATIENCE
    while stub.app.courier._tasks:
        assert monotonic() < deadline, "the courier is still at it"
        deliveries(client)


def test_a_stop_waits_for_a_delay_that_ends_in_time(pauses: Pauses) -> None:
    async def stopped(url: str) -> list[Delivery]:
        sender = Sender(url, Modes(delay=60))
        sent = [sender.send() for _ in range(2)]
        stopping = asyncio.create_task(sender.courier.stop(PATIENCE))
        await asyncio.to_thread(pauses.next)
        pauses.over.set()
        await stopping
        return sent

    with Receiver() as receiver:
        sent = asyncio.run(stopped(receiver.url))

    assert [each.state for each in sent] == ["delivered"] * 2


def test_a_stop_notes_what_would_have_waited_longer(
    pauses: Pauses, caplog: pytest.LogCaptureFixture
) -> None:
    async def stopped(url: str) -> list[Delivery]:
        sender = Sender(url, Modes(delay=60))
        sent = [sender.send() for _ in range(2)]
        await asyncio.to_thread(pauses.next)
        await sender.courier.stop(0)
        pauses.over.set()
        return sent

    with Receiver() as receiver:
        sent = asyncio.run(stopped(receiver.url))

    assert [(each.state, each.reason) for each in sent] == [("failed", STOPPED)] * 2
    assert [record.getMessage() for record in caplog.records] == [
        f"dlv_{number} of book.added: {STOPPED}" for number in (1, 2)
    ]
    assert receiver.received == []


def test_a_stop_between_two_copies_leaves_a_delivery(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It was answered with a 2xx, be it once."""

    async def stopped(to: Receiver) -> Delivery:
        sender = Sender(to.url, Modes(copies=2))
        delivery = sender.send()
        for _ in range(2):
            await asyncio.to_thread(to.next)
        await sender.courier.stop(0)
        return delivery

    with Receiver(in_turn(fine, slow)) as receiver:
        delivery = asyncio.run(stopped(receiver))

    assert delivery.state == "delivered"
    assert [each.status for each in delivery.attempts] == [200]
    assert caplog.records == []


def test_a_served_stub_that_is_told_to_stop_tells_of_what_waits(
    tmp_path: Path,
) -> None:
    """It waits for two seconds and not for a minute, and ends as if all were well."""
    project = telling_toy(tmp_path)
    with (
        Receiver() as receiver,
        Served("--project", str(project), cwd=tmp_path) as served,
    ):
        with served.client(headers=CARD) as client:
            register(client, receiver.url, delay=60)
            add_book(client)
        code = served.stop(signal.SIGTERM)
        told = served.err.until("dlv_1")

    assert code == 0
    assert [line.rstrip() for line in told] == [f"dlv_1 of book.added: {STOPPED}"]
    assert receiver.received == []
