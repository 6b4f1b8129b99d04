"""Custom fields under keys of their own: odd keys, and values of any type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

import orjson

from tests.hostile.api import Outcome
from tests.hostile.attacker import FORM
from tests.hostile.case import case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

CREATED, INVALID = Outcome.CREATED, Outcome.INVALID
EITHER = (CREATED, INVALID)


@dataclass(frozen=True)
class CustomKeys:
    """Custom fields that stand among the others, each under a key of its own.

    `keys` has a key for each type, `prefixes` what the keys begin with; `others` are
    keys that take no value here. `required` tells whether the field of several choices
    must be filled.
    """

    keys: Mapping[str, str]
    prefixes: Sequence[str]
    others: Sequence[str]
    required: bool = False


#: Behind the prefix: no id of a definition.
_NO_IDS = {
    "nothing": "",
    "zero": "0",
    "leading-zero": "03",
    "ten-digits": "9999999999",
    "twenty-digits": "99999999999999999999",
    "5000-digits": "9" * 5000,
    "minus": "-3",
    "plus": "+3",
    "decimal": "3.0",
    "exponent": "3e0",
    "hexadecimal": "0x3",
    "underscore": "0_3",
    "arabic-digit": "\u0663",
    "fullwidth-digit": "\uff13",
    "superscript": "\u00b3",
    "space-before": " 3",
    "space-behind": "3 ",
    "line-end-behind": "3\n",
    "nul-behind": "3\0",
    "brackets": "3[]",
    "index": "3[0]",
    "key": "3[a]",
    "word": "city",
    "prototype": "__proto__",
    "traversal": "../3",
    "emoji": "\U0001f3ab",
    "two": "1,3",
}

#: Like a key, but for the prefix: ignored as any unknown field is.
_NO_KEYS = {
    "upper-case": "{PREFIX}3",
    "letter-before": "x{prefix}3",
    "space-before": " {prefix}3",
    "nul-before": "\0{prefix}3",
    "no-dash": "{bare}3",
    "prefix-alone": "{bare}",
    "in-brackets": "[{prefix}3]",
    "fullwidth": "\uff54-cf-3",
}

#: The types of fields.
_TEXT, NUMBER, _DATE = "text", "number", "date"
_CHOICE, SEVERAL = "choice", "several"
_NOBODY: set[str] = set()

#: Values in JSON, and the types that take them.
_VALUES: dict[str, tuple[bytes, set[str]]] = {
    "true": (b"true", _NOBODY),
    "zero": (b"0", {NUMBER}),
    "one": (b"1", {NUMBER, _CHOICE}),
    "99": (b"99", {NUMBER}),
    "minus-zero": (b"-0", {NUMBER}),
    "minus-zero-decimal": (b"-0.0", {NUMBER}),
    "two-decimals": (b"0.01", {NUMBER}),
    "three-decimals": (b"0.001", _NOBODY),
    "0.1-plus-0.2": (b"0.30000000000000004", _NOBODY),
    "1e-400": (b"1e-400", {NUMBER}),
    "1e308": (b"1e308", _NOBODY),
    "2-to-64": (b"18446744073709551616", _NOBODY),
    "half": (b"1.5", {NUMBER}),
    "empty": (b'""', {_TEXT, _DATE}),
    "digits": (b'"1"', {_TEXT}),
    "nul": (b'"a\\u0000"', {_TEXT}),
    "line-end": (b'"\\r\\n"', {_TEXT}),
    "megabyte": (b'"' + b"x" * 1_000_000 + b'"', {_TEXT}),
    "right-to-left": ('"\u202e\u05d0"'.encode(), {_TEXT}),
    "date": (b'"2024-02-29"', {_TEXT, _DATE}),
    "no-leap-year": (b'"2026-02-29"', {_TEXT}),
    "year-zero": (b'"0000-01-01"', {_TEXT}),
    "date-and-line-end": (b'"2024-02-29\\n"', {_TEXT}),
    "date-in-arabic-digits": (
        '"\u0662\u0660\u0662\u0664-02-29"'.encode(),
        {_TEXT},
    ),
    "date-turned-round": (b'"29/02/2024"', {_TEXT}),
    "one-choice": (b"[1]", {SEVERAL}),
    "same-choice-twice": (b"[1,1]", {SEVERAL}),
    "100k-choices": (b"[1" + b",1" * 100_000 + b"]", {SEVERAL}),
    "100k-choices-and-one": (b"[1" + b",1" * 100_000 + b",99]", _NOBODY),
    "unknown-choice": (b"[99]", _NOBODY),
    "zero-choice": (b"[0]", _NOBODY),
    "minus-choice": (b"[-1]", _NOBODY),
    "2-to-31-choice": (b"[2147483648]", _NOBODY),
    "2-to-64-choice": (b"[18446744073709551616]", _NOBODY),
    "text-choice": (b'["1"]', _NOBODY),
    "true-choice": (b"[true]", _NOBODY),
    "null-choice": (b"[null]", _NOBODY),
    "half-choice": (b"[1.5]", _NOBODY),
    "nested-choice": (b"[[1]]", _NOBODY),
    "choices-in-text": (b'"[1,2]"', {_TEXT}),
    "object": (b'{"a":{"b":[null]}}', _NOBODY),
    "prototype": (b'{"__proto__":{"x":1},"constructor":null}', _NOBODY),
    "100-levels": (b"[" * 100 + b"]" * 100, _NOBODY),
    "1e400": (b"1e400", _NOBODY),
    "5000-digits": (b"9" * 5000, _NOBODY),
    "nan": (b"NaN", _NOBODY),
    "surrogate": (b'"\\ud800"', _NOBODY),
    "100k-levels": (b"[" * 100_000 + b"]" * 100_000, _NOBODY),
}


#: What leaves a field empty, and the types that take it unless they are required.
_EMPTY: dict[str, tuple[bytes, set[str]]] = {
    "null": (b"null", {_TEXT, NUMBER, _DATE, _CHOICE, SEVERAL}),
    "no-choice": (b"[]", {SEVERAL}),
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a custom field under a key."""
    custom = api.custom_keys
    if custom is None:
        return
    yield from _odd_keys(custom)
    for kind, key in custom.keys.items():
        for name, (value, takers) in _VALUES.items():
            outcome = CREATED if kind in takers else INVALID
            yield _valued(key, name, value, outcome)
        for name, (value, takers) in _EMPTY.items():
            needed = kind == SEVERAL and custom.required
            fine = kind in takers and not needed
            yield _valued(key, name, value, CREATED if fine else INVALID)


def _odd_keys(custom: CustomKeys) -> Iterator[Case]:
    """Yield the cases of a key with a harmless value, most as JSON and as a form."""
    first = custom.prefixes[0]
    for name, key, outcomes in _keys(custom):
        more = orjson.dumps({key: "1"})[1:-1]
        yield case(
            f"json/key-{name}",
            lambda to, more=more: to.post(to.json_spliced(behind=more)),
            *outcomes,
        )
        if name.startswith(first):
            pair = f"&{quote(key, safe='')}=1".encode()
            yield case(
                f"form/key-{name}",
                lambda to, pair=pair: to.post(to.form() + pair, FORM),
                *outcomes,
            )
    many = {f"{first}9{number:04}": 1 for number in range(2000)}
    yield case(
        f"json/{first}2000-unknown", lambda to: to.post(to.json(**many)), INVALID
    )
    for text in [key.encode() for kind, key in custom.keys.items() if kind == _TEXT]:
        yield case(
            f"json/{first}twice",
            lambda to, text=text: to.post(
                to.json_spliced(b'"%s":[]' % text, b'"%s":"a"' % text)
            ),
            CREATED,
        )


def _keys(custom: CustomKeys) -> Iterator[tuple[str, str, tuple[Outcome, ...]]]:
    for prefix in custom.prefixes:
        for name, behind in _NO_IDS.items():
            yield f"{prefix}{name}", prefix + behind, (INVALID,)
        for name, template in _NO_KEYS.items():
            key = template.replace("{prefix}", prefix).replace("{bare}", prefix[:-1])
            key = key.replace("{PREFIX}", prefix.upper())
            yield (
                f"{prefix}{name}",
                key,
                EITHER if key.startswith("\0") else (CREATED,),
            )
    for key in custom.others:
        yield key, key, (INVALID,)


def _valued(key: str, name: str, value: bytes, *outcomes: Outcome) -> Case:
    return case(
        f"json/{key}-{name}", lambda to: to.post(to.json_with(key, value)), *outcomes
    )
