"""Any text at all as a search: it is answered, or refused by one of its rules."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.apis.happyfox.conftest import TICKETS
from tests.apis.happyfox.searching import (
    CHOICE,
    DATE,
    NUMBER,
    SYSTEM_NAMES,
    TRUE_OR_FALSE,
    VALUE,
)

if TYPE_CHECKING:
    import httpx

#: What a search may be refused with.
TEXTS = {CHOICE, DATE, NUMBER, TRUE_OR_FALSE, VALUE}

#: No search may take longer; the longest take a small part of it.
SECONDS = 5.0

#: Pieces that searches are made of, and some that they should not be.
PIECES = (
    *SYSTEM_NAMES,
    *("City", "State", "Quantity", "Purchase Date", "Customer Type", "Company"),
    *('"', "“", "”", "„", "‟", ":", ",", "+", " ", "\t", "\n", "#", "/", "-", "%"),
    *("true", "false", "none", "any", "overdue", "next 7 days", "2026/06/15"),
    *("02/29/2024", "0000/00/00", "9999/12/31", "1", "-1", "1e999", "NaN", "9" * 30),
    *("printer", "DC00000003", "🌻", "אילנה", "\u200f\u202e", "\0", "\x1c", "\ufeff"),
    *("İ", "ß", "ǆ", "\u0301", "\u2028", "'", ";", "&", "=", "\\", "(", "*"),
)

checks = settings(
    deadline=None,
    max_examples=300,
    # The client is shared by the examples, which only read.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def assert_answered(client: httpx.Client, encoded: str) -> None:
    """Claim that an encoded text is found by, or refused in the words of its rules."""
    began = time.perf_counter()

    answer = client.get(f"{TICKETS}?minify_response=true&q={encoded}")

    assert time.perf_counter() - began < SECONDS
    if answer.status_code == 400:
        (error,) = answer.json()["error"]
        assert error["field"] == "q"
        assert {*error["errors"]} <= TEXTS
        assert error["errors"]
    else:
        assert answer.status_code == 200, answer.text
        assert [*answer.json()] == ["page_info", "data"]


@pytest.mark.rule("H13", "X8")
@checks
@given(st.text(max_size=200))
@example("\0")
@example("\ufffe")
@example("\U0010ffff" * 400)
def test_any_text_is_answered(client: httpx.Client, text: str) -> None:
    assert_answered(client, quote_from_bytes(text.encode()))


@pytest.mark.rule("H13", "X8")
@checks
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_anything_made_of_the_pieces_of_a_search_is_answered(
    client: httpx.Client, text: str
) -> None:
    assert_answered(client, quote_from_bytes(text.encode()))


@pytest.mark.rule("H13", "X8")
@checks
@given(st.sampled_from((*SYSTEM_NAMES, "City", "Quantity")), st.text(max_size=50))
def test_any_value_of_any_name_is_answered(
    client: httpx.Client, name: str, value: str
) -> None:
    for text in (f"{name}:{value}", f'{name}:"{value}"', f'"{name}":"{value}"'):
        assert_answered(client, quote_from_bytes(text.encode()))


@pytest.mark.rule("H13", "X8")
@checks
@given(st.binary(max_size=100))
@example(b"\xed\xa0\x80")
@example(b"\xff\xfe")
@example(b"\xf0\x9f\x8c")
@example(b"\xc0\x80")
def test_any_bytes_are_answered(client: httpx.Client, data: bytes) -> None:
    """Lone surrogates, and what is no UTF-8 at all, included."""
    assert_answered(client, quote_from_bytes(data, safe=""))


@pytest.mark.rule("H13", "X8")
@pytest.mark.parametrize(
    "encoded",
    ["%", "%%", "%2", "%zz", "%u0041", "%00%", "%25", "+%", "%E2%80", ";", "?"],
)
def test_a_broken_escape_is_answered(client: httpx.Client, encoded: str) -> None:
    assert_answered(client, encoded)


@pytest.mark.rule("H13", "X8")
@pytest.mark.parametrize(
    "text",
    [
        '"' * 2000,
        '"' * 1999,
        "“”" * 1000,
        '""' * 500 + " " * 1000,
        '" ' * 1000,
        "," * 2000,
        ":" * 2000,
        "+" * 2000,
        " " * 2000,
        "a " * 1000,
        "e+" * 1000,
        "a:" * 1000,
        "a:b " * 500,
        "a:" + "b," * 999,
        "a:" + "b," * 998 + "b",
        '"a":' * 500,
        '"a":"b" ' * 250,
        'a:"' * 666,
        "id:" + "1," * 998 + "1",
        "id:" + "9" * 1997,
        "id:" + "x," * 998 + "x",
        "category:" + "9" * 1991,
        "Quantity:" + "9" * 1991,
        "Quantity:0." + "0" * 1989,
        "Quantity:" + "1," * 995 + "1",
        "contact:" + "x," * 995 + "x",
        "group:any " * 200,
        "City:Chennai " * 150,
        "tag:x " * 333,
        "created-on:9999/12/31 " * 90,
        "has_attachments:true " * 95,
        'duedate:"next 7 days" ' * 90,
        "ß" * 2000,
        "\u0301" * 2000,
        "\u202e" * 2000,
        "\0" * 2000,
        "a" * 1999 + '"',
    ],
    ids=lambda text: f"{text[:12]!a} x {len(text)}",
)
def test_a_nasty_text_of_2000_characters_is_answered_soon(
    client: httpx.Client, text: str
) -> None:
    assert len(text) <= 2000

    assert_answered(client, quote_from_bytes(text.encode()))
