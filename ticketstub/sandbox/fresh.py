"""Fresh values: texts of one form that no two records share, such as keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from ticketstub.sandbox.ids import Ids
    from ticketstub.sandbox.mock_data import MockCollection
    from ticketstub.store.collection import TinyCollection

#: Whole numbers up to here are exact wherever JSON is read.
MOST = 2**53 - 1

#: So often a value is drawn until it is said that all of them are taken.
_TRIES = 100

#: The longest value there is.
_LONGEST = 256

_FORM = re.compile(
    r"(?P<before>[A-Za-z0-9_.:-]*)\[(?P<among>[A-Za-z0-9-]+)\]\{(?P<length>[0-9]{1,3})\}"
)

_SPAN = re.compile(r"([A-Za-z0-9])-([A-Za-z0-9])|([A-Za-z0-9])")


class GrowthError(Exception):
    """No more records can be made of those there are; the text says why."""


class Form(NamedTuple):
    """What a value begins with, and how many of which characters follow."""

    before: str
    among: str
    length: int

    def draw(self, ids: Ids, taken: set[str]) -> str:
        """Draw a value that is not taken yet, and take it.

        Raises `GrowthError` where none is to be found.
        """
        for _ in range(_TRIES):
            value = self.before + ids.token(self.length, self.among)
            if value not in taken:
                taken.add(value)
                return value
        message = f"every {self.before}… of its form is taken"
        raise GrowthError(message)


def form_of(text: str) -> Form:
    """Read a form such as `tkt_[a-z0-9]{12}`; raises `ValueError` for none."""
    found = _FORM.fullmatch(text)
    if found is None or not 0 < int(found["length"]) <= _LONGEST:
        message = f"{text!r} is no form such as tkt_[a-z0-9]{{12}}"
        raise ValueError(message)
    among = "".join(
        one or "".join(map(chr, range(ord(first), ord(last) + 1)))
        for first, last, one in _SPAN.findall(found["among"])
    )
    if not among or _SPAN.sub("", found["among"]):
        message = f"{text!r} says in no such way which characters there are"
        raise ValueError(message)
    return Form(found["before"], among, int(found["length"]))


class Marks:
    """What new records of one collection get that none of the others has."""

    def __init__(self, mock: MockCollection, records: TinyCollection, ids: Ids) -> None:
        self._key = mock.declared.key
        self._forms = {
            name: (form, {str(record.get(name)) for record in records})
            for name, form in mock.fresh.items()
        }
        numbered = mock.declared.numbered
        self._numbered = None if numbered in mock.fresh else numbered
        self._last = records.last_id
        self._ids = ids

    def mark(self, record: dict[str, Any]) -> Any:
        """Give a record its key, its number and its fresh values; return the key.

        Raises `GrowthError` where there are none left.
        """
        for name, (form, taken) in self._forms.items():
            record[name] = form.draw(self._ids, taken)
        if self._numbered is not None:
            if self._last >= MOST:
                message = f"there is no number left up to {MOST}"
                raise GrowthError(message)
            self._last += 1
            record[self._numbered] = self._last
        return record[self._key]
