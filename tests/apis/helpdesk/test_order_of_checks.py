"""Which refusal comes first when there is more than one reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    ADMIN_KEY,
    OTHER_WORKSPACE,
    READ_KEY,
    TICKET,
    WORKSPACE,
    WRITE_KEY,
    key_headers,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Connect

#: Calls that something is wrong with besides the caller.
WRONG = (
    ("GET", "/tickets?page_size=0&sort_by=nothing&after=x"),
    ("GET", "/tickets/tkt_nobody"),
    ("PUT", "/tickets/tkt_nobody"),
    ("DELETE", "/tickets/tkt_nobody"),
    ("POST", "/tickets"),
    ("GET", "/ticket_fields?page_size=0"),
    ("GET", "/webhooks/whk_nobody"),
    ("POST", "/webhooks"),
)

#: Bodies that are refused, each for a reason of its own.
BODIES = [
    pytest.param(b"{}", "application/json", id="no wrapper"),
    pytest.param(b"{", "application/json", id="no JSON"),
    pytest.param(b"", "application/json", id="no body"),
    pytest.param(b'{"ticket":{"subject":""}}', "application/json", id="invalid"),
    pytest.param(b'{"ticket":{"status":"closed"}}', "application/json", id="closed"),
    pytest.param(b"text", "text/plain", id="no media type of this API"),
]


def _code(answer: httpx.Response) -> str:
    code: str = answer.json()["error"]["code"]
    return code


@pytest.mark.rule("A1", "X4")
@pytest.mark.parametrize(("method", "path"), WRONG)
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Workspace-Id": WORKSPACE},
        {"X-Workspace-Id": "ws_nowhere"},
        {"Authorization": "Bearer nobody"},
    ],
)
def test_the_key_comes_before_everything_else(
    connect: Connect, headers: dict[str, str], method: str, path: str
) -> None:
    """Whoever has no key learns neither what exists nor what would be valid."""
    answer = connect(headers).request(method, path)

    assert _code(answer) == "INVALID_API_KEY"


@pytest.mark.rule("A1", "X4")
@pytest.mark.parametrize(("method", "path"), WRONG)
@pytest.mark.parametrize("key", [READ_KEY, WRITE_KEY, ADMIN_KEY])
def test_the_workspace_header_comes_before_the_level(
    connect: Connect, key: str, method: str, path: str
) -> None:
    answer = connect({"X-API-Key": key}).request(method, path)

    assert _code(answer) == "MISSING_WORKSPACE"


@pytest.mark.rule("A1", "X4")
@pytest.mark.parametrize(("method", "path"), WRONG)
def test_access_to_the_workspace_comes_before_the_call_itself(
    connect: Connect, method: str, path: str
) -> None:
    headers = key_headers(ADMIN_KEY, OTHER_WORKSPACE)

    answer = connect(headers).request(method, path)

    assert _code(answer) == "INSUFFICIENT_API_PERMISSION"


@pytest.mark.rule("A1", "X4")
@pytest.mark.parametrize(
    ("method", "path"), [call for call in WRONG if call[0] != "GET"]
)
def test_the_level_comes_before_the_call_itself(
    reader: httpx.Client, method: str, path: str
) -> None:
    answer = reader.request(method, path)

    assert _code(answer) == "INSUFFICIENT_API_PERMISSION"


@pytest.mark.rule("X4")
@pytest.mark.parametrize(("content", "media_type"), BODIES)
def test_the_ticket_is_looked_for_before_the_body_is_judged(
    client: httpx.Client, content: bytes, media_type: str
) -> None:
    answer = client.put(
        "/tickets/tkt_nobody", content=content, headers={"Content-Type": media_type}
    )

    assert answer.status_code == 404
    assert _code(answer) == "NOT_FOUND"


@pytest.mark.rule("X4")
@pytest.mark.parametrize(
    "query", ["status=nothing&after=x", "after=x&page_size=0", "sort_by=&after="]
)
def test_a_value_is_judged_before_the_cursor_is_followed(
    client: httpx.Client, query: str
) -> None:
    answer = client.get(f"/tickets?{query}")

    assert _code(answer) == "VALIDATION_ERROR"


@pytest.mark.rule("X4", "A10")
@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/tickets"), ("PUT", f"/tickets/{TICKET}")]
)
@pytest.mark.parametrize(
    "fault",
    [
        {"subject": ""},
        {"priority": "none"},
        {"tags": [" "]},
        {"customFields": [{"id": "cf_nobody", "value": 1}]},
        {"customFields": [{"id": "cf_abc"}]},
    ],
)
def test_the_body_is_judged_before_closing_is_refused(
    client: httpx.Client, method: str, path: str, fault: dict[str, object]
) -> None:
    ticket = {"subject": "A", "status": "closed", **fault}

    answer = client.request(method, path, json={"ticket": ticket})

    assert answer.status_code == 422
    assert list(answer.json()["error"]["details"]) == list(fault)
