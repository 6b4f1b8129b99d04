"""Parameters: read query, headers and cookies as the contract declares them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from ticketstub.contract.judge import violations
from ticketstub.contract.pointer import follow, join
from ticketstub.pipeline.coerce import text_coercer, types_of
from ticketstub.pipeline.forms import properties
from ticketstub.pipeline.names import argument, plain
from ticketstub.pipeline.pairs import (
    MOST_FIELDS,
    TooManyFieldsError,
    bracketed,
    grouped,
    parse_pairs,
)
from ticketstub.problems import InvalidError, Violation

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import jsonschema_rs

    from ticketstub.call import Call
    from ticketstub.contract.load import Contract
    from ticketstub.contract.schemas import Schemas
    from ticketstub.pipeline.coerce import Coerce

#: Where parameters are read, in this order; those of the path name records.
PLACES = ("query", "header", "cookie")

#: Between the items of an array that is sent as one value, by style.
_SEPARATORS = {"spaceDelimited": " ", "pipeDelimited": "|"}


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter, ready to be read."""

    where: str
    name: str
    argument: str
    required: bool
    default: Any
    allow_empty: bool
    array: bool
    separator: str
    deep: Mapping[str, Coerce | None] | None
    as_json: bool
    coerce: Coerce | None
    validator: jsonschema_rs.Validator
    expected: tuple[Any, ...]

    def read(self, groups: dict[str, list[Any]]) -> tuple[Any, list[Violation]]:
        """Return the parameter's value, and what is wrong with it."""
        value = self._gather(groups)
        if self._is_missing(value):
            if self.required:
                missing = "is required"
                return None, [self._violation("required", None, None, missing)]
            return self.default, []
        if isinstance(value, _Twice):
            twice = "is given more than once"
            limit = self.expected
            return None, [self._violation("duplicate", limit, value.values, twice)]
        if self.coerce is not None:
            if isinstance(value, list):
                value = [self.coerce(item) for item in value]
            elif isinstance(value, str):
                value = self.coerce(value)
        if self.validator.is_valid(value):
            return value, []
        return None, violations(self.validator, value, self.where, plain(self.name))

    def is_given(self, groups: dict[str, list[Any]]) -> bool:
        """Tell whether there is a value; an empty one may count as none."""
        return not self._is_missing(self._gather(groups))

    def _is_missing(self, value: Any) -> bool:
        return value is None or (value in ("", [""]) and self.allow_empty)

    def _gather(self, groups: dict[str, list[Any]]) -> Any:  # noqa: PLR0911  # one a style
        if self.name.endswith("[]"):
            value = bracketed(groups, self.name)
            return value if isinstance(value, str) or not value else list(value)
        if self.deep is not None:
            return self._deep_value(groups, self.deep)
        values = groups.get(self.name.lower() if self.where == "header" else self.name)
        if values is None:
            return None
        if self.array and not self.separator:
            return list(values)
        if len(values) > 1:
            return _Twice(values)
        if self.array:
            return values[0].split(self.separator) if values[0] else []
        if self.as_json:
            return _from_json(values[0])
        return values[0]

    def _deep_value(
        self, groups: dict[str, list[Any]], fields: Mapping[str, Coerce | None]
    ) -> Any:
        """Gather `name[field]=value` into an object, each field typed by its schema."""
        prefix = f"{self.name}["
        found: dict[str, Any] = {}
        for key, values in groups.items():
            if not key.startswith(prefix) or not key.endswith("]"):
                continue
            if len(values) > 1:
                return _Twice(values)
            field = key[len(prefix) : -1]
            coerce = fields.get(field)
            found[field] = values[0] if coerce is None else coerce(values[0])
        return found or None

    def _violation(self, rule: str, limit: Any, value: Any, message: str) -> Violation:
        name = plain(self.name)
        return Violation(
            self.where, name, rule, limit, value, (), message, self.required
        )


@dataclass(frozen=True, slots=True)
class _Twice:
    values: list[str]


#: What may stand around a header's value without being part of it (RFC 9110 5.5).
BLANKS = b" \t"


class Parameters:
    """The query, header and cookie parameters of one operation."""

    def __init__(self, parameters: Iterable[Parameter]) -> None:
        self._all = tuple(parameters)
        places = (_Place(self._all, place) for place in PLACES)
        self._places = [place for place in places if place]
        self._defaults = {
            parameter.argument: parameter.default for parameter in reversed(self._all)
        }

    def argument_names(self) -> list[str]:
        """List the names under which a handler is given them."""
        return list(dict.fromkeys(parameter.argument for parameter in self._all))

    def read(self, call: Call, arguments: dict[str, Any]) -> None:
        """Put each parameter's value among a handler's arguments.

        Raises `InvalidError` with every violation, in the order of the contract.
        """
        if not self._all:
            return
        arguments.update(self._defaults)
        wrong: list[Violation] = []
        for place in self._places:
            place.read(place.given(call, wrong), arguments, wrong)
        if wrong:
            raise InvalidError(wrong)


class _Place:
    """The parameters of one place, found by the names that a call gives."""

    def __init__(self, parameters: Iterable[Parameter], place: str) -> None:
        self._place = place
        self._here = [each for each in parameters if each.where == place]
        #: What is read even if no name of the call is theirs.
        self._always = [
            each for each in self._here if each.required or each.deep is not None
        ]
        self._by_name: dict[str, Parameter] = {}
        for spell in (_as_it_is, plain):
            for each in self._here:
                name = spell(each.name)
                name = name.lower() if place == "header" else name
                self._by_name.setdefault(name, each)
        self._headers = [
            (name.encode("latin-1"), name)
            for name in self._by_name
            if place == "header"
        ]
        #: The spellings of each argument that has several, the first counting most.
        self._spellings = {
            each.argument: spellings
            for each in self._here
            if len(spellings := self._spelled_as(each.argument)) > 1
        }

    def __bool__(self) -> bool:
        return bool(self._here)

    def given(self, call: Call, wrong: list[Violation]) -> dict[str, list[Any]]:
        """Return what a call gives here: values by name, as they came."""
        if self._place == "query":
            return _query(call.query, wrong)
        headers = call.headers
        if self._place == "cookie":
            return _cookies(headers)
        return {
            name: [headers[header].strip(BLANKS).decode("latin-1")]
            for header, name in self._headers
            if header in headers
        }

    def read(
        self,
        groups: dict[str, list[Any]],
        arguments: dict[str, Any],
        wrong: list[Violation],
    ) -> None:
        """Put the values among a handler's arguments, and note what is wrong."""
        given = {
            parameter.name: parameter
            for name in groups
            if (parameter := self._by_name.get(name)) is not None
        }
        for parameter in self._always:
            given.setdefault(parameter.name, parameter)
        violated: dict[str, list[Violation]] = {}
        for parameter in given.values():
            value, violations_ = parameter.read(groups)
            spellings = self._spellings.get(parameter.argument)
            if spellings is None or parameter is _first_given(spellings, groups):
                arguments[parameter.argument] = value
            if violations_:
                violated[parameter.name] = violations_
        if violated:
            for parameter in self._here:
                wrong += violated.get(parameter.name, ())

    def _spelled_as(self, argument_: str) -> list[Parameter]:
        return [each for each in self._here if each.argument == argument_]


def _first_given(
    spellings: list[Parameter], groups: dict[str, list[Any]]
) -> Parameter | None:
    return next((each for each in spellings if each.is_given(groups)), None)


def _as_it_is(name: str) -> str:
    return name


def _query(query: bytes, wrong: list[Violation]) -> dict[str, list[Any]]:
    if not query:
        return {}
    try:
        return grouped(parse_pairs(query))
    except TooManyFieldsError:
        message = f"has more than {MOST_FIELDS} parameters"
        wrong.append(
            Violation("query", "query", "maxProperties", MOST_FIELDS, None, (), message)
        )
        return {}


def _cookies(headers: Mapping[bytes, bytes]) -> dict[str, list[Any]]:
    # Not the standard library's parser: it gives up at the first odd cookie, and a
    # browser sends those of every other application on the host, too.
    cookies: dict[str, list[Any]] = {}
    for pair in headers.get(b"cookie", b"").decode("latin-1").split(";"):
        name, equals, value = pair.strip().partition("=")
        if equals:
            cookies[name] = [value.strip('"')]
    return cookies


def _deep_fields(schemas: Schemas, pointer: str) -> dict[str, Coerce | None]:
    return {
        name: text_coercer(schemas, at) for name, at in properties(schemas, pointer)
    }


def _from_json(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def declared(
    contract: Contract, path: str, method: str
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the pointer and the object of each parameter of an operation.

    One that the operation declares replaces the path's of the same place and name.
    """
    document = contract.document
    found: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
    holders = (join("#/paths", path), join("#/paths", path, method))
    parts = (document["paths"][path], document["paths"][path][method])
    for holder, part in zip(holders, parts, strict=True):
        for index in range(len(part.get("parameters") or ())):
            at, parameter = follow(document, join(holder, "parameters", index))
            found[parameter["in"], parameter["name"]] = (at, parameter)
    yield from found.values()


def compile_parameter(
    schemas: Schemas, pointer: str, declaration: dict[str, Any]
) -> Parameter:
    """Make a declared parameter ready to be read."""
    where, name = declaration["in"], declaration["name"]
    as_json = "content" in declaration
    if as_json:
        media_type = next(iter(declaration["content"]))
        at = join(pointer, "content", media_type, "schema")
    else:
        at = join(pointer, "schema")
    at, schema = schemas.resolve(at)
    types = types_of(schemas, at)
    array = types == {"array"} and not as_json
    style = declaration.get(
        "style", "form" if where in ("query", "cookie") else "simple"
    )
    separator = ""
    if array and not (style == "form" and declaration.get("explode", True)):
        separator = _SEPARATORS.get(style, ",")
    items = join(at, "items")
    return Parameter(
        where=where,
        name=name,
        argument=argument(name),
        required=bool(declaration.get("required")),
        default=schema.get("default"),
        allow_empty=bool(declaration.get("allowEmptyValue")),
        array=array,
        separator=separator,
        deep=_deep_fields(schemas, at) if style == "deepObject" else None,
        as_json=as_json,
        coerce=text_coercer(schemas, items if array and "items" in schema else at)
        if not as_json
        else None,
        validator=schemas.validator(at, "request"),
        expected=tuple(schema.get("enum") or sorted(types)),
    )
