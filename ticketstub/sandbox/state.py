"""The state of a sandbox as one value: taken, put back, and written as JSON."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ticketstub.sandbox.ids import Ids

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ticketstub.call import Record

#: What an exported state says it is.
FORMAT = "ticketstub state"

#: The version of what is written; an older one can be read, a newer one cannot.
VERSION = 1


class StateError(ValueError):
    """A state cannot be read; the text says why."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The records of one collection by key, and the highest number there ever was."""

    records: Mapping[Any, Record]
    last_id: int


@dataclass(frozen=True, slots=True)
class KeptFiles:
    """The files of one API by key, and how many keys were ever made."""

    files: Mapping[str, bytes]
    last: int


@dataclass(frozen=True, slots=True)
class State:
    """Records, files, clock and ids of a sandbox at one moment.

    What is in it is never changed, so taking a state copies no record and no file.
    A collection that was not used yet is not in it: it starts from the mock data, as
    they were at `started`.
    """

    started: datetime
    frozen: datetime | None
    offset: timedelta
    draws: Any
    collections: Mapping[str, Kept] = field(default_factory=dict)
    files: Mapping[str, KeptFiles] = field(default_factory=dict)


def to_json(state: State, keys: Mapping[str, str]) -> dict[str, Any]:
    """Return a state as JSON can hold it; `keys` are the key fields of collections.

    What is alike is written alike, whatever was used first.
    """
    version, numbers, gauss = state.draws
    return {
        "format": FORMAT,
        "version": VERSION,
        "started": _written(state.started),
        "clock": {
            "frozen": None if state.frozen is None else _written(state.frozen),
            "offset_seconds": state.offset.total_seconds(),
        },
        "ids": [version, list(numbers), gauss],
        "collections": {
            name: {"last_id": kept.last_id, "records": list(kept.records.values())}
            for name, kept in sorted(state.collections.items())
            if name in keys
        },
        "files": {
            api: {
                "last": kept.last,
                "files": {
                    key: base64.b64encode(data).decode("ascii")
                    for key, data in kept.files.items()
                },
            }
            for api, kept in sorted(state.files.items())
            if kept.last or kept.files
        },
    }


def from_json(content: Any, keys: Mapping[str, str]) -> State:
    """Return the state that `to_json` has written; raises `StateError` for another.

    Without `ids` they are those of a fresh sandbox.
    """
    try:
        if content["format"] != FORMAT:
            message = f"The file is no {FORMAT}."
            raise StateError(message)
        if content["version"] > VERSION:
            message = (
                f"The state is of version {content['version']};"
                f" this ticketstub reads up to {VERSION}."
            )
            raise StateError(message)
        unknown = sorted(set(content["collections"]) - set(keys))
        if unknown:
            message = f"There is no collection {', '.join(unknown)} here."
            raise StateError(message)
        return _read(content, keys)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        if isinstance(error, StateError):
            raise
        message = f"The state is damaged: {type(error).__name__}: {error}."
        raise StateError(message) from error


def _read(content: Any, keys: Mapping[str, str]) -> State:
    draws = Ids().state
    if "ids" in content:
        version, numbers, gauss = content["ids"]
        draws = (version, tuple(numbers), None if gauss is None else float(gauss))
        Ids().load(draws)
    frozen = content["clock"]["frozen"]
    return State(
        _read_time(content["started"]),
        None if frozen is None else _read_time(frozen),
        timedelta(seconds=_number(content["clock"]["offset_seconds"], int, float)),
        draws,
        {
            name: Kept(_records(kept["records"], keys[name]), _number(kept["last_id"]))
            for name, kept in content["collections"].items()
        },
        {
            api: KeptFiles(
                {key: _bytes(text) for key, text in kept["files"].items()},
                _number(kept["last"]),
            )
            for api, kept in content["files"].items()
        },
    )


def _records(records: Any, key: str) -> dict[Any, Record]:
    if not isinstance(records, list):
        message = "records are a list"
        raise TypeError(message)
    by_key = {record[key]: record for record in records}
    if len(by_key) < len(records):
        message = f"Two records have the same {key}."
        raise StateError(message)
    return by_key


def _number(value: Any, *types: type) -> Any:
    """Return a number of one of the types, a whole one if none is given."""
    if type(value) not in (types or (int,)):
        message = f"{value!r} is no number of its kind"
        raise TypeError(message)
    return value


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        message = f"A file is no Base64: {error}."
        raise StateError(message) from error


def _written(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _read_time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        # Taken for local it would mean something else on every machine.
        message = f"{text!r} has no zone"
        raise ValueError(message)
    return moment.astimezone(UTC)
