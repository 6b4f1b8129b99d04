"""Judge a value by a schema, and say what is wrong as violations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import jsonschema_rs

from ticketstub.problems import Violation

if TYPE_CHECKING:
    from collections.abc import Iterator

#: So many items of a list are looked at when it is said what is wrong.
LONGEST_LIST = 100

#: Of several keywords that one value breaks, the first of these tells most.
_TELLING = ("required", "type", "enum", "additionalProperties")


class TooDeepError(ValueError):
    """A value is nested too deeply to be judged."""


def violations(
    validator: jsonschema_rs.Validator, value: Any, where: str, name: str = ""
) -> list[Violation]:
    """Return what is wrong with a value, one violation for each place in it.

    Without a `name` the value is a body, and each violation is named for the top-level
    field it lies in.
    Of a long list only the first items are looked at, unless nothing is wrong with
    them: telling each of a million wrong ones would cost minutes and gigabytes.
    Raises `TooDeepError` for a value that is nested too deeply to be judged.
    """
    worst: dict[tuple[str | int, ...], Violation] = {}
    for error in _errors(validator, value):
        for violation in _each(error, where, name):
            known = worst.get(violation.path)
            if known is None or _rank(violation) < _rank(known):
                worst[violation.path] = violation
    return list(worst.values())


def _errors(
    validator: jsonschema_rs.Validator, value: Any
) -> list[jsonschema_rs.ValidationError]:
    try:
        errors = list(validator.iter_errors(_shortened(value)))
        if not errors:
            validator.validate(value)
    except jsonschema_rs.ValidationError as first:
        return [first]
    except (ValueError, RecursionError) as error:
        raise TooDeepError from error
    return errors


def _shortened(value: Any) -> Any:
    """Return a value with its long lists cut."""
    if isinstance(value, list):
        return [_shortened(item) for item in value[:LONGEST_LIST]]
    if isinstance(value, dict):
        return {name: _shortened(item) for name, item in value.items()}
    return value


def first_violation(validator: jsonschema_rs.Validator, value: Any) -> str:
    """Say what is wrong with a value, and where in it: `/data/id: "x" is not …`."""
    wrong = violations(validator, value, "body")[0]
    return f"{''.join(f'/{step}' for step in wrong.path) or '/'}: {wrong.message}"


def _each(
    error: jsonschema_rs.ValidationError, where: str, name: str
) -> Iterator[Violation]:
    rule = error.kind.name
    path = tuple(error.instance_path)
    limits = error.kind.as_dict()
    if rule == "required":
        yield _violation(error, where, name, (*path, limits["property"]), rule, None)
    elif rule == "additionalProperties":
        for unexpected in limits["unexpected"]:
            yield _violation(error, where, name, (*path, unexpected), rule, None)
    elif (meant := _branch_meant(error)) is not None:
        for inner in meant:
            yield from _each(inner, where, name)
    else:
        limit = next(iter(limits.values()), None) if rule not in _COMPOUND else None
        yield _violation(error, where, name, path, rule, limit, error.instance)


def _branch_meant(
    error: jsonschema_rs.ValidationError,
) -> list[jsonschema_rs.ValidationError] | None:
    """Return what is wrong by the one branch whose type the value has.

    "Fits none of them" helps nobody who has sent an object where an object or a list
    will do.
    """
    branches = getattr(error.kind, "context", None) or ()
    place = error.instance_path
    fitting = [
        branch
        for branch in branches
        if not any(
            each.kind.name == "type" and each.instance_path == place for each in branch
        )
    ]
    return fitting[0] if len(fitting) == 1 and fitting[0] else None


def _violation(  # noqa: PLR0913, PLR0917  # each is a part of the violation
    error: jsonschema_rs.ValidationError,
    where: str,
    name: str,
    path: tuple[str | int, ...],
    rule: str,
    limit: Any,
    value: Any = None,
) -> Violation:
    top = name or (str(path[0]) if path else "")
    return Violation(
        where,
        top,
        rule,
        limit,
        value,
        path,
        _message(error),
        keyword=tuple(error.schema_path),
    )


def _message(error: jsonschema_rs.ValidationError) -> str:
    message = error.message
    return message if len(message) <= _LONGEST_MESSAGE else error.kind.name


def _rank(violation: Violation) -> int:
    rule = violation.rule
    return _TELLING.index(rule) if rule in _TELLING else len(_TELLING)


_COMPOUND = frozenset(("anyOf", "oneOf", "allOf", "not"))

#: A message quotes the value; one longer than this tells only the keyword.
_LONGEST_MESSAGE = 500
