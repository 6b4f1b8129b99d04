"""`make soak`: mixed work from many clients, for minutes.

Each client works through cycles: a sandbox is made, all four APIs and the control API
are called in it, events go to a receiver, faults are set and met, and it is dropped
again. A stream of all calls is open all the time. It ends with 1 where memory grows,
a call is answered otherwise than it should be, or answers take longer and longer.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import sys
import time
from typing import TYPE_CHECKING

import httpx

from bench.servers import stub
from bench.soak.caller import Tally
from bench.soak.receiver import following, receiving
from bench.soak.verdict import findings, span
from bench.soak.work import cycle

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.servers import Server
    from bench.soak.verdict import Span

#: Seconds that one call may take.
_PATIENCE = 60

#: So many spans are told apart, however long it takes.
_LEAST_SPANS = 6


def main() -> int:
    """Work, print each minute, and return 1 where something is wrong."""
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10, help="how long (10)")
    parser.add_argument("--clients", type=int, default=32, help="how many (32)")
    options = parser.parse_args()
    tally = Tally()
    with stub() as server:
        spans = asyncio.run(_soak(server, tally, options))
    wrong = findings(spans, tally.errors)
    for sentence in wrong:
        print(sentence)
    print(f"{tally.calls:,} calls, {len(tally.errors)} errors")
    return 1 if wrong else 0


async def _soak(
    server: Server, tally: Tally, options: argparse.Namespace
) -> list[Span]:
    """Let the clients work; return what each minute was like."""
    length = min(60.0, 60 * options.minutes / _LEAST_SPANS)
    end = time.perf_counter() + 60 * options.minutes
    numbers = itertools.count(1)
    spans = []
    print(f"{'minute':>8}{'calls/s':>10}{'p50 ms':>10}{'p99 ms':>10}{'MB':>8}")
    limits = httpx.Limits(max_connections=options.clients + 1)
    async with (
        receiving() as receiver,
        httpx.AsyncClient(
            base_url=server.url, timeout=_PATIENCE, limits=limits, trust_env=False
        ) as http,
        following(http),
        asyncio.TaskGroup() as clients,
    ):
        for _ in range(options.clients):
            clients.create_task(_work(http, tally, numbers, receiver.url, end))
        begun = time.perf_counter()
        while (now := time.perf_counter()) < end:
            await asyncio.sleep(min(length, end - now))
            passed = time.perf_counter() - now
            if passed < length / 2:
                break
            spans.append(span(tally.take_seconds(), passed, server.megabytes))
            minutes = (time.perf_counter() - begun) / 60
            one = spans[-1]
            print(
                f"{minutes:>8.1f}{one.rate:>10,.0f}{one.p50:>10.1f}{one.p99:>10.1f}"
                f"{one.megabytes:>8.1f}",
                flush=True,
            )
    return spans


async def _work(
    http: httpx.AsyncClient,
    tally: Tally,
    numbers: Iterator[int],
    receiver: str,
    end: float,
) -> None:
    while time.perf_counter() < end:
        await cycle(http, tally, f"soak-{next(numbers)}", receiver)


if __name__ == "__main__":
    sys.exit(main())
