"""Heads: how long a request's target and headers may be, and what ends longer ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

#: The target and the headers of a request are at most so long together, in bytes.
LONGEST_HEAD = 65_536

#: A request has at most so many headers.
MOST_HEADERS = 200

#: What comes behind a refusal is dropped, for so many bytes and seconds: to close at
#: once would take the refusal away from a client that still sends.
_MOST_DROPPED = 1_048_576
_LONGEST_DROPPING = 1.0

_STATUS = 431
_TEXT = (
    f"The request has more than {MOST_HEADERS} headers,"
    f" or its URL and headers are longer than {LONGEST_HEAD} bytes."
).encode()
_HEADERS = [
    (b"content-type", b"text/plain; charset=utf-8"),
    (b"content-length", b"%d" % len(_TEXT)),
    (b"connection", b"close"),
]


class BoundedProtocol(HttpToolsProtocol):
    """The server's protocol, which answers 431 to a head that is too long.

    The parser gives a header away when all of it has come, and would keep one without
    an end for ever; so what counts is how much came that nothing was made of.
    """

    _pending = 0

    #: No head that ends in what came last can be longer than this.
    _longest = 0

    #: How much was dropped, once the connection's last request was refused.
    _dropped: int | None = None

    def data_received(self, data: bytes) -> None:
        """Read on, unless a head has no end."""
        if self._dropped is not None:
            self._drop(len(data))
            return
        self._pending += len(data)
        self._longest = self._pending
        super().data_received(data)
        if self._pending > LONGEST_HEAD:
            self._refuse()

    def on_headers_complete(self) -> None:
        """Have a request answered, or refused in its turn if its head is too long."""
        self._pending = 0
        if len(self.headers) <= MOST_HEADERS and (
            self._longest <= LONGEST_HEAD or self._head_length() <= LONGEST_HEAD
        ):
            super().on_headers_complete()
            return
        # To the parser of URLs one that is too long is none.
        self.url = b"/"
        app, self.app = self.app, _refuse_head
        super().on_headers_complete()
        self.app = app

    def _head_length(self) -> int:
        return len(self.url) + sum(
            len(name) + len(value) for name, value in self.headers
        )

    def on_body(self, body: bytes) -> None:
        """Take a piece of a body, which the application bounds."""
        self._pending = 0
        super().on_body(body)

    def _refuse(self) -> None:
        """Refuse what has no end yet, and read nothing any more."""
        self._dropped = 0
        is_amid_answer = self.cycle is not None and not self.cycle.response_complete
        if is_amid_answer or self.transport.is_closing():
            self.transport.close()
            return
        lines = [b"%s: %s\r\n" % header for header in _HEADERS]
        self.transport.write(b"".join([STATUS_LINE[_STATUS], *lines, b"\r\n", _TEXT]))
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.loop.call_later(_LONGEST_DROPPING, self.transport.close)

    def _drop(self, size: int) -> None:
        self._dropped = (self._dropped or 0) + size
        if self._dropped > _MOST_DROPPED:
            self.transport.close()


async def _refuse_head(_scope: Scope, _receive: Receive, send: Send) -> None:
    start = {"type": "http.response.start", "status": _STATUS}
    await send({**start, "headers": _HEADERS})
    await send({"type": "http.response.body", "body": _TEXT})
