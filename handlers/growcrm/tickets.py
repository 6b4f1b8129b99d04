"""Tickets: requests that a client has raised with a department."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from ticketstub.problems import Violation, absent
from ticketstub.store import AllOf, Contains, Equals, Text

from .api import created, ok, stamp
from .custom_fields import check_custom_values, custom_values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record, Reply
    from ticketstub.store import Filter

#: A larger `limit` is served as this one (G3).
LARGEST_PAGE = 100

OPEN = 1

_ORDERS = {
    "ticket_created": "created",
    "ticket_last_updated": "last_updated",
    "ticket_priority": "priority",
    "ticket_status": "status",
}


def find_ticket(call: Call, ticket_id: int) -> Record:
    return call.store.tickets.get(ticket_id) or absent("ticket")


def present_ticket(call: Call, ticket: Record) -> Record:
    """Show a ticket: references as objects, custom fields not at all (G15)."""
    store = call.store
    category = store.categories.get(ticket["category_id"]) or {}
    return {
        "id": ticket["id"],
        "subject": ticket["subject"],
        "message": ticket["message"],
        "status": store.statuses.get(ticket["status"]),
        "priority": ticket["priority"],
        "source": ticket["source"],
        "active_state": ticket["active_state"],
        "department": {"id": ticket["category_id"], "name": category.get("name")},
        "client": store.clients.get(ticket["client_id"]),
        "project_id": ticket["project_id"],
        "creator_id": ticket["creator_id"],
        "dates": {
            "created": ticket["created"],
            "last_updated": ticket["last_updated"],
            "status_changed": ticket["status_changed"],
        },
        "replies_count": store.replies.count(Equals("ticket_id", ticket["id"])),
        "tags": ticket["tags"],
    }


def list_tickets(
    call: Call,
    status: int | None,
    priority: str | None,
    category_id: int | None,
    client_id: int | None,
    project_id: int | None,
    active_state: str | None,
    search: str | None,
    tags: list[str] | None,
    sort: str,
    order: str,
    limit: int,
    page: int,
) -> Reply:
    wanted = {
        "status": status,
        "priority": priority,
        "category_id": category_id,
        "client_id": client_id,
        "project_id": project_id,
        "active_state": active_state,
    }
    filters: list[Filter] = [
        Equals(field, value) for field, value in wanted.items() if value is not None
    ]
    if search:
        filters.append(Text(("subject", "message"), search))
    if tags and any(tags):
        filters.append(Contains("tags", tuple(tags)))
    size = min(limit, LARGEST_PAGE)

    found = call.store.tickets.find(
        AllOf(tuple(filters)),
        order=_ORDERS[sort],
        descending=order == "desc",
        offset=(page - 1) * size,
        limit=size,
    )

    return ok(
        [present_ticket(call, ticket) for ticket in found.records],
        "Tickets retrieved successfully.",
        meta={
            "current_page": page,
            "per_page": size,
            "total": found.total,
            "last_page": max(1, ceil(found.total / size)),
        },
    )


def check_create_ticket(call: Call, body: Record) -> Iterator[Violation]:
    client_id = body.get("ticket_clientid")
    if client_id is not None and call.store.clients.get(client_id) is None:
        yield _unknown("ticket_clientid", client_id)
    yield from _check_category(call, body)
    yield from _check_project(call, body, client_id)
    yield from check_custom_values(call, body, new=True)


def create_ticket(call: Call, body: Record) -> Reply:
    now = stamp(call.now())
    ticket = call.store.tickets.insert(
        {
            "id": call.store.tickets.next_id(),
            "subject": body["ticket_subject"],
            "message": body["ticket_message"],
            "status": OPEN,
            "priority": body["ticket_priority"],
            "source": "web",
            "active_state": "active",
            "category_id": body["ticket_categoryid"],
            "client_id": body["ticket_clientid"],
            "project_id": body.get("ticket_projectid"),
            "creator_id": call.caller.record["user_id"],
            "created": now,
            "last_updated": now,
            "status_changed": None,
            "tags": [],
            "custom_fields": custom_values(call, body),
        }
    )

    return created(present_ticket(call, ticket), "Ticket created successfully.")


def get_ticket(call: Call, ticket: Record) -> Reply:
    return ok(present_ticket(call, ticket), "Ticket retrieved successfully.")


def check_update_ticket(
    call: Call, ticket: Record, body: Record
) -> Iterator[Violation]:
    yield from _check_category(call, body)
    yield from _check_project(call, body, ticket["client_id"])
    yield from check_custom_values(call, body, new=False)


def update_ticket(call: Call, ticket: Record, body: Record) -> Reply:
    changes = {
        "category_id": body["ticket_categoryid"],
        "project_id": body.get("ticket_projectid", ticket["project_id"]),
        "subject": body["ticket_subject"],
        "message": body["ticket_message"],
        "priority": body["ticket_priority"],
        "custom_fields": {**ticket["custom_fields"], **custom_values(call, body)},
    }

    return _changed(call, ticket, changes, "Ticket updated successfully.")


def delete_ticket(call: Call, ticket: Record) -> Reply:
    call.store.tickets.delete(ticket["id"])
    for reply in call.store.replies.find(Equals("ticket_id", ticket["id"])).records:
        call.store.replies.delete(reply["id"])

    return ok({"id": ticket["id"]}, "Ticket deleted successfully.")


def set_status(call: Call, ticket: Record, body: Record) -> Reply:
    now = stamp(call.now())
    changes = {"status": body["status"], "status_changed": now, "last_updated": now}
    changed = call.store.tickets.update(ticket["id"], changes)

    message = "Ticket status updated successfully."
    return ok(present_ticket(call, changed), message)


def archive_ticket(call: Call, ticket: Record) -> Reply:
    changes = {"active_state": "archived"}

    return _changed(call, ticket, changes, "Ticket archived successfully.")


def restore_ticket(call: Call, ticket: Record) -> Reply:
    changes = {"active_state": "active"}

    return _changed(call, ticket, changes, "Ticket restored successfully.")


def set_tags(call: Call, ticket: Record, body: Record) -> Reply:
    trimmed = (tag.strip() for tag in body["tags"])
    tags = list(dict.fromkeys(tag for tag in trimmed if tag))

    return _changed(call, ticket, {"tags": tags}, "Ticket tags updated successfully.")


def _changed(call: Call, ticket: Record, changes: Record, message: str) -> Reply:
    """Change a ticket, touch it (G10), and answer with it."""
    touched = {**changes, "last_updated": stamp(call.now())}
    changed = call.store.tickets.update(ticket["id"], touched)

    return ok(present_ticket(call, changed), message)


def _check_category(call: Call, body: Record) -> Iterator[Violation]:
    category_id = body.get("ticket_categoryid")
    if category_id is not None:
        category = call.store.categories.get(category_id)
        if category is None or category["type"] != "ticket":
            yield _unknown("ticket_categoryid", category_id)


def _check_project(
    call: Call, body: Record, client_id: int | None
) -> Iterator[Violation]:
    project_id = body.get("ticket_projectid")
    if project_id is None:
        return
    project = call.store.projects.get(project_id)
    if project is None or client_id not in (None, project["client_id"]):
        yield _unknown("ticket_projectid", project_id)


def _unknown(name: str, value: Any) -> Violation:
    return Violation("body", name, "unknown", value=value, path=(name,))
