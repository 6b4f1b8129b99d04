"""Faults: listed, added, looked at and removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply
from ticketstub.problems import ConflictError, Violation, absent
from ticketstub.sandbox.faults import MOST_FAULTS, Fault

from .served import plans_of, unserved
from .times import read_time, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ticketstub.call import Call, Record
    from ticketstub.pipeline.plan import Plan

#: Each says what goes wrong; one of them is enough, and but one of the last three goes.
_EFFECTS = ("status", "connection", "truncate")


def find_fault(call: Call, fault_id: str) -> Fault:
    return call.sandbox.faults.get(fault_id) or absent("fault")


def present_fault(fault: Fault) -> Record:
    """Show a fault and how often it was met."""
    return {
        "id": fault.id,
        "api": fault.api,
        "operation": fault.operation or None,
        "status": fault.status or None,
        "example": fault.example or None,
        "delay_seconds": fault.delay,
        "connection": fault.connection or None,
        "truncate": fault.truncate,
        "first": fault.first,
        "every": fault.every,
        "from": None if fault.start is None else stamp(fault.start),
        "until": None if fault.end is None else stamp(fault.end),
        "met": fault.met,
        "hits": fault.hits,
    }


def list_faults(call: Call) -> Reply:
    faults = [present_fault(fault) for fault in call.sandbox.faults.all]

    return Reply(200, {"faults": faults})


def check_create_fault(call: Call, body: Record) -> Iterator[Violation]:
    given = [name for name in _EFFECTS if body.get(name) is not None]
    if not given and not body.get("delay_seconds"):
        text = "is needed, or else delay_seconds, connection or truncate"
        yield _wrong("status", None, text, "required")
    for name in given[1:]:
        yield _wrong(name, body[name], f"is not given together with {given[0]}")
    if body.get("example") is not None and "status" not in given:
        yield _wrong("example", body["example"], "is given together with status alone")
    yield from _window_faults(body)
    if "api" in body:
        yield from _operation_faults(call, body)


def create_fault(call: Call, body: Record) -> Reply:
    faults = call.sandbox.faults
    if len(faults.all) >= MOST_FAULTS:
        message = f"There are {MOST_FAULTS} faults already; remove some."
        raise ConflictError(message)

    fault = Fault(
        faults.next_id(),
        body["api"],
        body.get("operation") or "",
        body.get("status") or 0,
        body.get("example") or "",
        body.get("delay_seconds") or 0,
        body.get("connection") or "",
        body.get("truncate"),
        body.get("first"),
        body.get("every"),
        _time(body, "from"),
        _time(body, "until"),
    )
    faults.all.append(fault)
    return Reply(201, present_fault(fault))


def delete_faults(call: Call) -> Reply:
    call.sandbox.faults.all.clear()

    return Reply(204)


def get_fault(call: Call, fault: Fault) -> Reply:
    return Reply(200, present_fault(fault))


def delete_fault(call: Call, fault: Fault) -> Reply:
    call.sandbox.faults.all.remove(fault)

    return Reply(204)


def _operation_faults(call: Call, body: Record) -> Iterator[Violation]:
    api, operation = body["api"], body.get("operation")
    unknown = [*unserved(call, "body", api, operation)]
    yield from unknown
    if not unknown:
        yield from _example_faults(plans_of(call, api, operation), body)


def _example_faults(plans: list[Plan], body: Record) -> Iterator[Violation]:
    """Yield a violation for an example that an operation does not have."""
    example, status = body.get("example"), body.get("status")
    if example is None or status is None:
        return
    for plan in plans:
        names = plan.preferences.examples(status)
        if example not in names:
            listed = ", ".join(names) or "none"
            text = (
                f"is no example of {plan.operation_id}'s {status}; there are {listed}"
            )
            yield _wrong("example", example, text)
            return


def _window_faults(body: Record) -> Iterator[Violation]:
    for name in ("from", "until"):
        if body.get(name) is not None and read_time(body[name]) is None:
            text = "is no time between the years 1970 and 9000"
            yield _wrong(name, body[name], text, "format")
            return
    start, end = _time(body, "from"), _time(body, "until")
    if start is not None and end is not None and end <= start:
        yield _wrong("until", body["until"], "is not after from")


def _time(body: Record, name: str) -> datetime | None:
    value = body.get(name)
    return None if value is None else read_time(value)


def _wrong(name: str, value: Any, message: str, rule: str = "unknown") -> Violation:
    return Violation("body", name, rule, None, value, (name,), message)
