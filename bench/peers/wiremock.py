"""WireMock: stubs that match requests, with templates for what is answered."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from bench.calls import HEADERS
from bench.peers.manner import PAGE, TITLES
from bench.peers.mockoon import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_JSON = {"Content-Type": "application/json"}
_KEY = {"Authorization": {"equalTo": HEADERS["growcrm"]["Authorization"]}}

#: What is filled in, by its mark; a mark in quotes that stands for a number loses them.
_BODY = "{{jsonPath request.body '$.%s'}}"
_MARKS = {
    '"@number"': "{{request.pathSegments.[2]}}",
    '"@random"': "{{randomInt lower=1000000 upper=9999999}}",
    '"@status"': "{{status}}",
    "@now": "{{now format=\"yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'\"}}",
    "@title": "".join(
        f'{{{{#eq status "{number}"}}}}{title}{{{{/eq}}}}'
        for number, title in enumerate(TITLES)
        if title
    ),
}

_STATUS = {
    "type": "object",
    "required": ["status"],
    "properties": {"status": {"type": "integer", "minimum": 1, "maximum": 5}},
}


def set_up(
    jar: Path, folder: Path, tickets: Sequence[dict[str, Any]], port: int
) -> list[str]:
    """Write the stubs."""
    mappings = folder / "mappings"
    mappings.mkdir(exist_ok=True)
    text = json.dumps({"mappings": _stubs(tickets)})
    (mappings / "tickets.json").write_text(text)
    words = [shutil.which("java") or "java", "-jar", str(jar), "--disable-banner"]
    words += ["--port", f"{port}", "--bind-address", "127.0.0.1"]
    words += ["--root-dir", str(folder), "--global-response-templating"]
    # It keeps every request for ever otherwise.
    return [*words, "--max-request-journal-entries", "1000"]


def _stubs(tickets: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a stub for each operation, and behind them those that refuse."""
    ids = _pattern([ticket["id"] for ticket in tickets])
    one, status = f"/api/tickets/({ids})", f"/api/tickets/({ids})/status"
    new = "/api/tickets"
    read, changed = "Ticket retrieved", "Ticket status updated"
    made = {
        **tickets[0],
        "id": "@random",
        "subject": _BODY % "ticket_subject",
        "message": _BODY % "ticket_message",
        "priority": _BODY % "ticket_priority",
        "status": {"id": 1, "title": "Open"},
        "dates": {"created": "@now", "last_updated": "@now", "status_changed": None},
    }
    closed = {
        **tickets[0],
        "id": "@number",
        "status": {"id": "@status", "title": "@title"},
        "dates": {
            **tickets[0]["dates"],
            "last_updated": "@now",
            "status_changed": "@now",
        },
    }
    refused = {"message": "The given data was invalid.", "errors": {}}
    set_to = "{{#assign 'status'}}" + _BODY % "status" + "{{/assign}}"
    return [
        _stub(1, "GET", one, 200, _said({**tickets[0], "id": "@number"}, read)),
        *_lists(new, tickets),
        _stub(1, "PUT", status, 200, set_to + _said(closed, changed), _STATUS),
        _stub(1, "POST", new, 201, _said(made, "Ticket created"), SCHEMA),
        _stub(2, "PUT", status, 422, json.dumps(refused)),
        _stub(2, "POST", new, 422, json.dumps(refused)),
        _stub(
            4, "ANY", one, 405, _message("Wrong method."), allow="GET, PATCH, DELETE"
        ),
        _stub(4, "ANY", new, 405, _message("Wrong method."), allow="GET, POST"),
        _stub(4, "ANY", status, 405, _message("Wrong method."), allow="PUT"),
        _stub(5, "ANY", "/api/.*", 404, _message("Ticket not found.")),
        {
            **_stub(6, "ANY", "/api/.*", 401, _message("Unauthorized.")),
            "request": {"method": "ANY", "urlPathPattern": "/api/.*"},
        },
    ]


def _lists(path: str, tickets: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a stub for each page by each status, as if they had been recorded."""
    stubs = [_list(3, path, {}, tickets, 1)]
    for status in range(1, len(TITLES)):
        found = sorted(
            (ticket for ticket in tickets if ticket["status"]["id"] == status),
            key=lambda ticket: str(ticket["dates"]["last_updated"]),
            reverse=True,
        )
        asked = {"status": {"equalTo": str(status)}}
        stubs.append(_list(2, path, asked, found, 1))
        for page in range(2, -(-len(found) // PAGE) + 1):
            paged = {**asked, "page": {"equalTo": str(page)}}
            stubs.append(_list(1, path, paged, found, page))
    return stubs


def _list(
    priority: int,
    path: str,
    query: dict[str, Any],
    found: Sequence[dict[str, Any]],
    page: int,
) -> dict[str, Any]:
    listed = {
        "data": list(found[PAGE * (page - 1) : PAGE * page]),
        "meta": {
            "current_page": page,
            "per_page": PAGE,
            "total": len(found),
            "last_page": -(-len(found) // PAGE),
        },
        "message": "Tickets retrieved successfully.",
    }
    stub = _stub(priority, "GET", path, 200, json.dumps(listed))
    stub["request"]["queryParameters"] = query
    return stub


def _stub(  # noqa: PLR0913, PLR0917  # the parts of a stub
    priority: int,
    method: str,
    path: str,
    status: int,
    body: str,
    schema: dict[str, Any] | None = None,
    *,
    allow: str = "",
) -> dict[str, Any]:
    request: dict[str, Any] = {
        "method": method,
        "urlPathPattern": path,
        "headers": _KEY,
    }
    if schema is not None:
        wanted = {"matchesJsonSchema": schema, "schemaVersion": "V202012"}
        request["bodyPatterns"] = [wanted]
    headers = {**_JSON, "Allow": allow} if allow else _JSON
    response = {"status": status, "headers": headers, "body": body}
    return {"priority": priority, "request": request, "response": response}


def _said(ticket: dict[str, Any], what: str) -> str:
    """Return the answer with a ticket."""
    return _filled({"data": ticket, "message": f"{what} successfully."})


def _filled(answer: dict[str, Any]) -> str:
    """Return an answer as text, with templates in the place of their marks."""
    text = json.dumps(answer)
    for mark, template in _MARKS.items():
        text = text.replace(mark, template)
    return text


def _pattern(ids: Sequence[int]) -> str:
    """Return a short pattern for ids that follow each other."""
    left, end = ids[0], ids[-1] + 1
    parts = []
    while left < end:
        digits = next(
            each
            for each in (5, 4, 3, 2, 1, 0)
            if left % 10**each == 0 and left + 10**each <= end and left >= 10**each
        )
        many = f"[0-9]{{{digits}}}" if digits else ""
        parts.append(f"{left // 10**digits}{many}")
        left += 10**digits
    return "|".join(parts)


def _message(text: str) -> str:
    return json.dumps({"message": text})
