"""States: a sandbox as one document, exported and imported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import UnreadableError
from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.state import StateError, from_json, to_json

from .standing import DEEPEST, MOST, Standing, is_deep
from .times import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ticketstub.call import Call, Record
    from ticketstub.sandbox.mock_data import MockCollection
    from ticketstub.sandbox.state import State

#: The keys that uploaded files have.
_KEY = re.compile(r"upload/([1-9][0-9]{0,15})", re.ASCII)


def export_state(call: Call) -> Reply:
    sandbox = call.sandbox
    for name in sandbox.mock_data:
        sandbox.collection(name)

    return Reply(200, to_json(sandbox.save(), _keys(call)))


def import_state(call: Call, body: Record) -> Reply:
    try:
        state = from_json(body, _keys(call))
        _check_times(state)
        _check_records(call, state)
        _check_files(call, state)
    except StateError as error:
        raise UnreadableError(str(error)) from error

    call.sandbox.load(state)
    return Reply(204)


def _check_times(state: State) -> None:
    """Raise `StateError` for times that no sandbox could have."""
    moments = [state.started, state.frozen or state.started]
    try:
        moments.append(Clock().now() + state.offset)
    except OverflowError:
        moments.append(LATEST)
    if not all(EARLIEST <= moment < LATEST for moment in moments):
        message = "A time of the state is not between the years 1970 and 9000."
        raise StateError(message)


def _check_records(call: Call, state: State) -> None:
    """Raise `StateError` for records that could not stand in a collection."""
    for name, kept in state.collections.items():
        if not 0 <= kept.last_id <= MOST:
            message = f"The last number of {name} is not from 0 to {MOST}."
            raise StateError(message)
        _check_collection(name, call.sandbox.mock_data[name], kept.records.values())


def _check_collection(
    name: str, mock: MockCollection, records: Iterable[Record]
) -> None:
    standing = Standing(mock.declared)
    for record in records:
        if is_deep(record):
            message = f"A record of {name} has more than {DEEPEST} levels."
            raise StateError(message)
        for fault in [*mock.violations(record), *standing.faults(record)]:
            message = f"A record of {name} cannot be: {fault.name}: {fault.message}."
            raise StateError(message)
        standing.add(record)


def _check_files(call: Call, state: State) -> None:
    """Raise `StateError` for files that nobody can have uploaded."""
    known = {api.name for api in call.app.project.apis}
    for api, kept in state.files.items():
        if api not in known:
            message = f"There is no API {api} here."
            raise StateError(message)
        if not 0 <= kept.last <= MOST:
            message = f"The last number of the files of {api} is not from 0 to {MOST}."
            raise StateError(message)
        for key in kept.files:
            found = _KEY.fullmatch(key)
            if found is None or int(found[1]) > kept.last:
                message = f"No file of {api} can have the key {key!r}."
                raise StateError(message)


def _keys(call: Call) -> dict[str, str]:
    """Return the key field of each collection by its full name."""
    return {name: mock.declared.key for name, mock in call.sandbox.mock_data.items()}
