"""What a receiver reads of an event: its body, its headers, its signature."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import (
    DRAFT,
    NOW_TEXT,
    create_ticket,
    delete_ticket,
    update_ticket,
)
from tests.apis.helpdesk.hooks import (
    ASSIGNED,
    CREATED,
    DELETED,
    EVENTS,
    RESOLVED,
    UPDATED,
    add_receiver,
    add_webhook,
    allow,
    event_at,
    settled,
    signature,
)
from tests.engine.receiver import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx

    from ticketstub.sandbox.clock import Clock

#: What ticket tkt_abc123 is changed to, and what the events then say of each field.
CHANGES: Mapping[str, tuple[Any, Any, Any]] = {
    "subject": ("Locked out", "Cannot access my account", "Locked out"),
    "status": ("pending", "open", "pending"),
    "priority": ("urgent", "high", "urgent"),
    "type": ("task", "incident", "task"),
    "assigneeId": ("usr_xyz789", "usr_abc123", "usr_xyz789"),
    "requesterEmail": (None, "customer@example.com", None),
    "requesterName": ("Zoë 🦊", "Jane Doe", "Zoë 🦊"),
    "tags": (["b", " a ", "b"], ["billing", "urgent"], ["b", "a"]),
    "customFields": (
        [{"id": "cf_number", "value": 3}],
        [{"id": "cf_abc", "value": "Enterprise"}],
        [{"id": "cf_abc", "value": "Enterprise"}, {"id": "cf_number", "value": 3}],
    ),
}


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listen on loopback."""
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def told(receiver: Receiver, admin: httpx.Client) -> Receiver:
    """Have a webhook for every event send to the receiver."""
    allow(admin, receiver.url)
    add_webhook(admin, receiver.url)
    return receiver


def evt(found: Any) -> Any:
    """Return an event's id, which must look like one."""
    assert re.fullmatch(r"evt_[a-z0-9]{12}", found)
    return found


@pytest.mark.rule("A16")
def test_a_created_ticket_is_told_as_it_was_answered(
    client: httpx.Client, told: Receiver
) -> None:
    ticket = create_ticket(client, **DRAFT)

    event = event_at(told)
    assert event == {
        "id": evt(event["id"]),
        "type": CREATED,
        "createdAt": NOW_TEXT,
        "workspaceId": "ws_mock",
        "data": {"ticket": ticket},
    }


@pytest.mark.rule("A16")
@pytest.mark.parametrize("field", [[name] for name in CHANGES] + [[*CHANGES]], ids=str)
def test_an_update_tells_what_each_changed_field_was_and_is(
    client: httpx.Client, told: Receiver, field: list[str]
) -> None:
    """Fields that were not changed are not among the changes."""
    ticket = update_ticket(client, **{name: CHANGES[name][0] for name in field})

    event = event_at(told)
    assert event == {
        "id": evt(event["id"]),
        "type": UPDATED,
        "createdAt": NOW_TEXT,
        "workspaceId": "ws_mock",
        "data": {
            "ticket": ticket,
            "changes": {
                name: {"from": CHANGES[name][1], "to": CHANGES[name][2]}
                for name in field
            },
        },
    }


@pytest.mark.rule("A15", "A16")
def test_a_field_that_was_given_as_it_is_is_no_change(
    client: httpx.Client, told: Receiver
) -> None:
    update_ticket(client, **{**DRAFT, "status": "open", "priority": "low"})

    changes = event_at(told)["data"]["changes"]
    assert changes == {"priority": {"from": "high", "to": "low"}}


@pytest.mark.rule("A16")
@pytest.mark.parametrize("assignee", ["usr_xyz789", None])
def test_an_assignment_tells_of_the_assignee_alone(
    client: httpx.Client, told: Receiver, assignee: str | None
) -> None:
    ticket = update_ticket(client, assigneeId=assignee, subject="B", status="pending")

    update, event = event_at(told), event_at(told)
    assert [*update["data"]["changes"]] == ["subject", "status", "assigneeId"]
    assert event == {
        "id": evt(event["id"]),
        "type": ASSIGNED,
        "createdAt": NOW_TEXT,
        "workspaceId": "ws_mock",
        "data": {
            "ticket": ticket,
            "changes": {"assigneeId": {"from": "usr_abc123", "to": assignee}},
        },
    }


@pytest.mark.rule("A16")
def test_a_resolved_ticket_is_told_without_changes(
    client: httpx.Client, told: Receiver
) -> None:
    ticket = update_ticket(client, status="resolved")

    told.next()
    event = event_at(told)
    assert event == {
        "id": evt(event["id"]),
        "type": RESOLVED,
        "createdAt": NOW_TEXT,
        "workspaceId": "ws_mock",
        "data": {"ticket": ticket},
    }


@pytest.mark.rule("A16")
def test_a_deleted_ticket_is_told_as_it_last_was(
    client: httpx.Client, told: Receiver, clock: Clock
) -> None:
    clock.advance(timedelta(minutes=1))
    ticket = update_ticket(client, subject="The last word", assigneeId=None)
    clock.advance(timedelta(minutes=1, microseconds=7999))
    delete_ticket(client)

    event = [event_at(told) for _ in range(3)][-1]
    assert ticket["updatedAt"] == "2026-06-15T09:31:00.000Z"
    assert event == {
        "id": evt(event["id"]),
        "type": DELETED,
        "createdAt": "2026-06-15T09:32:00.007Z",
        "workspaceId": "ws_mock",
        "data": {"ticket": ticket},
    }


@pytest.mark.rule("A16")
def test_an_event_names_the_workspace_of_its_ticket(other: httpx.Client) -> None:
    with Receiver() as receiver:
        allow(other, receiver.url)
        add_webhook(other, receiver.url)
        create_ticket(other)

        assert event_at(receiver)["workspaceId"] == "ws_other"


@pytest.mark.rule("A16")
def test_every_event_has_an_id_of_its_own(client: httpx.Client, told: Receiver) -> None:
    for _ in range(3):
        update_ticket(client, status="resolved", assigneeId=None)
        update_ticket(client, status="open", assigneeId="usr_abc123")

    ids = [event_at(told)["id"] for _ in range(15)]
    assert len({evt(found) for found in ids}) == 15


@pytest.mark.rule("A15", "A16")
def test_the_events_of_one_update_arrive_in_their_order(
    client: httpx.Client, told: Receiver
) -> None:
    """And those of the next one after them."""
    update_ticket(client, status="resolved", assigneeId=None)
    update_ticket(client, status="open", assigneeId="usr_abc123")

    arrived = [event_at(told)["type"] for _ in range(5)]
    assert arrived == [UPDATED, ASSIGNED, RESOLVED, UPDATED, ASSIGNED]


@pytest.mark.rule("A16")
def test_every_event_is_posted_with_its_headers_and_signed(
    client: httpx.Client, receiver: Receiver, admin: httpx.Client
) -> None:
    """The signature is computed here by hashing, not by what the stub uses."""
    allow(admin, receiver.url)
    secret = add_webhook(admin, f"{receiver.url}?from=stub")["signingSecret"]
    ticket = create_ticket(client, subject="تسجيل الدخول 🦊 ü")
    update_ticket(client, ticket["id"], status="resolved", assigneeId="usr_abc123")
    delete_ticket(client, ticket["id"])

    arrived = [receiver.next() for _ in range(5)]
    assert {request.headers["x-helpdesk-event"] for request in arrived} == {*EVENTS}
    for request in arrived:
        assert (request.method, request.path) == ("POST", "/hooks?from=stub")
        assert request.headers["content-type"] == "application/json"
        event = json.loads(request.body)
        assert request.headers["x-helpdesk-event"] == event["type"]
        assert request.headers["x-helpdesk-delivery"] == event["id"]
        digest = signature(secret, request.body)
        assert request.headers["x-helpdesk-signature"] == f"sha256={digest}"
        assert "تسجيل الدخول 🦊 ü".encode() in request.body


@pytest.mark.rule("A16")
def test_an_event_is_the_same_for_all_but_for_the_signature(
    client: httpx.Client, told: Receiver, admin: httpx.Client
) -> None:
    """Each webhook signs with its own secret; the id tells that it is one event."""
    again = add_webhook(admin, told.url)["signingSecret"]
    create_ticket(client)

    first, second = told.next(), told.next()
    assert first.body == second.body
    assert first.headers["x-helpdesk-delivery"] == second.headers["x-helpdesk-delivery"]
    digest = signature(again, second.body)
    assert second.headers["x-helpdesk-signature"] == f"sha256={digest}"
    assert first.headers["x-helpdesk-signature"] != f"sha256={digest}"


@pytest.mark.rule("A16")
def test_what_is_sent_is_what_the_outbox_shows(
    client: httpx.Client, told: Receiver
) -> None:
    create_ticket(client, subject='ü " \\ </script>')

    request = told.next()
    shown = settled(client)[-1]
    assert shown["body"].encode() == request.body
    for name, value in shown["headers"].items():
        assert request.headers[name.lower()] == value


@pytest.mark.rule("A16")
@pytest.mark.parametrize("secret", ["s", "whsec_example", "long" * 100, "schlüssel"])
def test_a_receiver_of_the_control_api_is_signed_to_with_its_own_secret(
    client: httpx.Client, receiver: Receiver, secret: str
) -> None:
    add_receiver(client, receiver.url, secret=secret)
    create_ticket(client)

    request = receiver.next()
    digest = signature(secret, request.body)
    assert request.headers["x-helpdesk-signature"] == f"sha256={digest}"


@pytest.mark.rule("A16")
def test_a_receiver_without_a_secret_is_sent_no_signature(
    client: httpx.Client, receiver: Receiver
) -> None:
    add_receiver(client, receiver.url)
    create_ticket(client)

    request = receiver.next()
    assert "x-helpdesk-signature" not in request.headers
    assert request.headers["x-helpdesk-event"] == CREATED
