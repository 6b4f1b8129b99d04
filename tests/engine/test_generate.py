"""Values made for schemas that have no example: each fits, or the reason is told."""

from __future__ import annotations

import os
import subprocess
import sys
from textwrap import indent
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import contract_with, schemas_of
from tests.stub import Stub
from ticketstub.contract.generate import CannotGenerateError, generate
from ticketstub.project.project import load_bare
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

A = "#/components/schemas/A"

MADE = """\
type: string
type: string, minLength: 7
type: string, maxLength: 2
type: string, minLength: 50, maxLength: 50
type: string, maxLength: 0
type: string, enum: [b, a]
type: string, nullable: true
type: string, format: date
type: string, format: date-time
type: string, format: time
type: string, format: duration
type: string, format: email
type: string, format: hostname
type: string, format: ipv4
type: string, format: ipv6
type: string, format: uri
type: string, format: uuid
type: string, format: byte
type: string, format: binary
type: string, format: password
type: string, format: email, maxLength: 100
type: string, format: made-up
type: string, pattern: '^[a-z]{3}-[0-9]{2,4}$'
type: string, pattern: '^bk_[a-z0-9]+$', minLength: 9
type: string, pattern: '^(a|b)c?d*$'
type: string, pattern: '^[^a-z]+$'
type: string, pattern: '^\\d{4}\\w\\s\\S\\D\\W$'
type: string, pattern: '^(?:x|y)+z$'
type: string, pattern: '^.{5}$'
type: string, pattern: '^#[0-9A-F]{6}$'
type: string, pattern: '[A-Z]$'
type: string, pattern: '^(?=a)ab$'
type: string, pattern: '^[0-9]{2,5}$', minLength: 4
type: integer
type: integer, minimum: 5
type: integer, maximum: -5
type: integer, minimum: -9, maximum: -5
type: integer, minimum: 3, exclusiveMinimum: true
type: integer, maximum: 3, exclusiveMaximum: true
type: integer, maximum: 1, exclusiveMaximum: true
type: integer, minimum: 0.5
type: integer, maximum: -0.5
type: integer, multipleOf: 7
type: integer, multipleOf: 7, minimum: 8
type: integer, multipleOf: 7, maximum: 20
type: integer, multipleOf: 7, minimum: 7, exclusiveMinimum: true
type: integer, multipleOf: 10, maximum: -1
type: integer, format: int64, minimum: 9223372036854775806
type: integer, nullable: true, minimum: 1
type: number
type: number, minimum: 0.25, maximum: 0.5
type: number, minimum: 0, exclusiveMinimum: true, maximum: 0.5
type: number, minimum: 0, maximum: 0.5, exclusiveMaximum: true
type: number, minimum: 1, maximum: 1
type: number, maximum: -2.5
type: number, multipleOf: 0.5, minimum: 0.75
type: number, minimum: 0, exclusiveMinimum: true
type: boolean
enum: [null, 1]
enum: [1, 2], nullable: true
type: object
type: object, minProperties: 2
type: object, minProperties: 2, additionalProperties: {type: integer}
type: object, additionalProperties: false
type: object, required: [a], additionalProperties: {type: integer}
type: object, required: [a]
type: object, required: [a], properties: {a: {type: integer}, b: {type: string}}
type: object, properties: {a: {type: integer, writeOnly: true}}
type: object, required: [a], properties: {a: {type: integer, writeOnly: true}}
type: object, required: [a], properties: {a: {type: integer, readOnly: true}}
type: object, maxProperties: 1, properties: {a: {type: integer}, b: {type: integer}}
properties: {a: {type: integer}}
type: array, items: {type: string}
type: array, items: {type: string}, minItems: 3
type: array, items: {type: string}, maxItems: 0
type: array, items: {type: string}, minItems: 3, uniqueItems: true
type: array, items: {type: integer}, minItems: 3, uniqueItems: true
type: array, items: {type: integer, enum: [3, 4, 5]}, minItems: 3, uniqueItems: true
type: array, items: {}, minItems: 1
type: array, items: {type: array, items: {type: integer}}
allOf: [{type: string}]
allOf: [{type: integer, minimum: 3}, {maximum: 9}]
allOf: [{type: object, properties: {a: {type: integer}}}, {required: [a]}]
allOf: [{properties: {a: {type: integer}}}, {properties: {b: {type: integer}}}]
allOf: [{$ref: '#/components/schemas/B'}], properties: {a: {type: integer}}
allOf: [{$ref: '#/components/schemas/B'}], nullable: true
oneOf: [{type: integer}, {type: string}]
oneOf: [{$ref: '#/components/schemas/B'}, {type: string}]
anyOf: [{type: integer, minimum: 3}, {type: string}]
$ref: '#/components/schemas/B'
$ref: '#/components/schemas/Tree'
$ref: '#/components/schemas/Pair'
{}
x-ticketstub-as: integer, anyOf: [{type: integer, minimum: 4}, {type: string}]
type: string, default: standard
type: string, example: exemplary
not: {type: string}, type: integer
""".splitlines()

OTHERS = """\
    B:
      type: object
      required: [b]
      properties:
        b: {type: string, enum: [bee]}
    Tree:
      type: object
      required: [name]
      properties:
        name: {type: string}
        parent: {$ref: '#/components/schemas/Tree'}
        inside: {type: array, items: {$ref: '#/components/schemas/Tree'}}
    Pair:
      type: object
      required: [other]
      properties:
        other:
          type: object
          properties:
            back: {$ref: '#/components/schemas/Pair'}
    Endless:
      type: object
      required: [more]
      properties:
        more: {$ref: '#/components/schemas/Endless'}
"""


def made(folder: Path, schema: str) -> tuple[Any, bool]:
    """Return the value for a schema, and whether it fits."""
    flow = schema if schema.startswith("{") else f"{{{schema}}}"
    _, schemas = schemas_of(folder, f"    A: {flow}\n{OTHERS}")
    value = generate(schemas, A)
    return value, schemas.validator(A, "response").is_valid(value)


@pytest.mark.parametrize("schema", MADE)
def test_a_made_value_fits_its_schema(tmp_path: Path, schema: str) -> None:
    """A stub made from a bare contract must never break that very contract."""
    value, fits = made(tmp_path, schema)

    assert fits, value


@pytest.mark.parametrize(
    ("schema", "reason"),
    [
        ("$ref: '#/components/schemas/Endless'", "requires itself without end"),
        (r"type: string, pattern: '^(.)\1$'", "too much for it"),
    ],
)
def test_what_cannot_be_made_is_told(tmp_path: Path, schema: str, reason: str) -> None:
    with pytest.raises(CannotGenerateError, match=reason):
        made(tmp_path, schema)


@pytest.mark.parametrize(
    "schema",
    [
        "type: array, items: {type: boolean}, minItems: 2, uniqueItems: true",
        "allOf: [{type: string, minLength: 9}, {pattern: '^x+$'}]",
        "oneOf: [{type: string}, {type: string, maxLength: 9}]",
        "type: object, oneOf: [{required: [a]}, {required: [b]}]",
        "type: string, not: {}",
        "type: integer, minimum: 3, maximum: 2",
        r"type: string, pattern: '^(.)\1$'",
        "$ref: '#/components/schemas/Endless'",
    ],
)
def test_an_answer_is_either_fit_or_told_to_be_beyond_the_stub(
    tmp_path: Path, schema: str
) -> None:
    """Never a value that breaks the contract, never an operation lost in silence."""
    flow = schema if schema.startswith("{") else f"{{{schema}}}"
    more = f"components:\n  schemas:\n    A: {flow}\n{OTHERS}"
    paths = (
        "  /a:\n    get:\n      responses:\n        '200':\n"
        "          description: A.\n          content:\n"
        "            application/json:\n              schema:\n"
        f"                $ref: '{A}'\n"
    )
    file = contract_with(tmp_path, paths, more)
    project = load_bare(file)
    validator = project.apis[0].schemas.validator(A, "response")

    with Stub(project, Settings()) as stub, stub.client() as client:
        answer = client.get("/a")

    if answer.status_code == 200:
        assert validator.is_valid(answer.json())
        assert project.warnings == []
    else:
        assert answer.status_code == 501
        (warning,) = project.warnings
        assert "No answer can be made for this schema" in str(warning)
        assert "Add an `example` to the response." in str(warning)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ("type: string, example: e, default: d, enum: [e, d]", "e"),
        ("type: string, default: d, enum: [c, d]", "d"),
        ("type: string, enum: [c, d]", "c"),
        ("type: integer, minimum: 3, maximum: 9", 3),
        ("type: boolean", True),
        ("type: array, items: {type: integer, example: 4}", [4]),
    ],
)
def test_a_value_is_as_near_to_the_contract_as_can_be(
    tmp_path: Path, schema: str, value: Any
) -> None:
    assert made(tmp_path, schema)[0] == value


def test_the_same_schema_gives_the_same_value_in_every_process(tmp_path: Path) -> None:
    """Bytes that differ from start to start make a recorded test useless."""
    names = ", ".join("abcdefgh")
    schemas_of(tmp_path, f"    A: {{type: object, required: [{names}]}}\n")
    code = (
        "import pathlib, sys\n"
        "from ticketstub.contract.generate import generate\n"
        "from ticketstub.contract.load import load_contract\n"
        "from ticketstub.contract.schemas import Schemas\n"
        "schemas = Schemas(load_contract(pathlib.Path(sys.argv[1])))\n"
        f"print(*generate(schemas, {A!r}))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "bare.yaml")]

    printed = {
        subprocess.run(  # noqa: S603  # our own interpreter
            command,
            capture_output=True,
            text=True,
            check=True,
            timeout=20,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }

    assert len(printed) == 1


def test_a_recursive_value_ends(tmp_path: Path) -> None:
    value, _ = made(tmp_path, "$ref: '#/components/schemas/Tree'")

    depth = 0
    while "parent" in value:
        value = value["parent"]
        depth += 1
    assert depth <= 6


def test_a_required_pattern_with_line_breaks_is_readable(tmp_path: Path) -> None:
    """Where a pattern leaves a choice, letters and digits are chosen."""
    assert made(tmp_path, "type: string, pattern: '^[\\s\\S]{3}$'")[0].isprintable()


def test_indented_schemas_are_the_same(tmp_path: Path) -> None:
    block = indent("type: array\nitems:\n  type: integer\n  minimum: 8", "      ")
    _, schemas = schemas_of(tmp_path, f"    A:\n{block}\n")

    assert generate(schemas, A) == [8]
