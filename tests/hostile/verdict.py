"""The verdict on an answer: whether it is one of those expected, and what it left."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

from tests.hostile.api import Outcome
from tests.hostile.contract import CONTRACTS, Contract

if TYPE_CHECKING:
    from tests.hostile.api import ApiUnderAttack
    from tests.hostile.case import Case
    from tests.hostile.wire import Answer, Raw, Request
    from tests.stub import Stub

#: What the HTTP server answers by itself, and how that begins.
BY_SERVER = {
    Outcome.NOT_HTTP: b"Invalid HTTP request received.",
    Outcome.LONG_HEAD: b"The request has more than 200 headers,",
}

#: The stub's own refusals, which no contract declares.
UNDECLARED = {Outcome.BAD_SANDBOX, Outcome.BAD_PLACE, Outcome.PREFLIGHT}


def traces(api: ApiUnderAttack, stub: Stub, sandbox: str) -> dict[str, Any]:
    """Return what an API holds in the sandbox, and in the one of calls that name none.

    That is its records and files, and what was sent for its events.
    """
    found: dict[str, Any] = {}
    for name in (sandbox, "main"):
        kept = stub.sandbox(name)
        for full_name in stub.app.project.mock_data:
            if full_name.startswith(f"{api.name}."):
                found[f"{name}: {full_name}"] = [*kept.collection(full_name)]
        found[f"{name}: files"] = [*kept.uploads(api.name)._kept]
        found[f"{name}: deliveries"] = len([*kept.outbox.deliveries()])
    return found


def judge(
    api: ApiUnderAttack, case: Case, message: Request | Raw, answer: Answer
) -> None:
    """Assert that an answer is one of those expected, and is what it should be."""
    assert answer.status < 500, answer
    from_server = answer.body.startswith(tuple(BY_SERVER.values()))
    outcomes = {
        outcome
        for outcome in case.outcomes - {Outcome.NO_ANSWER}
        if api.status(outcome) == answer.status
        and (outcome in BY_SERVER) == from_server
    }
    assert outcomes, answer
    if from_server:
        return
    if message.method == "HEAD" or answer.status == api.status(Outcome.PREFLIGHT):
        assert answer.body == b""
    elif Outcome.OUTSIDE not in outcomes:
        api.envelope(answer)
    if answer.status == api.status(Outcome.WRONG_METHOD):
        assert "allow" in answer.headers
    if not outcomes & (UNDECLARED | {Outcome.OUTSIDE}):
        declared = contract(api.name, api.prefix)
        assert declared.misfit(message.method, message.target, answer) is None


@functools.cache
def contract(name: str, prefix: str) -> Contract:
    """Return the contract of an API, read once."""
    return Contract(CONTRACTS / f"{name}.yaml", prefix)
