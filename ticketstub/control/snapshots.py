"""Snapshots: states of a sandbox with a name, to go back to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import ConflictError, absent

from .times import stamp

if TYPE_CHECKING:
    from ticketstub.call import Call, Record
    from ticketstub.sandbox.sandboxes import Snapshot


def present_snapshot(name: str, snapshot: Snapshot) -> Record:
    """Show a snapshot without its state."""
    return {"name": name, "sandbox": snapshot.sandbox, "taken": stamp(snapshot.taken)}


def list_snapshots(call: Call) -> Reply:
    sandboxes = call.app.sandboxes
    snapshots = sandboxes.snapshots.items()

    return Reply(
        200,
        {
            "snapshots": [present_snapshot(*each) for each in snapshots],
            "most": sandboxes.most_snapshots,
        },
    )


def create_snapshot(call: Call, body: Record) -> Reply:
    sandboxes, name = call.app.sandboxes, body["name"]
    if name in sandboxes.snapshots:
        message = f"There is a snapshot {name} already; drop it first."
        raise ConflictError(message)
    if len(sandboxes.snapshots) >= sandboxes.most_snapshots:
        message = f"There are {sandboxes.most_snapshots} snapshots already; drop one."
        raise ConflictError(message)

    snapshot = sandboxes.take(name, call.sandbox)
    return Reply(201, present_snapshot(name, snapshot))


def delete_snapshot(call: Call, name: str) -> Reply:
    if call.app.sandboxes.snapshots.pop(name, None) is None:
        absent("snapshot")

    return Reply(204)


def restore_snapshot(call: Call, name: str) -> Reply:
    snapshot = call.app.sandboxes.snapshots.get(name) or absent("snapshot")

    call.sandbox.load(snapshot.state)
    return Reply(204)
