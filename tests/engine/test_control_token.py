"""The token of the control API: who is asked for it, and who is told it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.process import Served
from tests.engine.projects import BASE, CARD, TOY
from tests.engine.telling import DELIVERIES, RECEIVERS
from tests.stub import Stub
from ticketstub.app import App
from ticketstub.call import Call
from ticketstub.control.guard import Guard
from ticketstub.problems import Problem
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx


@pytest.fixture(scope="module")
def asking() -> Iterator[httpx.Client]:
    """Call a toy that asks for a token."""
    settings = Settings(token="fen-7")  # noqa: S106  # invented
    with Stub(load_project(TOY), settings) as stub, stub.client() as client:
        yield client


@pytest.mark.parametrize(
    ("authorization", "status"),
    [
        (None, 401),
        ("", 401),
        ("fen-7", 401),
        ("Bearer", 401),
        ("Bearer fen-", 401),
        ("Bearer fen-77", 401),
        ("Bearer FEN-7", 401),
        ("Bearer fen-7 more", 401),
        ("Bearer fen-7~other", 401),
        ("Basic fen-7", 401),
        ("Basic ZmVuLTc6", 401),
        (b"Bearer \xff\xfe", 401),
        ("Bearer fen-7", 200),
        ("bearer  fen-7", 200),
    ],
)
def test_a_token_that_is_set_is_asked_for(
    asking: httpx.Client, authorization: Any, status: int
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answers = [asking.get(path, headers=headers) for path in (RECEIVERS, DELIVERIES)]

    assert [answer.status_code for answer in answers] == [status] * 2
    challenges = [answer.headers.get("WWW-Authenticate") for answer in answers]
    assert challenges == [None if status == 200 else "Bearer"] * 2
    if status == 401:
        assert answers[0].headers["Content-Type"] == "application/problem+json"
        assert "fen-7" not in answers[0].text
        assert "fen-7" not in str(answers[0].headers)


def test_a_token_does_not_let_a_page_in(asking: httpx.Client) -> None:
    """Whoever has told it to a page has told it to the wrong one."""
    headers = {"Authorization": "Bearer fen-7", "Origin": "http://localhost:3000"}

    assert asking.get(RECEIVERS, headers=headers).status_code == 403


def test_only_the_control_api_asks_for_the_token(asking: httpx.Client) -> None:
    """Whatever waits for the stub asks for its health, and knows no token."""
    paths = ("/_ticketstub/health", "/", "/_ticketstub/openapi/library.yaml")
    pages = [asking.get(path).status_code for path in paths]

    assert pages == [200] * 3
    assert asking.get(f"{BASE}/books", headers=CARD).status_code == 200


def carrying(credential: bytes) -> Call:
    return Call(
        method="GET",
        path="/_ticketstub/clock",
        path_values=(),
        query=b"",
        headers={b"authorization": credential},
    )


def test_a_token_may_hold_any_letters() -> None:
    guard = Guard("Schlüssel")
    guard.check(carrying("Bearer Schlüssel".encode()))

    with pytest.raises(Problem):
        guard.check(carrying(b"Bearer Schl\xfcssel"))


@pytest.mark.parametrize(
    ("host", "asks"),
    [
        ("127.0.0.1", False),
        ("127.9.9.9", False),
        ("localhost", False),
        ("::1", False),
        ("0.0.0.0", True),  # noqa: S104  # not bound here
        ("::", True),
        ("", True),
        ("192.0.2.1", True),
        ("stub.example", True),
    ],
)
def test_beyond_loopback_a_token_is_made_up(host: str, *, asks: bool) -> None:
    """A new one for each start, too long to be guessed; one that is set stands."""
    project = load_project(TOY)
    tokens = {App(project, Settings(host=host)).guard.token for _ in range(2)}
    chosen = App(project, Settings(host=host, token="fen-7"))  # noqa: S106  # invented

    assert len(tokens) == (2 if asks else 1)
    assert all(len(token) >= 32 for token in tokens) is asks
    assert chosen.guard.token == "fen-7"  # noqa: S105  # invented


def _token_in(banner: list[str]) -> str | None:
    found = [line.partition("control API: ")[2].strip() for line in banner]
    return next(filter(None, found), None)


def test_the_banner_tells_the_token_that_was_made_up(tmp_path: Path) -> None:
    """Else nobody could know it; and it works."""
    everywhere = ("--project", str(TOY), "--host", "0.0.0.0")  # noqa: S104  # the claim
    with Served(*everywhere, cwd=tmp_path) as served, served.client() as client:
        token = _token_in(served.banner)
        health = client.get("/_ticketstub/health")
        without = client.get(RECEIVERS)
        answer = client.get(RECEIVERS, headers={"Authorization": f"Bearer {token}"})

    assert health.status_code == 200
    assert (without.status_code, answer.status_code) == (401, 200)


def test_a_served_stub_tells_the_token_on_standard_error(tmp_path: Path) -> None:
    """Once it serves; standard output stays as quiet as it was asked to be."""
    everywhere = ("--project", str(TOY), "--host", "0.0.0.0")  # noqa: S104  # the claim
    with Served(*everywhere, cwd=tmp_path, quiet=True) as served:
        told = served.err.until("Token of the control API: ")

    assert len(told[-1].rpartition(" ")[2]) >= 32
    assert served.err.seen == told
    assert served.out.seen == []


def test_on_loopback_the_banner_tells_a_token_only_where_one_is_set(
    tmp_path: Path,
) -> None:
    told = []
    for more in ({}, {"TICKETSTUB_TOKEN": "fen-7"}):
        with Served("--project", str(TOY), cwd=tmp_path, more=more) as served:
            told.append(_token_in(served.banner))

    assert told == [None, "fen-7"]
