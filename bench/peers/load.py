"""The load: the same work for each peer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench import wrk
from bench.asked import Asked
from bench.calls import BASES
from bench.peers.manner import DRAFT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.peers.manner import Ask, Manner
    from bench.servers import Server


def works(manner: Manner, tickets: Sequence[dict[str, Any]]) -> dict[str, list[Ask]]:
    """Return the requests of each piece of work, which take turns."""
    ids = [ticket["id"] for ticket in tickets]
    return {
        "GET one": [manner.get(number) for number in ids],
        "list: filter, sort, 25": [manner.listing(status) for status in range(1, 6)],
        "PUT status": [manner.set_status(number, number % 5 + 1) for number in ids],
        "POST create": [manner.create(DRAFT)],
    }


def run(server: Server, asks: Sequence[Ask], seconds: float) -> wrk.Run | None:
    """Let a peer be asked for so many seconds; return None if it fails at that."""
    base = BASES["growcrm"]
    asked = [
        Asked(ask.method, ask.path.removeprefix(base), ask.headers, ask.body)
        for ask in asks
    ]
    try:
        return wrk.run(server.url, "growcrm", asked, seconds)
    except RuntimeError:
        return None


def median(runs: Sequence[wrk.Run | None]) -> wrk.Run | None:
    """Return the run in the middle, or None where one failed."""
    whole = [run for run in runs if run is not None]
    return wrk.median(whole) if len(whole) == len(runs) else None
