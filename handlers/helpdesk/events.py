"""Events: what happens to tickets, and how it is sent to webhooks (A15, A16)."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any

from ticketstub.call import Receiver
from ticketstub.store import Equals

from .api import stamp, workspace_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Event, Record

EVENTS = (
    "ticket.created",
    "ticket.updated",
    "ticket.deleted",
    "ticket.assignment.changed",
    "ticket.resolved",
)


def emit(call: Call, name: str, ticket: Record, changes: Record | None = None) -> None:
    """Tell of something that happened to a ticket."""
    data: dict[str, Any] = {"ticket": ticket}
    if changes is not None:
        data["changes"] = changes
    call.emit(
        name,
        {
            "id": f"evt_{call.ids.token(12)}",
            "type": name,
            "createdAt": stamp(call.now()),
            "workspaceId": workspace_of(call),
            "data": data,
        },
    )


def receivers(call: Call) -> Iterator[Receiver]:
    """Yield the active webhooks of the workspace, the oldest first (A16)."""
    ours = Equals("workspaceId", workspace_of(call))
    for webhook in call.store.webhooks.find(ours).records:
        if webhook["active"]:
            yield Receiver(
                webhook["id"],
                webhook["targetUrl"],
                tuple(webhook["events"]),
                webhook["signingSecret"],
            )


def delivery(event: Event, receiver: Receiver) -> tuple[dict[str, str], bytes]:
    """Return what one receiver is sent of an event, signed with its secret (A16)."""
    text = json.dumps(event.data, ensure_ascii=False, separators=(",", ":"))
    body = text.encode()
    headers = {
        "Content-Type": "application/json",
        "X-Helpdesk-Event": event.name,
        "X-Helpdesk-Delivery": event.data["id"],
    }
    if receiver.secret is not None:
        digest = hmac.new(receiver.secret.encode(), body, hashlib.sha256).hexdigest()
        headers["X-Helpdesk-Signature"] = f"sha256={digest}"
    return headers, body
