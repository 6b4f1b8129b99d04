"""Pages: cursors, and the links and counts that go with a page of a list."""

from __future__ import annotations

import base64
import binascii
import re
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import parse_qsl, urlencode

from ticketstub.problems import OwnError

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from ticketstub.call import Call, Record

#: Where no size is asked for (A4).
USUAL_SIZE = 25

#: The names that a page's size goes by.
SIZES = ("page_size", "page[size]", "pageSize")

#: A query that would be the same if it were parsed and written again.
_WRITTEN_AS_IT_IS = re.compile(
    r"[A-Za-z0-9_.~-]+=[A-Za-z0-9_.~-]*(&[A-Za-z0-9_.~-]+=[A-Za-z0-9_.~-]*)*"
)


def cursor_of(record: Record) -> str:
    """Return the cursor for what follows a record (A6)."""
    return base64.urlsafe_b64encode(record["id"].encode()).decode().rstrip("=")


def id_behind(cursor: str) -> str:
    """Return the id that a cursor was made of; raises `OwnError` for none."""
    padding = "=" * (-len(cursor) % 4)
    try:
        raw = base64.b64decode(cursor + padding, altchars=b"-_", validate=True)
        found = raw.decode()
    except (binascii.Error, ValueError):
        bad_cursor()
    # Base64 has many spellings of one text, of which only one is given out.
    if cursor_of({"id": found}) != cursor:
        bad_cursor()
    return found


def bad_cursor() -> NoReturn:
    """Raise `OwnError` for a cursor that was never given out (A6)."""
    raise OwnError(400, "BAD_REQUEST", "Invalid cursor")


def next_link(
    call: Call, path: str, cursor: str, repeated: Container[str] = SIZES
) -> str:
    """Return the path and query of the next page, filters and size as given (A5)."""
    query = call.query.decode("latin-1")
    if _WRITTEN_AS_IT_IS.fullmatch(query):
        pairs = [pair for pair in query.split("&") if pair.split("=")[0] in repeated]
        return f"/api/v1/{path}?{'&'.join([*pairs, f'after={cursor}'])}"
    parsed = [
        (name, value)
        for name, value in parse_qsl(query, keep_blank_values=True)
        if name in repeated
    ]
    return f"/api/v1/{path}?{urlencode([*parsed, ('after', cursor)])}"


def cut(records: Sequence[Record], size: int) -> tuple[Sequence[Record], str | None]:
    """Return one page of records, and its cursor if there are more.

    `records` are up to one more than the page holds.
    """
    page = records[:size]
    return page, cursor_of(page[-1]) if len(records) > size else None
