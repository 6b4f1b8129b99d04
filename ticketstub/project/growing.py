"""Check what mock data declare of how they grow: `fresh`, `person` and `grow`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from ticketstub.sandbox.fresh import Form, form_of
from ticketstub.sandbox.mock_data import Grow, Person

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ticketstub.call import Record
    from ticketstub.findings import Finding


class Source(Protocol):
    """A collection's file as it was read."""

    content: Any

    @property
    def key(self) -> str:
        """The field that identifies a record."""

    @property
    def records(self) -> list[dict[str, Any]]:
        """The records."""

    def finding(self, path: tuple[str | int, ...], message: str) -> Finding:
        """Return a finding, with the line of what is wrong."""


def fresh_of(content: Mapping[str, Any]) -> dict[str, Form]:
    """Return the forms of fresh values; raises `ValueError` for what is none."""
    return {name: form_of(text) for name, text in content.get("fresh", {}).items()}


def person_of(content: Mapping[str, Any]) -> Person | None:
    """Return which fields tell who somebody is."""
    person = content.get("person")
    return None if person is None else Person(**person)


def grow_of(content: Mapping[str, Any]) -> Grow | None:
    """Return how more records are made."""
    grow = content.get("grow")
    if grow is None:
        return None
    return Grow(
        grow.get("done", {}),
        tuple(grow.get("without", ())),
        tuple(map(tuple, grow.get("mix", ()))),
        tuple(grow.get("within", ())),
        grow.get("people"),
    )


def own_findings(source: Source) -> Iterator[Finding]:
    """Yield what is wrong with the three keys of one file."""
    content = source.content
    for name, text in content.get("fresh", {}).items():
        try:
            form_of(text)
        except ValueError as error:
            yield source.finding(("fresh", name), f"{error}.")
            continue
        yield from _texts(source, ("fresh", name), name, null=False)
    for part, name in content.get("person", {}).items():
        yield from _texts(source, ("person", part), name, null=True)
    grow = content.get("grow")
    if grow is None:
        return
    for part in ("done", "without", "within"):
        for name in grow.get(part, ()):
            yield from _present(source, ("grow", part), name)
    kept = {source.key, content.get("ties"), *content.get("fresh", ())}
    for index, group in enumerate(grow.get("mix", ())):
        for name in group:
            yield from _present(source, ("grow", "mix", index), name)
            if name in kept:
                message = f"{name!r} is not shared, so it can't come from another."
                yield source.finding(("grow", "mix", index), message)


def common_findings(files: Mapping[str, Source]) -> Iterator[Finding]:
    """Yield what is wrong with how the collections of one API grow together."""
    roots = [name for name, file in files.items() if "grow" in file.content]
    for name in roots[1:]:
        message = f"{roots[0]} grows already; of an API one does."
        yield files[name].finding(("grow",), message)
    for name in roots[:1]:
        about = files[name].content["grow"].get("people")
        target = files[name].content.get("references", {}).get(about)
        if about is not None and target is None:
            message = f"{about!r} is no reference, so it names no people."
            yield files[name].finding(("grow", "people"), message)
        elif target is not None and "person" not in files[target].content:
            message = f"{target} does not declare which fields tell who it is."
            yield files[name].finding(("grow", "people"), message)
        for each in _growing(files, name, target):
            yield from _numberless(files[each])


def _growing(
    files: Mapping[str, Source], root: str, people: str | None
) -> Iterable[str]:
    """Return the collections that get more records when one grows."""
    found = dict.fromkeys((root, *(() if people is None else (people,))))
    family, before = {root}, 0
    while len(family) > before:
        before = len(family)
        family.update(
            name
            for name, file in files.items()
            if family & {*file.content.get("references", {}).values()}
        )
    found.update(dict.fromkeys(sorted(family)))
    return found


def _numberless(source: Source) -> Iterator[Finding]:
    """Yield a finding if nobody can tell what keys new records have."""
    if source.key in source.content.get("fresh", {}):
        return
    numbers = all(type(record.get(source.key)) is int for record in source.records)
    if "ties" in source.content or not numbers:
        message = (
            f"It grows, so fresh must say of what form the next {source.key!r} is."
        )
        yield source.finding(("key",) if "key" in source.content else (), message)


def _present(
    source: Source, path: tuple[str | int, ...], name: str
) -> Iterator[Finding]:
    for index, record in enumerate(source.records):
        if name not in record:
            message = f"records/{index} has no {name!r}."
            yield source.finding(path, message)
            return


def _texts(
    source: Source, path: tuple[str, ...], name: str, *, null: bool
) -> Iterator[Finding]:
    """Yield a finding for the first record whose field holds no text."""
    for index, record in enumerate(source.records):
        if not _is_text(record, name, null=null):
            yield source.finding(path, f"{name} of records/{index} is no text.")
            return


def _is_text(record: Record, name: str, *, null: bool) -> bool:
    value = record.get(name)
    return isinstance(value, str) or (null and value is None and name in record)
