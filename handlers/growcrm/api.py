"""What is common to the Grow CRM API: keys, envelopes, words of refusal, times."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from ticketstub.call import Caller, Record, Reply
from ticketstub.problems import (
    AbsentError,
    FaultError,
    InvalidError,
    NotAuthenticatedError,
    Problem,
    TooLargeError,
    UnsupportedMediaTypeError,
    Violation,
    WrongMethodError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ticketstub.call import Call

#: The keywords by which the contract asks for text that is not blank.
_BLANK = ("minLength", "pattern")

_UNAUTHORIZED = "Unauthorized. A valid API key is required."

#: What statuses are worded as that no refusal has; the others have their names.
_BY_STATUS = {
    401: _UNAUTHORIZED,
    422: "The given data was invalid.",
    429: "Too Many Attempts.",
    500: "Server Error",
}

_TYPES = {"integer": "an integer", "string": "a string", "array": "an array"}


def authenticate(call: Call, _scheme: str, credential: str) -> Caller | None:
    """Know a caller by an API key; each acts as the user the key belongs to (G1)."""
    given = credential.encode()
    for known, caller in call.store.api_keys.derive(_callers):
        if compare_digest(known, given):
            return caller
    return None


def ok(data: Any, message: str, **more: Any) -> Reply:
    """Wrap what was read or changed."""
    return Reply(200, {"data": data, **more, "message": message})


def created(data: Record, message: str) -> Reply:
    """Wrap what was made."""
    return Reply(201, {"data": data, "message": message})


def stamp(moment: datetime) -> str:
    """Write a time as the API does: UTC, with microseconds."""
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def word(_call: Call, problem: Problem) -> Reply:
    """Word a refusal in the API's envelope (G1, G13, G14)."""
    body: dict[str, Any] = {"message": _message(problem)}
    if isinstance(problem, InvalidError):
        errors: dict[str, list[str]] = {}
        for violation in problem.violations:
            errors.setdefault(_key(violation), []).append(_text(violation))
        body["errors"] = errors
    return Reply(problem.status, body)


def _callers(keys: Iterable[Record]) -> list[tuple[bytes, Caller]]:
    """List who may call, each beside its key."""
    return [(key["key"].encode(), Caller(key)) for key in keys]


def _message(problem: Problem) -> str:  # noqa: PLR0911  # one for each kind
    match problem:
        case NotAuthenticatedError():
            return _UNAUTHORIZED
        case AbsentError(what=what):
            return f"{what.capitalize()} not found."
        case WrongMethodError(method=method):
            return f"The {method} method is not supported for this route."
        case InvalidError():
            return "The given data was invalid."
        case TooLargeError():
            return "The request body is too large."
        case UnsupportedMediaTypeError(media_type=media_type):
            name = media_type or "of the request body"
            return f"The media type {name} is not supported for this route."
        case FaultError(status=status, title=title):
            return _BY_STATUS.get(status, title)
        case _:
            return problem.detail


def _key(violation: Violation) -> str:
    return ".".join(str(step) for step in violation.path) or violation.name


def _text(violation: Violation) -> str:
    name = _key(violation).replace("_", " ")
    if violation.rule in ("required", *_BLANK) or _is_missing(violation):
        return f"The {name} field is required."
    if violation.rule in ("type", "duplicate"):
        kind = next((_TYPES[kind] for kind in violation.limit if kind in _TYPES), None)
        if kind is not None:
            return f"The {name} must be {kind}."
    if violation.where == "query" and violation.rule == "minimum" and _is_count(name):
        return f"The {name} must be at least {violation.limit}."
    return f"The selected {name} is invalid."


def _is_count(name: str) -> bool:
    return name in ("limit", "page")


def _is_missing(violation: Violation) -> bool:
    """Tell whether a required field is there, but null or blank."""
    value = violation.value
    if not violation.required:
        return False
    return value is None or (isinstance(value, str) and not value.strip())
