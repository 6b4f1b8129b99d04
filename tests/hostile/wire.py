"""Send requests byte by byte where need be, and read what comes back."""

from __future__ import annotations

import contextlib
import http.client
import io
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Headers = tuple[tuple[str, str | bytes], ...]

#: No answer takes longer than this many seconds, or the stub hangs.
PATIENCE = 10


@dataclass(frozen=True, slots=True)
class Request:
    """A request that `http.client` agrees to send."""

    method: str
    target: str
    headers: Headers = ()
    body: bytes | Sequence[bytes] | None = None
    chunked: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """Bytes that are sent as they are.

    `method` and `target` are those that they mean, for judging the answers.
    `answers` of them are waited for; `hang_up` ends the sending side after the bytes.
    """

    data: bytes
    method: str
    target: str
    answers: int = 1
    hang_up: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, its header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def send(port: int, message: Request | Raw) -> list[Answer]:
    """Send one message on a connection of its own and return its answers.

    A connection that is closed without one yields an empty list.
    """
    if isinstance(message, Raw):
        return _send_raw(port, message)
    return _send_request(port, message)


def _send_request(port: int, request: Request) -> list[Answer]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.putrequest(
            request.method, request.target, skip_host=True, skip_accept_encoding=True
        )
        for name, value in request.headers:
            connection.putheader(name, value)
        # A refusal may come, and the connection close, before all has been sent.
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connection.endheaders(request.body, encode_chunked=request.chunked)
        try:
            response = connection.getresponse()
        except ConnectionError:  # also RemoteDisconnected: closed without an answer
            return []
        return [_answer(response)]


def _send_raw(port: int, raw: Raw) -> list[Answer]:
    answers: list[Answer] = []
    with socket.create_connection(("127.0.0.1", port), PATIENCE) as connected:
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            connected.sendall(raw.data)
            if raw.hang_up:
                connected.shutdown(socket.SHUT_WR)
        with connected.makefile("rb") as incoming:
            while len(answers) < raw.answers:
                response = http.client.HTTPResponse(
                    _Source(incoming),  # type: ignore[arg-type]  # it asks for a file only
                    method=raw.method,
                )
                try:
                    response.begin()
                except ConnectionError:
                    break
                answers.append(_answer(response))
    return answers


def _answer(response: http.client.HTTPResponse) -> Answer:
    headers = {name.lower(): value for name, value in response.getheaders()}
    return Answer(response.status, headers, response.read())


class _Source:
    """Stands in for a socket, so that several answers are read from one buffer."""

    def __init__(self, incoming: io.BufferedReader) -> None:
        self._incoming = incoming

    def makefile(self, _mode: str) -> Any:
        return _Unclosed(self._incoming)


class _Unclosed(io.BufferedIOBase):
    """A reader that stays open when one answer has been read from it."""

    def __init__(self, incoming: io.BufferedReader) -> None:
        self._incoming = incoming

    def read(self, size: int | None = -1, /) -> bytes:
        return self._incoming.read(size)

    def readline(self, size: int | None = -1, /) -> bytes:
        return self._incoming.readline(size)

    def readinto(self, buffer: Any, /) -> int:
        return self._incoming.readinto(buffer)
