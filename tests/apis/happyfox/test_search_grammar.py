"""The grammar of the search: from a text to terms, without a stub."""

from __future__ import annotations

from collections.abc import Callable, Container

import pytest

from tests.apis.happyfox.searching import SYSTEM_NAMES, load_handlers

Term = tuple[str | None, bool, tuple[str, ...]]
Parse = Callable[[str, Container[str]], list[Term]]

SYSTEM = ("status", "tag")


@pytest.fixture(scope="module")
def parse() -> Parse:
    """Load the grammar as the stub does; it needs none of the other handlers."""
    parse: Parse = load_handlers("query").parse
    return parse


def bare(*words: str) -> Term:
    return None, False, words


def named(name: str, *values: str, quoted: bool = False) -> Term:
    return name, quoted, values


@pytest.mark.rule("H13")
@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", []),
        ("   ", []),
        ("+++", []),
        (" + + ", []),
        ('""', []),
        ('"" "   "', []),
        ("word", [bare("word")]),
        ("two words", [bare("two"), bare("words")]),
        ("two+words", [bare("two"), bare("words")]),
        ("  two  +  words  ", [bare("two"), bare("words")]),
        ("two\twords\nmore", [bare("two"), bare("words"), bare("more")]),
        ('"two words"', [bare("two", "words")]),
        ('"a+b"', [bare("a+b")]),
        ("a,b", [bare("a,b")]),
        (",", [bare(",")]),
        (":a", [bare(":a")]),
        ("tag:a", [named("tag", "a")]),
        ('tag:"a"', [named("tag", "a")]),
        ('tag:""', [named("tag", "")]),
        ("tag:a,b", [named("tag", "a", "b")]),
        ('tag:a,"b, c",d', [named("tag", "a", "b, c", "d")]),
        ('tag:"a+b"', [named("tag", "a+b")]),
        ('tag:"a:b"', [named("tag", "a:b")]),
        ("tag:a:b", [named("tag", "a:b")]),
        ("tag::", [named("tag", ":")]),
        ("tag:a+tag:b", [named("tag", "a"), named("tag", "b")]),
        ("tag:a word", [named("tag", "a"), bare("word")]),
        ("tag:a ,b", [named("tag", "a"), bare(",b")]),
        ('tag:"a" "b c"', [named("tag", "a"), bare("b", "c")]),
        ("tag: a", [named("tag", "a")]),
        ('tag: "a","b"', [named("tag", "a", "b")]),
        ('"tag":a', [named("tag", "a", quoted=True)]),
        ('"Two Words":a,b', [named("Two Words", "a", "b", quoted=True)]),
        ('"a:b":c', [named("a:b", "c", quoted=True)]),
        ('"a+b":c', [named("a+b", "c", quoted=True)]),
        ("Color:grey", [named("Color", "grey")]),
        ("#DC00000003", [bare("#DC00000003")]),
        ("http://example.com", [named("http", "//example.com")]),
        ("tag:نص", [named("tag", "نص")]),
        ("tag:🌻", [named("tag", "🌻")]),
        ("\u200f", [bare("\u200f")]),
        ("a\0b", [bare("a\0b")]),
    ],
)
def test_a_text_is_read_as_terms(parse: Parse, text: str, terms: list[Term]) -> None:
    assert parse(text, SYSTEM) == terms


@pytest.mark.rule("H13")
@pytest.mark.parametrize(
    "text",
    [
        "“Two Words”:“a b”,“c”",
        "”Two Words”:”a b”,”c”",
        "„Two Words“:„a b“,„c“",
        "‟Two Words”:‟a b”,‟c”",
        '“Two Words":"a b”,"c“',
    ],
)
def test_curly_quotes_are_straight_ones(parse: Parse, text: str) -> None:
    assert parse(text, SYSTEM) == [
        named("Two Words", "a b", "c", quoted=True),
    ]


@pytest.mark.rule("H13")
@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param('tag:"a', ["tag:", "a"], id="an open quote"),
        pytest.param('"two words', ["two", "words"], id="an open quote of words"),
        pytest.param("tag:", ["tag:"], id="a name without a value"),
        pytest.param("tag: ", ["tag:"], id="a name and a space"),
        pytest.param("tag:  a", ["tag:", "a"], id="two spaces after the colon"),
        pytest.param("tag:\ta", ["tag:", "a"], id="a tab after the colon"),
        pytest.param("tag:+a", ["tag:", "a"], id="a plus after the colon"),
        pytest.param("Color: grey", ["Color:", "grey"], id="a space after a field"),
        pytest.param('"tag": a', ["tag", ":", "a"], id="a space after a quoted name"),
        pytest.param("tag:a,,b", ["tag:a,,b"], id="an empty item"),
        pytest.param("tag:,a", ["tag:,a"], id="an empty first item"),
        pytest.param("tag:a,", ["tag:a,"], id="an empty last item"),
        pytest.param("tag:a, b", ["tag:a,", "b"], id="a space after a comma"),
        pytest.param('tag:a"b"', ["tag:a", "b"], id="a quote within a value"),
        pytest.param('tag:"a"b', ["tag:", "a", "b"], id="a value after a quote"),
        pytest.param('word"more"', ["word", "more"], id="a quote within a word"),
        pytest.param('"a""b"', ["a", "b"], id="two quoted without a space"),
        pytest.param('tag :"a"', ["tag", ":", "a"], id="a space before the colon"),
        pytest.param('tag:"a" x:', ["tag:", "a", "x:"], id="one bad term spoils all"),
        pytest.param('a+"b+c', ["a", "b", "c"], id="a plus behind an open quote"),
        pytest.param('"', [], id="a quote alone"),
    ],
)
def test_what_cannot_be_read_is_bare_words(
    parse: Parse, text: str, words: list[str]
) -> None:
    """All of it, quotes left out, even what would be a term by itself."""
    assert parse(text, SYSTEM) == ([bare(*words)] if words else [])


@pytest.mark.rule("H14")
def test_the_system_s_names_are_those_of_the_documentation() -> None:
    """The list that the parser and the filters share."""
    assert sorted(load_handlers("terms").SYSTEM) == sorted(SYSTEM_NAMES)
