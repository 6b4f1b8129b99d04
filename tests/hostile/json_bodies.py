"""JSON that is none, and JSON documents that no client library would write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from tests.hostile.api import Outcome
from tests.hostile.attacker import JSON
from tests.hostile.case import REFUSED, case, json_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

CREATED, INVALID = Outcome.CREATED, Outcome.INVALID

_DEEP = 100_000

#: No JSON, whatever the fields.
_BROKEN = {
    "open-object": b'{"a":',
    "open-string": b'{"a":"b',
    "open-escape": b'{"a":"\\u12',
    "single-quotes": b"{'a':1}",
    "bare-key": b"{a:1}",
    "comment": b'{"a":1}//x',
    "trailing-comma": b'{"a":1,}',
    "two-documents": b"{}{}",
    "bare-word": b"undefined",
    "raw-newline-in-string": b'{"a":"b\nc"}',
    "unknown-escape": b'{"a":"\\x41"}',
    "leading-zero": b'{"a":01}',
    "hexadecimal": b'{"a":0x10}',
    "nul-byte": b'{"a":1}\x00',
    "only-nul-bytes": bytes(100),
    "random-bytes": bytes(range(256)),
    "deep-arrays": b"[" * _DEEP + b"]" * _DEEP,
    "deep-objects": b'{"a":' * _DEEP + b"1" + b"}" * _DEEP,
    "deep-open-arrays": b"[" * _DEEP,
    "form-instead": b"a=1&b=2",
    "xml-instead": b'<?xml version="1.0"?><a/>',
}

#: JSON, but no object.
_ROOTS = {
    "root-array": b"[]",
    "root-array-of-numbers": b"[1,2,3]",
    "root-string": b'"a"',
    "root-number": b"1",
    "root-big-number": b"9" * 400,
    "root-300-arrays": b"[" * 300 + b"]" * 300,
    "root-300-objects": b'{"a":' * 300 + b"1" + b"}" * 300,
    "root-null": b"null",
    "root-true": b"true",
    "empty-object": b"{}",
    "whitespace-only": b" \t\r\n ",
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a JSON document."""
    for name, body in _BROKEN.items():
        yield json_case(name, body)
    # What is in a list may be wrong, where the list is not.
    listed = (CREATED, *REFUSED) if api.takes_lists else REFUSED
    for name, body in _ROOTS.items():
        yield json_case(name, body, *(listed if body.startswith(b"[") else REFUSED))
    yield case("json/empty", lambda to: to.post(b"", JSON), *REFUSED)
    yield case("json/in-an-array", lambda to: to.post(b"[" + to.json() + b"]"), *listed)
    yield from _encoded()
    yield from _keyed(api)


def _encoded() -> Iterator[Case]:
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-7", "cp037"):
        yield case(
            f"json/{encoding}",
            lambda to, encoding=encoding: to.post(to.json().decode().encode(encoding)),
            *((CREATED, *REFUSED) if encoding == "utf-7" else REFUSED),
        )
    yield case("json/bom", lambda to: to.post(b"\xef\xbb\xbf" + to.json()), *REFUSED)
    yield case("json/cut", lambda to: to.post(to.json()[:-1]), *REFUSED)
    yield case("json/garbage-behind", lambda to: to.post(to.json() + b"x"), *REFUSED)
    yield case("json/twice", lambda to: to.post(to.json() * 2), *REFUSED)
    yield case(
        "json/spaced-out",
        lambda to: to.post(b"\n" * 100_000 + to.json() + b"\t" * 100_000),
        CREATED,
    )
    yield case(
        "json/in-a-string",
        lambda to: to.post(orjson.dumps(to.json().decode())),
        *REFUSED,
    )


def _keyed(api: ApiUnderAttack) -> Iterator[Case]:
    text = api.text_fields[0]
    yield case(
        "json/duplicate-keys",
        lambda to: to.post(to.json_spliced(before=b'"%s":[]' % text.encode())),
        CREATED,
        *REFUSED,
    )
    yield case(
        "json/duplicate-keys-last-is-wrong",
        lambda to: to.post(to.json_spliced(behind=b'"%s":[]' % text.encode())),
        CREATED,
        *REFUSED,
    )
    yield case(
        "json/odd-keys",
        lambda to: to.post(to.json(**{"": 1, "\0": 2, "$ref": "#", "a.b[c]": 3})),
        CREATED,
        INVALID,
    )
    yield case(
        "json/20k-keys",
        lambda to: to.post(
            to.json(**{f"key{number}": number for number in range(20_000)})
        ),
        CREATED,
        *REFUSED,
    )
