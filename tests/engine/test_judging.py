"""`call.operation.judge`: a handler judges a value of its own as a body is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from tests.engine.drafts import drafts_in
from tests.stub import Stub
from ticketstub.call import NO_OPERATION
from ticketstub.problems import Violation
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

FINE = {"title": "Fen", "size": 7}
VALUES: dict[str, Any] = {
    "one that fits": FINE,
    "digits": {**FINE, "size": "07", "place": {"street": "a", "house": "9"}},
    "an empty text for null": {**FINE, "size": ""},
    "a whole number with a fraction": {**FINE, "weight": 3.0, "size": 4.0},
    "digits that are too large": {**FINE, "size": "100"},
    "what is missing": {},
    "what is not known": {**FINE, "more": 1},
    "a field of another type": {**FINE, "weight": "x", "title": 5},
    "several fields": {"weight": 1.5, "size": 0, "title": "", "place": {}},
    "a field of an object": {**FINE, "place": {"street": 5, "house": "x"}},
    "an item": {**FINE, "notes": [{"text": "a"}, {}]},
    "what the check refuses": {**FINE, "title": "taken", "weight": 6},
    "what both refuse": {"weight": 6, "title": "taken", "place": {}, "size": []},
    "what the check would miss": {**FINE, "place": {"street": 1, "house": 2}},
    "a list": [FINE],
    "a text": "Fen",
    "a number": 7,
    "true": True,
    "null": None,
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Serve a small project that takes drafts, one by one and in batches."""
    project = load_project(drafts_in(tmp_path_factory.mktemp("drafts")))
    headers = {"Content-Type": "application/json"}
    with Stub(project, Settings()) as stub, stub.client(headers=headers) as client:
        yield client


def judged(desk: httpx.Client, *values: tuple[str, Any]) -> list[Any]:
    """Let the handler judge values by components; return what came of each."""
    answer = desk.post("/batches", json=values)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()
    return found


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_a_value_is_judged_as_a_body_is(desk: httpx.Client, value: Any) -> None:
    """Read alike, and refused by the very same violations in the same order."""
    as_body = desk.post("/drafts", content=orjson.dumps(value))
    (as_value,) = judged(desk, ("Draft", value))

    assert as_value["wrong"] == as_body.json()["wrong"]
    assert (as_value["wrong"] == []) is (as_body.status_code == 200)
    if as_body.status_code == 200:
        assert as_value == as_body.json()


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ({"size": "07"}, {"size": 7}),
        ({"size": ""}, {"size": None}),
        ({"weight": 2.0}, {"weight": 2}),
        ({"place": {"house": "3"}}, {"place": {"house": 3}}),
        ({"size": "x"}, {"size": "x"}),
    ],
)
def test_a_value_is_returned_as_it_was_read(
    desk: httpx.Client, value: Any, read: Any
) -> None:
    """Be it refused or not: each of these lacks a title."""
    (found,) = judged(desk, ("Draft", value))

    assert found["value"] == read
    assert type(found["value"].get("weight", 0)) is int
    assert found["wrong"][0]["name"] == "title"


def test_violations_come_in_the_contracts_order_and_tell_everything(
    desk: httpx.Client,
) -> None:
    """Those of the schema and those of the check, sorted together."""
    value = {"more": 1, "weight": 6, "size": 100, "title": "taken", "place": {}}
    (found,) = judged(desk, ("Draft", value))

    assert [(each["name"], each["rule"]) for each in found["wrong"]] == [
        ("title", "taken"),
        ("place", "required"),
        ("place", "lost"),
        ("size", "maximum"),
        ("weight", "heavy"),
        ("more", "additionalProperties"),
    ]
    assert found["wrong"][3] == {
        "where": "body",
        "name": "size",
        "rule": "maximum",
        "limit": 99,
        "value": 100,
        "path": ["size"],
        "message": "100 is greater than the maximum of 99",
        "required": True,
        "keyword": ["components", "schemas", "Digits", "maximum"],
    }


def test_the_check_sees_the_value_without_what_is_refused(desk: httpx.Client) -> None:
    """So it may take each field it sees for one that fits, and is not asked else."""
    values = [
        {**FINE, "size": "x", "place": {"street": 1, "house": "4"}},
        [FINE],
        None,
        {},
    ]
    found = judged(desk, *(("Draft", value) for value in values))

    assert [each["seen"] for each in found] == [
        [{"title": "Fen", "place": {"house": 4}}],
        [],
        [],
        [{}],
    ]


def test_each_value_is_judged_by_the_component_that_is_named(
    desk: httpx.Client,
) -> None:
    """However often, and whatever was judged by others before."""
    mixed = [("Draft", {}), ("Note", {}), ("Digits", "x"), ("Digits", "12")] * 2
    found = judged(desk, *mixed)

    names = [[error["name"] for error in each["wrong"]] for each in found]
    assert names == [["title", "size"], ["text"], [""], []] * 2
    assert found[3]["value"] == 12


def test_what_is_nested_too_deeply_is_refused_and_no_failure(
    desk: httpx.Client,
) -> None:
    """As it is where it is a body: there is no end to what would be told of it."""
    deep = b'{"notes": ' + b"[" * 1000 + b"]" * 1000 + b"}"
    as_body = desk.post("/drafts", content=deep)
    as_value = desk.post("/batches", content=b'[["Draft", ' + deep + b"]]")

    assert as_body.status_code == as_value.status_code == 400
    assert as_body.json() == as_value.json()


def test_a_component_that_there_is_not_is_a_fault_of_the_handler(
    desk: httpx.Client,
) -> None:
    failed = desk.post("/batches", json=[("Draught", FINE)])

    assert failed.status_code == 500
    assert "Draught" in failed.json()["detail"]


def test_without_an_operation_nothing_is_wrong() -> None:
    """A call of no operation has no contract to go by, and runs no handler."""

    def check(_: Any) -> Iterator[Violation]:
        yield Violation("body", "", "asked")

    assert NO_OPERATION.judge("Draft", {"a": 1}, check) == ({"a": 1}, [])
