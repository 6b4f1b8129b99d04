"""States: a sandbox as one document, exported and imported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply
from ticketstub.problems import UnreadableError
from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.state import StateError, from_json, to_json

from .damage import damage
from .standing import (
    DEEPEST,
    MOST,
    ROOM,
    Standing,
    dangling,
    highest,
    is_deep,
    no_room,
)
from .times import EARLIEST, LATEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ticketstub.call import Call, Record
    from ticketstub.problems import Violation
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
    keys = _keys(call)
    try:
        state = _read(body, keys)
        _check_times(state)
        _check_records(call, state)
        _check_references(call, state)
        _check_files(call, state)
    except StateError as error:
        raise UnreadableError(str(error)) from error

    call.sandbox.load(state)
    return Reply(204)


def _read(body: Record, keys: Mapping[str, str]) -> State:
    """Return the state of a document; raises `StateError`, which says it in words."""
    try:
        return from_json(body, keys)
    except StateError as error:
        text = None if error.__cause__ is None else damage(body, keys)
        if text is None:
            raise
        message = f"The state is damaged: {text}."
        raise StateError(message) from error


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
        mock = call.sandbox.mock_data[name]
        # What was created after the highest that can be given is exported, too.
        most = highest(mock) + ROOM
        if not 0 <= kept.last_id <= most:
            message = f"The last number of {name} is not from 0 to {most}."
            raise StateError(message)
        _check_collection(name, mock, kept.records.values(), most)


def _check_collection(
    name: str, mock: MockCollection, records: Iterable[Record], most: int
) -> None:
    standing = Standing(mock.declared)
    for record in records:
        if is_deep(record):
            message = f"A record of {name} has more than {DEEPEST} levels."
            raise StateError(message)
        _raise_first(
            name,
            (
                *mock.violations(record),
                *standing.faults(record),
                *no_room(mock, record, most),
            ),
        )
        standing.add(record)


def _check_references(call: Call, state: State) -> None:
    """Raise `StateError` for a reference to a record that will not be there.

    Mock data that the state leaves alone may refer to records that it lacks, too.
    """
    keys: dict[str, dict[Any, Any]] = {}

    def known_in(api: str) -> Callable[[str, Any], Any]:
        def known(target: str, value: Any) -> Any:
            full_name = f"{api}.{target}"
            if full_name not in keys:
                name = call.sandbox.mock_data[full_name].declared.key
                there = _records(call, state, full_name)
                keys[full_name] = {record[name]: record[name] for record in there}
            return keys[full_name].get(value)

        return known

    for name, mock in call.sandbox.mock_data.items():
        known = known_in(name.partition(".")[0])
        for record in _records(call, state, name) if mock.references else ():
            _raise_first(name, dangling(mock.references, record, known))


def _records(call: Call, state: State, name: str) -> Iterable[Record]:
    """Return the records that a collection will have, whatever their times."""
    kept = state.collections.get(name)
    if kept is None:
        return call.sandbox.mock_data[name].records
    return kept.records.values()


def _raise_first(name: str, faults: Iterable[Violation]) -> None:
    for fault in faults:
        message = f"A record of {name} cannot be: {fault.name}: {fault.message}."
        raise StateError(message)


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
