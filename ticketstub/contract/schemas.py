"""Compile a contract's schemas: OpenAPI 3.0 to JSON Schema, judged by `jsonschema-rs`.

The whole document is converted once, each schema in its place, so that every JSON
pointer stays what it is in the contract's file and recursive schemas need no care.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jsonschema_rs

from ticketstub.contract.pointer import follow, join
from ticketstub.findings import ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.contract.load import Contract

#: On a schema `anyOf: [<integer>, <strings that mean the same>]`: a string of digits is
#: read as its number, and judged by the first branch.
AS = "x-ticketstub-as"

#: Keywords that say nothing about validity in JSON Schema, or something else.
_DROPPED = frozenset(
    (
        "default",
        "deprecated",
        "description",
        "discriminator",
        "example",
        "externalDocs",
        "nullable",
        "readOnly",
        "title",
        "writeOnly",
        "xml",
    )
)


class Schemas:
    """The validators of one contract, each made once, by pointer and direction.

    Where a contract marks properties `readOnly` or `writeOnly`, what is required of a
    request differs from what is required of an answer; the document is then converted
    once for each.
    """

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self._validators: dict[tuple[str, str], jsonschema_rs.Validator] = {}
        one_way = b"readOnly" in contract.source or b"writeOnly" in contract.source
        self._hidden = {
            "request": "readOnly" if one_way else "",
            "response": "writeOnly" if one_way else "",
        }
        resources = {
            self._uri(direction): _convert_document(contract.document, hidden)
            for direction, hidden in self._hidden.items()
        }
        self._registry = jsonschema_rs.Registry(list(resources.items()))

    def validator(self, pointer: str, direction: str) -> jsonschema_rs.Validator:
        """Return the validator of the schema at a pointer.

        `direction` is `request` or `response`.
        Raises `ProjectError` for a schema that cannot be compiled.
        """
        uri = self._uri(direction)
        known = self._validators.get((uri, pointer))
        if known is None:
            try:
                known = jsonschema_rs.Draft202012Validator(
                    {"$ref": uri + _as_fragment(pointer)},
                    registry=self._registry,
                    validate_formats=True,
                    offline=True,
                )
            except (ValueError, jsonschema_rs.ReferencingError) as error:
                message = f"The schema cannot be compiled: {_first_line(error)}"
                raise ProjectError(
                    [self._contract.finding(pointer, message)]
                ) from error
            self._validators[uri, pointer] = known
        return known

    def resolve(self, pointer: str) -> tuple[str, dict[str, Any]]:
        """Follow `$ref`s to a schema as the contract has it, and its own pointer."""
        return follow(self._contract.document, pointer)

    def _uri(self, direction: str) -> str:
        return f"urn:ticketstub:{self._contract.name}:{self._hidden[direction]}"


def _as_fragment(pointer: str) -> str:
    # A path such as /tickets/{ticket_id} holds characters that a URI does not.
    return quote(pointer, safe="#/~!$&'()*+,;=:@%")


def subschemas(schema: dict[str, Any], pointer: str) -> Iterator[tuple[str, Any]]:
    """Yield each schema directly inside a schema, with its pointer."""
    for keyword in ("properties", "patternProperties"):
        for name, inner in (schema.get(keyword) or {}).items():
            yield join(pointer, keyword, name), inner
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index, inner in enumerate(schema.get(keyword) or ()):
            yield join(pointer, keyword, index), inner
    for keyword in ("items", "not", "additionalProperties"):
        inner = schema.get(keyword)
        if isinstance(inner, dict):
            yield join(pointer, keyword), inner


def _convert_document(node: Any, hidden: str) -> Any:
    """Copy an OpenAPI document with every schema in it converted."""
    if isinstance(node, list):
        return [_convert_document(item, hidden) for item in node]
    if not isinstance(node, dict):
        return node
    copy: dict[str, Any] = {}
    for key, value in node.items():
        if key in ("example", "examples") or key.startswith("x-"):
            continue
        if key == "schema":
            copy[key] = convert(value, hidden)
        elif key == "schemas" and isinstance(value, dict):
            copy[key] = {name: convert(part, hidden) for name, part in value.items()}
        else:
            copy[key] = _convert_document(value, hidden)
    return copy


def convert(schema: Any, hidden: str = "") -> Any:  # noqa: C901  # keyword by keyword
    """Convert one OpenAPI 3.0 schema to JSON Schema 2020-12.

    `hidden` is `readOnly` or `writeOnly`: properties so marked are not required.
    A `$ref` stands alone, as OpenAPI 3.0 says: its neighbours are dropped.
    `nullable` allows null beside an `enum`, too, as most tools read it.
    """
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("$ref"), str):
        return {"$ref": _as_fragment(schema["$ref"])}
    if AS in schema:
        branch = dict(schema["anyOf"][0])
        if schema.get("nullable"):
            branch["nullable"] = True
        return convert(branch, hidden)
    copy: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in _DROPPED or keyword.startswith("x-"):
            continue
        if keyword in ("properties", "patternProperties"):
            copy[keyword] = {
                name: convert(inner, hidden) for name, inner in value.items()
            }
        elif keyword in ("allOf", "anyOf", "oneOf"):
            copy[keyword] = [convert(inner, hidden) for inner in value]
        elif keyword in ("items", "not", "additionalProperties"):
            copy[keyword] = convert(value, hidden)
        else:
            copy[keyword] = value
    _exclusive_bounds(copy)
    if hidden and copy.get("required"):
        properties = schema.get("properties") or {}
        copy["required"] = [
            name
            for name in copy["required"]
            if not (properties.get(name) or {}).get(hidden)
        ]
    if schema.get("nullable"):
        return _with_null(copy)
    return copy


def _exclusive_bounds(copy: dict[str, Any]) -> None:
    for exclusive, bound in (
        ("exclusiveMinimum", "minimum"),
        ("exclusiveMaximum", "maximum"),
    ):
        if copy.get(exclusive) is True and bound in copy:
            copy[exclusive] = copy.pop(bound)
        elif isinstance(copy.get(exclusive), bool):
            del copy[exclusive]


def _with_null(copy: dict[str, Any]) -> dict[str, Any]:
    if "type" not in copy:
        return {"anyOf": [{"type": "null"}, copy]} if copy else copy
    copy["type"] = [copy["type"], "null"]
    if "enum" in copy and None not in copy["enum"]:
        copy["enum"] = [*copy["enum"], None]
    return copy


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
