"""Requests: the journal of a sandbox, listed, read, counted, followed and emptied."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from ticketstub.call import SANDBOX_PARAMETER, Reply
from ticketstub.pipeline.record import EXPLAIN
from ticketstub.pipeline.send import Stream
from ticketstub.problems import InvalidError, absent
from ticketstub.sandbox.journal import LONGEST_BODY
from ticketstub.sandbox.sandbox import MAIN

from .following import Follower
from .matching import matching
from .served import unserved
from .times import stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation
    from ticketstub.sandbox.journal import Entry

#: Outcomes that there is nothing to explain about.
_WELL = ("answered", "preferred")

#: A length with more digits than this is not believed.
_MOST_DIGITS = 15


def is_well(entry: Entry) -> bool:
    """Tell whether a call was answered, so that there is nothing to explain."""
    return entry.outcome in _WELL


def find_request(call: Call, request_id: str) -> Entry:
    return call.sandbox.journal.get(request_id) or absent("request in the journal")


def present_summary(entry: Entry) -> dict[str, Any]:
    """Show a call without its headers and bodies."""
    return {
        "id": entry.id,
        "sandbox": entry.sandbox,
        "at": stamp(entry.at),
        "api": entry.api,
        "operation": entry.operation or None,
        "method": entry.method,
        "path": entry.path,
        "query": entry.query.decode("latin-1"),
        "status": entry.status,
        "seconds": round(entry.seconds, 6),
        "outcome": entry.outcome,
        "detail": entry.detail or None,
        "fault": entry.fault or None,
    }


def present_request(entry: Entry) -> Record:
    """Show a call with its headers and bodies."""
    return {
        **present_summary(entry),
        "request": _message(
            entry.request_headers.items(), entry.request_body, _size_sent(entry)
        ),
        "answer": _message(entry.answer_headers, entry.answer_body, entry.answer_size),
        "violations": [
            {name: each[name] for name in ("in", "name", "pointer", "rule", "detail")}
            for each in entry.violations
        ],
        "explain": None if is_well(entry) else explanation_url(entry),
    }


def explanation_url(entry: Entry) -> str:
    """Return where a call is explained, on this server."""
    url = f"{EXPLAIN}{entry.id}"
    return (
        url if entry.sandbox == MAIN else f"{url}?{SANDBOX_PARAMETER}={entry.sandbox}"
    )


def list_requests(
    call: Call,
    api: str | None,
    operation: str | None,
    method: str | None,
    status: str | None,
    path: str | None,
    body: str | None,
    outcome: str | None,
    after: str | None,
    limit: int,
) -> Reply:
    wrong = [*unserved(call, "query", api, operation)]
    if wrong:
        raise InvalidError(wrong)
    journal = call.sandbox.journal
    wanted = {
        "api": api,
        "operation": operation,
        "method": method,
        "status": status,
        "path": path,
        "body": body,
        "outcome": outcome,
        "after": after,
    }
    found = matching(journal, wanted)

    return Reply(
        200,
        {
            "requests": [present_summary(each) for each in found[-limit:]],
            "total": len(found),
            "dropped": journal.dropped,
        },
    )


def delete_requests(call: Call) -> Reply:
    call.sandbox.journal.clear()

    return Reply(204)


def check_count_requests(call: Call, body: Record) -> Iterator[Violation]:
    yield from unserved(call, "body", body.get("api"), body.get("operation"))


def count_requests(call: Call, body: Record) -> Reply:
    journal = call.sandbox.journal

    return Reply(
        200, {"count": len(matching(journal, body)), "dropped": journal.dropped}
    )


def get_request(call: Call, request: Entry) -> Reply:
    return Reply(200, present_request(request))


def stream_requests(call: Call, sandboxes: str) -> Reply:
    only = None if sandboxes == "all" else call.sandbox.name
    follower = Follower(only, call.app.sandboxes.shelf, present_summary)

    return Reply(
        200,
        Stream(follower.pieces(), follower.close),
        {"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        "text/event-stream",
    )


def _size_sent(entry: Entry) -> int:
    """Tell how long a request's body was, or would have been if it had been read."""
    announced = entry.request_headers.get(b"content-length", b"")
    if entry.request_size or len(announced) > _MOST_DIGITS or not announced.isdigit():
        return entry.request_size
    return int(announced)


def _message(
    headers: Iterable[tuple[bytes, bytes]], body: bytes, size: int
) -> Mapping[str, Any]:
    # Without its secrets a body has another length, but is as whole as it was.
    cut = size > LONGEST_BODY or bool(size and not body)
    return {
        "headers": _headers(headers),
        "body": {"bytes": size, "cut": cut, **_content(body, cut=cut)},
    }


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> Mapping[str, str]:
    shown: dict[str, str] = {}
    for name, value in pairs:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        shown[key] = f"{shown[key]}, {text}" if key in shown else text
    return shown


def _content(body: bytes, *, cut: bool) -> Mapping[str, str | None]:
    # A cut may go through a letter: it takes up to three bytes of one away.
    for end in range(4 if cut else 1):
        try:
            text = body[: len(body) - end].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return {"text": text, "base64": None}
    return {"text": None, "base64": base64.b64encode(body).decode()}
