"""A stop of the server: what is under way is waited for, the rest is noted."""

from __future__ import annotations

import asyncio
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.engine.process import PATIENCE, Served
from tests.engine.projects import CARD
from tests.engine.receiver import Receiver, slow
from tests.engine.telling import add_book, register, telling_toy
from ticketstub import call
from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.courier import Courier
from ticketstub.sandbox.outbox import PLAIN, Modes, State
from ticketstub.sandbox.sandbox import Sandbox
from ticketstub.sandbox.targets import Targets

if TYPE_CHECKING:
    from pathlib import Path

    from ticketstub.sandbox.outbox import Delivery

NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
STOPPED = "The server was stopped before it was delivered."


class Sender:
    """A sandbox with one registered receiver, and the courier that sends to it."""

    def __init__(self, url: str, modes: Modes = PLAIN) -> None:
        self.courier = Courier(Targets())
        self._box = Sandbox("a", {}, Clock(NOW, frozen=True))
        self._receiver = call.Receiver("rcv_1", url)
        self._box.outbox.register("library", self._receiver, modes)

    def send(self) -> Delivery:
        """Send one event more."""
        delivery = self._box.outbox.add(
            api="library",
            event="book.added",
            created=NOW,
            receiver=self._receiver,
            headers={},
            body=b"{}",
        )
        self.courier.send(self._box, delivery, None)
        return delivery


def test_a_stop_waits_for_what_is_under_way_and_for_what_follows_it() -> None:
    """As long as it was told to; what arrives in time is delivered."""

    async def stopped() -> tuple[bool, list[Delivery]]:
        sender = Sender(receiver.url)
        sent = [sender.send() for _ in range(3)]
        stopping = asyncio.create_task(sender.courier.stop(PATIENCE))
        await asyncio.to_thread(receiver.next)
        ended_early = stopping.done()
        receiver.release.set()
        await stopping
        return ended_early, sent

    with Receiver(slow) as receiver:
        ended_early, sent = asyncio.run(stopped())

    assert not ended_early
    assert [delivery.state for delivery in sent] == ["delivered"] * 3
    assert len(receiver.received) == 3


def test_what_is_not_delivered_in_time_is_noted_and_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Be it under way or waiting behind that."""

    async def stopped() -> list[Delivery]:
        sender = Sender(receiver.url)
        sent = [sender.send() for _ in range(3)]
        await asyncio.to_thread(receiver.next)
        await sender.courier.stop(0)
        return sent

    with Receiver(slow) as receiver:
        sent = asyncio.run(stopped())

    assert [(each.state, each.reason) for each in sent] == [("failed", STOPPED)] * 3
    assert [delivery.attempts for delivery in sent] == [[]] * 3
    assert [record.getMessage() for record in caplog.records] == [
        f"dlv_{number} of book.added: {STOPPED}" for number in (1, 2, 3)
    ]
    assert len(receiver.received) == 1


def test_a_stop_with_nothing_to_wait_for_ends_at_once() -> None:
    """Whether nothing was ever sent, or all of it has arrived."""

    async def stopped(url: str) -> Delivery:
        sender = Sender(url)
        await sender.courier.stop(PATIENCE)
        delivery = sender.send()
        await sender.courier.stop(PATIENCE)
        await sender.courier.stop(0)
        return delivery

    with Receiver() as receiver:
        delivery = asyncio.run(stopped(receiver.url))

    assert (delivery.state, delivery.reason) == ("delivered", "")


def test_a_thousand_wait_for_one_receiver_and_no_more() -> None:
    """One that never answers must not fill the memory."""

    async def stopped() -> list[Delivery]:
        sender = Sender("http://127.0.0.1:9/hooks")
        sent = [sender.send() for _ in range(1002)]
        await sender.courier.stop(0)
        return sent

    sent = asyncio.run(stopped())

    assert [delivery.state for delivery in sent[:1000]] == [State.FAILED] * 1000
    assert [(each.state, each.reason) for each in sent[1000:]] == [
        ("not sent", "1000 deliveries wait for this receiver already.")
    ] * 2


def _wait_until_refused(url: str) -> None:
    """Wait until a server takes no calls any more."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            httpx.get(url, timeout=PATIENCE)
        except httpx.TransportError:
            return
    pytest.fail(f"{url} still takes calls")


def test_a_served_stub_that_is_told_to_stop_waits(tmp_path: Path) -> None:
    """It takes no calls any more, but the receiver still may answer."""
    project = telling_toy(tmp_path)
    with (
        Receiver(slow) as receiver,
        Served("--project", str(project), cwd=tmp_path) as served,
        ThreadPoolExecutor(1) as pool,
    ):
        with served.client(headers=CARD) as client:
            register(client, receiver.url)
            add_book(client)
        receiver.next()
        stopping = pool.submit(served.stop, signal.SIGTERM)
        _wait_until_refused(served.url)
        with pytest.raises(TimeoutError):
            stopping.result(0.3)
        receiver.release.set()
        code = stopping.result(PATIENCE)
        seen = served.err.seen

    assert (code, seen) == (0, [])
    assert len(receiver.received) == 1
    assert not receiver.cut.is_set()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_being_told_to_stop_twice_is_no_error(
    tmp_path: Path, number: signal.Signals
) -> None:
    """Nor is it three times: deliveries are waited for as ever, and no longer."""
    project = telling_toy(tmp_path)
    with (
        Receiver(slow) as receiver,
        Served("--project", str(project), cwd=tmp_path) as served,
        ThreadPoolExecutor(1) as pool,
    ):
        with served.client(headers=CARD) as client:
            register(client, receiver.url)
            add_book(client)
        receiver.next()
        stopping = pool.submit(served.stop, number)
        _wait_until_refused(served.url)
        for _ in range(2):
            with pytest.raises(TimeoutError):
                stopping.result(0.1)
            served.signal(number)
        code = stopping.result(PATIENCE)
        told = served.err.until("dlv_1")

    assert code == 0
    assert [line.rstrip() for line in told] == [f"dlv_1 of book.added: {STOPPED}"]
    assert served.err.seen == told


def test_a_served_stub_that_is_told_to_stop_tells_what_it_leaves(
    tmp_path: Path,
) -> None:
    """It does not wait for ever, and ends as if all were well."""
    project = telling_toy(tmp_path)
    with (
        Receiver(slow) as receiver,
        Served("--project", str(project), cwd=tmp_path) as served,
    ):
        with served.client(headers=CARD) as client:
            register(client, receiver.url)
            for title in ("A", "B"):
                add_book(client, title)
        receiver.next()
        code = served.stop(signal.SIGTERM)
        told = served.err.until("dlv_2")

    assert code == 0
    assert [line.rstrip() for line in told] == [
        f"dlv_{number} of book.added: {STOPPED}" for number in (1, 2)
    ]
    assert len(receiver.received) == 1
