"""A receiver of events: a real HTTP server on loopback, well or badly behaved."""

from __future__ import annotations

import queue
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar, Self

from tests.engine.process import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    #: How a receiver answers what it has recorded.
    Way = Callable[["_Handler"], None]

_PIECE = b"x" * 65536


@dataclass(frozen=True)
class Received:
    """One request as it arrived; headers by their names in lower case."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


class Receiver:
    """A receiver that records what it gets; as a context manager it listens.

    `way` is how it answers: `fine`, or one of those below.
    """

    def __init__(self, way: Way | None = None) -> None:
        self.way = way or fine
        self.received: list[Received] = []
        #: Lets a slow receiver answer.
        self.release = threading.Event()
        #: Set once somebody has broken off an answer.
        self.cut = threading.Event()
        self._arrived: queue.Queue[Received] = queue.Queue()
        receiver = self

        class Handler(_Handler):
            to = receiver

        self._server = _Server(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/hooks"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.release.set()
        self._server.shutdown()
        self._thread.join(PATIENCE)
        self._server.server_close()

    def next(self) -> Received:
        """Wait for the next request."""
        return self._arrived.get(timeout=PATIENCE)

    def record(self, request: Received) -> None:
        """Keep a request, and tell whoever waits for it."""
        self.received.append(request)
        self._arrived.put(request)

    def bodies(self) -> list[bytes]:
        """Return the bodies that came, in their order."""
        return [request.body for request in self.received]


class _Server(ThreadingHTTPServer):
    # Threads that are joined, so that none outlives its test.
    daemon_threads = False
    request_queue_size = 128


class _Handler(BaseHTTPRequestHandler):
    to: ClassVar[Receiver]
    timeout = PATIENCE

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        assert len(headers) == len(self.headers), "a header came twice"
        body = self.rfile.read(length)
        self.to.record(Received(self.command, self.path, headers, body))
        try:
            self.to.way(self)
        except ConnectionError:
            self.to.cut.set()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing of what is recorded anyway."""

    def answer(self, status: int, **headers: str) -> None:
        """Send an answer without a body."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()


def fine(handler: _Handler) -> None:
    """Take it at once."""
    handler.answer(200)


def slow(handler: _Handler) -> None:
    """Take it once the test says `release.set()`."""
    handler.to.release.wait(PATIENCE)
    handler.answer(200)


def closing(handler: _Handler) -> None:
    """Hang up without a word."""
    handler.close_connection = True


def endless(handler: _Handler) -> None:
    """Take it, and never stop saying so."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(_PIECE)


def endless_head(handler: _Handler) -> None:
    """Take it, and never come to what the answer says."""
    handler.send_response(200)
    handler.flush_headers()
    while True:
        handler.wfile.write(b"X-More: " + _PIECE[:1000] + b"\r\n")


def answering(status: int, **headers: str) -> Way:
    """Return the way of a receiver that gives one answer."""

    def answer(handler: _Handler) -> None:
        handler.answer(status, **headers)

    return answer


def in_turn(*ways: Way) -> Way:
    """Return the way of one that behaves otherwise each time."""

    def behave(handler: _Handler) -> None:
        ways[len(handler.to.received) - 1](handler)

    return behave


def holding(status: int) -> Way:
    """Return the way of one that says a status, and what else once it is let."""

    def hold(handler: _Handler) -> None:
        handler.send_response(status)
        handler.end_headers()
        handler.wfile.flush()
        handler.to.release.wait(PATIENCE)

    return hold


def breaking_off(status: int) -> Way:
    """Return the way of one that says a status, and hangs up before its end."""

    def break_off(handler: _Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", "9")
        handler.end_headers()
        handler.wfile.write(b"half")
        handler.close_connection = True

    return break_off


@contextmanager
def dead() -> Iterator[str]:
    """Yield a URL at which nobody listens, and nobody else can."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/hooks"
