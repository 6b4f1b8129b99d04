"""Persons: who grown records are about, and the records of those who are made up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ticketstub.sandbox.moulds import Mould
from ticketstub.sandbox.people import Crowd, Look, Somebody

if TYPE_CHECKING:
    from collections.abc import Callable

    from ticketstub.call import Record
    from ticketstub.sandbox.ids import Ids
    from ticketstub.sandbox.mock_data import MockCollection, Person
    from ticketstub.sandbox.moulds import Family, Shift
    from ticketstub.sandbox.sandbox import Sandbox

#: So many families are about one person.
_EACH = 12


@dataclass(slots=True)
class Made:
    """A person who was made up; `key` is that of its record, if it has one."""

    who: Somebody
    shift: Shift
    key: Any = None


class Persons:
    """Who families are about: `by` is the reference to them, or their own fields tell.

    Those who have records stand in the collection `name`.
    """

    def __init__(
        self, sandbox: Sandbox, api: str, mock: MockCollection, by: str | None, ids: Ids
    ) -> None:
        self.by = by
        self.name = mock.references[by] if by is not None else None
        self._ids = ids
        self._made: dict[Any, list[Made]] = {}
        self._addresses: set[str] = set()
        if self.name is not None:
            full_name = f"{api}.{self.name}"
            mock = sandbox.mock_data[full_name]
            for record in sandbox.collection(full_name):
                address = None if mock.person is None else record.get(mock.person.email)
                self._addresses.add(str(address).lower())
        self._mock = mock
        self._fields: Person | None = mock.person
        self._known: dict[Any, Record] = {}
        if self._fields is not None:
            self._crowd = Crowd(self._fields, mock.records)
            key = mock.declared.key
            self._known = {each[key]: each for each in mock.at(sandbox.started)}

    def meet(self, family: Family) -> None:
        """Find out who a family is about, and where its records tell so."""
        fields = self._fields
        if fields is None:
            return
        root = family.members[0].record
        own = self._mock.declared.key
        who = self._known.get(root[own if self.by is None else self.by])
        if who is None or who[fields.email] is None:
            return
        key = None if self.by is None else (own, who[own])
        family.who = who
        family.look = Look(who[fields.name], who[fields.email], key)
        for member in family.members:
            member.places = family.look.places(member.record)

    def draw(self, family: Family, shift: Shift) -> Made | None:
        """Draw who a family is about: somebody new, or who was there before."""
        fields = self._fields
        if fields is None or family.who is None:
            return None
        email = family.who[fields.email]
        if self.by is None:
            return Made(self._crowd.draw(self._ids, email), shift)
        made = self._made.setdefault(family.who[self._mock.declared.key], [])
        if made and self._ids.below(_EACH):
            person = made[self._ids.below(len(made))]
            # Nobody writes before they were known.
            person.shift = min(person.shift, shift)
            return person
        who = self._crowd.draw(self._ids, email, self._addresses)
        made.append(Made(who, shift))
        return made[-1]

    def records(self, mark: Callable[[dict[str, Any]], Any]) -> list[dict[str, Any]]:
        """Return the records of those who were made up, each with its key."""
        fields = self._fields
        if fields is None or self.name is None:
            return []
        records = []
        for key, many in self._made.items():
            mould = Mould(self.name, self._mock, self._known[key])
            for made in many:
                record = {**mould.record}
                record[fields.name] = made.who.name
                record[fields.email] = made.who.email
                if fields.lower is not None:
                    record[fields.lower] = made.who.email.lower()
                mould.move(record, made.shift)
                made.key = mark(record)
                records.append(record)
        return records
