"""Clock: read, set, frozen, and made to jump."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import Violation, invalid

from .times import EARLIEST, LATEST, read_time, stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record
    from ticketstub.sandbox.clock import Clock
    from ticketstub.sandbox.sandbox import Sandbox

#: So far back mock data may tell of; that, too, must be after 1970.
_REACH = timedelta(days=366)

_YEARS = "between the years 1970 and 9000"


def present_clock(clock: Clock) -> Record:
    """Show a clock."""
    return {
        "now": stamp(clock.now()),
        "state": "running" if clock.frozen is None else "frozen",
        "offset_seconds": clock.offset.total_seconds() if clock.frozen is None else 0,
    }


def get_clock(call: Call) -> Reply:
    return Reply(200, present_clock(call.sandbox.clock))


def check_set_clock(call: Call, body: Record) -> Iterator[Violation]:
    if "at" in body and read_time(body["at"]) is None:
        text = f"is no time {_YEARS}"
        yield Violation("body", "at", "range", None, body["at"], ("at",), text)


def set_clock(call: Call, body: Record) -> Reply:
    clock = call.sandbox.clock
    at = read_time(body.get("at"))
    frozen = body.get("frozen")
    if frozen is True:
        clock.freeze(at)
    elif at is not None:
        clock.set(at)
    if frozen is False:
        clock.run()
    if at is not None:
        _begin(call.sandbox)

    return Reply(200, present_clock(clock))


def delete_clock(call: Call) -> Reply:
    call.sandbox.clock.load(None, timedelta())
    _begin(call.sandbox)

    return Reply(204)


def advance_clock(call: Call, body: Record) -> Reply:
    clock, seconds = call.sandbox.clock, body["seconds"]
    try:
        later = clock.now() + timedelta(seconds=seconds)
    except OverflowError:
        later = LATEST
    if not EARLIEST <= later < LATEST:
        path, text = ("seconds",), f"leads to no time {_YEARS}"
        invalid(Violation("body", "seconds", "range", None, seconds, path, text))
    clock.set(later)

    return Reply(200, present_clock(clock))


def _begin(sandbox: Sandbox) -> None:
    """Let a sandbox none of whose records was used yet begin at its clock's time.

    So its mock data are as old as they should be then, whenever the test runs.
    """
    now = sandbox.clock.now()
    if not sandbox.records.count() and now >= EARLIEST + _REACH:
        sandbox.started = now
