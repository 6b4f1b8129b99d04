"""People who are made up: a first name of one, a last name of another, an address.

The names are those of the mock data, and so are the domains of the addresses.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ticketstub.call import Record
    from ticketstub.sandbox.ids import Ids
    from ticketstub.sandbox.mock_data import Person

_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['-])+")

#: First and last name.
_NAMES = 2

#: A word of so few capitals is no name.
_SHORT = 3


class Somebody(NamedTuple):
    """A person: a first name, a last name, and an address."""

    first: str
    last: str
    email: str

    @property
    def name(self) -> str:
        """The whole name."""
        return f"{self.first} {self.last}"


class Crowd:
    """Where people come from: the names of a collection's records."""

    def __init__(self, fields: Person, records: Iterable[Record]) -> None:
        names = (record[fields.name] for record in records)
        parts = [name.split() for name in names if name is not None]
        plain = [
            [(part, _ascii(part).lower()) for part in each]
            for each in parts
            if len(each) == _NAMES and all(map(_ascii, each))
        ]
        self._firsts = list(dict.fromkeys(first for first, _ in plain))
        self._lasts = list(dict.fromkeys(last for _, last in plain))
        if not plain:
            self._firsts, self._lasts = [("Alex", "alex")], [("Doe", "doe")]

    def draw(self, ids: Ids, email: str, taken: set[str] | None = None) -> Somebody:
        """Make somebody up who writes from the same domain as an address.

        Nobody among `taken`, which are addresses, writes from theirs.
        """
        first, one = self._firsts[ids.below(len(self._firsts))]
        last, other = self._lasts[ids.below(len(self._lasts))]
        local, domain = f"{one}.{other}", email.rpartition("@")[2]
        address, number = f"{local}@{domain}", 1
        if taken is not None:
            # Many have the same name; looking on from their number finds one at once.
            number = max(1, len(taken) // (len(self._firsts) * len(self._lasts)))
            while address.lower() in taken:
                number += 1
                address = f"{local}{number}@{domain}"
            taken.add(address.lower())
        return Somebody(first, last, address)


class Look:
    """What of the records of a family tells who it is about."""

    def __init__(
        self, name: str | None, email: str, key: tuple[str, Any] | None
    ) -> None:
        self._email = email
        self._key = key
        self._meant: dict[str, str] = {email: "email", email.lower(): "email"}
        if name is not None:
            self._meant[name] = "name"
            words = [word for word in _WORD.findall(name) if not _is_initials(word)]
            titles = {word for word in words if f"{word}." in name}
            for word in words:
                if word not in titles:
                    first = not {"first", "last"} & {*self._meant.values()}
                    self._meant.setdefault(word, "first" if first else "last")
        longest = sorted(self._meant, key=len, reverse=True)
        self._words = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, longest))})(?!\w)")

    def places(self, value: Any, path: tuple[Any, ...] = ()) -> list[Place]:
        """List where a record tells who it is about, and how."""
        if isinstance(value, str):
            parts = self._words.split(value)
            return [Place(path, parts)] if len(parts) > 1 else []
        if isinstance(value, list):
            return [
                place
                for index, inner in enumerate(value)
                for place in self.places(inner, (*path, index))
            ]
        if not isinstance(value, dict):
            return []
        found = [
            place
            for name, inner in value.items()
            for place in self.places(inner, (*path, name))
        ]
        if path and self._key is not None and self._email in value.values():
            name, key = self._key
            if value.get(name) == key:
                found.append(Place((*path, name), None))
        return found

    def dress(
        self, record: Record, places: list[Place], who: Somebody, key: Any
    ) -> dict[str, Any]:
        """Return a record that tells of somebody else instead."""
        if not places:
            return dict(record)
        told = {word: getattr(who, kind) for word, kind in self._meant.items()}
        dressed = dict(record)
        copied: dict[tuple[Any, ...], Any] = {(): dressed}
        for path, parts in places:
            holder = copied[()]
            for depth in range(1, len(path)):
                at = path[:depth]
                if at not in copied:
                    copied[at] = holder[at[-1]] = _copied(holder[at[-1]])
                holder = copied[at]
            holder[path[-1]] = key if parts is None else _joined(parts, told)
        return dressed


class Place(NamedTuple):
    """Where in a record, and its text around the words; without text, it is a key."""

    path: tuple[Any, ...]
    parts: list[str] | None


def _copied(value: Any) -> Any:
    return list(value) if isinstance(value, list) else dict(value)


def _joined(parts: list[str], told: Mapping[str, str]) -> str:
    return "".join(
        told[part] if index % 2 else part for index, part in enumerate(parts)
    )


def _is_initials(word: str) -> bool:
    return len(word) <= _SHORT and word.isascii() and word.isupper()


def _ascii(word: str) -> str:
    """Return a name as an address may hold it; nothing if none of it can be."""
    plain = unicodedata.normalize("NFKD", word.replace("ø", "o").replace("ł", "l"))
    letters = "".join(each for each in plain if each.isalpha())
    return letters if letters.isascii() and _WORD.fullmatch(word) else ""
