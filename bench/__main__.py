"""`make bench`: rates, latencies, start and memory beside bare Starlette.

Both serve from one process with the same server and loop, on the same two cores, and
send bytes of the same size. Each figure is the median of interleaved runs, so that what
else the machine does meets both alike; differences under 12 % are noise.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from bench.calls import BASES
from bench.compare import compare, compare_ways
from bench.growth import growth, memory
from bench.start import start_and_memory
from bench.steps import print_steps

#: The parts of the bench, in their order.
PARTS = ("apis", "ways", "start", "memory", "steps", "growth")

#: Those that are measured only where they are asked for.
_ASKED_FOR = ("steps", "growth")


def main() -> int:
    """Measure, print the tables, and return 1 where a budget does not hold."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="runs of each figure")
    parser.add_argument("--seconds", type=int, default=1, help="length of one run")
    parser.add_argument("--tickets", type=int, default=1000, help="tickets of each API")
    parser.add_argument(
        "--short", action="store_true", help="three runs of one second each"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        choices=PARTS,
        default=[part for part in PARTS if part not in _ASKED_FOR],
        help="some parts; steps and growth are not measured otherwise",
    )
    parser.add_argument("--growth", action="store_true", help="measure growth alone")
    parser.add_argument("--api", nargs="+", choices=BASES, default=list(BASES))
    parser.add_argument(
        "--sizes",
        nargs="+",
        type=int,
        default=[1_000, 10_000, 100_000],
        help="numbers of tickets, for growth",
    )
    options = parser.parse_args()
    if options.short:
        options.rounds, options.seconds = 3, 1
    parts = ["growth"] if options.growth else options.only
    if shutil.which("wrk") is None and {"apis", "ways"} & {*parts}:
        print("make bench needs wrk (Debian: apt-get install wrk).", file=sys.stderr)
        return 2
    over = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "apis" in parts:
            over += compare(folder, options)
        if "ways" in parts:
            over += compare_ways(folder, options)
        if "start" in parts:
            over += start_and_memory(folder, options)
        if "memory" in parts:
            over += memory(options)
        if "steps" in parts:
            print_steps(options)
        if "growth" in parts:
            over += growth(options)
    for sentence in over:
        print(f"over budget: {sentence}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
