"""Who may call: the token comes first, and nothing is told to anybody without one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.i3d.conftest import (
    CONTACT,
    DRAFT,
    FORM,
    JSON,
    OPERATIONS,
    TICKETS,
    TOKEN,
    UPLOAD,
    refusal,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import Records
    from tests.stub import Stub


@pytest.mark.rule("I1", "I2", "X7")
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_every_operation_asks_for_a_token(
    bundled_stub: Stub, sandbox_name: str, method: str, path: str
) -> None:
    """The public contact form does, too; and it is 403, never 401."""
    with bundled_stub.client(sandbox_name) as stranger:
        answer = stranger.request(method, path)

    assert answer.status_code == 403
    assert answer.json() == refusal(10003)
    assert answer.headers["content-type"] == JSON
    assert "www-authenticate" not in answer.headers


@pytest.mark.rule("I1", "I2")
@pytest.mark.parametrize(
    "value",
    [
        "",
        "unknown-token",
        f"{TOKEN}x",
        TOKEN[:-1],
        TOKEN.upper(),
        f"{TOKEN},{TOKEN}",
        f"Bearer {TOKEN}",
        "growcrm-demo-key",
        "null",
    ],
)
def test_only_a_known_token_opens(
    bundled_stub: Stub, sandbox_name: str, value: str
) -> None:
    with bundled_stub.client(sandbox_name, headers={"PRIVATE-TOKEN": value}) as caller:
        answer = caller.get("/v3/tickets/12")

    assert answer.status_code == 403
    assert answer.json() == refusal(10003)


@pytest.mark.rule("I1", "X9")
def test_a_token_sent_twice_is_none(bundled_stub: Stub, sandbox_name: str) -> None:
    twice = [("PRIVATE-TOKEN", TOKEN), ("PRIVATE-TOKEN", TOKEN)]
    with bundled_stub.client(sandbox_name) as caller:
        answer = caller.get("/v3/tickets/12", headers=twice)

    assert answer.status_code == 403


@pytest.mark.rule("I1")
@pytest.mark.parametrize(
    "name", ["Authorization", "X-Private-Token", "PRIVATE_TOKEN", "TOKEN", "Cookie"]
)
def test_a_token_in_another_header_is_none(
    bundled_stub: Stub, sandbox_name: str, name: str
) -> None:
    for value in (TOKEN, f"Bearer {TOKEN}", f"PRIVATE-TOKEN={TOKEN}"):
        with bundled_stub.client(sandbox_name, headers={name: value}) as caller:
            answer = caller.get("/v3/tickets/12")

        assert answer.status_code == 403


@pytest.mark.rule("I1")
def test_a_token_in_the_query_or_the_body_is_none(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    with bundled_stub.client(sandbox_name) as caller:
        found = caller.get(TICKETS, params={"PRIVATE-TOKEN": TOKEN})
        created = caller.post(TICKETS, json={**DRAFT, "PRIVATE-TOKEN": TOKEN})

    assert (found.status_code, created.status_code) == (403, 403)


@pytest.mark.rule("I1")
@pytest.mark.parametrize("name", ["PRIVATE-TOKEN", "private-token", "Private-Token"])
def test_the_demo_token_opens(bundled_stub: Stub, sandbox_name: str, name: str) -> None:
    """The name of a header has no case."""
    with bundled_stub.client(sandbox_name, headers={name: TOKEN}) as caller:
        answer = caller.get("/v3/tickets/12")

    assert answer.status_code == 200


@pytest.mark.rule("I1")
def test_a_call_without_a_token_changes_nothing(
    bundled_stub: Stub, records: Records, sandbox_name: str
) -> None:
    """Not even that ticket 12 was read."""
    before = records()

    with bundled_stub.client(sandbox_name) as stranger:
        for method, path in OPERATIONS:
            stranger.request(method, path)
        stranger.post(TICKETS, json=dict(DRAFT))
        stranger.post(CONTACT, json=dict(FORM))
        stranger.post(UPLOAD, files={"attachment": ("a.txt", b"a")})

    assert records() == before


@pytest.mark.rule("X4", "I1")
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", TICKETS),
        ("GET", "/v3/tickets/999999"),
        ("GET", "/v3/tickets/no-number"),
        ("GET", "/v3/tickets/12/attachment/999999"),
        ("POST", "/v3/tickets/999999/reply"),
        ("PUT", "/v3/tickets/999999/open"),
        ("PUT", "/v3/tickets/11/open"),
        ("DELETE", "/v3/tickets/attachment/2"),
        ("POST", TICKETS),
        ("POST", CONTACT),
        ("POST", UPLOAD),
    ],
)
def test_the_token_is_asked_for_before_anything_else_is_judged(
    bundled_stub: Stub, sandbox_name: str, method: str, path: str
) -> None:
    """Whoever has no token learns neither what exists nor what would be valid."""
    headers = {"RANGED-DATA": "nonsense", "Content-Type": "text/plain"}
    with bundled_stub.client(sandbox_name, headers=headers) as stranger:
        answer = stranger.request(method, path)

    assert answer.status_code == 403


@pytest.mark.rule("X4", "I12")
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"{}", "application/json"),
        (b"{", "application/json"),
        (b'{"title":"a","content":"b"}', "application/json"),
        (b"text", "text/plain"),
    ],
)
def test_the_ticket_is_looked_for_before_the_reply_is_judged(
    client: httpx.Client, content: bytes, media_type: str
) -> None:
    answer = client.post(
        "/v3/tickets/999999/reply",
        content=content,
        headers={"Content-Type": media_type},
    )

    assert answer.status_code == 400
    assert answer.json() == refusal(10001)


@pytest.mark.rule("X4", "I10")
@pytest.mark.parametrize(
    ("content", "status", "body"),
    [
        (b"{", 400, refusal(10004)),
        (
            b'{"title":"a","content":1}',
            422,
            refusal(10002, ("content", "Must be of type string.")),
        ),
        (b'{"title":"a","content":"b"}', 422, refusal(10005)),
    ],
)
def test_the_state_of_the_ticket_is_judged_after_the_reply(
    client: httpx.Client, content: bytes, status: int, body: dict[str, object]
) -> None:
    """Ticket 11 is force-closed, but what is wrong with the body comes first."""
    answer = client.post(
        "/v3/tickets/11/reply",
        content=content,
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == status
    assert answer.json() == body
