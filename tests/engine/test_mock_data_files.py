"""The declarations `ties` and `files` of mock data: what fits, and what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import findings_of
from ticketstub.project.mock_data import load_mock_data
from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.sandbox import Sandbox

if TYPE_CHECKING:
    from pathlib import Path

    from ticketstub.sandbox.sandbox import MockData


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Make a folder of mock data with two files, and others that are none of them."""
    folder = tmp_path / "library"
    (folder / "files" / "inner").mkdir(parents=True)
    (folder / "files" / "map.png").write_bytes(b"\x89PNG\x00\xff")
    (folder / "files" / "Empty-1_b.tar.gz").write_bytes(b"")
    (folder / "files" / "inner" / "deep.png").write_bytes(b"deep")
    (folder / "files" / ".hidden").write_bytes(b"hidden")
    (folder / "beside.png").write_bytes(b"beside")
    (tmp_path / "outside.png").write_bytes(b"outside")
    return folder


def loaded(folder: Path, source: str, name: str = "books") -> MockData:
    """Load a folder with one more collection."""
    (folder / f"{name}.json").write_text(source, encoding="utf-8")
    return load_mock_data(folder, "library")


def found_in(folder: Path, source: str) -> list[str]:
    """Return what is wrong with a folder with one more collection."""
    return findings_of(lambda: loaded(folder, source))


def with_file(value: str) -> str:
    """Return the source of a collection whose second record names a file."""
    return (
        '{"files": ["cover"],\n"records": [\n{"id": 1, "cover": null},\n'
        f'{{"id": 2,\n"cover": {value}}}]}}'
    )


def test_the_files_that_records_name_are_loaded(folder: Path) -> None:
    """Byte for byte, from every field declared; null names none, a double is one."""
    mock = loaded(
        folder,
        '{"files": ["cover", "scan"], "records": ['
        '{"id": 1, "cover": "mock/map.png", "scan": null},'
        '{"id": 2, "cover": null, "scan": "mock/Empty-1_b.tar.gz"},'
        '{"id": 3, "cover": "mock/map.png", "scan": "mock/map.png"}]}',
    )

    assert mock["library.books"].files == {
        "mock/map.png": b"\x89PNG\x00\xff",
        "mock/Empty-1_b.tar.gz": b"",
    }


def test_a_handler_reads_what_a_record_names(folder: Path) -> None:
    """The record's field is the very key of its file, in every collection."""
    loaded(folder, with_file('"mock/map.png"'), "maps")
    mock = loaded(folder, with_file('"mock/Empty-1_b.tar.gz"'))
    box = Sandbox("a", mock, Clock())
    books, maps = box.store("library").books, box.store("library").maps
    uploads = box.uploads("library")

    for record, data in ((books.get(2), b""), (maps.get(2), b"\x89PNG\x00\xff")):
        assert record is not None
        assert uploads.read(record["cover"]) == data


def test_a_file_without_declaration_is_not_loaded(folder: Path) -> None:
    """Whoever holds a key of the same form has only found some text."""
    mock = loaded(folder, '[{"id": 1, "cover": "mock/map.png"}]')

    assert mock["library.books"].files == {}


def test_a_file_in_json_is_no_collection(folder: Path) -> None:
    (folder / "files" / "export.json").write_text("no JSON at all")
    mock = loaded(folder, with_file('"mock/export.json"'))

    assert list(mock) == ["library.books"]
    assert mock["library.books"].files == {"mock/export.json": b"no JSON at all"}


@pytest.mark.parametrize(
    "value",
    [
        '"mock/absent.png"',
        '"mock/MAP.PNG "',
        '"map.png"',
        '"files/map.png"',
        '"upload/map.png"',
        '"Mock/map.png"',
        '"mock/"',
        '""',
        '"mock/inner"',
        '"mock/inner/deep.png"',
        '"mock/./map.png"',
        '"mock//map.png"',
        '"mock/../beside.png"',
        '"mock/../../outside.png"',
        '"mock/.."',
        '"mock/.hidden"',
        '"mock/map.png\\n"',
        '"mock/..\\\\beside.png"',
        "1",
        "true",
    ],
)
def test_a_field_that_names_no_file_is_found(folder: Path, value: str) -> None:
    """Whether the file is missing, or the name is a path: it may lead anywhere."""
    (found,) = found_in(folder, with_file(value))

    assert found.startswith("books.json:5: ")
    assert found.endswith(" is not mock/NAME with a file of files/.")


def test_an_absolute_path_is_found(folder: Path) -> None:
    """A file that is there, but not among the mock data's own."""
    file = folder / "files" / "map.png"

    for name in (str(file), f"mock/{file}"):
        (found,) = found_in(folder, with_file(f'"{name}"'))
        assert found.startswith(f"books.json:5: {name!r} is not mock/NAME")


def test_without_the_folder_every_file_is_missing(tmp_path: Path) -> None:
    (found,) = found_in(tmp_path, with_file('"mock/map.png"'))

    assert found.startswith("books.json:5: 'mock/map.png' is not")


@pytest.mark.parametrize(
    ("second", "finding"),
    [
        ('{"id": 2}', "books.json:4: records/1 has no 'mark'."),
        (
            '{"id": 2,\n"mark": ["mock/map.png"]}',
            "books.json:5: 'mark' is no single value, so it can't be declared.",
        ),
        (
            '{"id": 2,\n"mark": {}}',
            "books.json:5: 'mark' is no single value, so it can't be declared.",
        ),
    ],
    ids=["absent", "a list", "an object"],
)
def test_a_declared_field_is_in_every_record_and_single(
    folder: Path, second: str, finding: str
) -> None:
    source = '{"files": ["mark"],\n"records": [\n{"id": 1, "mark": "mock/map.png"},\n'
    found = found_in(folder, f"{source}{second}]}}")

    assert found == [finding]


@pytest.mark.parametrize(
    "value", ["null", '"1"', "1.5", "1.0", "true", "[1]", "{}", None]
)
def test_ties_that_are_no_whole_number_are_found(
    folder: Path, value: str | None
) -> None:
    """In whichever record; nothing at all is none, and neither is `true`."""
    spoilt = "" if value is None else f', "serial": {value}'
    fine = ', "serial": 7'
    for first, second, line in ((fine, spoilt, 4), (spoilt, fine, 3)):
        found = found_in(
            folder,
            '{"ties": "serial",\n"records": [\n'
            f'{{"id": 1{first}}},\n{{"id": 2{second}}}]}}',
        )
        message = f"serial of records/{line - 3} is no whole number."
        assert found == [f"books.json:{line}: {message}"]


def test_ties_given_twice_are_found(folder: Path) -> None:
    """What decides between two records must differ in each two of them."""
    found = found_in(
        folder,
        '{"ties": "serial",\n"records": [\n{"id": 1, "serial": 7},\n'
        '{"id": 2, "serial": 8},\n{"id": 3, "serial": 7}]}',
    )

    assert found == ["books.json:5: The number 7 is given twice."]


@pytest.mark.parametrize(
    ("declared", "line"),
    [
        ('"ties": ["serial"]', 2),
        ('"ties": null', 2),
        ('"files": "cover"', 2),
        ('"files": [1]', 2),
        ('"files": null', 2),
    ],
)
def test_a_declaration_of_the_wrong_form_is_found(
    folder: Path, declared: str, line: int
) -> None:
    (found,) = found_in(folder, f'{{"records": [],\n{declared}}}')

    assert found.startswith(f"books.json:{line}: ")


def test_every_file_that_is_missing_is_told_at_once(folder: Path) -> None:
    found = found_in(
        folder,
        '{"files": ["cover", "scan"],\n"records": [\n'
        '{"id": 1,\n"cover": "mock/a.png",\n"scan": "mock/map.png"},\n'
        '{"id": 2,\n"cover": "mock/map.png",\n"scan": "mock/b.png"}]}',
    )

    assert [finding.partition(" is not")[0] for finding in found] == [
        "books.json:4: 'mock/a.png'",
        "books.json:8: 'mock/b.png'",
    ]


def test_ties_are_declared_and_decide(folder: Path) -> None:
    """From the file to the order of a list, be the numbers above 0 or below."""
    mock = loaded(
        folder,
        '{"ties": "serial", "orders": {"shelf": null}, "records": ['
        '{"id": 1, "shelf": 1, "serial": 30}, {"id": 2, "shelf": 1, "serial": 10},'
        '{"id": 4, "shelf": 1, "serial": -10}, {"id": 3, "shelf": 0, "serial": 40}]}',
    )
    sandbox = Sandbox("a", mock, Clock())
    books = sandbox.store("library").books

    assert mock["library.books"].declared.ties == "serial"
    assert [book["id"] for book in books.find().records] == [4, 2, 1, 3]
    assert [book["id"] for book in books.find(order="shelf").records] == [3, 4, 2, 1]


def test_without_ties_the_key_decides(folder: Path) -> None:
    mock = loaded(folder, '[{"id": 2}, {"id": 1}]')

    assert mock["library.books"].declared.ties is None
    assert mock["library.books"].files == {}
