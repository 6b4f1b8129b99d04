"""Query, header and cookie parameters, each in its own style."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.asking import BOOKS, asked, refused

if TYPE_CHECKING:
    import httpx


def test_what_is_not_given_is_its_default_or_nothing(toy: httpx.Client) -> None:
    assert asked(toy) == {
        "genres": None,
        "shelves": None,
        "published": None,
        "order": "title",
        "offset": 0,
        "x_reader_age": 99,
        "last_visit": None,
        "reader": "Ada",
    }


@pytest.mark.parametrize(
    ("query", "genres"),
    [
        ("?genres=crime%7Cpoetry", ["crime", "poetry"]),
        ("?genres=crime|poetry", ["crime", "poetry"]),
        ("?genres=crime", ["crime"]),
        ("?genres=", []),
    ],
)
def test_a_pipe_delimited_array_is_split(
    toy: httpx.Client, query: str, genres: list[str]
) -> None:
    assert asked(toy, query)["genres"] == genres


def test_the_items_of_an_array_are_judged_one_by_one(toy: httpx.Client) -> None:
    assert refused(toy, "?genres=crime%7Cwestern") == [["genres", "enum"]]
    assert refused(toy, "?genres=crime,poetry") == [["genres", "enum"]]
    assert refused(toy, "?genres=crime&genres=poetry") == [["genres", "duplicate"]]
    assert refused(toy, "?genres=crime|crime|crime|crime") == [["genres", "maxItems"]]
    assert refused(toy, "?shelves=1,100") == [["shelves", "maximum"]]
    assert refused(toy, "?shelves=1,b") == [["shelves", "type"]]


def test_a_comma_separated_array_of_numbers_is_read(toy: httpx.Client) -> None:
    answer = toy.get(f"{BOOKS}?shelves=1,3")

    assert answer.json()["asked"]["shelves"] == [1, 3]
    assert [book["shelf"] for book in answer.json()["books"]] == [3, 1]


def test_a_deep_object_is_read_with_its_types(toy: httpx.Client) -> None:
    """Each property arrives as text, and is read as its own schema's type."""
    answer = toy.get(f"{BOOKS}?published[from]=1980&published[until]=2010")

    assert answer.status_code == 200, answer.text
    assert answer.json()["asked"]["published"] == {"from": 1980, "until": 2010}
    assert [book["id"] for book in answer.json()["books"]] == ["bk_0004", "bk_0001"]


def test_a_deep_object_of_text_is_read(toy: httpx.Client) -> None:
    assert asked(toy, "?published[note]=a%26b")["published"] == {"note": "a&b"}


def test_a_deep_object_is_judged_by_its_schema(toy: httpx.Client) -> None:
    unknown = refused(toy, "?published[before]=1980")
    too_low = refused(toy, "?published[from]=999")
    no_number = refused(toy, "?published[from]=old")

    assert unknown == [["published", "additionalProperties"]]
    assert too_low == [["published", "minimum"]]
    assert no_number == [["published", "type"]]


def test_a_property_of_a_deep_object_is_refused_twice(toy: httpx.Client) -> None:
    """A scalar given twice is invalid wherever it stands."""
    query = "?published[note]=a&published[note]=b"

    assert refused(toy, query) == [["published", "duplicate"]]


def test_the_order_of_an_enum_is_the_declared_one(toy: httpx.Client) -> None:
    """`new`, `worn`, `damaged` is no order of the alphabet."""
    answer = toy.get(f"{BOOKS}?order=condition")

    conditions = [book["condition"] for book in answer.json()["books"]]
    assert conditions == ["new", "new", "worn", "damaged"]


def test_a_header_parameter_is_read_whatever_its_case(toy: httpx.Client) -> None:
    assert asked(toy, **{"x-reader-AGE": "12"})["x_reader_age"] == 12
    assert refused(toy, **{"X-Reader-Age": "old"}) == [["X-Reader-Age", "type"]]
    assert refused(toy, **{"X-Reader-Age": "151"}) == [["X-Reader-Age", "maximum"]]


def test_a_cookie_parameter_is_read(toy: httpx.Client) -> None:
    assert asked(toy, Cookie="a=b; lastVisit=2026-01-31")["last_visit"] == "2026-01-31"
    assert asked(toy, Cookie="lastvisit=2026-01-31")["last_visit"] is None
    assert refused(toy, Cookie="lastVisit=soon") == [["lastVisit", "format"]]


@pytest.mark.parametrize("damaged", ["=", ";;;", "a", '"', "a=b=c; lastVisit"])
def test_a_damaged_cookie_is_no_cookie(toy: httpx.Client, damaged: str) -> None:
    assert asked(toy, Cookie=damaged)["last_visit"] is None


def test_a_cookie_of_any_bytes_is_no_failure(toy: httpx.Client) -> None:
    headers = [(b"Cookie", b"lastVisit=\xff\xfe")]
    answer = toy.get(BOOKS, headers=headers)

    assert answer.status_code in (200, 422)


@pytest.mark.parametrize("odd", ["pre:fs={a,b}", "cart[0]=1", 'a={"b": 1}', "seen"])
def test_one_odd_cookie_does_not_hide_the_others(toy: httpx.Client, odd: str) -> None:
    """A browser sends every cookie of the host, those of other applications, too."""
    cookie = f"{odd}; lastVisit=2026-01-31"

    assert asked(toy, Cookie=cookie)["last_visit"] == "2026-01-31"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("9223372036854775807", 2**63 - 1),
        ("9223372036854775808", 2**63 - 1),
        ("9" * 5000, 2**63 - 1),
        ("-9223372036854775809", -(2**63)),
        ("-" + "9" * 5000, -(2**63)),
        ("0" * 50 + "7", 7),
        ("-0", 0),
    ],
)
def test_an_integer_beyond_64_bits_counts_as_the_nearest(
    toy: httpx.Client, text: str, number: int
) -> None:
    """No length of digits may bring the stub down, or slow it."""
    assert asked(toy, f"?offset={text}")["offset"] == number


@pytest.mark.parametrize("text", ["1.0", "+1", "1e3", "%D9%A1", "0x1", " 1", "", "1_0"])
def test_an_integer_is_ascii_digits_only(toy: httpx.Client, text: str) -> None:
    assert refused(toy, f"?offset={text}") == [["offset", "type"]]


def test_every_violation_is_told_in_the_order_of_the_contract(
    toy: httpx.Client,
) -> None:
    wrong = refused(
        toy,
        "?offset=x&order=none&genres=western",
        Cookie="lastVisit=soon",
        **{"X-Reader-Age": "old"},
    )

    names = [name for name, _ in wrong]
    assert names == ["genres", "order", "offset", "X-Reader-Age", "lastVisit"]


def test_what_the_contract_does_not_name_is_ignored(toy: httpx.Client) -> None:
    assert asked(toy, "?Order=x&more=1&more=2&order[]=x")["order"] == "title"


def test_too_many_parameters_are_refused(toy: httpx.Client) -> None:
    assert refused(toy, "?" + "a=1&" * 1001) == [["query", "maxProperties"]]


def test_either_scheme_lets_a_caller_in(toy_stub: Any, sandbox_name: str) -> None:
    """Basic at the desk, or a card in a header; a password may hold a colon."""
    with toy_stub.client(sandbox_name) as client:
        desk = client.get(BOOKS, auth=("back", "other"))
        colon = client.get(BOOKS, auth=("front", "desk:word"))
        card = client.get(BOOKS, headers={"x-library-card": "library-demo-card"})
        wrong = [
            client.get(BOOKS, headers=headers).status_code
            for headers in (
                {},
                {"X-Library-Card": ""},
                {"X-Library-Card": "nobody"},
                {"Authorization": "Basic"},
                {"Authorization": "Basic !!!"},
                {"Authorization": "Basic YmFjaw=="},
                {"Authorization": "Bearer library-demo-card"},
            )
        ]

    assert [answer.json()["asked"]["reader"] for answer in (desk, colon, card)] == [
        "Ben",
        "Ada",
        "Ada",
    ]
    assert set(wrong) == {401}
