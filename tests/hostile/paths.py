"""Paths: ids that are none, escapes, empty steps, prefixes by themselves, targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.case import case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.attacker import Attacker
    from tests.hostile.case import Case
    from tests.hostile.wire import Raw

READ, ABSENT, NOT_HTTP = Outcome.READ, Outcome.ABSENT, Outcome.NOT_HTTP

#: In place of the id of a record.
_IDS = {
    "zero": "0",
    "minus-one": "-1",
    "minus-zero": "-0",
    "plus": "+1",
    "decimal": "1.0",
    "exponent": "1e3",
    "hexadecimal": "0x20",
    "underscore": "3_2",
    "5000-digits": "9" * 5000,
    "2-to-31": str(2**31),
    "2-to-63": str(2**63),
    "2-to-64": str(2**64),
    "nul": "%00",
    "nul-behind": "{id}%00",
    "newline-behind": "{id}%0A",
    "newline-before": "%0D%0A{id}",
    "space-behind": "{id}%20",
    "tab-before": "%09{id}",
    "slash": "{id}%2F",
    "slash-and-more": "{id}%2Freplies",
    "backslash": "{id}%5C",
    "arabic-digits": "%D9%A3%D9%A2",
    "superscript": "%C2%B2",
    "non-utf8": "%FF%FE",
    "broken-escape": "%",
    "half-escape": "{id}%2",
    "dots": "%2e%2e",
    "dots-and-semicolon": "..;",
    "semicolon": "{id};x=1",
    "comma": "{id},{id}",
    "word": "new",
    "null": "null",
    "nan": "NaN",
    "braces": "%7Bid%7D",
    "asterisk": "*",
    "quote": "{id}%27%20OR%201=1",
    "long": "x" * 50_000,
}

#: Below the prefix, and nothing is there.
_PATHS = {
    "prefix-alone": "",
    "prefix-and-slash": "/",
    "double-slash-after-prefix": "/{listing}",
    "empty-step": "{listing}//{id}",
    "dot-step": "{listing}/./{id}",
    "dot-dot-step": "{listing}/../{id}",
    "double-slash-behind": "{item}//",
    "unknown-tail": "{item}/unheard_of",
    "unknown-head": "/unheard_of{listing}",
    "upper-case": "{LISTING}",
    "1000-steps": "{listing}" + "/a" * 1000,
    "1000-slashes": "{listing}" + "/" * 1000,
    "extension": "{listing}.json",
    "backslash": "/%5C{listing}",
    "escaped-slash-in-front": "%2F{listing}",
    "nul-behind": "{listing}%00",
    "60-kilobytes": "/" + "x" * 60_000,
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a path."""
    for name, text in _IDS.items():
        yield case(
            f"path/id-{name}",
            lambda to, text=text: to.request("GET", _with_id(to, text)),
            ABSENT,
        )
        for place in api.places:
            yield case(
                f"path/{place.method.lower()}-{place.path}-{name}",
                lambda to, place=place, text=text: to.call(place, text),
                ABSENT,
                place.outcome,
            )
    yield case(
        "path/id-leading-zeroes",
        lambda to: to.request("GET", _with_id(to, "000{id}")),
        READ,
        ABSENT,
    )
    yield case(
        "path/id-escaped-digits",
        lambda to: to.request(
            "GET",
            _with_id(to, "".join(f"%{ord(digit):X}" for digit in to.api.known_id)),
        ),
        READ,
    )
    for name, text in _PATHS.items():
        yield case(
            f"path/{name}",
            lambda to, text=text: to.request("GET", to.path(_filled(to, text))),
            ABSENT,
        )
    yield case(
        "path/100-kilobytes",
        lambda to: to.request("GET", to.path("/" + "x" * 100_000)),
        Outcome.LONG_HEAD,
    )
    yield case(
        "path/trailing-slash", lambda to: to.request("GET", f"{to.item}/"), READ, ABSENT
    )
    yield from _outside()
    yield from _targets()


def _outside() -> Iterator[Case]:
    yield case(
        "path/upper-case-prefix",
        lambda to: to.request(
            "GET", to.item.replace(to.api.prefix, to.api.prefix.upper())
        ),
        Outcome.OUTSIDE,
    )
    yield case(
        "path/double-slash-in-front",
        lambda to: to.request("GET", f"/{to.item}"),
        Outcome.OUTSIDE,
    )
    yield case(
        "path/prefix-and-more-letters",
        lambda to: to.request("GET", f"{to.api.prefix}x{to.api.listing}"),
        Outcome.OUTSIDE,
        ABSENT,
    )
    yield case(
        "path/escaped-prefix",
        lambda to: to.request("GET", f"/%{ord(to.api.prefix[1]):x}{to.item[2:]}"),
        READ,
        ABSENT,
    )


def _targets() -> Iterator[Case]:
    for name, target, outcomes in (
        ("fragment", "{item}#x", (READ, NOT_HTTP)),
        ("absolute", "http://127.0.0.1{item}", (READ,)),
        ("absolute-foreign", "http://evil.test{item}", (READ, Outcome.BAD_PLACE)),
        ("absolute-broken", "http://[{item}", (NOT_HTTP,)),
        ("absolute-other-scheme", "ftp://127.0.0.1{item}", (READ, ABSENT, NOT_HTTP)),
        ("asterisk", "*", (NOT_HTTP, Outcome.OUTSIDE)),
        ("no-slash", "tickets", (NOT_HTTP, Outcome.OUTSIDE)),
        ("none", "", (NOT_HTTP,)),
        ("query-alone", "?a=1", (NOT_HTTP, Outcome.OUTSIDE)),
        ("raw-utf8", "{listing}/\u0663\u0662", (ABSENT, NOT_HTTP)),
        ("raw-ff", "{item}\xff", (ABSENT, NOT_HTTP)),
        ("raw-nul", "{item}\x00", (ABSENT, NOT_HTTP)),
        ("raw-space", "{item} x", (ABSENT, NOT_HTTP)),
        ("raw-tab", "{item}\tx", (ABSENT, NOT_HTTP)),
        ("raw-controls", "{item}\x01\x7f", (ABSENT, NOT_HTTP)),
        ("raw-query-ff", "{listing}?a=\xff", (READ, NOT_HTTP)),
    ):
        yield case(
            f"target/{name}",
            lambda to, target=target: _target(to, target),
            *outcomes,
        )


def _target(to: Attacker, text: str) -> Raw:
    target = text.replace("{item}", to.item).replace(
        "{listing}", to.path(to.api.listing)
    )
    encoded = target.encode("latin-1" if "\xff" in target else "utf-8")
    meant = target.partition("://")[2].partition("#")[0] if "://" in target else target
    if "://" in target:
        meant = meant[meant.index("/") :]
    return to.raw(b"GET " + encoded + b" HTTP/1.1", target=meant)


def _with_id(to: Attacker, text: str) -> str:
    id_ = text.replace("{id}", to.api.known_id)
    return to.path(to.api.item.format(id=id_))


def _filled(to: Attacker, text: str) -> str:
    values = {
        "listing": to.api.listing,
        "LISTING": to.api.listing.upper(),
        "item": to.api.item.format(id=to.api.known_id),
        "id": to.api.known_id,
    }
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", value)
    return text
