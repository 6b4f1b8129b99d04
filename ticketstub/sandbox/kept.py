"""What a store file holds, read as a sandbox can take it, and judged before it does."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from ticketstub.sandbox.ids import Ids
from ticketstub.sandbox.sandboxes import Snapshot
from ticketstub.sandbox.state import Kept, KeptFiles, State, from_json, to_json
from ticketstub.store.file import KeptSnapshot
from ticketstub.store.format import StoreFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ticketstub.call import Record
    from ticketstub.sandbox.sandbox import Sandbox
    from ticketstub.store.file import StoreFile
    from ticketstub.store.indexes import Declared

#: The finest step of a time here.
_STEP = timedelta(microseconds=1)


@contextmanager
def sound(file: StoreFile) -> Iterator[None]:
    """Raise `StoreFileError` where what is read from a file makes no sense."""
    try:
        with file.explained():
            yield
    except (LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        why = f"{type(error).__name__}: {error}"
        raise StoreFileError(file.damaged(why)) from error


def read_state(
    file: StoreFile, declared: Mapping[str, Declared], apis: Iterable[str]
) -> State:
    """Read the state of a sandbox, as far as a project has its collections and APIs."""
    facts = file.facts()
    ids = Ids()
    ids.load(_draws(facts["ids"]))
    ids.skip(facts["drawn"])
    frozen = facts["frozen"]
    return State(
        datetime.fromisoformat(facts["started"]),
        None if frozen is None else datetime.fromisoformat(frozen),
        facts["offset"] * _STEP,
        ids.state,
        read_collections(file, declared),
        read_files(file, apis),
    )


def read_collections(
    file: StoreFile, declared: Mapping[str, Declared]
) -> dict[str, Kept]:
    """Read the collections that a project declares and the file holds."""
    return {
        name: Kept(_by_key(file, name, declared[name], known.number), known.last_id)
        for name, known in file.collections().items()
        if name in declared
    }


def read_files(file: StoreFile, apis: Iterable[str]) -> dict[str, KeptFiles]:
    """Read the files of some APIs."""
    last = file.last_files()
    return {api: KeptFiles(file.files(api), last[api]) for api in apis if api in last}


def facts_of(sandbox: Sandbox) -> dict[str, Any]:
    """Return what there is to know of a sandbox beside its collections and files."""
    return {
        "started": sandbox.started.isoformat(),
        **clock_facts(sandbox),
        "ids": orjson.dumps(sandbox.ids.state),
        "drawn": 0,
    }


def clock_facts(sandbox: Sandbox) -> dict[str, Any]:
    """Return what there is to know of a sandbox's clock."""
    frozen = sandbox.clock.frozen
    return {
        "frozen": None if frozen is None else frozen.isoformat(),
        "offset": sandbox.clock.offset // _STEP,
    }


def read_snapshots(
    file: StoreFile, declared: Mapping[str, Declared]
) -> dict[str, Snapshot]:
    """Read the snapshots, without the collections that a project lacks."""
    return {
        each.name: Snapshot(
            each.sandbox,
            datetime.fromisoformat(each.taken),
            _snapshot_state(each.state, declared),
        )
        for each in file.snapshots()
    }


def snapshot_row(
    name: str, snapshot: Snapshot, declared: Mapping[str, Declared]
) -> KeptSnapshot:
    """Return a snapshot as a file keeps it."""
    state = to_json(snapshot.state, {each: d.key for each, d in declared.items()})
    taken = snapshot.taken.isoformat()
    return KeptSnapshot(name, snapshot.sandbox, taken, orjson.dumps(state))


def _snapshot_state(data: bytes, declared: Mapping[str, Declared]) -> State:
    content = orjson.loads(data)
    collections = content["collections"].items()
    content["collections"] = {
        name: kept for name, kept in collections if name in declared
    }
    return from_json(content, {name: each.key for name, each in declared.items()})


def _draws(data: bytes) -> Any:
    version, numbers, gauss = orjson.loads(data)
    return version, tuple(numbers), gauss


def _by_key(
    file: StoreFile, name: str, declared: Declared, number: int
) -> dict[Any, Record]:
    """Read the records of a collection; raises `StoreFileError` for one that is odd."""
    needed = {declared.key, *declared.indexes, *(declared.orders or ())}
    by_key: dict[Any, Record] = {}
    for record in file.records(number):
        if not needed <= record.keys() or not _has_place(record, declared):
            message = (
                f"{file.path} does not fit the project: a record of {name} lacks a"
                " field that the project declares, or holds there what has no place."
                " Serve the project that it was kept with, or name another file."
            )
            raise StoreFileError(message)
        by_key[record[declared.key]] = record
    return by_key


def _has_place(record: Record, declared: Declared) -> bool:
    try:
        declared.check(record)
    except KeyError:
        return False
    return True
