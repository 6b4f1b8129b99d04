"""Wire: a whole answer leaves in one piece, as it would in the server's own way."""

from __future__ import annotations

import asyncio
import http.client
from typing import TYPE_CHECKING, Any

import pytest
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from tests.engine.faulting import Wire
from tests.engine.projects import BASE
from ticketstub import wire
from ticketstub.wire import write_whole

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.stub import Stub

BOOKS = f"{BASE}/books"


class Transport:
    """A connection that notes what is done with it."""

    def __init__(self) -> None:
        self.done: list[Any] = []

    def writelines(self, pieces: Iterable[bytes]) -> None:
        self.done.append(b"".join(pieces))

    def close(self) -> None:
        self.done.append("closed")


class Flow:
    """How fast the other side reads."""

    write_paused = False


def cycle(**changes: Any) -> RequestResponseCycle:
    """Return a request that waits for its answer."""
    given: dict[str, Any] = {
        "scope": {"method": "GET"},
        "transport": Transport(),
        "flow": Flow(),
        "logger": None,
        "access_logger": None,
        "access_log": False,
        "default_headers": [(b"date", b"today")],
        "message_event": asyncio.Event(),
        "expect_100_continue": True,
        "keep_alive": True,
        "on_response": lambda: None,
    }
    return RequestResponseCycle(**{**given, **changes})


def done(request: RequestResponseCycle) -> list[Any]:
    """Return what was done with its connection."""
    transport: Any = request.transport
    noted: list[Any] = transport.done
    return noted


def send_of(request: RequestResponseCycle) -> Any:
    """Return what the server sends a request's answer by."""
    return request.send


def test_the_server_is_one_that_is_known() -> None:
    """A release that has changed what is relied on is answered in the usual way."""
    assert wire.IS_KNOWN


def test_head_and_body_leave_together() -> None:
    request = cycle()

    written = write_whole(send_of(request), 200, [(b"content-length", b"2")], b"{}")

    assert written
    head = b"HTTP/1.1 200 OK\r\ndate: today\r\ncontent-length: 2\r\n\r\n"
    assert done(request) == [head + b"{}"]
    assert request.response_started
    assert request.response_complete
    assert request.message_event.is_set()
    assert not request.waiting_for_100_continue


def test_a_connection_that_ends_says_so_and_closes() -> None:
    told: list[str] = []
    request = cycle(keep_alive=False, on_response=lambda: told.append("complete"))

    write_whole(send_of(request), 204, [], b"")

    head = b"HTTP/1.1 204 No Content\r\ndate: today\r\nconnection: close\r\n\r\n"
    assert done(request) == [head, "closed"]
    assert told == ["complete"]


@pytest.mark.parametrize(
    "header",
    [
        (b"x", b"a\r\nset-cookie: b"),
        (b"x", b"a\nb"),
        (b"x", b"a\rb"),
        (b"x\r\ny", b"a"),
    ],
)
def test_a_header_with_a_lines_end_is_left_to_the_server(
    header: tuple[bytes, bytes],
) -> None:
    """The server refuses it."""
    request = cycle()

    assert not write_whole(send_of(request), 200, [header], b"")
    assert done(request) == []
    assert not request.response_started


def test_what_needs_more_care_is_left_to_the_server(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Somebody who is gone or slow, a log of calls, a server that is not known."""
    gone, slow = cycle(), cycle()
    gone.disconnected = True
    monkeypatch.setattr(slow.flow, "write_paused", True)  # its value
    requests = [gone, slow, cycle(access_log=True)]

    left = [write_whole(send_of(request), 200, [], b"") for request in requests]
    monkeypatch.setattr(wire, "IS_KNOWN", False)  # its value
    left.append(write_whole(send_of(cycle()), 200, [], b""))

    assert left == [False] * 4


def test_another_server_is_sent_messages() -> None:
    async def send(_message: Any) -> None:
        """Take a message."""

    assert not write_whole(send, 200, [], b"")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("connection", ["keep-alive", "close"])
def test_answers_are_the_same_as_in_the_servers_own_way(
    toy_stub: Stub, monkeypatch: pytest.MonkeyPatch, method: str, connection: str
) -> None:
    """A list, none by HEAD, a refusal; on a connection that stays, and that closes."""
    found = []
    for is_known in (True, False):
        monkeypatch.setattr(wire, "IS_KNOWN", is_known)
        client = http.client.HTTPConnection("127.0.0.1", toy_stub.port, timeout=30)
        client.request(method, BOOKS, headers={"Connection": connection})
        answer = client.getresponse()
        headers = {
            name: value
            for name, value in answer.getheaders()
            if name not in ("date", "link")
        }
        found.append((answer.status, answer.version, headers, answer.read()))
        client.close()

    assert found[0] == found[1]


def test_requests_in_one_packet_are_answered_in_their_order(toy_stub: Stub) -> None:
    """Each waits for the one before it, though that is answered at once."""
    request = f"GET {BOOKS} HTTP/1.1\r\nHost: localhost\r\n"
    last = f"HEAD {BOOKS} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

    answered = Wire(toy_stub.url, f"{request}\r\n" * 3 + last).rest()

    assert answered.count(b"HTTP/1.1 401 ") == 4
    assert answered.count(b"connection: close") == 1
