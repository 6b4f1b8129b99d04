"""A client of the Grow CRM API in a sandbox of its own, and what its tests share."""

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

KEY = "growcrm-demo-key"

#: Returns a copy of every record of the test's sandbox, by collection and key.
Records = Callable[[], dict[str, dict[Any, Any]]]

#: Where the clock of each test's sandbox stands.
NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
NOW_TEXT = "2026-06-15T09:30:00.000000Z"

#: Every operation, on records that exist.
OPERATIONS = (
    ("GET", "/api/tickets"),
    ("POST", "/api/tickets"),
    ("GET", "/api/tickets/32"),
    ("PATCH", "/api/tickets/32"),
    ("DELETE", "/api/tickets/32"),
    ("PUT", "/api/tickets/32/status"),
    ("PUT", "/api/tickets/32/archive"),
    ("PUT", "/api/tickets/32/restore"),
    ("PUT", "/api/tickets/32/tags"),
    ("GET", "/api/tickets/32/replies"),
    ("POST", "/api/tickets/32/replies"),
    ("DELETE", "/api/tickets/32/replies/9"),
)

#: A body that creates a ticket; the vendor's own example.
DRAFT: Mapping[str, Any] = {
    "ticket_clientid": 1,
    "ticket_categoryid": 72,
    "ticket_subject": "Cannot log in",
    "ticket_message": "I get an error",
    "ticket_priority": "high",
}

#: A body that changes everything that an update can change, of ticket 32.
CHANGES: Mapping[str, Any] = {
    "ticket_categoryid": 73,
    "ticket_projectid": 42,
    "ticket_subject": "Nobody can log in",
    "ticket_message": "All of us get an error.",
    "ticket_priority": "urgent",
}


def invalid(errors: Mapping[str, str]) -> dict[str, Any]:
    """Return the body of a 422 that gives each of these fields one text."""
    return {
        "message": "The given data was invalid.",
        "errors": {name: [text] for name, text in errors.items()},
    }


def read_ticket(client: httpx.Client, ticket_id: int = 32) -> dict[str, Any]:
    """Read a ticket as the API shows it."""
    ticket: dict[str, Any] = client.get(f"/api/tickets/{ticket_id}").json()["data"]
    return ticket


def every_ticket(client: httpx.Client) -> list[dict[str, Any]]:
    """List all tickets of the mock data in one page, newest first."""
    answer = client.get("/api/tickets", params={"limit": 100}).json()
    assert answer["meta"]["last_page"] == 1
    tickets: list[dict[str, Any]] = answer["data"]
    return tickets


def listed(client: httpx.Client, query: str) -> list[int]:
    """Return the ids that a query finds, in order, as one page of 100 at most."""
    answer = client.get(f"/api/tickets?limit=100&{query}")
    assert answer.status_code == 200, answer.text
    return [ticket["id"] for ticket in answer.json()["data"]]


def custom_values(records: Records, ticket_id: int = 73) -> dict[str, Any]:
    """Return a ticket's values of custom fields, which no answer shows."""
    values: dict[str, Any]
    values = records()["growcrm.tickets"][ticket_id]["custom_fields"]
    return dict(values)


def as_json(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"json": dict(fields)}


def as_form(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"data": dict(fields)}


def as_multipart(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"files": {name: (None, str(value)) for name, value in fields.items()}}


@pytest.fixture(params=[as_json, as_form, as_multipart])
def encode(request: pytest.FixtureRequest) -> Callable[..., dict[str, Any]]:
    """Send fields in one of the three ways in which a body is taken."""
    way: Callable[..., dict[str, Any]] = request.param
    return way


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
    """Call the API with its demo key, in a sandbox whose clock stands at NOW."""
    assert clock.now() == NOW
    headers = {"Authorization": f"Bearer {KEY}"}
    with bundled_stub.client(sandbox_name, headers=headers) as client:
        yield client


@pytest.fixture
def records(bundled_stub: Stub, sandbox_name: str) -> Records:
    """Look at what is stored, to prove that nothing changed."""
    return lambda: bundled_stub.records(sandbox_name)
