"""Fuzz every API with Schemathesis, the stub's own too: all phases, checks, seeds.

Every run has a process of its own, so each seed starts from the mock data, and so does
its coverage phase, which has nothing to say to records that are deleted already.
Fails on any failure, and for an operation that was never answered with success: to
Schemathesis a 401 is as good an answer.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ticketstub.contract.check import operations
from ticketstub.contract.load import base_path_of, load_contract
from ticketstub.control.load import NAME as CONTROL
from ticketstub.control.load import load_control
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ticketstub.contract.load import Contract

SETTINGS = Path(__file__).resolve().parents[2] / "schemathesis.toml"

#: Runs of one seed, by their phases.
PHASES = ("coverage", "examples,fuzzing,stateful")

#: Operations whose answer has no end; the settings leave them out, too.
ENDLESS = ("requests.stream_requests",)

SEEDS = (1, 2, 3, 5, 8)

#: A run that takes longer than this, in seconds, hangs.
LONGEST_RUN = 900


@dataclass
class Result:
    """What came of fuzzing one API: how often each operation answered what."""

    operations: list[str]
    answers: dict[str, Counter[int]] = field(default_factory=dict)
    failed: list[str] = field(default_factory=list)

    @property
    def never_succeeded(self) -> list[str]:
        """The operations without a single 2xx."""
        return [name for name in self.operations if not self.succeeded(name)]

    def succeeded(self, operation: str) -> int:
        """Count an operation's answers of 2xx."""
        answers = self.answers.get(operation, Counter())
        return sum(n for status, n in answers.items() if status // 100 == 2)

    def add(self, report: Path) -> int:
        """Add the answers of one run's report, and return how many they are."""
        before = sum(answers.total() for answers in self.answers.values())
        for operation, status in answers_in(report):
            self.answers.setdefault(operation, Counter())[status] += 1
        return sum(answers.total() for answers in self.answers.values()) - before


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz, print a table for each API, and return the exit code."""
    contracts = [
        *map(load_contract, sorted((bundled() / "openapi").glob("*.yaml"))),
        load_control().contract,
    ]
    names = [contract.name for contract in contracts]
    parser = argparse.ArgumentParser(
        prog="python -m tests.contract.fuzz", description="Fuzz the served project."
    )
    parser.add_argument("--api", action="append", choices=names, metavar="NAME")
    parser.add_argument("--seeds", type=_numbers, metavar="N,N")
    parser.add_argument("--max-examples", type=int, default=100, metavar="N")
    parser.add_argument("--reports", type=Path, default=Path("schemathesis-report"))
    options = parser.parse_args(arguments)
    seeds = options.seeds or (*SEEDS, secrets.randbelow(2**31))
    wrong = False
    for contract in contracts:
        if contract.name in (options.api or names):
            result = fuzz(contract, seeds, options.max_examples, options.reports)
            _print_table(contract.name, result)
            wrong = wrong or bool(result.failed or result.never_succeeded)
    return int(wrong)


def fuzz(
    contract: Contract, seeds: Sequence[int], max_examples: int, reports: Path
) -> Result:
    """Fuzz one API with each of several seeds."""
    result = Result(
        [
            f"{method.upper()} {path}"
            for path, method, operation in operations(contract.document)
            if operation["operationId"] not in ENDLESS
        ]
    )
    folder = reports.resolve() / contract.name
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        for phases in PHASES:
            name = f"{seed}-{phases.partition(',')[0]}"
            began = time.monotonic()
            with served(contract.name, folder / f"{name}.log") as url:
                run = _run(
                    contract,
                    url,
                    folder / name,
                    seed=seed,
                    phases=phases,
                    max_examples=max_examples,
                )
            count = result.add(folder / f"{name}.ndjson")
            seconds = time.monotonic() - began
            _tell(
                f"{contract.name}, seed {seed}, {phases}: {count} calls in"
                f" {seconds:.0f} s, {'fine' if run.returncode == 0 else 'FAILED'}"
            )
            if run.returncode != 0:
                result.failed.append(f"seed {seed}, {phases}")
                _tell(run.stdout)
    return result


def answers_in(report: Path) -> Iterator[tuple[str, int]]:
    """Yield the operation and the status of each answer in an NDJSON report."""
    if not report.exists():
        return
    with report.open(encoding="utf-8") as lines:
        for line in lines:
            recorder = json.loads(line).get("ScenarioFinished", {}).get("recorder", {})
            interactions = recorder.get("interactions", {})
            for call, case in recorder.get("cases", {}).items():
                answer = interactions.get(call, {}).get("response")
                if answer is not None:
                    of = case["value"]
                    yield f"{of['method']} {of['path']}", answer["status_code"]


@contextlib.contextmanager
def served(api: str, log: Path) -> Iterator[str]:
    """Serve one API by a process of its own, and give its URL.

    The control API acts on all the others, and makes many a sandbox.
    """
    what = ("--api", api) if api != CONTROL else ("--max-sandboxes", "100000")
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("TICKETSTUB_")
    }
    with log.open("w", encoding="utf-8") as errors:
        server = subprocess.Popen(  # noqa: S603  # this project's own command
            [sys.executable, "-m", "ticketstub", "serve", "--port", "0", *what],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=SETTINGS.parent,
            env=environment,
        )
    try:
        assert server.stdout is not None
        banner = server.stdout.readline()
        if not banner:
            message = f"The stub did not start: {log.read_text(encoding='utf-8')}"
            raise SystemExit(message)
        yield banner.split()[-1]
    finally:
        server.terminate()
        try:
            server.communicate(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.communicate()


def _run(
    contract: Contract,
    url: str,
    report: Path,
    *,
    seed: int,
    phases: str,
    max_examples: int,
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "schemathesis.cli"]
    command += ["--config-file", str(SETTINGS), "--no-color", "run", str(contract.file)]
    command += ["--url", url + base_path_of(contract.document.get("servers"))]
    command += ["--seed", str(seed), "--phases", phases]
    command += ["--max-examples", str(max_examples)]
    for form, suffix in (("ndjson", ".ndjson"), ("junit", ".xml")):
        path = report.with_name(report.name + suffix)
        path.unlink(missing_ok=True)
        command += ["--report", form, f"--report-{form}-path", str(path)]
    return subprocess.run(  # noqa: S603  # Schemathesis, with our own arguments
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=LONGEST_RUN,
        cwd=SETTINGS.parent,
    )


def _print_table(api: str, result: Result) -> None:
    width = max(len(name) for name in result.operations)
    _tell(f"\n{api:<{width}}  {'2xx':>6}  other answers")
    for name in result.operations:
        answers = result.answers.get(name, Counter())
        others = ", ".join(
            f"{status}: {n}"
            for status, n in sorted(answers.items())
            if status // 100 != 2
        )
        _tell(f"{name:<{width}}  {result.succeeded(name):>6}  {others}")
    for name in result.never_succeeded:
        _tell(f"{name} was never answered with success.")
    for name in result.failed:
        _tell(f"Failed: {name}.")
    _tell("")


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(","))


def _tell(text: str) -> None:
    print(text, flush=True)  # noqa: T201  # the command's output


if __name__ == "__main__":
    sys.exit(main())
