"""The grammar in docs/happyfox-search.md: every sentence of it is read as one."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator

import pytest

from tests.apis.happyfox.searching import SYSTEM_NAMES, load_handlers
from tests.test_docs import read

PAGE = read("docs/happyfox-search.md")

#: Makes a piece of text, and notes the symbols that it was made by.
Make = Callable[[random.Random, list[str]], str]

_PIECE = re.compile(r""""[^"]*"|'[^']*'|[a-z-]+|[=,;|{}\[\]]""")
_BEGINS_A_CONDITION = re.compile(r'[^\s+,:"“”„‟]+:')

#: What the page says of the symbols that its grammar does not define.
_VALUE_CHARACTERS = "abcXYZ019-_./#'éß🌻אض\u0301:"
CHARACTERS = {
    "white-space": " \t\n\u2003",
    "name-character": _VALUE_CHARACTERS.replace(":", ""),
    "value-character": _VALUE_CHARACTERS,
    "word-character": f"{_VALUE_CHARACTERS},",
    "quoted-character": f"{_VALUE_CHARACTERS},+ \t",
}


class Grammar:
    """The rules of a grammar in EBNF, each made into a maker of sentences."""

    def __init__(self, text: str) -> None:
        self._pieces = [*_PIECE.findall(text)]
        self.rules: dict[str, Make] = {}
        while self._pieces:
            name = self._pieces.pop(0)
            assert self._pieces.pop(0) == "="
            self.rules[name] = self._choice()
            assert self._pieces.pop(0) == ";"

    def _choice(self) -> Make:
        parts = [self._sequence()]
        while self._pieces[0] == "|":
            self._pieces.pop(0)
            parts.append(self._sequence())
        return lambda rng, told: rng.choice(parts)(rng, told)

    def _sequence(self) -> Make:
        parts = [self._item()]
        while self._pieces[0] == ",":
            self._pieces.pop(0)
            parts.append(self._item())
        return lambda rng, told: "".join(part(rng, told) for part in parts)

    def _item(self) -> Make:
        piece = self._pieces.pop(0)
        if piece in "{[":
            inner, most = self._choice(), 3 if piece == "{" else 1
            assert self._pieces.pop(0) == {"{": "}", "[": "]"}[piece]
            return lambda rng, told: "".join(
                inner(rng, told) for _ in range(rng.randint(0, most))
            )
        if piece[0] in "\"'":
            return lambda _rng, _told: piece[1:-1]
        return lambda rng, told: self.make(piece, rng, told)

    def make(self, symbol: str, rng: random.Random, told: list[str]) -> str:
        """Make a sentence of a symbol."""
        told.append(symbol)
        if symbol in CHARACTERS:
            return rng.choice(CHARACTERS[symbol])
        if symbol == "system-name":
            return rng.choice(SYSTEM_NAMES)
        text = self.rules[symbol](rng, told)
        while symbol == "words" and _BEGINS_A_CONDITION.match(text):
            text = self.rules[symbol](rng, told)
        return text


def sentences(count: int) -> Iterator[tuple[str, list[str]]]:
    """Yield random sentences of the page's grammar, with the symbols they are of."""
    block = re.search(r"^```ebnf\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert block is not None
    grammar = Grammar(block[1])
    rng = random.Random(0)  # noqa: S311  # the same sentences at every run
    for _ in range(count):
        told: list[str] = []
        yield grammar.make("query", rng, told), told


@pytest.mark.rule("H13")
def test_every_sentence_of_the_grammar_is_read_as_one() -> None:
    """It has as many conditions as were made, and so was not taken for bare words."""
    parse = load_handlers("query").parse

    for text, told in sentences(3000):
        terms = parse(text, SYSTEM_NAMES)
        names = [name for name, _, _ in terms if name is not None]
        assert len(names) == told.count("condition"), text
        values = [
            value for name, _, each in terms if name is not None for value in each
        ]
        assert len(values) == told.count("value"), text


def test_the_sentences_are_of_every_kind() -> None:
    """The test above is not passed by sentences of little."""
    symbols = {symbol for _, told in sentences(300) for symbol in told}

    assert symbols >= {"system-name", "field-name", "words", "quoted", *CHARACTERS}


def test_the_page_explains_every_symbol_that_it_does_not_define() -> None:
    block = re.search(r"^```ebnf\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    assert block is not None
    explained = set(re.findall(r"^\| `([a-z-]+-[a-z]+)` \|", PAGE, re.MULTILINE))
    used = set(re.findall(r"(?<![\w\"'-])[a-z][a-z-]+(?![\w\"'])", block[1]))
    defined = set(re.findall(r"^([a-z-]+) +=", block[1], re.MULTILINE))

    assert used - defined == {*CHARACTERS, "system-name"}
    assert used - defined <= explained
