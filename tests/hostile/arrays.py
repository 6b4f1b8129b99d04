"""Arrays: of texts, of ids and of words, with items that are none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.hostile.api import Outcome
from tests.hostile.attacker import JSON
from tests.hostile.case import REFUSED, case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.attacker import Attacker
    from tests.hostile.case import Case
    from tests.hostile.wire import Request

CREATED, CHANGED, INVALID = Outcome.CREATED, Outcome.CHANGED, Outcome.INVALID

_DIGITS = b"9" * 5000


def _items(template: bytes, count: int) -> bytes:
    return b"[" + b",".join(template % number for number in range(count)) + b"]"


#: Written in place of an array of texts.
_ARRAYS: dict[str, tuple[bytes, tuple[Outcome, ...]]] = {
    "empty": (b"[]", (CHANGED,)),
    "100k-items": (_items(b'"a%d"', 100_000), (CHANGED, INVALID)),
    "alike-items": (b'["a"' + b',"a"' * 10_000 + b"]", (CHANGED, INVALID)),
    "blank-items": (b'[""," ","\\u00a0","\\u2028","\\u001c"]', (CHANGED, INVALID)),
    "nul-item": (b'["\\u0000","a\\u0000"]', (CHANGED, INVALID)),
    "surrogate-item": (b'["a","\\ud800"]', REFUSED),
    "wrong-items": (b'[1,null,true,[],{},1.5,"a"]', (INVALID,)),
    "5k-wrong-items": (_items(b"%d", 5000), (INVALID,)),
    "nested": (b'[["a"]]', (INVALID,)),
    "deep-item": (b"[" * 300 + b"]" * 300, REFUSED),
    "deep": (b"[" * 900 + b"]" * 900, REFUSED),
    "object": (b'{"0":"a"}', (INVALID,)),
    "text": (b'"a"', (INVALID,)),
    "empty-text": (b'""', (INVALID, CHANGED)),
    "null": (b"null", (INVALID,)),
    "number": (b"0", (INVALID,)),
}


#: Written in place of an array of ids; `%d` is the id of a record that can be named.
_IDS: dict[str, tuple[bytes, tuple[Outcome, ...]]] = {
    "empty": (b"[]", (CREATED,)),
    "one": (b"[%d]", (CREATED,)),
    "one-as-1.0": (b"[%d.0]", (CREATED, INVALID)),
    "one-and-a-half": (b"[%d.5]", (INVALID,)),
    "twice": (b"[%d,%d]", (INVALID,)),
    "1000-times": (b"[%d" + b",%d" * 1000 + b"]", (INVALID,)),
    "one-and-an-unknown": (b"[%d,2147483647]", (INVALID,)),
    "zero": (b"[0]", (INVALID,)),
    "minus-zero": (b"[-0]", (INVALID,)),
    "minus-one": (b"[-1]", (INVALID,)),
    "negative": (b"[-%d]", (INVALID,)),
    "2-to-31": (b"[2147483648]", (INVALID,)),
    "2-to-63": (b"[9223372036854775808]", (INVALID,)),
    "2-to-64": (b"[18446744073709551616]", (INVALID,)),
    "1e3": (b"[1e3]", (INVALID,)),
    "1e308": (b"[1e308]", (INVALID,)),
    "minus-1e308": (b"[-1e308]", (INVALID,)),
    "1e400": (b"[1e400]", REFUSED),
    "1e-400": (b"[1e-400]", (INVALID,)),
    "5000-digits": (b"[" + _DIGITS + b"]", REFUSED),
    "5000-digits-negative": (b"[-" + _DIGITS + b"]", REFUSED),
    "nan": (b"[NaN]", REFUSED),
    "text": (b'["%d"]', (INVALID,)),
    "true": (b"[true]", (INVALID,)),
    "null-item": (b"[null]", (INVALID,)),
    "nested": (b"[[%d]]", (INVALID,)),
    "object-item": (b'[{"id":%d}]', (INVALID,)),
    "deep": (b"[" * 300 + b"]" * 300, REFUSED),
    "2000-unknown": (_items(b"1%06d", 2000), (INVALID,)),
    "object": (b'{"0":%d}', (INVALID,)),
    "bare": (b"%d", (INVALID,)),
    "list-in-text": (b'"[%d]"', (INVALID,)),
    "false": (b"false", (INVALID,)),
    "null": (b"null", (INVALID,)),
}

#: Written in place of an array of words; `{word}` is one that it takes.
_WORDS: dict[str, tuple[bytes, tuple[Outcome, ...]]] = {
    "empty": (b"[]", (INVALID,)),
    "alike": (b'["{word}","{word}"]', (CREATED,)),
    "10k-alike": (b'["{word}"' + b',"{word}"' * 10_000 + b"]", (CREATED,)),
    "10k-alike-and-one": (b'["{word}"' + b',"{word}"' * 10_000 + b',"x"]', (INVALID,)),
    "unknown": (b'["{word}","unheard.of"]', (INVALID,)),
    "100k-unknown": (_items(b'"a%d"', 100_000), (INVALID,)),
    "wildcard": (b'["*"]', (INVALID,)),
    "blank": (b'[""," "]', (INVALID,)),
    "space-behind": (b'["{word} "]', (INVALID,)),
    "line-end-behind": (b'["{word}\\n"]', (INVALID,)),
    "nul-behind": (b'["{word}\\u0000"]', (INVALID,)),
    "surrogate": (b'["\\ud800"]', REFUSED),
    "null-item": (b'["{word}",null]', (INVALID,)),
    "number": (b"[1]", (INVALID,)),
    "nested": (b'[["{word}"]]', (INVALID,)),
    "object": (b'{"{word}":true}', (INVALID,)),
    "text": (b'"{word}"', (INVALID,)),
    "null": (b"null", (INVALID,)),
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of an array in a JSON body."""
    if api.array_form is not None:
        for name, (array, outcomes) in _ARRAYS.items():
            yield _array(name, array, *outcomes)
    for field in api.text_arrays:
        for name, (array, outcomes) in _ARRAYS.items():
            stands = {CHANGED: CREATED}
            yield _written(
                field, name, array, *(stands.get(each, each) for each in outcomes)
            )
    for field, known in api.id_arrays.items():
        number = str(known).encode()
        for name, (array, outcomes) in _IDS.items():
            yield _written(field, name, array.replace(b"%d", number), *outcomes)
    for field, word in api.word_arrays.items():
        for name, (array, outcomes) in _WORDS.items():
            written = array.replace(b"{word}", word.encode())
            yield _written(field, name, written, *outcomes)


def _written(field: str, name: str, array: bytes, *outcomes: Outcome) -> Case:
    return case(
        f"json/{field}-{name}",
        lambda to: to.post(to.json_with(field, array)),
        *outcomes,
    )


def _array(name: str, array: bytes, *outcomes: Outcome) -> Case:
    def build(to: Attacker) -> Request:
        assert to.api.array_form is not None
        method, path, field = to.api.array_form
        body = b'{"%s":%s}' % (field.encode(), array)
        return to.send(method, to.path(path), body, JSON)

    return case(f"json/array-{name}", build, *outcomes)
