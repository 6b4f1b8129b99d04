"""The start: how soon the first answer comes, and what is held in memory then."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from bench.servers import resident_megabytes, stub

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

#: Most seconds from the start to the first answer, beyond importing Connexion; and
#: where no contract was read before.
START_BUDGET = 0.4
FIRST_BUDGET = 1.2

#: Most megabytes beyond importing Connexion.
MEMORY_BUDGET = 60


def start_and_memory(folder: Path, options: argparse.Namespace) -> list[str]:
    """Measure the start with and without a cache, and what is held after it."""
    starts: list[float] = []
    firsts: list[float] = []
    imports: list[float] = []
    memory = base = 0.0
    # Bytecode and contracts are kept by the first start, as on anybody's machine.
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "caches")}
    environment["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    with stub(environment=environment):
        _time_of("import connexion", environment)
    for _ in range(options.rounds):
        imports.append(_time_of("import connexion", environment))
        with stub("--no-cache", environment=environment) as ours:
            firsts.append(ours.started_in)
        with stub(environment=environment) as ours:
            starts.append(ours.started_in)
            memory = ours.megabytes
    code = "import connexion, os, sys; print(os.getpid(), flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as idle:
        assert idle.stdout is not None
        base = resident_megabytes(int(idle.stdout.readline()))
        idle.terminate()
    begun, imported = statistics.median(starts), statistics.median(imports)
    first = statistics.median(firsts)
    print(f"start {begun:.2f} s, of which import connexion {imported:.2f} s")
    print(f"start {first:.2f} s without contracts from the cache")
    print(f"memory {memory:.0f} MB, of which import connexion {base:.0f} MB")
    over = []
    if begun > imported + START_BUDGET:
        over.append(f"start {begun:.2f} s > {imported:.2f} + {START_BUDGET} s")
    if first > imported + FIRST_BUDGET:
        over.append(f"first start {first:.2f} s > {imported:.2f} + {FIRST_BUDGET} s")
    if memory > base + MEMORY_BUDGET:
        over.append(f"memory {memory:.0f} MB > {base:.0f} + {MEMORY_BUDGET} MB")
    return over


def _time_of(code: str, environment: dict[str, str]) -> float:
    command = [sys.executable, "-W", "ignore", "-c", code]
    begun = time.perf_counter()
    subprocess.run(command, env=environment, check=True)
    return time.perf_counter() - begun
