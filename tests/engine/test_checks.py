"""Checks: the body that a `check_<operation>` is given, and what is told of both."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.stub import Stub
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

CONTRACT = """\
openapi: 3.0.3
info:
  title: Town Parcels API
  version: '1'
paths:
  /parcels:
    post:
      operationId: parcels.create_parcel
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required:
                - weight
              properties:
                sender: { $ref: '#/components/schemas/Address' }
                receiver: { $ref: '#/components/schemas/Address' }
                weight:
                  type: integer
                  minimum: 1
                contents:
                  type: array
                  items:
                    type: object
                    properties:
                      count:
                        type: integer
      responses:
        '201':
          description: It is on its way.
components:
  schemas:
    Address:
      type: object
      additionalProperties: false
      required:
        - name
      properties:
        name:
          type: string
          minLength: 1
        town:
          type: string
        place:
          type: object
          properties:
            house:
              type: integer
            street:
              type: string
"""

PARCELS = '''\
"""Parcels: the check always tells what it has seen, beside what it finds wrong."""

import json

from ticketstub.call import Reply
from ticketstub.problems import Violation

EVERYWHERE = (
    ("sender",),
    ("sender", "town"),
    ("sender", "place", "house"),
    ("receiver", "name"),
    ("weight",),
    ("contents", 1),
)


def check_create_parcel(call, body):
    for name in ("sender", "receiver"):
        address = body.get(name)
        if address and address.get("town") == "Nowhere":
            yield Violation("body", name, "unknown", path=(name, "town"))
        if address and "name" not in address:
            yield Violation("body", name, "nameless", path=(name, "name"))
    if body.get("weight", 0) > 20:
        yield Violation("body", "weight", "heavy", path=("weight",))
    for index, item in enumerate(body.get("contents", ())):
        if item["count"] > 9:
            yield Violation("body", "contents", "many", path=("contents", index))
    if body.get("weight") == 7:
        for path in EVERYWHERE:
            yield Violation("body", path[0], "seven", path=path)
    yield Violation("body", "", "seen", message=json.dumps(body))


def create_parcel(call, body):
    return Reply(201)
'''

FEN = {"name": "Ada Fen", "town": "Fenby"}

#: Where the check of a parcel that weighs 7 finds fault.
TOLD = [
    "/sender",
    "/sender/town",
    "/sender/place/house",
    "/receiver/name",
    "/weight",
    "/contents/1",
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Serve a small project that takes parcels."""
    folder = tmp_path_factory.mktemp("parcels")
    for name in ("openapi", "handlers/parcels"):
        (folder / name).mkdir(parents=True)
    (folder / "openapi" / "parcels.yaml").write_text(CONTRACT)
    (folder / "handlers" / "parcels" / "parcels.py").write_text(PARCELS)
    with Stub(load_project(folder), Settings()) as stub, stub.client() as client:
        yield client


def told(desk: httpx.Client, body: Any) -> tuple[list[tuple[str, str]], Any]:
    """Return what was found wrong, as pointers and rules, and what the check saw."""
    answer = desk.post("/parcels", json=body)
    assert answer.status_code == 422, answer.text
    *errors, last = answer.json()["errors"]
    assert last["rule"] == "seen"
    return [(each["pointer"], each["rule"]) for each in errors], json.loads(
        last["detail"]
    )


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        ({"weight": 1, "sender": FEN}, {"weight": 1, "sender": FEN}),
        ({"weight": 0, "sender": FEN}, {"sender": FEN}),
        ({"sender": FEN}, {"sender": FEN}),
        ({"weight": 1, "sender": 5}, {"weight": 1}),
        (
            {"weight": 1, "sender": {"name": "", "town": "Fenby"}},
            {"weight": 1, "sender": {"town": "Fenby"}},
        ),
        (
            {"weight": 1, "sender": {**FEN, "place": {"house": "x", "street": "y"}}},
            {"weight": 1, "sender": {**FEN, "place": {"street": "y"}}},
        ),
        (
            {"weight": 1, "sender": {**FEN, "place": []}},
            {"weight": 1, "sender": FEN},
        ),
        (
            {"weight": 1, "sender": {**FEN, "more": 1}},
            {"weight": 1, "sender": FEN},
        ),
        (
            {"weight": 1, "sender": {"name": 1, "town": 2}, "receiver": FEN},
            {"weight": 1, "sender": {}, "receiver": FEN},
        ),
        (
            {"weight": "x", "sender": {"name": 1}, "receiver": {**FEN, "town": 2}},
            {"sender": {}, "receiver": {"name": "Ada Fen"}},
        ),
        (
            {"weight": 1, "contents": [{"count": 1}, {"count": "x"}]},
            {"weight": 1},
        ),
    ],
    ids=[
        "nothing refused",
        "a field of the body",
        "a missing field",
        "an object that is none",
        "a field of an object",
        "a field of an inner object",
        "an inner object that is none",
        "an unknown field of an object",
        "two fields of one object",
        "fields at several places",
        "a field of an item takes the list along",
    ],
)
def test_a_check_sees_the_body_without_what_is_refused(
    desk: httpx.Client, body: Any, seen: Any
) -> None:
    """So it may take each value it sees for one that fits; what fits it sees."""
    assert told(desk, body)[1] == seen


def test_both_kinds_are_told_together_in_the_contracts_order(
    desk: httpx.Client,
) -> None:
    """From one object, and from others; a list is told of once by its schema."""
    wrong, _ = told(
        desk,
        {
            "contents": [{"count": "x"}, {"count": 10}],
            "weight": 21,
            "receiver": {**FEN, "name": ""},
            "sender": {"town": "Nowhere", "name": "", "place": {"house": "x"}},
        },
    )

    assert wrong[:3] == [
        ("/sender/name", "minLength"),
        ("/sender/place/house", "type"),
        ("/sender/town", "unknown"),
    ]
    assert wrong[3:] == [
        ("/receiver/name", "minLength"),
        ("/weight", "heavy"),
        ("/contents/0/count", "type"),
    ]


@pytest.mark.parametrize(
    ("sender", "rule"), [({"town": "Fenby"}, "required"), ({"name": ""}, "minLength")]
)
def test_a_field_that_its_schema_refused_is_not_told_again(
    desk: httpx.Client, sender: Any, rule: str
) -> None:
    """The check misses the name, too, be it because its schema took it away."""
    wrong, _ = told(desk, {"weight": 1, "sender": sender, "receiver": FEN})

    assert wrong == [("/sender/name", rule)]


@pytest.mark.parametrize(
    ("refused", "at", "rule", "silent"),
    [
        ({"sender": 5}, "/sender", "type", TOLD[:3]),
        ({"sender": {**FEN, "place": []}}, "/sender/place", "type", TOLD[2:3]),
        ({"receiver": {**FEN, "town": 1}}, "/receiver/town", "type", []),
        ({"receiver": {}}, "/receiver/name", "required", TOLD[3:4]),
        ({"contents": [{}, {}, {"count": 0.5}]}, "/contents/2/count", "type", TOLD[5:]),
    ],
    ids=["an object", "an inner object", "a neighbour", "a missing field", "a list"],
)
def test_what_lies_in_what_was_refused_is_not_told_again(
    desk: httpx.Client, refused: Any, at: str, rule: str, silent: list[str]
) -> None:
    """Neither is an object or a list that was refused; all else the check tells."""
    wrong, _ = told(desk, {"weight": 7, **refused})

    assert (at, rule) in wrong
    assert [place for place, rule in wrong if rule == "seven"] == [
        place for place in TOLD if place not in silent
    ]
    assert len(wrong) == 1 + len(TOLD) - len(silent)


def test_a_check_finds_what_lies_in_a_list_that_fits(desk: httpx.Client) -> None:
    wrong, _ = told(desk, {"weight": 0, "contents": [{"count": 1}, {"count": 10}]})

    assert wrong == [("/weight", "minimum"), ("/contents/1", "many")]
