"""Forms: the fields of an urlencoded or multipart body, as their schema types them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from ticketstub.call import Upload
from ticketstub.contract.pointer import join
from ticketstub.pipeline.coerce import text_coercer, types_of
from ticketstub.pipeline.names import plain
from ticketstub.pipeline.pairs import bracketed, grouped
from ticketstub.problems import Violation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ticketstub.contract.schemas import Schemas
    from ticketstub.pipeline.coerce import Coerce


@dataclass(frozen=True, slots=True)
class Field:
    """One declared field of a form."""

    array: bool
    file: bool
    as_json: bool
    coerce: Coerce | None
    expected: tuple[Any, ...]

    def value(self, value: Any) -> Any:
        """Return the field's value, or each of its items, as its schema types it."""
        if isinstance(value, list):
            return [self._typed(item) for item in value]
        return self._typed(value)

    def _typed(self, item: Any) -> Any:
        if isinstance(item, Upload) or self.file:
            return item
        if self.as_json:
            try:
                return orjson.loads(item)
            except orjson.JSONDecodeError:
                return item
        return item if self.coerce is None else self.coerce(item)


class Form:
    """The declared fields of one form schema."""

    def __init__(self, schemas: Schemas, pointer: str) -> None:
        self._fields = {
            name: _field(schemas, at) for name, at in properties(schemas, pointer)
        }
        self.files = frozenset(
            name for name, field in self._fields.items() if field.file
        )

    def read(
        self, pairs: Iterable[tuple[str, str | Upload]]
    ) -> tuple[dict[str, Any], list[Violation]]:
        """Return the body that the pairs stand for, and the scalars given twice.

        Keys are the schema's own (`tags[]`); fields that it does not name stay text,
        or lists of it.
        """
        groups = grouped(pairs)
        body: dict[str, Any] = {}
        wrong: list[Violation] = []
        for name, field in self._fields.items():
            values = groups.pop(name, None)
            if name.endswith("[]"):
                bare = {plain(name): groups.pop(plain(name), None), name: values}
                known = {key: value for key, value in bare.items() if value is not None}
                value = bracketed(known, name)
                if value is not None:
                    body[name] = field.value(value)
            elif values is None:
                continue
            elif field.array:
                body[name] = field.value(values)
            elif len(values) > 1:
                twice = "is given more than once"
                limit = field.expected
                wrong.append(
                    Violation("body", name, "duplicate", limit, values, (name,), twice)
                )
            else:
                body[name] = field.value(values[0])
        for name, values in groups.items():
            body[name] = values[0] if len(values) == 1 else values
        return body, wrong


def _field(schemas: Schemas, pointer: str) -> Field:
    at, schema = schemas.resolve(pointer)
    types = types_of(schemas, at)
    array = types == {"array"}
    inner = join(at, "items") if array and "items" in schema else at
    _, item = schemas.resolve(inner)
    return Field(
        array=array,
        file=item.get("type") == "string" and item.get("format") == "binary",
        as_json=types == {"object"},
        coerce=text_coercer(schemas, inner),
        expected=tuple(schema.get("enum") or sorted(types)),
    )


def properties(
    schemas: Schemas, pointer: str, above: frozenset[str] = frozenset()
) -> Iterable[tuple[str, str]]:
    """Yield the name and pointer of each property of a schema.

    Those of its `allOf` are included, and those of the one object in a `oneOf`.
    """
    pointer, schema = schemas.resolve(pointer)
    if pointer in above:
        return
    above |= {pointer}
    for index in range(len(schema.get("allOf") or ())):
        yield from properties(schemas, join(pointer, "allOf", index), above)
    branch = _object_branch(schemas, pointer, schema)
    if branch is not None:
        yield from properties(schemas, branch, above)
    for name in schema.get("properties") or {}:
        yield name, join(pointer, "properties", name)


def required_fields(schemas: Schemas, pointer: str, depth: int = 0) -> frozenset[str]:
    """Return the names that a schema requires, as `properties` looks into it."""
    pointer, schema = schemas.resolve(pointer)
    required = frozenset(schema.get("required") or ())
    if depth >= _DEEPEST:
        return required
    for index in range(len(schema.get("allOf") or ())):
        required |= required_fields(schemas, join(pointer, "allOf", index), depth + 1)
    branch = _object_branch(schemas, pointer, schema)
    if branch is not None:
        required |= required_fields(schemas, branch, depth + 1)
    return required


def _object_branch(
    schemas: Schemas, pointer: str, schema: dict[str, Any]
) -> str | None:
    """Return the one branch of a `oneOf` that is an object, the rest being none."""
    branches = [
        at
        for index in range(len(schema.get("oneOf") or ()))
        if types_of(schemas, at := join(pointer, "oneOf", index)) == {"object"}
    ]
    return branches[0] if len(branches) == 1 else None


_DEEPEST = 20
