"""Addresses of mail: those that are none, and those that nobody thinks of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.case import REFUSED, case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

CREATED, INVALID = Outcome.CREATED, Outcome.INVALID


@dataclass(frozen=True)
class Addresses:
    """A field that takes an address, or several of them with commas between.

    In a `sparse` one it makes no odds that there is nothing between two commas; one
    address alone may hold `commas`, or none.
    """

    field: str
    several: bool = False
    nullable: bool = False
    sparse: bool = False
    commas: bool = True


#: Good as one address, and as one of several.
_GOOD = {
    "short": b'"a@b.c"',
    "unicode": '"ü@bücher.example"'.encode(),
    "emoji": '"\U0001f3ab@b.example"'.encode(),
    "quotes": b'"\\"a\\"@b.example"',
    "script": b'"<script>@b.example"',
    "two-dots": b'"a@b..example"',
}

#: None of several either.
_BAD = {
    "no-at": b'"ab.example"',
    "no-dot": b'"a@b"',
    "no-user": b'"@b.example"',
    "no-domain": b'"a@"',
    "dot-first": b'"a@.example"',
    "dot-last": b'"a@b."',
    "two-ats": b'"a@@b.example"',
    "three-parts": b'"a@b.example@c.example"',
    "space-inside": b'"a b@c.example"',
    "no-break-space-inside": b'"a\\u00a0b@c.example"',
    "line-end-inside": b'"a\\n@c.example"',
    "next-header": b'"a@b.example\\r\\nBcc: c@d.example"',
    "fullwidth-at": '"a\uff20b.example"'.encode(),
    "fullwidth-dot": '"a@b\uff0ec"'.encode(),
    "semicolon-between": b'"a@b.example;c@d.example"',
    "100k-ats": b'"' + b"@" * 100_000 + b'"',
    "number": b"1",
    "true": b"true",
    "array": b'["a@b.example"]',
    "object": b"{}",
}

_UNSURE = {
    "nul": b'"a\\u0000@b.example"',
    "100k-dots": b'"a@' + b"." * 100_000 + b'"',
    "50k-labels": b'"a@' + b"a." * 50_000 + b'"',
    "100k-letters": b'"' + b"a" * 100_000 + b'@b.example"',
}

#: None of several either, unless those that are empty do not count.
_SPARSE = {
    "comma-alone": b'","',
    "2000-commas": b'"' + b"," * 2000 + b'"',
}

#: Refused alone, though fine where there may be several.
_LISTS = {
    "two": b'"a@b.example,c@d.example"',
    "spaces-around": b'" a@b.example ,\\tc@d.example\\n"',
    "1000": b'"' + b",".join([b"a@b.example"] * 1000) + b'"',
    "nothing": b'""',
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of an address."""
    for addresses in api.addresses:
        listed, alone = (CREATED, INVALID)[:: 1 if addresses.several else -1]
        trailing = CREATED if addresses.sparse else alone
        if not addresses.commas:
            trailing = INVALID
        field = addresses.field
        for values, outcomes in (
            (_GOOD, (CREATED,)),
            (_BAD, (INVALID,)),
            (_UNSURE, (CREATED, INVALID)),
            (_SPARSE, (CREATED if addresses.sparse else INVALID,)),
            (_LISTS, (listed,)),
            ({"comma-behind": b'"a@b.example,"'}, (trailing,)),
            ({"surrogate": b'"\\ud800@b.example"'}, REFUSED),
            ({"null": b"null"}, (CREATED if addresses.nullable else INVALID,)),
        ):
            for name, value in values.items():
                yield case(
                    f"json/{field}-{name}",
                    lambda to, field=field, value=value: to.post(
                        to.json_with(field, value)
                    ),
                    *outcomes,
                )
