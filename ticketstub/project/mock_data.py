"""Load mock data: a JSON file for each collection, checked when it is loaded.

A file is either a list of records, or an object with the list and what is declared of
it: `key`, `indexes`, `orders`, `ties`, `times`, `as_of`, `references`, `files`,
`schema`, and how it grows: `fresh`, `person` and `grow`.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import orjson

from ticketstub.contract.judge import violations
from ticketstub.contract.load import parse_yaml
from ticketstub.contract.pointer import join, line_of
from ticketstub.findings import Finding, ProjectError
from ticketstub.project import growing
from ticketstub.project.mock_form import FORM
from ticketstub.sandbox.mock_data import MockCollection, move_time
from ticketstub.sandbox.uploads import MOCK_FILES
from ticketstub.store.indexes import Declared

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from ticketstub.call import Record
    from ticketstub.problems import Violation

#: The folder, beside the collections, of the files that records name.
FILES = "files"

#: How a record names one of them.
_MOCK_FILE = re.compile(re.escape(MOCK_FILES) + r"[A-Za-z0-9][A-Za-z0-9._-]*")


def load_mock_data(folder: Path, api: str) -> dict[str, MockCollection]:
    """Return the collections of one API's folder, by full name (`library.books`).

    Raises `ProjectError` for what does not fit: broken JSON, records that break their
    schema, keys given twice, references to records that are not there.
    """
    if not folder.is_dir():
        return {}
    files = {file.stem: _File(file) for file in sorted(folder.glob("*.json"))}
    findings = [finding for file in files.values() for finding in file.findings()]
    if not findings:
        findings = [
            finding for file in files.values() for finding in file.dangling(files)
        ]
    if not findings:
        findings = [*growing.common_findings(files)]
    if findings:
        raise ProjectError(findings)
    return {f"{api}.{name}": file.collection() for name, file in files.items()}


class _File:
    """One collection's file as it was read."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            content = orjson.loads(file.read_bytes())
        except OSError as error:
            message = f"The mock data cannot be read: {error.strerror}."
            raise ProjectError([Finding(file, 0, message)]) from error
        except orjson.JSONDecodeError as error:
            message = f"The mock data are not JSON: {error.msg}."
            raise ProjectError([Finding(file, error.lineno, message)]) from error
        self._listed = isinstance(content, list)
        self.content: Any = {"records": content} if self._listed else content

    def findings(self) -> Iterator[Finding]:
        """Yield what is wrong with the file by itself."""
        wrong = violations(FORM, self.content, "file")
        for violation in wrong:
            yield self.finding(violation.path, violation.message)
        if wrong:
            return
        if "as_of" in self.content:
            try:
                _moment(self.content["as_of"])
            except ValueError as error:
                yield self.finding(("as_of",), f"as_of is no time: {error}.")
                return
        yield from self._schema_findings()
        yield from self._order_findings()
        yield from self._tie_findings()
        yield from self._field_findings()
        yield from growing.own_findings(self)

    def dangling(self, files: dict[str, _File]) -> Iterator[Finding]:
        """Yield the references to records that are not there."""
        for name, target in self.content.get("references", {}).items():
            if target not in files:
                message = f"There is no collection {target!r} for {name} to refer to."
                yield self.finding(("references", name), message)
                continue
            keys = {record[files[target].key] for record in files[target].records}
            for index, record in enumerate(self.records):
                value = record.get(name)
                if isinstance(value, list | dict):
                    message = f"{name!r} is no single value, so it can't refer to one."
                    yield self.finding(("records", index, name), message)
                elif value is not None and value not in keys:
                    message = f"{name} {value!r} is not in {target}."
                    yield self.finding(("records", index, name), message)

    def collection(self) -> MockCollection:
        """Return the collection that the file describes."""
        content = self.content
        as_of = content.get("as_of")
        return MockCollection(
            declared=Declared(
                key=self.key,
                indexes=tuple(content.get("indexes", ())),
                orders={
                    name: None if ranks is None else tuple(ranks)
                    for name, ranks in content.get("orders", {}).items()
                },
                ties=content.get("ties"),
            ),
            records=self.records,
            as_of=None if as_of is None else _moment(as_of),
            times=tuple(content.get("times", ())),
            references=content.get("references", {}),
            files={
                record[name]: self._file(record[name]).read_bytes()
                for name in content.get("files", ())
                for record in self.records
                if record[name] is not None
            },
            judge=_judge(content.get("schema")),
            fresh=growing.fresh_of(content),
            person=growing.person_of(content),
            grow=growing.grow_of(content),
        )

    @property
    def key(self) -> str:
        key: str = self.content.get("key", "id")
        return key

    @property
    def records(self) -> list[dict[str, Any]]:
        records: list[dict[str, Any]] = self.content["records"]
        return records

    def _schema_findings(self) -> Iterator[Finding]:
        schema = self.content.get("schema")
        if schema is None:
            return
        try:
            validator = jsonschema_rs.Draft202012Validator(schema, offline=True)
        except ValueError as error:
            yield self.finding(("schema",), f"The schema cannot be compiled: {error}.")
            return
        for index, record in enumerate(self.records):
            if not validator.is_valid(record):
                for violation in violations(validator, record, "record"):
                    path = ("records", index, *violation.path)
                    yield self.finding(path, f"{_place(path)}: {violation.message}.")

    def _field_findings(self) -> Iterator[Finding]:
        seen: set[Any] = set()
        needed = (
            self.key,
            *self.content.get("indexes", ()),
            *self.content.get("orders", ()),
            *self.content.get("files", ()),
        )
        for index, record in enumerate(self.records):
            for name in needed:
                if name not in record:
                    message = f"{_place(('records', index))} has no {name!r}."
                    yield self.finding(("records", index), message)
                elif isinstance(record[name], list | dict):
                    message = f"{name!r} is no single value, so it can't be declared."
                    yield self.finding(("records", index, name), message)
            key = record.get(self.key)
            if isinstance(key, bool) or not isinstance(key, str | int | float):
                if self.key in record:
                    message = f"The key is {key!r}; it must be text or a number."
                    yield self.finding(("records", index, self.key), message)
            elif key in seen:
                message = f"The key {key!r} is given twice."
                yield self.finding(("records", index, self.key), message)
            else:
                seen.add(key)
            yield from self._rank_findings(index, record)
            yield from self._missing_files(index, record)
            yield from self._time_findings(index, record)

    def _tie_findings(self) -> Iterator[Finding]:
        """Yield the numbers that cannot decide between two records."""
        name = self.content.get("ties")
        if name is None:
            return
        seen: set[int] = set()
        for index, record in enumerate(self.records):
            number = record.get(name)
            if type(number) is not int:
                message = f"{name} of {_place(('records', index))} is no whole number."
                yield self.finding(("records", index, name), message)
            elif number in seen:
                message = f"The number {number} is given twice."
                yield self.finding(("records", index, name), message)
            else:
                seen.add(number)

    def _order_findings(self) -> Iterator[Finding]:
        """Yield the keys and orders whose values cannot be compared with each other."""
        for name in (self.key, *self.content.get("orders", {})):
            values = [record.get(name) for record in self.records]
            first: bool | None = None
            for index, value in enumerate(values):
                if value is None:
                    continue
                text = isinstance(value, str)
                if first is not None and text is not first:
                    message = f"{name!r} holds text and numbers, which have no order."
                    yield self.finding(("records", index, name), message)
                    break
                first = text

    def _rank_findings(self, index: int, record: dict[str, Any]) -> Iterator[Finding]:
        for name, ranks in self.content.get("orders", {}).items():
            if ranks is not None and name in record and record[name] not in ranks:
                message = f"{record[name]!r} has no place in the order of {name}."
                yield self.finding(("records", index, name), message)

    def _missing_files(self, index: int, record: dict[str, Any]) -> Iterator[Finding]:
        for name in self.content.get("files", ()):
            value = record.get(name)
            if value is None or isinstance(value, list | dict):
                continue
            if not self._is_readable(value):
                message = f"{value!r} is not {MOCK_FILES}NAME with a file of {FILES}/."
                yield self.finding(("records", index, name), message)

    def _is_readable(self, key: Any) -> bool:
        if not isinstance(key, str) or not _MOCK_FILE.fullmatch(key):
            return False
        try:
            self._file(key).read_bytes()
        except OSError:
            return False
        return True

    def _file(self, key: str) -> Path:
        """Return where a file lies that a record names."""
        return self.file.parent / FILES / key.removeprefix(MOCK_FILES)

    def _time_findings(self, index: int, record: dict[str, Any]) -> Iterator[Finding]:
        for name in self.content.get("times", ()):
            try:
                move_time(dict(record), name, timedelta())
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                message = f"{name} of {_place(('records', index))} is no time: {error}."
                yield self.finding(("records", index), message)

    def finding(self, path: tuple[str | int, ...], message: str) -> Finding:
        """Return a finding, with the line of what is wrong."""
        if self._listed:
            path = path[1:]
        node, _ = parse_yaml(self.file, self.file.read_bytes())
        return Finding(self.file, line_of(node, join("#", *path)), message)


def _judge(schema: Any) -> Callable[[Record], list[Violation]] | None:
    """Return what holds a record against a collection's schema, if there is one."""
    if schema is None:
        return None
    validator = jsonschema_rs.Draft202012Validator(schema, offline=True)

    def judge(record: Record) -> list[Violation]:
        with suppress(ValueError, RecursionError):  # deep nesting is told below
            if validator.is_valid(record):
                return []
        return violations(validator, record, "body")

    return judge


def _place(path: tuple[str | int, ...]) -> str:
    return "/".join(str(step) for step in path)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
