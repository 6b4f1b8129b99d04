"""The examples of the vendor's page, sent as they stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import DRAFT, NOW_TEXT, TICKET, read_ticket

if TYPE_CHECKING:
    import httpx


@pytest.mark.rule("A9", "A12", "A13")
def test_the_documented_ticket_can_be_created(client: httpx.Client) -> None:
    answer = client.post("/tickets", json={"ticket": dict(DRAFT)})

    assert answer.status_code == 201
    assert answer.json() == {
        "ticket": {
            "id": "tkt_41pjso2krv6s",
            **DRAFT,
            "createdAt": NOW_TEXT,
            "updatedAt": NOW_TEXT,
        }
    }


@pytest.mark.rule("A11", "A12")
def test_the_documented_changes_can_be_made(client: httpx.Client) -> None:
    changes = {
        "status": "pending",
        "priority": "urgent",
        "assigneeId": "usr_xyz789",
        "tags": ["escalated"],
        "customFields": [{"id": "cf_abc", "value": "Pro"}],
    }
    before = read_ticket(client)

    answer = client.put(f"/tickets/{TICKET}", json={"ticket": changes})

    assert answer.status_code == 200
    assert answer.json()["ticket"] == {**before, **changes, "updatedAt": NOW_TEXT}


@pytest.mark.rule("A4", "A5")
def test_the_documented_list_has_its_meta_and_its_link(client: httpx.Client) -> None:
    """The path in the link lacks its beginning there, too."""
    answer = client.get("/tickets").json()

    cursor = answer["meta"]["afterCursor"]
    assert answer["meta"]["pageSize"] == 25
    assert answer["meta"]["hasMore"] is True
    assert answer["links"]["next"] == f"/api/v1/tickets?after={cursor}"


@pytest.mark.rule("A14")
def test_the_documented_deletion_answers_204(client: httpx.Client) -> None:
    assert client.delete(f"/tickets/{TICKET}").status_code == 204


@pytest.mark.rule("A19")
def test_the_documented_ticket_is_in_the_mock_data(client: httpx.Client) -> None:
    ticket = read_ticket(client)

    assert ticket == {
        "id": TICKET,
        **DRAFT,
        "status": "open",
        "createdAt": "2026-06-05T13:42:10.000Z",
        "updatedAt": "2026-06-12T10:17:45.250Z",
    }
