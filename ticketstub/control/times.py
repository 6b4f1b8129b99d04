"""Times as the control API writes them."""

from __future__ import annotations

from datetime import UTC, datetime

#: Between these the arithmetic of every API stays within the calendar.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)


def stamp(moment: datetime) -> str:
    """Write a time in UTC, with microseconds."""
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def read_time(text: str | None) -> datetime | None:
    """Return a time as RFC 3339 writes it; None for what is none, or out of range."""
    if text is None:
        return None
    try:
        # RFC 3339 allows `t` and `z`, too.
        moment = datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if EARLIEST <= moment < LATEST else None
