"""One call of each operation, as it succeeds on a fresh sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.apis.happyfox.conftest import BASE, PLAIN_DRAFT, TICKETS, ticket_url

if TYPE_CHECKING:
    import httpx

#: A picture, as a part of a multipart body.
PICTURE = ("logo.png", b"\x89PNG", "image/png")

IMAGE = "/get_hdp_temporarily_attachment/2090/"

#: The lists that the ids in tickets come from.
LOOKUPS = (
    "staff",
    "statuses",
    "priorities",
    "categories",
    "ticket_custom_fields",
    "user_custom_fields",
)

READS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", TICKETS, {}),
    ("GET", ticket_url(3), {}),
    *(("GET", f"{BASE}/{name}/", {}) for name in LOOKUPS),
]

#: What is done to a ticket, with the body that does it.
ACTIONS: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", ticket_url(3, "staff_update"), {"json": {"staff": 1, "status": 3}}),
    (
        "POST",
        ticket_url(3, "staff_pvtnote"),
        {"json": {"staff": 1, "html": "<b>a</b>"}},
    ),
    ("POST", ticket_url(3, "user_reply"), {"json": {"user": 1, "text": "Thanks"}}),
    (
        "POST",
        ticket_url(3, "update_custom_fields"),
        {"json": {"staff": 1, "t-cf-1": "Kochi"}},
    ),
    ("POST", ticket_url(3, "update_tags"), {"json": {"staff_id": 1, "add": "new"}}),
    ("POST", ticket_url(3, "subscribe"), {"json": {"staff_id": 2}}),
    ("POST", ticket_url(3, "unsubscribe"), {"json": {"staff_id": 1}}),
    (
        "POST",
        ticket_url(3, "forward"),
        {
            "json": {
                "staff_id": 1,
                "to": "a@example.com",
                "subject": "See below",
                "message": "Please have a look.",
            }
        },
    ),
    (
        "POST",
        ticket_url(3, "move"),
        {"json": {"staff_id": 1, "target_category_id": 2}},
    ),
    ("POST", ticket_url(3, "delete"), {"json": {"staff_id": 1}}),
]

WRITES: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", TICKETS, {"json": dict(PLAIN_DRAFT)}),
    *ACTIONS,
    ("POST", f"{BASE}/ticket-inline-attachment", {"files": {"file": PICTURE}}),
]

#: Every operation but the two that give files to whoever has the link.
OPERATIONS = [*READS, *WRITES]


def link_of(client: httpx.Client, ticket_id: int = 3) -> str:
    """Return the link to the first file of a ticket."""
    updates = client.get(ticket_url(ticket_id)).json()["updates"]
    messages = [update["message"] for update in updates if update["message"]]
    files = [file for message in messages for file in message["attachments"]]
    url: str = files[0]["url"]
    return url
