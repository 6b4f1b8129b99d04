"""Pairs: names and values as a query or a form sends them, and what repeats mean."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_plus

from ticketstub.pipeline.names import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

#: More fields than this are not read.
MOST_FIELDS = 1000

_INDEXED = re.compile(r"(.*)\[[0-9]{0,9}\]", re.ASCII | re.DOTALL)


class TooManyFieldsError(ValueError):
    """There are more than `MOST_FIELDS` fields."""


def parse_pairs(encoded: bytes) -> list[tuple[str, str]]:
    """Split `a=1&b=2`, in order; bytes that are no UTF-8 become U+FFFD."""
    if encoded.count(b"&") >= MOST_FIELDS:
        raise TooManyFieldsError
    pairs = []
    for piece in encoded.decode("latin-1").split("&"):
        if piece:
            name, _, value = piece.partition("=")
            pairs.append((_decoded(name), _decoded(value)))
    return pairs


def _decoded(text: str) -> str:
    if "%" in text or "+" in text or not text.isascii():
        # What is not percent-encoded came as raw bytes of UTF-8.
        text = text.encode("latin-1").decode("utf-8", "replace")
        return unquote_plus(text, errors="replace")
    return text


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
