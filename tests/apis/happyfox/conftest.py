"""A client of the HappyFox API in a sandbox of its own, and what its tests share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx

    from tests.stub import Stub
    from ticketstub.sandbox.clock import Clock

AUTH = ("happyfox-demo-key", "happyfox-demo-code")

JSON = "application/json; charset=utf-8"

#: Returns a copy of every record of the test's sandbox, by collection and key.
Records = Callable[[], dict[str, dict[Any, Any]]]

#: Where the clock of each test's sandbox stands, and how the API tells it.
NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
NOW_TEXT = "2026-06-15 09:30:00"

BASE = "/api/1.1/json"
TICKETS = f"{BASE}/tickets/"

#: A body that creates a ticket: the vendor's own first example, an address filled in.
DRAFT: Mapping[str, Any] = {
    "name": "Jo Example",
    "email": "jo@example.com",
    "category": 1,
    "subject": "Example ticket",
    "text": "Example message",
    "t-cf-3": [1, 2],
    "t-cf-1": "Chennai",
    "t-cf-5": 200,
    "t-cf-4": "2019-12-20",
    "c-cf-3": 1,
}

#: A draft for a category that asks for no custom field.
PLAIN_DRAFT: Mapping[str, Any] = {
    "name": "Jo Example",
    "email": "jo@example.com",
    "category": 4,
    "subject": "Example ticket",
    "text": "Example message",
}


def field_errors(**texts: str) -> dict[str, Any]:
    """Return the body of a 400 that gives each of these fields one text, in order."""
    return {
        "error": [{"field": name, "errors": [text]} for name, text in texts.items()]
    }


def ticket_url(ticket_id: int, action: str = "") -> str:
    """Return the URL of a ticket, or of something that is done to it."""
    return f"{BASE}/ticket/{ticket_id}/" + (f"{action}/" if action else "")


def read_ticket(
    client: httpx.Client, ticket_id: int, *, show_cf_changes: bool = False
) -> dict[str, Any]:
    """Read a ticket as the API shows it."""
    params = {"show_cf_changes": "true"} if show_cf_changes else {}
    answer = client.get(ticket_url(ticket_id), params=params)
    assert answer.status_code == 200, answer.text
    ticket: dict[str, Any] = answer.json()
    return ticket


def created(client: httpx.Client, **fields: Any) -> dict[str, Any]:
    """Create a ticket from the plain draft with some fields more, and return it."""
    answer = client.post(TICKETS, json={**PLAIN_DRAFT, **fields})
    assert answer.status_code == 200, answer.text
    ticket: dict[str, Any] = answer.json()
    return ticket


def found(client: httpx.Client, **params: Any) -> list[int]:
    """Return the ids that a list finds, in order, over all its pages."""
    ids: list[int] = []
    page = 1
    while True:
        query = {**params, "minify_response": "true", "size": 50, "page": page}
        answer = client.get(TICKETS, params=query)
        assert answer.status_code == 200, answer.text
        ids += answer.json()["data"]
        if page >= answer.json()["page_info"]["page_count"]:
            return ids
        page += 1


@pytest.fixture
def clock(bundled_stub: Stub, sandbox_name: str) -> Clock:
    """Stop the clock of the test's sandbox at the moment of the mock data."""
    sandbox = bundled_stub.sandbox(sandbox_name)
    sandbox.clock.freeze(NOW)
    sandbox.started = NOW
    return sandbox.clock


@pytest.fixture
def client(
    bundled_stub: Stub, sandbox_name: str, clock: Clock
) -> Iterator[httpx.Client]:
    """Call the API with its demo pair, in a sandbox whose clock stands at NOW."""
    assert clock.now() == NOW
    with bundled_stub.client(sandbox_name, auth=AUTH) as client:
        yield client


@pytest.fixture
def records(bundled_stub: Stub, sandbox_name: str) -> Records:
    """Look at what is stored, to prove that nothing changed."""
    return lambda: bundled_stub.records(sandbox_name)
