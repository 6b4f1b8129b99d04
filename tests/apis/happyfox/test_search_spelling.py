"""How a search is spelled in a URL: quotes, separators, and what cannot be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import created, found
from tests.apis.happyfox.searching import ALL, VALUE, assert_refused, search, search_raw

if TYPE_CHECKING:
    import httpx

NO_QUOTES = str.maketrans('"“”', "   ")

#: What every spelling of the first test finds.
PRINTERS = [61, 39, 4]


@pytest.mark.rule("H13")
@pytest.mark.parametrize(
    "q",
    [
        pytest.param("status:%22In%20Progress%22,%22New%22%20printer", id="encoded"),
        pytest.param("status%3A%22In%20Progress%22%2C%22New%22%20printer", id="all"),
        pytest.param('status:"In+Progress","New"+printer', id="raw pluses"),
        pytest.param('status:"In%20Progress","New"%2Bprinter', id="a literal plus"),
        pytest.param('status:"In+Progress","New"+%2B+printer', id="both"),
        pytest.param('status:"In+Progress","New"%0Aprinter', id="a new line"),
        pytest.param('++status:"In+Progress","New"++printer++', id="more pluses"),
        pytest.param('printer+status:"In+Progress","New"', id="the other way round"),
        pytest.param('status:"In+Progress",New+"printer"', id="other quotes"),
        pytest.param('status:+"In+Progress","New"+printer', id="a space after colon"),
        pytest.param('status:%20"In%20Progress",New%20printer', id="an encoded one"),
        pytest.param('status:"New","In+Progress","New"+printer', id="a value twice"),
        pytest.param(
            "status:%E2%80%9CIn+Progress%E2%80%9D,%E2%80%9CNew%E2%80%9D+printer",
            id="curly quotes",
        ),
        pytest.param(
            "status:%E2%80%9EIn+Progress%E2%80%9C,New+%E2%80%9Dprinter%E2%80%9D",
            id="other curly quotes",
        ),
        pytest.param('status:"In+Progress","New"+printer+PRINT+""', id="needless"),
    ],
)
def test_a_search_may_be_spelled_in_many_ways(client: httpx.Client, q: str) -> None:
    assert search_raw(client, q) == PRINTERS


@pytest.mark.rule("H13")
@pytest.mark.parametrize(
    "q", ["", '""', '"', "“”", "+", "%20", "%2B", '"+"', '""+""', "%0A", "+%2B+"]
)
def test_an_empty_search_is_no_filter(client: httpx.Client, q: str) -> None:
    """And no search, so the order is that of the list."""
    everything = found(client)

    assert search_raw(client, q) == everything[:50]
    assert set(everything) == ALL


@pytest.mark.rule("H13")
def test_a_search_without_a_value_is_none(client: httpx.Client) -> None:
    answer = client.get("/api/1.1/json/tickets/?size=1&minify_response=true&q")

    assert answer.status_code == 200
    assert answer.json()["page_info"]["last_index"] == 64


@pytest.mark.rule("H13")
def test_a_plus_within_quotes_stays_a_plus(client: httpx.Client) -> None:
    """Sent raw it is a space, as everywhere in a query string."""
    plus = created(client, tags="a+b", subject="a+b")["id"]
    space = created(client, tags="a b", subject="a b")["id"]
    apart = created(client, tags="a", subject="a and more b")["id"]

    assert search_raw(client, 'tag:"a%2Bb"') == [plus]
    assert search_raw(client, 'tag:"a+b"') == [space]
    assert search_raw(client, 'tag:"a%20b"') == [space]
    assert search_raw(client, "tag:a%2Bb") == [apart]
    assert plus in search_raw(client, '"a%2Bb"')
    assert not {space, apart} & {*search_raw(client, '"a%2Bb"')}


@pytest.mark.rule("H13")
def test_values_with_commas_and_colons_stand_in_quotes(client: httpx.Client) -> None:
    assert search(client, 'contact:"Nair, Vishnu (IT)"') == [45, 33, 8]
    assert search(client, 'Company:"Mehta & Daughters Architects"') == [59, 26, 12, 6]
    assert search(client, '"Loading Dock":"Dock 2, brass fish"') == [12]


@pytest.mark.rule("H13")
def test_values_are_any_of_and_terms_are_all(client: httpx.Client) -> None:
    new, held = search(client, "status:New"), search(client, 'status:"On Hold"')
    low = search(client, "priority:Low")

    assert set(search(client, 'status:New,"On Hold"')) == {*new, *held}
    assert set(search(client, "status:New priority:Low")) == {*new} & {*low}
    assert set(search(client, 'status:New,"On Hold" priority:Low')) == (
        {*new, *held} & {*low}
    )
    assert search(client, 'status:New status:"On Hold"') == []
    assert {*new} & {*low}


@pytest.mark.rule("H13")
@pytest.mark.parametrize(
    "q",
    [
        pytest.param('status:"New', id="an open quote"),
        pytest.param('status:"New", "Closed"', id="a space after a comma"),
        pytest.param("status:New,,Closed", id="an empty item"),
        pytest.param("status:", id="a name without a value"),
        pytest.param("status:  New", id="two spaces after the colon"),
        pytest.param("State: Kerala", id="a space after a field's colon"),
        pytest.param("“State”: Kerala", id="a space after a quoted name"),
        pytest.param('status:"New"Closed', id="more behind a quote"),
        pytest.param('status:New x"y', id="one bad term among good ones"),
        pytest.param('unresponded:maybe "', id="a bad value is none then"),
    ],
)
def test_what_cannot_be_read_is_bare_words(client: httpx.Client, q: str) -> None:
    """It is no error, and finds the tickets that have all the words."""
    words = q.translate(NO_QUOTES).split()
    wanted = created(client, subject=f"Asked: {' / '.join(reversed(words))}")["id"]
    created(client, subject=f"Asked: {' / '.join(words[1:]) or 'nothing'}")

    assert search(client, q) == [wanted]


@pytest.mark.rule("H13")
@pytest.mark.parametrize("character", ["x", "é", "🌻", '"', ",", ":"])
def test_a_search_may_have_2000_characters(
    client: httpx.Client, character: str
) -> None:
    longest = character * 2000

    search(client, longest)
    assert_refused(client, longest + character, VALUE)


@pytest.mark.rule("H13")
@pytest.mark.parametrize(
    "term", ["w{}", "City:w{}", "tag:vip City:w{}"], ids=["words", "fields", "both"]
)
def test_a_search_may_have_50_terms(client: httpx.Client, term: str) -> None:
    """Words and conditions alike; what cannot be read has as many as it has words."""
    others = term.count(" ")
    terms = [term.format(number) for number in range(51 - others)]

    search(client, " ".join(terms[:-1]))
    assert_refused(client, " ".join(terms), VALUE)
    assert_refused(client, " ".join((*terms, '"')), VALUE)


@pytest.mark.rule("H13")
def test_what_a_search_repeats_counts_once(client: httpx.Client) -> None:
    """So a long search is not many searches."""
    repeated = " ".join(["printer"] * 100 + ["tag:vip"] * 100)

    assert search(client, repeated) == search(client, "printer tag:vip")


@pytest.mark.rule("H13", "X9")
def test_a_search_is_given_once(client: httpx.Client) -> None:
    answer = client.get("/api/1.1/json/tickets/?q=status:New&q=printer")

    assert answer.status_code == 400
    assert answer.json() == {"error": [{"field": "q", "errors": [VALUE]}]}
