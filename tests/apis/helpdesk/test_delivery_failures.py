"""Receivers in trouble: what the outbox says of them, and that no call notices."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    NOW_TEXT,
    TICKET,
    create_ticket,
    delete_ticket,
    read_ticket,
)
from tests.apis.helpdesk.hooks import (
    CREATED,
    DELETED,
    add_webhook,
    allow,
    deliveries,
    settled,
)
from tests.engine.receiver import Receiver, answering, dead, slow
from ticketstub.sandbox import courier

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records


@pytest.mark.rule("A16")
@pytest.mark.parametrize("status", [300, 307, 404, 410, 429, 500, 503])
def test_a_refused_delivery_has_failed_and_is_not_tried_again(
    client: httpx.Client, admin: httpx.Client, status: int
) -> None:
    """A redirect is not followed either; the next event is sent as ever."""
    with (
        Receiver() as elsewhere,
        Receiver(answering(status, Location=elsewhere.url)) as one,
    ):
        allow(admin, one.url)
        allow(admin, elsewhere.url)
        webhook = add_webhook(admin, one.url, [CREATED, DELETED])
        create_ticket(client)
        delete_ticket(client)
        found = settled(client, webhook["id"])

        names = [json.loads(request.body)["type"] for request in one.received]
        assert names == [CREATED, DELETED]
        assert elsewhere.received == []
    assert {each["state"] for each in found} == {"failed"}
    assert {each["reason"] for each in found} == {f"It answered {status}."}
    assert [len(each["attempts"]) for each in found] == [1, 1]


def changed_as_ever(client: httpx.Client) -> None:
    """Change a ticket, and see that the answer is what it is without a receiver."""
    before = read_ticket(client)
    answer = client.put(f"/tickets/{TICKET}", json={"ticket": {"subject": "B"}})

    after = {**before, "subject": "B", "updatedAt": NOW_TEXT}
    assert answer.status_code == 200
    assert answer.json() == {"ticket": after}
    assert read_ticket(client) == after


@pytest.mark.rule("A16")
def test_a_receiver_that_is_gone_changes_no_answer(
    client: httpx.Client, admin: httpx.Client, records: Records
) -> None:
    with dead() as url:
        allow(admin, url)
        webhook = add_webhook(admin, url)
        changed_as_ever(client)
        (delivery,) = settled(client, webhook["id"])

    assert delivery["state"] == "failed"
    assert delivery["reason"].startswith("ConnectError")
    assert delivery["attempts"][0]["status"] is None
    assert delivery["attempts"][0]["error"] == delivery["reason"]
    assert records()["helpdesk.tickets"][TICKET]["subject"] == "B"


@pytest.mark.rule("A16")
def test_a_slow_receiver_delays_neither_the_answer_nor_another_receiver(
    client: httpx.Client, admin: httpx.Client
) -> None:
    with Receiver(slow) as sleepy, Receiver() as receiver:
        allow(admin, sleepy.url)
        allow(admin, receiver.url)
        webhook = add_webhook(admin, sleepy.url)
        add_webhook(admin, receiver.url)
        changed_as_ever(client)
        sleepy.next()
        receiver.next()
        (waiting,) = deliveries(client, webhook["id"])
        sleepy.release.set()
        (done,) = settled(client, webhook["id"])

    assert (waiting["state"], waiting["attempts"]) == ("pending", [])
    assert (done["state"], len(done["attempts"])) == ("delivered", 1)


@pytest.mark.rule("A16")
def test_a_receiver_that_does_not_answer_in_time_is_given_up(
    client: httpx.Client, admin: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its time is five seconds; the test waits for less."""
    assert courier.SECONDS == 5
    monkeypatch.setattr(courier, "SECONDS", 0.05)
    with Receiver(slow) as silent:
        allow(admin, silent.url)
        webhook = add_webhook(admin, silent.url)
        changed_as_ever(client)
        (delivery,) = settled(client, webhook["id"])

    reason = "It took longer than 0.05 seconds."
    assert (delivery["state"], delivery["reason"]) == ("failed", reason)
    assert [attempt["error"] for attempt in delivery["attempts"]] == [reason]
