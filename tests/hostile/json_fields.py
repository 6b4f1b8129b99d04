"""JSON values in the place of fields: texts, integers, and anything at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.case import REFUSED, case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

CREATED, INVALID = Outcome.CREATED, Outcome.INVALID

_DEEP = 100_000
_DIGITS = b"9" * 5000


#: Written in place of a text's value.
_TEXTS = {
    "lone-surrogate": (b'"a\\ud800b"', REFUSED),
    "lone-low-surrogate": (b'"\\udc00"', REFUSED),
    "swapped-surrogates": (b'"\\udc00\\ud800"', REFUSED),
    "encoded-surrogate": (b'"a\xed\xa0\x80b"', REFUSED),
    "invalid-utf8": (b'"a\xff\xfeb"', REFUSED),
    "overlong-utf8": (b'"a\xc0\xafb"', REFUSED),
    "cut-utf8": (b'"a\xe2\x82"', REFUSED),
    "control-character": (b'"a\x01b"', REFUSED),
    "nul": (b'"a\\u0000b"', (CREATED, INVALID)),
    "only-nul": (b'"\\u0000"', (CREATED, INVALID)),
    "surrogate-pair": (b'"a\\ud83d\\ude00b"', (CREATED,)),
    "noncharacter": (b'"a\\uffffb"', (CREATED, INVALID)),
    "megabyte": (b'"' + b"x" * 1_000_000 + b'"', (CREATED, INVALID)),
    "no-break-space-only": (b'"\\u00a0"', (CREATED, INVALID)),
}


#: Written in place of an integer's value.
_INTEGERS = {
    "5000-digits": _DIGITS,
    "5000-digits-negative": b"-" + _DIGITS,
    "5000-digits-in-a-string": b'"' + _DIGITS + b'"',
    "5000-decimals": b"1." + b"3" * 5000,
    "1e400": b"1e400",
    "minus-1e400": b"-1e400",
    "1e308": b"1e308",
    "1e-400": b"1e-400",
    "beyond-64-bits": b"18446744073709551616",
    "nan": b"NaN",
    "infinity": b"Infinity",
    "minus-infinity": b"-Infinity",
    "minus-one": b"-1",
    "zero": b"0",
    "minus-zero": b"-0",
    "half": b"1.5",
    "spaced-string": b'" 1"',
    "plus-string": b'"+1"',
    "underscore-string": b'"1_0"',
    "exponent-string": b'"1e0"',
    "decimal-string": b'"1.0"',
    "newline-string": b'"1\\n"',
    "nul-string": b'"1\\u0000"',
    "arabic-digits": b'"\\u0661"',
    "superscript-digit": b'"\\u00b9"',
}

#: Of no scalar field's type.
_NEVER = {
    "array": b"[]",
    "object": b"{}",
    "array-of-values": b'["a",1]',
    "nested": b'[[[[{"a":[]}]]]]',
    "null": b"null",
    "true": b"true",
}


#: Likewise, but perhaps nested too deeply to be judged.
_DEEP_VALUES = {
    "300-arrays": b"[" * 300 + b"]" * 300,
    "300-objects": b'{"a":' * 300 + b"1" + b"}" * 300,
}

#: Written in place of a value that may be anything.
_LOOSE = {
    "1000-levels": b"[" * 1000 + b"]" * 1000,
    "1e400": b"1e400",
    "1e308": b"1e308",
    "5000-digits": _DIGITS,
    "negative": b"-0.0",
    "true": b"true",
    "object": b'{"a":{"b":[null]}}',
    "100k-items": b"[" + b"0," * 100_000 + b"0]",
    "prototype": b'{"__proto__":{"x":1},"constructor":null}',
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a JSON value."""
    yield from _written(api)
    yield from _mistyped(api)
    yield from _missing(api)


def _written(api: ApiUnderAttack) -> Iterator[Case]:
    text = api.text_fields[0]
    for name, (value, outcomes) in _TEXTS.items():
        yield case(
            f"json/text-{name}",
            lambda to, value=value: to.post(to.json_with(text, value)),
            *outcomes,
        )
    for integer in api.integer_fields[:1]:
        for name, value in _INTEGERS.items():
            yield case(
                f"json/integer-{name}",
                lambda to, integer=integer, value=value: to.post(
                    to.json_with(integer, value)
                ),
                *REFUSED,
            )
    for name, value in {
        "nested-surrogate": b'{"a":[{"b":"\\ud800"}]}',
        "surrogate-key": b'{"\\ud800":1}',
        "nan": b"[NaN]",
        "deep": b"[" * _DEEP + b"]" * _DEEP,
    }.items():
        yield case(
            f"json/unheard_of-{name}",
            lambda to, value=value: to.post(to.json_with("unheard_of", value)),
            *REFUSED,
        )
    for field in ("unheard_of", *api.loose_fields):
        for name, value in _LOOSE.items():
            yield case(
                f"json/{field}-{name}",
                lambda to, field=field, value=value: to.post(
                    to.json_with(field, value)
                ),
                CREATED,
                *REFUSED,
            )


def _mistyped(api: ApiUnderAttack) -> Iterator[Case]:
    for field in (*api.text_fields, *api.integer_fields):
        for name, value in (_NEVER | _DEEP_VALUES).items():
            yield case(
                f"json/{field}-{name}",
                lambda to, field=field, value=value: to.post(
                    to.json_with(field, value)
                ),
                *((INVALID,) if name in _NEVER else REFUSED),
            )
    for field in api.text_fields:
        for name, value in {
            "number": b"5",
            "fraction": b"0.1",
            "false": b"false",
        }.items():
            yield case(
                f"json/{field}-{name}",
                lambda to, field=field, value=value: to.post(
                    to.json_with(field, value)
                ),
                INVALID,
            )


def _missing(api: ApiUnderAttack) -> Iterator[Case]:
    for field in (*api.text_fields, *api.integer_fields):
        yield case(
            f"json/{field}-missing",
            lambda to, field=field: to.post(to.json_without(field)),
            CREATED if field in api.may_be_missing else INVALID,
        )
        for name, value, allowed in (
            ("empty", b'""', api.may_be_empty),
            ("blank", b'" \\t\\n"', api.may_be_blank),
        ):
            yield case(
                f"json/{field}-{name}",
                lambda to, field=field, value=value: to.post(
                    to.json_with(field, value)
                ),
                CREATED if field in allowed else INVALID,
            )
