"""Lists of drafts: each entry is judged by itself, whatever it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.case import REFUSED, case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

CREATED, INVALID = Outcome.CREATED, Outcome.INVALID
NONE_CREATED = Outcome.NONE_CREATED

#: No drafts, but the list is one.
_ENTRIES = {
    "nothing": b"",
    "null": b"null",
    "true": b"true",
    "number": b"1",
    "1e308": b"1e308",
    "text": b'"a"',
    "list": b"[]",
    "list-of-objects": b"[{},{}]",
    "50-lists": b"[" * 50 + b"]" * 50,
    "object": b"{}",
    "100-objects": b",".join([b"{}"] * 100),
    "odd-keys": b'{"":1,"\\u0000":2,"__proto__":{"x":1}}',
    "every-kind": b'null,true,1,1.5,"a",[],{}',
    "wrong-types": b'{"subject":[],"category":{},"text":null,"name":1,"email":[[]]}',
    "100k-keys": b"{" + b",".join(b'"k%d":0' % n for n in range(100_000)) + b"}",
}

_TOO_MANY = {
    "101-objects": b",".join([b"{}"] * 101),
    "100k-nulls": b"null," * 100_000 + b"null",
    "100k-lists": b"[]," * 100_000 + b"[]",
}

_UNREADABLE = {
    "comma-behind": b"{},",
    "comma-before": b",{}",
    "nan": b"NaN",
    "1e400": b"1e400",
    "surrogate": b'"\\ud800"',
    "surrogate-key": b'{"\\ud800":1}',
    "100k-levels": b"[" * 100_000 + b"]" * 100_000,
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a list of drafts."""
    if not api.takes_lists:
        return
    for name, entries in _ENTRIES.items():
        yield _listed(name, entries, NONE_CREATED)
    for name, entries in _TOO_MANY.items():
        yield _listed(name, entries, INVALID)
    for name, entries in _UNREADABLE.items():
        yield _listed(name, entries, *REFUSED)
    yield case(
        "list/one-among-others",
        lambda to: to.post(b"[null,%s,{}]" % to.json()),
        CREATED,
    )
    yield case(
        "list/100-good",
        lambda to: to.post(b"[" + b",".join([to.json()] * 100) + b"]"),
        CREATED,
    )
    yield case(
        "list/101-good",
        lambda to: to.post(b"[" + b",".join([to.json()] * 101) + b"]"),
        INVALID,
    )
    yield case(
        "list/a-megabyte-in-one",
        lambda to: to.post(b"[%s]" % to.json(**{api.text_fields[0]: "x" * 1_000_000})),
        CREATED,
    )


def _listed(name: str, entries: bytes, *outcomes: Outcome) -> Case:
    return case(f"list/{name}", lambda to: to.post(b"[" + entries + b"]"), *outcomes)
