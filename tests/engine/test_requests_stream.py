"""Requests: followed as they happen, by several clients, until one side ends it."""

from __future__ import annotations

import asyncio
import socket
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.following import HELLO, STREAM, Closed, Ticks, follow
from tests.engine.journaling import BOOKS, calls
from tests.engine.process import PATIENCE
from tests.engine.projects import BASE, CARD, TOY
from tests.stub import Stub
from ticketstub.control import following
from ticketstub.control.following import MOST_FOLLOWERS, MOST_IN_A_TICK, Follower
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx


@pytest.fixture
def stub() -> Iterator[Stub]:
    """Serve the toy for one test alone, so that nobody else follows."""
    with Stub(load_project(TOY), Settings()) as stub:
        yield stub


@pytest.fixture
def client(stub: Stub) -> Iterator[httpx.Client]:
    """Call it in a sandbox."""
    with stub.client("a", headers=CARD, timeout=PATIENCE) as client:
        yield client


def test_a_call_is_told_in_the_form_of_the_list(client: httpx.Client) -> None:
    """A refused one, too."""
    with follow(client) as stream:
        client.get(f"{BOOKS}/bk_9999")
        name, call = stream.event()

    assert name == "call"
    assert [call] == calls(client)
    headers = stream.answer.headers
    assert headers["Content-Type"] == "text/event-stream"
    assert headers["Cache-Control"] == "no-store"


def test_each_of_two_clients_is_told_of_every_call(client: httpx.Client) -> None:
    with follow(client) as one, follow(client) as two:
        client.get(BOOKS)
        client.get(f"{BOOKS}/lost")

        assert [one.path(), one.path()] == [BOOKS, f"{BOOKS}/lost"]
        assert [two.path(), two.path()] == [BOOKS, f"{BOOKS}/lost"]


def test_calls_of_other_sandboxes_are_told_to_whoever_asks(
    stub: Stub, client: httpx.Client
) -> None:
    with (
        stub.client("b", headers=CARD) as other,
        follow(client) as mine,
        follow(client, sandboxes="all") as all_,
    ):
        other.get(BOOKS)
        client.get(f"{BOOKS}/lost")
        told = [all_.event()[1] for _ in range(2)]

        assert [(each["sandbox"], each["id"]) for each in told] == [
            ("b", "call_1"),
            ("a", "call_1"),
        ]
        assert mine.path() == f"{BOOKS}/lost"


def test_of_a_burst_the_newest_are_told_and_how_many_were_left_out(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = Ticks(monkeypatch)
    with follow(client) as stream:
        client.get(BOOKS)
        first = stream.path()
        ticks.next()
        for number in range(MOST_IN_A_TICK + 5):
            client.get(f"{BASE}/{number}")
        ticks.end()
        paths = [stream.path() for _ in range(MOST_IN_A_TICK)]
        left_out = stream.event()
        ticks.next()
        client.get(BOOKS)
        ticks.end()
        late = stream.path()
        ticks.end()

    assert first == late == BOOKS
    assert paths == [f"{BASE}/{number}" for number in range(5, MOST_IN_A_TICK + 5)]
    assert left_out == ("skipped", {"calls": 5})


def test_a_quiet_stream_says_that_it_is_alive(
    client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By a comment, which is no event."""
    monkeypatch.setattr(following, "_ALIVE", 0.001)
    with follow(client) as stream:
        assert [stream.next() for _ in range(3)] == [": alive"] * 3
        client.get(BOOKS)
        said = stream.next()
        while said == ": alive":
            said = stream.next()

    assert said.startswith("event: call\n")


def test_a_stream_ends_when_the_server_stops() -> None:
    """Whole, and at once: a stop waits for answers that are under way."""
    with ExitStack() as open_:
        with Stub(load_project(TOY), Settings()) as stub:
            clients = [open_.enter_context(stub.client("a")) for _ in range(2)]
            streams = [open_.enter_context(follow(client)) for client in clients]

        assert [stream.next() for stream in streams] == ["", ""]
    assert stub.app.sandboxes.shelf.listeners == []


def test_who_goes_away_is_followed_no_more(
    stub: Stub, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether calls come or not."""
    closed = Closed(monkeypatch)
    shelf = stub.app.sandboxes.shelf
    with follow(client):
        assert len(shelf.listeners) == 1
    closed.wait()
    none = len(shelf.listeners)
    with follow(client) as stream:
        client.get(BOOKS)
        stream.next()
    closed.wait()

    assert none == len(shelf.listeners) == 0


def test_who_goes_away_amid_a_tick_is_followed_no_more(
    stub: Stub, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pause is not waited for."""
    closed, ticks = Closed(monkeypatch), Ticks(monkeypatch)
    with follow(client) as stream:
        client.get(BOOKS)
        stream.next()
        ticks.next()
    closed.wait()
    ticks.end()

    assert stub.app.sandboxes.shelf.listeners == []


def test_head_follows_nothing(stub: Stub, client: httpx.Client) -> None:
    """It has no body that could go on for ever."""
    answer = client.head(STREAM)

    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers["Content-Type"] == "text/event-stream"
    assert stub.app.sandboxes.shelf.listeners == []


@pytest.mark.parametrize(
    "more",
    [
        {"params": {"sandboxes": "some"}},
        {"headers": {"Ticketstub-Sandbox": "NO NAME"}},
        {"headers": {"Origin": "https://evil.example"}},
    ],
)
def test_a_stream_that_is_refused_follows_nothing(
    stub: Stub, client: httpx.Client, more: dict[str, Any]
) -> None:
    answer = client.get(STREAM, **more)

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert stub.app.sandboxes.shelf.listeners == []


def test_so_many_can_follow_and_no_more(
    stub: Stub, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that goes away makes room."""
    closed = Closed(monkeypatch)
    with ExitStack() as open_:
        clients = [open_.enter_context(stub.client()) for _ in range(MOST_FOLLOWERS)]
        streams = ExitStack()
        for each in clients:
            streams.enter_context(follow(each, sandboxes="all"))
        refused = client.get(STREAM)
        client.get(BOOKS)
        streams.close()
        closed.wait()
        with follow(client) as stream:
            client.get(BOOKS)
            told = stream.path()

    assert refused.status_code == 503
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert f"{MOST_FOLLOWERS} connections" in refused.json()["detail"]
    assert told == BOOKS


def at_once(_seconds: float) -> Any:
    """Pause for no longer than it takes others to go on."""
    return asyncio.sleep(0)


def slow_reader(stub: Stub) -> socket.socket:
    """Follow over a connection from which nothing is read."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", stub.port))
    connection.settimeout(PATIENCE)
    connection.sendall(
        b"GET %s HTTP/1.1\r\nHost: localhost\r\nTicketstub-Sandbox: a\r\n\r\n"
        % STREAM.encode()
    )
    said = b""
    while HELLO.encode() not in said:
        said += connection.recv(1000)
    return connection


def test_whoever_reads_slowly_holds_nothing_up(
    stub: Stub, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither calls nor other streams, and what waits for it stays small."""
    closed = Closed(monkeypatch)
    monkeypatch.setattr(following, "pause", at_once)
    path = f"{BASE}/{'x' * 60_000}"
    client.get(BOOKS)
    with slow_reader(stub), follow(client) as stream:
        slow: Callable[..., None] = stub.app.sandboxes.shelf.listeners[0]
        follower: Follower = slow.__self__  # type: ignore[attr-defined]  # a method
        sent = 0
        while follower._seen <= 2 * MOST_IN_A_TICK:
            assert client.get(path).status_code == 404
            assert stream.path() == path
            sent += 1
            assert sent < 5000

        assert len(follower._waiting) == MOST_IN_A_TICK
    closed.wait()
    closed.wait()
    assert stub.app.sandboxes.shelf.listeners == []
    assert not follower._waiting
