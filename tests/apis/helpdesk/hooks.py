"""Webhooks and receivers, the outbox, and what is sent of events."""

from __future__ import annotations

import hashlib
import json
import time
from typing import TYPE_CHECKING, Any

from tests.engine.process import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    import httpx

    from tests.engine.receiver import Receiver

CREATED = "ticket.created"
UPDATED = "ticket.updated"
DELETED = "ticket.deleted"
ASSIGNED = "ticket.assignment.changed"
RESOLVED = "ticket.resolved"

EVENTS = (CREATED, UPDATED, DELETED, ASSIGNED, RESOLVED)

#: The webhook of the mock data that is active in ws_mock, for every event.
MOCK_WEBHOOK = "whk_abc123abc123"


def event_at(receiver: Receiver) -> Any:
    """Return the next event that a receiver is sent, or wait for it."""
    return json.loads(receiver.next().body)


def _control(client: httpx.Client, path: str) -> str:
    return str(client.base_url.join(f"/_ticketstub/{path}"))


def add_receiver(client: httpx.Client, url: str, **more: Any) -> dict[str, Any]:
    """Register a receiver by the control API, in the client's sandbox."""
    fields = {"api": "helpdesk", "url": url, **more}
    answer = client.post(_control(client, "receivers"), json=fields)
    assert answer.status_code == 201, answer.text
    receiver: dict[str, Any] = answer.json()
    return receiver


def allow(client: httpx.Client, url: str) -> str:
    """Allow the host and port of a URL, with a receiver that wants no event."""
    receiver_id: str = add_receiver(client, url, events=[])["id"]
    return receiver_id


def remove_receiver(client: httpx.Client, receiver_id: str) -> None:
    """Remove a receiver of the control API."""
    answer = client.delete(_control(client, f"receivers/{receiver_id}"))
    assert answer.status_code == 204, answer.text


def add_webhook(
    admin: httpx.Client, url: str, events: Sequence[str] = EVENTS, **more: Any
) -> dict[str, Any]:
    """Create a webhook through the API itself."""
    fields = {"name": "A", "targetUrl": url, "events": [*events], **more}
    answer = admin.post("/webhooks", json={"webhook": fields})
    assert answer.status_code == 201, answer.text
    webhook: dict[str, Any] = answer.json()["webhook"]
    return webhook


def change_webhook(
    admin: httpx.Client, webhook_id: str = MOCK_WEBHOOK, **fields: Any
) -> dict[str, Any]:
    """Update a webhook with these fields."""
    answer = admin.put(f"/webhooks/{webhook_id}", json={"webhook": fields})
    assert answer.status_code == 200, answer.text
    webhook: dict[str, Any] = answer.json()["webhook"]
    return webhook


def deliveries(
    client: httpx.Client, webhook_id: str | None = None, **query: Any
) -> list[dict[str, Any]]:
    """List the outbox of the client's sandbox, of one webhook or receiver if named."""
    answer = client.get(_control(client, "deliveries"), params=query)
    assert answer.status_code == 200, answer.text
    return [
        delivery
        for delivery in answer.json()["deliveries"]
        if webhook_id in (None, (delivery["receiver"] or {}).get("id"))
    ]


def settled(
    client: httpx.Client, webhook_id: str | None = None
) -> list[dict[str, Any]]:
    """List the outbox once no delivery is under way any longer.

    Each look is a call, so the stub gets on with them meanwhile.
    """
    deadline = time.monotonic() + PATIENCE
    while deliveries(client, state="pending"):
        assert time.monotonic() < deadline, deliveries(client, state="pending")
    return deliveries(client, webhook_id)


def events_of(client: httpx.Client, webhook_id: str | None = None) -> list[str]:
    """Return the names of the events that a webhook, or anybody, is told of."""
    return [delivery["event"] for delivery in deliveries(client, webhook_id)]


def signature(secret: str, body: bytes) -> str:
    """Return HMAC-SHA256 in hex, as RFC 2104 defines it, by hashing alone."""
    key = secret.encode()
    key = (key if len(key) <= 64 else hashlib.sha256(key).digest()).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + body).digest()
    return hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).hexdigest()
