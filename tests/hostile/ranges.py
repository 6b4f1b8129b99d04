"""Ranges: parts of a list that a header asks for in a form it does not have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.case import case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

READ, BAD, NOT_HTTP = Outcome.READ, Outcome.BAD_PLACE_IN_LIST, Outcome.NOT_HTTP

_GOOD = {
    "both": "start=0,results=25",
    "turned-round": "results=25,start=0",
    "start-alone": "start=5",
    "results-alone": "results=1",
    "ten-zeros": "start=0000000000",
    "largest": "start=9999999999,results=9999999999",
    "leading-zeros": "start=0000000007,results=0000000001",
    "space-around": "  start=0,results=1\t",
}

_BAD: dict[str, str | bytes] = {
    "empty": "",
    "blank": "   ",
    "comma": ",",
    "commas": "," * 10_000,
    "comma-first": ",start=0",
    "comma-last": "start=0,results=1,",
    "comma-twice": "start=0,,results=1",
    "space-inside": "start=0, results=1",
    "tab-inside": "start=0,\tresults=1",
    "space-before-equals": "start =0",
    "equals-twice": "start==0",
    "equals-alone": "=",
    "no-equals": "start",
    "no-value": "start=",
    "no-key": "=0",
    "key-twice": "start=0,start=0",
    "key-twice-around": "start=0,results=1,start=0",
    "key-1000-times": ",".join(["start=0"] * 1000),
    "unknown-key": "limit=5",
    "more-keys": "start=0,results=1,sort=id",
    "upper-case": "START=0",
    "semicolon": "start=0;results=1",
    "ampersand": "start=0&results=1",
    "plus": "start=+1",
    "minus": "start=-1",
    "minus-zero": "start=-0",
    "minus-results": "results=-1",
    "no-results": "results=0",
    "no-results-padded": "results=0000000000",
    "eleven-digits": "start=10000000000",
    "eleven-zeros": "start=00000000000",
    "5000-digits": "start=" + "9" * 5000,
    "5000-digits-of-results": "results=" + "9" * 5000,
    "5000-zeros": "results=" + "0" * 5000 + "1",
    "decimal": "start=1.0",
    "exponent": "start=1e3",
    "hexadecimal": "start=0x1",
    "underscore": "start=1_0",
    "arabic-digits": "start=\u0661".encode(),
    "fullwidth-digit": "start=\uff11".encode(),
    "superscript": b"start=\xb2",
    "non-ascii": b"\xff\xfe",
    "escaped": "start=%30",
    "quoted": '"start=0"',
    "word": "start=all",
    "nan": "start=NaN",
    "null": "null",
    "json": '{"start":0}',
    "range-unit": "bytes=0-1",
    "template": "start=${7*7}",
    "ten-kilobytes": "x" * 10_000,
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a range."""
    if api.ranges is None:
        return
    header, paths = api.ranges
    for path in paths:
        for name, good in _GOOD.items():
            yield _sent(path, name, READ, (header, good))
        for name, bad in _BAD.items():
            yield _sent(path, name, BAD, (header, bad))
        yield _sent(path, "nul", NOT_HTTP, (header, "start=0\0"))
        yield _sent(path, "no-header", READ)
        yield _sent(
            path, "header-twice", BAD, (header, "start=0"), (header, "results=1")
        )
        yield _sent(
            path, "header-twice-alike", BAD, (header, "start=0"), (header, "start=0")
        )
        yield _sent(path, "other-spelling", READ, (header.replace("-", "_"), "garbage"))
        yield case(
            f"range{path}-in-the-query",
            lambda to, path=path: to.request("GET", f"{to.path(path)}?{header}=x"),
            READ,
        )
        yield case(
            f"range{path}-from-nobody",
            lambda to, path=path: to.raw(
                f"GET {to.path(path)} HTTP/1.1".encode(),
                f"{header}: garbage".encode(),
                credential=False,
            ),
            Outcome.UNAUTHENTICATED,
        )
    yield case(
        "range/on-another-operation", lambda to: to.read((header, "garbage")), READ
    )


def _sent(
    path: str, name: str, outcome: Outcome, *headers: tuple[str, str | bytes]
) -> Case:
    return case(
        f"range{path}-{name}",
        lambda to: to.request("GET", to.path(path), *headers),
        outcome,
    )
