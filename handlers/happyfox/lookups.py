"""Lookups: what the ids in tickets stand for (H9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply

from .definitions import contact_fields
from .people import present_staff
from .shown import present_category

if TYPE_CHECKING:
    from ticketstub.call import Call


def list_staff(call: Call) -> Reply:
    staff = call.store.staff.find()

    return Reply(200, [present_staff(each) for each in staff.records])


def list_statuses(call: Call) -> Reply:
    return Reply(200, [*call.store.statuses.find().records])


def list_priorities(call: Call) -> Reply:
    return Reply(200, [*call.store.priorities.find().records])


def list_categories(call: Call) -> Reply:
    categories = call.store.categories.find()

    return Reply(200, [present_category(each) for each in categories.records])


def list_ticket_custom_fields(call: Call) -> Reply:
    return Reply(200, [*call.store.ticket_custom_fields.find().records])


def list_user_custom_fields(call: Call) -> Reply:
    fields = contact_fields(call).in_order

    return Reply(200, [field.definition for field in fields])
