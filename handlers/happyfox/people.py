"""People: the staff of the desk, and the contacts who write to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.store import AllOf, Equals

from .api import CHOICE, moment, wrong
from .custom_fields import contact_values, merged
from .definitions import contact_fields, present_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation

#: What a ticket is that still waits for the desk.
PENDING = "pending"

#: What names no staff member.
_NOBODY = (None, "")

#: The kind of a phone number of which nothing is said.
OTHER = "o"


def active_staff(call: Call, staff_id: Any) -> Record | None:
    """Return the staff member of that id, who must be active."""
    staff = call.store.staff.get(staff_id)
    return staff if staff is not None and staff["active"] else None


def pending_statuses(call: Call) -> tuple[int, ...]:
    """Return the statuses of tickets that are not completed yet."""
    return call.store.statuses.derive(_pending)


def check_staff(call: Call, body: Record, field: str) -> Iterator[Violation]:
    """Yield a fault if a field names somebody who is no active staff member."""
    staff_id = body.get(field)
    if staff_id not in _NOBODY and active_staff(call, staff_id) is None:
        yield wrong(field, CHOICE, staff_id)


def present_staff(staff: Record) -> Record:
    return {
        "name": staff["name"],
        "is_account_admin": staff["is_account_admin"],
        "email": staff["email"],
        "role": staff["role"],
        "active": staff["active"],
        "id": staff["id"],
        "categories": staff["categories"],
        "permissions": staff["permissions"],
    }


def shown_staff(call: Call) -> Mapping[Any, Record]:
    """Return how each staff member is shown, by id."""
    return call.store.staff.derive(_shown_staff)


def present_contact(call: Call, contact: Record) -> Record:
    """Show a contact, with the counts of its tickets (H29)."""
    store = call.store
    phones = []
    primary = None
    for phone in contact["phones"]:
        shown = {"type": phone["type"], "number": phone["number"], "id": phone["id"]}
        phones.append(shown)
        if phone["is_primary"] and primary is None:
            primary = shown
    theirs = Equals("contact_id", contact["id"])
    pending = [
        store.tickets.count(AllOf((theirs, Equals("status_id", each))))
        for each in pending_statuses(call)
    ]
    return {
        "name": contact["name"],
        "primary_phone": primary,
        "phones": phones,
        "created_at": contact["created_at"],
        "updated_at": contact["updated_at"],
        "pending_tickets_count": sum(pending),
        "contact_groups": [
            group
            for each in contact["group_ids"]
            if (group := store.contact_groups.get(each)) is not None
        ],
        "tickets_count": store.tickets.count(theirs),
        "id": contact["id"],
        "email": contact["email"],
        "custom_fields": present_fields(contact_fields(call), contact["custom_fields"]),
    }


def known_contact(call: Call, body: Record) -> Record | None:
    """Return the contact that a body names, by its id or else by its address (H22)."""
    if body.get("client") is not None:
        return call.store.contacts.get(body["client"])
    email_key = str(body.get("email") or "").lower()
    found = call.store.contacts.find(Equals("email_key", email_key), limit=1)
    return found.records[0] if found.records else None


def contact_of(call: Call, body: Record) -> Record:
    """Return the contact that a new ticket is from, made or completed (H22)."""
    contacts = call.store.contacts
    contact = known_contact(call, body)
    now = moment(call)
    if contact is None:
        contact = contacts.insert(
            {
                "id": contacts.next_id(),
                "name": body["name"],
                "email": body["email"],
                "email_key": body["email"].lower(),
                "phones": [],
                "group_ids": [],
                "custom_fields": {},
                "created_at": now,
                "updated_at": now,
            }
        )
    changes: dict[str, Any] = {}
    phones = _with_phone(contact["phones"], body.get("phone") or "")
    if phones != contact["phones"]:
        changes["phones"] = phones
    values = merged(contact["custom_fields"], contact_values(call, body))
    if values != contact["custom_fields"]:
        changes["custom_fields"] = values
    if changes:
        changes["updated_at"] = now
        contact = contacts.update(contact["id"], changes)
    return contact


def by_staff(staff: Record) -> Record:
    """Tell who has written an update: a staff member (H31)."""
    return {
        "email": staff["email"],
        "type": "staff",
        "id": staff["id"],
        "name": staff["username"],
    }


def by_contact(contact: Record) -> Record:
    """Tell who has written an update: a contact."""
    return {
        "email": contact["email"],
        "type": "user",
        "id": contact["id"],
        "name": contact["name"],
    }


def _with_phone(phones: list[Record], number: str) -> list[Record]:
    """Return a contact's phones, a new number among them; the first is primary."""
    if not number.strip() or any(phone["number"] == number for phone in phones):
        return phones
    last = max((phone["id"] for phone in phones), default=0)
    new = {"id": last + 1, "type": OTHER, "number": number, "is_primary": not phones}
    return [*phones, new]


def _pending(statuses: Iterable[Record]) -> tuple[int, ...]:
    return tuple(each["id"] for each in statuses if each["behavior"] == PENDING)


def _shown_staff(staff: Iterable[Record]) -> dict[Any, Record]:
    return {each["id"]: present_staff(each) for each in staff}
