"""Damage: what an exported state lacks, or has of another kind, in words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ticketstub.sandbox.ids import Ids

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ticketstub.call import Record

_KINDS: dict[type, str] = {
    dict: "object",
    list: "list",
    str: "text",
    int: "whole number",
}


def damage(content: Record, keys: Mapping[str, str]) -> str | None:
    """Return the first thing that is wrong with the shape of a state; None for none.

    `keys` are the key fields of collections.
    """
    return next(_damages(content, keys), None)


def _damages(content: Record, keys: Mapping[str, str]) -> Iterator[str]:
    # One at a time: what comes later relies on what was there before.
    yield from _members(
        content, "", started=str, clock=dict, collections=dict, files=dict
    )
    yield from _time(content["started"], "started")
    clock = content["clock"]
    for name in ("frozen", "offset_seconds"):
        if name not in clock:
            yield f"clock.{name} is missing"
    if clock["frozen"] is not None:
        yield from _time(clock["frozen"], "clock.frozen")
    yield from _span(clock["offset_seconds"], "clock.offset_seconds")
    if "ids" in content:
        yield from _ids(content["ids"])
    for name, kept in content["collections"].items():
        place = f"collections.{name}"
        yield from _is(kept, dict, place)
        yield from _members(kept, place, records=list, last_id=int)
        yield from _records(kept["records"], place, keys[name])
    for api, kept in content["files"].items():
        place = f"files.{api}"
        yield from _is(kept, dict, place)
        yield from _members(kept, place, files=dict, last=int)
        for key, text in kept["files"].items():
            yield from _is(text, str, f"{place}.files.{key}")
            if not text.isascii():
                yield f"{place}.files.{key} is no Base64"


def _members(content: Record, place: str, **kinds: type) -> Iterator[str]:
    for name, kind in kinds.items():
        path = f"{place}.{name}" if place else name
        if name not in content:
            yield f"{path} is missing"
        yield from _is(content[name], kind, path)


def _is(value: Any, kind: type, place: str) -> Iterator[str]:
    if type(value) is not kind:
        yield f"{place} is no {_KINDS[kind]}"


def _time(value: Any, place: str) -> Iterator[str]:
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            yield f"{place} has no zone"
        moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        yield f"{place} is no time"


def _span(value: Any, place: str) -> Iterator[str]:
    if type(value) not in (int, float):
        yield f"{place} is no number"
    try:
        timedelta(seconds=value)
    except (ValueError, OverflowError):
        yield f"{place} is beyond any time"


def _ids(value: Any) -> Iterator[str]:
    try:
        version, numbers, gauss = value
        Ids().load((version, tuple(numbers), None if gauss is None else float(gauss)))
    except (TypeError, ValueError, OverflowError):
        yield "ids are not as a stub writes them"


def _records(records: list[Any], place: str, key: str) -> Iterator[str]:
    for number, record in enumerate(records):
        path = f"{place}.records[{number}]"
        yield from _is(record, dict, path)
        if key not in record:
            yield f"{path}.{key} is missing"
        if isinstance(record[key], list | dict):
            yield f"{path}.{key} is no text or number"
