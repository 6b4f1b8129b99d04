"""Wrappers: the object around a body, when it is something else or not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from tests.hostile.api import Outcome
from tests.hostile.case import case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.attacker import Attacker
    from tests.hostile.case import Case

CREATED, UNREADABLE = Outcome.CREATED, Outcome.UNREADABLE

#: Written in place of the object.
_NO_OBJECTS = {
    "null": b"null",
    "true": b"true",
    "zero": b"0",
    "1e308": b"1e308",
    "1e400": b"1e400",
    "text": b'"{}"',
    "array": b"[]",
    "array-of-objects": b"[{}]",
    "300-arrays": b"[" * 300 + b"]" * 300,
    "surrogate": b'"\\ud800"',
    "no-value": b"",
}

#: Names that look like the wrapper's; `{name}` is its own.
_NAMES = {
    "upper-case": "{NAME}",
    "space-behind": "{name} ",
    "nul-behind": "{name}\\u0000",
    "brackets": "{name}[]",
    "plural": "{name}s",
    "empty": "",
    "data": "data",
    "prototype": "__proto__",
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a wrapper."""
    if not api.wrapper:
        return
    name = api.wrapper.encode()
    for label, value in _NO_OBJECTS.items():
        yield case(
            f"json/wrapped-{label}",
            lambda to, value=value: to.post(b'{"%s":%s}' % (name, value)),
            UNREADABLE,
        )
    for label, template in _NAMES.items():
        other = template.replace("{name}", api.wrapper)
        other = other.replace("{NAME}", api.wrapper.upper())
        yield case(
            f"json/wrapper-{label}",
            lambda to, other=other: to.post(b'{"%s":%s}' % (other.encode(), _bare(to))),
            UNREADABLE,
        )
    yield case("json/wrapper-missing", lambda to: to.post(_bare(to)), UNREADABLE)
    for label, build, outcome in (
        (
            "twice-last-is-null",
            lambda to: to.json()[:-1] + b',"%s":null}' % name,
            UNREADABLE,
        ),
        (
            "twice-first-is-null",
            lambda to: b'{"%s":null,' % name + to.json()[1:],
            CREATED,
        ),
        (
            "and-100k-others",
            lambda to: b"{" + b'"x":[],' * 100_000 + to.json()[1:],
            CREATED,
        ),
    ):
        yield case(
            f"json/wrapper-{label}",
            lambda to, build=build: to.post(build(to)),
            outcome,
        )
    deep = b"[" * 1000 + b"]" * 1000
    yield case(
        "json/wrapper-and-1000-levels",
        lambda to: to.post(b'{"x":' + deep + b"," + to.json()[1:]),
        CREATED,
        UNREADABLE,
    )
    nothing_needed = set(api.text_fields) <= {*api.may_be_missing}
    for label, build in {
        "wrapped-twice": lambda to: to.wrapped(to.json()),
        "wrapped-nothing": lambda to: to.wrapped(b"{}"),
    }.items():
        yield case(
            f"json/{label}",
            lambda to, build=build: to.post(build(to)),
            CREATED if nothing_needed else Outcome.INVALID,
        )


def _bare(to: Attacker) -> bytes:
    return orjson.dumps(to.api.valid)
