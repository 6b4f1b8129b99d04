"""Grow: many more records, each family of them made from several of the mock data.

A family takes its texts and its course from one, some of its fields from others, is
about somebody made up, and happened at another time of the last year.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from ticketstub.sandbox.fresh import MOST, GrowthError, Marks
from ticketstub.sandbox.ids import Ids
from ticketstub.sandbox.moulds import Family, Mould, Shift, earliest, families, kin
from ticketstub.sandbox.persons import Made, Persons

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ticketstub.call import Record
    from ticketstub.sandbox.mock_data import Grow, MockCollection
    from ticketstub.sandbox.sandbox import Sandbox

#: How far back they go; by whole weeks, so that a weekday stays one.
_WEEKS = 52

#: In seconds.
_WEEK = 7 * 24 * 60 * 60

#: So many of a hundred are of the last days, and may be under way still.
_RECENT = 15

#: By so many weeks they are moved at most.
_RECENT_WEEKS = 2

#: By so many seconds a family is earlier in its day at most.
_EARLIER = 90 * 60


class _Draft(NamedTuple):
    """A family that is to be: what it is made of, when it was, who it is about."""

    began: float
    family: Family
    shift: Shift
    given: dict[str, Any]
    person: Made | None


def growing(sandbox: Sandbox, api: str) -> str | None:
    """Return the collection of an API that grows, if one does."""
    for name, mock in sandbox.mock_data.items():
        if mock.grow is not None and name.partition(".")[0] == api:
            return name.partition(".")[2]
    return None


def grow(
    sandbox: Sandbox, api: str, root: str, count: int, seed: int
) -> dict[str, list[dict[str, Any]]]:
    """Return records to be added, by their collections, in the order of their numbers.

    The same seed gives the same for the same start; what was added before is not made
    again. Raises `GrowthError` where it cannot be done.
    """
    return _Growth(sandbox, api, root, seed).make(count)


class _Growth:
    def __init__(self, sandbox: Sandbox, api: str, root: str, seed: int) -> None:
        self._sandbox = sandbox
        self._api = api
        self._root = root
        mock = self._mock = self._mock_of(root)
        self._grow: Grow = mock.grow  # type: ignore[assignment]  # it is the root
        self._related = kin(sandbox.mock_data, api, root)
        roots = sandbox.collection(f"{api}.{root}")
        # Beyond every seed that a sandbox's own ids may have.
        self._ids = Ids((seed + 1) * 2 * (MOST + 1) + roots.last_id + roots.count())
        self._persons = Persons(sandbox, api, mock, self._grow.people, self._ids)
        self._marks: dict[str, Marks] = {}
        self._skins: dict[tuple[int, Any], list[Record]] = {}

    def make(self, count: int) -> dict[str, list[dict[str, Any]]]:
        """Return the records of so many families."""
        known = self._families()
        done = [family for family in known if family.done] or known
        drafts = [self._draft(known, done) for _ in range(count)]
        drafts.sort(key=lambda draft: draft.began)
        grown: dict[str, list[dict[str, Any]]] = {}
        people = self._persons.name
        if people is not None:
            grown[people] = self._persons.records(lambda each: self._mark(people, each))
        grown.update((name, []) for name in self._related)
        for draft in drafts:
            self._cast(draft, grown)
        return grown

    def _mock_of(self, name: str) -> MockCollection:
        return self._sandbox.mock_data[f"{self._api}.{name}"]

    def _families(self) -> list[Family]:
        """Return the families that more can be made from."""
        grow = self._grow
        collections = {
            name: (mock := self._mock_of(name), mock.at(self._sandbox.started))
            for name in self._related
        }
        usable = [
            self._family(members)
            for members in families(collections, self._related)
            if not any(members[0].record[name] for name in grow.without)
            and all(map(self._is_sound, members))
        ]
        if not usable:
            message = f"nothing of the mock data of {self._root} can be made again"
            raise GrowthError(message)
        for group in grow.mix:
            alike: dict[str, list[Record]] = {}
            for family in usable:
                record = family.members[0].record
                same = [record[name] for name in grow.within]
                empty = [record[name] is None for name in group]
                donors = alike.setdefault(repr((same, empty)), [])
                donors.append(record)
                family.donors.append(donors)
        return usable

    def _family(self, members: list[Mould]) -> Family:
        record = members[0].record
        done = all(record[name] in values for name, values in self._grow.done.items())
        family = Family(members, earliest(record, self._mock.times), done)
        self._persons.meet(family)
        return family

    def _is_sound(self, member: Mould) -> bool:
        """Tell whether what a record refers to, beyond its family, is still there."""
        within = {name for name, _ in member.refers}
        references = self._mock_of(member.name).references
        return all(
            self._sandbox.collection(f"{self._api}.{target}").get(key) is not None
            for name, target in references.items()
            if (key := member.record.get(name)) is not None and name not in within
        )

    def _draft(self, known: Sequence[Family], done: Sequence[Family]) -> _Draft:
        """Draw what a family is made of."""
        below = self._ids.below
        if below(100) < _RECENT:
            family = known[below(len(known))]
            weeks = below(_RECENT_WEEKS + 1)
        else:
            family = done[below(len(done))]
            age = max(0.0, self._sandbox.started.timestamp() - family.began)
            weeks = below(max(1, _WEEKS - int(age / _WEEK)))
        span = timedelta(weeks=-weeks, seconds=-below(_EARLIER))
        shift = Shift(span, -7 * weeks)
        given: dict[str, Any] = {}
        for group, donors in zip(self._grow.mix, family.donors, strict=True):
            donor = donors[below(len(donors))]
            given.update((name, donor[name]) for name in group)
        began = family.began + span.total_seconds()
        return _Draft(began, family, shift, given, self._persons.draw(family, shift))

    def _cast(self, draft: _Draft, grown: dict[str, list[dict[str, Any]]]) -> None:
        """Make the records of one family."""
        keys: list[Any] = []
        for member, skin in zip(draft.family.members, self._worn(draft), strict=True):
            record = dict(skin)
            if not keys:
                record.update(draft.given)
                if draft.person is not None and self._persons.by is not None:
                    record[self._persons.by] = draft.person.key
            member.move(record, draft.shift)
            keys.append(self._mark(member.name, record))
            for name, at in member.refers:
                record[name] = keys[at]
            grown[member.name].append(record)

    def _worn(self, draft: _Draft) -> Iterable[Record]:
        """Return the members of a family as they tell of the person it is about."""
        family, person = draft.family, draft.person
        if person is None or family.look is None:
            return [member.record for member in family.members]
        worn = self._skins.get((id(family), person.key))
        if worn is None:
            look = family.look
            worn = [
                look.dress(member.record, member.places, person.who, person.key)
                for member in family.members
            ]
            if person.key is not None:
                self._skins[id(family), person.key] = worn
        return worn

    def _mark(self, name: str, record: dict[str, Any]) -> Any:
        """Give a record its key and what else nobody shares with it; return the key."""
        marks = self._marks.get(name)
        if marks is None:
            collection = self._sandbox.collection(f"{self._api}.{name}")
            marks = Marks(self._mock_of(name), collection, self._ids)
            self._marks[name] = marks
        return marks.mark(record)
