"""Handler: find the records a path names, and call the operation's function."""

from __future__ import annotations

import inspect
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply
from ticketstub.findings import Finding
from ticketstub.pipeline.coerce import text_coercer
from ticketstub.pipeline.names import argument, record_argument
from ticketstub.problems import AbsentError, RefusedError

if TYPE_CHECKING:
    from types import ModuleType

    import jsonschema_rs

    from ticketstub.call import Call, Record
    from ticketstub.contract.schemas import Schemas
    from ticketstub.pipeline.coerce import Coerce
    from ticketstub.problems import Violation

Function = Callable[..., "Reply"]


@dataclass(frozen=True, slots=True)
class PathParameter:
    """One parameter of the path: how it is read, and what finds the record it names."""

    name: str
    coerce: Coerce | None
    validator: jsonschema_rs.Validator
    finder: Callable[..., Record] | None
    earlier: tuple[str, ...]

    def take(self, call: Call, text: str, arguments: dict[str, Any]) -> None:
        """Put the record, or the value, among the handler's arguments.

        Raises `AbsentError` for a value that does not fit its schema, or names nothing.
        """
        value = text if self.coerce is None else self.coerce(text)
        if not self.validator.is_valid(value):
            noun = self.name.replace("_", " ") if self.finder else "object"
            raise AbsentError(noun)
        if self.finder is not None:
            found = {name: arguments[name] for name in self.earlier}
            value = self.finder(call, value, **found)
        arguments[self.name] = value


@dataclass(frozen=True, slots=True)
class Handler:
    """The function behind an operation, and its check of what a schema cannot say."""

    function: Function
    check: Callable[..., Iterable[Violation]] | None
    check_takes: tuple[str, ...]
    from_examples: bool = False

    def violations(
        self,
        call: Call,
        arguments: dict[str, Any],
        body: Any,
        known: Iterable[Violation],
    ) -> list[Violation]:
        """Return what `check_<operation>` finds wrong with fields not refused yet.

        The check is given the body without them, be they the body's own or those of an
        object in it.
        """
        check = self.check
        if check is None or not isinstance(body, dict):
            return []
        taken = {name: arguments[name] for name in self.check_takes}
        return checked(lambda body: check(call, body=body, **taken), body, known)


def checked(
    check: Callable[[Any], Iterable[Violation]],
    body: dict[str, Any],
    known: Iterable[Violation],
) -> list[Violation]:
    """Return what a check finds wrong with the fields that are not refused yet."""
    refused = {_field(violation) for violation in known} - {()}
    if not refused:
        return list(check(body))
    body = _without(body, refused)
    return [
        violation
        for violation in check(body)
        if not any(each in refused for each in _prefixes(_field(violation)))
    ]


def _field(violation: Violation) -> tuple[str, ...]:
    """Return where the field is that a violation lies in; a list is one field."""
    names = itertools.takewhile(lambda step: isinstance(step, str), violation.path)
    return tuple(str(name) for name in names)


def _prefixes(field: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    return (field[:length] for length in range(1, len(field) + 1))


def _without(body: dict[str, Any], fields: set[tuple[str, ...]]) -> dict[str, Any]:
    """Return a body without some fields; the body itself is not changed."""
    inner: dict[str, set[tuple[str, ...]]] = {}
    for name, *rest in fields:
        inner.setdefault(name, set()).add(tuple(rest))
    pruned: dict[str, Any] = {}
    for name, value in body.items():
        gone = inner.get(name)
        if gone is None:
            pruned[name] = value
        elif () not in gone:
            pruned[name] = _without(value, gone) if isinstance(value, dict) else value
    return pruned


def path_parameter(
    schemas: Schemas, pointer: str, name: str, module: ModuleType | None
) -> PathParameter:
    """Make the reader of one path parameter; its module may have `find_<record>`.

    A finder takes the call, the value, and the records found before it, by name.
    """
    at, _ = schemas.resolve(f"{pointer}/schema")
    finder = None
    if module is not None:
        finder = getattr(module, f"find_{record_argument(name)}", None)
    taken = record_argument(name) if finder is not None else argument(name)
    earlier: tuple[str, ...] = ()
    if finder is not None:
        earlier = tuple(inspect.signature(finder).parameters)[2:]
    return PathParameter(
        taken,
        text_coercer(schemas, at),
        schemas.validator(at, "request"),
        finder,
        earlier,
    )


def bind(function: Function, module: ModuleType) -> Handler:
    """Find a handler's `check_<operation>` beside it."""
    check = getattr(module, f"check_{function.__name__}", None)
    takes: tuple[str, ...] = ()
    if check is not None:
        takes = tuple(
            name
            for name in inspect.signature(check).parameters
            if name not in ("call", "body")
        )
    return Handler(function, check, takes)


def answering(reply: Reply | None) -> Handler:
    """Make a handler that always gives one reply, or refuses (501) if there is none."""

    def answer(_call: Call, **_arguments: Any) -> Reply:
        if reply is None:
            message = "This operation has no handler, and no example to answer with."
            raise RefusedError(501, message)
        return Reply(reply.status, reply.body, reply.headers, reply.media_type)

    return Handler(answer, None, (), from_examples=True)


def signature_findings(
    handler: Handler,
    path_parameters: Sequence[PathParameter],
    given: Sequence[str],
) -> Iterator[Finding]:
    """Yield where an operation's functions do not take what its contract gives.

    A handler takes `call` and every name in `given`; its check may leave some out; a
    finder may ask for the records found before it.
    """
    yield from _signature_finding(handler.function, given, every=True)
    if handler.check is not None:
        yield from _signature_finding(handler.check, given, every=False)
    before: list[str] = []
    for parameter in path_parameters:
        if parameter.finder is not None:
            value = list(inspect.signature(parameter.finder).parameters)[1:2]
            given = [*value, *before]
            yield from _signature_finding(parameter.finder, given, every=False)
        before.append(parameter.name)


def _signature_finding(
    function: Callable[..., Any], given: Sequence[str], *, every: bool
) -> Iterator[Finding]:
    names = ["call", *given]
    parameters = inspect.signature(function).parameters.values()
    takes = {parameter.name for parameter in parameters}
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        takes |= set(names)
    needed = {
        parameter.name
        for parameter in parameters
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL)
    }
    parts = []
    missing = [name for name in names if name not in takes]
    if missing and every:
        parts.append(f"lacks {', '.join(missing)}")
    unknown = sorted(needed - set(names))
    if unknown:
        parts.append(f"asks for {', '.join(unknown)}, which the contract does not give")
    if parts:
        code = inspect.unwrap(function).__code__
        yield Finding(
            Path(code.co_filename),
            code.co_firstlineno,
            f"{function.__name__} {' and '.join(parts)}.",
            f"Its contract calls for {function.__name__}({', '.join(names)}).",
        )
