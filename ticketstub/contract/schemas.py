"""Compile a contract's schemas: OpenAPI 3.0 to JSON Schema, judged by `jsonschema-rs`.

The whole document is converted once, each schema in its place, so that every JSON
pointer stays what it is in the contract's file and recursive schemas need no care.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import jsonschema_rs

from ticketstub.contract.pointer import follow
from ticketstub.findings import ProjectError

if TYPE_CHECKING:
    from ticketstub.contract.load import Contract

#: On a schema `anyOf: [<integer>, <strings that mean the same>]`: a string of digits is
#: read as its number, and judged by the first branch.
AS = "x-ticketstub-as"

#: Parts of a document, outside of components, that hold values and no schemas.
_NO_SCHEMAS = frozenset(("components", "example", "examples"))

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
            self._uri(hidden): _Converter(contract.document, hidden).document()
            for hidden in dict.fromkeys(self._hidden.values())
        }
        self._registry = jsonschema_rs.Registry(list(resources.items()))

    def validator(self, pointer: str, direction: str) -> jsonschema_rs.Validator:
        """Return the validator of the schema at a pointer.

        `direction` is `request` or `response`.
        Raises `ProjectError` for a schema that cannot be compiled.
        """
        uri = self._uri(self._hidden[direction])
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

    def _uri(self, hidden: str) -> str:
        return f"urn:ticketstub:{self._contract.name}:{hidden}"


def _as_fragment(pointer: str) -> str:
    # A path such as /tickets/{ticket_id} holds characters that a URI does not.
    return quote(pointer, safe="#/~!$&'()*+,;=:@%")


class _Converter:
    """Converts an OpenAPI 3.0 document to one whose schemas are JSON Schema 2020-12.

    `hidden` is `readOnly` or `writeOnly`: properties so marked are not required.
    """

    def __init__(self, document: dict[str, Any], hidden: str) -> None:
        self._document = document
        self._hidden = hidden

    def document(self) -> dict[str, Any]:
        """Return a copy of the document with every schema in it converted."""
        copy: dict[str, Any] = self._part(self._document)
        copy["components"] = {
            kind: {
                name: self.schema(part) if kind == "schemas" else self._part(part)
                for name, part in parts.items()
            }
            for kind, parts in (self._document.get("components") or {}).items()
            if isinstance(parts, dict) and not kind.startswith("x-")
        }
        return copy

    def _part(self, node: Any) -> Any:
        if isinstance(node, list):
            return [self._part(item) for item in node]
        if not isinstance(node, dict):
            return node
        return {
            key: self.schema(value) if key == "schema" else self._part(value)
            for key, value in node.items()
            if key not in _NO_SCHEMAS and not key.startswith("x-")
        }

    def schema(self, schema: Any, outer: frozenset[str] = frozenset()) -> Any:
        """Convert one schema; `outer` are properties hidden by the `allOf` around it.

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
            return self.schema(branch)
        hidden = outer | self._hidden_names(schema)
        copy = {
            keyword: self._keyword(keyword, value, hidden)
            for keyword, value in schema.items()
            if keyword not in _DROPPED and not keyword.startswith("x-")
        }
        _exclusive_bounds(copy)
        if hidden and copy.get("required"):
            copy["required"] = [name for name in copy["required"] if name not in hidden]
        return _with_null(copy) if schema.get("nullable") else copy

    def _keyword(self, keyword: str, value: Any, hidden: frozenset[str]) -> Any:
        if keyword in ("properties", "patternProperties"):
            return {name: self.schema(inner) for name, inner in value.items()}
        if keyword == "allOf":
            return [self.schema(inner, hidden) for inner in value]
        if keyword in ("anyOf", "oneOf"):
            return [self.schema(inner) for inner in value]
        if keyword in ("items", "not", "additionalProperties"):
            return self.schema(value)
        return value

    def _hidden_names(
        self, schema: dict[str, Any], above: tuple[str, ...] = ()
    ) -> frozenset[str]:
        """Return the properties that a schema hides, itself or by its `allOf`."""
        if not self._hidden:
            return frozenset()
        names = {
            name
            for name, inner in (schema.get("properties") or {}).items()
            if self._followed(inner).get(self._hidden)
        }
        for part in schema.get("allOf") or ():
            reference = part.get("$ref", "")
            if reference not in above:
                inner = self._followed(part)
                names |= self._hidden_names(inner, (*above, reference or "inline"))
        return frozenset(names)

    def _followed(self, schema: dict[str, Any]) -> dict[str, Any]:
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            return schema
        found: dict[str, Any] = follow(self._document, reference)[1]
        return found


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
