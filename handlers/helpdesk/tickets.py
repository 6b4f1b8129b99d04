"""Tickets: the requests of customers, each in a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply
from ticketstub.problems import OwnError, Violation, absent
from ticketstub.store import AllOf, Equals

from .api import ours, stamp
from .custom_fields import check_custom_fields, merged
from .events import emit
from .pages import SIZES, USUAL_SIZE, bad_cursor, cut, id_behind, next_link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record

CLOSED = "closed"

_ORDERS = {
    "created_at": "createdAt",
    "updated_at": "updatedAt",
    "status": "status",
    "priority": "priority",
}

#: What the link to the next page repeats of the request (A5).
_REPEATED = ("status", "priority", "assignee_id", *SIZES, "sort_by", "sort_order")

#: What is kept of a deleted ticket: its place in every order (A6).
_PLACE = (
    "id",
    "number",
    "workspaceId",
    "status",
    "priority",
    "createdAt",
    "updatedAt",
)

#: What a client may set, and what a new ticket has without it (A9).
_FIELDS: dict[str, Any] = {
    "subject": "",
    "status": "new",
    "priority": "normal",
    "type": "question",
    "assigneeId": None,
    "requesterEmail": None,
    "requesterName": None,
    "tags": (),
    "customFields": (),
}


def find_ticket(call: Call, ticket_id: str) -> Record:
    ticket = call.store.tickets.get(ticket_id)
    if ticket is None or not ours(call, ticket):
        absent("ticket")
    return ticket


def present_ticket(ticket: Record) -> Record:
    return {
        "id": ticket["id"],
        "subject": ticket["subject"],
        "status": ticket["status"],
        "priority": ticket["priority"],
        "type": ticket["type"],
        "assigneeId": ticket["assigneeId"],
        "requesterEmail": ticket["requesterEmail"],
        "requesterName": ticket["requesterName"],
        "tags": ticket["tags"],
        "customFields": ticket["customFields"],
        "createdAt": ticket["createdAt"],
        "updatedAt": ticket["updatedAt"],
    }


def list_tickets(
    call: Call,
    status: str | None,
    priority: str | None,
    assignee_id: str | None,
    page_size: int | None,
    after: str | None,
    page_after: str | None,
    sort_by: str,
    sort_order: str,
    x_workspace_id: str,
) -> Reply:
    size = page_size or USUAL_SIZE
    wanted = {"status": status, "priority": priority, "assigneeId": assignee_id}
    filters = [
        Equals(field, value) for field, value in wanted.items() if value is not None
    ]

    found = call.store.tickets.follow(
        AllOf((Equals("workspaceId", x_workspace_id), *filters)),
        order=_ORDERS[sort_by],
        descending=sort_order == "desc",
        after=_place_behind(call, after if after is not None else page_after),
        limit=size + 1,
    )

    page, cursor = cut(found, size)
    link = None if cursor is None else next_link(call, "tickets", cursor, _REPEATED)
    return Reply(
        200,
        {
            "tickets": [present_ticket(ticket) for ticket in page],
            "meta": {
                "pageSize": size,
                "hasMore": cursor is not None,
                "afterCursor": cursor,
            },
            "links": {"next": link, "prev": None},
        },
    )


def check_create_ticket(call: Call, body: Record) -> Iterator[Violation]:
    return _check_ticket(call, body.get("ticket", {}))


def create_ticket(call: Call, body: Record, x_workspace_id: str) -> Reply:
    given = body["ticket"]
    _check_closing(given, None)
    now = stamp(call.now())
    fields = {name: given.get(name, usual) for name, usual in _FIELDS.items()}
    ticket = call.store.tickets.insert(
        {
            **fields,
            "id": f"tkt_{call.ids.token(12)}",
            "number": call.store.tickets.next_id(),
            "workspaceId": x_workspace_id,
            "tags": _tags(fields["tags"]),
            "customFields": merged([], fields["customFields"]),
            "createdAt": now,
            "updatedAt": now,
        }
    )
    shown = present_ticket(ticket)
    emit(call, "ticket.created", now, shown)

    return Reply(201, {"ticket": shown})


def get_ticket(call: Call, ticket: Record, x_workspace_id: str) -> Reply:
    return Reply(200, {"ticket": present_ticket(ticket)})


def check_update_ticket(call: Call, body: Record) -> Iterator[Violation]:
    return _check_ticket(call, body.get("ticket", {}))


def update_ticket(
    call: Call, ticket: Record, body: Record, x_workspace_id: str
) -> Reply:
    given = body["ticket"]
    _check_closing(given, ticket)
    wanted = {name: given[name] for name in _FIELDS if name in given}
    if "tags" in wanted:
        wanted["tags"] = _tags(wanted["tags"])
    if "customFields" in wanted:
        wanted["customFields"] = merged(ticket["customFields"], wanted["customFields"])
    changes = {
        name: {"from": ticket[name], "to": value}
        for name, value in wanted.items()
        if value != ticket[name]
    }
    if not changes:
        return Reply(200, {"ticket": present_ticket(ticket)})

    now = stamp(call.now())
    changed = call.store.tickets.update(ticket["id"], {**wanted, "updatedAt": now})
    shown = present_ticket(changed)
    emit(call, "ticket.updated", now, shown, changes)
    if "assigneeId" in changes:
        moved = {"assigneeId": changes["assigneeId"]}
        emit(call, "ticket.assignment.changed", now, shown, moved)
    if "status" in changes and changed["status"] == "resolved":
        emit(call, "ticket.resolved", now, shown)

    return Reply(200, {"ticket": shown})


def delete_ticket(call: Call, ticket: Record, x_workspace_id: str) -> Reply:
    call.store.tickets.delete(ticket["id"])
    call.store.deleted_tickets.insert({name: ticket[name] for name in _PLACE})
    emit(call, "ticket.deleted", stamp(call.now()), present_ticket(ticket))

    return Reply(204)


def _place_behind(call: Call, cursor: str | None) -> Record | None:
    """Return the ticket that a cursor was made of, as it is or last was (A6)."""
    if cursor is None:
        return None
    ticket_id = id_behind(cursor)
    ticket = call.store.tickets.get(ticket_id)
    if ticket is None:
        ticket = call.store.deleted_tickets.get(ticket_id)
    if ticket is None or not ours(call, ticket):
        bad_cursor()
    return ticket


def _check_ticket(call: Call, given: Record) -> Iterator[Violation]:
    for index, tag in enumerate(given.get("tags", ())):
        # What Python takes for a blank is more than what a pattern can say.
        if not tag.strip():
            path = ("ticket", "tags", index)
            yield Violation("body", "ticket", "blank", None, tag, path, "is blank")
    if "customFields" in given:
        yield from check_custom_fields(call, given["customFields"])


def _check_closing(given: Record, ticket: Record | None) -> None:
    """Refuse to close: only the system does that (A10)."""
    closed_already = ticket is not None and ticket["status"] == CLOSED
    if given.get("status") == CLOSED and not closed_already:
        message = "Only system automations may set the closed status"
        raise OwnError(403, "CLOSED_STATUS_SYSTEM_ONLY", message)


def _tags(given: Any) -> list[str]:
    """Trim tags and drop those that repeat an earlier one (A9)."""
    return list(dict.fromkeys(tag.strip() for tag in given))
