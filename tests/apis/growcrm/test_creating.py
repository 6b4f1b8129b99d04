"""Creating a ticket: what it starts with, and what is refused."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import (
    DRAFT,
    NOW_TEXT,
    every_ticket,
    read_ticket,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from ticketstub.sandbox.clock import Clock


@pytest.mark.rule("G2", "G6")
def test_a_new_ticket_starts_open_active_and_empty(
    client: httpx.Client, encode: Callable[..., dict[str, Any]]
) -> None:
    answer = client.post("/api/tickets", **encode({**DRAFT, "ticket_projectid": 42}))

    assert answer.status_code == 201
    assert answer.json() == {
        "data": {
            "id": 73,
            "subject": "Cannot log in",
            "message": "I get an error",
            "status": {"id": 1, "title": "Open"},
            "priority": "high",
            "source": "web",
            "active_state": "active",
            "department": {"id": 72, "name": "Sales"},
            "client": {"id": 1, "name": "Acme Inc"},
            "project_id": 42,
            "creator_id": 1,
            "dates": {
                "created": NOW_TEXT,
                "last_updated": NOW_TEXT,
                "status_changed": None,
            },
            "replies_count": 0,
            "tags": [],
        },
        "message": "Ticket created successfully.",
    }


@pytest.mark.rule("G6")
def test_a_created_ticket_can_be_read_back(client: httpx.Client) -> None:
    created = client.post("/api/tickets", json=dict(DRAFT)).json()["data"]

    assert read_ticket(client, created["id"]) == created
    assert every_ticket(client)[0] == created


@pytest.mark.rule("G6", "X3")
def test_a_new_ticket_is_stamped_with_the_moment_of_its_creation(
    client: httpx.Client, clock: Clock
) -> None:
    clock.advance(timedelta(days=1, microseconds=5))

    created = client.post("/api/tickets", json=dict(DRAFT)).json()["data"]

    assert created["dates"] == {
        "created": "2026-06-16T09:30:00.000005Z",
        "last_updated": "2026-06-16T09:30:00.000005Z",
        "status_changed": None,
    }


@pytest.mark.rule("G6")
@pytest.mark.parametrize("priority", ["normal", "high", "urgent"])
@pytest.mark.parametrize(("category_id", "name"), [(72, "Sales"), (73, "Support")])
def test_a_ticket_takes_any_priority_and_department(
    client: httpx.Client, priority: str, category_id: int, name: str
) -> None:
    draft = {**DRAFT, "ticket_priority": priority, "ticket_categoryid": category_id}

    created = client.post("/api/tickets", json=draft).json()["data"]

    assert created["priority"] == priority
    assert created["department"] == {"id": category_id, "name": name}


@pytest.mark.rule("G2", "G6")
def test_a_new_ticket_does_not_let_the_body_say_what_the_system_sets(
    client: httpx.Client,
) -> None:
    """Unknown fields are ignored, those with the names of the answer among them."""
    more = {
        "id": 500,
        "ticket_id": 500,
        "status": 2,
        "source": "email",
        "ticket_source": "email",
        "active_state": "archived",
        "creator_id": 7,
        "tags": ["billing"],
        "replies_count": 9,
        "dates": {"created": "2020-01-01T00:00:00.000000Z"},
        "nothing": None,
    }

    answer = client.post("/api/tickets", json={**DRAFT, **more})

    plain = client.post("/api/tickets", json=dict(DRAFT)).json()["data"]
    assert answer.status_code == 201
    assert answer.json()["data"] == {**plain, "id": 73}


@pytest.mark.rule("G6", "G2")
@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_project_is_none(client: httpx.Client, empty: str | None) -> None:
    answer = client.post("/api/tickets", json={**DRAFT, "ticket_projectid": empty})

    assert answer.status_code == 201
    assert answer.json()["data"]["project_id"] is None
