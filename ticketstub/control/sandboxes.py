"""Sandboxes: listed, made, looked at, dropped and reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import ConflictError, FullError, Violation, absent
from ticketstub.sandbox.clock import monotonic
from ticketstub.sandbox.ids import Ids
from ticketstub.sandbox.sandbox import MAIN

from .times import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record
    from ticketstub.sandbox.sandbox import Sandbox


def present_sandbox(sandbox: Sandbox) -> Record:
    """Show a sandbox, without making its collections."""
    return {
        "name": sandbox.name,
        "now": stamp(sandbox.clock.now()),
        "clock": "running" if sandbox.clock.frozen is None else "frozen",
        "idle_seconds": round(max(0.0, monotonic() - sandbox.used), 3),
        "records": sandbox.records.count(),
        "files": sandbox.files_kept(),
    }


def reset_sandbox(call: Call) -> Reply:
    call.app.sandboxes.reset(call.sandbox)

    return Reply(204)


def list_sandboxes(call: Call) -> Reply:
    sandboxes = call.app.sandboxes

    return Reply(
        200,
        {
            "sandboxes": [present_sandbox(each) for each in sandboxes],
            "most": sandboxes.most,
        },
    )


def check_create_sandbox(call: Call, body: Record) -> Iterator[Violation]:
    if "from" in body and "snapshot" in body:
        text = "is not given together with from"
        yield _wrong("snapshot", body["snapshot"], text)
    elif "from" in body and body["from"] not in call.app.sandboxes:
        yield _wrong("from", body["from"], "is no sandbox there is")
    elif "snapshot" in body and body["snapshot"] not in call.app.sandboxes.snapshots:
        yield _wrong("snapshot", body["snapshot"], "is no snapshot there is")


def create_sandbox(call: Call, body: Record) -> Reply:
    sandboxes = call.app.sandboxes
    name = body["name"]
    if name == call.sandbox.name:
        message = f"The call itself is in the sandbox {name}, so it is there already."
        raise ConflictError(message)
    if name in sandboxes:
        message = f"There is a sandbox {name} already; drop it first."
        raise ConflictError(message)

    state = None
    if "from" in body:
        state = sandboxes.get(body["from"]).save()
    elif "snapshot" in body:
        state = sandboxes.snapshots[body["snapshot"]].state
    sandbox = sandboxes.make(name)
    if state is not None:
        try:
            sandbox.load(state)
        except FullError:
            sandboxes.drop(name)
            raise
    if "seed" in body:
        sandbox.ids.load(Ids(body["seed"]).state)
    return Reply(201, present_sandbox(sandbox))


def get_sandbox(call: Call, name: str) -> Reply:
    return Reply(200, present_sandbox(_known(call, name)))


def delete_sandbox(call: Call, name: str) -> Reply:
    if name == MAIN:
        message = f"The sandbox {MAIN} is always there; reset it instead."
        raise ConflictError(message)
    _known(call, name)

    call.app.sandboxes.drop(name)
    return Reply(204)


def _known(call: Call, name: str) -> Sandbox:
    sandboxes = call.app.sandboxes
    return sandboxes.get(name) if name in sandboxes else absent("sandbox")


def _wrong(name: str, value: str, message: str) -> Violation:
    return Violation("body", name, "unknown", None, value, (name,), message)
