"""Subscribers: the staff who are told of what happens to a ticket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import OwnError

from .api import CHOICE, LIST, moment, wrong
from .people import active_staff, check_staff
from .tickets import find_ticket
from .values import ids_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation

__all__ = ["find_ticket"]


def check_subscribe(call: Call, body: Record) -> Iterator[Violation]:
    yield from check_staff(call, body, "staff_id")
    data = ids_of(body.get("data") or [])
    if data is None:
        yield wrong("data", LIST)
    elif not all(active_staff(call, each) for each in data):
        yield wrong("data", CHOICE)


def subscribe(call: Call, ticket: Record, body: Record) -> Reply:
    wanted = [body["staff_id"], *(ids_of(body.get("data") or []) or ())]
    held = ticket["subscriber_ids"]
    new = [each for each in dict.fromkeys(wanted) if each not in held]
    if not new:
        return Reply(200, {"message": "No new subscribers"})

    _change(call, ticket, [*held, *new])
    names = ", ".join(_name(call, each) for each in new)
    return Reply(200, {"message": f"{names}, Subscribers added to ticket"})


def check_unsubscribe(call: Call, body: Record) -> Iterator[Violation]:
    """Whoever has left can be taken off, too."""
    staff_id = body.get("staff_id")
    if staff_id is not None and call.store.staff.get(staff_id) is None:
        yield wrong("staff_id", CHOICE, staff_id)


def unsubscribe(call: Call, ticket: Record, body: Record) -> Reply:
    name = _name(call, body["staff_id"])
    held = ticket["subscriber_ids"]
    if body["staff_id"] not in held:
        raise OwnError(400, "", f"{name} is not subscribed")

    _change(call, ticket, [each for each in held if each != body["staff_id"]])
    return Reply(200, {"message": f"{name} unsubscribed"})


def _change(call: Call, ticket: Record, subscribers: list[int]) -> None:
    changes = {"subscriber_ids": subscribers, "last_modified": moment(call)}
    call.store.tickets.update(ticket["id"], changes)


def _name(call: Call, staff_id: int) -> str:
    return str((call.store.staff.get(staff_id) or {}).get("name"))
