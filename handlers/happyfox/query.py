"""The search language `q`: from its text to terms (H13).

    query  = { separator } [ term { separator { separator } term } ] { separator }
    term   = name ":" value { "," value }     a filter or a custom field
           | quoted | word                    bare words
    name   = quoted | name-word               quoted: a custom field's
    value  = quoted | value-word
    quoted = '"' { any character but '"' } '"'
    name-word   = one or more characters but space, "+", ",", ":" and '"'
    value-word  = one or more characters but space, "+", "," and '"'
    word        = one or more characters but space, "+" and '"'
    separator   = space | "+"

One space after the colon of a system name, and curly quotes for straight ones, are
tolerated. What does not fit the grammar is taken as bare words.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

_QUOTED = r'"([^"]*)"'
_SEPARATORS = re.compile(r"[\s+]*")
_NAME = re.compile(rf'(?:{_QUOTED}|([^\s+,:"]+)):')
_VALUE = re.compile(rf'{_QUOTED}|([^\s+,"]+)')
_WORDS = re.compile(rf'{_QUOTED}|([^\s+"]+)')
_ITEMS = re.compile(rf"\s*(?:{_QUOTED}\s*(?=,|$)|([^,]*))(?:,|$)")
_ENDS = re.compile(r"[\s+]|$")
_NO_WORD = re.compile(r'[\s+"]+')

_STRAIGHT = str.maketrans("“”„‟", '""""')


#: One condition: its name, whether that was quoted, and its values.
#: Without a name (None) the values are bare words.
Term = tuple[str | None, bool, tuple[str, ...]]


def parse(text: str, system_names: Container[str]) -> list[Term]:
    """Return the terms of a query; one that breaks the grammar is all bare words."""
    text = text.translate(_STRAIGHT)
    terms: list[Term] = []
    place = _skip(text, 0)
    while place < len(text):
        found = _term(text, place, system_names)
        if found is None or not _ENDS.match(text, found[1]):
            terms = [_bare(_NO_WORD.split(text))]
            break
        term, place = found
        terms.append(term)
        place = _skip(text, place)
    return [term for term in terms if term[0] is not None or term[2]]


def values_of(text: str) -> tuple[str, ...]:
    """Return the values of a list that stands by itself, as in a URL's own filter."""
    items = (
        found[1] if found[1] is not None else found[2].strip().strip('"')
        for found in _ITEMS.finditer(text.translate(_STRAIGHT))
    )
    return tuple(item for item in items if item)


def _term(
    text: str, place: int, system_names: Container[str]
) -> tuple[Term, int] | None:
    named = _NAME.match(text, place)
    if named is None:
        words = _WORDS.match(text, place)
        if words is None:
            return None
        return _bare((words[1] or words[2] or "").split()), words.end()
    quoted = named[1] is not None
    name = named[1] if quoted else named[2]
    place = named.end()
    if not quoted and name in system_names and text[place : place + 1] == " ":
        place += 1
    values: list[str] = []
    while True:
        value = _VALUE.match(text, place)
        if value is None:
            return None
        values.append(value[1] if value[1] is not None else value[2])
        place = value.end()
        if text[place : place + 1] != ",":
            return (name, quoted, tuple(values)), place
        place += 1


def _bare(words: Iterable[str]) -> Term:
    return None, False, tuple(dict.fromkeys(word for word in words if word))


def _skip(text: str, place: int) -> int:
    found = _SEPARATORS.match(text, place)
    return place if found is None else found.end()
