"""A replay: a delivery that is sent again, as it was, whatever became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import refused, reset
from tests.engine.process import PATIENCE
from tests.engine.projects import CARD, edit
from tests.engine.receiver import Receiver, answering, dead, slow
from tests.engine.telling import (
    DELIVERIES,
    RECEIVERS,
    add_book,
    add_shelf,
    deliveries,
    register,
    sent_of,
    settled,
    telling_toy,
)
from tests.stub import Stub
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import httpx


def replay(client: httpx.Client, delivery_id: str) -> dict[str, Any]:
    """Send a delivery again, and return the new one as it was answered."""
    answer = client.post(f"{DELIVERIES}/{delivery_id}/replay")
    assert answer.status_code == 202, answer.text
    again: dict[str, Any] = answer.json()
    return again


def test_a_replay_sends_the_same_headers_and_bytes(telling: httpx.Client) -> None:
    """So what a client does with an event that it knows already can be tested."""
    with Receiver() as receiver:
        register(telling, receiver.url, secret="whsec_fen")  # noqa: S106  # invented
        book = add_book(telling, "Zoë & Émile 😀")
        first = receiver.next()
        replay(telling, "dlv_1")
        second = receiver.next()

    headers, body = sent_of("book.added", book, "whsec_fen")
    assert second == first
    assert second.body == body
    assert headers.items() <= second.headers.items()


def test_a_replay_is_a_delivery_of_its_own(
    telling_stub: Stub, telling: httpx.Client, sandbox_name: str
) -> None:
    """The first goes on telling what happened then, the new one what it repeats."""
    clock = telling_stub.sandbox(sandbox_name).clock
    with Receiver(answering(500)) as receiver:
        register(telling, receiver.url)
        clock.freeze(clock.now().replace(microsecond=0))
        add_book(telling)
        (failed,) = settled(telling)
        receiver.way = answering(204)
        telling.post("/_ticketstub/clock/advance", json={"seconds": 90})
        answered = replay(telling, "dlv_1")
        first, second = settled(telling)

    same = ("api", "event", "receiver", "headers", "body")
    assert {name: first[name] for name in same} == {name: second[name] for name in same}
    assert first == failed
    assert (first["state"], first["replay_of"]) == ("failed", None)
    assert (second["id"], second["replay_of"]) == ("dlv_2", "dlv_1")
    assert (second["state"], len(second["attempts"])) == ("delivered", 1)
    assert answered == {**second, "state": "pending", "attempts": []}
    assert second["created"] > first["created"]
    assert second["attempts"][0]["at"] == second["created"]


def test_a_replay_can_be_sent_again_itself(telling: httpx.Client) -> None:
    with Receiver() as receiver:
        register(telling, receiver.url)
        add_book(telling)
        chain = [replay(telling, f"dlv_{number}") for number in (1, 2, 1)]
        states = [each["state"] for each in settled(telling)]

    assert [each["replay_of"] for each in chain] == ["dlv_1", "dlv_2", "dlv_1"]
    assert states == ["delivered"] * 4
    assert len({*receiver.bodies()}) == 1


def test_a_delivery_that_waits_can_be_sent_again(
    telling: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The new one arrives behind it."""
    monkeypatch.setattr("ticketstub.sandbox.courier.SECONDS", PATIENCE)
    with Receiver(slow) as receiver:
        register(telling, receiver.url)
        add_book(telling)
        receiver.next()
        replay(telling, "dlv_1")
        during = [each["state"] for each in deliveries(telling)]
        receiver.release.set()
        after = [each["state"] for each in settled(telling)]

    assert (during, after) == (["pending"] * 2, ["delivered"] * 2)


def test_what_came_too_early_arrives_once_its_target_is_allowed(
    telling: httpx.Client,
) -> None:
    """Until then a replay is not sent either, and says why."""
    with Receiver() as receiver:
        add_shelf(telling, receiver.url)
        add_book(telling)
        too_early = replay(telling, "dlv_1")
        register(telling, receiver.url, events=[])
        replay(telling, too_early["id"])
        first, second, third = settled(telling)

    assert "is not an allowed target" in first["reason"]
    assert (too_early["state"], too_early["reason"]) == ("not sent", first["reason"])
    assert second == too_early
    assert (third["state"], third["replay_of"]) == ("delivered", too_early["id"])
    assert len(receiver.received) == 1


def test_a_receiver_that_was_removed_is_sent_nothing_again(
    telling: httpx.Client,
) -> None:
    """Its target is not allowed any more."""
    with Receiver() as receiver:
        registered = register(telling, receiver.url)
        add_book(telling)
        settled(telling)
        telling.delete(f"{RECEIVERS}/{registered}")
        again = replay(telling, "dlv_1")

    assert again["state"] == "not sent"
    assert "is not an allowed target" in again["reason"]
    assert len(receiver.received) == 1


def test_the_stub_itself_is_sent_nothing_again(
    telling_stub: Stub, telling: httpx.Client
) -> None:
    """A replay is judged by the address behind the name, too."""
    register(telling, f"{telling_stub.url}/_ticketstub/receivers")
    add_book(telling)
    settled(telling)
    replay(telling, "dlv_1")
    reasons = [each["reason"] for each in settled(telling)]

    assert len(reasons) == 2
    assert all(reason.endswith("is the stub itself.") for reason in reasons)


def test_a_receiver_that_is_not_there_fails_again(telling: httpx.Client) -> None:
    with dead() as url:
        register(telling, url)
        add_book(telling)
        settled(telling)
        replay(telling, "dlv_1")
        states = [each["state"] for each in settled(telling)]

    assert states == ["failed"] * 2


def test_an_event_that_nobody_wanted_cannot_be_sent_again(
    telling: httpx.Client,
) -> None:
    """It was never put into the words of any receiver."""
    add_book(telling)
    with Receiver() as receiver:
        register(telling, receiver.url)
        answer = telling.post(f"{DELIVERIES}/dlv_1/replay")

    assert refused(answer, 409) == []
    assert answer.json()["detail"] == (
        "Nobody was registered for dlv_1, so there is nowhere to send it;"
        " register a receiver, and let it happen again."
    )
    assert len(deliveries(telling)) == 1
    assert receiver.received == []


def test_what_could_not_be_put_into_words_cannot_be_sent_again(
    tmp_path: Path, sandbox_name: str
) -> None:
    project = telling_toy(tmp_path)
    events = project / "handlers" / "library" / "events.py"
    fault = '    raise LookupError("no words")\n'
    edit(events, "    body = json", f"{fault}    body = json")
    with (
        Stub(load_project(project), Settings()) as stub,
        stub.client(sandbox_name, headers=CARD) as client,
        Receiver() as receiver,
    ):
        register(client, receiver.url)
        add_book(client)
        answer = client.post(f"{DELIVERIES}/dlv_1/replay")

    assert refused(answer, 409) == []
    assert answer.json()["detail"] == (
        "There is nothing to send of dlv_1: Its events.py failed: LookupError: no words"
    )
    assert receiver.received == []


def test_one_delivery_can_be_looked_at(telling: httpx.Client) -> None:
    """It is what the list shows, and a reset forgets it."""
    add_book(telling, "A")
    add_book(telling, "B")
    found = telling.get(f"{DELIVERIES}/dlv_2")
    listed = deliveries(telling)
    reset(telling)
    gone = telling.get(f"{DELIVERIES}/dlv_2")

    assert (found.status_code, found.json()) == (200, listed[1])
    assert refused(gone, 404) == []
    assert gone.json()["detail"] == "No such delivery."


@pytest.mark.parametrize("name", ["dlv_2", "DLV_1", "1", "%20", "x" * 41, "dlv_1%2F"])
@pytest.mark.parametrize(("method", "more"), [("GET", ""), ("POST", "/replay")])
def test_a_delivery_that_is_none_is_not_found(
    telling: httpx.Client, name: str, method: str, more: str
) -> None:
    add_book(telling)
    answer = telling.request(method, f"{DELIVERIES}/{name}{more}")

    assert refused(answer, 404) == []
    assert len(deliveries(telling)) == 1


def test_deliveries_of_another_sandbox_cannot_be_sent_again(
    telling_stub: Stub, telling: httpx.Client, sandbox_name: str
) -> None:
    """Ids are alike in all of them."""
    with (
        Receiver() as receiver,
        telling_stub.client(f"{sandbox_name}.b", headers=CARD) as other,
    ):
        register(telling, receiver.url)
        add_book(telling)
        settled(telling)
        answer = other.post(f"{DELIVERIES}/dlv_1/replay")

    assert answer.status_code == 404
    assert len(receiver.received) == 1


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [("DELETE", "dlv_1", "GET, HEAD"), ("GET", "dlv_1/replay", "POST")],
)
def test_another_method_is_refused_with_those_there_are(
    telling: httpx.Client, method: str, path: str, allowed: str
) -> None:
    answer = telling.request(method, f"{DELIVERIES}/{path}")

    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
