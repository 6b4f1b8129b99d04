"""Times as the control API writes them."""

from __future__ import annotations

from datetime import UTC, datetime

#: Between these the arithmetic of every API stays within the calendar.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = datetime(9000, 1, 1, tzinfo=UTC)


def stamp(moment: datetime) -> str:
    """Write a time in UTC, with microseconds."""
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"
