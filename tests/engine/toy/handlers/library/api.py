"""What is common to the toy API: cards, desks, words of refusal, a header."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ticketstub.call import Caller, Reply
from ticketstub.problems import InvalidError, Problem

if TYPE_CHECKING:
    from ticketstub.call import Call


def authenticate(
    call: Call, scheme: str, credential: str | tuple[str, str]
) -> Caller | None:
    for reader in call.store.readers:
        known = reader["card"] if scheme == "Card" else tuple(reader["desk"])
        if known == credential:
            return Caller(reader)
    return None


def word(_call: Call, problem: Problem) -> Reply:
    body: dict[str, Any] = {"fault": problem.detail or problem.title}
    if isinstance(problem, InvalidError):
        body["fields"] = [[each.name, each.rule] for each in problem.violations]
    return Reply(problem.status, body)


def finish(call: Call, reply: Reply) -> Reply:
    reply.headers = {**(reply.headers or {}), "X-Branch": call.sandbox.name}
    return reply
