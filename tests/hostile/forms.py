"""Urlencoded bodies: broken escapes, odd names, brackets, far too many fields."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.attacker import FORM, JSON
from tests.hostile.case import REFUSED, case, form_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.attacker import Attacker
    from tests.hostile.case import Case
    from tests.hostile.wire import Request

CREATED, CHANGED, INVALID = Outcome.CREATED, Outcome.CHANGED, Outcome.INVALID
UNSUPPORTED = Outcome.UNSUPPORTED

#: Written in place of a text's value.
_TEXTS = {
    "percent": (b"%", (CREATED, INVALID)),
    "percent-letters": (b"%zz", (CREATED, INVALID)),
    "half-escape": (b"a%2", (CREATED, INVALID)),
    "nul": (b"a%00b", (CREATED, INVALID)),
    "escaped-ff": (b"%FF", (CREATED, INVALID)),
    "escaped-surrogate": (b"%ED%A0%80", (CREATED, INVALID)),
    "raw-ff": (b"a\xff\xfeb", (CREATED, INVALID)),
    "raw-utf8": ("größer".encode(), (CREATED,)),
    "raw-nul": (b"a\x00b", (CREATED, INVALID)),
    "plus-signs": (b"a+b++c", (CREATED,)),
    "twice-escaped": (b"%2525", (CREATED,)),
    "equals-signs": (b"a=b==c", (CREATED,)),
    "line-ends": (b"a%0D%0Ab\r\n", (CREATED, INVALID)),
    "megabyte": (b"x" * 1_000_000, (CREATED, INVALID, Outcome.TOO_LARGE)),
    "empty": (b"", (INVALID,)),
    "plus-only": (b"+", (INVALID,)),
}

#: Written in place of an integer's value.
_INTEGERS = {
    "spaced": b"+1",
    "plus": b"%2B1",
    "underscore": b"1_0",
    "decimal": b"1.0",
    "exponent": b"1e0",
    "hexadecimal": b"0x1",
    "arabic-digits": "\u0661".encode(),
    "newline": b"1%0A",
    "nul": b"1%00",
    "5000-digits": b"9" * 5000,
    "5000-zeroes-and-a-seven": b"0" * 5000 + b"7",
    "minus": b"-",
    "word": b"one",
    "true": b"true",
    "json": b"[1]",
}

_BODIES = {
    "empty": b"",
    "ampersands": b"&&&&",
    "equals": b"=",
    "no-name": b"=x",
    "no-names": b"=x&=y&==",
    "semicolons": b"a=1;b=2;c=3",
    "question-mark": b"?a=1",
    "only-percent": b"%",
    "only-nul": b"\x00" * 50,
    "1001-fields": b"&".join(b"f%d=1" % number for number in range(1001)),
    "100k-ampersands": b"&" * 100_000,
    "100k-empty-fields": b"=&" * 100_000,
    "long-name": b"n" * 100_000 + b"=1",
    "deep-brackets": b"a" + b"[b]" * 10_000 + b"=1",
    "open-brackets": b"a" + b"[" * 50_000 + b"=1",
    "closing-brackets": b"a" + b"]" * 50_000 + b"=1",
    "json-instead": b'{"a":1}',
    "utf-16": "a=1&b=2".encode("utf-16"),
}

#: In place of the pairs of an array; `name` is the array field's.
_ARRAYS = {
    "brackets": ("{name}[]=a&{name}[]=b", (CHANGED,)),
    "indexes": ("{name}[0]=a&{name}[1]=b", (CHANGED,)),
    "indexes-out-of-order": ("{name}[7]=a&{name}[7]=b&{name}[0]=c", (CHANGED, INVALID)),
    "escaped-brackets": ("{name}%5B%5D=a", (CHANGED,)),
    "nothing": ("", REFUSED),
    "empty": ("{name}[]=", (CHANGED, INVALID)),
    "no-equals": ("{name}", (CHANGED, INVALID)),
    "brackets-no-equals": ("{name}[]", (CHANGED, INVALID)),
    "bare": ("{name}=a", (INVALID,)),
    "bare-twice": ("{name}=a&{name}=b", (INVALID,)),
    "bare-and-brackets": ("{name}=a&{name}[]=b", (INVALID,)),
    "huge-index": ("{name}[999999999999]=a", (CHANGED, INVALID)),
    "5000-digit-index": ("{name}[" + "9" * 5000 + "]=a", (CHANGED, INVALID)),
    "negative-index": ("{name}[-1]=a", (INVALID,)),
    "word-index": ("{name}[a]=x", (INVALID,)),
    "space-index": ("{name}[+]=x", (INVALID,)),
    "arabic-index": ("{name}[\u0663]=x", (INVALID,)),
    "two-levels": ("{name}[][]=a", (INVALID,)),
    "two-levels-named": ("{name}[0][title]=a", (INVALID,)),
    "open": ("{name}[=a", (INVALID,)),
    "closed": ("{name}]=a", (INVALID,)),
    "swapped": ("{name}][=a", (INVALID,)),
    "text-behind": ("{name}[]x=a", (INVALID,)),
    "newline-in-name": ("{name}%0A[]=a", (INVALID,)),
    "nul-in-name": ("{name}%00[]=a", (INVALID,)),
    "900-items": ("&".join(["{name}[]=a"] * 900), (CHANGED,)),
    "1001-items": ("&".join(["{name}[]=a"] * 1001), (CHANGED, *REFUSED)),
    "broken-item": ("{name}[]=%FF%00%", (CHANGED, INVALID)),
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of an urlencoded body."""
    yield case("form/valid", lambda to: to.post(to.form(), FORM), api.form_outcome)
    yield case(
        "form/charset",
        lambda to: to.post(to.form(), f"{FORM};charset=klingon"),
        api.form_outcome,
    )
    yield case("form/sent-as-json", lambda to: to.post(to.form(), JSON), *REFUSED)
    if api.takes_forms:
        yield from _read(api)
    else:
        for name, body in _BODIES.items():
            yield form_case(name, body, UNSUPPORTED)


def _read(api: ApiUnderAttack) -> Iterator[Case]:
    text, integer = api.text_fields[0], api.integer_fields[0]
    for name, body in _BODIES.items():
        yield form_case(name, body)
    for name, (value, outcomes) in _TEXTS.items():
        fine = name == "plus-only" and text in api.may_be_blank
        yield case(
            f"form/text-{name}",
            lambda to, value=value: to.post(to.form_with(text, value), FORM),
            *((CREATED,) if fine else outcomes),
        )
    for name, value in _INTEGERS.items():
        outcomes = (INVALID,) if "zeroes" not in name else (CREATED, INVALID)
        yield case(
            f"form/integer-{name}",
            lambda to, value=value: to.post(to.form_with(integer, value), FORM),
            *outcomes,
        )
    for field in (text, integer):
        yield _edited(f"{field}-twice", f"{field}=1&", "", INVALID)
        for name, spelled in {
            "brackets": f"{field}[]",
            "index": f"{field}[0]",
            "key": f"{field}[a]",
            "upper-case": field.upper(),
            "nul": f"{field}%00",
            "space": f"+{field}",
        }.items():
            yield _edited(f"{field}-{name}", f"{field}=", f"{spelled}=", INVALID)
    yield case(
        "form/1001-fields-and-valid-ones",
        lambda to: to.post(to.form() + b"&x=1" * 1001, FORM),
        CREATED,
        *REFUSED,
        Outcome.TOO_LARGE,
    )
    yield case(
        "form/900-unknown-fields",
        lambda to: to.post(to.form() + b"&x=1" * 900, FORM),
        CREATED,
    )
    if api.array_form is not None:
        for name, (pairs, outcomes) in _ARRAYS.items():
            yield _array(name, pairs, *outcomes)


def _edited(name: str, old: str, new: str, *outcomes: Outcome) -> Case:
    """Make a case of the valid form with a piece of it written differently."""

    def build(to: Attacker) -> Request:
        form = to.form().decode()
        edited = old + form if not new else form.replace(old, new, 1)
        return to.post(edited.encode(), FORM)

    return case(f"form/{name}", build, *outcomes)


def _array(name: str, pairs: str, *outcomes: Outcome) -> Case:
    def build(to: Attacker) -> Request:
        assert to.api.array_form is not None
        method, path, field = to.api.array_form
        body = pairs.replace("{name}", field).encode()
        return to.send(method, to.path(path), body, FORM)

    return case(f"form/array-{name}", build, *outcomes)
