"""Standing: whether a record can stand beside the others of its collection.

These are the rules of mock data that no schema says. Whoever breaks one does no harm at
once, but the next search or list that meets the record fails.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.problems import Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from ticketstub.call import Record
    from ticketstub.sandbox.mock_data import MockCollection
    from ticketstub.store.indexes import Declared

#: Numbers up to here are exact wherever JSON is read.
MOST = 2**53 - 1

#: Lists and objects in each other, so that whatever shows a record can still write it.
DEEPEST = 100

#: The highest number that a record may be given: contracts promise clients numbers of
#: 31 bits, and the records that are created later need numbers, too.
HIGHEST = 2_000_000_000

#: So many records may have been created after it.
ROOM = 100_000_000

_KINDS = {str: "text", int: "whole numbers", float: "fractions"}


class Standing:
    """The records of one collection, added one by one, and what they ask of another."""

    def __init__(self, declared: Declared) -> None:
        self._declared = declared
        self._orders = {
            name: ranks
            for name, ranks in (declared.orders or {}).items()
            if name != declared.key
        }
        self._keys: type | None = None
        self._texts: dict[str, bool] = {}
        self._numbers: set[Any] = set()

    def add(self, record: Record) -> None:
        """Let a record stand among the others."""
        self._keys = self._keys or type(record[self._declared.key])
        for name in self._orders:
            if record[name] is not None:
                self._texts.setdefault(name, isinstance(record[name], str))
        if self._declared.ties is not None:
            self._numbers.add(record[self._declared.ties])

    def faults(self, record: Record) -> Iterator[Violation]:
        """Say why a record cannot stand among the others, one fault for a field."""
        declared = self._declared
        if declared.key in record:
            yield from self._key_faults(record[declared.key])
        for name in dict.fromkeys((*declared.indexes, *self._orders)):
            if name not in (declared.key, declared.ties) and name in record:
                yield from self._value_faults(name, record[name])
        if declared.ties is not None:
            yield from self._tie_faults(declared.ties, record)

    def _key_faults(self, key: Any) -> Iterator[Violation]:
        name = self._declared.key
        if isinstance(key, bool) or not isinstance(key, str | int | float):
            yield wrong(name, key, "type", "must be text or a number")
        elif not isinstance(key, str) and abs(key) > MOST:
            yield wrong(name, key, "range", f"is beyond {MOST}")
        elif self._keys is not None and not isinstance(key, self._keys):
            others = _KINDS.get(self._keys, "the others")
            yield wrong(name, key, "order", f"has no place among {others}")

    def _value_faults(self, name: str, value: Any) -> Iterator[Violation]:
        ranks = self._orders.get(name)
        if isinstance(value, list | dict):
            yield wrong(name, value, "type", "is no single value")
        elif ranks is not None and value not in ranks:
            yield wrong(name, value, "rank", "has no place in the order")
        elif ranks is None and name in self._orders and value is not None:
            text = isinstance(value, str)
            if self._texts.get(name, text) is not text:
                others = "numbers" if text else "text"
                yield wrong(name, value, "order", f"has no place among {others}")

    def _tie_faults(self, name: str, record: Record) -> Iterator[Violation]:
        number = record.get(name)
        if name not in record:
            yield wrong(name, None, "required", "is required")
        elif type(number) is not int:
            yield wrong(name, number, "type", "is no whole number")
        elif abs(number) > MOST:
            yield wrong(name, number, "range", f"is beyond {MOST}")
        elif number in self._numbers:
            yield wrong(name, number, "ties", "is the number of another record")


def highest(mock: MockCollection) -> int:
    """Return the highest number that a record of a collection may be given.

    Mock data with higher ones are of an API that has no such bound.
    """
    name = mock.declared.numbered
    numbers = (record[name] for record in mock.records)
    if any(isinstance(number, int) and number > HIGHEST for number in numbers):
        return MOST - ROOM
    return HIGHEST


def no_room(mock: MockCollection, record: Record, most: int) -> Iterator[Violation]:
    """Say so if the number of a record leaves none for those that come after it."""
    name = mock.declared.numbered
    number = record.get(name)
    if type(number) is int and number > most:
        yield wrong(name, number, "range", f"is beyond {most}")


def dangling(
    references: Mapping[str, str], record: Record, known: Callable[[str, Any], Any]
) -> Iterator[Violation]:
    """Yield the references to records that are not there.

    `known` tells the key of a record as a collection has it; None for no record.
    """
    for name, target in references.items():
        value = record.get(name)
        if value is None:
            continue
        key = None if isinstance(value, list | dict) else known(target, value)
        if key is None or type(key) is not type(value):
            yield wrong(name, value, "reference", f"is not in {target}")


def is_deep(record: Record) -> bool:
    """Tell whether a record is nested more deeply than can be judged and written."""
    level: list[Any] = [record]
    for _ in range(DEEPEST + 1):
        nests = [each for each in level if isinstance(each, list | dict)]
        if not nests:
            return False
        level = [
            inner
            for each in nests
            for inner in (each.values() if isinstance(each, dict) else each)
        ]
    return True


def wrong(name: str, value: Any, rule: str, message: str) -> Violation:
    """Return what is wrong with a field of a record."""
    return Violation("body", name, rule, None, value, (name,), message)
