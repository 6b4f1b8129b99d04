"""What was measured minute by minute, and whether it is steady."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Memory may grow by this share and so many megabytes after the first third.
MOST_GROWTH = 0.05
MOST_MEGABYTES = 5

#: The p99 of the last third may be so many times that of the second.
MOST_SLOWER = 1.5

#: So many errors are told in full.
_TOLD = 10


class Span(NamedTuple):
    """One span: its calls a second, milliseconds, and megabytes at its end."""

    rate: float
    p50: float
    p99: float
    megabytes: float


def span(seconds: Sequence[float], length: float, megabytes: float) -> Span:
    """Sum up the seconds that each call of a span took."""
    times = sorted(seconds) or [0.0]
    return Span(
        len(seconds) / length,
        round(1000 * times[len(times) // 2], 2),
        round(1000 * times[int(0.99 * (len(times) - 1))], 2),
        megabytes,
    )


def findings(spans: Sequence[Span], errors: Sequence[str]) -> list[str]:
    """Return what is wrong, in sentences.

    The first third of the spans is for warming up. Of fewer than three, no trend is
    told.
    """
    found = [f"error: {error}" for error in errors[:_TOLD]]
    if len(errors) > _TOLD:
        found.append(f"{len(errors) - _TOLD} errors more")
    third = len(spans) // 3
    if not third:
        return found
    before, after = spans[third - 1].megabytes, spans[-1].megabytes
    most = before * (1 + MOST_GROWTH) + MOST_MEGABYTES
    if after > most:
        found.append(f"memory grew from {before:.0f} to {after:.0f} MB")
    second, last = (
        statistics.median(each.p99 for each in part)
        for part in (spans[third : 2 * third], spans[-third:])
    )
    if last > MOST_SLOWER * second:
        found.append(f"p99 rose from {second:.1f} to {last:.1f} ms")
    return found
