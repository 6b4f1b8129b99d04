"""Where a call's time goes: it is cut short before one step after another.

It is run as a program in a fresh process, and prints what it has measured as JSON.
"""

from __future__ import annotations

import contextlib
import gc
import json
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any, NoReturn

from bench.calls import works
from bench.compare import row
from bench.inside import Inside, call, request
from ticketstub.pipeline import middleware

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterator, Sequence
    from contextlib import AbstractContextManager

    from bench.asked import Asked
    from ticketstub.pipeline.plan import Plan

#: The calls whose steps are told.
CALLS = ("GET one", "create, JSON")

#: The steps, in their order.
STEPS = (
    "headers, path, sandbox",
    "the credential",
    "the parameters",
    "the body received",
    "the record of the path",
    "the body judged",
    "the handler, the store",
    "the answer checked",
    "the answer written, sent",
    "the journal",
    "events",
)

#: The least of so many rounds counts, each of so many calls.
_ROUNDS, _CALLS = 25, 100


class _CutError(BaseException):
    """A call has come as far as it should."""


def print_steps(options: argparse.Namespace) -> None:
    """Measure each API in a fresh process, and print a table."""
    columns: dict[str, list[float]] = {}
    for api in options.api:
        command = [sys.executable, "-W", "ignore", "-m", "bench.steps", api]
        done = subprocess.run(
            [*command, str(options.tickets)], stdout=subprocess.PIPE, check=True
        )
        for name, costs in json.loads(done.stdout).items():
            columns[f"{api}: {name}"] = costs
    for column, costs in columns.items():
        print(column)
        for step, cost in zip(STEPS, costs, strict=True):
            print(row(f"  {step}", f"{cost:.1f}"))
        print(row("  all", f"{sum(costs):.1f}"), flush=True)


def steps(api: str, tickets: int) -> dict[str, list[float]]:
    """Return the processor time of each step of an API's calls, in µs."""
    inside = Inside()
    inside.grow(api, tickets)
    made = works(api, inside.get(api))
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    return {
        work.name: _steps(inside, [request(api, each) for each in work.asked])
        for work in made
        if work.name in CALLS
    }


def _steps(inside: Inside, asked: Sequence[Asked]) -> list[float]:
    path = asked[0].path.partition("?")[0]
    match = inside.app.generation.pipeline.router.match(path, path.encode())
    plan = None if match is None else match.plan(asked[0].method)
    if plan is None:
        message = f"{path} is no operation's."
        raise RuntimeError(message)
    ways = [*_cuts(plan), _without("record", "post"), _without("post"), _without()]
    least = [float("inf")] * len(ways)
    for _ in range(_ROUNDS):
        for place, way in enumerate(ways):
            with way():
                least[place] = min(least[place], _cost(inside.app, asked))
    least = [each - _cost_of_nothing(asked) for each in least]
    return [later - earlier for earlier, later in zip([0, *least], least, strict=False)]


def _cuts(plan: Plan) -> list[Callable[[], AbstractContextManager[None]]]:
    """Return what cuts a call short at the end of each step but the last ones."""
    ends: list[tuple[Any, str]] = [
        (plan, "authenticate"),
        (plan.parameters, "read"),
        (plan, "receive"),
        (plan, "find"),
        (plan, "judge"),
        (plan, "preferred"),
        (plan.answers, "check"),
        (middleware, "written"),
    ]
    return [_replacing({end: _cut}) for end in ends]


def _without(*names: str) -> Callable[[], AbstractContextManager[None]]:
    """Return what leaves functions of the frame out."""
    return _replacing({(middleware, name): _nothing for name in names})


def _replacing(
    functions: dict[tuple[Any, str], Callable[..., Any]],
) -> Callable[[], AbstractContextManager[None]]:
    @contextlib.contextmanager
    def replaced() -> Iterator[None]:
        before = {end: getattr(*end) for end in functions}
        for (owner, name), function in functions.items():
            setattr(owner, name, function)
        try:
            yield
        finally:
            for (owner, name), function in before.items():
                setattr(owner, name, function)

    return replaced


def _cost(app: Any, asked: Sequence[Asked]) -> float:
    """Return what a call costs on the average, in µs."""
    begun = time.process_time()
    for place in range(_CALLS):
        with contextlib.suppress(_CutError):
            call(app, asked[place % len(asked)], _send)
    return (time.process_time() - begun) / _CALLS * 1_000_000


def _cost_of_nothing(asked: Sequence[Asked]) -> float:
    async def nothing(*_: Any) -> None:
        """Answer nothing."""

    return min(_cost(nothing, asked) for _ in range(_ROUNDS))


async def _send(_message: Any) -> None:
    """Take an answer, for nobody."""


def _cut(*_: Any) -> NoReturn:
    raise _CutError


def _nothing(*_: Any) -> None:
    """Do nothing in the place of a step."""


if __name__ == "__main__":
    print(json.dumps(steps(sys.argv[1], int(sys.argv[2]))))
