"""`make bench-peers`: other mock servers beside the stub, on the same work.

It installs them below `build/peers`, asks each the same questions, and measures them in
turns. What cannot be installed or started is left out, with a word.
"""

from __future__ import annotations

import argparse
import contextlib
import itertools
import shutil
import statistics
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.peers import load, packages, servers
from bench.peers.peer import CannotStartError
from bench.peers.probes import PROBES, Probed
from bench.peers.tickets import FIRST_ID, all_shown, make_mock_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.peers.peer import Peer
    from bench.servers import Server
    from bench.wrk import Run

    #: What was measured of one peer, by the name of the work.
    Figures = dict[str, list[Run | None]]


def main() -> int:
    """Probe and measure; return 2 where nothing can be measured."""
    parser = argparse.ArgumentParser(prog="make bench-peers", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="runs of each figure")
    parser.add_argument("--seconds", type=int, default=3, help="length of one run")
    parser.add_argument("--tickets", type=int, default=1000, help="tickets at first")
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="only this peer; again for more"
    )
    parser.add_argument("--no-load", action="store_true", help="only the probes")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = make_mock_data(folder / "data", options.tickets)
        ours = servers.ours(data)
        with ours.running(folder / "shown", [{"id": FIRST_ID}]) as stub:
            tickets = all_shown(stub.url)
        peers = [ours, *_others(options.only)]
        _print_probes(peers, tickets)
        if options.no_load:
            return 0
        if shutil.which("wrk") is None:
            _say("The rates need wrk (Debian: apt-get install wrk).")
            return 2
        _measure([servers.bare(), *peers], tickets, options)
    return 0


def _others(only: Sequence[str] | None) -> list[Peer]:
    """Return the other mock servers that can be run, and say which cannot."""
    wanted = [name.lower() for name in only or [""]]
    why = packages.install()
    if why:
        _say(f"Nothing was installed: {why}.")
    found = []
    for peer, lack, package in servers.others():
        if not any(name in peer.name.lower() for name in wanted):
            continue
        if lack:
            _say(f"{peer.name} is left out: {lack}.")
            continue
        found.append(peer)
        older = packages.older_node(package)
        if older:
            _say(f"{older}: {peer.name} may not do what it should.")
    return found


def _print_probes(peers: list[Peer], tickets: list[dict[str, Any]]) -> None:
    """Ask each peer every question, and print what came, as a table with footnotes.

    A peer that does not start leaves the list.
    """
    columns: dict[str, list[str]] = {}
    for peer in [*peers]:
        try:
            columns[peer.name] = _probe(peer, tickets)
        except CannotStartError as error:
            _say(f"{peer.name} is left out: {error}.")
            peers.remove(peer)
    notes: dict[str, int] = {}
    print(f"| | {' | '.join(columns)} |")
    print("|---" * (len(columns) + 1) + "|")
    for place, probe in enumerate(PROBES):
        cells = []
        for column in columns.values():
            came = column[place]
            note = notes.setdefault(came, len(notes) + 1) if came else 0
            cells.append(f"no ({note})" if came else "yes")
        name = (probe.__doc__ or "").strip().rstrip(".")
        print(f"| {name} | {' | '.join(cells)} |")
    print()
    for came, note in notes.items():
        print(f"{note}. {came}")
    print()


def _probe(peer: Peer, tickets: list[dict[str, Any]]) -> list[str]:
    folder = packages.FOLDER / "configured"
    numbers = itertools.count(1)
    with contextlib.ExitStack() as stack:
        running = stack.enter_context(contextlib.ExitStack())

        def again() -> str:
            """Stop the peer, and start it with the tickets it had at first."""
            running.close()
            own = folder / f"{_plain(peer.name)}-{next(numbers)}"
            shutil.rmtree(own, ignore_errors=True)
            return running.enter_context(peer.running(own, tickets)).url

        probed = Probed(peer, again(), tickets, servers.CONTRACT, again)
        return [probe(probed) for probe in PROBES]


def _measure(
    peers: list[Peer], tickets: list[dict[str, Any]], options: argparse.Namespace
) -> None:
    """Measure every peer, a run of each in turns, and print the medians."""
    folder = packages.FOLDER / "configured"
    starts: dict[str, list[float]] = {peer.name: [] for peer in peers}
    figures: dict[str, Figures] = {}
    memory: dict[str, tuple[float, float]] = {}
    for _ in range(options.rounds):
        for peer in peers:
            with peer.running(folder / _plain(peer.name), tickets) as server:
                starts[peer.name].append(server.started_in)
    names = list(load.works(peers[0].manner, tickets))
    for name in names:
        # A fresh server for each piece of work, so that what one creates does not
        # burden the next.
        with contextlib.ExitStack() as stack:
            running: list[tuple[Peer, Server]] = []
            for peer in peers:
                own = folder / _plain(peer.name)
                server = stack.enter_context(peer.running(own, tickets))
                running.append((peer, server))
                fresh = server.megabytes
                memory.setdefault(peer.name, (fresh, fresh))
            # The first turn is for warming up, which takes Java its time.
            for turn in range(options.rounds + 1):
                for peer, server in running:
                    asks = load.works(peer.manner, tickets)[name]
                    run = load.run(server, asks, options.seconds)
                    if turn:
                        runs = figures.setdefault(peer.name, {}).setdefault(name, [])
                        runs.append(run)
            for peer, server in running:
                first, most = memory[peer.name]
                memory[peer.name] = (first, max(most, server.megabytes))
    _print_rates(names, figures, starts, memory, options)


def _print_rates(
    names: list[str],
    figures: dict[str, Figures],
    starts: dict[str, list[float]],
    memory: dict[str, tuple[float, float]],
    options: argparse.Namespace,
) -> None:
    print(
        f"{options.tickets} tickets, 16 connections, median of {options.rounds} runs "
        f"of {options.seconds} s; requests a second, and the p99 in ms"
    )
    print(f"\n| | {' | '.join(figures)} |")
    print("|---" * (len(figures) + 1) + "|")
    for name in names:
        cells = []
        for measured in figures.values():
            run = load.median(measured[name])
            cells.append(f"{run.rate:,.0f}, {run.p99}" if run else "fails")
        print(f"| {name} | {' | '.join(cells)} |")
    begun = [f"{statistics.median(starts[peer]):.2f}" for peer in figures]
    print(f"| start to the first answer, s | {' | '.join(begun)} |")
    held = [f"{memory[peer][0]:.0f}, {memory[peer][1]:.0f}" for peer in figures]
    print(f"| memory, at first and at most, MB | {' | '.join(held)} |")


def _plain(name: str) -> str:
    return name.lower().replace(", ", "-").replace(" ", "-")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
