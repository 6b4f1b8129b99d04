"""Requests: chosen among by filters, counted, and hostile filters refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import refused
from tests.engine.journaling import BOOKS, EMMA, REQUESTS, count, ids, listed
from tests.engine.projects import BASE

if TYPE_CHECKING:
    import httpx

FORM = "application/x-www-form-urlencoded"
COUNT = f"{REQUESTS}/count"


@pytest.fixture
def used(toy: httpx.Client) -> httpx.Client:
    """Make six calls of every kind."""
    toy.get(BOOKS)
    toy.post(BOOKS, json=EMMA)
    toy.post(BOOKS, json={**EMMA, "title": ""})
    toy.get(f"{BOOKS}/bk_9999")
    toy.post(f"{BASE}/trials", json={"way": "raise"})
    toy.get(f"{BASE}/reports", headers={"Prefer": "example=quiet_day"})
    return toy


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [1, 2, 3, 4, 5, 6]),
        ({"api": "library"}, [1, 2, 3, 4, 5, 6]),
        ({"operation": "books.create_book"}, [2, 3]),
        ({"api": "library", "operation": "books.create_book"}, [2, 3]),
        ({"method": "post"}, [2, 3, 5]),
        ({"method": "POST", "status": "201"}, [2]),
        ({"status": "4xx"}, [3, 4]),
        ({"status": "422"}, [3]),
        ({"status": "9xx"}, []),
        ({"path": "/bk_"}, [4]),
        ({"path": "/BK_"}, []),
        ({"path": ".*"}, []),
        ({"body": "Emma"}, [2]),
        ({"body": '"title":"Emma"'}, [2]),
        ({"body": "emma"}, []),
        ({"outcome": "answered"}, [1, 2]),
        ({"outcome": "refused"}, [3, 4]),
        ({"outcome": "failed"}, [5]),
        ({"outcome": "preferred"}, [6]),
        ({"outcome": "faulted"}, []),
        ({"after": "call_4"}, [5, 6]),
        ({"after": "call_0"}, [1, 2, 3, 4, 5, 6]),
        ({"after": "call_6"}, []),
        ({"after": "call_" + "9" * 35}, []),
        ({"method": "GET", "outcome": "refused", "after": "call_1"}, [4]),
    ],
)
def test_the_list_and_the_count_agree(
    used: httpx.Client, wanted: dict[str, Any], numbers: list[int]
) -> None:
    """Every condition has to be met."""
    found = listed(used, **wanted)

    assert [each["id"] for each in found["requests"]] == [f"call_{n}" for n in numbers]
    assert found["total"] == len(numbers)
    assert count(used, **wanted) == len(numbers)


def test_of_many_the_newest_are_listed(used: httpx.Client) -> None:
    """And how many there are."""
    found = listed(used, limit=2, method="GET")

    assert [each["id"] for each in found["requests"]] == ["call_4", "call_6"]
    assert found["total"] == 3


@pytest.mark.parametrize(
    ("fields", "matches"),
    [
        ({}, True),
        ({"name": "Attic"}, True),
        ({"name": "attic"}, False),
        ({"name": None}, False),
        ({"inside": [{"name": "Box"}, {"name": "Tray", "inside": []}]}, True),
        ({"inside": [{"name": "Box"}, {}]}, True),
        ({"inside": [{"name": "Box"}]}, False),
        ({"inside": {"0": {"name": "Box"}}}, False),
        ({"inside": []}, False),
        ({"size": {"wide": 2}}, True),
        ({"size": {"wide": 2.0}}, True),
        ({"size": {"wide": True}}, False),
        ({"size": {"wide": "2"}}, False),
        ({"size": {"deep": None}}, True),
        ({"size": {"tall": None}}, False),
        ({"size": {}}, True),
        ({"size": 2}, False),
        ({"fixed": 1}, False),
        ({"fixed": True, "name": "Attic"}, True),
        ({"marks": [1]}, False),
        ({"marks": [True]}, True),
    ],
)
def test_calls_are_counted_by_the_fields_of_their_bodies(
    toy: httpx.Client, fields: dict[str, Any], *, matches: bool
) -> None:
    """In objects and lists within it, too; true is no number."""
    shelf = {
        "name": "Attic",
        "inside": [{"name": "Box"}, {"name": "Tray", "inside": []}],
        "size": {"wide": 2, "deep": None},
        "fixed": True,
        "marks": [True],
    }
    toy.post(f"{BASE}/shelves", json=shelf)

    assert count(toy, json=fields) == matches


@pytest.mark.parametrize(
    ("fields", "matches"),
    [
        ({"title": "On fire & off"}, True),
        ({"title": "On fire"}, False),
        ({"shelf": "3"}, True),
        ({"shelf": 3}, False),
        ({"tags": ["a", "b"]}, True),
        ({"tags": "b"}, False),
        ({"subtitle": ""}, True),
    ],
)
def test_the_fields_of_a_form_are_texts(
    toy: httpx.Client, fields: dict[str, Any], *, matches: bool
) -> None:
    form = "title=On+fire+%26+off&shelf=3&tags=a&tags=b&subtitle="
    toy.post(BOOKS, content=form, headers={"Content-Type": f"{FORM}; charset=utf-8"})

    assert count(toy, json=fields) == matches


@pytest.mark.parametrize(
    ("sent", "media_type", "text"),
    [
        ('{"title": "caf\\u00e9 \\"Fen\\""}', "application/json", 'café "Fen"'),
        ('{"more": [{"x": "caf\\u00e9"}]}', "application/json", "café"),
        ("title=caf%C3%A9+Fen", FORM, "café Fen"),
        ('{"title": "café"', "application/json", "café"),
        ("--b\r\n\r\ncafé", "multipart/form-data; boundary=b", "café"),
    ],
)
def test_a_text_is_found_however_it_was_escaped(
    toy: httpx.Client, sent: str, media_type: str, text: str
) -> None:
    """Also as it was sent, and in what cannot be read."""
    toy.post(BOOKS, content=sent.encode(), headers={"Content-Type": media_type})

    assert count(toy, body=text) == count(toy, body=sent[:40]) == 1
    assert count(toy, body=f"{text}!") == 0


@pytest.mark.parametrize(
    "sent", [b"", b"[]", b"1", b"{", b"\xff", b"[" * 5000, b'{"title":"Emma"}\x00']
)
def test_what_is_no_object_has_no_fields(toy: httpx.Client, sent: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    toy.post(BOOKS, content=sent, headers=headers)

    assert count(toy) == 1
    assert count(toy, json={"title": "Emma"}) == count(toy, json={}) == 0


def test_a_body_that_was_cut_has_no_fields_but_its_text(toy: httpx.Client) -> None:
    """What is missing could say anything."""
    long = {**EMMA, "subtitle": "x" * 20_000}
    toy.post(BOOKS, json=long)
    toy.post(BOOKS, data=long)

    assert count(toy, json={"title": "Emma"}) == 0
    assert count(toy, body="Emma") == 2


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ({"status": "20"}, "pattern"),
        ({"status": "4XX"}, "pattern"),
        ({"status": "0xx"}, "pattern"),
        ({"status": "200\n"}, "pattern"),
        ({"status": "²xx"}, "pattern"),
        ({"outcome": "odd"}, "enum"),
        ({"path": "x" * 2001}, "maxLength"),
        ({"body": "x" * 2001}, "maxLength"),
        ({"after": "call_" + "9" * 36}, "maxLength"),
        ({"after": "nope"}, "pattern"),
        ({"after": "call_²"}, "pattern"),
        ({"after": "call_"}, "pattern"),
        ({"after": "call_1\n"}, "pattern"),
        ({"after": ""}, "pattern"),
    ],
)
def test_a_filter_that_is_none_is_refused(
    toy: httpx.Client, query: dict[str, Any], wrong: str
) -> None:
    """By the list as by the count."""
    (name,) = query

    assert refused(toy.get(REQUESTS, params=query)) == [("", wrong)]
    assert refused(toy.post(COUNT, json=query)) == [(f"/{name}", wrong)]


@pytest.mark.parametrize("limit", ["0", "1001", "-1", "1e3", "x", ""])
def test_a_limit_is_held_to_its_bounds(toy: httpx.Client, limit: str) -> None:
    assert refused(toy.get(REQUESTS, params={"limit": limit}))


@pytest.mark.parametrize(
    "body",
    [{"json": []}, {"json": None}, {"json": "x"}, {"more": 1}, {"status": 200}, 1],
)
def test_a_count_of_something_else_is_refused(toy: httpx.Client, body: Any) -> None:
    """Rather than left out of account."""
    assert len(refused(toy.post(COUNT, json=body))) == 1


@pytest.mark.parametrize(
    "text", ["\x00", "(a+)+$", "\\", "%", "'", "\N{SNOWMAN}", "\N{PILE OF POO}", "[]"]
)
def test_any_text_may_be_looked_for(toy: httpx.Client, text: str) -> None:
    """It is compared, never compiled."""
    toy.post(BOOKS, json=EMMA)

    for name in ("path", "body"):
        assert count(toy, **{name: text}) == 0
        assert ids(toy, **{name: text}) == []


def test_fields_may_be_nested_as_deeply_as_a_body(toy: httpx.Client) -> None:
    """What is too deep is refused, and nothing is answered with 500."""
    statuses = []
    for depth in (50, 120, 400, 900, 1500):
        text = '{"name":"a","inside":' + "[" * depth + "]" * depth + "}"
        headers = {"Content-Type": "application/json"}
        toy.post(f"{BASE}/shelves", content=text, headers=headers)
        asked = toy.post(COUNT, content='{"json":' + text + "}", headers=headers)
        statuses.append(asked.status_code)

    assert statuses[0] == 200
    assert {*statuses} <= {200, 400, 422}
