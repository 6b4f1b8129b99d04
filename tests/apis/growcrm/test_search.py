"""The search: a piece of text, and where it is looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import DRAFT, every_ticket, listed

if TYPE_CHECKING:
    import httpx


def _text(ticket: dict[str, Any]) -> str:
    return f"{ticket['subject']}\n{ticket['message']}".lower()


@pytest.mark.rule("G4")
@pytest.mark.parametrize(
    ("needle", "found"),
    [
        ("Cannot log in", [32]),
        ("error on the login page", [32]),
        ("ERROR ON THE LOGIN", [32]),
        ("newsletter-modul KÜNDIGEN", [42]),
        ("خطوة", None),
        ("😬", [63]),
    ],
)
def test_a_search_looks_into_subject_and_message_whatever_the_case(
    client: httpx.Client, needle: str, found: list[int] | None
) -> None:
    answer = client.get("/api/tickets", params={"search": needle, "limit": 100})

    tickets = every_ticket(client)
    expected = [t["id"] for t in tickets if needle.lower() in _text(t)]
    assert [ticket["id"] for ticket in answer.json()["data"]] == expected
    assert found is None or expected == found


@pytest.mark.rule("G4")
@pytest.mark.parametrize(
    "needle", ["%", "_o_", ".*", "log.in", "[a-z]", "(", "\\", "*"]
)
def test_a_search_is_for_the_text_itself(client: httpx.Client, needle: str) -> None:
    """No wildcard and no pattern of any language means anything."""
    answer = client.get("/api/tickets", params={"search": needle, "limit": 100})

    expected = [t["id"] for t in every_ticket(client) if needle in _text(t)]
    assert [ticket["id"] for ticket in answer.json()["data"]] == expected
    assert 32 not in expected


@pytest.mark.rule("G4")
def test_a_search_does_not_look_elsewhere(client: httpx.Client) -> None:
    """Replies, tags, the client's name and custom fields are not searched."""
    draft = {**DRAFT, "ticket_custom_field_1": "needle-in-field"}
    ticket_id = client.post("/api/tickets", json=draft).json()["data"]["id"]
    client.post(
        f"/api/tickets/{ticket_id}/replies", json={"ticketreply_text": "needle-reply"}
    )
    client.put(f"/api/tickets/{ticket_id}/tags", json={"tags": ["needle-tag"]})

    found = listed(client, "search=needle") + listed(client, "search=Globex")

    assert ticket_id not in found
    assert listed(client, "search=needle") == []
