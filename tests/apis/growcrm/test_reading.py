"""Reading one ticket and its conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx


@pytest.mark.rule("G17")
def test_the_documented_ticket_is_there(client: httpx.Client) -> None:
    """Whoever follows the vendor's page with ticket 32 finds it."""
    answer = client.get("/api/tickets/32")

    ticket = answer.json()["data"]
    assert answer.status_code == 200
    assert answer.json()["message"] == "Ticket retrieved successfully."
    del ticket["dates"]
    assert ticket == {
        "id": 32,
        "subject": "Cannot log in",
        "message": "I get an error on the login page.",
        "status": {"id": 1, "title": "Open"},
        "priority": "high",
        "source": "web",
        "active_state": "active",
        "department": {"id": 72, "name": "Sales"},
        "client": {"id": 1, "name": "Acme Inc"},
        "project_id": None,
        "creator_id": 1,
        "replies_count": 2,
        "tags": ["billing"],
    }
