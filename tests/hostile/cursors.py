"""Cursors: such as were never given out, and those of other lists and other callers."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote_from_bytes

from tests.hostile.api import Outcome
from tests.hostile.case import case

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case

READ, BAD = Outcome.READ, Outcome.BAD_PLACE_IN_LIST


@dataclass(frozen=True)
class Cursors:
    """A list whose pages end with a cursor: the unpadded URL-safe Base64 of an id.

    `parameters` are the names that a cursor may be sent under, `known_id` is of a
    record in the list, and `foreign_ids` are of those that are not in it.
    """

    path: str
    parameters: Sequence[str]
    known_id: str
    foreign_ids: Sequence[str]


#: No Base64, or none of an id; sent as they are.
_NEVER = {
    "empty": b"",
    "blank": b" ",
    "punctuation": b"!!!!",
    "one-letter": b"a",
    "five-letters": b"dGt0X",
    "only-padding": b"====",
    "standard-alphabet": b"+/+/",
    "url-safe-alphabet": b"-_-_",
    "nul": b"\0",
    "nul-and-letters": b"dGt0\0X2Fi",
    "non-utf8": b"\xff\xfe",
    "arabic-digits": "\u0661\u0662\u0663\u0664".encode(),
    "fullwidth-letters": "\uff44\uff27".encode(),
    "ten-kilobytes": b"QUFB" * 2500,
    "200-letters": b"QUFB" * 50,
    "201-letters": b"QUFB" * 50 + b"Q",
    "path": b"../../etc/passwd",
    "json": b'{"id":"x"}',
    "sql": b"' OR 1=1--",
    "null": b"null",
    "page-number": b"2",
}

#: What only a cursor's maker would write; encoded as a cursor is.
_ENCODED = {
    "json": b'{"id":"x"}',
    "pickle": b"\x80\x04N.",
    "nul": b"\0",
    "non-utf8": b"\xff\xfe\xfd",
    "surrogate": b"\xed\xa0\x80",
    "prototype": b"__proto__",
    "number": b"1",
    "wildcard": b"%",
}


def cases(api: ApiUnderAttack) -> Iterator[Case]:
    """Yield every case of a cursor."""
    for cursors in api.cursors:
        first = cursors.parameters[0]
        for name, raw in {**_values(cursors), **_NEVER}.items():
            yield _sent(cursors, f"{first}-{name}", [(first, raw)], BAD)
        yield from _named(cursors)


def _values(cursors: Cursors) -> dict[str, bytes]:
    """Return cursors that were never given out, though near to one that was."""
    known = cursors.known_id.encode()
    good = _encoded(known)
    padded = base64.urlsafe_b64encode(known)
    values = {f"encoded-{name}": _encoded(raw) for name, raw in _ENCODED.items()}
    values |= {f"of-{id_}": _encoded(id_.encode()) for id_ in cursors.foreign_ids}
    values |= {
        "the-bare-id": known,
        "encoded-twice": _encoded(good),
        "upper-case": good.upper(),
        "reversed": good[::-1],
        "cut": good[:-1],
        "and-space": good + b" ",
        "and-line-end": good + b"\n",
        "and-nul": good + b"\0",
        "and-comma": good + b"," + good,
        "and-padding": good + b"=" * 4,
        "spaced-out": good[:4] + b" " + good[4:],
        "id-in-capitals": _encoded(known.upper()),
        "id-and-nul": _encoded(known + b"\0"),
        "id-and-line-end": _encoded(known + b"\n"),
        "id-behind-bom": _encoded(b"\xef\xbb\xbf" + known),
        "id-in-utf-16": _encoded(cursors.known_id.encode("utf-16-le")),
    }
    if padded != good:
        values["padded"] = padded
        values["half-padded"] = good + b"="
        # The last letter has bits to spare: others stand for the same bytes.
        values["other-last-letter"] = good[:-1] + bytes((good[-1] + 1,))
    return values


def _named(cursors: Cursors) -> Iterator[Case]:
    good, bad = _encoded(cursors.known_id.encode()), b"!"
    first, *others = cursors.parameters
    yield _sent(cursors, f"{first}-good", [(first, good)], READ)
    yield _sent(cursors, f"{first}-twice", [(first, good)] * 2, BAD)
    yield _sent(cursors, f"{first}-good-and-bad", [(first, good), (first, bad)], BAD)
    yield _sent(
        cursors,
        f"{first}-bad-beside-an-invalid-value",
        [(first, b"x" * 300), ("page_size", b"0")],
        Outcome.INVALID,
    )
    for other in others:
        yield _sent(cursors, f"{other}-good", [(other, good)], READ)
        for name, raw in {"bad": bad, "empty": b"", "long": b"x" * 10_000}.items():
            yield _sent(cursors, f"{other}-{name}", [(other, raw)], BAD)
        yield _sent(
            cursors, f"{other}-bad-behind-good", [(first, good), (other, bad)], READ
        )
        yield _sent(
            cursors, f"{other}-good-behind-bad", [(other, good), (first, bad)], BAD
        )


def _encoded(raw: bytes) -> bytes:
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def _sent(
    cursors: Cursors,
    name: str,
    pairs: Sequence[tuple[str, bytes]],
    outcome: Outcome,
) -> Case:
    query = "&".join(
        f"{quote_from_bytes(parameter.encode())}={quote_from_bytes(value)}"
        for parameter, value in pairs
    )
    return case(
        f"cursor{cursors.path}-{name}",
        lambda to: to.request("GET", f"{to.path(cursors.path)}?{query}"),
        outcome,
    )
