"""Methods: those a path lacks, those that HTTP lacks, and HEAD and OPTIONS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.case import case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

WRONG_METHOD, NOT_HTTP = Outcome.WRONG_METHOD, Outcome.NOT_HTTP

#: Methods that HTTP knows and help desks have no use for.
_KNOWN = (
    "TRACE",
    "PROPFIND",
    "MKCOL",
    "COPY",
    "LOCK",
    "SEARCH",
    "PURGE",
    "LINK",
    "REPORT",
    "M-SEARCH",
    "OPTIONS",
)

#: No methods as the server's parser knows them.
_UNKNOWN = {
    "custom": b"FROBNICATE",
    "lower-case": b"get",
    "mixed-case": b"Get",
    "prefix-of-one": b"GETS",
    "long": b"G" * 10_000,
    "empty": b"",
    "symbols": b"!#$%&",
    "non-ascii": b"G\xcbT",
    "nul": b"GET\x00",
    "http2-preface": b"PRI",
    "rtsp": b"PLAY",
}

_PREFLIGHT = (
    ("Origin", "http://localhost:5173"),
    ("Access-Control-Request-Method", "POST"),
)


def cases(_api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a method."""
    for method in _KNOWN:
        for place in ("item", "listing"):
            yield _called(f"{method.lower()}-on-{place}", method, place, WRONG_METHOD)
    yield _called("post-on-item", "POST", "item", WRONG_METHOD)
    yield _called("delete-on-listing", "DELETE", "listing", WRONG_METHOD)
    yield _called("query-on-item", "QUERY", "item", WRONG_METHOD, NOT_HTTP)
    for place in ("item", "listing"):
        yield _called(f"head-on-{place}", "HEAD", place, Outcome.READ)
    yield case(
        "method/head-on-nothing",
        lambda to: to.request("HEAD", to.path("/unheard_of")),
        Outcome.ABSENT,
    )
    for name, unknown in _UNKNOWN.items():
        yield case(
            f"method/{name}",
            lambda to, unknown=unknown: to.raw(
                unknown + b" " + to.item.encode() + b" HTTP/1.1", target=to.item
            ),
            NOT_HTTP,
            WRONG_METHOD,
        )
    yield case(
        "method/connect",
        lambda to: to.raw(b"CONNECT 127.0.0.1:80 HTTP/1.1"),
        NOT_HTTP,
        Outcome.OUTSIDE,
    )
    yield case(
        "method/connect-to-a-path",
        lambda to: to.raw(b"CONNECT " + to.item.encode() + b" HTTP/1.1"),
        NOT_HTTP,
        WRONG_METHOD,
    )
    yield from _preflights()


def _preflights() -> Iterator[Case]:
    for name, more in {
        "plain": (),
        "headers": (("Access-Control-Request-Headers", "x-a, X-B,,"),),
        "non-ascii-headers": (("Access-Control-Request-Headers", b"\xff\xfe"),),
        "long-headers": (("Access-Control-Request-Headers", "x" * 50_000),),
        "private-network": (("Access-Control-Request-Private-Network", "true"),),
    }.items():
        yield case(
            f"method/preflight-{name}",
            lambda to, more=more: to.request("OPTIONS", to.item, *_PREFLIGHT, *more),
            Outcome.PREFLIGHT,
        )
    yield case(
        "method/preflight-on-nothing",
        lambda to: to.request("OPTIONS", to.path("/unheard_of"), *_PREFLIGHT),
        Outcome.ABSENT,
        Outcome.PREFLIGHT,
    )
    yield case(
        "method/preflight-from-afar",
        lambda to: to.request(
            "OPTIONS",
            to.item,
            ("Origin", "https://evil.test"),
            ("Access-Control-Request-Method", "DELETE"),
        ),
        Outcome.BAD_PLACE,
    )


def _called(name: str, method: str, place: str, *outcomes: Outcome) -> Case:
    return case(
        f"method/{name}",
        lambda to: to.request(
            method, to.item if place == "item" else to.path(to.api.listing)
        ),
        *outcomes,
    )
