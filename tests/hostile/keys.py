"""Keys: in a header of their own, beside another one, and with too little to say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.attacker import JSON
from tests.hostile.case import case
from tests.hostile.wire import Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case
    from tests.hostile.wire import Headers

UNAUTHENTICATED, FORBIDDEN = Outcome.UNAUTHENTICATED, Outcome.FORBIDDEN
NO_FIXED_HEADER = Outcome.NO_FIXED_HEADER

#: No keys; `{key}` is one that is known.
_KEYS: dict[str, str | bytes] = {
    "empty": "",
    "blank": "   ",
    "unknown": "x",
    "with-scheme": "Bearer {key}",
    "in-capitals": "{KEY}",
    "and-letter": "{key}x",
    "and-word": "{key} x",
    "and-comma": "{key},",
    "twice": "{key},{key}",
    "quoted": '"{key}"',
    "escaped": "%69{key}",
    "non-ascii": b"\xff\xfe\xe4",
    "utf8": "\u00fc".encode(),
    "8-kilobytes": "k" * 8192,
    "only-a-tilde": "~",
    "only-a-suffix": "~name",
    "tildes": "~~~~",
    "null": "null",
    "array": "['{key}']",
}

#: In the header Authorization, beside a good key in the API's own header.
_BESIDE: dict[str, str | bytes] = {
    "empty": "",
    "unknown": "Bearer x",
    "other-scheme": "Basic dTpw",
    "bare-key": "{key}",
    "non-ascii": b"\xff",
}

#: In place of a header that every call needs; `{value}` is what is due there.
_FIXED: dict[str, str | bytes] = {
    "unknown": "x",
    "in-capitals": "{VALUE}",
    "and-comma": "{value},",
    "twice": "{value}, {value}",
    "and-word": "{value} x",
    "quoted": '"{value}"',
    "escaped": "%77{value}",
    "wildcard": "*",
    "traversal": "../{value}",
    "null": "null",
    "non-ascii": b"\xff\xfe",
    "arabic-digits": "\u0661".encode(),
    "101-characters": "w" * 101,
    "8-kilobytes": "w" * 8192,
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a key, and of the headers that go with it."""
    if api.key_header:
        yield from _in_own_header(api)
    for number, key in enumerate(api.lesser_keys):
        yield from _lesser(api, f"lesser-key-{number}", api.credential(key))
    for name, value in api.fixed_headers:
        yield from _fixed(api, name, str(value))


def _in_own_header(api: ApiUnderAttack) -> Iterator[Case]:
    header = api.key_header
    for name, template in _KEYS.items():
        value = _filled(template, "key", api.key)
        yield case(
            f"key/{name}",
            lambda to, value=value: to.read((header, value), credential=False),
            UNAUTHENTICATED,
        )
    yield case(
        "key/nul-behind",
        lambda to: to.read((header, f"{api.key}\0"), credential=False),
        Outcome.NOT_HTTP,
    )
    yield case(
        "key/good",
        lambda to: to.read((header, api.key), credential=False),
        Outcome.READ,
    )
    yield case(
        "key/header-twice",
        lambda to: to.read((header, api.key), (header, api.key), credential=False),
        UNAUTHENTICATED,
    )
    for name, suffix in {"traversal": "~../x", "two-names": "~a~b"}.items():
        yield case(
            f"key/suffix-{name}",
            lambda to, suffix=suffix: to.read(
                (header, api.key + suffix), credential=False, sandbox=False
            ),
            UNAUTHENTICATED,
        )
    for name, template in _BESIDE.items():
        value = _filled(template, "key", api.key)
        yield case(
            f"key/beside-authorization-{name}",
            lambda to, value=value: to.read(
                (header, api.key), ("Authorization", value), credential=False
            ),
            api.beside_authorization,
        )


def _lesser(api: ApiUnderAttack, name: str, key: Headers) -> Iterator[Case]:
    target = api.prefix + api.create
    for label, body in {
        "a-good-body": None,
        "a-bad-body": b"{",
        "no-body": b"",
        "a-megabyte": b"x" * 1_000_000,
    }.items():
        yield case(
            f"key/{name}-on-{label}",
            lambda to, body=body: to.send(
                api.create_method,
                target,
                to.json() if body is None else body,
                JSON,
                *key,
                credential=False,
            ),
            FORBIDDEN,
        )
    yield case(
        f"key/{name}-on-50-megabytes-announced",
        lambda to: Request(
            api.create_method,
            target,
            (*to.headers(credential=False), *key, ("Content-Length", "50000000")),
        ),
        FORBIDDEN,
    )


def _fixed(api: ApiUnderAttack, header: str, due: str) -> Iterator[Case]:
    outcomes: dict[str, Outcome] = {}
    values: dict[str, Headers] = {"missing": (), "twice-alike": ((header, due),) * 2}
    outcomes["missing"] = NO_FIXED_HEADER
    for name, blank in {"empty": "", "blank": " \t "}.items():
        values[name] = ((header, blank),)
        outcomes[name] = NO_FIXED_HEADER
    values["space-around"] = ((header, f"  {due} "),)
    outcomes["space-around"] = Outcome.READ
    values |= {
        name: ((header, _filled(template, "value", due)),)
        for name, template in _FIXED.items()
    }
    for name, headers in values.items():
        yield case(
            f"fixed-header/{header}-{name}",
            lambda to, headers=headers: to.read(*headers, fixed=False),
            outcomes.get(name, FORBIDDEN),
        )
    yield case(
        f"fixed-header/{header}-nul-behind",
        lambda to: to.read((header, f"{due}\0"), fixed=False),
        Outcome.NOT_HTTP,
    )
    target = api.prefix + api.create
    for name, headers, credential, outcome in (
        ("missing-on-a-bad-body", (), True, NO_FIXED_HEADER),
        ("unknown-on-a-bad-body", ((header, "x"),), True, FORBIDDEN),
        ("missing-from-nobody", (), False, UNAUTHENTICATED),
        ("unknown-from-nobody", ((header, "x"),), False, UNAUTHENTICATED),
    ):
        yield case(
            f"fixed-header/{header}-{name}",
            lambda to, headers=headers, credential=credential: to.send(
                api.create_method,
                target,
                b"{",
                "garbage",
                *headers,
                fixed=False,
                credential=credential,
            ),
            outcome,
        )


def _filled(template: str | bytes, name: str, value: str) -> str | bytes:
    if isinstance(template, bytes):
        return template
    filled = template.replace(f"{{{name}}}", value)
    return filled.replace(f"{{{name.upper()}}}", value.upper())
