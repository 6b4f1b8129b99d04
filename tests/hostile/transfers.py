"""Transfers: chunked bodies, and bodies whose length is not what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.attacker import FORM, JSON
from tests.hostile.case import REFUSED, case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.attacker import Attacker
    from tests.hostile.case import Case
    from tests.hostile.wire import Raw

CREATED, NOT_HTTP = Outcome.CREATED, Outcome.NOT_HTTP

_PIECE = b"x" * 500_000
_FIFTY_MEGABYTES = [_PIECE] * 100

#: The header of a length that cannot be.
_LENGTHS = {
    "word": b"abc",
    "negative": b"-1",
    "plus": b"+5",
    "list": b"5, 5",
    "hexadecimal": b"0x5",
    "decimal": b"5.0",
    "space-inside": b"5 5",
    "empty": b"",
    "5000-digits": b"9" * 5000,
    "arabic-digits": "\u0665".encode(),
}

#: A body that is not chunked as it should be.
_CHUNKS = {
    "size-word": b"zz\r\n{}\r\n0\r\n\r\n",
    "size-negative": b"-2\r\n{}\r\n0\r\n\r\n",
    "size-hexadecimal-prefix": b"0x2\r\n{}\r\n0\r\n\r\n",
    "size-huge": b"f" * 40 + b"\r\n{}\r\n0\r\n\r\n",
    "size-too-small": b"1\r\n{}\r\n0\r\n\r\n",
    "size-missing": b"\r\n{}\r\n0\r\n\r\n",
    "garbage-instead": b'{"a":1}',
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a transfer."""
    yield case(
        "chunked/form", lambda to: to.chunked([to.form()], FORM), api.form_outcome
    )
    yield from _chunked()
    yield from _sized()


def _chunked() -> Iterator[Case]:
    yield case("chunked/json", lambda to: to.chunked([to.json()], JSON), CREATED)
    yield case(
        "chunked/tiny",
        lambda to: to.chunked([bytes((byte,)) for byte in to.json()], JSON),
        CREATED,
    )
    yield case(
        "chunked/20k-chunks",
        lambda to: to.chunked([to.json(), *[b" "] * 20_000], JSON),
        CREATED,
    )
    yield case(
        "chunked/50-megabytes",
        lambda to: to.chunked(_FIFTY_MEGABYTES, JSON),
        Outcome.TOO_LARGE,
    )
    yield case("chunked/nothing", lambda to: _chunks(to, b"0\r\n\r\n"), *REFUSED)
    for name, template in {
        "extension": b'%x;a="b";c\r\n%s\r\n0;d\r\n\r\n',
        "leading-zeroes": b"00000%x\r\n%s\r\n0\r\n\r\n",
        "trailer": b"%x\r\n%s\r\n0\r\nX-A: b\r\n\r\n",
        "length-as-trailer": b"%x\r\n%s\r\n0\r\nContent-Length: 3\r\n\r\n",
        "upper-case-size": b"%X\r\n%s\r\n0\r\n\r\n",
    }.items():
        yield case(
            f"chunked/{name}",
            lambda to, template=template: _chunks(
                to, template % (len(to.json()), to.json())
            ),
            CREATED,
            NOT_HTTP,
        )
    for name, body in _CHUNKS.items():
        yield case(f"chunked/{name}", lambda to, body=body: _chunks(to, body), NOT_HTTP)
    for name, value in {
        "unknown-coding": b"klingon",
        "gzip": b"gzip, chunked",
        "chunked-first": b"chunked, gzip",
        "prefixed": b"xchunked",
        "identity": b"identity",
    }.items():
        yield case(
            f"chunked/{name}",
            lambda to, value=value: to.raw_post(
                b"Transfer-Encoding: " + value, body=b"2\r\n{}\r\n0\r\n\r\n"
            ),
            NOT_HTTP,
            *REFUSED,
        )
    yield case(
        "chunked/cut",
        lambda to: _chunks(to, b'ff\r\n{"a":', hang_up=True),
        Outcome.NO_ANSWER,
        NOT_HTTP,
    )


def _sized() -> Iterator[Case]:
    yield case(
        "length/50-megabytes",
        lambda to: to.post(_FIFTY_MEGABYTES, JSON),
        Outcome.TOO_LARGE,
    )
    yield case(
        "length/50-megabytes-announced",
        lambda to: to.raw_post(b"Content-Length: 50000000"),
        Outcome.TOO_LARGE,
    )
    yield case(
        "length/18-digits-announced",
        lambda to: to.raw_post(b"Content-Length: 999999999999999999"),
        Outcome.TOO_LARGE,
        NOT_HTTP,
    )
    yield case(
        "length/50-megabytes-to-nothing",
        _to_nothing,
        Outcome.NOTHING_TO_CHANGE,
    )
    for name, value in _LENGTHS.items():
        yield case(
            f"length/{name}",
            lambda to, value=value: to.raw_post(
                b"Content-Length: " + value, body=b"{}   "
            ),
            NOT_HTTP,
        )
    for name, first, second in (
        ("two-alike", b"2", b"2"),
        ("two-unlike", b"2", b"5"),
    ):
        yield case(
            f"length/{name}",
            lambda to, first=first, second=second: to.raw_post(
                b"Content-Length: " + first,
                b"Content-Length: " + second,
                body=b"{}   ",
            ),
            NOT_HTTP,
            *REFUSED,
        )
    for name, lines in {
        "and-chunked": (b"Content-Length: 2", b"Transfer-Encoding: chunked"),
        "behind-chunked": (b"Transfer-Encoding: chunked", b"Content-Length: 2"),
    }.items():
        yield case(
            f"length/{name}",
            lambda to, lines=lines: to.raw_post(*lines, body=b"2\r\n{}\r\n0\r\n\r\n"),
            NOT_HTTP,
        )
    yield case(
        "length/none",
        lambda to: to.raw_post(),
        *REFUSED,
        NOT_HTTP,
    )
    yield case(
        "length/too-small",
        lambda to: to.raw_post(
            b"Content-Length: 2", body=b"{}garbage\r\n\r\n", answers=2
        ),
        *REFUSED,
        NOT_HTTP,
    )


def _to_nothing(to: Attacker) -> Raw:
    method, path = to.api.change
    target = to.path(path.format(id=999_999_999))
    return to.raw(f"{method} {target} HTTP/1.1".encode(), b"Content-Length: 50000000")


def _chunks(to: Attacker, body: bytes, *, hang_up: bool = False) -> Raw:
    return to.raw_post(b"Transfer-Encoding: chunked", body=body, hang_up=hang_up)
