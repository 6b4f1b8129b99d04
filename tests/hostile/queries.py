"""Query strings: parameters twice, numbers that are none, injections, great length."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from tests.hostile.api import Outcome
from tests.hostile.case import query_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

READ, INVALID = Outcome.READ, Outcome.INVALID

#: No integer, strictly read.
_NOT_INTEGERS = {
    "plus": "%2B1",
    "space-before": "+1",
    "space-behind": "1%20",
    "underscore": "1_0",
    "decimal": "1.0",
    "exponent": "1e3",
    "hexadecimal": "0x1",
    "arabic-digits": "%D9%A1",
    "fullwidth-digit": "%EF%BC%91",
    "newline": "1%0A",
    "nul": "1%00",
    "nan": "NaN",
    "two-minuses": "--1",
    "non-utf8": "%FF",
    "word": "all",
}

_ODD_INTEGERS = {
    "minus-zero": "-0",
    "minus-one": "-1",
    "2-to-63": str(2**63),
    "2-to-64": str(2**64),
    "5000-digits": "9" * 5000,
    "5000-digits-negative": "-" + "9" * 5000,
    "5000-zeroes": "0" * 5000 + "1",
}

_INJECTIONS = {
    "sql": "id;DROP+TABLE+tickets--",
    "quote": "%27%20OR%201=1",
    "python": "__class__.__mro__",
    "negated": "-id",
    "list": "id,id",
    "template": "%7B%7B7*7%7D%7D",
    "null": "null",
    "nul": "%00",
    "non-utf8": "%FF%FE",
    "object": "%7B%22$gt%22:%22%22%7D",
    "long": "x" * 10_000,
}

_SEARCHES = {
    "regex-specials": r".*+?^${}()|[]\/(?=a)",
    "regex-bomb": "(a+)+$" + "a" * 50 + "!",
    "open-group": "(((((",
    "open-class": "[[[",
    "backslash": "\\",
    "null-byte": "a\0b",
    "like-wildcards": "%_%",
    "script": "<script>alert(1)</script>",
    "ten-kilobytes": "x" * 10_000,
    "emoji": "\U0001f3ab",
    "combining": "e\u0301" * 100,
    "dotted-i": "\u0130",
}

_STRINGS = {
    "empty": "",
    "ampersands": "&&&&&",
    "equals": "=&==&=x",
    "question-marks": "??a=?",
    "percent": "%",
    "broken-escapes": "%zz=%2&%=",
    "semicolons": "a=1;b=2",
    "nul-name": "%00=1",
    "non-utf8-name": "%FF=%FF",
    "unknown": "unheard_of=1&unheard_of=2",
    "brackets": "[]=1&[=2&]=3&a[b][c][]=4",
    "60-kilobytes": "x=" + "y" * 60_000,
    "deep-brackets": "a" + "[b]" * 5000 + "=1",
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a query string."""
    # The stub's own API refuses parameters that it does not have.
    strict = (INVALID,) if api.name == "control" else ()
    for name, query in _STRINGS.items():
        yield query_case(name, query, READ, *strict)
    long = f"x={'y' * 100_000}"
    yield query_case("100-kilobytes", long, Outcome.LONG_HEAD)
    many = "&".join(f"p{number}=1" for number in range(2000))
    yield query_case("2000-parameters", many, READ, INVALID)
    yield query_case("900-parameters", "x=1&" * 900, READ, *strict)
    yield from _judged(api)
    if api.search_parameter is not None:
        yield from _searches(api.search_parameter)
    if api.array_parameter is not None:
        yield from _arrays(api.array_parameter)


def _judged(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield the cases of parameters that take numbers or words."""
    numbers, words = api.integer_parameters, api.word_parameters
    cheap = f"&{api.cheap}" if api.cheap else ""
    for parameter in (*numbers, *words):
        for name, query, outcomes in (
            ("twice", f"{parameter}=1&{parameter}=1", (INVALID,)),
            ("empty", f"{parameter}=", (READ, INVALID)),
            ("no-equals", parameter, (READ, INVALID)),
            ("in-brackets", f"{parameter}[]=1", (READ, INVALID)),
        ):
            yield query_case(f"{parameter}-{name}", query + cheap, *outcomes)
    largest = "&".join(f"{parameter}={2**31 - 1}" for parameter in numbers)
    yield query_case("all-largest", largest, READ, INVALID)
    for parameter in numbers:
        for name, value in _NOT_INTEGERS.items():
            yield query_case(f"{parameter}-{name}", f"{parameter}={value}", INVALID)
        for name, value in _ODD_INTEGERS.items():
            yield query_case(
                f"{parameter}-{name}", f"{parameter}={value}{cheap}", READ, INVALID
            )
    for parameter in words:
        for name, value in _INJECTIONS.items():
            yield query_case(f"{parameter}-{name}", f"{parameter}={value}", INVALID)


def _searches(name: str) -> Iterator[Case]:
    for label, text in _SEARCHES.items():
        yield query_case(f"{name}-{label}", f"{name}={quote(text)}", READ)
    yield query_case(f"{name}-non-utf8", f"{name}=%FF%C0%AF", READ, INVALID)
    yield query_case(f"{name}-twice", f"{name}=a&{name}=b", INVALID)


def _arrays(name: str) -> Iterator[Case]:
    bare = name.removesuffix("[]")
    for label, query, outcomes in (
        ("900", "&".join([f"{name}=a"] * 900), (READ,)),
        ("900-empty", "&".join([f"{name}="] * 900), (READ,)),
        ("huge-index", f"{bare}[999999999999]=a", (READ, INVALID)),
        ("word-index", f"{bare}[a]=x", (READ, INVALID)),
        ("two-levels", f"{bare}[][]=x", (READ, INVALID)),
        ("bare", f"{bare}=a", (INVALID,)),
        ("bare-and-brackets", f"{bare}=a&{name}=b", (INVALID,)),
        ("no-equals", name, (READ, INVALID)),
        ("non-utf8", f"{name}=%FF", (READ, INVALID)),
    ):
        yield query_case(f"array-{label}", query, *outcomes)
