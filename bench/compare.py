"""Beside bare Starlette: every API's calls, and what is paid for what is not used."""

from __future__ import annotations

import functools
import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.calls import BASES, HEADERS, works
from bench.servers import CONTROL, bare, stub
from bench.wrk import median, run

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from bench.asked import Asked
    from bench.calls import Work
    from bench.servers import Server
    from bench.wrk import Run

#: Where the state is restored from before each run, so that all of them begin alike.
_SNAPSHOT = "bench"

#: Writes with the store in a file must reach so much of bare Starlette's rate.
_IN_FILE = 0.5

#: A fault of an operation that is not called.
_FAULT = {"api": "growcrm", "operation": "replies.list_replies", "status": 500}


class _Way(NamedTuple):
    """One way to be called: of which server, with which headers, after what."""

    name: str
    server: Server
    headers: Mapping[str, str]
    has_fault: bool = False


def compare(folder: Path, options: argparse.Namespace) -> list[str]:
    """Measure every API beside its peer, and return what is over budget."""
    over = []
    environment = _roomy({})
    with stub(environment=environment) as ours:
        print(f"{options.tickets} tickets, 16 connections, median of {options.rounds}")
        print(row("", "bare Starlette", "ticketstub", "ratio", "p50 ms", "p99 ms"))
        for api in options.api:
            prepare(ours, api, options.tickets)
            made = works(api, functools.partial(ours.get, api))
            with bare(_kept(folder, ours, api, made)) as peer:
                for work in made:
                    if not work.budget:
                        continue
                    over += _beside(api, work, (peer, ours), options)
    return over


def compare_ways(folder: Path, options: argparse.Namespace) -> list[str]:
    """Measure what journal, sandboxes, faults and a file cost those who use none."""
    over = []
    in_file = ("--store", f"file:{folder / 'store'}")
    with (
        stub(environment=_roomy({})) as plain,
        stub(environment=_roomy({"TICKETSTUB_MAX_JOURNAL_CALLS": "0"})) as silent,
        stub(*in_file, environment=_roomy({})) as kept,
    ):
        for server in (plain, silent, kept):
            prepare(server, "growcrm", options.tickets)
        made = works("growcrm", functools.partial(plain.get, "growcrm"))
        named = {"Ticketstub-Sandbox": "bench"}
        plain.send("POST", f"{CONTROL}/sandboxes", {}, {"name": "bench"})
        _grow(plain, "growcrm", options.tickets, named)
        with bare(_kept(folder, plain, "growcrm", made)) as peer:
            _begin(peer)
            ways = [
                _Way("bare Starlette", peer, {}),
                _Way("ticketstub", plain, {}),
                _Way("no journal", silent, {}),
                _Way("in a sandbox", plain, named),
                _Way("with a fault", plain, {}, has_fault=True),
                _Way("in a file", kept, {}),
            ]
            print(row("ratio", *(way.name for way in ways[1:])))
            for work in made:
                if work.name not in ("GET one", "list", "create, JSON", "update"):
                    continue
                rates = _rates(work, ways, options)
                bare_rate = rates.pop("bare Starlette")
                ratios = {name: rate / bare_rate for name, rate in rates.items()}
                print(row(work.name, *(f"{ratio:.2f}" for ratio in ratios.values())))
                over += _over(work, ratios)
    return over


def _over(work: Work, ratios: Mapping[str, float]) -> list[str]:
    over = []
    for name, ratio in ratios.items():
        writes = work.asked[0].method != "GET"
        budget = _IN_FILE if name == "in a file" and writes else work.budget
        if ratio < budget:
            over.append(f"{work.name}, {name}: {ratio:.2f} < {budget}")
    return over


def _rates(
    work: Work, ways: Sequence[_Way], options: argparse.Namespace
) -> dict[str, float]:
    runs: dict[str, list[Run]] = {way.name: [] for way in ways}
    for _ in range(options.rounds):
        for way in ways:
            if way.has_fault:
                way.server.send("POST", f"{CONTROL}/faults", {}, _FAULT)
            _warm_up(way.server, "growcrm", work, way.headers)
            one = run(
                way.server.url, "growcrm", work.asked, options.seconds, way.headers
            )
            runs[way.name].append(one)
            if way.has_fault:
                way.server.send("DELETE", f"{CONTROL}/faults", {})
    return {name: median(each).rate for name, each in runs.items()}


def prepare(server: Server, api: str, tickets: int) -> None:
    """Make an API's tickets, and note the state that each run begins with."""
    _grow(server, api, tickets, {})
    if any(
        each["name"] == _SNAPSHOT
        for each in server.send("GET", f"{CONTROL}/snapshots", {})["snapshots"]
    ):
        server.send("DELETE", f"{CONTROL}/snapshots/{_SNAPSHOT}", {})
    server.send("POST", f"{CONTROL}/snapshots", {}, {"name": _SNAPSHOT})


def _grow(server: Server, api: str, tickets: int, headers: Mapping[str, str]) -> None:
    body = {"api": api, "tickets": tickets, "seed": 1}
    server.send("POST", f"{CONTROL}/mock-data", headers, body)


def _beside(
    api: str, work: Work, servers: tuple[Server, Server], options: argparse.Namespace
) -> list[str]:
    runs: dict[str, list[Run]] = {server.name: [] for server in servers}
    for _ in range(options.rounds):
        for server in servers:
            _begin(server)
            _warm_up(server, api, work)
            one = run(server.url, api, work.asked, options.seconds)
            runs[server.name].append(one)
    theirs, own = (median(runs[server.name]) for server in servers)
    ratio = own.rate / theirs.rate
    latencies = (f"{theirs.p50} {own.p50}", f"{theirs.p99} {own.p99}")
    rates = (f"{theirs.rate:,.0f}", f"{own.rate:,.0f}", f"{ratio:.2f}")
    print(row(f"{api}: {work.name}", *rates, *latencies), flush=True)
    if ratio < work.budget:
        return [f"{api}, {work.name}: {ratio:.2f} < {work.budget}"]
    return []


def _begin(server: Server) -> None:
    """Let a run begin as the others did."""
    if server.name == "ticketstub":
        server.send("POST", f"{CONTROL}/snapshots/{_SNAPSHOT}/restore", {})
    else:
        server.send("POST", "/begin", {})


def _warm_up(
    server: Server, api: str, work: Work, headers: Mapping[str, str] | None = None
) -> None:
    """Let what is made at the first call be made."""
    for asked in work.asked[:10]:
        _send(server, api, asked, headers or {})


def _send(server: Server, api: str, asked: Asked, headers: Mapping[str, str]) -> Any:
    headers = {**HEADERS[api], **asked.headers, **headers}
    return server.send(asked.method, BASES[api] + asked.path, headers, asked.body)


def _kept(folder: Path, ours: Server, api: str, made: Sequence[Work]) -> Path:
    """Write down what the stub shows, for the peer to keep."""
    get = functools.partial(ours.get, api)
    reads = next(work for work in made if work.name == "GET one")
    whole = [_unwrapped(api, get(each.path, {})) for each in reads.asked]
    created: Any = None
    replied: dict[str, Any] = {}
    for work in made:
        if work.name in ("create, JSON", "reply"):
            answer = _unwrapped(api, _send(ours, api, work.asked[0], {}))
            if work.name == "create, JSON":
                created = answer
            elif api == "growcrm":
                replied = answer
            else:
                replied = answer["replies" if api == "i3d" else "updates"][-1]
    file = folder / f"{api}.json"
    content = {
        "api": api,
        "whole": whole,
        "created": created,
        "replied": replied,
    }
    file.write_text(json.dumps(content), encoding="utf-8")
    return file


def _unwrapped(api: str, answer: Any) -> Any:
    wrapper = {"growcrm": "data", "helpdesk": "ticket"}.get(api)
    return answer if wrapper is None else answer[wrapper]


def _roomy(more: Mapping[str, str]) -> dict[str, str]:
    """Return an environment in which many files have room."""
    room = {
        "TICKETSTUB_MAX_UPLOAD_BYTES": str(1 << 32),
        "TICKETSTUB_MAX_UPLOADS": str(1 << 20),
    }
    return {**os.environ, **room, **more}


def row(name: str, *cells: str) -> str:
    """Return one row of a table."""
    return f"{name:<30}" + "".join(f"{cell:>16}" for cell in cells)
