"""Custom fields in forms, where a number and a list of choices are text."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from tests.hostile.api import Outcome
from tests.hostile.attacker import FORM
from tests.hostile.case import case
from tests.hostile.custom_keys import NUMBER, SEVERAL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.attacker import Attacker
    from tests.hostile.case import Case
    from tests.hostile.wire import Request

CREATED, INVALID = Outcome.CREATED, Outcome.INVALID
EITHER = (CREATED, INVALID)

#: Several choices in a form: repeated, with commas, or as a JSON list.
_LISTS: dict[str, tuple[tuple[str, ...], tuple[Outcome, ...]]] = {
    "one": (("1",), (CREATED,)),
    "commas": (("1,2",), (CREATED,)),
    "json": (("[1,2]",), (CREATED,)),
    "repeated": (("1", "2"), (CREATED,)),
    "repeated-lists": (("1,2", "[3]"), EITHER),
    "900-times": (("1",) * 900, (CREATED,)),
    "1001-times": (("1",) * 1001, EITHER),
    "spaces": ((" 1 , 2 ",), EITHER),
    "comma-behind": (("1,",), EITHER),
    "leading-zero": (("01",), EITHER),
    "text-items": (('["1"]',), EITHER),
    "unknown": (("99",), (INVALID,)),
    "5000-digits": (("9" * 5000,), (INVALID,)),
    "5000-digits-in-json": (("[" + "9" * 5000 + "]",), (INVALID,)),
    "1e400-in-json": (("[1e400]",), (INVALID,)),
    "nan-in-json": (("[NaN]",), (INVALID,)),
    "half-in-json": (("[1.5]",), (INVALID,)),
    "true-in-json": (("[true]",), (INVALID,)),
    "null-in-json": (("[null]",), (INVALID,)),
    "nested": (("[[1]]",), (INVALID,)),
    "object": (('{"0":1}',), (INVALID,)),
    "open": (("[1",), (INVALID,)),
    "open-bracket": (("[",), (INVALID,)),
    "100k-levels": (("[" * 100_000,), (INVALID,)),
    "1000-levels": (("[" * 1000 + "]" * 1000,), (INVALID,)),
    "surrogate": (('["\\ud800"]',), (INVALID,)),
    "minus": (("-1",), (INVALID,)),
    "plus": (("+1",), (INVALID,)),
    "underscore": (("1_0",), (INVALID,)),
    "decimal": (("1.0",), (INVALID,)),
    "exponent": (("1e0",), (INVALID,)),
    "arabic-digit": (("\u0661",), (INVALID,)),
    "superscript": (("\u00b9",), (INVALID,)),
    "semicolon": (("1;2",), (INVALID,)),
    "nul": (("1\0",), (INVALID,)),
    "word": (("Chennai",), (INVALID,)),
    "null": (("null",), (INVALID,)),
}

#: A number in a form.
_NUMBERS: dict[str, tuple[str, tuple[Outcome, ...]]] = {
    "integer": ("1", (CREATED,)),
    "two-decimals": ("-0.25", (CREATED,)),
    "nothing": ("", (CREATED,)),
    "leading-zeros": ("007", EITHER),
    "plus": ("+1", EITHER),
    "exponent": ("1e1", EITHER),
    "dot-first": (".5", EITHER),
    "dot-last": ("5.", EITHER),
    "spaces": (" 1 ", EITHER),
    "three-decimals": ("0.001", (INVALID,)),
    "underscore": ("1_0", (INVALID,)),
    "arabic-digit": ("\u0661", (INVALID,)),
    "fullwidth-digit": ("\uff11", (INVALID,)),
    "superscript": ("\u00b9", (INVALID,)),
    "hexadecimal": ("0x1", (INVALID,)),
    "comma": ("1,5", (INVALID,)),
    "line-end": ("1\n", (INVALID,)),
    "nul": ("1\0", (INVALID,)),
    "nan": ("NaN", (INVALID,)),
    "infinity": ("-Infinity", (INVALID,)),
    "1e308": ("1e308", (INVALID,)),
    "1e999999999": ("1e999999999", (INVALID,)),
    "1e-999999999": ("1e-999999999", (INVALID,)),
    "5000-digits": ("9" * 5000, (INVALID,)),
    "5000-decimals": ("1." + "0" * 5000, EITHER),
    "word": ("many", (INVALID,)),
    "json": ("[1]", (INVALID,)),
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a custom field in a form."""
    custom = api.custom_keys
    if custom is None or not custom.keys:
        return
    several = custom.keys[SEVERAL]
    empty = INVALID if custom.required else CREATED
    yield _in_form(several, "nothing", ("",), empty)
    for name, (texts, outcomes) in _LISTS.items():
        yield _in_form(several, name, texts, *outcomes)
    for name, (text, outcomes) in _NUMBERS.items():
        yield _in_form(custom.keys[NUMBER], name, (text,), *outcomes)


def _in_form(key: str, name: str, texts: Sequence[str], *outcomes: Outcome) -> Case:
    def build(to: Attacker) -> Request:
        rest = [(field, each) for field, each in to.api.valid.items() if field != key]
        pairs = [*rest, *((key, text) for text in texts)]
        return to.post(urlencode(pairs).encode(), FORM)

    return case(f"form/{key}-{name}", build, *outcomes)
