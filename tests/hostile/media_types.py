"""Content types: spelled oddly, unknown, missing, several at once."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.attacker import FORM, JSON
from tests.hostile.case import REFUSED, case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

CREATED, UNSUPPORTED = Outcome.CREATED, Outcome.UNSUPPORTED

#: Other spellings of JSON's media type, which mean the same.
_SAME = {
    "upper-case": "APPLICATION/JSON",
    "mixed-case": "Application/Json",
    "charset": "application/json; charset=utf-8",
    "spaced": "  application/json ;  charset=UTF-8  ",
    "quoted-charset": 'application/json;charset="utf-8"',
    "unknown-parameter": 'application/json;x="a;b\\"c"',
    "lone-semicolon": "application/json;",
    "semicolons": "application/json;;;;",
    "tab": "application/json\t;charset=utf-8",
    "empty-charset": "application/json;charset=",
    "100-parameters": "application/json" + ";a=b" * 100,
}

#: A charset that JSON cannot have: read as UTF-8, or refused.
_CHARSETS = ("utf-16", "latin-1", "klingon", "\xff", "../../etc/passwd", "idna", "hex")

_OTHERS = {
    "empty": "",
    "blank": "   ",
    "word": "garbage",
    "slash": "/",
    "semicolon": ";",
    "half": "application/",
    "other-half": "/json",
    "wildcard": "*/*",
    "half-wildcard": "application/*",
    "text": "text/plain",
    "text-json": "text/json",
    "xml": "application/xml",
    "structured": "application/vnd.x+json",
    "structured-xml": "application/json+xml",
    "problem": "application/problem+json",
    "octets": "application/octet-stream",
    "longer": "application/jsonx",
    "inner-space": "application / json",
    "list": "application/json, application/json",
    "non-ascii": "application/j\xe4son",
    "long": "a/" + "b" * 8000,
    "template": "{{7*7}}/${jndi:ldap://127.0.0.1/a}",
    "multipart-mixed": "multipart/mixed; boundary=x",
    "html": "<script>alert(1)</script>/x",
}


def cases(_api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a Content-Type."""
    for name, value in _SAME.items():
        yield _sent(f"same-{name}", value, CREATED)
    for charset in _CHARSETS:
        name = charset.encode("ascii", "backslashreplace").decode().strip("./\\")
        yield _sent(
            f"charset-{name.replace('/', '-')}",
            f"application/json;charset={charset}",
            CREATED,
            UNSUPPORTED,
            *REFUSED,
        )
    for name, value in _OTHERS.items():
        yield _sent(name, value, UNSUPPORTED)
    yield case(
        "media-type/none", lambda to: to.post(to.json(), content_type=None), UNSUPPORTED
    )
    yield _sent("long-parameter", f"{JSON};a={'b' * 60_000}", CREATED, UNSUPPORTED)
    for name, first, second in (
        ("same-twice", JSON, JSON),
        ("json-then-form", JSON, FORM),
        ("form-then-json", FORM, JSON),
        ("json-then-garbage", JSON, "garbage"),
    ):
        yield case(
            f"media-type/{name}",
            lambda to, first=first, second=second: to.post(
                to.json(), first, ("Content-Type", second)
            ),
            CREATED,
            UNSUPPORTED,
            *REFUSED,
        )
    yield case(
        "media-type/nul-byte",
        lambda to: to.raw(
            b"POST %s HTTP/1.1" % to.path(to.api.create).encode(),
            b"Content-Length: 2",
            b"Content-Type: application/json\x00",
            body=b"{}",
        ),
        Outcome.NOT_HTTP,
    )
    yield case(
        "media-type/on-a-read",
        lambda to: to.read(("Content-Type", "garbage/\xff")),
        Outcome.READ,
    )
    yield from _compressed()


def _compressed() -> Iterator[Case]:
    bomb = gzip.compress(bytes(20_000_000))
    for name, coding, pack in (
        ("gzip", "gzip", gzip.compress),
        ("gzip-untrue", "gzip", bytes),
        ("unknown", "klingon", bytes),
        ("identity", "identity", bytes),
        ("bomb", "gzip", lambda _body: bomb),
    ):
        yield case(
            f"content-encoding/{name}",
            lambda to, coding=coding, pack=pack: to.post(
                pack(to.json()), JSON, ("Content-Encoding", coding)
            ),
            CREATED,
            UNSUPPORTED,
            *REFUSED,
        )


def _sent(name: str, value: str, *outcomes: Outcome) -> Case:
    raw = value.encode("latin-1")
    return case(f"media-type/{name}", lambda to: to.post(to.json(), raw), *outcomes)
