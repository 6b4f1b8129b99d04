"""Events: which ones a write raises, and in what order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import (
    DRAFT,
    TICKET,
    create_ticket,
    delete_ticket,
    update_ticket,
)
from tests.apis.helpdesk.hooks import (
    ASSIGNED,
    CREATED,
    DELETED,
    RESOLVED,
    UPDATED,
    deliveries,
    events_of,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records


@pytest.mark.rule("A15")
@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="a subject alone"),
        pytest.param({"assigneeId": "usr_abc123"}, id="assigned"),
        pytest.param({"status": "resolved"}, id="resolved"),
        pytest.param({**DRAFT, "status": "resolved"}, id="every field"),
    ],
)
def test_a_new_ticket_raises_one_event_whatever_it_starts_with(
    client: httpx.Client, fields: dict[str, Any]
) -> None:
    create_ticket(client, **fields)

    assert events_of(client) == [CREATED]


@pytest.mark.rule("A15")
@pytest.mark.parametrize(
    ("fields", "events"),
    [
        ({"subject": "B"}, [UPDATED]),
        ({"status": "pending"}, [UPDATED]),
        ({"priority": "low", "tags": [], "requesterName": None}, [UPDATED]),
        ({"customFields": [{"id": "cf_abc", "value": None}]}, [UPDATED]),
        ({"assigneeId": "usr_xyz789"}, [UPDATED, ASSIGNED]),
        ({"assigneeId": None}, [UPDATED, ASSIGNED]),
        ({"assigneeId": "usr_abc123", "priority": "low"}, [UPDATED]),
        ({"status": "resolved"}, [UPDATED, RESOLVED]),
        (
            {"status": "resolved", "assigneeId": None, "subject": "B"},
            [UPDATED, ASSIGNED, RESOLVED],
        ),
    ],
)
def test_an_update_raises_its_events_in_their_order(
    client: httpx.Client, fields: dict[str, Any], events: list[str]
) -> None:
    update_ticket(client, **fields)

    assert events_of(client) == events


@pytest.mark.rule("A15")
@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({}, id="nothing"),
        pytest.param({**DRAFT, "status": "open"}, id="every field as it is"),
        pytest.param({"tags": [" billing", "urgent", "billing"]}, id="same tags"),
        pytest.param({"customFields": []}, id="no custom field"),
        pytest.param({"customFields": [{"id": "cf_text", "value": None}]}, id="none"),
        pytest.param({"id": "tkt_b", "updatedAt": "now", "owner": 7}, id="not ours"),
    ],
)
def test_an_update_that_changes_nothing_raises_nothing(
    client: httpx.Client, fields: dict[str, Any]
) -> None:
    update_ticket(client, **fields)

    assert deliveries(client) == []


@pytest.mark.rule("A15")
def test_a_ticket_is_resolved_once_until_it_is_opened_again(
    client: httpx.Client,
) -> None:
    update_ticket(client, status="resolved")
    update_ticket(client, status="resolved")
    update_ticket(client, subject="B")
    update_ticket(client, status="open")
    update_ticket(client, status="resolved")

    assert events_of(client) == [UPDATED, RESOLVED, UPDATED, UPDATED, UPDATED, RESOLVED]


@pytest.mark.rule("A15")
def test_deleting_a_ticket_raises_one_event_and_once(client: httpx.Client) -> None:
    delete_ticket(client)
    again = client.delete(f"/tickets/{TICKET}")

    assert again.status_code == 404
    assert events_of(client) == [DELETED]


@pytest.mark.rule("A15")
@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/tickets", {"ticket": {"subject": " "}}, 422),
        ("POST", "/tickets", {"ticket": {"subject": "A", "status": "closed"}}, 403),
        ("POST", "/tickets", {}, 400),
        ("PUT", f"/tickets/{TICKET}", {"ticket": {"subject": "B", "tags": 1}}, 422),
        ("PUT", f"/tickets/{TICKET}", {"ticket": {"status": "closed"}}, 403),
        ("PUT", "/tickets/tkt_nowhere", {"ticket": {"subject": "B"}}, 404),
        ("DELETE", "/tickets/tkt_nowhere", None, 404),
        ("GET", f"/tickets/{TICKET}", None, 200),
        ("GET", "/tickets", None, 200),
    ],
)
def test_what_is_refused_or_only_read_raises_nothing(
    client: httpx.Client, method: str, path: str, body: Any, status: int
) -> None:
    answer = client.request(method, path, json=body)

    assert answer.status_code == status
    assert deliveries(client) == []


@pytest.mark.rule("A15")
def test_a_key_that_may_only_read_raises_nothing(
    reader: httpx.Client, records: Records
) -> None:
    before = records()

    answers = [
        reader.post("/tickets", json={"ticket": {"subject": "A"}}),
        reader.put(f"/tickets/{TICKET}", json={"ticket": {"subject": "B"}}),
        reader.delete(f"/tickets/{TICKET}"),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert deliveries(reader) == []
    assert records() == before
