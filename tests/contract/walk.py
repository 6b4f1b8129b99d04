"""Walks through a contract: its schemas, its references, its examples, its YAML."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from openapi_schema_validator import OAS30Validator, oas30_format_checker

from ticketstub.contract.pointer import follow, join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.contract.load import Contract

Place = tuple[str, dict[str, Any]]

#: Where values stand, which are nobody's declarations.
_VALUES = frozenset(("default", "enum", "example", "value"))

#: What holds declarations by names of their own.
_NAMED = frozenset(("properties", "examples", "responses", "schemas"))


def places(contract: Contract) -> Iterator[Place]:
    """Yield every object that declares something, with its pointer."""
    yield from _places("#", contract.document)


def _places(pointer: str, node: Any) -> Iterator[Place]:
    if isinstance(node, list):
        for index, item in enumerate(node):
            yield from _places(join(pointer, index), item)
    elif isinstance(node, dict):
        yield pointer, node
        # Names are no keywords: a property may be called `example`, and `default` is
        # the response to every other status.
        named = pointer.rpartition("/")[2] in _NAMED
        for key, value in node.items():
            if named or key not in _VALUES:
                yield from _places(join(pointer, key), value)


def schemas(contract: Contract) -> Iterator[Place]:
    """Yield every schema that stands somewhere; a mere reference to one does not."""
    components = contract.document.get("components", {})
    for name, schema in components.get("schemas", {}).items():
        yield from _schemas(join("#/components/schemas", name), schema)
    for pointer, place in places(contract):
        if isinstance(place.get("schema"), dict) and not pointer.endswith("/schemas"):
            yield from _schemas(join(pointer, "schema"), place["schema"])


def _schemas(pointer: str, schema: Any) -> Iterator[Place]:
    if not isinstance(schema, dict) or "$ref" in schema:
        return
    yield pointer, schema
    for name, each in schema.get("properties", {}).items():
        yield from _schemas(join(pointer, "properties", name), each)
    for key in ("items", "not", "additionalProperties"):
        yield from _schemas(join(pointer, key), schema.get(key))
    for key in ("allOf", "anyOf", "oneOf"):
        for index, each in enumerate(schema.get(key, ())):
            yield from _schemas(join(pointer, key, index), each)


def references(contract: Contract) -> Iterator[Place]:
    """Yield every object that refers to another."""
    for pointer, place in places(contract):
        if isinstance(place.get("$ref"), str):
            yield pointer, place


def described(contract: Contract) -> Iterator[tuple[str, str]]:
    """Yield every description with its pointer."""
    for pointer, place in places(contract):
        if isinstance(place.get("description"), str):
            yield pointer, place["description"]


def examples(contract: Contract) -> Iterator[tuple[str, str, Any]]:
    """Yield each example: its pointer, that of its schema, and its value."""
    for pointer, schema in schemas(contract):
        if "example" in schema:
            yield join(pointer, "example"), pointer, schema["example"]
    for pointer, place in places(contract):
        if not isinstance(place.get("schema"), dict):
            continue
        schema_pointer = join(pointer, "schema")
        if "example" in place:
            yield join(pointer, "example"), schema_pointer, place["example"]
        for name, example in place.get("examples", {}).items():
            resolved = example
            if "$ref" in example:
                name_of = example["$ref"].rpartition("/")[2]
                resolved = contract.document["components"]["examples"][name_of]
            at = join(pointer, "examples", name)
            if "value" in resolved:
                yield at, schema_pointer, resolved["value"]


def fits(contract: Contract, pointer: str, value: Any) -> bool:
    """Tell whether a value fits the schema at a pointer, as it is published."""
    schema = _inlined(contract.document, pointer)
    validator = OAS30Validator(schema, format_checker=oas30_format_checker)
    return bool(validator.is_valid(value))


def _inlined(document: dict[str, Any], pointer: str) -> Any:
    pointer, part = follow(document, pointer)
    if isinstance(part, dict):
        return {
            key: value
            if key in _VALUES and not pointer.endswith("/properties")
            else _inlined(document, join(pointer, key))
            for key, value in part.items()
        }
    if isinstance(part, list):
        return [_inlined(document, join(pointer, index)) for index in range(len(part))]
    return part


def nodes(node: yaml.Node) -> Iterator[yaml.Node]:
    """Yield a YAML node and all below it."""
    yield node
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key
            yield from nodes(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from nodes(item)


def pairs(node: yaml.Node) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    """Yield every key and its value in a YAML tree."""
    for each in nodes(node):
        if isinstance(each, yaml.MappingNode):
            yield from each.value
