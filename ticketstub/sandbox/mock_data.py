"""Mock data at a sandbox's start: the same records, their times moved to now.

Mock data are written as of one moment.
A sandbox that starts later moves every declared time by the same span, so that what was
an hour old, or due tomorrow, still is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ticketstub.problems import Violation
from ticketstub.store.collection import Starting

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ticketstub.call import Record
    from ticketstub.sandbox.fresh import Form
    from ticketstub.store.indexes import Declared


@dataclass(frozen=True, slots=True)
class Person:
    """The fields of a record that tell who somebody is; `lower` is the address again.

    It is there for those who search for it whatever its case.
    """

    name: str
    email: str
    lower: str | None = None


@dataclass(frozen=True, slots=True)
class Grow:
    """How more records of a collection are made from those there are.

    `done` are the values of those that have ended, `without` the fields that must be
    empty, `mix` the groups of fields that may come from another record, which shares
    the values of the fields `within`; `people` is the reference to who it is about.
    """

    done: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    mix: tuple[tuple[str, ...], ...] = ()
    within: tuple[str, ...] = ()
    people: str | None = None


#: So many starts have their records at hand for the next sandbox.
_MOST_MOVED = 2


@dataclass(frozen=True, slots=True)
class MockCollection:
    """A collection as its file in `mock_data/` has it."""

    declared: Declared
    records: Sequence[Record]
    as_of: datetime | None = None
    times: tuple[str, ...] = ()
    references: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    judge: Callable[[Record], list[Violation]] | None = None
    fresh: dict[str, Form] = field(default_factory=dict)
    person: Person | None = None
    grow: Grow | None = None
    #: What those start with that start now, and were moved lately, by how far: whoever
    #: starts then shares it.
    _unmoved: Starting = field(init=False, repr=False, compare=False)
    _moved: dict[tuple[timedelta, int], Starting] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def __post_init__(self) -> None:
        """Have the records as they are at hand."""
        object.__setattr__(self, "_unmoved", Starting(self.records))

    def violations(self, record: Record) -> list[Violation]:
        """Return why a record could not stand in the mock data.

        References are for the sandbox to follow.
        """
        faults = [] if self.judge is None else self.judge(record)
        needed = {
            self.declared.key,
            *self.declared.indexes,
            *(self.declared.orders or ()),
        }
        told = {fault.name for fault in faults}
        return faults + [
            Violation("body", name, "required", None, None, (name,), "is required")
            for name in sorted(needed - told)
            if name not in record
        ]

    def at(self, start: datetime) -> Starting:
        """Return the records as they are in a sandbox that starts at `start`."""
        if self.as_of is None or not self.times:
            return self._unmoved
        span = start - self.as_of
        # What was due on the day after is so still, whatever the hour.
        days = (start.date() - self.as_of.date()).days
        known = self._moved.get((span, days))
        if known is not None:
            return known
        moved = [dict(record) for record in self.records]
        for record in moved:
            for name in self.times:
                move_time(record, name, span, days)
        if len(self._moved) >= _MOST_MOVED:
            del self._moved[next(iter(self._moved))]
        self._moved[span, days] = starting = Starting(moved)
        return starting


def move_time(
    record: dict[str, Any], name: str, span: timedelta, days: int | None = None
) -> None:
    """Move one time of a record by a span, in the form in which it is written.

    `name` is a field, or a path such as `dates.created` or `updates[].timestamp`.
    """
    head, _, rest = name.partition(".")
    if not rest:
        if head.endswith("[]"):
            head = head[:-2]
            record[head] = [moved(value, span, days) for value in record[head]]
        else:
            record[head] = moved(record[head], span, days)
    elif head.endswith("[]"):
        head = head[:-2]
        copies = [dict(inner) for inner in record[head]]
        for inner in copies:
            move_time(inner, rest, span, days)
        record[head] = copies
    elif record[head] is not None:
        record[head] = dict(record[head])
        move_time(record[head], rest, span, days)


def moved(value: Any, span: timedelta, days: int | None = None) -> Any:
    """Move a time by a span and write it in its own form.

    Forms: null; whole seconds since 1970; `2026-06-15`; `2026-06-15 09:30:00`;
    `2026-06-15T09:30:00Z` with no, three or six digits of a second.
    A date moves by `days`, or the span's whole days; what would leave the calendar
    stays where it is.
    Raises `ValueError` for anything else.
    """
    if value is None:
        return None
    try:
        return _moved(value, span, span.days if days is None else days)
    except OverflowError:
        return value


#: A date and time without a zone.
_PLAIN = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}")


def _moved(value: Any, span: timedelta, days: int) -> Any:
    if isinstance(value, int):
        return value + round(span.total_seconds())
    if len(value) == len("2026-06-15"):
        return (date.fromisoformat(value) + timedelta(days=days)).isoformat()
    if not value.endswith("Z"):
        if not _PLAIN.fullmatch(value):
            message = f"{value!r} is no date and time"
            raise ValueError(message)
        naive = datetime.fromisoformat(value).replace(tzinfo=UTC)
        return (naive + span).strftime("%Y-%m-%d %H:%M:%S")
    later = (datetime.fromisoformat(value) + span).replace(tzinfo=None)
    digits = len(value.partition(".")[2]) - 1
    precision = {6: "microseconds", 3: "milliseconds"}.get(digits, "seconds")
    return later.isoformat(timespec=precision) + "Z"
