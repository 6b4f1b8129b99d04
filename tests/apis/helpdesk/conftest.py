"""Clients of the Helpdesk API in a sandbox of their own, and what its tests share."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    import httpx

    from tests.stub import Stub
    from ticketstub.sandbox.clock import Clock
    from ticketstub.sandbox.sandbox import Sandbox

#: Where the stub serves the API; the clients call below it.
PREFIX = "/helpdesk/api/v1"

WRITE_KEY = "helpdesk-demo-key"
READ_KEY = "helpdesk-readonly-key"
ADMIN_KEY = "helpdesk-admin-key"
LIMITED_KEY = "helpdesk-limited-key"
OTHER_KEY = "helpdesk-other-key"

WORKSPACE = "ws_mock"
OTHER_WORKSPACE = "ws_other"

#: Returns a copy of every record of the test's sandbox, by collection and key.
Records = Callable[[], dict[str, dict[Any, Any]]]

#: Returns a client in the test's sandbox with these headers and no others of the API.
Connect = Callable[..., "httpx.Client"]

#: Where the clock of each test's sandbox stands.
NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
NOW_TEXT = "2026-06-15T09:30:00.000Z"

TICKET = "tkt_abc123"

#: Every operation, on records that exist, with the level that it takes.
OPERATIONS = (
    ("GET", "/tickets", "read"),
    ("POST", "/tickets", "write"),
    ("GET", f"/tickets/{TICKET}", "read"),
    ("PUT", f"/tickets/{TICKET}", "write"),
    ("DELETE", f"/tickets/{TICKET}", "write"),
    ("GET", "/ticket_fields", "read"),
    ("GET", "/webhooks", "admin"),
    ("POST", "/webhooks", "admin"),
    ("GET", "/webhooks/whk_abc123abc123", "admin"),
    ("PUT", "/webhooks/whk_abc123abc123", "admin"),
)

#: What creates a ticket with every field; the vendor's own example.
DRAFT: Mapping[str, Any] = {
    "subject": "Cannot access my account",
    "status": "new",
    "priority": "high",
    "type": "incident",
    "requesterEmail": "customer@example.com",
    "requesterName": "Jane Doe",
    "assigneeId": "usr_abc123",
    "tags": ["billing", "urgent"],
    "customFields": [{"id": "cf_abc", "value": "Enterprise"}],
}

UNAUTHENTICATED = "API key is missing, invalid, or revoked"


def key_headers(key: str = WRITE_KEY, workspace: str = WORKSPACE) -> dict[str, str]:
    """Return the headers that every call needs."""
    return {"Authorization": f"Bearer {key}", "X-Workspace-Id": workspace}


def error(status: int, code: str, message: str) -> dict[str, Any]:
    """Return the body of a refusal that has no details."""
    return {"error": {"code": code, "message": message, "status": status}}


def invalid(fields: Mapping[str, str]) -> dict[str, Any]:
    """Return the body of a 422 that says one message of each of these fields."""
    body = error(422, "VALIDATION_ERROR", "Request validation failed")
    body["error"]["details"] = {
        name: [
            {
                "code": "REQUIRED" if message.endswith("required") else "INVALID",
                "message": message,
            }
        ]
        for name, message in fields.items()
    }
    return body


def cursor_of(ticket_id: str) -> str:
    """Return the cursor that a page ends with whose last ticket has this id."""
    return base64.urlsafe_b64encode(ticket_id.encode()).decode().rstrip("=")


def read_ticket(client: httpx.Client, ticket_id: str = TICKET) -> dict[str, Any]:
    """Read a ticket as the API shows it."""
    answer = client.get(f"/tickets/{ticket_id}")
    assert answer.status_code == 200, answer.text
    ticket: dict[str, Any] = answer.json()["ticket"]
    return ticket


def create_ticket(client: httpx.Client, /, **fields: Any) -> dict[str, Any]:
    """Create a ticket, by default with nothing but a subject."""
    answer = client.post("/tickets", json={"ticket": {"subject": "A", **fields}})
    assert answer.status_code == 201, answer.text
    ticket: dict[str, Any] = answer.json()["ticket"]
    return ticket


def update_ticket(
    client: httpx.Client, ticket_id: str = TICKET, /, **fields: Any
) -> dict[str, Any]:
    """Update a ticket with these fields."""
    answer = client.put(f"/tickets/{ticket_id}", json={"ticket": fields})
    assert answer.status_code == 200, answer.text
    ticket: dict[str, Any] = answer.json()["ticket"]
    return ticket


def delete_ticket(client: httpx.Client, ticket_id: str = TICKET) -> None:
    """Delete a ticket."""
    answer = client.delete(f"/tickets/{ticket_id}")
    assert answer.status_code == 204, answer.text


def page_of(client: httpx.Client, query: str = "") -> dict[str, Any]:
    """List one page of tickets, with everything that goes with it."""
    answer = client.get(f"/tickets?{query}")
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


def ids_in(page: Mapping[str, Any]) -> list[str]:
    """Return the ids of the tickets on a page, in order."""
    return [ticket["id"] for ticket in page["tickets"]]


def listed(client: httpx.Client, query: str = "") -> list[str]:
    """Return the ids that a query finds, in order, as one page of 100 at most."""
    page = page_of(client, f"page_size=100&{query}")
    assert not page["meta"]["hasMore"]
    return ids_in(page)


def every_ticket(client: httpx.Client) -> list[dict[str, Any]]:
    """List all tickets of the mock data in one page, newest first."""
    page = page_of(client, "page_size=100")
    assert not page["meta"]["hasMore"]
    tickets: list[dict[str, Any]] = page["tickets"]
    return tickets


def rate(headers: Mapping[str, str]) -> tuple[int, int, int]:
    """Return what an answer tells: the limit, what is left of it, and the end."""
    limit, remaining, reset = (
        int(headers[f"X-RateLimit-{name}"]) for name in ("Limit", "Remaining", "Reset")
    )
    return limit, remaining, reset


@pytest.fixture
def sandbox(bundled_stub: Stub, sandbox_name: str) -> Sandbox:
    """Keep a sandbox for the test, its clock standing at NOW."""
    sandbox = bundled_stub.sandbox(sandbox_name)
    sandbox.clock.freeze(NOW)
    sandbox.started = NOW
    return sandbox


@pytest.fixture
def clock(sandbox: Sandbox) -> Clock:
    """Move the time of the test's sandbox."""
    return sandbox.clock


@pytest.fixture
def connect(
    bundled_stub: Stub, sandbox_name: str, sandbox: Sandbox
) -> Iterator[Connect]:
    """Make clients with headers of the test's own choice."""
    assert sandbox.clock.now() == NOW
    made: list[httpx.Client] = []

    def connect(headers: Mapping[str, str] | None = None) -> httpx.Client:
        client = bundled_stub.client(sandbox_name, headers=headers or {})
        client.base_url = f"{bundled_stub.url}{PREFIX}"
        made.append(client)
        return client

    yield connect
    for client in made:
        client.close()


@pytest.fixture
def client(connect: Connect) -> httpx.Client:
    """Call the API with the demo key, which may write, in the workspace ws_mock."""
    return connect(key_headers())


@pytest.fixture
def reader(connect: Connect) -> httpx.Client:
    """Call with a key that may only read."""
    return connect(key_headers(READ_KEY))


@pytest.fixture
def admin(connect: Connect) -> httpx.Client:
    """Call with a key that may do everything."""
    return connect(key_headers(ADMIN_KEY))


@pytest.fixture
def limited(connect: Connect) -> httpx.Client:
    """Call with the key that has five calls a minute."""
    return connect(key_headers(LIMITED_KEY))


@pytest.fixture
def other(connect: Connect) -> httpx.Client:
    """Call with the admin key of the workspace ws_other."""
    return connect(key_headers(OTHER_KEY, OTHER_WORKSPACE))


@pytest.fixture
def records(bundled_stub: Stub, sandbox_name: str) -> Records:
    """Look at what is stored, to prove that nothing changed."""
    return lambda: bundled_stub.records(sandbox_name)
