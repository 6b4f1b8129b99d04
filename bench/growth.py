"""Growth: what calls cost with more tickets, and what tickets and sandboxes hold."""

from __future__ import annotations

import functools
import json
import subprocess
import sys
from typing import TYPE_CHECKING

from bench.calls import works
from bench.compare import row
from bench.servers import stub

if TYPE_CHECKING:
    import argparse

#: What is flat costs at the largest size at most so many times as much.
_FLAT = 1.5

#: A ticket, and what belongs to it, takes at most so many times its JSON.
_TIMES_JSON = 3

#: A thousand sandboxes of the bundled mock data take at most so many megabytes.
_SANDBOXES = 150

#: So many tickets are made to see what one takes.
_MANY = 10_000


def growth(options: argparse.Namespace) -> list[str]:
    """Measure every kind of call at each size, in the application's process."""
    over = []
    sizes = options.sizes
    names = [f"{size:,}" for size in sizes]
    print(row("processor time, µs", *names, "times", "µs per 1,000"))
    for api in options.api:
        with stub("--api", api) as ours:
            flat = {
                work.name
                for work in works(api, functools.partial(ours.get, api))
                if work.is_flat
            }
        measured = [_measured("costs", api, size) for size in sizes]
        for name in measured[0]:
            costs = [each[name] for each in measured]
            times = costs[-1] / costs[0]
            slope = (costs[-1] - costs[0]) / (sizes[-1] - sizes[0]) * 1000
            cells = [f"{cost:,.0f}" for cost in costs]
            last = [f"{times:.2f}", "flat" if name in flat else f"{slope:.1f}"]
            print(row(f"{api}: {name}", *cells, *last), flush=True)
            if name in flat and times > _FLAT:
                over.append(f"{api}, {name}: {times:.2f} times the cost > {_FLAT}")
    return over


def memory(options: argparse.Namespace) -> list[str]:
    """Measure what a ticket takes, and what a thousand sandboxes do."""
    over = []
    print(row("memory", "ticket, bytes", "its JSON", "times", "1,000 boxes, MB"))
    for api in options.api:
        ticket = _measured("tickets", api, _MANY)
        boxes = _measured("sandboxes", api)["held"]
        times = ticket["held"] / ticket["json"]
        cells = (f"{ticket['held']:,.0f}", f"{ticket['json']:,.0f}", f"{times:.2f}")
        print(row(api, *cells, f"{boxes:.0f}"), flush=True)
        if times > _TIMES_JSON:
            over.append(f"{api}: a ticket takes {times:.2f} times its JSON")
        if boxes > _SANDBOXES:
            over.append(f"{api}: 1,000 sandboxes take {boxes:.0f} > {_SANDBOXES} MB")
    return over


def _measured(what: str, api: str, *numbers: int) -> dict[str, float]:
    """Measure in a fresh process; see `bench.inside`."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.inside", what, api]
    done = subprocess.run(
        [*command, *map(str, numbers)], stdout=subprocess.PIPE, check=True
    )
    measured: dict[str, float] = json.loads(done.stdout)
    return measured
