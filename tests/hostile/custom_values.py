"""Custom fields: values of any type, held against definitions of every type."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.case import REFUSED, case

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

CREATED, INVALID = Outcome.CREATED, Outcome.INVALID


@dataclass(frozen=True)
class CustomValues:
    """An array of custom fields: `{"id": …, "value": …}`.

    `ids` has the id of a definition for each type, `others` those that take no value.
    `option` is one of the dropdown alone, `choice` one of the multiselect alone.
    """

    field: str
    ids: Mapping[str, str]
    others: Sequence[str]
    option: str
    choice: str


_TEXT = {"text", "textarea"}
_NUMBERS = {"number", "decimal"}
_NOBODY: set[str] = set()

#: Values, and the types that take them.
_VALUES: dict[str, tuple[bytes, set[str]]] = {
    "true": (b"true", {"checkbox"}),
    "zero": (b"0", _NUMBERS),
    "minus-zero": (b"-0", _NUMBERS),
    "minus-zero-decimal": (b"-0.0", _NUMBERS),
    "fraction": (b"0.1", {"decimal"}),
    "1e308": (b"1e308", _NUMBERS),
    "minus-1e308": (b"-1e308", _NUMBERS),
    "1e-400": (b"1e-400", _NUMBERS),
    "2-to-64": (b"18446744073709551616", _NUMBERS),
    "largest-exact": (b"9007199254740993", _NUMBERS),
    "empty": (b'""', _TEXT),
    "digits": (b'"1"', _TEXT),
    "word-true": (b'"true"', _TEXT),
    "nul": (b'"a\\u0000"', _TEXT),
    "line-end": (b'"\\r\\n"', _TEXT),
    "megabyte": (b'"' + b"x" * 1_000_000 + b'"', _TEXT),
    "right-to-left": ('"\u202e\u05d0"'.encode(), _TEXT),
    "pattern": (b'"AB-1234"', {*_TEXT, "regex"}),
    "pattern-and-line-end": (b'"AB-1234\\n"', _TEXT),
    "pattern-in-arabic-digits": (
        '"AB-\u0661\u0662\u0663\u0664"'.encode(),
        _TEXT,
    ),
    "date": (b'"2024-02-29"', {*_TEXT, "date"}),
    "no-leap-year": (b'"2026-02-29"', _TEXT),
    "year-zero": (b'"0000-01-01"', _TEXT),
    "date-and-line-end": (b'"2024-02-29\\n"', _TEXT),
    "date-in-arabic-digits": (
        '"\u0662\u0660\u0662\u0664-02-29"'.encode(),
        _TEXT,
    ),
    "short-date": (b'"20240229"', _TEXT),
    "option": (b'"{option}"', {*_TEXT, "dropdown"}),
    "option-in-capitals": (b'"{OPTION}"', _TEXT),
    "option-and-space": (b'"{option} "', _TEXT),
    "no-choice": (b"[]", {"multiselect"}),
    "option-in-array": (b'["{option}"]', _NOBODY),
    "100k-items": (b"[" + b"0," * 100_000 + b"0]", _NOBODY),
    "objects": (b'[{"value":1},{}]', _NOBODY),
    "object": (b'{"a":{"b":[null]}}', _NOBODY),
    "prototype": (b'{"__proto__":{"x":1},"constructor":null}', _NOBODY),
    "100-levels": (b"[" * 100 + b"]" * 100, _NOBODY),
    "1000-levels": (b"[" * 1000 + b"]" * 1000, _NOBODY),
}

#: No JSON at all.
_UNREADABLE = {
    "1e400": b"1e400",
    "minus-1e400": b"-1e400",
    "5000-digits": b"9" * 5000,
    "nan": b"NaN",
    "infinity": b"Infinity",
    "surrogate": b'"\\ud800"',
    "surrogate-in-array": b'["\\udc00\\ud800"]',
    "surrogate-in-object": b'{"\\ud800":1}',
    "100k-levels": b"[" * 100_000 + b"]" * 100_000,
}

#: In place of the whole array; `{id}` is the id of a field of text.
_ARRAYS: dict[str, tuple[bytes, tuple[Outcome, ...]]] = {
    "no-fields": (b"[]", (CREATED,)),
    "null": (b"null", (INVALID,)),
    "object": (b'{"{id}":"a"}', (INVALID,)),
    "text": (b'"{id}"', (INVALID,)),
    "null-entry": (b"[null]", (INVALID,)),
    "array-entry": (b'[["{id}","a"]]', (INVALID,)),
    "no-id": (b'[{"value":"a"}]', (INVALID,)),
    "no-value": (b'[{"id":"{id}"}]', (INVALID,)),
    "number-id": (b'[{"id":1,"value":"a"}]', (INVALID,)),
    "array-id": (b'[{"id":["{id}"],"value":"a"}]', (INVALID,)),
    "object-id": (b'[{"id":{"$gt":""},"value":"a"}]', (INVALID,)),
    "empty-id": (b'[{"id":"","value":"a"}]', (INVALID,)),
    "nul-id": (b'[{"id":"{id}\\u0000","value":"a"}]', (INVALID,)),
    "surrogate-id": (b'[{"id":"\\ud800","value":"a"}]', REFUSED),
    "long-id": (b'[{"id":"' + b"x" * 100_000 + b'","value":"a"}]', (INVALID,)),
    "prototype-id": (b'[{"id":"__proto__","value":"a"}]', (INVALID,)),
    "more-keys": (b'[{"id":"{id}","value":"a","type":"number"}]', (CREATED,)),
    "key-twice": (b'[{"id":"{id}","value":1,"value":"a"}]', (CREATED,)),
    "twice": (b'[{"id":"{id}","value":"a"},{"id":"{id}","value":"a"}]', (INVALID,)),
    "twice-once-null": (
        b'[{"id":"{id}","value":"a"},{"id":"{id}","value":null}]',
        (INVALID,),
    ),
    "20k-times": (
        b'[{"id":"{id}","value":"a"}' + b',{"id":"{id}","value":"a"}' * 20_000 + b"]",
        (INVALID,),
    ),
    "100k-empty-entries": (b"[" + b"{}," * 100_000 + b"{}]", (INVALID,)),
    "20k-unknown": (
        b"["
        + b",".join(b'{"id":"cf_%d","value":0}' % each for each in range(20_000))
        + b"]",
        (INVALID,),
    ),
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a custom field."""
    custom = api.custom_values
    if custom is None:
        return
    for kind, field_id in custom.ids.items():
        for name, (value, takers) in _VALUES.items():
            outcome = CREATED if kind in takers else INVALID
            yield _one(custom, field_id, name, value, outcome)
        yield _one(custom, field_id, "null", b"null", CREATED)
    text = custom.ids["text"]
    for name, value in _UNREADABLE.items():
        yield _one(custom, text, name, value, Outcome.UNREADABLE)
    for field_id in custom.others:
        for name, value in {"text": b'"a"', "null": b"null"}.items():
            yield _one(custom, field_id, name, value, INVALID)
    chosen = custom.ids["multiselect"]
    choices = b'["{choice}"' + b',"{choice}"' * 100_000
    for name, value, outcome in (
        ("one-choice", b'["{choice}"]', CREATED),
        ("bare-choice", b'"{choice}"', INVALID),
        ("100k-choices", choices + b"]", CREATED),
        ("100k-choices-and-one", choices + b',"x"]', INVALID),
        ("nested-choice", b'[["{choice}"]]', INVALID),
    ):
        yield _one(custom, chosen, name, value, outcome)
    for name, (array, outcomes) in _ARRAYS.items():
        written = array.replace(b"{id}", text.encode())
        yield case(
            f"json/{custom.field}-{name}",
            lambda to, written=written: to.post(to.json_with(custom.field, written)),
            *outcomes,
        )


def _one(
    custom: CustomValues, field_id: str, name: str, value: bytes, *outcomes: Outcome
) -> Case:
    option = custom.option.encode()
    value = value.replace(b"{option}", option).replace(b"{OPTION}", option.upper())
    value = value.replace(b"{choice}", custom.choice.encode())
    written = b'[{"id":"%s","value":%s}]' % (field_id.encode(), value)
    return case(
        f"json/{field_id}-{name}",
        lambda to: to.post(to.json_with(custom.field, written)),
        *outcomes,
    )
