"""Matching: which calls of a journal meet the conditions of a filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import orjson

from ticketstub.contract.media import base_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ticketstub.sandbox.journal import Entry

    Condition = Callable[[Entry], bool]

_FORM = "application/x-www-form-urlencoded"


def matching(entries: Iterable[Entry], wanted: Mapping[str, Any]) -> list[Entry]:
    """Return the calls that meet every condition that is given."""
    conditions = [
        make(wanted[name])
        for name, make in _CONDITIONS.items()
        if wanted.get(name) is not None
    ]
    return [entry for entry in entries if all(each(entry) for each in conditions)]


def _has_status(status: str) -> Condition:
    if status.endswith("xx"):
        hundreds = int(status[0])
        return lambda entry: entry.status // 100 == hundreds
    return lambda entry: entry.status == int(status)


def _is_after(id_: str) -> Condition:
    after = int(id_.removeprefix("call_"))
    return lambda entry: entry.number > after


def _has_text(text: str) -> Condition:
    wanted = text.encode("utf-8", "surrogatepass")
    return lambda entry: (
        wanted in entry.request_body
        or any(text in each for each in _texts(_fields(entry)))
    )


def _has_fields(fields: Mapping[str, Any]) -> Condition:
    return lambda entry: _contains(_fields(entry), fields)


def _fields(entry: Entry) -> Any:
    """Return a body as its media type says, if all of it was kept."""
    if not entry.is_whole:
        return None
    content_type = entry.request_headers.get(b"content-type", b"").decode("latin-1")
    if base_name(content_type) == _FORM:
        text = entry.request_body.decode("utf-8", "replace")
        values = parse_qs(text, keep_blank_values=True)
        return {
            name: each if len(each) > 1 else each[0] for name, each in values.items()
        }
    try:
        return orjson.loads(entry.request_body)
    except orjson.JSONDecodeError:
        return None


def _texts(value: Any) -> Iterator[str]:
    """Yield each text in a body as it is meant, however it was escaped."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _contains(value: Any, wanted: Any) -> bool:
    """Tell whether a value is what is wanted; an object may have more fields."""
    # A loop, since a body may be nested more deeply than calls may be.
    waiting = [(value, wanted)]
    while waiting:
        has, asked = waiting.pop()
        if isinstance(asked, dict):
            if not isinstance(has, dict) or not asked.keys() <= has.keys():
                return False
            waiting += [(has[name], each) for name, each in asked.items()]
        elif isinstance(asked, list):
            if not isinstance(has, list) or len(has) != len(asked):
                return False
            waiting += zip(has, asked, strict=True)
        # To Python true is 1.
        elif isinstance(asked, bool) is not isinstance(has, bool) or has != asked:
            return False
    return True


_CONDITIONS: dict[str, Callable[[Any], Condition]] = {
    "api": lambda api: lambda entry: entry.api == api,
    "operation": lambda name: lambda entry: entry.operation == name,
    "method": lambda method: lambda entry: entry.method == method.upper(),
    "status": _has_status,
    "path": lambda part: lambda entry: part in entry.path,
    "body": _has_text,
    "json": _has_fields,
    "outcome": lambda outcome: lambda entry: entry.outcome == outcome,
    "after": _is_after,
}
