"""What is common to the i3D.net API: tokens, the error body, words of refusal."""

from __future__ import annotations

from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from ticketstub.call import Caller, Reply
from ticketstub.problems import (
    AbsentError,
    ConflictError,
    FaultError,
    InvalidError,
    NotAuthenticatedError,
    Problem,
    RefusedError,
    UnreadableError,
    UnsupportedMediaTypeError,
    Violation,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ticketstub.call import Call, Record

#: The codes of the error body, and what each says (I2).
INTERNAL = 10000, "Internal server error"
NOT_FOUND = 10001, "Entity not found"
INVALID = 10002, "Validation failed"
BAD_CREDENTIALS = 10003, "Invalid credentials"
BAD_REQUEST = 10004, "Bad request"
NOT_ALLOWED = 10005, "Action not allowed"

#: What a fault's status is worded as, below those of the server.
_BY_STATUS = {
    401: BAD_CREDENTIALS,
    403: BAD_CREDENTIALS,
    404: NOT_FOUND,
    409: NOT_ALLOWED,
    422: INVALID,
}

#: So many faults of one property are told; a client can repair those first.
MOST_TOLD = 100

#: Operations that declare no 404, so that an unknown ticket is a bad request (I12).
_WITHOUT_404 = ("replies.create_reply", "tickets.open_ticket", "tickets.close_ticket")

#: Operations for which a body that is no object is invalid, not malformed (I15).
_MALFORMED_IS_INVALID = ("tickets.create_ticket", "tickets.contact")

_UPLOAD = "attachments.upload_attachment"


def authenticate(call: Call, _scheme: str, credential: str) -> Caller | None:
    """Know a caller by its token (I1)."""
    given = credential.encode()
    for known, caller in call.store.tokens.derive(_callers):
        if compare_digest(known, given):
            return caller
    return None


def seconds(call: Call) -> int:
    """Tell the time as the API does, in whole seconds since 1970."""
    return int(call.now().timestamp())


def word(call: Call, problem: Problem) -> Reply:
    """Word a refusal as the error body (I2)."""
    status, (code, message) = _kind(call.operation.id, problem)
    errors = []
    if isinstance(problem, InvalidError):
        errors = [
            {"property": violation.name, "message": _text(violation)}
            for violation in problem.violations
            if violation.path or violation.where != "body"
        ]
    return Reply(status, {"errorCode": code, "errorMessage": message, "errors": errors})


def invalid_property(name: str, value: Any, message: str) -> Violation:
    """Make a violation of a rule that the contract cannot say."""
    return Violation("body", name, "rule", None, value, (name,), message)


def shortened(value: Any) -> str:
    """Return a value as a message may quote it."""
    text = str(value)
    return text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"


def _callers(tokens: Iterable[Record]) -> list[tuple[bytes, Caller]]:
    """List who may call, each beside its token."""
    return [(token["token"].encode(), Caller(token)) for token in tokens]


def _kind(  # noqa: C901, PLR0911  # one for each kind
    operation: str, problem: Problem
) -> tuple[int, tuple[int, str]]:
    """Return the status of a problem, its code and what the code says."""
    match problem:
        case NotAuthenticatedError():
            return 403, BAD_CREDENTIALS
        case AbsentError():
            return (400 if operation in _WITHOUT_404 else 404), NOT_FOUND
        case ConflictError():
            return 422, NOT_ALLOWED
        case UnreadableError():
            return _malformed(operation)
        case UnsupportedMediaTypeError() if operation == _UPLOAD:
            return 400, BAD_REQUEST
        case InvalidError(violations=violations):
            if violations[0].where != "body":
                return 400, BAD_REQUEST
            if not violations[0].path:
                return _malformed(operation)
            return 422, INVALID
        case RefusedError(status=status, detail=detail):
            return status, (BAD_REQUEST[0], detail)
        case FaultError(status=status, title=title):
            kind = INTERNAL if status >= _SERVER_ERROR else BAD_REQUEST
            return status, _BY_STATUS.get(status, (kind[0], title.capitalize()))
        case _ if problem.status >= _SERVER_ERROR:
            return problem.status, INTERNAL
        case _:
            return problem.status, BAD_REQUEST


def _malformed(operation: str) -> tuple[int, tuple[int, str]]:
    """Word a body that is no object: two operations declare no 400 for it (I15)."""
    if operation in _MALFORMED_IS_INVALID:
        return 422, INVALID
    return 400, BAD_REQUEST


def _text(violation: Violation) -> str:  # noqa: PLR0911  # one for each rule
    """Say what is wrong with one property (I13)."""
    match violation.rule, violation.limit:
        case _ if violation.name == "RANGED-DATA":
            return "Must have the form start=0,results=25."
        case "required", _:
            return "This property is required."
        case (("type" | "duplicate"), _) if violation.name == "attachment":
            return "Must be of type file."
        case (("type" | "duplicate"), [kind, *_]):
            return f"Must be of type {kind}."
        case "minLength", limit:
            return f"Must be at least {limit} characters long."
        case "maxLength", limit:
            return f"Must be at most {limit} characters long."
        case "additionalProperties", _:
            return "Unknown property."
        case "pattern", _:
            return f"Invalid email address: {shortened(violation.value)}."
        case (("minimum" | "maximum"), _):
            return f"Unknown attachment: {int(violation.value)}."
        case _:
            return violation.message


_LONGEST_QUOTE = 200

_SERVER_ERROR = 500
