"""The life of a ticket: every write is one update, and stamps what it must (H29)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.problems import InvalidError

from . import custom_fields
from .api import moment, nothing_to_update
from .definitions import ticket_fields
from .people import by_staff
from .values import any_day, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ticketstub.call import Call, Record, Upload

# Who an update is by, and what it counts for.
USER, STAFF, NOTE, QUIET = "user", "staff", "note", "quiet"

COMPLETED = "completed"

#: An update that changes nothing.
_UNCHANGED: dict[str, Any] = {
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

_BEFORE_COMPLETION = (
    "This field should be filled before marking this ticket as completed"
)


def changes_of(
    call: Call, ticket: Record, body: Record
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a body changes about a ticket, and how its update tells of it.

    What keeps its value is no change (H31).
    """
    changes: dict[str, Any] = {}
    told: dict[str, Any] = {}
    for field, column, names in (
        ("status", "status_id", call.store.statuses),
        ("priority", "priority_id", call.store.priorities),
        ("assignee", "assignee_id", call.store.staff),
    ):
        if field not in body:
            continue
        new = body[field] or None
        if new != ticket[column]:
            changes[column] = new
            told[f"{field}_change"] = change(names, new, ticket[column])
    due_date = any_day(body.get("due_date"))
    if due_date and due_date != ticket["due_date"]:
        changes["due_date"] = due_date
        told["due_date_change"] = {"new": due_date, "old": ticket["due_date"]}
    tags = list(dict.fromkeys([*ticket["tags"], *tags_of(body.get("tags"))]))
    if tags != ticket["tags"]:
        changes["tags"] = tags
    if body.get("time_spent"):
        changes["time_spent"] = (ticket["time_spent"] or 0) + body["time_spent"]
        told["time_spent"] = body["time_spent"]
    return changes, told


def change(names: Any, new: Any, old: Any) -> Record:
    """Tell of one change, by id and by name."""
    return {
        "new_name": (names.get(new) or {}).get("name"),
        "new": new,
        "old": old,
        "old_name": (names.get(old) or {}).get("name"),
    }


def fill_fields(
    call: Call,
    ticket: Record,
    body: Record,
    changes: dict[str, Any],
    told: dict[str, Any],
) -> None:
    """Add what a body's `t-cf-` keys change to the changes, and tell of it (H39)."""
    held = ticket["custom_fields"]
    given = custom_fields.ticket_values(call, body)
    if not given:
        return
    fields = ticket_fields(call, ticket["category_id"])
    filled = custom_fields.changes(fields, held, given)
    if filled:
        changes["custom_fields"] = custom_fields.merged(held, given)
        told["custom_field_change"] = filled


def fill_contact(call: Call, ticket: Record, body: Record) -> bool:
    """Store a body's contact fields; tell whether one has changed (H32)."""
    given = custom_fields.contact_values(call, body)
    contact = call.store.contacts.get(ticket["contact_id"])
    if not given or contact is None:
        return False
    values = custom_fields.merged(contact["custom_fields"], given)
    if values == contact["custom_fields"]:
        return False
    call.store.contacts.update(
        contact["id"], {"custom_fields": values, "updated_at": moment(call)}
    )
    return True


def check_completion(call: Call, ticket: Record, changes: Record) -> None:
    """Refuse to complete a ticket that lacks compulsory fields (H34)."""
    statuses = call.store.statuses
    before = (statuses.get(ticket["status_id"]) or {}).get("behavior")
    after = (statuses.get(changes.get("status_id")) or {}).get("behavior")
    if after != COMPLETED or before == COMPLETED:
        return
    missing = custom_fields.compulsory(
        ticket_fields(call, ticket["category_id"]),
        changes.get("custom_fields", ticket["custom_fields"]),
        "compulsory_on_completed",
        _BEFORE_COMPLETION,
    )
    if missing:
        raise InvalidError(missing)


def update_by_staff(
    call: Call,
    ticket: Record,
    body: Record,
    *,
    message: Record | None,
    files: Iterable[Upload],
    kind: str,
    alert: Any = None,
) -> Record:
    """Write what a staff member does to a ticket: one update (H31, H36)."""
    changes, told = changes_of(call, ticket, body)
    fill_fields(call, ticket, body, changes, told)
    check_completion(call, ticket, changes)
    contact_changed = fill_contact(call, ticket, body)
    if message is None and not changes and not contact_changed:
        raise nothing_to_update()
    if alert is not None:
        told["alert"] = alert
    staff = call.store.staff.get(body["staff"]) or {}
    return write(
        call,
        ticket,
        by_staff(staff),
        kind,
        changes=changes,
        told={**told, "message": message},
        files=files,
    )


def write(
    call: Call,
    ticket: Record,
    by: Record,
    kind: str,
    *,
    changes: Record,
    told: Record,
    files: Iterable[Upload] = (),
) -> Record:
    """Write one update, and return the ticket as it has changed, with its stamps."""
    now = moment(call)
    tell(call, ticket, by, told, files=files, at=now)
    stamps: dict[str, Any] = {"last_modified": now}
    if kind in (USER, STAFF):
        stamps["last_updated_at"] = now
    if kind == USER:
        stamps |= {"last_user_reply_at": now, "last_reply_at": now}
        stamps["unresponded"] = True
    elif kind == STAFF and told.get("message") is not None:
        stamps |= {"last_staff_reply_at": now, "last_reply_at": now}
        stamps["unresponded"] = False
    status = call.store.statuses.get(changes.get("status_id"))
    if status is not None and status["behavior"] == COMPLETED:
        stamps["last_closed_at"] = now
    return call.store.tickets.update(ticket["id"], {**changes, **stamps})


def tell(
    call: Call,
    ticket: Record,
    by: Record,
    told: Record,
    *,
    files: Iterable[Upload],
    at: str,
) -> None:
    """Write an update of a ticket, and keep its files."""
    update = call.store.updates.insert(
        {
            **_UNCHANGED,
            **told,
            "id": call.store.updates.next_id(),
            "ticket_id": ticket["id"],
            "timestamp": at,
            "by": by,
        }
    )
    for upload in files:
        call.store.attachments.insert(
            {
                "id": call.store.attachments.next_id(),
                "ticket_id": ticket["id"],
                "update_id": update["id"],
                "filename": upload.filename,
                "media_type": upload.media_type,
                "size": len(upload.data),
                "file": call.uploads.keep(upload.data),
            }
        )
