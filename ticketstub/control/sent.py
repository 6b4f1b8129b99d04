"""Sent: the body of a call as it was kept, and what of it may be sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
from python_multipart.multipart import parse_options_header

from ticketstub.call import Upload
from ticketstub.contract.media import base_name
from ticketstub.contract.pointer import steps
from ticketstub.pipeline.multipart import parse_multipart
from ticketstub.pipeline.pairs import TooManyFieldsError, grouped, parse_pairs
from ticketstub.problems import UnreadableError

from .attempt import FORM, MULTIPART

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from ticketstub.sandbox.journal import Entry

#: Stands for a file, where no example has one.
_A_FILE = "example"

Way = tuple[str, ...]


def sent_type(entry: Entry) -> str:
    """Return the media type that a body was sent as, without its options."""
    return base_name(entry.request_headers.get(b"content-type", b"").decode("latin-1"))


def sent_body(entry: Entry) -> Any:
    """Return the body that was sent, if all of it was kept and it can be read.

    A file is an `Upload`; a field that no command line can hold is left out.
    """
    if not entry.is_whole:
        return None
    media_type = sent_type(entry)
    try:
        if media_type == FORM:
            return _fields(parse_pairs(entry.request_body))
        if media_type == MULTIPART:
            _, options = parse_options_header(entry.request_headers[b"content-type"])
            boundary = options.get(b"boundary", b"")
            return _fields(parse_multipart(entry.request_body, boundary))
        return orjson.loads(entry.request_body)
    except (orjson.JSONDecodeError, TooManyFieldsError, UnreadableError):
        return None


def _fields(pairs: Iterable[tuple[str, str | Upload]]) -> dict[str, Any]:
    groups = grouped(
        (name, value)
        for name, value in pairs
        if "\0" not in name and (isinstance(value, Upload) or "\0" not in value)
    )
    return {
        name: values[0] if len(values) == 1 and not name.endswith("[]") else values
        for name, values in groups.items()
    }


def refused_ways(entry: Entry) -> tuple[Way, ...]:
    """Return the ways to the values of a body that were refused."""
    pointers = (each["pointer"] for each in entry.violations if each["in"] == "body")
    return tuple(dict.fromkeys(tuple(steps(each)) for each in pointers if each))


def variants(
    sent: Any, examples: list[Any], ways: tuple[Way, ...], files: Container[str]
) -> Iterator[Any]:
    """Yield what was sent without what was refused, then with more of the examples.

    `files` are the fields that can be files.
    """
    if not isinstance(sent, dict):
        return
    objects = [each for each in examples if isinstance(each, dict)]
    kept = [_kept(sent, each, ways, files) for each in objects or [{}]]
    yield from kept
    for body, example in zip(kept, objects, strict=False):
        completed = body
        for way in ways:
            completed = _with(completed, way, example)
        yield completed
    for body, example in zip(kept, objects, strict=False):
        yield _merged(example, body)


def _kept(
    sent: dict[str, Any],
    example: dict[str, Any],
    ways: tuple[Way, ...],
    files: Container[str],
) -> dict[str, Any]:
    """Return what was not refused, with an example's files for those that were sent."""
    body = {}
    for name, value in sent.items():
        values = value if isinstance(value, list) else [value]
        if not any(isinstance(each, Upload) for each in values):
            body[name] = value
        elif name in files:
            body[name] = example.get(name, _A_FILE)
    for way in ways:
        body = _without(body, way)
    return body


def _without(body: dict[str, Any], way: Way) -> dict[str, Any]:
    """Leave out the value that a way leads to; a list is one value."""
    name = _name_in(body, way[0])
    if name is None:
        return body
    inner = body[name]
    if len(way) > 1 and isinstance(inner, dict):
        return {**body, name: _without(inner, way[1:])}
    return {key: value for key, value in body.items() if key != name}


def _with(body: dict[str, Any], way: Way, example: dict[str, Any]) -> dict[str, Any]:
    """Take the value that a way leads to from an example, if that has one."""
    name = _name_in(example, way[0])
    if name is None:
        return body
    own, theirs = body.get(name), example[name]
    if len(way) > 1 and isinstance(own, dict) and isinstance(theirs, dict):
        return {**body, name: _with(own, way[1:], theirs)}
    return body if name in body else {**body, name: theirs}


def _merged(example: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Complete what was sent by what an example has beside it."""
    body = {**example, **own}
    for name, value in own.items():
        theirs = example.get(name)
        if isinstance(value, dict) and isinstance(theirs, dict):
            body[name] = _merged(theirs, value)
    return body


def _name_in(body: dict[str, Any], step: str) -> str | None:
    """Return the key that a step means, `tags[]` for `tags`."""
    return next((name for name in (step, f"{step}[]") if name in body), None)
