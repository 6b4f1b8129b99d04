"""What is common to the Helpdesk API: keys, limits, envelopes, words of refusal."""

from __future__ import annotations

import re
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from ticketstub.call import Caller, Reply
from ticketstub.problems import (
    AbsentError,
    FaultError,
    ForbiddenError,
    InvalidError,
    NotAuthenticatedError,
    OwnError,
    Problem,
    TooLargeError,
    UnreadableError,
    UnsupportedMediaTypeError,
    WrongMethodError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from ticketstub.call import Call, Record

#: What a key may do, each level all of those before it, too (A1).
LEVELS = ("read", "write", "admin")

#: The calls of a key are counted by the minute (A17).
MINUTE = 60

#: What a key that nobody knows is told of its limit.
USUAL_LIMIT = 400

#: The names of a cursor; one that does not fit is malformed, not invalid (A3).
_CURSORS = ("after", "page[after]", "pageAfter")

# The codes of refusals that are made in more than one place, and their messages.
_UNKNOWN_KEY = "INVALID_API_KEY", "API key is missing, invalid, or revoked"
_FORBIDDEN = (
    "INSUFFICIENT_API_PERMISSION",
    "API key lacks the required permission",
)
_TOO_MANY = "RATE_LIMIT_EXCEEDED", "Rate limit exceeded"
_INVALID = "VALIDATION_ERROR", "Request validation failed"

#: What a status is worded as; for a fault, the others have their names.
_BY_STATUS = {
    401: _UNKNOWN_KEY,
    403: _FORBIDDEN,
    405: ("METHOD_NOT_ALLOWED", "Method not allowed"),
    413: ("PAYLOAD_TOO_LARGE", "Request body is too large"),
    415: ("UNSUPPORTED_MEDIA_TYPE", "Content type must be application/json"),
    422: _INVALID,
    429: _TOO_MANY,
}

_WORD_STARTS = re.compile(r"(?<=[a-z])(?=[A-Z])|[^A-Za-z]+")
_NO_LETTERS = re.compile(r"[^A-Z]+")


def authenticate(call: Call, scheme: str, credential: str) -> Caller | None:
    """Know a caller by its key, and let it in if it may do this here (A1)."""
    if scheme == "ApiKey" and b"authorization" in call.headers:
        return None
    caller = _holder(call, credential.encode())
    if caller is None:
        return None
    # A refusal from here on tells the limit of this key.
    call.caller, key = caller, caller.record
    used = call.windows.count(key["key"], MINUTE).used
    if key["rateLimitEnforced"] and used > key["rateLimit"]:
        raise OwnError(429, *_TOO_MANY)
    workspace = call.headers.get(b"x-workspace-id", b"").strip().decode("latin-1")
    if not workspace:
        message = "X-Workspace-Id header is required"
        raise OwnError(400, "MISSING_WORKSPACE", message)
    if workspace != key["workspaceId"]:
        message = f"The key is not for the workspace {workspace}."
        raise ForbiddenError(message)
    if LEVELS.index(key["level"]) < LEVELS.index(call.operation.permission):
        message = f"The key's level is {key['level']}, not {call.operation.permission}."
        raise ForbiddenError(message)
    return caller


def finish(call: Call, reply: Reply) -> Reply:
    """Tell on every answer how many calls are left (A17)."""
    key = call.caller.record
    limit = key.get("rateLimit", USUAL_LIMIT)
    window = call.windows.look(key.get("key", ""), MINUTE)
    reply.headers = {
        **(reply.headers or {}),
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(max(0, limit - window.used)),
        "X-RateLimit-Reset": str(window.ends),
    }
    return reply


def stamp(moment: datetime) -> str:
    """Write a time as the API does: UTC, with milliseconds (A13)."""
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def workspace_of(call: Call) -> str:
    """Return the workspace that the call works in."""
    workspace: str = call.caller.record["workspaceId"]
    return workspace


def ours(call: Call, record: Record | None) -> bool:
    """Tell whether there is such a record, in the call's workspace."""
    return record is not None and record["workspaceId"] == workspace_of(call)


def word(call: Call, problem: Problem) -> Reply:
    """Word a refusal in the API's envelope (A2, A3)."""
    status, code, message = _kind(call, problem)
    error: dict[str, Any] = {"code": code, "message": message, "status": status}
    if isinstance(problem, InvalidError) and code == _INVALID[0]:
        error["details"] = _details(problem)
    headers = {}
    if code == _TOO_MANY[0]:
        ends = call.windows.look(call.caller.record["key"], MINUTE).ends
        headers["Retry-After"] = str(ends - int(call.now().timestamp()))
    return Reply(status, {"error": error}, headers)


def _holder(call: Call, given: bytes) -> Caller | None:
    for known, caller in call.store.api_keys.derive(_callers):
        if compare_digest(known, given):
            return caller
    return None


def _callers(keys: Iterable[Record]) -> list[tuple[bytes, Caller]]:
    """List who may call, each beside its key."""
    return [(key["key"].encode(), Caller(key)) for key in keys]


def _kind(  # noqa: PLR0911  # one for each kind
    call: Call, problem: Problem
) -> tuple[int, str, str]:
    """Return the status of a problem, its code and its message."""
    match problem:
        case NotAuthenticatedError():
            return 401, *_UNKNOWN_KEY
        case ForbiddenError():
            return 403, *_FORBIDDEN
        case AbsentError(what=what):
            return 404, "NOT_FOUND", f"{what.capitalize()} not found"
        case (
            WrongMethodError()
            | TooLargeError()
            | UnsupportedMediaTypeError()
            | FaultError()
        ):
            named = _code(problem.title), problem.title
            return problem.status, *_BY_STATUS.get(problem.status, named)
        case UnreadableError():
            return 400, "BAD_REQUEST", "Request body must be valid JSON"
        case InvalidError():
            return _invalid_kind(call, problem)
        case OwnError(status=status, code=code, detail=detail):
            return status, code, detail
        case _:
            return problem.status, _code(problem.title), problem.detail


def _code(title: str) -> str:
    """Return the code that says the same as a title."""
    return _NO_LETTERS.sub("_", title.upper().replace("'", ""))


def _invalid_kind(call: Call, problem: InvalidError) -> tuple[int, str, str]:
    """Tell a body without its wrapper, and a bad cursor, from invalid values (A3)."""
    violations = problem.violations
    if violations[0].where == "body" and any(
        len(violation.path) <= 1 for violation in violations
    ):
        noun = "webhook" if call.operation.id.startswith("webhooks") else "ticket"
        return 400, "BAD_REQUEST", f"Request body must contain a {noun} object"
    if all(violation.name in _CURSORS for violation in violations):
        return 400, "BAD_REQUEST", "Invalid cursor"
    return 422, *_INVALID


def _details(problem: InvalidError) -> dict[str, list[dict[str, str]]]:
    """Say what is wrong with each field, every kind of fault once."""
    details: dict[str, list[dict[str, str]]] = {}
    for violation in problem.violations:
        if violation.name in _CURSORS:
            continue
        field = violation.name
        if violation.where == "body":
            field = str(violation.path[1])
        missing = violation.rule == "required" and len(violation.path) == _FIELD
        code = "REQUIRED" if missing else "INVALID"
        entry = {"code": code, "message": f"{_words(field)} is {code.lower()}"}
        if entry not in details.setdefault(field, []):
            details[field].append(entry)
    return details


def _words(field: str) -> str:
    return _WORD_STARTS.sub(" ", field).strip().capitalize()


#: The depth of a field in a body: the wrapper, and its own name.
_FIELD = 2
