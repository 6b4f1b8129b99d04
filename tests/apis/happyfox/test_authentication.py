"""Who may call: the pair of key and code comes first, and nothing is told without."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.calls import OPERATIONS, WRITES
from tests.apis.happyfox.conftest import AUTH, BASE, JSON, TICKETS, ticket_url
from tests.apis.happyfox.desks import changed_desk
from tests.apis.happyfox.sending import TRUE_OR_FALSE, assert_refused

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub

KEY, CODE = AUTH

UNAUTHENTICATED = {"error": "Invalid API key or auth code"}


def assert_unauthenticated(answer: httpx.Response) -> None:
    """Claim that an answer is the refusal of a call without a known pair."""
    assert answer.status_code == 401
    assert answer.json() == UNAUTHENTICATED
    assert answer.headers["www-authenticate"] == 'Basic realm="Basic"'
    assert answer.headers["content-type"] == JSON


def basic(text: str, scheme: str = "Basic") -> str:
    """Return the value of the header that carries a text by HTTP Basic."""
    return f"{scheme} {base64.b64encode(text.encode()).decode()}"


@pytest.mark.rule("H1", "X7")
@pytest.mark.parametrize(("method", "url", "sent"), OPERATIONS)
def test_every_operation_asks_for_a_key_and_its_code(
    bundled_stub: Stub, sandbox_name: str, method: str, url: str, sent: dict[str, Any]
) -> None:
    with bundled_stub.client(sandbox_name) as stranger:
        answer = stranger.request(method, url, **sent)

    assert_unauthenticated(answer)


@pytest.mark.rule("H1")
@pytest.mark.parametrize(
    "value",
    [
        "",
        "Basic",
        basic(":"),
        basic(KEY),
        basic(f"{KEY}:"),
        basic(f":{CODE}"),
        basic(f"unknown-key:{CODE}"),
        basic(f"{KEY}:unknown-code"),
        basic(f"{CODE}:{KEY}"),
        basic(f"{KEY}:{KEY}"),
        basic(f"{KEY.upper()}:{CODE}"),
        basic(f"{KEY}:{CODE.upper()}"),
        basic(f"{KEY}:{CODE}x"),
        basic(f"x{KEY}:{CODE}"),
        basic(f" {KEY}:{CODE}"),
        basic(f"{KEY}:{CODE}:"),
        basic(f"{KEY}:{CODE}\n"),
        basic("ключ:код"),
        basic(f"{KEY}:{CODE}", "Bearer"),
        basic(f"{KEY}:{CODE}", "Digest"),
        f"Basic {KEY}:{CODE}",
        f"{KEY}:{CODE}",
        f"Bearer {KEY}",
        "Basic !!!!",
        "Basic /w==",
        f"{basic(f'{KEY}:{CODE}')}!",
    ],
)
def test_only_a_known_pair_sent_by_basic_opens(
    bundled_stub: Stub, sandbox_name: str, value: str
) -> None:
    headers = {"Authorization": value}
    with bundled_stub.client(sandbox_name, headers=headers) as stranger:
        answer = stranger.get(ticket_url(3))

    assert_unauthenticated(answer)


@pytest.mark.rule("H1")
@pytest.mark.parametrize("scheme", ["Basic", "basic", "BASIC"])
def test_the_demo_pair_opens(
    bundled_stub: Stub, sandbox_name: str, scheme: str
) -> None:
    """The name of an HTTP authentication scheme has no case."""
    headers = {"Authorization": basic(f"{KEY}:{CODE}", scheme)}
    with bundled_stub.client(sandbox_name, headers=headers) as caller:
        answer = caller.get(ticket_url(3))

    assert answer.status_code == 200


@pytest.mark.rule("H1")
def test_each_key_goes_with_its_own_code(tmp_path: Path) -> None:
    def add_another(pairs: list[Any]) -> None:
        pairs.append({"key": "second-key", "code": "second-code"})

    with changed_desk(tmp_path, {"api_keys": add_another}) as client:
        answers = {
            pair: client.get(f"{BASE}/statuses/", auth=pair).status_code
            for pair in (
                AUTH,
                ("second-key", "second-code"),
                ("second-key", CODE),
                (KEY, "second-code"),
            )
        }

    assert list(answers.values()) == [200, 200, 401, 401]


@pytest.mark.rule("H1")
@pytest.mark.parametrize(
    ("params", "headers"),
    [
        ({"apikey": KEY, "authcode": CODE}, {}),
        ({"auth": f"{KEY}:{CODE}"}, {}),
        ({}, {"X-Api-Key": KEY, "X-Auth-Code": CODE}),
        ({}, {"Cookie": f"key={KEY}; code={CODE}"}),
    ],
)
def test_a_pair_in_another_place_is_none(
    bundled_stub: Stub,
    sandbox_name: str,
    params: dict[str, str],
    headers: dict[str, str],
) -> None:
    with bundled_stub.client(sandbox_name) as stranger:
        answer = stranger.get(ticket_url(3), params=params, headers=headers)

    assert_unauthenticated(answer)


@pytest.mark.rule("H1")
def test_a_call_without_a_pair_changes_nothing(
    bundled_stub: Stub, records: Records, sandbox_name: str
) -> None:
    before = records()

    with bundled_stub.client(sandbox_name) as stranger:
        for method, url, sent in WRITES:
            assert_unauthenticated(stranger.request(method, url, **sent))

    assert records() == before


@pytest.mark.rule("X4", "H1")
@pytest.mark.parametrize(
    ("method", "url", "content"),
    [
        ("GET", f"{TICKETS}?size=0&sort=nothing", b""),
        ("GET", ticket_url(999), b""),
        ("GET", ticket_url(3) + "?show_cf_changes=maybe", b""),
        ("POST", ticket_url(999, "staff_update"), b"{}"),
        ("POST", ticket_url(3, "staff_update"), b"{"),
        ("POST", TICKETS, b"no JSON"),
        ("POST", f"{BASE}/ticket-inline-attachment", b""),
    ],
)
def test_the_pair_is_asked_for_before_anything_else_is_judged(
    bundled_stub: Stub, sandbox_name: str, method: str, url: str, content: bytes
) -> None:
    """Whoever has no pair learns neither what exists nor what would be valid."""
    with bundled_stub.client(sandbox_name) as stranger:
        answer = stranger.request(method, url, content=content)

    assert_unauthenticated(answer)


@pytest.mark.rule("X4")
def test_the_query_is_judged_before_the_ticket_is_looked_for(
    client: httpx.Client,
) -> None:
    answer = client.get(ticket_url(999), params={"show_cf_changes": "maybe"})

    assert_refused(answer, show_cf_changes=TRUE_OR_FALSE)


@pytest.mark.rule("X4", "H4")
@pytest.mark.parametrize("action", ["staff_update", "move", "delete", "subscribe"])
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
    client: httpx.Client, action: str, content: bytes, media_type: str
) -> None:
    answer = client.post(
        ticket_url(999, action),
        content=content,
        headers={"Content-Type": media_type},
    )

    assert answer.status_code == 404
    assert answer.json() == {"error": "Cannot find the requested object"}
