"""The load: the same work for each peer, from `wrk`."""

from __future__ import annotations

import re
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.peers.manner import DRAFT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.peers.manner import Ask, Manner
    from bench.servers import Server

#: Connections at a time.
CONNECTIONS = 16

_SCRIPT = """
    local asks = { %s }
    local ready, turn = {}, 0
    init = function()
      for at, ask in ipairs(asks) do
        ready[at] = wrk.format(ask[1], ask[2], ask[3], ask[4])
      end
    end
    request = function()
      turn = turn %% #ready + 1
      return ready[turn]
    end"""


class Run(NamedTuple):
    """What one run measured: requests a second, the 99th percentile, what failed."""

    rate: float
    p99: str
    failed: str


def works(manner: Manner, tickets: Sequence[dict[str, Any]]) -> dict[str, list[Ask]]:
    """Return the requests of each piece of work, which take turns."""
    ids = [ticket["id"] for ticket in tickets]
    return {
        "GET one": [manner.get(number) for number in ids],
        "list: filter, sort, 25": [manner.listing(status) for status in range(1, 6)],
        "PUT status": [
            manner.set_status(number, number % 5 + 1) for number in ids
        ],
        "POST create": [manner.create(DRAFT)],
    }


def run(server: Server, asks: Sequence[Ask], seconds: int) -> Run:
    """Let `wrk` ask for so many seconds."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(_SCRIPT % ",\n".join(_table(ask) for ask in asks))
        file.flush()
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency"]
        said = subprocess.run(
            [*command, "-s", file.name, server.url],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    p99 = re.search(r"99%\s+(\S+)", said)
    failed = re.search(r"Non-2xx.*|Socket errors.*", said)
    return Run(
        float(rate[1]) if rate else 0,
        p99[1] if p99 else "",
        failed[0].strip() if failed else "",
    )


def median(runs: Sequence[Run]) -> Run:
    """Return the run in the middle, by rate; what failed in any of them is told."""
    middle = sorted(runs)[len(runs) // 2]
    return middle._replace(failed=next((one.failed for one in runs if one.failed), ""))


def _table(ask: Ask) -> str:
    headers = ", ".join(f'["{name}"] = "{value}"' for name, value in ask.headers.items())
    body = f"[==[{ask.body.decode()}]==]" if ask.body else "nil"
    return f'{{ "{ask.method}", "{ask.path}", {{ {headers} }}, {body} }}'
