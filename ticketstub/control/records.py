"""Records: what is stored, looked at and changed past the rules of any API."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from ticketstub.call import Reply
from ticketstub.problems import ConflictError, Violation, absent, invalid
from ticketstub.sandbox.mock_data import move_time
from ticketstub.store import Equals

from .standing import (
    DEEPEST,
    Standing,
    dangling,
    highest,
    is_deep,
    no_room,
    wrong,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ticketstub.call import Call, Record
    from ticketstub.sandbox.mock_data import MockCollection
    from ticketstub.store.collection import TinyCollection


def list_collections(call: Call) -> Reply:
    collections = [
        {
            "api": name.partition(".")[0],
            "collection": name.partition(".")[2],
            "key": mock.declared.key,
            "records": call.sandbox.collection(name).count(),
        }
        for name, mock in call.sandbox.mock_data.items()
    ]

    return Reply(200, {"collections": collections})


def list_records(
    call: Call, api: str, collection: str, offset: int, limit: int
) -> Reply:
    records, _ = _known(call, api, collection)
    found = records.find(offset=offset, limit=limit)

    return Reply(200, {"records": [*found.records], "total": found.total})


def create_record(call: Call, api: str, collection: str, body: Record) -> Reply:
    records, mock = _known(call, api, collection)
    _check_depth(body)
    beyond = [*no_room(mock, body, highest(mock))]
    body = _with_key(records, mock, body)
    faults = _faults(call, api, mock, body, records)
    _add(faults, beyond)
    key = body.get(mock.declared.key)
    if not any(fault.name == mock.declared.key for fault in faults) and records.get(
        key
    ):
        message = f"There is a record {key!r} already."
        raise ConflictError(message)
    if faults:
        invalid(*faults)

    return Reply(201, records.insert(body))


def get_record(call: Call, api: str, collection: str, key: str) -> Reply:
    records, mock = _known(call, api, collection)

    return Reply(200, _record(records, mock, key))


def update_record(
    call: Call, api: str, collection: str, key: str, body: Record
) -> Reply:
    records, mock = _known(call, api, collection)
    record = _record(records, mock, key)
    name = mock.declared.key
    before = record[name]
    if name in body and (body[name] != before or type(body[name]) is not type(before)):
        invalid(wrong(name, body[name], "key", "stays as it is"))
    _check_depth(body)
    others = (each for each in records if each is not record)
    faults = _faults(call, api, mock, {**record, **body}, others)
    _add(faults, no_room(mock, body, max(highest(mock), _number(mock, record))))
    if faults:
        invalid(*faults)

    return Reply(200, records.update(before, body))


def delete_record(call: Call, api: str, collection: str, key: str) -> Reply:
    records, mock = _known(call, api, collection)
    record = _record(records, mock, key)
    value = record[mock.declared.key]
    for name in _referring(call, api, collection, value):
        message = f"A record of {name} refers to it."
        raise ConflictError(message)

    records.delete(value)
    return Reply(204)


def _known(
    call: Call, api: str, collection: str
) -> tuple[TinyCollection, MockCollection]:
    name = f"{api}.{collection}"
    mock = call.sandbox.mock_data.get(name) or absent("collection")
    return call.sandbox.collection(name), mock


def _record(records: TinyCollection, mock: MockCollection, text: str) -> Record:
    """Return the record of a key as it stands in a path."""
    for read in (str, int, float):
        try:
            record = records.get(read(text))
        except ValueError:
            continue
        # Another spelling of a number is another path.
        if record is not None and str(record[mock.declared.key]) == text:
            return record
    return absent("record")


def _with_key(records: TinyCollection, mock: MockCollection, body: Record) -> Record:
    """Return a new record with the next whole number as its key, if it needs one.

    The number is not drawn: should the record be refused, it is still the next.
    """
    key = mock.declared.key
    if key in body or any(type(each[key]) is not int for each in records):
        return body
    numbered = {key: records.last_id + 1, **body}
    if any(fault.name == key for fault in mock.violations(numbered)):
        return body
    return numbered


def _check_depth(body: Record) -> None:
    if is_deep(body):
        message = f"has more than {DEEPEST} levels"
        invalid(Violation("body", "", "depth", None, None, (), message))


def _faults(
    call: Call,
    api: str,
    mock: MockCollection,
    record: Record,
    others: Iterable[Record],
) -> list[Violation]:
    """Return why a record could not stand in the mock data, one fault for a field."""
    standing = Standing(mock.declared)
    for other in others:
        standing.add(other)
    faults = mock.violations(record)
    for more in (
        standing.faults(record),
        _dangling(call, api, mock, record),
        _untimely(mock, record),
    ):
        _add(faults, more)
    return faults


def _add(faults: list[Violation], more: Iterable[Violation]) -> None:
    """Add further faults, of fields that have none yet."""
    told = {fault.name for fault in faults}
    faults += [fault for fault in more if fault.name not in told]


def _number(mock: MockCollection, record: Record) -> int:
    """Return the number that a record has already, which may stay as it is."""
    number = record[mock.declared.numbered]
    return number if isinstance(number, int) else 0


def _dangling(
    call: Call, api: str, mock: MockCollection, record: Record
) -> Iterator[Violation]:
    """Yield the references to records that are not there."""

    def known(target: str, value: Any) -> Any:
        collection, there = _known(call, api, target)
        found = collection.get(value)
        return None if found is None else found[there.declared.key]

    return dangling(mock.references, record, known)


def _untimely(mock: MockCollection, record: Record) -> Iterator[Violation]:
    """Yield the times that are none."""
    for name in mock.times:
        try:
            move_time(dict(record), name, timedelta())
        except (KeyError, TypeError, ValueError, AttributeError):
            field = re.split(r"[.\[]", name)[0]
            yield wrong(field, record.get(field), "time", f"{name} is no time")


def _referring(call: Call, api: str, collection: str, key: Any) -> Iterator[str]:
    """Yield the collections in which a record refers to one."""
    for full_name, mock in call.sandbox.mock_data.items():
        if full_name.partition(".")[0] != api:
            continue
        for name, target in mock.references.items():
            where = Equals(name, key)
            if target == collection and call.sandbox.collection(full_name).count(where):
                yield full_name.partition(".")[2]
