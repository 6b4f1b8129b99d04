"""What is common to the HappyFox API: credentials, times, words of refusal."""

from __future__ import annotations

import re
from hmac import compare_digest
from typing import TYPE_CHECKING, Any

from ticketstub.call import Caller, Reply
from ticketstub.problems import (
    AbsentError,
    FaultError,
    ForbiddenError,
    FullError,
    InvalidError,
    NotAuthenticatedError,
    OwnError,
    Problem,
    TooLargeError,
    UnreadableError,
    UnsupportedMediaTypeError,
    Violation,
    WrongMethodError,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ticketstub.call import Call, Record

#: Calls are counted by the minute; one too many, and none is answered for so long.
_MINUTE, _BLOCKED = 60, 600

#: What the vendor allows, where a key's record says nothing else.
_MOST = {"gets": 500, "posts": 300}

_TOO_MANY = "Too many requests"

# The texts of whole refusals (H2).
_UNKNOWN_PAIR = "Invalid API key or auth code"
_FORBIDDEN = "You do not have permission to perform this action"
_ABSENT = "Cannot find the requested object"
_WRONG_METHOD = "Method not allowed"
_TOO_LARGE = "The request body is too large"
_UNSUPPORTED = "Unsupported media type"

#: What a fault's status is worded as; the others have their names.
_BY_STATUS = {
    401: _UNKNOWN_PAIR,
    403: _FORBIDDEN,
    404: _ABSENT,
    405: _WRONG_METHOD,
    413: _TOO_LARGE,
    415: _UNSUPPORTED,
    429: _TOO_MANY,
}

# The texts of refused fields (H3).
REQUIRED = "This field is required."
CHOICE = "Select a valid choice. That choice is not one of the available choices."
WHOLE_NUMBER = "Enter a whole number."
NUMBER = "Enter a number."
EMAIL = "Enter a valid email address."
DATE = "Enter a valid date."
DATE_TIME = "Enter a valid date/time."
LIST = "Enter a list of values."
TRUE_OR_FALSE = "Enter true or false."
VALUE = "Enter a valid value."
IMAGE = "Upload a valid image."

#: The greatest number that a custom field takes, and without its sign the least.
GREATEST = 10**12

#: The rule of a violation that is told in an object of keys, not in a list (H2).
COMPULSORY = "compulsory"

#: What is true or false, sent as a boolean or as a word (H6).
_BOOLEANS = frozenset(
    (
        "breached",
        "cc_include_ticket_contact",
        "convert_replies_as_new_ticket",
        "include_pvt_notes",
        "minify_response",
        "send_all_messages",
        "send_survey",
        "show_cf_changes",
        "to_include_ticket_contact",
        "unresponded",
        "update_customer",
        "visible_only_staff",
    )
)

_CUSTOM_FIELD = re.compile(r"(?:t-cf|c-cf|ccf)-.*", re.DOTALL)

_BY_TYPE = {
    "integer": WHOLE_NUMBER,
    "number": NUMBER,
    "array": LIST,
    "boolean": TRUE_OR_FALSE,
}


#: What a text must look like, by the field whose pattern says so.
_BY_PATTERN = {
    "alert": CHOICE,
    "created_at": DATE_TIME,
    "due_date": DATE,
    "email": EMAIL,
}


def authenticate(
    call: Call, _scheme: str, credential: tuple[str, str]
) -> Caller | None:
    """Know a caller by a pair of API key and auth code (H1)."""
    key, code = (each.encode() for each in credential)
    for known_key, known_code, caller in call.store.api_keys.derive(_pairs):
        is_known = compare_digest(known_key, key)
        if compare_digest(known_code, code) and is_known:
            if caller.record.get("limited"):
                _count(call, caller.record)
            return caller
    return None


def _pairs(keys: Iterable[Record]) -> list[tuple[bytes, bytes, Caller]]:
    return [
        (pair["key"].encode(), pair["code"].encode(), Caller(pair)) for pair in keys
    ]


def _count(call: Call, pair: Record) -> None:
    """Count a call of a limited key; refuse one too many, and all for a while (H8)."""
    kind = "posts" if call.method == "POST" else "gets"
    blocked = f"{pair['key']} blocked"
    used = call.windows.count(f"{pair['key']} {kind}", _MINUTE).used
    if call.windows.look(blocked, _BLOCKED).used:
        raise OwnError(429, "", _TOO_MANY)
    if used > pair.get(f"{kind}_per_minute", _MOST[kind]):
        call.windows.count(blocked, _BLOCKED)
        raise OwnError(429, "", _TOO_MANY)


#: How long a time is without its zone.
_TO_THE_SECOND = len("2026-06-15 09:30:00")


def moment(call: Call) -> str:
    """Tell the time as the API does: UTC, to the second."""
    return call.now().isoformat(" ", "seconds")[:_TO_THE_SECOND]


def wrong(field: str, text: str, value: Any = None, rule: str = "rule") -> Violation:
    """Make a violation of a rule that the contract cannot say."""
    return Violation("body", field, rule, None, value, (field,), text)


def nothing_to_update() -> OwnError:
    """Return the refusal of a call that would change nothing (H31)."""
    return OwnError(400, "", "Nothing to update")


def word(call: Call, problem: Problem) -> Reply:
    """Word a refusal in one of the API's three shapes (H2)."""
    if isinstance(problem, NotAuthenticatedError):
        return Reply(
            401,
            {"error": _UNKNOWN_PAIR},
            {"WWW-Authenticate": 'Basic realm="Basic"'},
        )
    if isinstance(problem, InvalidError):
        return Reply(400, {"error": worded(problem.violations)})
    return Reply(problem.status, {"error": _text_of(call, problem)})


def worded(violations: tuple[Violation, ...] | list[Violation]) -> Any:
    """Say what is wrong: by field, or by key where a ticket lacks something (H2)."""
    if all(violation.rule == COMPULSORY for violation in violations):
        return {violation.name: violation.message for violation in violations}
    if any(not v.path and v.where == "body" for v in violations):
        return "Invalid JSON"
    errors: dict[str, list[str]] = {}
    for violation in violations:
        texts = errors.setdefault(violation.name, [])
        text = _field_text(violation)
        if text not in texts:
            texts.append(text)
    if "category" in errors:
        # Nobody can tell which of the ticket's own fields apply (H28).
        errors = {name: errors[name] for name in errors if name[:5] != "t-cf-"}
    return [{"field": field, "errors": texts} for field, texts in errors.items()]


def _text_of(call: Call, problem: Problem) -> str:  # noqa: PLR0911  # one for each kind
    match problem:
        case AbsentError():
            return _ABSENT
        case ForbiddenError():
            return _FORBIDDEN
        case WrongMethodError():
            return _WRONG_METHOD
        case UnreadableError():
            sent = call.headers.get(b"content-type", b"").partition(b";")[0]
            return "Invalid form data" if b"form" in sent.lower() else "Invalid JSON"
        case TooLargeError() | FullError():
            return _TOO_LARGE
        case UnsupportedMediaTypeError():
            return _UNSUPPORTED
        case FaultError(status=status, title=title):
            return _BY_STATUS.get(status, title)
        case _:
            return problem.detail


def _field_text(violation: Violation) -> str:  # noqa: PLR0911  # one for each kind
    """Return the text for one field (H3)."""
    is_custom = _CUSTOM_FIELD.fullmatch(violation.name) is not None
    if _is_missing(violation):
        return REQUIRED.removesuffix(".") if is_custom else REQUIRED
    if violation.name in _BOOLEANS:
        return TRUE_OR_FALSE
    rule, limit = violation.rule, violation.limit
    if rule == "rule":
        return violation.message
    if violation.name == "file":
        return IMAGE
    if rule in ("type", "duplicate") and isinstance(limit, list | tuple):
        return next((_BY_TYPE[kind] for kind in limit if kind in _BY_TYPE), VALUE)
    if is_custom and limit in (-GREATEST, GREATEST):
        return NUMBER
    if rule in ("enum", "minimum", "maximum"):
        return WHOLE_NUMBER if violation.name in _COUNTS else CHOICE
    if rule in ("pattern", "format"):
        return DATE if is_custom else _BY_PATTERN.get(violation.name, VALUE)
    return VALUE


def _is_missing(violation: Violation) -> bool:
    """Tell whether a field lacks, or is null or empty where it is required (H3)."""
    if violation.rule == "required":
        return True
    value = violation.value
    return violation.required and (
        value is None or (isinstance(value, str) and not value.strip())
    )


#: Numbers that count something, rather than name it.
_COUNTS = ("page", "size", "time_spent", "Expires")
