"""Media types: how a body is read from bytes, and judged by its schema."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import orjson

from ticketstub.call import Upload
from ticketstub.contract.judge import violations
from ticketstub.contract.media import base_name, is_json
from ticketstub.contract.pointer import join
from ticketstub.pipeline.coerce import json_coercer
from ticketstub.pipeline.forms import Form, properties, required_fields
from ticketstub.pipeline.multipart import parse_multipart
from ticketstub.pipeline.names import plain
from ticketstub.pipeline.pairs import MOST_FIELDS, TooManyFieldsError, parse_pairs
from ticketstub.problems import UnreadableError, Violation

if TYPE_CHECKING:
    from collections.abc import Mapping

    import jsonschema_rs

    from ticketstub.contract.schemas import Schemas
    from ticketstub.pipeline.coerce import Coerce

#: A body as it was read, and what is wrong with it.
Read = tuple[Any, list[Violation]]
Parse = Callable[[bytes, str], Read]


@dataclass(frozen=True, slots=True)
class MediaType:
    """One way to send a body: how to read it, and what it must be."""

    name: str
    parse: Parse
    coerce: Coerce | None = None
    validator: jsonschema_rs.Validator | None = None
    has_files: bool = False
    files: frozenset[str] = frozenset()
    required: frozenset[str] = frozenset()
    brackets: tuple[str, ...] = ()
    order: Mapping[str, int] = field(default_factory=dict)

    def read(self, raw: bytes, content_type: str) -> Read:
        """Return the body and what is wrong with it; raises `UnreadableError`."""
        return self.judge(*self.parse(raw, content_type))

    def judge(self, body: Any, wrong: list[Violation]) -> Read:
        """Return a body that was parsed, and everything that is wrong with it."""
        if self.coerce is not None:
            body = self.coerce(body)
        if self.validator is not None:
            judged = self._without_files(body) if self.has_files else body
            wrong += self._violations(judged, wrong)
        if self.brackets:
            body = _rename(body, self.brackets)
        return body, [self._told(violation) for violation in wrong] if wrong else []

    @property
    def is_json(self) -> bool:
        """Whether the body is JSON, of which no bytes at all are none."""
        return self.parse is _parse_json

    def nothing(self) -> Read:
        """Return an empty object in place of a body, and what is wrong with it."""
        wrong = self._violations({}, [])
        return {}, [self._told(violation) for violation in wrong]

    def _violations(self, body: Any, known: list[Violation]) -> list[Violation]:
        if self.validator is None:
            return []
        try:
            if self.validator.is_valid(body):
                return []
            found = violations(self.validator, body, "body")
        except ValueError as error:
            message = "The body is nested too deeply."
            raise UnreadableError(message) from error
        names = {violation.name for violation in known}
        return [violation for violation in found if violation.name not in names]

    def _told(self, violation: Violation) -> Violation:
        """Return a violation as the handler's side names it, `tags` for `tags[]`."""
        name = violation.name
        if name in self.brackets:
            name = plain(name)
        path = (name, *violation.path[1:]) if violation.path else ()
        required = len(path) <= 1 and violation.name in self.required
        return replace(violation, name=name, path=path, required=required)

    def _without_files(self, body: Any) -> Any:
        """Put a string in place of each file, or an object where none is wanted."""
        if not isinstance(body, dict):
            return body
        return {
            name: _stand_in(value, name in self.files) for name, value in body.items()
        }


def _stand_in(value: Any, wanted: bool) -> Any:  # noqa: FBT001  # private, one caller
    if isinstance(value, list):
        return [_stand_in(item, wanted) for item in value]
    if isinstance(value, Upload):
        return "" if wanted else {}
    if wanted:
        return {}  # text where a file is wanted
    return value


def _rename(body: Any, brackets: tuple[str, ...]) -> Any:
    if isinstance(body, dict):
        for name in brackets:
            if name in body:
                body[plain(name)] = body.pop(name)
    return body


def compile_media_type(
    schemas: Schemas, pointer: str, name: str, declaration: dict[str, Any]
) -> MediaType:
    """Make the reader of one media type that an operation takes."""
    plain_name = base_name(name)
    if "schema" not in declaration:
        return MediaType(name, _parse_json if is_json(plain_name) else _parse_raw)
    at = join(pointer, "schema")
    fields = dict(properties(schemas, at))
    files: frozenset[str] = frozenset()
    coerce: Coerce | None = None
    parse: Parse = _parse_raw
    validator: jsonschema_rs.Validator | None = schemas.validator(at, "request")
    if is_json(plain_name):
        parse = _parse_json
        coerce = json_coercer(schemas, at)
    elif plain_name == "application/x-www-form-urlencoded":
        parse = _form_parser(Form(schemas, at))
    elif plain_name == "multipart/form-data":
        form = Form(schemas, at)
        files = form.files
        parse = _multipart_parser(form)
    elif plain_name.startswith("text/"):
        parse = _parse_text
    else:
        validator = None
    return MediaType(
        name,
        parse,
        coerce=coerce,
        validator=validator,
        has_files=plain_name == "multipart/form-data",
        files=files,
        required=required_fields(schemas, at),
        brackets=tuple(name for name in fields if name.endswith("[]")),
        order={plain(name): place for place, name in enumerate(fields)},
    )


def compile_schema(schemas: Schemas, pointer: str) -> MediaType:
    """Make what judges a value by a schema, as if it were a JSON body."""
    return MediaType(
        "application/json",
        _parse_json,
        coerce=json_coercer(schemas, pointer),
        validator=schemas.validator(pointer, "request"),
        required=required_fields(schemas, pointer),
        order={
            plain(name): place
            for place, (name, _) in enumerate(properties(schemas, pointer))
        },
    )


def in_order(wrong: list[Violation], order: Mapping[str, int]) -> list[Violation]:
    """Sort violations as the contract has the fields; unknown ones come last."""
    return sorted(wrong, key=lambda each: order.get(each.name, len(order)))


def _parse_json(raw: bytes, _content_type: str) -> Read:
    try:
        return orjson.loads(raw), []
    except orjson.JSONDecodeError as error:
        message = f"The body is not JSON: {error}."
        raise UnreadableError(message) from error


def _parse_text(raw: bytes, _content_type: str) -> Read:
    try:
        return raw.decode("utf-8"), []
    except UnicodeDecodeError as error:
        message = "The body is not UTF-8."
        raise UnreadableError(message) from error


def _parse_raw(raw: bytes, _content_type: str) -> Read:
    return raw, []


def _form_parser(form: Form) -> Parse:
    def parse(raw: bytes, _content_type: str) -> Read:
        try:
            return form.read(parse_pairs(raw))
        except TooManyFieldsError as error:
            message = f"The form has more than {MOST_FIELDS} fields."
            raise UnreadableError(message) from error

    return parse


def _multipart_parser(form: Form) -> Parse:
    def parse(raw: bytes, content_type: str) -> Read:
        return form.read(parse_multipart(raw, _boundary(content_type)))

    return parse


def _boundary(content_type: str) -> bytes:
    for option in content_type.split(";")[1:]:
        name, _, value = option.partition("=")
        if name.strip().lower() == "boundary":
            return value.strip().strip('"').encode("latin-1", "replace")
    return b""
