"""Refuse: what has ended a call becomes an answer, in the words of its API."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ticketstub.pipeline.answer import header_pairs, written
from ticketstub.problems import (
    BrokenError,
    FaultError,
    InvalidError,
    NotAuthenticatedError,
    Problem,
    RefusedError,
    WrongMethodError,
    word_plainly,
)

if TYPE_CHECKING:
    from ticketstub.call import Call, Reply
    from ticketstub.pipeline.plan import Plan
    from ticketstub.project.project import Api

log = logging.getLogger("ticketstub")


def printable(path: str) -> str:
    """Return a path as one line of a log can hold it."""
    return path if path.isprintable() else repr(path)


def problem_of(call: Call, plan: Plan | None, error: Exception) -> Problem:
    """Return the problem that has ended a call; log the stub's own."""
    path = printable(call.path)
    if not isinstance(error, Problem):
        log.error("%s %s failed", call.method, path, exc_info=error)
        where = plan.operation_id if plan is not None else call.path
        return BrokenError(f"{where} failed: {type(error).__name__}: {error}")
    if isinstance(error, BrokenError):
        log.error("%s %s: %s", call.method, path, error)
    return error


def refuse(call: Call, api: Api | None, plan: Plan | None, problem: Problem) -> Reply:
    """Take back what the call wrote, and word the problem as its API does."""
    sandbox = getattr(call, "sandbox", None)
    if sandbox is not None:
        sandbox.end_call(undo=True)
    try:
        reply = _worded(call, api, plan, problem)
        written(reply), header_pairs(reply)
    except Exception as second:
        log.exception("The words for a refusal failed")
        broken = BrokenError(f"The words for a refusal failed: {second!r}")
        reply = word_plainly(call, broken)
    return reply


def forget_frames(*errors: BaseException) -> None:
    """Let errors forget where they came from, once that was logged.

    They know the frames that know them, and with those the call and its sandbox, which
    would all wait for the collector.
    """
    pending = [*errors]
    while pending:
        error = pending.pop()
        pending += [
            inner for inner in (error.__cause__, error.__context__) if inner is not None
        ]
        error.__traceback__ = error.__cause__ = error.__context__ = None


def _worded(call: Call, api: Api | None, plan: Plan | None, problem: Problem) -> Reply:
    """Word a problem as its API does, and hold the words to the contract, too.

    What the stub itself refuses, or broke, no contract declares.
    """
    if api is None or api.word is None:
        reply = word_plainly(call, problem, _customary_status(plan, problem))
        if isinstance(problem, WrongMethodError):
            reply.headers = {"Allow": problem.allow}
        elif isinstance(problem, NotAuthenticatedError) and api and api.own:
            reply.headers = {"WWW-Authenticate": "Bearer"}
        return reply
    reply = _finished(call, api, problem)
    answers = api.unmatched if plan is None else plan.answers
    if isinstance(problem, FaultError):
        # It is to be of this status, whatever the API would make of it.
        reply.status = problem.status
        return reply
    if answers is not None and not isinstance(problem, RefusedError | BrokenError):
        try:
            answers.check(reply)
        except BrokenError as broken:
            path = printable(call.path)
            log.error("%s %s: %s", call.method, path, broken)  # noqa: TRY400  # worded
            return _finished(call, api, broken)
    return reply


def _finished(call: Call, api: Api, problem: Problem) -> Reply:
    reply = (api.word or word_plainly)(call, problem)
    if isinstance(problem, WrongMethodError):
        reply.headers = {**(reply.headers or {}), "Allow": problem.allow}
    # A call that the gate refused is in no sandbox, so there is nothing to tell.
    if api.finish is not None and hasattr(call, "sandbox"):
        reply = api.finish(call, reply)
    return reply


def _customary_status(plan: Plan | None, problem: Problem) -> int | None:
    """Return 400 for an invalid call of an operation that declares it, and no 422."""
    if plan is None or not isinstance(problem, InvalidError):
        return None
    declares = plan.answers.declares
    return 400 if declares(400) and not declares(422) else None
