"""Mock data that do not fit are found when they are loaded, each with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from tests.engine.projects import findings_of
from ticketstub.project.mock_data import load_mock_data
from ticketstub.store.tinystore import TinyStore

if TYPE_CHECKING:
    from pathlib import Path


def found_in(folder: Path, source: str, name: str = "books") -> list[str]:
    """Return what is wrong with the mock data of one collection."""
    (folder / f"{name}.json").write_text(source, encoding="utf-8")
    return findings_of(lambda: load_mock_data(folder, "toy"))


@pytest.mark.parametrize(
    ("source", "findings"),
    [
        ("[\n  {,\n]", ["books.json:2: The mock data are not JSON: "]),
        ("", ["books.json:1: The mock data are not JSON: "]),
        ("5", ["books.json:1: "]),
        ("[1]", ["books.json:1: "]),
        ('{"records": {}}', ["books.json:1: "]),
        ("{}", ["books.json:1: "]),
        ('{\n"records": [],\n"times": "a"}', ["books.json:3: "]),
        ('{\n"records": [],\n"more": 1}', ["books.json:3: "]),
        (
            '[\n{"id": 1},\n{"name": "a"}\n]',
            ["books.json:3: records/1 has no 'id'."],
        ),
        (
            '[\n{"id": 1},\n{"id": 1}\n]',
            ["books.json:3: The key 1 is given twice."],
        ),
        (
            '[\n{"id": [1]}\n]',
            [
                "books.json:2: 'id' is no single value, so it can't be declared.",
                "books.json:2: The key is [1]; it must be text or a number.",
            ],
        ),
        (
            '[\n{"id": 1},\n{"id": null}\n]',
            ["books.json:3: The key is None; it must be text or a number."],
        ),
        (
            '[\n{"id": true},\n{"id": false},\n{"id": 1}\n]',
            [
                "books.json:2: The key is True; it must be text or a number.",
                "books.json:3: The key is False; it must be text or a number.",
            ],
        ),
        (
            '[\n{"id": 1.5},\n{"id": 1},\n{"id": 1.0}\n]',
            ["books.json:4: The key 1.0 is given twice."],
        ),
        (
            '{"key": "card",\n"records": [\n{"card": "a"},\n{"card": "a"}]}',
            ["books.json:4: The key 'a' is given twice."],
        ),
        (
            (
                '{"indexes": ["shelf"],\n"records": [\n{"id": 1},\n{"id": 2,\n'
                '"shelf": {}}]}'
            ),
            [
                "books.json:3: records/0 has no 'shelf'.",
                "books.json:5: 'shelf' is no single value, so it can't be declared.",
            ],
        ),
        (
            (
                '{"orders": {"state": ["new", "worn"]},\n"records": [\n{"id": 1,\n'
                '"state": "odd"}]}'
            ),
            ["books.json:4: 'odd' has no place in the order of state."],
        ),
        (
            (
                '{"times": ["made"],\n"records": [\n{"id": 1, "made": null},\n'
                '{"id": 2, "made": "soon"},\n{"id": 3}]}'
            ),
            [
                "books.json:4: made of records/1 is no time: ",
                "books.json:5: made of records/2 is no time: ",
            ],
        ),
        (
            (
                '{"times": ["dates.made", "log[].at"],\n"records": [\n'
                '{"id": 1, "dates": {"made": 1}, "log": [{"at": "2026-01-01"}]},\n'
                '{"id": 2, "dates": {"made": 1.5}, "log": [{}]}]}'
            ),
            [
                "books.json:4: dates.made of records/1 is no time: ",
                "books.json:4: log[].at of records/1 is no time: ",
            ],
        ),
        (
            (
                '{"schema": {"type": "object", "properties": {"id": {"maximum": 1}},\n'
                '"additionalProperties": false},\n"records": [\n{"id": 1},\n'
                '{"id": 2},\n{"id": 0,\n"more": 1}]}'
            ),
            [
                "books.json:5: records/1/id: 2 is greater than the maximum of 1.",
                "books.json:7: records/2/more: ",
            ],
        ),
        (
            '{"records": [],\n"schema": {"type": "strin"}}',
            ["books.json:2: The schema cannot be compiled: "],
        ),
        (
            (
                '{"records": [{"id": 1,\n"reader": 2}],\n"references":\n'
                '{"reader": "readers"}}'
            ),
            ["books.json:4: There is no collection 'readers' for reader to refer to."],
        ),
        ('{"records": [],\n"as_of": "yesterday"}', ["books.json:2: "]),
        ('{"records": [],\n"as_of": "2026-13-45T99:99:99Z"}', ["books.json:2: "]),
        (
            (
                '{"orders": {"size": null},\n"records": [\n{"id": 1, "size": 1},\n'
                '{"id": 2, "size": "large"}]}'
            ),
            ["books.json:4: "],
        ),
        ('[\n{"id": 1},\n{"id": "one"}\n]', ["books.json:3: "]),
        ('[\n{"id": 1, "name": "\\ud83d\\ude00"},\n{}\n]', ["books.json:3: "]),
        ('[\n\t{"id": 1},\n\t{}\n]', ["books.json:3: "]),
    ],
    ids=[
        "no JSON",
        "empty",
        "a number",
        "a list of numbers",
        "records no list",
        "no records",
        "times no list",
        "an unknown key",
        "a record without key",
        "a key twice",
        "a key that is a list",
        "a key that is null",
        "keys that are true and false",
        "one number, written in two ways",
        "another key twice",
        "an index that lacks",
        "a rank that is none",
        "a time that is none",
        "a time inside that is none",
        "a record that breaks its schema",
        "a schema that is none",
        "a reference to no collection",
        "a moment that is none",
        "a moment that cannot be",
        "an order of mixed types",
        "keys of mixed types",
        "an emoji on the way",
        "tabs on the way",
    ],
)
def test_each_mistake_is_found_with_its_line(
    tmp_path: Path, source: str, findings: list[str]
) -> None:
    found = found_in(tmp_path, source)

    assert len(found) == len(findings), found
    for actual, expected in zip(found, findings, strict=True):
        assert actual.startswith(expected)


def test_a_reference_to_a_record_that_is_not_there_is_found(tmp_path: Path) -> None:
    (tmp_path / "readers.json").write_text('[{"id": 1}]')
    found = found_in(
        tmp_path,
        '{"references": {"reader": "readers"}, "records": [\n'
        '{"id": 1, "reader": 1},\n{"id": 2, "reader": null},\n{"id": 3},\n'
        '{"id": 4, "reader": 2}]}',
    )

    assert found == ["books.json:5: reader 2 is not in readers."]


def test_a_reference_that_is_a_list_is_found(tmp_path: Path) -> None:
    """It names no single record; that is a finding, and no traceback."""
    (tmp_path / "readers.json").write_text('[{"id": 1}]')
    found = found_in(
        tmp_path,
        '{"references": {"reader": "readers"}, "records": [\n'
        '{"id": 1, "reader": [1]}]}',
    )

    assert [finding.partition(": ")[0] for finding in found] == ["books.json:2"]


def test_every_file_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "readers.json").write_text("[1]")
    found = found_in(tmp_path, "[1]")

    assert [finding.partition(":")[0] for finding in found] == [
        "books.json",
        "readers.json",
    ]


def test_a_list_of_records_is_a_collection(tmp_path: Path) -> None:
    (tmp_path / "books.json").write_text('[{"id": "b"}, {"id": "a"}]')
    mock = load_mock_data(tmp_path, "toy")

    assert mock["toy.books"].records == [{"id": "b"}, {"id": "a"}]
    assert mock["toy.books"].declared.key == "id"


@pytest.mark.parametrize("keys", [["b", "a", ""], [2, 1.5, -1, 0]])
def test_a_key_is_text_or_a_number(tmp_path: Path, keys: list[Any]) -> None:
    """Of either kind: the records are found by it, and sorted by it."""
    records = [{"id": key} for key in keys]
    (tmp_path / "books.json").write_bytes(orjson.dumps(records))
    mock = load_mock_data(tmp_path, "toy")["toy.books"]
    books = TinyStore().collection("toy.books", mock.declared, lambda: mock.records)

    assert [books.get(key) for key in keys] == records
    assert [book["id"] for book in books.find().records] == sorted(keys)


def test_no_folder_is_no_mock_data(tmp_path: Path) -> None:
    assert load_mock_data(tmp_path / "nowhere", "toy") == {}
