"""Mock data: many more of them, each record made from several of those there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import ConflictError, Violation
from ticketstub.sandbox.fresh import GrowthError
from ticketstub.sandbox.grow import grow, growing

from .standing import Standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ticketstub.call import Call, Record


def check_grow_mock_data(call: Call, body: Record) -> Iterator[Violation]:
    api = body.get("api")
    if api is not None and growing(call.sandbox, api) is None:
        known = any(each.name == api for each in call.app.project.apis)
        text = "has no mock data that grow" if known else "is no API there is"
        yield Violation("body", "api", "unknown", None, api, ("api",), text)


def grow_mock_data(call: Call, body: Record) -> Reply:
    sandbox, api = call.sandbox, body["api"]
    root = growing(sandbox, api)
    if root is None:
        message = f"The mock data of {api} don't grow."
        raise ConflictError(message)
    try:
        grown = grow(sandbox, api, root, body["tickets"], body.get("seed", 0))
    except GrowthError as error:
        message = f"The mock data of {api} can't grow: {error}."
        raise ConflictError(message) from error
    for name, records in grown.items():
        _check(call, f"{api}.{name}", records)

    counts = []
    for name, records in grown.items():
        collection = sandbox.collection(f"{api}.{name}")
        for record in records:
            collection.insert(record)
        total = collection.count()
        counts.append({"collection": name, "added": len(records), "records": total})
    return Reply(201, {"api": api, "collections": counts})


def _check(call: Call, full_name: str, records: Sequence[Record]) -> None:
    """Raise `ConflictError` for records that could not stand in the mock data."""
    mock = call.sandbox.mock_data[full_name]
    standing = Standing(mock.declared)
    for record in call.sandbox.collection(full_name):
        standing.add(record)
    for record in records:
        for fault in (*mock.violations(record), *standing.faults(record)):
            message = (
                f"A record of {full_name} would not fit: {fault.name} {fault.message}."
            )
            raise ConflictError(message)
