"""A client of the i3D.net API in a sandbox of its own, and what its tests share."""

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

TOKEN = "i3d-demo-token"  # noqa: S105  # it opens the mock data alone

HEADERS = {"PRIVATE-TOKEN": TOKEN}

JSON = "application/json; charset=utf-8"

#: Returns a copy of every record of the test's sandbox, by collection and key.
Records = Callable[[], dict[str, dict[Any, Any]]]

#: Lets the help desk write to a ticket, now; returns the entry's id.
HelpDesk = Callable[..., int]

#: Where the clock of each test's sandbox stands, and how the API tells it.
NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
NOW_SECONDS = 1781515800

TICKETS = "/v3/tickets"
OPEN_OR_UNREAD = "/v3/tickets/openOrUnread"
CONTACT = "/v3/tickets/contact"
REPLY = "/v3/tickets/12/reply"
UPLOAD = "/v3/tickets/attachment"

#: Every operation, on records that exist and that it can be used on.
OPERATIONS = (
    ("GET", "/v3/tickets/categories"),
    ("GET", TICKETS),
    ("POST", TICKETS),
    ("GET", OPEN_OR_UNREAD),
    ("GET", "/v3/tickets/12"),
    ("GET", "/v3/tickets/12/attachment/2"),
    ("POST", CONTACT),
    ("POST", REPLY),
    ("POST", UPLOAD),
    ("DELETE", "/v3/tickets/attachment/8"),
    ("PUT", "/v3/tickets/41/open"),
    ("PUT", "/v3/tickets/12/close"),
)

CATEGORIES = ["Technical support", "Network", "Billing", "Sales", "Abuse", "Other"]

#: What each code of a refusal says.
MESSAGES = {
    10000: "Internal server error",
    10001: "Entity not found",
    10002: "Validation failed",
    10003: "Invalid credentials",
    10004: "Bad request",
    10005: "Action not allowed",
}

REQUIRED = "This property is required."
NOT_TEXT = "Must be of type string."
NOT_A_FILE = "Must be of type file."
UNKNOWN_PROPERTY = "Unknown property."
UNKNOWN_CATEGORY = "Unknown category."

#: A body that creates a ticket.
DRAFT: Mapping[str, Any] = {
    "title": "Backups to Rotterdam are slow",
    "content": "Since Friday they take nine hours instead of two.",
    "category": "Technical support",
    "department": "Operations",
    "emailCc": "noc@example.com, oncall@example.com",
    "emailTo": "robin.ashdown@example.org",
}

#: A contact form with everything filled in.
FORM: Mapping[str, Any] = {
    "firstName": "Imke",
    "lastName": "Brandt",
    "companyName": "Brandt Logistics",
    "email": "imke.brandt@example.com",
    "phone": "+31 10 555 0142",
    "title": "Quote for two servers",
    "content": "We need two servers in Rotterdam from July on.",
    "category": "Sales",
}

#: A reply to a ticket.
ANSWER: Mapping[str, Any] = {
    "title": "Re: Second link is back",
    "content": "No loss since this morning.",
}


def refusal(code: int, *errors: tuple[str, str]) -> dict[str, Any]:
    """Return the body of a refusal that gives these properties these messages."""
    return {
        "errorCode": code,
        "errorMessage": MESSAGES[code],
        "errors": [{"property": name, "message": text} for name, text in errors],
    }


def listed(
    client: httpx.Client, ranged_data: str = "results=1000", path: str = TICKETS
) -> list[int]:
    """Return the ids of the tickets in a range of a list, in order."""
    answer = client.get(path, headers={"RANGED-DATA": ranged_data})
    assert answer.status_code == 200, answer.text
    return [ticket["id"] for ticket in answer.json()]


def summary(client: httpx.Client, ticket_id: int = 12) -> dict[str, Any]:
    """Look at a ticket as the list of all shows it, without reading it."""
    answer = client.get(TICKETS, headers={"RANGED-DATA": "results=1000"})
    found: list[dict[str, Any]]
    found = [ticket for ticket in answer.json() if ticket["id"] == ticket_id]
    return found[0]


def read_ticket(client: httpx.Client, ticket_id: int = 12) -> dict[str, Any]:
    """Read a ticket with its conversation, which is remembered."""
    answer = client.get(f"/v3/tickets/{ticket_id}")
    assert answer.status_code == 200, answer.text
    ticket: dict[str, Any] = answer.json()
    return ticket


def create(client: httpx.Client, **changes: Any) -> dict[str, Any]:
    """Create a ticket, and return it."""
    answer = client.post(TICKETS, json={**DRAFT, **changes})
    assert answer.status_code == 200, answer.text
    ticket: dict[str, Any] = answer.json()
    return ticket


def part(disposition: str | bytes, data: bytes = b"x", *headers: str) -> bytes:
    """Write a part of a multipart body; the disposition is what follows `form-data`."""
    if isinstance(disposition, str):
        disposition = disposition.encode()
    more = b"".join(b"\r\n" + header.encode() for header in headers)
    head = b"Content-Disposition: form-data; " + disposition + more
    return b"--edge\r\n" + head + b"\r\n\r\n" + data + b"\r\n"


def multipart(*parts: bytes) -> dict[str, Any]:
    """Return a multipart body as a client sends it, byte for byte."""
    return {
        "content": b"".join(parts) + b"--edge--\r\n",
        "headers": {"Content-Type": "multipart/form-data; boundary=edge"},
    }


def upload(
    client: httpx.Client,
    data: bytes = b"port 14 link down\n",
    name: str = "port.log",
    media_type: str = "text/plain",
) -> int:
    """Upload a file, and return its id."""
    answer = client.post(UPLOAD, files={"attachment": (name, data, media_type)})
    assert answer.status_code == 200, answer.text
    attachment_id: int = answer.json()["attachmentId"]
    return attachment_id


def download(client: httpx.Client, ticket_id: int, attachment_id: int) -> bytes:
    """Get the bytes of an attachment of a ticket."""
    answer = client.get(f"/v3/tickets/{ticket_id}/attachment/{attachment_id}")
    assert answer.status_code == 200, answer.text
    return base64.b64decode(answer.json(), validate=True)


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
    """Call the API with its demo token, in a sandbox whose clock stands at NOW."""
    assert clock.now() == NOW
    with bundled_stub.client(sandbox_name, headers=HEADERS, timeout=30) as client:
        yield client


@pytest.fixture
def records(bundled_stub: Stub, sandbox_name: str) -> Records:
    """Look at what is stored, to prove that nothing changed."""
    return lambda: bundled_stub.records(sandbox_name)


@pytest.fixture
def help_desk(bundled_stub: Stub, sandbox_name: str, clock: Clock) -> HelpDesk:
    """Write to tickets from behind the API, as nobody can through it."""

    def write(ticket_id: int, content: str = "We are looking into this.") -> int:
        sandbox = bundled_stub.sandbox(sandbox_name)
        replies = sandbox.store("i3d").replies
        entry_id = replies.next_id()
        replies.insert(
            {
                "id": entry_id,
                "ticketId": ticket_id,
                "title": "News",
                "fullUserName": "Ayodele Fashbury",
                "content": content,
                "createdAt": int(clock.now().timestamp()),
                "replyByI3d": 1,
            }
        )
        sandbox.end_call()
        return entry_id

    return write
