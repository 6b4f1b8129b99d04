"""Searches: texts in a search language that break its grammar, or strain its reader."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, quote_from_bytes

from tests.hostile.api import Outcome
from tests.hostile.case import query_case

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

READ, INVALID = Outcome.READ, Outcome.INVALID

#: Found or not, but searched for: what breaks the grammar is taken as bare words.
_SEARCHED = {
    "nothing": "",
    "quotes-alone": '""',
    "blank": "   ",
    "plus-alone": "+++",
    "colon-alone": ":",
    "colons": ":::::",
    "comma-alone": ",",
    "commas": ",,,,,",
    "one-quote": '"',
    "three-quotes": '"""',
    "999-quotes": '"' * 999,
    "quotes-and-colons": '":' * 500,
    "quoted-colon": '":"',
    "name-alone": "tag:",
    "names-alone": "tag:status:priority:",
    "no-name": ":test",
    "empty-name": '"":test',
    "blank-name": '" ":test',
    "empty-value": 'tag:""',
    "empty-item": "tag:a,,b",
    "comma-first": "tag:,a",
    "comma-last": "tag:a,",
    "open-value": 'tag:"a',
    "open-name": '"tag:a',
    "closed-late": 'tag:a"b"c',
    "two-colons": "tag::a",
    "two-spaces": "tag:  a",
    "line-end": "tag:\na",
    "curly-quotes": "tag:\u201ca\u201d",
    "half-curly": 'tag:\u201ca"',
    "other-quotes": "tag:\u00aba\u00bb",
    "fullwidth-colon": "tag\uff1aa",
    "nul": "a\0b",
    "nul-name": 'ta\0g:"a"',
    "surrogate-pair": "\U0001f3ab",
    "right-to-left": "\u202e:\u05d0",
    "combining": "e\u0301" * 500,
    "dotted-i": "\u0130:\u0130",
    "sharp-s": "\u00df" * 1000,
    "regex": r".*+?^${}()|[]\/(?=a)",
    "regex-bomb": "(a+)+$" + "a" * 50 + "!",
    "backslashes": "\\" * 1000,
    "escaped-quote": r'tag:"a\"b"',
    "sql": "' OR 1=1; DROP TABLE tickets--",
    "template": "{{7*7}}${7*7}",
    "object": '{"$gt":""}',
    "dunder": "__class__:__mro__",
    "attribute": "status.name:New",
    "prototype": "constructor:prototype",
    "operators": "NOT a OR (b AND c)",
    "negated": "-tag:test",
    "wildcards": "tag:* *:* %",
    "unheard-of-name": 'unheard_of:"a"',
    "quoted-system-name": '"unresponded":"maybe"',
    "upper-case-name": "UNRESPONDED:maybe",
    "unheard-of-date-name": 'last-modified-on:"2019/01/25"',
    "2000-letters": "x" * 2000,
    "1000-words": "a " * 1000,
    "same-term-250-times": "tag:a " * 250,
    "400-terms": "a:b " * 400,
    "900-values": "tag:" + ",".join("a" * 900),
    "id-5-words": "id:x,y,z,0,00000000000000000000001",
    "id-1500-digits": "id:" + "9" * 1500,
    "category-1500-digits": "category:" + "9" * 1500,
    "contact-quote": "contact:'",
    "assignee-none-and-any": "assignee:none,any",
    "date-first": 'created-after:"0001/01/01"',
    "date-last": 'created-on-or-before:"9999/12/31"',
    "date-beyond-the-last": 'created-after:"9999/12/31"',
    "date-before-the-first": 'created-before:"0001/01/01"',
}

#: Read, but with a value that its name does not take.
_REFUSED = {
    "2001-letters": "x" * 2001,
    "100-kilobytes-escaped": '"' * 20_000,
    "boolean-word": "unresponded:maybe",
    "boolean-number": "breached:1",
    "boolean-both": "has_attachments:true,false",
    "boolean-arabic": "breached:\u0661",
    "duedate-word": "duedate:someday",
    "duedate-days": 'duedate:"next 8 days"',
    "id-hash": 'id:"#DC00000003"',
    "id-hash-among-others": "id:1,#2,3",
    "category-name": "category:Test",
    "category-minus": "category:-1",
    "category-arabic": "category:\u0663",
    "date-word": "created-on:today",
    "date-dashes": 'created-on:"2019-01-25"',
    "date-american": 'created-on:"01/25/2019"',
    "date-no-leap-year": 'created-on:"2019/02/29"',
    "date-month-13": 'created-on:"2019/13/01"',
    "date-year-0": 'created-on:"0000/01/01"',
    "date-year-10000": 'created-on:"10000/01/01"',
    "date-short": 'created-on:"2019/1/25"',
    "date-arabic": 'created-on:"\u0662\u0660\u0661\u0669/01/25"',
    "date-time": 'created-on:"2019/01/25 10:00"',
    "date-line-end": 'created-on:"2019/01/25\n"',
    "date-nul": 'created-on:"2019/01/25\0"',
    "date-1900-slashes": 'created-on:"' + "/" * 1900 + '"',
    "field-number-word": "Quantity:many",
    "field-number-nan": "Quantity:NaN",
    "field-number-infinity": "Quantity:Infinity",
    "field-number-underscore": "Quantity:1_0",
    "field-number-arabic": "Quantity:\u0661",
    "field-date-iso": '"Purchase Date":"2019-12-20"',
    "field-date-word": '"Purchase Date":"today"',
}

#: Numbers that are large, or small, and none the less numbers.
_UNSURE = {
    "field-number-1e400": "Quantity:1e400",
    "field-number-exponent": "Quantity:1e999999999",
    "field-number-minus-exponent": "Quantity:1e-999999999",
    "field-number-1500-digits": "Quantity:" + "9" * 1500,
    "field-number-spaces": 'Quantity:" 1 "',
    "boolean-upper-case": "unresponded:TRUE",
    "boolean-same-twice": "unresponded:true,true",
    "date-curly": "created-on: \u201c2019/01/25\u201d",
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a search."""
    name = api.terms
    if not name:
        return
    for texts, outcomes in (
        (_SEARCHED, (READ,)),
        (_REFUSED, (INVALID,)),
        (_UNSURE, (READ, INVALID)),
    ):
        for label, text in texts.items():
            query = f"{name}={quote(text)}&{api.cheap}"
            yield query_case(f"{name}-{label}", query, *outcomes)
    for label, raw, outcomes in (
        ("non-utf8", b"\xff\xfe:\xc0\xaf", (READ, INVALID)),
        ("surrogate", b"tag:\xed\xa0\x80", (READ, INVALID)),
    ):
        query = f"{name}={quote_from_bytes(raw)}&{api.cheap}"
        yield query_case(f"{name}-{label}", query, *outcomes)
    for label, query, outcomes in (
        ("twice", f"{name}=a&{name}=b", (INVALID,)),
        ("no-equals", name, (READ, INVALID)),
        ("in-brackets", f"{name}[]=tag:a", (READ, INVALID)),
        ("broken-escape", f"{name}=%", (READ, INVALID)),
        ("plus-signs", f"{name}=tag:a+b+%2B+c", (READ,)),
    ):
        yield query_case(f"{name}-{label}", f"{query}&{api.cheap}", *outcomes)
