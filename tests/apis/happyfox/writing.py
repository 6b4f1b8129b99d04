"""What the tests of writes share: calls, and the exact difference that they make."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.apis.happyfox.conftest import NOW_TEXT, read_ticket, ticket_url

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx

CHOICE = "Select a valid choice. That choice is not one of the available choices."
NOTHING_TO_UPDATE = {"error": "Nothing to update"}
FORBIDDEN = {"error": "You do not have permission to perform this action"}
NOT_FOUND = {"error": "Cannot find the requested object"}

#: The id of the first update that a test writes.
FIRST_UPDATE = 400

ADMIN = {"email": "admin@example.com", "type": "staff", "id": 1, "name": "admin"}
JAMES = {"email": "james@example.com", "type": "staff", "id": 2, "name": "james"}
WELCOME = {"email": "welcome@example.com", "type": "user", "id": 1, "name": "Welcome"}

#: Each way to write to a ticket, with a body that it takes for ticket 3.
WRITES: Mapping[str, Mapping[str, Any]] = {
    "staff_update": {"staff": 1, "plaintext": "An answer"},
    "staff_pvtnote": {"staff": 1, "plaintext": "A note"},
    "user_reply": {"user": 1, "text": "A question"},
    "update_custom_fields": {"staff": 1, "t-cf-1": "Madurai"},
    "update_tags": {"staff_id": 1, "add": "one-more"},
    "subscribe": {"staff_id": 2},
    "unsubscribe": {"staff_id": 1},
    "forward": {
        "staff_id": 1,
        "to": "ops@example.com",
        "subject": "Forwarded",
        "message": "Please look.",
    },
    "move": {"staff_id": 1, "target_category_id": 4},
    "delete": {"staff_id": 1},
}

_UNCHANGED: Mapping[str, Any] = {
    "message": None,
    "time_spent": None,
    "priority_change": None,
    "status_change": None,
    "assignee_change": None,
    "category_change": None,
    "due_date_change": None,
    "custom_field_change": None,
    "satisfaction_survey": None,
}


def post(
    client: httpx.Client, ticket_id: int, action: str, body: Mapping[str, Any]
) -> httpx.Response:
    """Do something to a ticket with a JSON body."""
    return client.post(ticket_url(ticket_id, action), json=dict(body))


def done(
    client: httpx.Client, ticket_id: int, action: str, **fields: Any
) -> dict[str, Any]:
    """Do something to a ticket, which must succeed, and return the answer's body."""
    answer = post(client, ticket_id, action, fields)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def update(by: Mapping[str, Any], **told: Any) -> dict[str, Any]:
    """Return the update that the first write of a test leaves, telling only this."""
    return {
        "update_id": FIRST_UPDATE,
        "timestamp": NOW_TEXT,
        "by": dict(by),
        **_UNCHANGED,
        **told,
    }


def message(text: str, html: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a message as an update shows it; its HTML is like its text by default."""
    return {
        "attachments": [],
        "bcc_list": "",
        "text": f"{text}\n\n",
        "cc_list": "",
        "customer_updated": False,
        "html": wrapped(text if html is None else html),
        "forward_list": None,
        "message_type": None,
        "subject": "",
        **more,
    }


def wrapped(html: str) -> str:
    """Return HTML in the document that every message is shown in."""
    return f'<html><head><meta charset="utf-8"></head><body>{html}</body></html>'


def change(new: tuple[Any, Any], old: tuple[Any, Any]) -> dict[str, Any]:
    """Return a change of one thing into another, each as its id and its name."""
    return {"new": new[0], "new_name": new[1], "old": old[0], "old_name": old[1]}


def whole(client: httpx.Client, ticket_id: int) -> dict[str, Any]:
    """Read a ticket with the history of its custom fields."""
    return read_ticket(client, ticket_id, show_cf_changes=True)


def difference(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return what is different, field by field; of the updates, only the new ones.

    The earlier updates must be what they were, links to files aside.
    """
    before, after = without_links(before), without_links(after)
    earlier = len(before["updates"])
    assert after["updates"][:earlier] == before["updates"]
    assert list(after) == list(before)
    changed = {name: after[name] for name in after if after[name] != before[name]}
    if "updates" in changed:
        changed["updates"] = after["updates"][earlier:]
    return changed


def without_links(ticket: dict[str, Any]) -> dict[str, Any]:
    """Return a ticket without the links to its files, new at every read."""
    ticket = copy.deepcopy(ticket)
    for each in ticket["updates"]:
        for attachment in (each["message"] or {"attachments": []})["attachments"]:
            attachment["url"] = ""
    return ticket


def field_of(ticket: dict[str, Any], field_id: int) -> dict[str, Any]:
    """Return a custom field of a ticket as it is shown."""
    return next(each for each in ticket["custom_fields"] if each["id"] == field_id)


def value_of(ticket: dict[str, Any], field_id: int) -> Any:
    """Return the value of a custom field of a ticket."""
    return field_of(ticket, field_id)["value"]


def contact_value(ticket: dict[str, Any], field_id: int) -> Any:
    """Return the value of a custom field of a ticket's contact."""
    fields = ticket["user"]["custom_fields"]
    return next(each["value"] for each in fields if each["id"] == field_id)
