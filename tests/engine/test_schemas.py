"""Schemas: what OpenAPI 3.0 says, as JSON Schema judges it."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import schemas_of

if TYPE_CHECKING:
    from pathlib import Path

    from ticketstub.contract.schemas import Schemas

A = "#/components/schemas/A"


def compiled(folder: Path, schema: str, more: str = "") -> Schemas:
    """Compile a schema `A` and others beside it."""
    return schemas_of(folder, f"    A:\n{indent(schema, '      ')}\n{more}")[1]


@pytest.mark.parametrize(
    ("schema", "fit", "unfit"),
    [
        ("type: string\nnullable: true", ["a", None], [1]),
        ("type: string\nnullable: false", ["a"], [None]),
        ("type: string\nnullable: true\nenum: [a]", ["a", None], ["b"]),
        ("type: string\nnullable: true\nenum: [a, null]", ["a", None], ["b"]),
        ("nullable: true\nenum: [a, 1]", ["a", 1, None], ["b"]),
        ("nullable: true\nallOf:\n  - {type: string}", ["a", None], [1]),
        ("nullable: true\noneOf:\n  - {type: string}", ["a", None], [1]),
        (
            "nullable: true\nallOf:\n  - $ref: '#/components/schemas/B'",
            ["b", None],
            ["a", 1],
        ),
        ("nullable: true", [1, None, "a"], []),
        ("{}", [1, None, "a"], []),
        ("type: integer", [1, 1.0, 10**15], [1.5, "1", True, None]),
        ("type: number\nminimum: 1\nexclusiveMinimum: true", [1.1, 2], [1, 0]),
        ("type: number\nminimum: 1\nexclusiveMinimum: false", [1, 2], [0.9]),
        ("type: number\nmaximum: 1\nexclusiveMaximum: true", [0.9], [1]),
        ("type: number\nexclusiveMinimum: true", [0, -1], ["a"]),
        ("type: string\nformat: date", ["2026-01-31"], ["2026-02-31", "soon"]),
        ("type: string\nformat: date-time", ["2026-01-31T09:30:00Z"], ["2026-01-31"]),
        ("type: string\nformat: uuid", ["7a1f4a3e-2f4b-4c8e-9d3a-5b6c7d8e9f00"], ["x"]),
        ("type: string\nformat: made-up", ["anything"], [1]),
        ("type: string\npattern: '^a'", ["ab"], ["ba"]),
        (
            "type: array\nitems: {type: string}\nuniqueItems: true",
            [["a"]],
            [["a", "a"]],
        ),
        ("$ref: '#/components/schemas/B'\nnullable: true", ["b"], [None]),
        (
            (
                "type: object\nadditionalProperties: false\nproperties:\n"
                "  example: {type: string}\n  schema: {type: string}\n"
                "  enum: {type: string}\n"
                "  default: {type: string, nullable: true}\n  x-more: {type: string}"
            ),
            [{"example": "a", "schema": "a", "default": None, "x-more": "a"}],
            [{"other": 1}, {"schema": 1}, {"x-more": 1}, {"enum": 1}],
        ),
        (
            "type: object\nadditionalProperties: {type: integer, nullable: true}",
            [{"a": 1, "b": None}],
            [{"a": "b"}],
        ),
        ("not: {type: string, nullable: true}", [1], ["a", None]),
        (
            (
                "x-ticketstub-as: integer\nanyOf:\n  - {type: integer, maximum: 9}\n"
                "  - {type: string}"
            ),
            [9],
            ["9", 10, None],
        ),
        (
            (
                "nullable: true\nx-ticketstub-as: integer\nanyOf:\n"
                "  - {type: integer, maximum: 9}\n  - {type: string}"
            ),
            [9, None],
            ["", 10],
        ),
    ],
)
def test_a_schema_means_what_openapi_says(
    tmp_path: Path, schema: str, fit: list[Any], unfit: list[Any]
) -> None:
    more = "    B:\n      type: string\n      enum: [b]\n"
    validator = compiled(tmp_path, schema, more).validator(A, "request")

    assert [value for value in fit if not validator.is_valid(value)] == []
    assert [value for value in unfit if validator.is_valid(value)] == []


ONE_WAY = """\
type: object
required: [id, title, secret]
properties:
  id:
    type: string
    readOnly: true
  title:
    type: string
  secret:
    type: string
    writeOnly: true
  inside:
    $ref: '#/components/schemas/A'
"""


def test_what_goes_one_way_is_required_only_there(tmp_path: Path) -> None:
    schemas = compiled(tmp_path, ONE_WAY)
    request, response = (schemas.validator(A, way) for way in ("request", "response"))
    sent = {"title": "a", "secret": "s"}
    shown = {"id": "1", "title": "a"}

    assert request.is_valid({**sent, "inside": sent})
    assert not request.is_valid({**sent, "inside": shown})
    assert response.is_valid({**shown, "inside": shown})
    assert not response.is_valid({**shown, "inside": sent})


def test_what_is_required_by_another_part_goes_one_way_too(tmp_path: Path) -> None:
    """`allOf` may require in one part what another part marks as read-only."""
    schema = (
        "allOf:\n  - type: object\n    properties:\n"
        "      id: {type: string, readOnly: true}\n      title: {type: string}\n"
        "  - type: object\n    required: [id, title]"
    )
    validator = compiled(tmp_path, schema).validator(A, "request")

    assert validator.is_valid({"title": "a"})


def test_a_recursive_schema_is_judged_at_every_depth(tmp_path: Path) -> None:
    schema = (
        "type: object\nrequired: [name]\nproperties:\n  name: {type: string}\n"
        "  inside: {type: array, items: {$ref: '#/components/schemas/A'}}"
    )
    validator = compiled(tmp_path, schema).validator(A, "request")
    value: dict[str, Any] = {"name": 1}
    good: dict[str, Any] = {"name": "a"}
    for _ in range(50):
        value = {"name": "a", "inside": [value]}
        good = {"name": "a", "inside": [good]}

    assert validator.is_valid(good)
    assert not validator.is_valid(value)


def test_a_name_may_hold_what_a_uri_may_not(tmp_path: Path) -> None:
    """Paths and media types have braces, slashes, tildes and percent signs."""
    schema = (
        "type: object\nproperties:\n  'a/b~c d{e}%25':\n    type: integer\n"
        "  f:\n    $ref: '#/components/schemas/A/properties/a~1b~0c d{e}%25'"
    )
    pointer = f"{A}/properties/f"
    schemas = compiled(tmp_path, schema.replace(" d{e}%25'", "'"))

    assert schemas.validator(pointer, "request").is_valid(1)
    assert not schemas.validator(pointer, "request").is_valid("1")
