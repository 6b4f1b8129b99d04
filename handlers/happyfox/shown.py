"""How a ticket is shown, with everybody and everything that belongs to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.store import Equals

from .definitions import present_fields, ticket_fields
from .files import attachment_url
from .people import present_contact, shown_staff

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ticketstub.call import Call, Record

#: What only the engine looks at.
_HIDDEN_OF_CATEGORY = ("prefix",)


def display_id(call: Call, ticket: Record) -> str:
    """Return a ticket's number behind the prefix of its category (H21)."""
    category = call.store.categories.get(ticket["category_id"]) or {}
    return f"#{category.get('prefix', '')}{ticket['id']:08}"


def present_category(category: Record) -> Record:
    return {
        name: value
        for name, value in category.items()
        if name not in _HIDDEN_OF_CATEGORY
    }


def present_ticket(
    call: Call, ticket: Record, *, show_cf_changes: bool = False
) -> dict[str, Any]:
    """Show a ticket whole, its updates and the links to its files included (H46)."""
    store = call.store
    of_ticket = Equals("ticket_id", ticket["id"])
    updates = store.updates.find(of_ticket).records
    attachments = store.attachments.find(of_ticket).records
    by_update: dict[int, list[Record]] = {}
    for attachment in attachments:
        by_update.setdefault(attachment["update_id"], []).append(attachment)
    contact = store.contacts.get(ticket["contact_id"])
    subscribers = store.staff.derive(_subscribers)
    return {
        "id": ticket["id"],
        "display_id": display_id(call, ticket),
        "subject": ticket["subject"],
        "first_message": ticket["first_message"],
        "status": store.statuses.get(ticket["status_id"]),
        "priority": store.priorities.get(ticket["priority_id"]),
        "category": store.categories.derive(_categories).get(ticket["category_id"]),
        "created_at": ticket["created_at"],
        "last_updated_at": ticket["last_updated_at"],
        "last_modified": ticket["last_modified"],
        "last_user_reply_at": ticket["last_user_reply_at"],
        "last_staff_reply_at": ticket["last_staff_reply_at"],
        "time_spent": ticket["time_spent"],
        "messages_count": len([1 for each in updates if each["message"] is not None]),
        "attachments_count": len(attachments),
        "sla_breaches": ticket["sla_breaches"],
        "custom_fields": present_fields(
            ticket_fields(call, ticket["category_id"]), ticket["custom_fields"]
        ),
        "merged_tickets": ticket["merged_tickets"],
        "merged_to": ticket["merged_to"],
        "visible_only_staff": ticket["visible_only_staff"],
        "due_date": ticket["due_date"],
        "due_by": None,
        "tags": ",".join(ticket["tags"]),
        "unresponded": ticket["unresponded"],
        "source": ticket["source"],
        "user": None if contact is None else present_contact(call, contact),
        "subscribers": [
            subscribers[each]
            for each in ticket["subscriber_ids"]
            if each in subscribers
        ],
        "assigned_to": shown_staff(call).get(ticket["assignee_id"]),
        "updates": [
            _present_update(
                call,
                update,
                by_update.get(update["id"], ()),
                show_cf_changes=show_cf_changes,
            )
            for update in updates
        ],
    }


def _present_update(
    call: Call, update: Record, attachments: Sequence[Record], *, show_cf_changes: bool
) -> Record:
    message = update["message"]
    if message is not None:
        message = {
            "attachments": _links(call, attachments) if attachments else [],
            "bcc_list": message["bcc_list"],
            "text": message["text"],
            "cc_list": message["cc_list"],
            "customer_updated": message["customer_updated"],
            "html": message["html"],
            "forward_list": message["forward_list"],
            "message_type": message["message_type"],
            "subject": message["subject"],
        }
    return {
        "update_id": update["id"],
        "timestamp": update["timestamp"],
        "by": update["by"],
        "message": message,
        "time_spent": update["time_spent"],
        "priority_change": update["priority_change"],
        "status_change": update["status_change"],
        "assignee_change": update["assignee_change"],
        "category_change": update["category_change"],
        "due_date_change": update["due_date_change"],
        "custom_field_change": update["custom_field_change"]
        if show_cf_changes
        else None,
        "satisfaction_survey": update["satisfaction_survey"],
    }


def _links(call: Call, attachments: Sequence[Record]) -> list[Record]:
    return [
        {
            "url": attachment_url(call, attachment),
            "id": attachment["id"],
            "filename": attachment["filename"],
        }
        for attachment in attachments
    ]


def _categories(categories: Iterable[Record]) -> dict[Any, Record]:
    return {each["id"]: present_category(each) for each in categories}


def _subscribers(staff: Iterable[Record]) -> dict[Any, Record]:
    return {
        each["id"]: {
            "first_name": each["first_name"],
            "last_name": each["last_name"],
            "id": each["id"],
            "email": each["email"],
        }
        for each in staff
    }
