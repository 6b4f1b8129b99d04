"""Problems: refusals as plain facts, before an API's envelope words them.

The pipeline and the handlers raise these; `word(call, problem)` of the API's `api.py`
turns one into a reply.
An API without an `api.py` is answered as RFC 9457 (`word_plainly`).
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from ticketstub.call import Reply

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ticketstub.call import Call


@dataclass(frozen=True, slots=True)
class Violation:
    """One value that its contract, or a rule beyond the contract, does not allow.

    `where` is `query`, `header`, `cookie`, `path` or `body`.
    `name` is the parameter's name, or the body's top-level field (empty for the body
    itself), as the handler sees it.
    `path` leads from there to the value (`("tags", 1)` for a body).
    `rule` is the JSON Schema keyword that was broken (`required`, `type`, `enum`, …),
    `duplicate` for a scalar given twice, or a name of the handler's own.
    `limit` is what the keyword asked for: the types, the options, the bound.
    `required` tells whether the contract requires the parameter or field at all.
    `keyword` leads through the contract to the keyword that was broken; it is empty for
    what no schema says.
    """

    where: str
    name: str
    rule: str
    limit: Any = None
    value: Any = None
    path: tuple[str | int, ...] = ()
    message: str = ""
    required: bool = False
    keyword: tuple[str | int, ...] = ()


class Problem(Exception):  # noqa: N818  # the word of the design; its kinds end so
    """Why a call is not answered as its caller hoped."""

    status: ClassVar[int] = 500
    title: ClassVar[str] = "Internal Server Error"
    detail: str = ""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail)
        self.detail = detail


class NotAuthenticatedError(Problem):
    """No credential came, or none that is known."""

    status = 401
    title = "Unauthorized"

    def __init__(self) -> None:
        super().__init__("No credential came with the call, or none that is known.")


class ForbiddenError(Problem):
    """The caller is known, but may not do this."""

    status = 403
    title = "Forbidden"


class AbsentError(Problem):
    """What the path names is not there; `what` is `route` or the noun of a record."""

    status = 404
    title = "Not Found"

    def __init__(self, what: str) -> None:
        super().__init__(f"No such {what}.")
        self.what = what


class WrongMethodError(Problem):
    """The path exists, but not with this method; `allowed` lists those it has."""

    status = 405
    title = "Method Not Allowed"

    def __init__(self, method: str, allowed: Sequence[str]) -> None:
        super().__init__(f"{method} is not one of {', '.join(allowed)}.")
        self.method = method
        self.allowed = tuple(allowed)

    @property
    def allow(self) -> str:
        """The methods as the header Allow lists them."""
        return ", ".join(self.allowed)


class ConflictError(Problem):
    """The state of a record forbids it."""

    status = 409
    title = "Conflict"


class TooLargeError(Problem):
    """The body is longer than `limit` bytes."""

    status = 413
    title = "Content Too Large"

    def __init__(self, limit: int) -> None:
        super().__init__(f"The body is longer than {limit} bytes.")
        self.limit = limit


class FullError(Problem):
    """The stub has no room left for another file; `setting` bounds it."""

    status = 413
    title = "Content Too Large"

    def __init__(self, most: int, of_what: str, setting: str) -> None:
        super().__init__(
            f"The stub keeps at most {most} {of_what} that were uploaded;"
            f" the setting {setting} allows more."
        )


class UnsupportedMediaTypeError(Problem):
    """The operation takes only the media types in `accepted`."""

    status = 415
    title = "Unsupported Media Type"

    def __init__(self, media_type: str, accepted: Sequence[str]) -> None:
        super().__init__(
            f"{media_type or 'No media type'} is not one of {', '.join(accepted)}."
        )
        self.media_type = media_type
        self.accepted = tuple(accepted)


class UnreadableError(Problem):
    """The body is not what its media type says."""

    status = 400
    title = "Bad Request"


class InvalidError(Problem):
    """Values were sent that the contract, or a rule beyond it, does not allow.

    `violations` are all of them, in the order of the contract.
    """

    status = 422
    title = "Unprocessable Content"

    def __init__(self, violations: Sequence[Violation]) -> None:
        super().__init__("; ".join(_sentence(violation) for violation in violations))
        self.violations = tuple(violations)


class RefusedError(Problem):
    """The stub itself refuses, whatever the API: a host, an origin, a sandbox."""

    title = "Refused"

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status  # type: ignore[misc]  # one class, several statuses


class OwnError(Problem):
    """A refusal that only this API has: its status, its own code, and its words."""

    title = "Refused"

    def __init__(self, status: int, code: str, detail: str) -> None:
        super().__init__(detail)
        self.status = status  # type: ignore[misc]  # one class, several statuses
        self.code = code


class FaultError(Problem):
    """A fault that somebody has set wants an answer of this very status.

    Its title and its detail are the name of the status, for an API to word as it words
    its own failures.
    """

    def __init__(self, status: int) -> None:
        self.status = status  # type: ignore[misc]  # one class, several statuses
        self.title = _name_of(status)  # type: ignore[misc]  # each with its name
        super().__init__(self.title)


class BrokenError(Problem):
    """The stub's own fault: a handler failed, or its answer breaks the contract."""


def absent(what: str) -> NoReturn:
    """Raise `AbsentError`, in a form that reads well after `or`."""
    raise AbsentError(what)


def invalid(*violations: Violation) -> NoReturn:
    """Raise `InvalidError` for one violation or several."""
    raise InvalidError(violations)


def word_plainly(
    _call: Call | None, problem: Problem, status: int | None = None
) -> Reply:
    """Word a problem as RFC 9457 says: where no API has words of its own.

    `status` is the one to answer with, if it is not the problem's own.
    """
    status = status or problem.status
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": problem.title if status == problem.status else "Bad Request",
        "status": status,
        "detail": problem.detail,
    }
    if isinstance(problem, InvalidError):
        body["errors"] = [
            {
                "in": violation.where,
                "name": violation.name,
                "pointer": "".join(f"/{step}" for step in violation.path),
                "rule": violation.rule,
                "detail": violation.message or violation.rule,
            }
            for violation in problem.violations
        ]
    return Reply(status, body, media_type="application/problem+json")


#: The names of today, where Python's versions differ.
_NAMES = {
    413: "Content Too Large",
    414: "URI Too Long",
    416: "Range Not Satisfiable",
    422: "Unprocessable Content",
}

_SERVER_ERROR = 500


def _name_of(status: int) -> str:
    """Return the name of a status; of its class, for one that nobody has named."""
    try:
        return _NAMES.get(status) or HTTPStatus(status).phrase
    except ValueError:
        return "Server Error" if status >= _SERVER_ERROR else "Client Error"


def _sentence(violation: Violation) -> str:
    name = violation.name or violation.where
    return f"{name}: {violation.message or violation.rule}"
