"""Updates: replies, private notes and forwards, and what they change on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply
from ticketstub.store import Equals

from . import custom_fields
from .api import CHOICE, DATE, LIST, REQUIRED, wrong
from .creating import check_addresses
from .files import check_files, uploads_in
from .life import NOTE as AS_NOTE
from .life import STAFF, USER, update_by_staff, write
from .messages import NOTE, looks_like_html, message
from .people import active_staff, by_contact, by_staff, check_staff
from .shown import display_id, present_ticket
from .tickets import find_ticket
from .values import any_day, ids_of, items_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation

__all__ = ["find_ticket"]


def check_create_staff_update(
    call: Call, ticket: Record, body: Record
) -> Iterator[Violation]:
    yield from _check_staff_update(call, ticket, body)
    yield from check_addresses(body, "cc", "bcc")
    parent = body.get("parent_update")
    if parent is not None:
        update = call.store.updates.get(parent)
        if update is None or update["ticket_id"] != ticket["id"]:
            yield wrong("parent_update", CHOICE, parent)
    told = body.get("last_staff_message")
    if told is not None and told != _last_staff_message(call, ticket):
        text = "The ticket has a newer staff message."
        yield wrong("last_staff_message", text, told)


def create_staff_update(call: Call, ticket: Record, body: Record) -> Reply:
    changed = update_by_staff(
        call,
        ticket,
        body,
        message=_message(body, None),
        files=uploads_in(body),
        kind=STAFF,
    )

    return Reply(200, present_ticket(call, changed))


def check_create_private_note(
    call: Call, ticket: Record, body: Record
) -> Iterator[Violation]:
    yield from _check_staff_update(call, ticket, body)
    alert = body.get("alert")
    if alert not in (None, "", "s", "c") and not _is_staff(call, alert):
        yield wrong("alert", CHOICE, alert)


def create_private_note(call: Call, ticket: Record, body: Record) -> Reply:
    changed = update_by_staff(
        call,
        ticket,
        body,
        message=_message(body, NOTE),
        files=uploads_in(body),
        kind=AS_NOTE,
        alert=_alert(body.get("alert")),
    )

    return Reply(200, present_ticket(call, changed))


def check_create_user_reply(call: Call, body: Record) -> Iterator[Violation]:
    user = body.get("user")
    if user is not None and call.store.contacts.get(user) is None:
        yield wrong("user", CHOICE, user)
    yield from check_addresses(body, "cc", "bcc")
    yield from check_files(body)


def create_user_reply(call: Call, ticket: Record, body: Record) -> Reply:
    text = body["text"]
    is_html = looks_like_html(text)
    said = message(None if is_html else text, text if is_html else None, body)
    said["subject"] = ""
    contact = call.store.contacts.get(body["user"]) or {}
    changed = write(
        call,
        ticket,
        by_contact(contact),
        USER,
        changes={},
        told={"message": said},
        files=uploads_in(body),
    )

    return Reply(200, present_ticket(call, changed))


def check_forward_ticket(
    call: Call, ticket: Record, body: Record
) -> Iterator[Violation]:
    yield from check_staff(call, body, "staff_id")
    if body.get("to") and not items_of(body["to"]):
        yield wrong("to", REQUIRED, body["to"])
    yield from check_addresses(body, "to", "cc", "bcc")
    wanted = ids_of(body.get("ticket_attachments") or [])
    if wanted is None:
        yield wrong("ticket_attachments", LIST)
    elif not all(_belongs(call, ticket, each) for each in wanted):
        yield wrong("ticket_attachments", CHOICE)
    yield from check_files(body)


def forward_ticket(call: Call, ticket: Record, body: Record) -> Reply:
    said = message(body["message"], None, body)
    said["forward_list"] = ",".join(items_of(body["to"]))
    staff = call.store.staff.get(body["staff_id"]) or {}
    write(
        call,
        ticket,
        by_staff(staff),
        AS_NOTE,
        changes={},
        told={"message": said},
        files=uploads_in(body),
    )

    text = f"Successfully forwarded the ticket {display_id(call, ticket)}"
    return Reply(200, {"message": text})


def _check_staff_update(
    call: Call, ticket: Record, body: Record
) -> Iterator[Violation]:
    """Yield what is wrong with what replies and notes have in common (H31 to H34)."""
    yield from check_staff(call, body, "staff")
    for field, known in (
        ("status", call.store.statuses),
        ("priority", call.store.priorities),
    ):
        if body.get(field) is not None and known.get(body[field]) is None:
            yield wrong(field, CHOICE, body[field])
    yield from check_staff(call, body, "assignee")
    category = call.store.categories.get(ticket["category_id"]) or {}
    if (
        category.get("time_spent_mandatory")
        and body.get("time_spent") is None
        and _says_something(body)
    ):
        yield wrong("time_spent", REQUIRED)
    if body.get("due_date") and any_day(body["due_date"]) is None:
        yield wrong("due_date", DATE, body["due_date"])
    yield from check_files(body)
    yield from custom_fields.check_contact_fields(call, body)
    yield from custom_fields.check_ticket_fields(call, body, ticket["category_id"])


def _message(body: Record, kind: str | None) -> dict[str, Any] | None:
    """Return the message of a body, if it says anything or brings a file (H31)."""
    if not _says_something(body):
        return None
    text = body.get("plaintext") or body.get("text")
    html = body.get("html")
    of_reply = body if kind is None else {}
    return message(text, html, of_reply, kind=kind, customer_updated=kind is None)


def _says_something(body: Record) -> bool:
    texts = (body.get("plaintext"), body.get("text"), body.get("html"))
    return any(texts) or bool(uploads_in(body))


def _last_staff_message(call: Call, ticket: Record) -> int | None:
    """Return the id of the latest update by staff that has a message (H35)."""
    updates = call.store.updates.find(Equals("ticket_id", ticket["id"])).records
    told = [
        update["id"]
        for update in updates
        if update["message"] is not None and update["by"]["type"] == "staff"
    ]
    return told[-1] if told else None


def _alert(told: Any) -> Any:
    """Return whom a note alerts: a word, or the id of a staff member (H36)."""
    return told if told in (None, "s", "c") else (ids_of([told]) or [told])[0]


def _is_staff(call: Call, alert: Any) -> bool:
    ids = ids_of([alert]) or []
    return len(ids) == 1 and active_staff(call, ids[0]) is not None


def _belongs(call: Call, ticket: Record, attachment_id: int) -> bool:
    attachment = call.store.attachments.get(attachment_id)
    return attachment is not None and attachment["ticket_id"] == ticket["id"]
