"""Branches: what is told of a value that fits none of a `oneOf` or an `anyOf`."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import contract_with, schemas_of, served
from ticketstub.contract.judge import violations

if TYPE_CHECKING:
    from pathlib import Path

#: Beside what a test says: a ticket, and a list of some.
COMPONENTS = """\
    Ticket:
      type: object
      additionalProperties: false
      required: [title]
      properties:
        title: {type: string, minLength: 2}
        size: {type: integer, maximum: 9}
        owner:
          anyOf:
            - {type: integer, minimum: 1}
            - {type: string, pattern: '^[a-z]+$'}
    Tickets:
      type: array
      maxItems: 2
      items: {$ref: '#/components/schemas/Ticket'}
"""
EITHER = """\
{way}:
  - $ref: '#/components/schemas/Ticket'
  - $ref: '#/components/schemas/Tickets'
"""


def told(folder: Path, schema: str, value: Any) -> dict[str, str]:
    """Return where a value breaks a schema, and by which rule."""
    parts = f"    A:\n{indent(schema, '      ')}\n{COMPONENTS}"
    validator = schemas_of(folder, parts)[1].validator(
        "#/components/schemas/A", "request"
    )
    assert not validator.is_valid(value)
    return {
        "".join(f"/{step}" for step in each.path): each.rule
        for each in violations(validator, value, "body")
    }


@pytest.mark.parametrize("way", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("value", "wrong"),
    [
        ({}, {"/title": "required"}),
        ({"title": "a"}, {"/title": "minLength"}),
        (
            {"title": 1, "size": 10, "more": 1},
            {"/title": "type", "/size": "maximum", "/more": "additionalProperties"},
        ),
        (
            [{}, {"title": "ab", "size": "x"}],
            {"/0/title": "required", "/1/size": "type"},
        ),
        ([{"title": "ab"}] * 3, {"": "maxItems"}),
        ([{"title": "ab"}, 5], {"/1": "type"}),
    ],
    ids=["empty", "a field", "three fields", "items", "too many items", "no object"],
)
def test_it_is_told_by_the_one_branch_whose_type_it_has(
    tmp_path: Path, way: str, value: Any, wrong: dict[str, str]
) -> None:
    """Whoever sent an object meant the object, and is told what is wrong with that."""
    assert told(tmp_path, EITHER.format(way=way), value) == wrong


@pytest.mark.parametrize("way", ["oneOf", "anyOf"])
@pytest.mark.parametrize("value", [5, "text", None, True])
def test_a_value_of_no_branchs_type_is_told_of_them_all(
    tmp_path: Path, way: str, value: Any
) -> None:
    """Nobody can say which of them was meant."""
    assert told(tmp_path, EITHER.format(way=way), value) == {"": way}


@pytest.mark.parametrize(
    ("branches", "value"),
    [
        (["{type: object, required: [a]}", "{type: object, required: [b]}"], {}),
        (["{type: string, pattern: '^a'}", "{type: string, enum: [b]}"], "c"),
        (["{type: integer, minimum: 5}", "{type: number, maximum: 3}"], 4),
        (["{type: object, required: [a]}", "{enum: [x]}"], {}),
        (["{required: [a]}", "{type: object, required: [b]}"], {}),
    ],
    ids=["objects", "texts", "numbers", "an enum of any type", "no type said"],
)
def test_a_value_of_several_branches_types_is_told_of_them_all(
    tmp_path: Path, branches: list[str], value: Any
) -> None:
    schema = "anyOf:\n" + "".join(f"  - {branch}\n" for branch in branches)

    assert told(tmp_path, schema, value) == {"": "anyOf"}


def test_a_value_that_fits_several_branches_of_one_is_told_so(tmp_path: Path) -> None:
    """There is nothing wrong with it by any of them."""
    schema = "oneOf:\n  - {type: object}\n  - {type: object, maxProperties: 3}\n"

    assert told(tmp_path, schema, {}) == {"": "oneOf"}


@pytest.mark.parametrize(
    ("schema", "value", "wrong"),
    [
        (
            "type: array\nitems:\n" + indent(EITHER.format(way="oneOf"), "  "),
            [{}, [{"title": "ab"}, {}], 5],
            {"/0/title": "required", "/1/1/title": "required", "/2": "oneOf"},
        ),
        (
            "type: object\nproperties:\n  a:\n"
            + indent(EITHER.format(way="anyOf"), "    "),
            {"a": {"title": "a", "more": 1}},
            {"/a/title": "minLength", "/a/more": "additionalProperties"},
        ),
        (
            EITHER.format(way="oneOf"),
            {"title": "ab", "owner": 0, "size": 10},
            {"/owner": "minimum", "/size": "maximum"},
        ),
        (
            EITHER.format(way="oneOf"),
            [{"title": "ab", "owner": "A"}, {"title": "ab", "owner": []}],
            {"/0/owner": "pattern", "/1/owner": "anyOf"},
        ),
        (
            (
                "oneOf:\n  - {type: string}\n  - oneOf:\n"
                "    - {type: integer, minimum: 5}\n    - {type: boolean}\n"
            ),
            4,
            {"": "minimum"},
        ),
        (
            (
                "oneOf:\n  - {type: string}\n  - allOf:\n"
                "    - $ref: '#/components/schemas/Ticket'\n    - required: [size]\n"
            ),
            {"title": "a"},
            {"/title": "minLength", "/size": "required"},
        ),
    ],
    ids=["items", "a property", "in a branch", "in items", "branches", "allOf"],
)
def test_branches_are_told_apart_at_every_depth(
    tmp_path: Path, schema: str, value: Any, wrong: dict[str, str]
) -> None:
    assert told(tmp_path, schema, value) == wrong


@pytest.mark.parametrize(
    ("schema", "value", "wrong"),
    [
        (f"nullable: true\n{EITHER.format(way='oneOf')}", {}, {"/title": "required"}),
        (
            f"nullable: true\n{EITHER.format(way='anyOf')}",
            [{}],
            {"/0/title": "required"},
        ),
        (
            "nullable: true\nallOf:\n  - $ref: '#/components/schemas/Ticket'\n",
            {"size": 10},
            {"/title": "required", "/size": "maximum"},
        ),
        (
            (
                "oneOf:\n  - {type: object, nullable: true, required: [a]}\n"
                "  - {type: string}\n"
            ),
            {},
            {"/a": "required"},
        ),
    ],
    ids=["oneOf", "anyOf", "a reference", "a branch"],
)
def test_what_may_be_null_is_told_no_less(
    tmp_path: Path, schema: str, value: Any, wrong: dict[str, str]
) -> None:
    """To the validator, null is one more branch."""
    assert told(tmp_path, schema, value) == wrong


BODY = """\
  /tickets:
    post:
      requestBody:
        content:
          application/json:
            schema:
              oneOf:
                - $ref: '#/components/schemas/Tickets'
                - $ref: '#/components/schemas/Ticket'
      responses:
        '204':
          description: Made.
"""
FINE: list[Any] = [{"title": "ab"}, []]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        ({"owner": 0, "size": "x"}, ["/title", "/size", "/owner"]),
        ([{"title": "ab"}, {"size": 1}], ["/1/title"]),
        ("text", [""]),
    ],
)
def test_a_body_is_told_by_its_branch_in_that_branchs_order(
    tmp_path: Path, body: Any, pointers: list[str]
) -> None:
    """As any object's fields are; a list is told item by item."""
    contract = contract_with(tmp_path, BODY, f"components:\n  schemas:\n{COMPONENTS}")
    with served(contract) as client:
        refused = client.post("/tickets", json=body)
        fine = [client.post("/tickets", json=each) for each in FINE]

    assert refused.status_code == 422
    assert [each["pointer"] for each in refused.json()["errors"]] == pointers
    assert [answer.status_code for answer in fine] == [204, 204]
