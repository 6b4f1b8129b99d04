"""Record: put a call and its answer into the journal of its sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from ticketstub.call import SANDBOX_PARAMETER, Upload
from ticketstub.pipeline.secrets import REDACTED
from ticketstub.problems import BrokenError, InvalidError
from ticketstub.sandbox.clock import monotonic
from ticketstub.sandbox.journal import LONGEST_BODY, Entry
from ticketstub.sandbox.sandbox import MAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ticketstub.call import Call
    from ticketstub.pipeline.secrets import Secrets
    from ticketstub.problems import Problem, Violation

#: Where an explanation is found, by the call's id.
EXPLAIN = "/_ticketstub/explain/"

#: So many violations of one call are kept, and so much of each value.
_MOST_VIOLATIONS = 100
LONGEST_VALUE = 500

_REDACTED = REDACTED.encode()

#: So much of a body is searched for secrets that its refusal may quote.
_MOST_LOOKED_AT = 1024 * 1024


def record(  # noqa: PLR0913, PLR0917  # what an entry is made of
    call: Call,
    secrets: Secrets,
    began: float,
    status: int,
    headers: list[tuple[bytes, bytes]],
    body: bytes,
    problem: Problem | None = None,
) -> None:
    """Keep a call in the journal of its sandbox, without its secrets.

    `headers` may still grow until the answer has left.
    """
    sandbox = call.sandbox
    journal = sandbox.journal
    kept = journal.same_headers(secrets.without_credentials(call.headers))
    raw, fault, size = call.raw, call.fault, len(body)
    said = _NOTHING_SAID
    if problem is not None:
        said = _said(call, secrets, body, problem)
        body = said.body
    if secrets.sets_cookies:
        headers = _without_cookies(headers)
    journal.add(
        Entry(
            journal.last + 1,
            sandbox.name,
            call.now(),
            call.api,
            call.operation.id,
            call.method,
            call.path,
            secrets.without_key(call.query),
            kept,
            secrets.without(raw[:LONGEST_BODY]),
            len(raw),
            status,
            headers,
            secrets.without(body[:LONGEST_BODY]),
            size,
            monotonic() - began,
            _outcome(call, problem),
            said.detail,
            said.violations,
            "" if fault is None else fault.id,
        )
    )


def explanation_link(call: Call) -> tuple[bytes, bytes]:
    """Return the header that leads a refusal to its explanation."""
    sandbox = call.sandbox
    url = f"{EXPLAIN}call_{sandbox.journal.last + 1}"
    if sandbox.name != MAIN:
        url += f"?{SANDBOX_PARAMETER}={sandbox.name}"
    return b"link", f'<{url}>; rel="help"'.encode()


class _Said(NamedTuple):
    """What a refusal says, without the secrets that it quotes."""

    detail: str
    violations: tuple[dict[str, Any], ...]
    body: bytes


_NOTHING_SAID = _Said("", (), b"")


def _said(call: Call, secrets: Secrets, body: bytes, problem: Problem) -> _Said:
    """Tell a refusal in a form that holds on to nothing large, and to no secret."""
    spoken = secrets.spoken(call.headers, call.query, call.raw[:_MOST_LOOKED_AT])
    quoted: dict[str, str] = {}
    violations = []
    for each in _violations(problem):
        message, sent = each.message or each.rule, _sent(each)
        if secrets.covers(each):
            quoted[message] = each.rule
            message, sent = each.rule, None if sent is None else REDACTED
        told = {
            "name": each.name,
            "pointer": pointer_to(each.path),
            "detail": message,
            **({} if sent is None else {"sent": sent}),
        }
        violations.append(
            {
                "in": each.where,
                "rule": each.rule,
                "keyword": each.keyword,
                "sent": None,
                **{
                    name: shortened(
                        secrets.unquoted(text[:LONGEST_BODY], spoken), LONGEST_VALUE
                    )
                    for name, text in told.items()
                },
            }
        )
    detail = problem.detail
    for message, rule in quoted.items():
        detail = detail.replace(message, rule)
    detail = secrets.unquoted(detail, spoken)
    if detail != problem.detail:
        quoted[problem.detail] = detail
    # The longest first, as in what was quoted: a shorter one may be part of it.
    for text in sorted((*quoted, *spoken), key=len, reverse=True):
        body = _replaced(body, text, quoted.get(text, REDACTED))
    return _Said(shortened(detail, LONGEST_VALUE), tuple(violations), body)


def _replaced(body: bytes, text: str, by: str) -> bytes:
    """Replace a text in a body, as JSON writes it, or as it is."""
    for old, new in ((_dumped(text), _dumped(by)), (text, by)):
        body = body.replace(old.encode("utf-8", "replace"), new.encode())
    return body


def _dumped(text: str) -> str:
    return orjson.dumps(text.encode("utf-8", "replace").decode())[1:-1].decode()


def _violations(problem: Problem) -> Sequence[Violation]:
    if not isinstance(problem, InvalidError):
        return ()
    return problem.violations[:_MOST_VIOLATIONS]


def _without_cookies(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return an answer's headers without the cookies that it sets."""
    return [
        (name, _REDACTED if name.lower() == b"set-cookie" else value)
        for name, value in headers
    ]


def pointer_to(path: Iterable[str | int]) -> str:
    """Write the way to a value in a body as a JSON pointer."""
    steps = (str(step).replace("~", "~0").replace("/", "~1") for step in path)
    return shortened("".join(f"/{step}" for step in steps), LONGEST_VALUE)


def shortened(text: str, most: int) -> str:
    """Return a text, or its beginning and an ellipsis."""
    return text if len(text) <= most else text[: most - 1] + "…"


def _outcome(call: Call, problem: Problem | None) -> str:
    if problem is None or isinstance(problem, BrokenError):
        plain = "answered" if problem is None else "failed"
    else:
        plain = "refused"
    if call.fault is not None and plain != "failed":
        return "faulted"
    return "preferred" if call.preferred and plain == "answered" else plain


def _sent(violation: Violation) -> str | None:
    value = violation.value
    if value is None:
        return None
    if isinstance(value, str):
        value = value[:LONGEST_BODY]
    try:
        return orjson.dumps(value, default=_kind).decode()
    except TypeError:
        # Nested more deeply than can be written, or with keys that are no text.
        return _kind(value)


def _kind(value: Any) -> str:
    """Say what something is; a file's bytes are not for the journal."""
    if isinstance(value, Upload):
        return f"the file {value.filename}, {len(value.data)} bytes"
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return f"a value of the type {type(value).__name__}"
