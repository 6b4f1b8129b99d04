"""Generate: a small, plausible value for a schema that has no example.

The same schema always gives the same value; nothing is drawn at random.
Preference: example, default, first of an enum, then by type, format and bounds.
The caller checks the value against the schema, so what is not covered here shows.
"""

from __future__ import annotations

import math
import re
from re import (  # type: ignore[attr-defined, unused-ignore]  # private to re
    _constants as codes,
)
from re import _parser  # type: ignore[attr-defined, unused-ignore]
from typing import TYPE_CHECKING, Any

from ticketstub.contract.pointer import join

if TYPE_CHECKING:
    from ticketstub.contract.schemas import Schemas

_FORMATS = {
    "date": "2026-01-15",
    "date-time": "2026-01-15T09:30:00Z",
    "time": "09:30:00Z",
    "duration": "PT1H",
    "email": "someone@example.com",
    "hostname": "host.example.com",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.com/",
    "url": "https://example.com/",
    "uuid": "7a1f4a3e-2f4b-4c8e-9d3a-5b6c7d8e9f00",
    "byte": "dGlja2V0",
}


class CannotGenerateError(Exception):
    """A schema is beyond this generator."""


def generate(schemas: Schemas, pointer: str) -> Any:
    """Return a value for the schema at a pointer; raises `CannotGenerateError`."""
    return _generate(schemas, pointer, frozenset())


def _generate(  # noqa: C901, PLR0911  # one return for each kind of schema
    schemas: Schemas, pointer: str, above: frozenset[str]
) -> Any:
    pointer, schema = schemas.resolve(pointer)
    if pointer in above:
        message = "it requires itself without end"
        raise CannotGenerateError(message)
    above |= {pointer}
    if "allOf" in schema:
        return _merged(schemas, pointer, schema, above)
    for given in ("example", "default"):
        if given in schema:
            return schema[given]
    if "enum" in schema:
        return schema["enum"][0]
    for keyword in ("oneOf", "anyOf"):
        if schema.get(keyword):
            return _generate(schemas, join(pointer, keyword, 0), above)
    kind = schema.get("type") or ("object" if "properties" in schema else None)
    if kind == "object":
        return _object(schemas, pointer, schema, above)
    if kind == "array":
        return _array(schemas, pointer, schema, above)
    if kind == "string":
        return _string(schema)
    if kind == "integer":
        return _number(schema, whole=True)
    if kind == "number":
        return _number(schema, whole=False)
    return True if kind == "boolean" else {}


def _merged(
    schemas: Schemas, pointer: str, schema: dict[str, Any], above: frozenset[str]
) -> Any:
    parts = [
        _generate(schemas, join(pointer, "allOf", index), above)
        for index in range(len(schema["allOf"]))
    ]
    if "properties" in schema:
        parts.append(_object(schemas, pointer, schema, above))
    objects = [part for part in parts if isinstance(part, dict)]
    if len(objects) < len(parts):
        return next(part for part in parts if not isinstance(part, dict))
    merged: dict[str, Any] = {}
    for index, part in enumerate(objects):
        _, declared = (
            schemas.resolve(join(pointer, "allOf", index))
            if (index < len(schema["allOf"]))
            else ("", schema)
        )
        for name, value in part.items():
            # A part that only requires a name says nothing of its value.
            if name not in merged or name in (declared.get("properties") or ()):
                merged[name] = value
    return merged


def _object(
    schemas: Schemas, pointer: str, schema: dict[str, Any], above: frozenset[str]
) -> dict[str, Any]:
    required = list(schema.get("required") or ())
    most = schema.get("maxProperties", math.inf)
    properties = schema.get("properties") or {}
    hidden = {
        name
        for name in properties
        if schemas.resolve(join(pointer, "properties", name))[1].get("writeOnly")
    }
    # What is required comes first, lest there be no room for it.
    value: dict[str, Any] = {}
    for name in sorted(properties, key=lambda name: name not in required):
        if name in hidden or (name not in required and len(value) >= most):
            continue
        try:
            at = join(pointer, "properties", name)
            value[name] = _generate(schemas, at, above)
        except CannotGenerateError:
            if name in required:
                raise
    for name in required:
        if name not in value and name not in hidden:
            value[name] = _additional(schemas, pointer, schema, above)
    while len(value) < schema.get("minProperties", 0):
        name = f"property{len(value) + 1}"
        value[name] = _additional(schemas, pointer, schema, above)
    return {name: value[name] for name in (*properties, *value) if name in value}


def _additional(
    schemas: Schemas, pointer: str, schema: dict[str, Any], above: frozenset[str]
) -> Any:
    if isinstance(schema.get("additionalProperties"), dict):
        return _generate(schemas, join(pointer, "additionalProperties"), above)
    return "value"


def _array(
    schemas: Schemas, pointer: str, schema: dict[str, Any], above: frozenset[str]
) -> list[Any]:
    least = schema.get("minItems", 0)
    wanted = max(least, min(1, schema.get("maxItems", 1)))
    try:
        item = _generate(schemas, join(pointer, "items"), above) if wanted else None
    except CannotGenerateError:
        if least:
            raise
        return []
    if wanted > 1 and schema.get("uniqueItems"):
        return _distinct(schemas, pointer, item, wanted)
    return [item] * wanted


def _distinct(schemas: Schemas, pointer: str, item: Any, wanted: int) -> list[Any]:
    _, items = schemas.resolve(join(pointer, "items"))
    if len(items.get("enum") or ()) >= wanted:
        return list(items["enum"][:wanted])
    if isinstance(item, str):
        return [f"{item}{index}" for index in range(1, wanted + 1)]
    if isinstance(item, int | float) and not isinstance(item, bool):
        return [item + index for index in range(wanted)]
    return [item] * wanted


def _string(schema: dict[str, Any]) -> str:
    if "pattern" in schema:
        return _matching(schema["pattern"], schema.get("minLength", 0))
    text = _FORMATS.get(schema.get("format", ""), "text")
    least, most = schema.get("minLength", 0), schema.get("maxLength")
    if len(text) < least:
        text = (text * (least // len(text) + 1))[:least]
    return text if most is None else text[:most]


def _number(schema: dict[str, Any], *, whole: bool) -> float:
    """Return the first of some likely numbers that keeps the bounds."""
    low, high = schema.get("minimum"), schema.get("maximum")
    step = schema.get("multipleOf") or (1 if whole else None)
    likely = [1, low, high, 0]
    if low is not None and high is not None:
        likely.append((low + high) / 2)
    if low is not None:
        likely.append(low + 1)
    if high is not None:
        likely.append(high - 1)
    if step is not None:
        near = [number for number in likely if number is not None]
        likely += [step, *(math.ceil(number / step) * step for number in near)]
        likely += [math.floor(number / step) * step for number in near]
        likely += [(math.floor(number / step) + 1) * step for number in near]
    for number in likely:
        if number is not None and _in_bounds(number, schema, step):
            return int(number) if whole else number
    message = "no number is within its bounds"
    raise CannotGenerateError(message)


def _in_bounds(number: float, schema: dict[str, Any], step: float | None) -> bool:
    low = schema.get("minimum", -math.inf)
    high = schema.get("maximum", math.inf)
    if step is not None and number % step:
        return False
    if number in (low, high):
        bound = "exclusiveMinimum" if number == low else "exclusiveMaximum"
        return not schema.get(bound)
    return bool(low < number < high)


def _matching(pattern: str, least: int) -> str:
    """Return a short text that a pattern matches, by walking Python's parse of it."""
    try:
        text = _walk(_parser.parse(pattern), least)
    except (re.error, KeyError, TypeError, ValueError, IndexError) as error:
        message = f"the pattern {pattern!r} is too much for it"
        raise CannotGenerateError(message) from error
    if not re.search(pattern, text):
        message = f"the pattern {pattern!r} is too much for it"
        raise CannotGenerateError(message)
    return text


def _walk(parsed: Any, least: int) -> str:
    return "".join(_piece(code, argument, least) for code, argument in parsed)


def _piece(code: Any, argument: Any, least: int) -> str:  # noqa: PLR0911  # one return a kind
    if code is codes.LITERAL:
        return chr(argument)
    if code is codes.NOT_LITERAL:
        return "a" if argument != ord("a") else "b"
    if code is codes.ANY:
        return "a"
    if code is codes.IN:
        return _member(argument)
    if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        low, high, inner = argument
        times = min(max(low, least, 1), int(high))
        return _walk(inner, 0) * int(times)
    if code is codes.SUBPATTERN:
        return _walk(argument[3], least)
    if code is codes.BRANCH:
        return _walk(argument[1][0], least)
    if code in (codes.AT, codes.ASSERT, codes.ASSERT_NOT):
        return ""
    raise KeyError(code)


def _member(choices: Any) -> str:
    allowed = re.compile(_class_of(choices))
    for candidate in "a1A-_ .,:;/@#+=!?~*()[]{}<>|\\\"'$%&^`\t\n\u00e9":
        if allowed.fullmatch(candidate):
            return candidate
    code, argument = choices[0]
    return chr(argument if code is codes.LITERAL else argument[0])


def _class_of(choices: Any) -> str:
    categories = {
        codes.CATEGORY_DIGIT: r"\d",
        codes.CATEGORY_NOT_DIGIT: r"\D",
        codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_NOT_SPACE: r"\S",
        codes.CATEGORY_WORD: r"\w",
        codes.CATEGORY_NOT_WORD: r"\W",
    }
    text = ""
    for code, argument in choices:
        if code is codes.NEGATE:
            text += "^"
        elif code is codes.LITERAL:
            text += re.escape(chr(argument))
        elif code is codes.RANGE:
            text += f"{re.escape(chr(argument[0]))}-{re.escape(chr(argument[1]))}"
        else:
            text += categories[argument]
    return f"[{text}]"
