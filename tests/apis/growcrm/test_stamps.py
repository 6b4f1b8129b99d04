"""The time of a ticket's last update: what moves it, and what leaves it alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import CHANGES, DRAFT, read_ticket

if TYPE_CHECKING:
    import httpx

    from ticketstub.sandbox.clock import Clock

LATER = "2026-06-15T09:31:30.000250Z"


@pytest.fixture
def later(clock: Clock, client: httpx.Client) -> httpx.Client:
    """Call a minute and a half later than the mock data begin."""
    client.get("/api/tickets/32")
    clock.advance(timedelta(seconds=90, microseconds=250))
    return client


@pytest.mark.rule("G10", "X3")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", "", dict(CHANGES)),
        ("PUT", "/status", {"status": 1}),
        ("PUT", "/archive", None),
        ("PUT", "/restore", None),
        ("PUT", "/tags", {"tags": ["billing"]}),
        ("POST", "/replies", {"ticketreply_text": "a reply"}),
        (
            "POST",
            "/replies",
            {"ticketreply_text": "a note", "ticketreply_type": "note"},
        ),
    ],
)
def test_a_write_moves_the_time_of_the_last_update(
    later: httpx.Client, method: str, path: str, body: dict[str, Any] | None
) -> None:
    """Even one that leaves every value as it was."""
    before = read_ticket(later)["dates"]

    later.request(method, f"/api/tickets/32{path}", json=body)

    status_changed = LATER if path == "/status" else before["status_changed"]
    assert read_ticket(later)["dates"] == {
        "created": before["created"],
        "last_updated": LATER,
        "status_changed": status_changed,
    }


@pytest.mark.rule("G10")
def test_creating_is_the_first_update(later: httpx.Client) -> None:
    created = later.post("/api/tickets", json=dict(DRAFT)).json()["data"]

    assert created["dates"]["created"] == LATER
    assert created["dates"]["last_updated"] == LATER


@pytest.mark.rule("G10")
def test_deleting_a_reply_does_not_move_it(later: httpx.Client) -> None:
    before = read_ticket(later)

    later.delete("/api/tickets/32/replies/10")

    assert read_ticket(later) == {**before, "replies_count": 1}


@pytest.mark.rule("G10")
def test_reading_does_not_move_it(later: httpx.Client) -> None:
    before = read_ticket(later)

    later.get("/api/tickets")
    later.get("/api/tickets/32")
    later.get("/api/tickets/32/replies")

    assert read_ticket(later) == before


@pytest.mark.rule("G10")
@pytest.mark.parametrize(
    ("method", "path"),
    [("PATCH", ""), ("PUT", "/status"), ("PUT", "/tags"), ("POST", "/replies")],
)
def test_a_refused_write_does_not_move_it(
    later: httpx.Client, method: str, path: str
) -> None:
    before = read_ticket(later)

    refused = later.request(method, f"/api/tickets/32{path}", json={})

    assert refused.status_code == 422
    assert read_ticket(later) == before


@pytest.mark.rule("G10")
def test_a_write_to_one_ticket_leaves_the_others_alone(later: httpx.Client) -> None:
    before = read_ticket(later, 33)

    later.put("/api/tickets/32/status", json={"status": 2})
    later.post("/api/tickets/32/replies", json={"ticketreply_text": "a reply"})

    assert read_ticket(later, 33) == before
