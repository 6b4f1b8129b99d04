"""Creating a ticket: what a draft must hold, and what a new ticket starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import custom_fields
from .api import CHOICE, DATE, DATE_TIME, EMAIL, REQUIRED, moment, wrong
from .definitions import contact_fields, ticket_fields
from .files import check_files, uploads_in
from .life import change, tell
from .messages import message
from .people import by_contact, check_staff, contact_of, known_contact
from .values import any_day, is_address, is_true, items_of, tags_of, utc_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation


def check_draft(call: Call, body: Record) -> Iterator[Violation]:
    """Yield what is wrong with a new ticket beyond the shapes of its fields (H23)."""
    yield from _check_contact(call, body)
    if not body.get("text") and not body.get("html"):
        yield wrong("text", REQUIRED)
    category = call.store.categories.get(body.get("category"))
    if body.get("category") is not None and not (category and category["public"]):
        yield wrong("category", CHOICE, body["category"])
    priority = body.get("priority")
    if priority not in (None, "") and call.store.priorities.get(priority) is None:
        yield wrong("priority", CHOICE, priority)
    yield from check_staff(call, body, "assignee")
    yield from check_addresses(body, "cc", "bcc")
    if body.get("created_at") and utc_moment(body["created_at"]) is None:
        yield wrong("created_at", DATE_TIME, body["created_at"])
    if body.get("due_date") and any_day(body["due_date"]) is None:
        yield wrong("due_date", DATE, body["due_date"])
    yield from check_files(body)
    yield from _check_custom_fields(call, body, category)


def check_addresses(body: Record, *fields: str) -> Iterator[Violation]:
    """Yield the lists of addresses in which one is none (H26)."""
    for field in fields:
        text = body.get(field)
        if text and not all(map(is_address, items_of(text))):
            yield wrong(field, EMAIL, text)


def create(call: Call, body: Record) -> Record:
    """Make a ticket of a draft that was found in order, and return it (H22, H25)."""
    store = call.store
    contact = contact_of(call, body)
    status = store.statuses.derive(_default)
    priority = body.get("priority") or store.priorities.derive(_default)
    assignee = body.get("assignee") or None
    due_date = any_day(body.get("due_date"))
    now = moment(call)
    at = utc_moment(body.get("created_at")) or now
    said = message(body.get("text"), body.get("html"), body)
    ticket = store.tickets.insert(
        {
            "id": store.tickets.next_id(),
            "category_id": body["category"],
            "contact_id": contact["id"],
            "subject": body["subject"],
            "first_message": said["text"],
            "status_id": status,
            "priority_id": priority,
            "assignee_id": assignee,
            "created_at": at,
            "last_updated_at": at,
            "last_modified": now,
            "last_user_reply_at": at,
            "last_staff_reply_at": None,
            "last_reply_at": at,
            "last_closed_at": None,
            "time_spent": None,
            "sla_breaches": 0,
            "custom_fields": custom_fields.merged(
                {}, custom_fields.ticket_values(call, body)
            ),
            "merged_tickets": [],
            "merged_to": None,
            "visible_only_staff": is_true(body.get("visible_only_staff")),
            "due_date": due_date,
            "tags": tags_of(body.get("tags")),
            "unresponded": True,
            "source": "TKT_CREATION_API",
            "subscriber_ids": [],
        }
    )
    told: dict[str, Any] = {
        "message": {**said, "subject": ""},
        "priority_change": change(store.priorities, priority, None),
        "status_change": change(store.statuses, status, None),
    }
    if assignee is not None:
        told["assignee_change"] = change(store.staff, assignee, None)
    if due_date is not None:
        told["due_date_change"] = {"new": due_date, "old": None}
    tell(call, ticket, by_contact(contact), told, files=uploads_in(body), at=at)
    return ticket


def _check_contact(call: Call, body: Record) -> Iterator[Violation]:
    """Yield what is wrong with whom a ticket is from (H22)."""
    if body.get("client") is not None:
        if call.store.contacts.get(body["client"]) is None:
            yield wrong("client", CHOICE, body["client"])
        return
    for field in ("name", "email"):
        if not str(body.get(field) or "").strip():
            yield wrong(field, REQUIRED)
    if str(body.get("email") or "").strip() and not is_address(body["email"]):
        yield wrong("email", EMAIL, body["email"])


def _check_custom_fields(
    call: Call, body: Record, category: Record | None
) -> Iterator[Violation]:
    faults = [*custom_fields.check_contact_fields(call, body)]
    missing = [
        *custom_fields.missing_required(
            contact_fields(call),
            _contact_values(call, body),
            "c-cf-",
        )
    ]
    if category is not None and category["public"]:
        faults += custom_fields.check_ticket_fields(call, body, category["id"])
        missing += custom_fields.missing_required(
            ticket_fields(call, category["id"]),
            custom_fields.ticket_values(call, body),
            "t-cf-",
        )
    yield from faults
    refused = {fault.name for fault in faults}
    yield from (fault for fault in missing if fault.name not in refused)


def _contact_values(call: Call, body: Record) -> dict[str, Any]:
    """Return the contact's values as they would be, those it has already included."""
    contact = known_contact(call, body)
    held = {} if contact is None else contact["custom_fields"]
    return custom_fields.merged(held, custom_fields.contact_values(call, body))


def _default(records: Iterable[Record]) -> int:
    """Return the id of the default of a look-up."""
    default: int = next(each["id"] for each in records if each["default"])
    return default
