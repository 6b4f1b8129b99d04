"""A project whose parts do not fit each other is not served, and says where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import BASE, CARD, copy_of_toy, edit, findings_of, line_of
from tests.stub import Stub
from ticketstub.app import App
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a copy of the toy project."""
    return copy_of_toy(tmp_path)


@pytest.fixture
def books(project: Path) -> Path:
    """Return the copy's module of books."""
    return project / "handlers" / "library" / "books.py"


def found_in(project: Path) -> list[str]:
    """Return what does not fit in a project, up to its application."""
    return findings_of(lambda: App(load_project(project), Settings()))


def test_a_module_that_is_no_python_is_found(project: Path, books: Path) -> None:
    edit(books, "def get_book(", "def get_book((")
    (found,) = found_in(project)

    line = line_of(books, "def get_book((")
    assert found.startswith(f"books.py:{line}: The handlers cannot be imported: Synt")


def test_a_module_that_raises_is_found_with_its_own_line(
    project: Path, books: Path
) -> None:
    edit(books, "def get_book(", 'SHELVES = int("three")\n\n\ndef get_book(')
    (found,) = found_in(project)

    line = line_of(books, "SHELVES")
    assert found == (
        f"books.py:{line}: The handlers cannot be imported: ValueError:"
        " invalid literal for int() with base 10: 'three'."
    )


def test_an_import_that_fails_in_a_sibling_is_found_there(
    project: Path, books: Path
) -> None:
    edit(
        books,
        "from ticketstub.problems import",
        "from .nowhere import a\nfrom x import",
    )
    (found,) = found_in(project)

    assert found.startswith(f"books.py:{line_of(books, 'nowhere')}: ")
    assert "No module named 'nowhere'" in found


def test_a_module_that_ends_the_process_is_a_finding(
    project: Path, books: Path
) -> None:
    """`sys.exit()` at the top of a handler must not end the stub mutely."""
    edit(books, "def get_book(", "raise SystemExit(0)\n\n\ndef get_book(")
    (found,) = found_in(project)

    assert found.startswith(f"books.py:{line_of(books, 'SystemExit')}: ")


def test_a_handler_that_takes_the_wrong_arguments_is_found(
    project: Path, books: Path
) -> None:
    edit(
        books,
        "    last_visit: str | None,\n) -> Reply:",
        "    visitor: str,\n) -> Reply:",
    )
    edit(books, '        "last_visit": last_visit,\n', "")
    (found,) = found_in(project)

    assert found == (
        f"books.py:{line_of(books, 'def list_books')}: list_books lacks last_visit and"
        " asks for visitor, which the contract does not give. Its contract calls for"
        " list_books(call, genres, shelves, published, order, offset, x_reader_age,"
        " last_visit)."
    )


def test_a_handler_may_take_the_rest_or_have_defaults(
    project: Path, books: Path
) -> None:
    edit(
        books,
        "def get_book(call: Call, book: Record) -> Reply:",
        "def get_book(call: Call, book: Record, more: int = 1, **rest: int) -> Reply:",
    )
    app = App(load_project(project), Settings())

    assert len(app.plans) == 13


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        (
            "def check_create_book(call: Call, body: Record)",
            "def check_create_book(call: Call, shelf: Record, body: Record)",
            "check_create_book",
        ),
        (
            "def find_book(call: Call, book_id: str)",
            "def find_book(call: Call, book_id: str, shelf: Record)",
            "find_book",
        ),
    ],
)
def test_a_check_or_finder_that_takes_the_wrong_arguments_is_found(
    project: Path, books: Path, old: str, new: str, name: str
) -> None:
    """It must be found at the start, not by the first call that needs it."""
    edit(books, old, new)
    found = found_in(project)

    assert found
    assert all(finding.startswith("books.py:") and name in finding for finding in found)


def test_a_name_that_no_operation_has_is_found(project: Path, books: Path) -> None:
    """A misspelt handler would quietly leave its operation to the examples."""
    edit(books, "def list_lost_books(", "def list_lots_books(")
    (found,) = found_in(project)

    line = line_of(books, "list_lots_books")
    assert found.startswith(
        f"books.py:{line}: No operation of library.yaml is called"
        " books.list_lots_books."
    )


def test_helpers_and_roles_are_no_handlers(project: Path, books: Path) -> None:
    text = books.read_text(encoding="utf-8")
    books.write_text(
        f"{text}\n\ndef _helper(call: Call) -> None: ...\n"
        "def check_nothing(call: Call) -> None: ...\n"
        "def helper(reply: Reply) -> None: ...\n",
        encoding="utf-8",
    )

    assert len(App(load_project(project), Settings()).plans) == 13


def test_findings_of_every_part_come_together(project: Path, books: Path) -> None:
    """Whoever mends a project wants the whole list, not one finding a time."""
    edit(books, "def list_lost_books(", "def list_lots_books(")
    (project / "openapi" / "empty.yaml").write_text("")
    (project / "mock_data" / "library" / "shelves.json").write_text("{")
    found = found_in(project)

    assert [finding.split(":")[0] for finding in found] == [
        "books.py",
        "shelves.json",
        "empty.yaml",
    ]


def test_two_apis_on_one_path_are_found(project: Path) -> None:
    folder = project / "openapi"
    first = folder / "library.yaml"
    second = folder / "museum.yaml"
    second.write_text(
        "openapi: 3.0.3\ninfo:\n  title: Museum\n  version: '1'\n"
        "servers:\n  - url: /library\n"
        "paths:\n  /v2/trials:\n    post:\n      responses:\n"
        "        '204':\n          description: None.\n"
    )
    found = found_in(project)

    assert first.is_file()
    assert found == [
        (
            "museum.yaml:9: POST /library/v2/trials is also in library.yaml."
            " Give each contract a base path of its own."
        )
    ]


def test_an_unknown_api_is_told_with_the_known_ones(project: Path) -> None:
    found = findings_of(lambda: load_project(project, only=["library", "museum"]))

    assert found == ["openapi: There is no API museum, only library."]


def test_a_folder_without_contracts_is_told(tmp_path: Path) -> None:
    (found,) = findings_of(lambda: load_project(tmp_path))

    assert found.endswith(": There is no contract here: no openapi/<api>.yaml.")


def test_a_project_may_lack_handlers_and_mock_data(project: Path) -> None:
    """A contract alone is where a project begins."""
    for name in ("handlers", "mock_data"):
        (project / name).rename(project / f"old_{name}")
    with (
        Stub(load_project(project), Settings()) as stub,
        stub.client(headers=CARD) as client,
    ):
        answer = client.get(f"{BASE}/reports")
        made = client.get(f"{BASE}/books")

    assert answer.json() == {"loans": 3}
    assert made.status_code == 200


def test_a_missing_folder_of_mock_data_is_told(tmp_path: Path, project: Path) -> None:
    """`--mock-data` with a typo must not serve a project without any."""
    missing = tmp_path / "nowhere"
    found = findings_of(lambda: load_project(project, mock_data=missing))

    assert len(found) == 1
    assert "nowhere" in found[0]


def test_other_mock_data_can_stand_in(tmp_path: Path, project: Path) -> None:
    other = tmp_path / "other"
    (project / "mock_data").rename(other)
    edit(other / "library" / "books.json", "Adder Wood", "Adder Hill")
    with (
        Stub(load_project(project, mock_data=other), Settings()) as stub,
        stub.client(headers=CARD) as client,
    ):
        answer = client.get(f"{BASE}/books/bk_0004")

    assert answer.json()["title"] == "Adder Hill"


def test_a_collection_that_is_not_there_is_named(project: Path) -> None:
    (project / "mock_data" / "library" / "shelves.json").unlink()
    with (
        Stub(load_project(project), Settings()) as stub,
        stub.client(headers=CARD) as client,
    ):
        answer = client.post(f"{BASE}/shelves", json={"name": "a"})

    assert answer.status_code == 500
    assert "library has no collection 'shelves' in its mock data" in answer.text
