"""Deliveries: whom an event is sent to, and what becomes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    create_ticket,
    delete_ticket,
    update_ticket,
)
from tests.apis.helpdesk.hooks import (
    ASSIGNED,
    CREATED,
    DELETED,
    MOCK_WEBHOOK,
    RESOLVED,
    UPDATED,
    add_receiver,
    add_webhook,
    allow,
    change_webhook,
    deliveries,
    event_at,
    events_of,
    settled,
    signature,
)
from tests.engine.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx


NOT_ALLOWED = (
    "hooks.example.com:443 is not an allowed target; start the stub with"
    " --allow-target hooks.example.com:443, or register a receiver there with"
    " POST /_ticketstub/receivers."
)


@pytest.fixture
def receiver(admin: httpx.Client) -> Iterator[Receiver]:
    """Listen on loopback, and be an allowed target."""
    with Receiver() as receiver:
        allow(admin, receiver.url)
        yield receiver


def write_everything(client: httpx.Client) -> None:
    """Raise every event, and the update's twice."""
    ticket = create_ticket(client)
    update_ticket(client, ticket["id"], status="resolved")
    update_ticket(client, ticket["id"], assigneeId="usr_xyz789")
    delete_ticket(client, ticket["id"])


@pytest.mark.rule("A16")
@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        ([CREATED], [CREATED]),
        ([UPDATED], [UPDATED, UPDATED]),
        ([RESOLVED, ASSIGNED], [RESOLVED, ASSIGNED]),
        ([DELETED, CREATED], [CREATED, DELETED]),
    ],
)
def test_a_webhook_is_sent_the_events_that_it_names(
    client: httpx.Client,
    admin: httpx.Client,
    receiver: Receiver,
    wanted: list[str],
    sent: list[str],
) -> None:
    webhook = add_webhook(admin, receiver.url, wanted)
    write_everything(client)

    arrived = [event_at(receiver)["type"] for _ in sent]
    assert arrived == sent == events_of(client, webhook["id"])


@pytest.mark.rule("A16")
def test_a_paused_webhook_is_sent_nothing_until_it_is_active_again(
    client: httpx.Client, admin: httpx.Client, receiver: Receiver
) -> None:
    webhook = add_webhook(admin, receiver.url, active=False)
    create_ticket(client)
    change_webhook(admin, webhook["id"], active=True)
    delete_ticket(client)

    assert event_at(receiver)["type"] == DELETED
    assert events_of(client, webhook["id"]) == [DELETED]


@pytest.mark.rule("A16", "A18")
def test_a_changed_webhook_is_sent_what_it_now_names_where_it_now_is(
    client: httpx.Client, admin: httpx.Client, receiver: Receiver
) -> None:
    """It signs as before, since the secret stays."""
    webhook = add_webhook(admin, "https://hooks.example.net/", [DELETED])
    change_webhook(admin, webhook["id"], targetUrl=receiver.url, events=[CREATED])
    write_everything(client)

    request = receiver.next()
    digest = signature(webhook["signingSecret"], request.body)
    assert request.headers["x-helpdesk-signature"] == f"sha256={digest}"
    assert events_of(client, webhook["id"]) == [CREATED]


@pytest.mark.rule("A1", "A16")
def test_a_webhook_is_sent_nothing_of_another_workspace(
    client: httpx.Client, other: httpx.Client, receiver: Receiver
) -> None:
    webhook = add_webhook(other, receiver.url)
    create_ticket(client)
    theirs = create_ticket(other)

    assert event_at(receiver)["data"]["ticket"] == theirs
    assert events_of(client, webhook["id"]) == [CREATED]


@pytest.mark.rule("A16")
def test_a_receiver_of_the_control_api_is_sent_the_events_of_every_workspace(
    client: httpx.Client, other: httpx.Client, receiver: Receiver
) -> None:
    wants = add_receiver(client, receiver.url, events=[CREATED, DELETED])
    tickets = [create_ticket(client), create_ticket(other)]
    update_ticket(client, assigneeId=None)
    delete_ticket(client)

    arrived = [event_at(receiver) for _ in range(3)]
    assert [event["data"]["ticket"] for event in arrived[:2]] == tickets
    assert [event["workspaceId"] for event in arrived] == [
        "ws_mock",
        "ws_other",
        "ws_mock",
    ]
    assert events_of(client, wants["id"]) == [CREATED, CREATED, DELETED]


@pytest.mark.rule("A16")
def test_the_webhooks_of_the_mock_data_stay_in_the_outbox(
    client: httpx.Client, other: httpx.Client
) -> None:
    """What would have been sent stands there, signed, with the reason why it was not.

    The paused one is not among them.
    """
    ticket = create_ticket(client)
    create_ticket(other)

    ours, theirs = deliveries(client)
    secret = "whsec_5f1c0a9be47d4283a6d0917e3bc84f26"  # noqa: S105  # of the mock data
    assert ours.pop("body").encode().find(ticket["id"].encode()) > 0
    assert ours == {
        "id": "dlv_1",
        "api": "helpdesk",
        "event": CREATED,
        "created": "2026-06-15T09:30:00.000000Z",
        "replay_of": None,
        "state": "not sent",
        "reason": NOT_ALLOWED,
        "receiver": {"id": MOCK_WEBHOOK, "url": "https://hooks.example.com/helpdesk"},
        "headers": {
            "Content-Type": "application/json",
            "X-Helpdesk-Event": CREATED,
            "X-Helpdesk-Delivery": ours["headers"]["X-Helpdesk-Delivery"],
            "X-Helpdesk-Signature": "sha256="
            + signature(secret, deliveries(client)[0]["body"].encode()),
        },
        "attempts": [],
    }
    assert theirs["receiver"]["id"] == "whk_other0000001"
    assert theirs["state"] == "not sent"


@pytest.mark.rule("A16")
def test_an_event_that_nobody_wants_is_kept_all_the_same(
    client: httpx.Client, admin: httpx.Client
) -> None:
    change_webhook(admin, active=False)
    ticket = create_ticket(client)

    (kept,) = deliveries(client)
    assert kept["receiver"] is None
    assert kept["state"] == "not sent"
    assert kept["reason"] == "No receiver is registered for this event."
    assert f'"{ticket["id"]}"' in kept["body"]


@pytest.mark.rule("A16")
def test_a_delivery_tells_its_one_attempt(
    client: httpx.Client, admin: httpx.Client, receiver: Receiver
) -> None:
    webhook = add_webhook(admin, receiver.url)
    create_ticket(client)

    (delivery,) = settled(client, webhook["id"])
    (attempt,) = delivery["attempts"]
    assert (delivery["state"], delivery["reason"]) == ("delivered", None)
    assert attempt.pop("seconds") >= 0
    assert attempt == {
        "at": "2026-06-15T09:30:00.000000Z",
        "status": 200,
        "error": None,
    }
