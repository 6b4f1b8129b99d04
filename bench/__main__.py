"""`make bench`: rates, latencies, start and memory beside bare Starlette.

Both serve from one process with the same server and loop, on the same two cores, and
send bytes of the same size. Each figure is the median of interleaved runs, so that what
else the machine does meets both alike; differences under 12 % are noise.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.data import FIRST_ID, make_mock_data, shown
from bench.servers import AUTHORIZATION, bare, resident_megabytes, stub

if TYPE_CHECKING:
    from bench.servers import Server

#: Below this share of bare Starlette's rate an operation is over its budget.
BUDGETS = {"GET one": 0.8, "list 25": 1.5, "PUT status": 0.8, "POST create": 0.8}

#: Most seconds from the start to the first answer, beyond importing Connexion; and
#: where no contract was read before.
START_BUDGET = 0.4
FIRST_BUDGET = 1.2

#: Most megabytes beyond importing Connexion.
MEMORY_BUDGET = 60

CREATE = {
    "ticket_clientid": 1,
    "ticket_categoryid": 72,
    "ticket_subject": "Cannot log in",
    "ticket_message": "I get an error",
    "ticket_priority": "high",
}

SCRIPTS = {
    "GET one": """
        request = function()
          id = (id or 0) % COUNT + 1
          return wrk.format("GET", "/api/tickets/" .. (FIRST - 1 + id))
        end""",
    "list 25": """
        request = function()
          status = (status or 0) % 5 + 1
          local query = "?status=" .. status .. "&sort=ticket_last_updated&limit=25"
          return wrk.format("GET", "/api/tickets" .. query)
        end""",
    "PUT status": """
        wrk.headers["Content-Type"] = "application/json"
        request = function()
          id = (id or 0) % COUNT + 1
          local path = "/api/tickets/" .. (FIRST - 1 + id) .. "/status"
          return wrk.format("PUT", path, nil, '{"status": ' .. id % 5 + 1 .. '}')
        end""",
    "POST create": """
        wrk.headers["Content-Type"] = "application/json"
        request = function()
          return wrk.format("POST", "/api/tickets", nil, BODY)
        end""",
}

#: Every answer must be a 2xx, or the rate means nothing.
CHECK = """
    response = function(status)
      if status >= 300 then
        print("unexpected status " .. status)
        wrk.thread:stop()
      end
    end"""


@dataclass(frozen=True)
class Run:
    """What one run of wrk measured: requests a second, and milliseconds."""

    rate: float
    p50: float
    p99: float


def main() -> int:
    """Measure, print the table, and return 1 where a budget does not hold."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="runs of each figure")
    parser.add_argument("--seconds", type=int, default=3, help="length of one run")
    parser.add_argument(
        "--tickets", type=int, default=1000, help="tickets to begin with"
    )
    parser.add_argument("--growth", action="store_true", help="measure 100,000 as well")
    options = parser.parse_args()
    if shutil.which("wrk") is None:
        print("make bench needs wrk (Debian: apt-get install wrk).", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory() as folder:
        over = _compare(Path(folder), options)
        if options.growth:
            over += _grow(Path(folder), options)
    for sentence in over:
        print(f"over budget: {sentence}")
    return 1 if over else 0


def _compare(folder: Path, options: argparse.Namespace) -> list[str]:
    data = make_mock_data(folder / "data", options.tickets)
    over = []
    with stub("--api", "growcrm", "--mock-data", str(data)) as ours:
        kept = folder / "tickets.json"
        kept.write_text(json.dumps(_all_tickets(ours)), encoding="utf-8")
        with bare(kept) as peer:
            print(
                f"{options.tickets} tickets, 16 connections, median of {options.rounds}"
            )
            print(_row("", "bare Starlette", "ticketstub", "ratio", "p50 ms", "p99 ms"))
            for name in SCRIPTS:
                runs = _interleaved(name, (peer, ours), options)
                theirs, own = (_median(runs[server.name]) for server in (peer, ours))
                ratio = own.rate / theirs.rate
                latencies = (f"{theirs.p50} {own.p50}", f"{theirs.p99} {own.p99}")
                rates = (f"{theirs.rate:,.0f}", f"{own.rate:,.0f}", f"{ratio:.2f}")
                print(_row(name, *rates, *latencies))
                if ratio < BUDGETS[name]:
                    over.append(f"{name} {ratio:.2f} < {BUDGETS[name]}")
    return over + _start_and_memory(folder, options)


def _start_and_memory(folder: Path, options: argparse.Namespace) -> list[str]:
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


def _grow(folder: Path, options: argparse.Namespace) -> list[str]:
    """Measure the stub alone with 100 times the tickets, beside itself."""
    large = make_mock_data(folder / "large", 100 * options.tickets)
    over = []
    with (
        stub("--api", "growcrm", "--mock-data", str(folder / "data")) as few,
        stub("--api", "growcrm", "--mock-data", str(large)) as many,
    ):
        print(
            _row(
                "growth", f"{options.tickets:,}", f"{100 * options.tickets:,}", "ratio"
            )
        )
        for name in SCRIPTS:
            rates = {}
            for label, server in (("few", few), ("many", many)):
                _wrk(name, server, options.tickets, 1)
                runs = [
                    _wrk(name, server, options.tickets, options.seconds)
                    for _ in range(options.rounds)
                ]
                rates[label] = _median(runs).rate
            ratio = rates["few"] / rates["many"]
            print(
                _row(
                    name,
                    f"{rates['few']:,.0f}",
                    f"{rates['many']:,.0f}",
                    f"{ratio:.2f}",
                )
            )
            if ratio > 1.5:  # noqa: PLR2004  # what "flat" means
                over.append(
                    f"{name} costs {ratio:.2f} times as much at 100 times the size"
                )
    return over


def _interleaved(
    name: str, servers: tuple[Server, Server], options: argparse.Namespace
) -> dict[str, list[Run]]:
    runs: dict[str, list[Run]] = {server.name: [] for server in servers}
    for server in servers:
        _wrk(name, server, options.tickets, 1)
    for _ in range(options.rounds):
        for server in servers:
            runs[server.name].append(
                _wrk(name, server, options.tickets, options.seconds)
            )
    return runs


def _wrk(name: str, server: Server, count: int, seconds: int) -> Run:
    script = f"COUNT = {count}\nFIRST = {FIRST_ID}\nBODY = '{json.dumps(CREATE)}'\n"
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script + SCRIPTS[name] + CHECK)
        file.flush()
        command = ["wrk", "-t1", "-c16", f"-d{seconds}s", "--latency", "-s", file.name]
        headers = ["-H", f"Authorization: {AUTHORIZATION}"]
        output = subprocess.run(
            [*command, *headers, server.url], capture_output=True, text=True, check=True
        ).stdout
    if "unexpected status" in output or "Non-2xx" in output:
        message = f"{server.name}, {name}: {output}"
        raise RuntimeError(message)
    return Run(
        float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]),  # type: ignore[index]
        _milliseconds(output, "50%"),
        _milliseconds(output, "99%"),
    )


def _milliseconds(output: str, share: str) -> float:
    found = re.search(rf"{share}\s+([\d.]+)(us|ms|s)", output)
    assert found is not None, output
    factor = {"us": 0.001, "ms": 1, "s": 1000}[found[2]]
    return round(float(found[1]) * factor, 2)


def _median(runs: list[Run]) -> Run:
    return sorted(runs, key=lambda run: run.rate)[len(runs) // 2]


def _all_tickets(server: Server) -> list[dict[str, Any]]:
    tickets: list[dict[str, Any]] = []
    page = 1
    while True:
        url = f"{server.url}/api/tickets?limit=100&page={page}"
        request = urllib.request.Request(url, headers={"Authorization": AUTHORIZATION})
        with urllib.request.urlopen(request) as answer:
            found = json.load(answer)["data"]
        if not found:
            return shown(tickets)
        tickets += found
        page += 1


def _time_of(code: str, environment: dict[str, str]) -> float:
    command = [sys.executable, "-W", "ignore", "-c", code]
    begun = time.perf_counter()
    subprocess.run(command, env=environment, check=True)
    return time.perf_counter() - begun


def _row(name: str, *cells: str) -> str:
    return f"{name:<12}" + "".join(f"{cell:>16}" for cell in cells)


if __name__ == "__main__":
    sys.exit(main())
