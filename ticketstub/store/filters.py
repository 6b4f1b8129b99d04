"""Filters: what to look for, as small data that any store can translate."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, assert_never

if TYPE_CHECKING:
    from ticketstub.call import Record


# The classes are not frozen: that takes three times as long to make, and one list makes
# many of them.


@dataclass(slots=True, unsafe_hash=True)
class Equals:
    """The field holds this value."""

    field: str
    value: Any


@dataclass(slots=True, unsafe_hash=True)
class OneOf:
    """The field holds one of these values."""

    field: str
    values: tuple[Any, ...]


@dataclass(slots=True, unsafe_hash=True)
class Contains:
    """The field is a list with at least one of these strings.

    Their case counts only if the match is to be exact.
    """

    field: str
    values: tuple[str, ...]
    exact: bool = False


@dataclass(slots=True, unsafe_hash=True)
class Text:
    """One of the fields is a string that contains the needle, whatever its case."""

    fields: tuple[str, ...]
    needle: str


@dataclass(slots=True, unsafe_hash=True)
class Range:
    """The field is not null, at least `low`, below `high`; None leaves a side open."""

    field: str
    low: Any = None
    high: Any = None


@dataclass(slots=True, unsafe_hash=True)
class AllOf:
    """Every one of the filters matches; none at all matches everything."""

    filters: tuple[Filter, ...]


@dataclass(slots=True, unsafe_hash=True)
class AnyOf:
    """At least one of the filters matches."""

    filters: tuple[Filter, ...]


@dataclass(slots=True, unsafe_hash=True)
class Not:
    """The filter does not match."""

    filter: Filter


Filter = Equals | OneOf | Contains | Text | Range | AllOf | AnyOf | Not

Predicate = Callable[["Record"], bool]


def predicate(where: Filter) -> Predicate:  # noqa: PLR0911  # one for each kind
    """Turn a filter into a function of a record; TinyDB takes it as a query, too."""
    match where:
        case Equals(field, value):
            return lambda record: bool(record[field] == value)
        case OneOf(field, values):
            among = values if len(values) < _MANY else frozenset(values)
            return lambda record: record[field] in among
        case Contains(field, values, exact=True):
            wanted = frozenset(values)
            return lambda record: not wanted.isdisjoint(record[field])
        case Contains(field, values):
            return _contains(field, {value.casefold() for value in values})
        case Text(fields, needle):
            return _text(fields, needle.casefold())
        case Range(field, low, high):
            return _range(field, low, high)
        case AllOf(filters):
            return _all([predicate(part) for part in filters])
        case AnyOf(filters):
            return _any([predicate(part) for part in filters])
        case Not(inner):
            matches = predicate(inner)
            return lambda record: not matches(record)
        case _:
            assert_never(where)


#: From so many values on, a set is made of them; its items must be hashable.
_MANY = 8


def conjuncts(where: Filter | None) -> tuple[Filter, ...]:
    """Return the filters that must all match, as far as one is made of such."""
    match where:
        case None:
            return ()
        case AllOf(filters):
            if not any(isinstance(part, AllOf | AnyOf) for part in filters):
                return filters
            return tuple(inner for part in filters for inner in conjuncts(part))
        case AnyOf((single,)):
            return conjuncts(single)
        case _:
            return (where,)


# These are loops, since a search calls them for each record: a generator takes longer.


def _all(parts: list[Predicate]) -> Predicate:
    if len(parts) == 1:
        return parts[0]

    def matches(record: Record) -> bool:
        for part in parts:  # noqa: SIM110  # see above
            if not part(record):
                return False
        return True

    return matches


def _any(parts: list[Predicate]) -> Predicate:
    if len(parts) == 1:
        return parts[0]

    def matches(record: Record) -> bool:
        for part in parts:  # noqa: SIM110  # see above
            if part(record):
                return True
        return False

    return matches


def _contains(field: str, folded: set[str]) -> Predicate:
    def matches(record: Record) -> bool:
        for item in record[field]:  # noqa: SIM110  # see above
            if item.casefold() in folded:
                return True
        return False

    return matches


def _text(fields: tuple[str, ...], needle: str) -> Predicate:
    def matches(record: Record) -> bool:
        for field in fields:
            value = record[field]
            if value is not None and needle in value.casefold():
                return True
        return False

    return matches


def _range(field: str, low: Any, high: Any) -> Predicate:
    def matches(record: Record) -> bool:
        value = record[field]
        return (
            value is not None
            and (low is None or value >= low)
            and (high is None or value < high)
        )

    return matches
