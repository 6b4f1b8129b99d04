"""Events: what happens to tickets, and how it is sent to webhooks (A15, A16)."""

from __future__ import annotations

import hmac
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from ticketstub.call import Receiver, as_json

from .api import workspace_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ticketstub.call import Call, Event, Record

EVENTS = (
    "ticket.created",
    "ticket.updated",
    "ticket.deleted",
    "ticket.assignment.changed",
    "ticket.resolved",
)


def emit(
    call: Call, name: str, now: str, ticket: Record, changes: Record | None = None
) -> None:
    """Tell of something that happens to a ticket now."""
    data: dict[str, Any] = {"ticket": ticket}
    if changes is not None:
        data["changes"] = changes
    call.emit(
        name,
        {
            "id": f"evt_{call.ids.token(12)}",
            "type": name,
            "createdAt": now,
            "workspaceId": workspace_of(call),
            "data": data,
        },
    )


def receivers(call: Call) -> Sequence[Receiver]:
    """Return the active webhooks of the workspace, the oldest first (A16)."""
    by_workspace = call.store.webhooks.derive(_receivers)
    return by_workspace.get(workspace_of(call), ())


def delivery(event: Event, receiver: Receiver) -> tuple[dict[str, str], bytes]:
    """Return what one receiver is sent of an event, signed with its secret (A16)."""
    body = as_json(event.data)
    headers = {
        "Content-Type": "application/json",
        "X-Helpdesk-Event": event.name,
        "X-Helpdesk-Delivery": event.data["id"],
    }
    if receiver.secret is not None:
        digest = hmac.digest(receiver.secret.encode(), body, "sha256")
        headers["X-Helpdesk-Signature"] = f"sha256={digest.hex()}"
    return headers, body


def _receivers(webhooks: Iterable[Record]) -> dict[str, list[Receiver]]:
    """Make a receiver of each active webhook, by workspace and age."""
    made: dict[str, list[Receiver]] = {}
    for webhook in sorted(webhooks, key=itemgetter("number", "id")):
        if webhook["active"]:
            receiver = Receiver(
                webhook["id"],
                webhook["targetUrl"],
                tuple(webhook["events"]),
                webhook["signingSecret"],
            )
            made.setdefault(webhook["workspaceId"], []).append(receiver)
    return made
