"""Branches in JSON: what is read as another type inside a `oneOf` or an `anyOf`."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from tests.engine.projects import contract_with, schemas_of, served
from ticketstub.pipeline.media_types import compile_schema

if TYPE_CHECKING:
    from pathlib import Path

#: Beside what a test says: a size that digits may tell, a parcel, and a list of some.
COMPONENTS = """\
    Size:
      anyOf:
        - {type: integer, minimum: 1}
        - {type: string, pattern: '^[0-9]+$'}
      x-ticketstub-as: integer
    Parcel:
      type: object
      additionalProperties: false
      properties:
        title: {type: string}
        size: {$ref: '#/components/schemas/Size'}
        weight: {type: integer}
        price: {type: number}
        label:
          anyOf:
            - {type: object, properties: {lines: {type: integer}}}
            - {type: array, items: {type: integer}}
            - {type: integer}
            - {type: string}
    Parcels:
      type: array
      items: {$ref: '#/components/schemas/Parcel'}
"""
PARCEL = "$ref: '#/components/schemas/Parcel'"
EITHER = """\
{way}:
  - $ref: '#/components/schemas/Parcel'
  - $ref: '#/components/schemas/Parcels'
"""


def read(folder: Path, schema: str, raw: str) -> tuple[str, list[str]]:
    """Return what becomes of a JSON text by a schema, and the rules that refuse it."""
    parts = f"    A:\n{indent(schema, '      ')}\n{COMPONENTS}"
    judge = compile_schema(schemas_of(folder, parts)[1], "#/components/schemas/A")
    value, wrong = judge.judge(orjson.loads(raw), [])
    return orjson.dumps(value).decode(), [each.rule for each in wrong]


@pytest.mark.parametrize("way", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ('{"size":"07"}', '{"size":7}'),
        ('{"weight":1.0,"size":2.0}', '{"weight":1,"size":2}'),
        ('[{"size":"7"},{},{"weight":1.0}]', '[{"size":7},{},{"weight":1}]'),
        ('{"label":{"lines":1.0}}', '{"label":{"lines":1}}'),
        ('[{"label":[1.0,2.0]}]', '[{"label":[1,2]}]'),
    ],
    ids=["digits", "whole numbers", "items", "an inner object", "an inner list"],
)
def test_objects_and_lists_that_are_branches_are_read_as_they_are_alone(
    tmp_path: Path, way: str, raw: str, value: str
) -> None:
    """Whoever may send one or many sends the same one."""
    assert read(tmp_path, EITHER.format(way=way), raw) == (value, [])


@pytest.mark.parametrize(
    ("schema", "raw", "value"),
    [
        (
            f"nullable: true\noneOf:\n  - {PARCEL}\n  - {{type: string}}\n",
            '{"size":"7"}',
            '{"size":7}',
        ),
        (
            f"oneOf:\n  - {{type: boolean}}\n  - anyOf:\n    - {PARCEL}\n",
            '{"size":"7"}',
            '{"size":7}',
        ),
        (
            f"anyOf:\n  - allOf:\n    - {PARCEL}\n    - required: [size]\n",
            '{"size":"7"}',
            '{"size":7}',
        ),
        (
            f"type: array\nitems:\n  oneOf:\n    - {PARCEL}\n    - {{type: string}}\n",
            '["7",{"size":"7"}]',
            '["7",{"size":7}]',
        ),
    ],
    ids=["what may be null", "branches of a branch", "allOf", "in a list"],
)
def test_branches_are_read_at_every_depth(
    tmp_path: Path, schema: str, raw: str, value: str
) -> None:
    """As they are told apart at every depth where something is wrong."""
    assert read(tmp_path, schema, raw) == (value, [])


@pytest.mark.parametrize("way", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("branches", "raw"),
    [
        (["{type: integer}", "{type: string}"], '"7"'),
        (["{type: integer}", "{type: string}"], "1.0"),
        (["{type: boolean}", "{type: string}"], '"true"'),
        (["{type: integer}", "{type: array, items: {type: integer}}"], "1.0"),
        (["{type: integer}", f"{{{PARCEL}}}"], "1.0"),
        (["{type: string, nullable: true}", f"{{{PARCEL}}}"], "null"),
        (["{type: string}", f"{{{PARCEL}}}"], '"7"'),
    ],
)
def test_what_is_neither_object_nor_list_stays_as_it_was_sent(
    tmp_path: Path, way: str, branches: list[str], raw: str
) -> None:
    """Which of its branches is meant, its type says; to change that is to guess."""
    schema = f"{way}:\n" + "".join(f"  - {branch}\n" for branch in branches)

    assert read(tmp_path, schema, raw) == (raw, [])


@pytest.mark.parametrize("way", ["oneOf", "anyOf"])
@pytest.mark.parametrize(
    ("raw", "rules"),
    [
        ('{"title":"7","price":1.0,"label":"1"}', []),
        ('{"label":1.0}', []),
        ('{"weight":"7"}', ["type"]),
        ('{"size":"x"}', ["type"]),
        ('[{"weight":1.5}]', ["type"]),
        ('"7"', ["?"]),
    ],
    ids=["fields that fit", "a branch", "a text", "no digits", "a fraction", "neither"],
)
def test_in_a_branch_nothing_else_is_turned(
    tmp_path: Path, way: str, raw: str, rules: list[str]
) -> None:
    """Nor is it turned elsewhere; what does not fit is refused as it was sent."""
    expected = [way if rule == "?" else rule for rule in rules]

    assert read(tmp_path, EITHER.format(way=way), raw) == (raw, expected)


ECHO = f"""\
  /parcels:
    post:
      operationId: parcels.create
      requestBody:
        content:
          application/json:
            schema:
{indent(EITHER.format(way="oneOf"), "              ")}
      responses:
        '204':
          description: Taken.
"""


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"size": "7"}, 204),
        ([{"size": "7"}, {"size": 7}], 204),
        ({"size": "0"}, 422),
        ([{"size": "x"}], 422),
    ],
)
def test_a_body_of_branches_takes_digits(
    tmp_path: Path, body: Any, status: int
) -> None:
    """Judged by the number that they tell."""
    contract = contract_with(tmp_path, ECHO, f"components:\n  schemas:\n{COMPONENTS}")
    with served(contract) as client:
        answer = client.post("/parcels", json=body)

    assert answer.status_code == status
