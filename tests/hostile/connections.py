"""Connections: cut short, several requests at once, lines that are no HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.attacker import JSON
from tests.hostile.case import case
from tests.hostile.wire import Raw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.attacker import Attacker
    from tests.hostile.case import Case


CREATED, READ = Outcome.CREATED, Outcome.READ
NOT_HTTP, NO_ANSWER = Outcome.NOT_HTTP, Outcome.NO_ANSWER

#: No HTTP at all.
_NOISE = {
    "random": bytes(range(256)) * 20,
    "nul-bytes": bytes(1000),
    "tls-hello": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x2a" * 500,
    "http2-preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04" + bytes(5),
    "ssh-banner": b"SSH-2.0-OpenSSH_9.6\r\n",
    "answer": b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
    "no-version": b"GET / \r\n\r\n",
    "version-words": b"GET / HTTP/one\r\n\r\n",
    "long-first-line": b"G" * 100_000 + b"\r\n\r\n",
}


def cases(_api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a connection."""
    yield from _cut()
    yield from _several()
    yield from _lines()
    yield case(
        "noise/http-0.9",
        lambda _to: Raw(b"GET /unheard_of\r\n\r\n", "GET", "/unheard_of", hang_up=True),
        NOT_HTTP,
        NO_ANSWER,
        Outcome.OUTSIDE,
    )
    for name, data in _NOISE.items():
        yield case(
            f"noise/{name}",
            lambda _to, data=data: Raw(data, "GET", "/", hang_up=True),
            NOT_HTTP,
            NO_ANSWER,
        )


def _cut() -> Iterator[Case]:
    yield case(
        "cut/nothing-sent", lambda _to: Raw(b"", "GET", "/", hang_up=True), NO_ANSWER
    )
    yield case(
        "cut/in-the-first-line",
        lambda to: Raw(b"GET " + to.item.encode(), "GET", to.item, hang_up=True),
        NO_ANSWER,
        NOT_HTTP,
    )
    yield case(
        "cut/in-the-headers",
        lambda to: Raw(to.raw(b"GET / HTTP/1.1").data[:60], "GET", "/", hang_up=True),
        NO_ANSWER,
        NOT_HTTP,
    )
    yield case(
        "cut/in-the-body",
        lambda to: to.raw_post(b"Content-Length: 1000", body=to.json(), hang_up=True),
        NO_ANSWER,
        NOT_HTTP,
    )


def _several() -> Iterator[Case]:
    yield case("pipelined/three-reads", lambda to: _pipelined(to, 3), READ)
    yield case("pipelined/50-reads", lambda to: _pipelined(to, 50), READ)
    yield case(
        "pipelined/garbage-behind",
        lambda to: _pipelined(to, 1, b"x\r\n\r\n"),
        READ,
        NOT_HTTP,
    )
    yield case(
        "pipelined/empty-lines-between",
        lambda to: Raw(
            b"\r\n\r\n".join([b"", _get(to), _get(to)]), "GET", to.item, answers=2
        ),
        READ,
        NOT_HTTP,
    )
    yield case(
        "expect/continue",
        lambda to: to.post(to.json(), JSON, ("Expect", "100-continue")),
        CREATED,
    )
    yield case(
        "expect/upper-case",
        lambda to: to.post(to.json(), JSON, ("Expect", "100-CONTINUE")),
        CREATED,
    )
    yield case(
        "expect/too-large",
        lambda to: to.raw_post(b"Content-Length: 50000000", b"Expect: 100-continue"),
        Outcome.TOO_LARGE,
    )
    yield case(
        "expect/garbage",
        lambda to: to.post(to.json(), JSON, ("Expect", "miracles")),
        CREATED,
    )
    for name, body in {"json": b'{"a":1}', "garbage": b"\xff" * 100_000}.items():
        yield case(
            f"body-on-a-read/{name}",
            lambda to, body=body: to.send("GET", to.item, body, JSON),
            READ,
        )


def _lines() -> Iterator[Case]:
    for name, line in {
        "space-before-colon": b"X-A : b",
        "no-colon": b"X-A",
        "no-name": b": b",
        "folded": b"X-A: b\r\n c",
        "bare-carriage-return": b"X-A: b\rc",
        "nul": b"X-A: b\x00c",
        "control-in-name": b"X-\x01: b",
        "non-ascii-name": b"X-\xff: b",
        "delete-character": b"X-A: b\x7f",
        "websocket": b"Connection: Upgrade\r\nUpgrade: websocket\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
        "http2-upgrade": b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n"
        b"HTTP2-Settings: AAMAAABk",
    }.items():
        yield case(
            f"line/{name}",
            lambda to, line=line: to.raw(
                b"GET %s HTTP/1.1" % to.item.encode(), line, target=to.item
            ),
            READ,
            NOT_HTTP,
        )
    for version in ("1.0", "0.9", "2.0", "3.7", "1.11", "-1.1"):
        yield case(
            f"version/{version}",
            lambda to, version=version: to.raw(
                f"GET {to.item} HTTP/{version}".encode(), target=to.item
            ),
            READ,
            NOT_HTTP,
        )
    yield case(
        "line/line-feeds-only",
        lambda to: Raw(_get(to).replace(b"\r\n", b"\n"), "GET", to.item),
        READ,
        NOT_HTTP,
    )
    yield case(
        "line/spaces-between",
        lambda to: to.raw(b"GET   %s   HTTP/1.1" % to.item.encode(), target=to.item),
        READ,
        NOT_HTTP,
    )


def _get(to: Attacker) -> bytes:
    return to.raw(b"GET %s HTTP/1.1" % to.item.encode()).data


def _pipelined(to: Attacker, times: int, behind: bytes = b"") -> Raw:
    answers = times + (1 if behind else 0)
    return Raw(_get(to) * times + behind, "GET", to.item, answers)
