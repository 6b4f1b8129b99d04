"""`python -m tests.killing`: the long form, 200 times unless told otherwise."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.killing.rounds import rounds


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.killing", description=__doc__
    )
    parser.add_argument("--times", type=int, default=200, help="how often (200)")
    parser.add_argument("--seed", type=int, default=1, help="what is drawn from (1)")
    told = parser.parse_args()
    acknowledged = 0
    with tempfile.TemporaryDirectory() as folder:
        for number, writes in enumerate(rounds(Path(folder), told.times, told.seed), 1):
            acknowledged += writes
            print(f"{number}: killed after {writes} acknowledged writes", flush=True)  # noqa: T201
    print(f"{told.times} kills, {acknowledged} acknowledged writes, none lost.")  # noqa: T201


if __name__ == "__main__":
    main()
