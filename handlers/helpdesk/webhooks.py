"""Webhooks: who is told of events, as clients register it through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply
from ticketstub.problems import absent
from ticketstub.store import Equals

from .api import ours, stamp

if TYPE_CHECKING:
    from ticketstub.call import Call, Record

#: What a client may set, and what a new webhook has without it.
_FIELDS = ("name", "targetUrl", "events", "active")

_SHOWN = ("id", *_FIELDS, "createdAt", "updatedAt")


def find_webhook(call: Call, webhook_id: str) -> Record:
    webhook = call.store.webhooks.get(webhook_id)
    if webhook is None or not ours(call, webhook):
        absent("webhook")
    return webhook


def present_webhook(webhook: Record) -> dict[str, Any]:
    """Show a webhook without its secret, which only its creation tells (A18)."""
    return {name: webhook[name] for name in _SHOWN}


def list_webhooks(call: Call, x_workspace_id: str) -> Reply:
    found = call.store.webhooks.find(Equals("workspaceId", x_workspace_id))

    return Reply(
        200, {"webhooks": [present_webhook(webhook) for webhook in found.records]}
    )


def create_webhook(call: Call, body: Record, x_workspace_id: str) -> Reply:
    given = body["webhook"]
    now = stamp(call.now())
    webhook = call.store.webhooks.insert(
        {
            "id": f"whk_{call.ids.token(12)}",
            "number": call.store.webhooks.next_id(),
            "workspaceId": x_workspace_id,
            "name": given["name"],
            "targetUrl": given["targetUrl"],
            "events": list(dict.fromkeys(given["events"])),
            "active": given.get("active", True),
            "signingSecret": f"whsec_{call.ids.hex(32)}",
            "createdAt": now,
            "updatedAt": now,
        }
    )

    shown = {**present_webhook(webhook), "signingSecret": webhook["signingSecret"]}
    return Reply(201, {"webhook": shown})


def get_webhook(call: Call, webhook: Record, x_workspace_id: str) -> Reply:
    return Reply(200, {"webhook": present_webhook(webhook)})


def update_webhook(
    call: Call, webhook: Record, body: Record, x_workspace_id: str
) -> Reply:
    wanted = {
        name: body["webhook"][name] for name in _FIELDS if name in body["webhook"]
    }
    if "events" in wanted:
        wanted["events"] = list(dict.fromkeys(wanted["events"]))
    if any(value != webhook[name] for name, value in wanted.items()):
        changes = {**wanted, "updatedAt": stamp(call.now())}
        webhook = call.store.webhooks.update(webhook["id"], changes)

    return Reply(200, {"webhook": present_webhook(webhook)})
