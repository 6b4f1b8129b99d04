"""Tickets: listed, created, read, changed by the desk, moved and deleted."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply
from ticketstub.problems import (
    ForbiddenError,
    InvalidError,
    OwnError,
    UnreadableError,
    Violation,
    absent,
)
from ticketstub.store import Equals

from . import custom_fields
from .api import CHOICE, VALUE, nothing_to_update, worded, wrong
from .creating import check_draft, create
from .definitions import ticket_fields
from .life import NOTE, QUIET, change, fill_fields, write
from .lists import conditions
from .lists import page as page_of
from .messages import NOTE as NOTE_MESSAGE
from .messages import message
from .people import by_staff, check_staff
from .shown import display_id, present_ticket
from .values import is_true, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record

#: So many tickets can be created in one call (H30).
MOST_DRAFTS = 100

MOVE_ANYWHERE = "move_ticket_to_any_category"
DELETE = "delete_tickets"

_BEFORE_MOVING = "This field should be filled before moving this ticket"


def find_ticket(call: Call, ticket_id: int) -> Record:
    return call.store.tickets.get(ticket_id) or absent("ticket")


def list_tickets(
    call: Call,
    minify_response: Any,
    fields: list[str] | None,
    status: str,
    category: list[int] | None,
    q: str | None,
    sort: str,
    size: int,
    page: int,
    unresponded: bool | None,
    breached: bool | None,
    tag: str | None,
    duedate: str | None,
    priority: str | None,
    assignee: str | None,
    group: str | None,
    contact: str | None,
    id: str | None,  # noqa: A002  # the vendor's name of the parameter
    has_attachments: str | None,
) -> Reply:
    own_filters = {
        "unresponded": unresponded,
        "breached": breached,
        "tag": tag,
        "duedate": duedate,
        "priority": priority,
        "assignee": assignee,
        "group": group,
        "contact": contact,
        "id": id,
    }
    where, searched = conditions(call, status, category, q or "", own_filters)
    start = (page - 1) * size
    records, total = page_of(
        call, where, sort, searched=searched, offset=start, limit=size
    )

    data: list[Any]
    if is_true(minify_response):
        data = [ticket["id"] for ticket in records]
    else:
        shown = (present_ticket(call, ticket) for ticket in records)
        data = [
            ticket if fields is None else {name: ticket[name] for name in fields}
            for ticket in shown
        ]
    info = {
        "count": len(data),
        "last_index": total,
        "page_count": max(1, ceil(total / size)),
        "start_index": start + 1 if data else 0,
        "end_index": start + len(data) if data else 0,
    }
    return Reply(200, {"page_info": info, "data": data})


def check_create_ticket(call: Call, body: Record) -> Iterator[Violation]:
    yield from check_draft(call, body)


def create_ticket(call: Call, body: Any) -> Reply:
    if isinstance(body, list):
        return _create_tickets(call, body)

    return Reply(200, present_ticket(call, create(call, body)))


def get_ticket(call: Call, ticket: Record, show_cf_changes: Any) -> Reply:
    shown = present_ticket(call, ticket, show_cf_changes=is_true(show_cf_changes))

    return Reply(200, shown)


def check_update_tags(call: Call, body: Record) -> Iterator[Violation]:
    yield from check_staff(call, body, "staff_id")


def update_tags(call: Call, ticket: Record, body: Record) -> Reply:
    if "add" not in body and "remove" not in body:
        raise nothing_to_update()

    removed = tags_of(body.get("remove"))
    kept = [tag for tag in ticket["tags"] if tag not in removed]
    tags = list(dict.fromkeys([*kept, *tags_of(body.get("add"))]))
    staff = call.store.staff.get(body["staff_id"]) or {}
    changed = write(
        call, ticket, by_staff(staff), QUIET, changes={"tags": tags}, told={}
    )
    return Reply(200, present_ticket(call, changed))


def check_update_custom_fields(
    call: Call, ticket: Record, body: Record
) -> Iterator[Violation]:
    yield from check_staff(call, body, "staff")
    yield from custom_fields.check_ticket_fields(call, body, ticket["category_id"])
    if custom_fields.has_ticket_fields(body):
        given = custom_fields.ticket_values(call, body)
        yield from custom_fields.missing_required(
            ticket_fields(call, ticket["category_id"]),
            custom_fields.merged(ticket["custom_fields"], given),
            "t-cf-",
        )


def update_custom_fields(call: Call, ticket: Record, body: Record) -> Reply:
    changes: dict[str, Any] = {}
    told: dict[str, Any] = {}
    fill_fields(call, ticket, body, changes, told)
    if not changes:
        raise nothing_to_update()

    staff = call.store.staff.get(body["staff"]) or {}
    changed = write(call, ticket, by_staff(staff), QUIET, changes=changes, told=told)
    return Reply(200, present_ticket(call, changed))


def check_move_ticket(call: Call, body: Record) -> Iterator[Violation]:
    yield from check_staff(call, body, "staff_id")
    target = body.get("target_category_id")
    if target is not None and call.store.categories.get(target) is None:
        yield wrong("target_category_id", CHOICE, target)
    yield from check_staff(call, body, "assign_to")


def move_ticket(call: Call, ticket: Record, body: Record) -> Reply:
    store = call.store
    staff = store.staff.get(body["staff_id"]) or {}
    target = body["target_category_id"]
    if target not in staff["categories"] and MOVE_ANYWHERE not in staff["permissions"]:
        reason = f"The staff member may not move tickets to the category {target}."
        raise ForbiddenError(reason)
    if target == ticket["category_id"]:
        raise nothing_to_update()
    missing = custom_fields.compulsory(
        ticket_fields(call, ticket["category_id"]),
        ticket["custom_fields"],
        "compulsory_on_move",
        _BEFORE_MOVING,
    )
    if missing:
        raise InvalidError(missing)

    changes: dict[str, Any] = {"category_id": target}
    told: dict[str, Any] = {
        "category_change": change(store.categories, target, ticket["category_id"])
    }
    note = (body.get("move_note") or "").strip()
    if note:
        told["message"] = message(body["move_note"], None, {}, kind=NOTE_MESSAGE)
    assignee = body.get("assign_to") or None
    if assignee is not None and assignee != ticket["assignee_id"]:
        changes["assignee_id"] = assignee
        told["assignee_change"] = change(store.staff, assignee, ticket["assignee_id"])
    write(call, ticket, by_staff(staff), NOTE, changes=changes, told=told)

    name = (store.categories.get(target) or {}).get("name")
    return Reply(200, {"status_code": 200, "message": f"moved ticket to {name}"})


def check_delete_ticket(call: Call, body: Record) -> Iterator[Violation]:
    yield from check_staff(call, body, "staff_id")


def delete_ticket(call: Call, ticket: Record, body: Record) -> Reply:
    staff = call.store.staff.get(body["staff_id"]) or {}
    if DELETE not in staff["permissions"]:
        reason = "The staff member may not delete tickets."
        raise ForbiddenError(reason)

    shown = display_id(call, ticket)
    of_ticket = Equals("ticket_id", ticket["id"])
    for attachment in call.store.attachments.find(of_ticket).records:
        call.store.attachments.delete(attachment["id"])
        call.uploads.drop(attachment["file"])
    for update in call.store.updates.find(of_ticket).records:
        call.store.updates.delete(update["id"])
    call.store.tickets.delete(ticket["id"])
    return Reply(200, {"deleted_ticket": shown})


def _create_tickets(call: Call, drafts: list[Any]) -> Reply:
    """Create each ticket of a list that is in order, and say what is wrong (H30)."""
    if len(drafts) > MOST_DRAFTS:
        message_ = f"A maximum of {MOST_DRAFTS} tickets can be created in one request"
        raise OwnError(400, "", message_)
    answers: list[Record] = []
    for draft in drafts:
        try:
            body, faults = call.operation.judge(
                "TicketDraft", draft, lambda body: check_draft(call, body)
            )
        except UnreadableError:
            body, faults = None, []
        if not isinstance(body, dict):
            faults = [wrong("__all__", VALUE, draft)]
        if faults:
            answers.append({"success": False, "error": worded(faults)})
            continue
        ticket = create(call, body)
        shown = display_id(call, ticket)
        answers.append({"display_id": shown, "id": ticket["id"], "success": True})
    return Reply(200, answers)
