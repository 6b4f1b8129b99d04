"""Who may call: the key comes first, and nothing is told to anybody without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.growcrm.conftest import DRAFT, KEY, OPERATIONS

if TYPE_CHECKING:
    import httpx

    from tests.apis.growcrm.conftest import Records
    from tests.stub import Stub

UNAUTHORIZED = {"message": "Unauthorized. A valid API key is required."}


@pytest.mark.rule("G1", "X7")
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_asks_for_a_key(
    bundled_stub: Stub, sandbox_name: str, method: str, path: str
) -> None:
    with bundled_stub.client(sandbox_name) as stranger:
        answer = stranger.request(method, path)

    assert answer.status_code == 401
    assert answer.json() == UNAUTHORIZED
    assert answer.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.rule("G1")
@pytest.mark.parametrize(
    "value",
    [
        "",
        "Bearer",
        "Bearer unknown-key",
        f"Bearer {KEY}x",
        f"Bearer {KEY.upper()}",
        f"Bearer {KEY} {KEY}",
        KEY,
        f"Token {KEY}",
        f"Basic {KEY}",
        "Basic Z3Jvd2NybS1kZW1vLWtleTo=",
    ],
)
def test_only_a_known_key_sent_as_a_bearer_opens(
    bundled_stub: Stub, sandbox_name: str, value: str
) -> None:
    headers = {"Authorization": value}
    with bundled_stub.client(sandbox_name, headers=headers) as stranger:
        answer = stranger.get("/api/tickets/32")

    assert answer.status_code == 401
    assert answer.json() == UNAUTHORIZED


@pytest.mark.rule("G1")
@pytest.mark.parametrize("name", ["api_key", "key", "token", "access_token"])
def test_a_key_in_the_query_is_none(
    bundled_stub: Stub, sandbox_name: str, name: str
) -> None:
    with bundled_stub.client(sandbox_name) as stranger:
        answer = stranger.get("/api/tickets", params={name: KEY})

    assert answer.status_code == 401


@pytest.mark.rule("G1")
@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_demo_key_opens(bundled_stub: Stub, sandbox_name: str, scheme: str) -> None:
    """The name of an HTTP authentication scheme has no case."""
    headers = {"Authorization": f"{scheme} {KEY}"}
    with bundled_stub.client(sandbox_name, headers=headers) as caller:
        answer = caller.get("/api/tickets/32")

    assert answer.status_code == 200


@pytest.mark.rule("G1")
def test_a_call_without_a_key_changes_nothing(
    bundled_stub: Stub, records: Records, sandbox_name: str
) -> None:
    before = records()

    with bundled_stub.client(sandbox_name) as stranger:
        for method, path in OPERATIONS:
            stranger.request(method, path)
        stranger.post("/api/tickets", json=dict(DRAFT))

    assert records() == before


@pytest.mark.rule("X4", "G1")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/tickets?limit=0&sort=nothing"),
        ("GET", "/api/tickets/999999"),
        ("PATCH", "/api/tickets/no-number"),
        ("PUT", "/api/tickets/999999/status"),
        ("DELETE", "/api/tickets/32/replies/999999"),
        ("POST", "/api/tickets"),
    ],
)
def test_the_key_is_asked_for_before_anything_else_is_judged(
    bundled_stub: Stub, sandbox_name: str, method: str, path: str
) -> None:
    """Whoever has no key learns neither what exists nor what would be valid."""
    with bundled_stub.client(sandbox_name) as stranger:
        answer = stranger.request(method, path)

    assert answer.status_code == 401


@pytest.mark.rule("X4")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PATCH", "/api/tickets/999999"),
        ("PUT", "/api/tickets/999999/status"),
        ("PUT", "/api/tickets/999999/tags"),
        ("POST", "/api/tickets/999999/replies"),
    ],
)
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"{}", "application/json"),
        (b"{", "application/json"),
        (b"nothing=1", "application/x-www-form-urlencoded"),
        (b"text", "text/plain"),
    ],
)
def test_the_ticket_is_looked_for_before_the_body_is_judged(
    client: httpx.Client, method: str, path: str, content: bytes, media_type: str
) -> None:
    answer = client.request(
        method, path, content=content, headers={"Content-Type": media_type}
    )

    assert answer.status_code == 404
    assert answer.json() == {"message": "Ticket not found."}


@pytest.mark.rule("X4")
def test_the_ticket_is_looked_for_before_the_reply(client: httpx.Client) -> None:
    answer = client.delete("/api/tickets/999999/replies/999999")

    assert answer.json() == {"message": "Ticket not found."}
