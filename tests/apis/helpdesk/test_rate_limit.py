"""The rate limit: what every answer tells of it, and what counts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    ADMIN_KEY,
    NOW,
    OPERATIONS,
    OTHER_WORKSPACE,
    READ_KEY,
    TICKET,
    WORKSPACE,
    WRITE_KEY,
    key_headers,
    rate,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Connect
    from tests.stub import Stub
    from ticketstub.sandbox.clock import Clock

#: The end of the minute that begins at NOW, in seconds since 1970.
END = int(NOW.timestamp()) + 60

PATH = f"/tickets/{TICKET}"


@pytest.mark.rule("A17")
def test_each_call_leaves_one_less(client: httpx.Client) -> None:
    told = [rate(client.get(PATH).headers) for _ in range(3)]

    assert told == [(400, 399, END), (400, 398, END), (400, 397, END)]


@pytest.mark.rule("A17")
@pytest.mark.parametrize(("method", "path", "_level"), OPERATIONS)
def test_every_operation_tells_and_counts(
    admin: httpx.Client, method: str, path: str, _level: str
) -> None:
    answer = admin.request(method, path)

    assert rate(answer.headers) == (400, 399, END)


@pytest.mark.rule("A17")
@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("GET", "/tickets", b"", 200),
        ("HEAD", "/tickets", b"", 200),
        ("POST", "/tickets", b'{"ticket": {"subject": "A"}}', 201),
        ("DELETE", PATH, b"", 204),
        ("POST", "/tickets", b"{", 400),
        ("GET", "/tickets?after=x", b"", 400),
        ("GET", "/webhooks", b"", 403),
        ("PUT", PATH, b'{"ticket": {"status": "closed"}}', 403),
        ("GET", "/tickets/tkt_nobody", b"", 404),
        ("GET", "/tickets?status=x", b"", 422),
        ("POST", "/tickets", b'{"ticket": {}}', 422),
    ],
)
def test_a_refused_call_counts_like_any_other(
    client: httpx.Client, method: str, path: str, content: bytes, status: int
) -> None:
    headers = {"Content-Type": "application/json"} if content else {}

    answer = client.request(method, path, content=content, headers=headers)
    following = client.get("/tickets")

    assert answer.status_code == status
    assert rate(answer.headers) == (400, 399, END)
    assert rate(following.headers) == (400, 398, END)


@pytest.mark.rule("A17")
def test_a_body_of_another_media_type_counts_too(client: httpx.Client) -> None:
    answer = client.post("/tickets", content=b"a", headers={"Content-Type": "text/xml"})

    assert answer.status_code == 415
    assert rate(answer.headers) == (400, 399, END)


@pytest.mark.rule("A17")
@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": f"Bearer {WRITE_KEY}"},
        key_headers(WRITE_KEY, OTHER_WORKSPACE),
    ],
)
def test_a_call_into_no_workspace_of_the_key_counts(
    connect: Connect, client: httpx.Client, headers: dict[str, str]
) -> None:
    answer = connect(headers).get(PATH)

    assert answer.status_code in {400, 403}
    assert rate(answer.headers) == (400, 399, END)
    assert rate(client.get(PATH).headers) == (400, 398, END)


@pytest.mark.rule("A17")
@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", PATH, {"X-Workspace-Id": WORKSPACE}, 401),
        ("GET", PATH, key_headers("nobody"), 401),
        ("GET", "/nothing", {}, 404),
        ("GET", "/nothing", key_headers(), 404),
        ("PATCH", "/tickets", {}, 405),
        ("PATCH", "/tickets", key_headers(), 405),
    ],
)
def test_an_answer_to_no_known_key_tells_of_an_unused_one(  # noqa: PLR0917  # the caller
    connect: Connect,
    client: httpx.Client,
    method: str,
    path: str,
    headers: dict[str, str],
    status: int,
) -> None:
    """Nor is it counted: routes and methods are judged before the key."""
    client.get(PATH)

    answer = connect(headers).request(method, path)

    assert answer.status_code == status
    assert rate(answer.headers) == (400, 400, END)
    assert rate(client.get(PATH).headers) == (400, 398, END)


@pytest.mark.rule("A17")
def test_each_key_is_counted_for_itself(connect: Connect) -> None:
    clients = [connect(key_headers(key)) for key in (READ_KEY, WRITE_KEY, ADMIN_KEY)]

    told = [rate(each.get(PATH).headers) for _ in range(2) for each in clients]

    assert [remaining for _limit, remaining, _reset in told] == [399] * 3 + [398] * 3


@pytest.mark.rule("A17", "A1")
def test_both_ways_to_send_a_key_count_as_one(connect: Connect) -> None:
    workspace = {"X-Workspace-Id": WORKSPACE}

    first = connect({**workspace, "X-API-Key": WRITE_KEY}).get(PATH)
    second = connect(key_headers()).get(PATH)

    assert rate(first.headers) == (400, 399, END)
    assert rate(second.headers) == (400, 398, END)


@pytest.mark.rule("A17", "X5")
def test_each_sandbox_counts_for_itself(
    client: httpx.Client, bundled_stub: Stub, sandbox_name: str
) -> None:
    client.get(PATH)
    sandbox = bundled_stub.sandbox(f"{sandbox_name}-beside")
    sandbox.clock.freeze(NOW)

    with bundled_stub.client(sandbox.name, headers=key_headers()) as beside:
        answer = beside.get(f"/helpdesk/api/v1{PATH}")

    assert rate(answer.headers) == (400, 399, END)


@pytest.mark.rule("A17")
def test_nobody_is_refused_for_calling_often(client: httpx.Client) -> None:
    """By default the limit is told and not enforced."""
    answers = [client.get("/ticket_fields?page_size=1") for _ in range(405)]

    assert {answer.status_code for answer in answers} == {200}
    told = [rate(answer.headers)[1] for answer in answers]
    assert told == [*range(399, -1, -1), 0, 0, 0, 0, 0]


@pytest.mark.rule("A17")
@pytest.mark.parametrize(
    ("moved", "end"), [(0, END), (1, END), (59.999, END), (60, END + 60)]
)
def test_the_window_is_the_minute_of_the_clock(
    client: httpx.Client, clock: Clock, moved: float, end: int
) -> None:
    client.get(PATH)
    clock.advance(timedelta(seconds=moved))

    answer = client.get(PATH)

    remaining = 398 if end == END else 399
    assert rate(answer.headers) == (400, remaining, end)
