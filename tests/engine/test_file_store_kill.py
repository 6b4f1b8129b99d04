"""A server that is killed under load has lost nothing that it has acknowledged.

The short form; `make kill` is the long one.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.killing.rounds import rounds

if TYPE_CHECKING:
    from pathlib import Path

#: How often it is killed in all, by as many seeds as there are.
KILLS = 12
SEEDS = (11, 12, 13)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("seed", SEEDS)
def test_killing_loses_nothing_and_leaves_nothing_half_written(
    tmp_path: Path, seed: int
) -> None:
    """Tickets with their replies, files, counters and ids; and each start is clean."""
    writes = [*rounds(tmp_path, KILLS // len(SEEDS), seed)]

    assert len(writes) == KILLS // len(SEEDS)
    assert min(writes) > 0
