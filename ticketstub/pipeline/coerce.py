"""Coerce: turn text into the types a schema asks for, where the contract says so.

Parameters and form fields arrive as text, so each is read as its schema's type.
In JSON only two things are turned: `x-ticketstub-as: integer` takes digit strings, and
a whole number written as `1.0` becomes `1`.
What cannot be turned stays as it is, and the schema refuses it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ticketstub.contract.pointer import join
from ticketstub.contract.schemas import AS

if TYPE_CHECKING:
    from ticketstub.contract.schemas import Schemas

Coerce = Callable[[Any], Any]

_INTEGER = re.compile(r"-?[0-9]+", re.ASCII)
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", re.ASCII)

#: Integers beyond 64 bits count as the nearest that fits, which is out of any bounds
#: that a contract sensibly states.
BIGGEST = 2**63 - 1

#: Fewer digits are never too many, and need no closer look.
_SHORT = 18

_BOOLEANS = {"true": True, "false": False}


def integer(text: str) -> int | str:
    """Read a whole number in ASCII digits; anything else stays text."""
    if len(text) < _SHORT and text.isascii() and text.isdigit():
        return int(text)
    if not _INTEGER.fullmatch(text):
        return text
    if len(text) > len(str(BIGGEST)):
        significant = text.lstrip("-0")
        if len(significant) > len(str(BIGGEST)):
            return -BIGGEST - 1 if text.startswith("-") else BIGGEST
        text = ("-" if text.startswith("-") else "") + (significant or "0")
    return max(-BIGGEST - 1, min(BIGGEST, int(text)))


def number(text: str) -> float | str:
    """Read a number in ASCII digits; anything else stays text."""
    if _INTEGER.fullmatch(text):
        return integer(text)
    if not _NUMBER.fullmatch(text):
        return text
    value = float(text)
    return value if math.isfinite(value) else text


def boolean(text: str) -> bool | str:
    """Read `true` or `false`; anything else stays text."""
    return _BOOLEANS.get(text, text)


def types_of(schemas: Schemas, pointer: str, depth: int = 0) -> set[str]:
    """Return the types that a schema allows, itself or by `allOf`, `anyOf`, `oneOf`."""
    if depth > _DEEPEST:
        return set()
    pointer, schema = schemas.resolve(pointer)
    if "type" in schema:
        return {schema["type"]}
    types: set[str] = set()
    for keyword in ("allOf", "anyOf", "oneOf"):
        for index in range(len(schema.get(keyword) or ())):
            types |= types_of(schemas, join(pointer, keyword, index), depth + 1)
    if not types and "properties" in schema:
        types.add("object")
    return types


def text_coercer(schemas: Schemas, pointer: str) -> Coerce | None:
    """Return the function that reads text as a schema's type; None if text it stays."""
    _, schema = schemas.resolve(pointer)
    nullable = bool(schema.get("nullable"))
    if AS in schema:
        return _as_integer(nullable=nullable)
    types = types_of(schemas, pointer)
    if "string" in types or not types:
        return None
    if "integer" in types:
        return integer if "number" not in types else number
    if "number" in types:
        return number
    if "boolean" in types:
        return boolean
    return None


def json_coercer(schemas: Schemas, pointer: str) -> Coerce | None:
    """Return the function that coerces a JSON value in place, if one is needed."""
    return _json_coercer(schemas, pointer, frozenset())


def _json_coercer(
    schemas: Schemas, pointer: str, above: frozenset[str]
) -> Coerce | None:
    pointer, schema = schemas.resolve(pointer)
    if pointer in above:
        return None  # a recursive schema: its deeper levels are judged as they are sent
    above |= {pointer}
    if AS in schema:
        return _as_integer(nullable=bool(schema.get("nullable")))
    if schema.get("type") == "integer":
        return _whole
    if schema.get("type") == "array" and "items" in schema:
        inner = _json_coercer(schemas, join(pointer, "items"), above)
        return None if inner is None else _each_item(inner)
    coercers = [
        coercer
        for index in range(len(schema.get("allOf") or ()))
        if (coercer := _json_coercer(schemas, join(pointer, "allOf", index), above))
    ]
    coercers += [
        coercer
        for at in _told_apart(schemas, pointer, schema)
        if (coercer := _json_coercer(schemas, at, above))
    ]
    fields = {
        name: coercer
        for name in schema.get("properties") or {}
        if (coercer := _json_coercer(schemas, join(pointer, "properties", name), above))
    }
    if fields:
        coercers.append(_fields(fields))
    return _in_turn(coercers) if coercers else None


def _told_apart(
    schemas: Schemas, pointer: str, schema: dict[str, Any]
) -> Iterator[str]:
    """Yield the branches of a schema that no other branch's values could be meant for.

    Those are its one object and its one list.
    """
    for keyword in ("oneOf", "anyOf"):
        branches = [
            join(pointer, keyword, index)
            for index in range(len(schema.get(keyword) or ()))
        ]
        for kind in ("object", "array"):
            found = [at for at in branches if types_of(schemas, at) == {kind}]
            if len(found) == 1:
                yield found[0]


def _whole(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer() and abs(value) <= BIGGEST:
        return int(value)
    return value


def _as_integer(*, nullable: bool) -> Coerce:
    def coerce(value: Any) -> Any:
        if isinstance(value, str):
            return None if nullable and not value else integer(value)
        return _whole(value)

    return coerce


def _each_item(inner: Coerce) -> Coerce:
    def coerce(value: Any) -> Any:
        if isinstance(value, list):
            value[:] = map(inner, value)
        return value

    return coerce


def _fields(fields: dict[str, Coerce]) -> Coerce:
    def coerce(value: Any) -> Any:
        if isinstance(value, dict):
            for name, inner in fields.items():
                if name in value:
                    value[name] = inner(value[name])
        return value

    return coerce


def _in_turn(coercers: list[Coerce]) -> Coerce:
    if len(coercers) == 1:
        return coercers[0]

    def coerce(value: Any) -> Any:
        for coercer in coercers:
            value = coercer(value)
        return value

    return coerce


_DEEPEST = 20
