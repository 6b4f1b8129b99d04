"""What holds of the grammar for every text, and for every query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.apis.happyfox.searching import SYSTEM_NAMES, load_handlers

parse = load_handlers("query").parse

Term = tuple[str | None, bool, tuple[str, ...]]

QUOTES = '"“”„‟'

#: Characters that the grammar knows, so that random texts are nearly queries.
PIECES = (*QUOTES, ":", ",", "+", " ", "\t", "tag", "status", "a", "b", "🌻", "\0")

nearly_queries = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
texts = st.one_of(st.text(), nearly_queries)

inner = st.text(st.characters(exclude_characters=QUOTES, codec="utf-8"))


def _is_free(text: str) -> bool:
    return not any(each.isspace() or each in "+,:" for each in text)


free = inner.filter(bool).filter(_is_free)
values = st.lists(inner, min_size=1, max_size=4).map(tuple)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _with_values(head: str, each: tuple[str, ...]) -> str:
    return f"{head}:{','.join(map(_quoted, each))}"


#: Terms, each beside one of its spellings.
spelled_terms = st.one_of(
    free.map(lambda word: ((None, False, (word,)), word)),
    st.lists(free, min_size=1, max_size=3, unique=True).map(
        lambda words: ((None, False, tuple(words)), _quoted(" ".join(words)))
    ),
    st.tuples(free, values).map(
        lambda pair: ((pair[0], False, pair[1]), _with_values(*pair))
    ),
    st.tuples(inner, values).map(
        lambda pair: ((pair[0], True, pair[1]), _with_values(_quoted(pair[0]), pair[1]))
    ),
    st.tuples(st.sampled_from(SYSTEM_NAMES), free).map(
        lambda pair: ((pair[0], False, (pair[1],)), f"{pair[0]}: {pair[1]}")
    ),
)
separators = st.text(st.sampled_from(" +\t\n"), min_size=1, max_size=3)


@pytest.mark.rule("H13")
@given(st.lists(spelled_terms, max_size=5), separators)
def test_what_is_written_by_the_grammar_is_read_back(
    terms: list[tuple[Term, str]], separator: str
) -> None:
    text = separator.join(spelling for _, spelling in terms)

    assert parse(text, SYSTEM_NAMES) == [term for term, _ in terms]


@pytest.mark.rule("H13")
@given(texts)
def test_every_text_is_read_somehow(text: str) -> None:
    """No text fails, and no term lacks what it is made of."""
    for name, quoted, found in parse(text, SYSTEM_NAMES):
        assert found
        assert name is not None or not quoted
        assert name is not None or not any(
            each.isspace() or each in QUOTES for word in found for each in word
        )
        assert not any(each in QUOTES for value in found for each in value)


@pytest.mark.rule("H13")
@given(texts, separators, separators)
def test_separators_around_a_query_mean_nothing(
    text: str, before: str, after: str
) -> None:
    around = parse(f"{before}{text}{after}", SYSTEM_NAMES)

    assert around == parse(text, SYSTEM_NAMES)


@pytest.mark.rule("H13")
@given(nearly_queries)
def test_a_curly_quote_means_what_a_straight_one_means(text: str) -> None:
    straight = text
    for quote in QUOTES:
        straight = straight.replace(quote, '"')

    assert parse(text, SYSTEM_NAMES) == parse(straight, SYSTEM_NAMES)


@pytest.mark.rule("H13")
@given(st.text().filter(lambda text: ":" not in text))
def test_a_text_without_a_colon_is_its_words(text: str) -> None:
    """In their order, and each once, whatever the quotes; a plus may stay."""
    words = [word for _, _, found in parse(text, SYSTEM_NAMES) for word in found]

    for quote in QUOTES:
        text = text.replace(quote, " ")
    read, written = (
        dict.fromkeys(each.replace("+", " ").split())
        for each in (" ".join(words), text)
    )
    assert [*read] == [*written]
