"""The courier: what becomes of deliveries, however their receivers behave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.process import PATIENCE
from tests.engine.projects import BASE, CARD
from tests.engine.receiver import (
    Receiver,
    answering,
    breaking_off,
    closing,
    dead,
    endless,
    endless_head,
    holding,
    slow,
)
from tests.engine.telling import add_book, deliveries, register, sent_of, settled

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.engine.receiver import Way
    from tests.stub import Stub

SECONDS = "ticketstub.sandbox.courier.SECONDS"


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_an_answer_of_2xx_is_a_delivery(telling: httpx.Client, status: int) -> None:
    with Receiver(answering(status)) as receiver:
        register(telling, receiver.url)
        add_book(telling)
        (delivery,) = settled(telling)

    (attempt,) = delivery["attempts"]
    assert (delivery["state"], delivery["reason"]) == ("delivered", None)
    assert (attempt["status"], attempt["error"]) == (status, None)


@pytest.mark.parametrize("status", [300, 304, 400, 404, 410, 500, 503])
def test_any_other_answer_is_a_failure_and_is_not_asked_again(
    telling: httpx.Client, status: int
) -> None:
    with Receiver(answering(status)) as receiver:
        register(telling, receiver.url)
        add_book(telling)
        (delivery,) = settled(telling)

    (attempt,) = delivery["attempts"]
    assert (delivery["state"], delivery["reason"]) == (
        "failed",
        f"It answered {status}.",
    )
    assert (attempt["status"], attempt["error"]) == (status, f"It answered {status}.")
    assert len(receiver.received) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(telling: httpx.Client, status: int) -> None:
    """It may lead where nobody has allowed to send."""
    with (
        Receiver() as other,
        Receiver(answering(status, Location=other.url)) as receiver,
    ):
        register(telling, receiver.url)
        register(telling, other.url, events=[])
        add_book(telling)
        (delivery,) = settled(telling)

    assert (delivery["state"], delivery["reason"]) == (
        "failed",
        f"It answered {status}.",
    )
    assert [attempt["status"] for attempt in delivery["attempts"]] == [status]
    assert len(receiver.received) == 1
    assert other.received == []


def test_a_receiver_that_is_not_there_is_a_failure(telling: httpx.Client) -> None:
    with dead() as url:
        register(telling, url)
        add_book(telling)
        (delivery,) = settled(telling)

    (attempt,) = delivery["attempts"]
    assert delivery["state"] == "failed"
    assert delivery["reason"].startswith("ConnectError")
    assert (attempt["status"], attempt["error"]) == (None, delivery["reason"])


def test_a_receiver_that_hangs_up_is_a_failure(telling: httpx.Client) -> None:
    with Receiver(closing) as receiver:
        register(telling, receiver.url)
        add_book(telling)
        (delivery,) = settled(telling)

    (attempt,) = delivery["attempts"]
    assert delivery["state"] == "failed"
    assert delivery["reason"].startswith("RemoteProtocolError: ")
    assert (attempt["status"], attempt["error"]) == (None, delivery["reason"])
    assert len(receiver.received) == 1


def test_an_answer_without_end_is_cut_and_counts(telling: httpx.Client) -> None:
    """What it says is of no interest, so it must cost no memory and no time."""
    with Receiver(endless) as receiver:
        register(telling, receiver.url)
        add_book(telling)
        (delivery,) = settled(telling)
        cut = receiver.cut.wait(PATIENCE)

    assert cut
    assert (delivery["state"], delivery["reason"]) == ("delivered", None)
    assert [attempt["status"] for attempt in delivery["attempts"]] == [200]


def test_a_head_without_end_is_cut_and_is_a_failure(telling: httpx.Client) -> None:
    """It never came to an answer, and costs no more than the other."""
    with Receiver(endless_head) as receiver:
        register(telling, receiver.url)
        add_book(telling)
        (delivery,) = settled(telling)
        cut = receiver.cut.wait(PATIENCE)

    assert cut
    assert delivery["state"] == "failed"
    assert delivery["reason"].startswith("RemoteProtocolError: ")


def test_a_receiver_that_does_not_answer_fails_after_a_while(
    telling: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SECONDS, 0.2)
    with Receiver(slow) as receiver:
        register(telling, receiver.url)
        add_book(telling)
        (delivery,) = settled(telling)

    (attempt,) = delivery["attempts"]
    assert delivery["state"] == "failed"
    assert delivery["reason"] == "It took longer than 0.2 seconds."
    assert (attempt["status"], attempt["error"]) == (None, delivery["reason"])
    assert attempt["seconds"] >= 0.2


@pytest.mark.parametrize(
    ("way", "seconds", "reason"),
    [
        (holding, 1.5, "It took longer than 1.5 seconds."),
        (breaking_off, PATIENCE, "RemoteProtocolError: "),
    ],
    ids=["held open", "broken off"],
)
@pytest.mark.parametrize("status", [200, 500])
def test_the_status_of_an_answer_without_its_end_is_noted(
    telling: httpx.Client,
    monkeypatch: pytest.MonkeyPatch,
    *,
    way: Callable[[int], Way],
    seconds: float,
    reason: str,
    status: int,
) -> None:
    """It did answer, though the delivery fails: null would say that it did not."""
    monkeypatch.setattr(SECONDS, seconds)
    with Receiver(way(status)) as receiver:
        register(telling, receiver.url)
        add_book(telling)
        (delivery,) = settled(telling)

    (attempt,) = delivery["attempts"]
    assert delivery["state"] == "failed"
    assert delivery["reason"].startswith(reason)
    assert (attempt["status"], attempt["error"]) == (status, delivery["reason"])


def test_a_call_does_not_wait_for_what_it_tells_of(
    telling: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor do others; the answer is there while the receiver still is at it."""
    monkeypatch.setattr(SECONDS, PATIENCE)
    with Receiver(slow) as receiver:
        register(telling, receiver.url)
        add_book(telling)
        receiver.next()
        others = telling.get(f"{BASE}/books")
        (during,) = deliveries(telling)
        receiver.release.set()
        (after,) = settled(telling)

    assert others.status_code == 200
    assert (during["state"], during["reason"]) == ("pending", None)
    assert during["attempts"] == []
    assert (after["state"], len(after["attempts"])) == ("delivered", 1)


def test_a_receiver_is_sent_one_after_the_other_in_order(
    telling: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is at one it is sent no other, so it need not sort them."""
    monkeypatch.setattr(SECONDS, PATIENCE)
    with Receiver(slow) as receiver:
        register(telling, receiver.url)
        books = [add_book(telling, title) for title in ("A", "B", "C", "D")]
        receiver.next()
        while_held = deliveries(telling), len(receiver.received)
        receiver.release.set()
        found = settled(telling)

    assert [each["state"] for each in while_held[0]] == ["pending"] * 4
    assert while_held[1] == 1
    assert [each["state"] for each in found] == ["delivered"] * 4
    assert receiver.bodies() == [sent_of("book.added", book)[1] for book in books]


@pytest.mark.parametrize("way", [answering(500), closing], ids=["refusing", "closing"])
def test_what_fails_does_not_keep_back_what_comes_after(
    telling: httpx.Client, way: Way
) -> None:
    with Receiver(way) as receiver:
        register(telling, receiver.url)
        books = [add_book(telling, title) for title in ("A", "B")]
        found = settled(telling)
        receiver.way = answering(200)
        books.append(add_book(telling, "C"))
        last = settled(telling)[-1]

    assert [each["state"] for each in found] == ["failed"] * 2
    assert last["state"] == "delivered"
    assert receiver.bodies() == [sent_of("book.added", book)[1] for book in books]


def test_receivers_do_not_wait_for_each_other(
    telling: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SECONDS, PATIENCE)
    with Receiver(slow) as held, Receiver() as fine, dead() as url:
        for each in (held.url, url, fine.url):
            register(telling, each)
        books = [add_book(telling, title) for title in ("A", "B")]
        arrived = [fine.next().body for _ in books]
        held.next()
        pending = [
            each["receiver"]["url"] for each in deliveries(telling, state="pending")
        ]
        held.release.set()
        states = {each["receiver"]["url"]: each["state"] for each in settled(telling)}

    assert arrived == [sent_of("book.added", book)[1] for book in books]
    assert pending.count(held.url) == 2
    assert states == {held.url: "delivered", url: "failed", fine.url: "delivered"}


def test_sandboxes_do_not_wait_for_each_other(
    telling_stub: Stub,
    telling: httpx.Client,
    sandbox_name: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Even where both send to the same receiver."""
    monkeypatch.setattr(SECONDS, PATIENCE)
    with (
        Receiver(slow) as receiver,
        telling_stub.client(f"{sandbox_name}.b", headers=CARD) as other,
    ):
        for client in (telling, other):
            register(client, receiver.url)
            add_book(client)
        arrived = [receiver.next() for _ in range(2)]
        receiver.release.set()
        states = [settled(client)[0]["state"] for client in (telling, other)]

    assert len(arrived) == 2
    assert states == ["delivered"] * 2
