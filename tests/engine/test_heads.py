"""Heads: a URL and headers have their bounds, and what is longer is not kept."""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING

import pytest

from tests.engine.faulting import Wire
from tests.engine.process import PATIENCE
from tests.engine.projects import BASE, CARD
from ticketstub.heads import LONGEST_HEAD, MOST_HEADERS

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub

BOOKS = f"{BASE}/books"
BEGIN = f"GET {BOOKS} HTTP/1.1\r\nHost: localhost\r\n"
REFUSED = b"HTTP/1.1 431 "

#: Enough to be sure that the stub does not wait for an end.
STREAM = 20_000_000


def headers(count: int) -> str:
    """Return so many lines of headers."""
    return "".join(f"X-Line-{number}: x\r\n" for number in range(count))


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(f"{BEGIN}X-Long: {'x' * 102_400}\r\n\r\n", id="one header"),
        pytest.param(f"{BEGIN}X-Long: {'x' * 102_400}", id="no end"),
        pytest.param(f"{BEGIN}{'x' * 102_400}", id="a name"),
        pytest.param(f"{BEGIN}{headers(MOST_HEADERS)}\r\n", id="many headers"),
        pytest.param(f"{BEGIN}{headers(20_000)}", id="very many headers"),
        pytest.param(
            f"GET {BOOKS}?q={'x' * LONGEST_HEAD} HTTP/1.1\r\nHost: localhost\r\n\r\n",
            id="a URL",
        ),
        pytest.param(f"GET {BOOKS}?q={'x' * 102_400}", id="a URL without an end"),
        pytest.param(
            f"POST {BOOKS} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n"
            f"X-Long: {'x' * LONGEST_HEAD}\r\n\r\nabc",
            id="with a body",
        ),
    ],
)
def test_a_head_that_is_too_long_is_refused_and_ends_the_connection(
    toy_stub: Stub, request_: str
) -> None:
    came = Wire(toy_stub.url, request_).rest()

    assert came.startswith(REFUSED)
    assert b"connection: close" in came
    assert came.endswith(b"are longer than 65536 bytes.")


@pytest.mark.parametrize("begin", [f"{BEGIN}X-Long: ", f"GET {BOOKS}?q="])
def test_a_head_without_an_end_is_not_kept(toy_stub: Stub, begin: str) -> None:
    """The connection ends before all of it has been sent."""
    place = ("127.0.0.1", toy_stub.port)
    with socket.create_connection(place, PATIENCE) as connection:
        connection.sendall(begin.encode())
        sent = 0
        with contextlib.suppress(ConnectionError):
            while sent < STREAM:
                sent += connection.send(b"x" * 65_536)

    assert sent < STREAM


def test_trailers_without_an_end_end_the_connection(toy_stub: Stub) -> None:
    """They are headers, too; they only come late."""
    begin = f"POST {BOOKS} HTTP/1.1\r\nHost: localhost\r\n"
    body = f"3\r\nabc\r\n0\r\nX-Long: {'x' * 1_000_000}"
    came = Wire(toy_stub.url, f"{begin}Transfer-Encoding: chunked\r\n\r\n{body}").rest()

    assert b"HTTP/1.1 201 " not in came


def test_a_refused_head_comes_in_its_turn(toy_stub: Stub) -> None:
    """The answer to the request before it is not lost."""
    long = f"{BEGIN}X-Long: {'x' * LONGEST_HEAD}\r\n\r\n"
    came = Wire(toy_stub.url, f"{BEGIN}\r\n{long}").rest()

    assert came.startswith(b"HTTP/1.1 401 ")
    assert came.count(REFUSED) == 1


def test_a_head_within_its_bounds_is_answered(toy: httpx.Client) -> None:
    """Near them, and on a connection that has carried long bodies."""
    long = {"X-Long": "x" * 60_000}
    many = {f"X-Line-{number}": "x" for number in range(MOST_HEADERS - 20)}

    for _ in range(3):
        toy.post(BOOKS, content=b"x" * 90_000, headers=CARD)
        assert toy.get(BOOKS, headers=long).status_code == 200
        assert toy.get(BOOKS, headers=many).status_code == 200
