"""Moulds: records of the mock data that others are made from, at other times.

A family is a record with all those that refer to it.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from ticketstub.sandbox.mock_data import move_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from ticketstub.call import Record
    from ticketstub.sandbox.mock_data import MockCollection
    from ticketstub.sandbox.people import Look, Place

    Move = Callable[["Shift"], Any]

#: How the times of a day alone are written.
_DAY = len("2026-06-15")

#: Fields of a collection that refer to others, each with the collection it refers to.
References = dict[str, str]


class Shift(NamedTuple):
    """How far times are moved: a span, and whole days for what is a day alone."""

    span: timedelta
    days: int


class Mould:
    """A record of one collection, to be made again at another time."""

    __slots__ = ("_moves", "_paths", "key", "name", "places", "record", "refers")

    def __init__(self, name: str, mock: MockCollection, record: Record) -> None:
        self.name = name
        self.record = record
        self.key = record[mock.declared.key]
        #: Fields that refer to members of its family: to which, by its place there.
        self.refers: list[tuple[str, int]] = []
        self.places: list[Place] = []
        self._moves: list[tuple[str, Move]] = []
        self._paths: list[str] = []
        for path in mock.times:
            if "." in path or "[" in path:
                if record[re.split(r"[.\[]", path)[0]]:
                    self._paths.append(path)
            elif record[path] is not None:
                self._moves.append((path, _move(record[path])))

    def move(self, record: dict[str, Any], shift: Shift) -> None:
        """Move the times of a record that was made from this one."""
        for name, move in self._moves:
            with suppress(OverflowError):  # what would leave the calendar stays
                record[name] = move(shift)
        for path in self._paths:
            move_time(record, path, shift.span, shift.days)


@dataclass(slots=True)
class Family:
    """A record that others are made from, and those that refer to it."""

    members: list[Mould]
    began: float
    done: bool
    #: Which records a group of its fields may come from.
    donors: list[Sequence[Record]] = field(default_factory=list)
    who: Record | None = None
    look: Look | None = None


def kin(
    mock_data: Mapping[str, MockCollection], api: str, root: str
) -> dict[str, References]:
    """Return the collections of a family, and how each refers to the others.

    The first is the root, each of the others comes after one that it refers to.
    """
    own = {
        name.partition(".")[2]: mock.references
        for name, mock in mock_data.items()
        if name.partition(".")[0] == api
    }
    family = {root}
    while more := {
        name
        for name, references in own.items()
        if name not in family and family & {*references.values()}
    }:
        family |= more
    found: dict[str, References] = {root: {}}
    while rest := [name for name in own if name in family - found.keys()]:
        ready = [
            name
            for name in rest
            if not (family - found.keys() - {name}) & {*own[name].values()}
        ]
        # Where they refer to each other in a ring, any may be the first.
        for name in ready or rest[:1]:
            found[name] = {
                each: target
                for each, target in own[name].items()
                if target in found or target == name
            }
    return found


def families(
    collections: Mapping[str, tuple[MockCollection, Sequence[Record]]],
    related: Mapping[str, References],
) -> list[list[Mould]]:
    """Return the members of each family, the root first, the others by their keys."""
    found: list[list[Mould]] = []
    homes: dict[tuple[str, Any], tuple[list[Mould], int]] = {}
    for name, references in related.items():
        mock, records = collections[name]
        for record in sorted(records, key=mock.declared.place(None)):
            mould = Mould(name, mock, record)
            near = [
                (each, home)
                for each, target in references.items()
                if (home := homes.get((target, record[each]))) is not None
            ]
            # What refers to nobody is in a family that is not asked for.
            members: list[Mould] = near[0][1][0] if near else []
            if not references:
                found.append(members)
            mould.refers = [
                (each, index) for each, (home, index) in near if home is members
            ]
            homes[name, mould.key] = members, len(members)
            members.append(mould)
    return found


def earliest(record: Record, names: Iterable[str]) -> float:
    """Return when a record's first time was, in seconds since 1970; days don't count.

    Without any it is 0.
    """
    moments = (
        _seconds(record[name]) for name in names if "." not in name and "[" not in name
    )
    return min((each for each in moments if each is not None), default=0)


def _seconds(value: Any) -> float | None:
    if value is None or (isinstance(value, str) and len(value) == _DAY):
        return None
    if isinstance(value, int):
        return value
    return datetime.fromisoformat(value).replace(tzinfo=UTC).timestamp()


def _move(value: Any) -> Move:
    """Return what moves a time, and writes it in its own form."""
    if isinstance(value, int):
        return lambda shift: value + round(shift.span.total_seconds())
    if len(value) == _DAY:
        day = date.fromisoformat(value)
        return lambda shift: (day + timedelta(days=shift.days)).isoformat()
    moment = datetime.fromisoformat(value).replace(tzinfo=None)
    between, after = (" ", "") if value[-1] != "Z" else ("T", "Z")
    digits = len(value.partition(".")[2]) - 1
    precision = {6: "microseconds", 3: "milliseconds"}.get(digits, "seconds")
    return lambda shift: (moment + shift.span).isoformat(between, precision) + after
