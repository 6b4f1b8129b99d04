"""Pairs: names and values as a query or a form sends them, and what repeats mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ticketstub.pipeline.names import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: More fields than this are not read.
MOST_FIELDS = 1000

#: Possessive, since a run that can be given back keeps a state for each escape.
_ESCAPES = re.compile(rb"(?:%[0-9A-Fa-f]{2})++")
_INDEXED = re.compile(r"(.*)\[[0-9]{0,9}\]", re.ASCII | re.DOTALL)


class TooManyFieldsError(ValueError):
    """There are more than `MOST_FIELDS` fields."""


def parse_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Split `a=1&b=2`, in order; bytes that are no UTF-8 become U+FFFD."""
    if encoded.count(b"&") >= MOST_FIELDS:
        raise TooManyFieldsError
    pairs = []
    for piece in encoded.split(b"&"):
        if piece:
            name, _, value = piece.partition(b"=")
            pairs.append((_decoded(name), _decoded(value)))
    return pairs


def _decoded(text: bytes) -> str:
    # The standard library's unquote makes an object of each escape: 80 times its size.
    if b"+" in text:
        text = text.replace(b"+", b" ")
    if b"%" in text:
        text = _ESCAPES.sub(_unescaped, text)
    return text.decode("utf-8", "replace")


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[0].replace(b"%", b"").decode("ascii"))


def grouped(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    """Collect each name's values, in order; `tags[0]` and `tags[]` are one name."""
    groups: dict[str, list[Any]] = {}
    for name, value in pairs:
        if name.endswith("]"):
            indexed = _INDEXED.fullmatch(name)
            if indexed is not None:
                name = f"{indexed[1]}[]"  # noqa: PLW2901  # the same name, spelled out
        groups.setdefault(name, []).append(value)
    return groups


def bracketed(groups: dict[str, list[Any]], name: str) -> Sequence[Any] | str | None:
    """Return the value of an array in PHP's notation, `tags[]`.

    `tags[]=a&tags[]=b` and `tags[0]=a&tags[1]=b` are `["a", "b"]`; `tags=` alone is
    empty; `tags=a` is the string it says, which is no array; nothing at all is None.
    """
    values = groups.get(name)
    bare = groups.get(plain(name))
    if bare is not None and any(bare):
        return str(bare[-1])
    if values is None:
        return None if bare is None else []
    return values
