"""`ticketstub serve --watch`: files change, the state stays, mistakes are told."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine.process import Served
from tests.engine.projects import BASE, CARD, copy_of_toy, edit, line_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

BOOKS = f"{BASE}/books"
DRAFT = {"title": "Emma", "condition": "new", "desk_note": "gift"}
RELOADED = "serving the new version"
REFUSED = "does not fit; the version before stays"


class Watched:
    """A copy of the toy project that is being watched, and a client of it."""

    def __init__(self, project: Path, served: Served, client: httpx.Client) -> None:
        self.contract = project / "openapi" / "library.yaml"
        self.books = project / "handlers" / "library" / "books.py"
        self.mock_books = project / "mock_data" / "library" / "books.json"
        self.client = client
        self._served = served

    def change(self, file: Path, old: str, new: str) -> str:
        """Change a file and wait for what is said of it."""
        edit(file, old, new)
        return self.told(f"{file.name} changed")

    def told(self, text: str) -> str:
        """Wait until a text is said."""
        return self._served.err.until(text)[-1]

    def reader(self) -> str:
        """Ask who reads, which the handler tells."""
        name: str = self.client.get(BOOKS).json()["asked"]["reader"]
        return name


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    """Serve and watch a copy of the toy project."""
    project = copy_of_toy(tmp_path)
    with (
        Served("--project", "toy", "--watch", cwd=tmp_path) as served,
        served.client(headers=CARD) as client,
    ):
        yield Watched(project, served, client)


def test_changes_are_served_and_the_state_stays(watched: Watched) -> None:
    """What was made before the change can be read after it, in all three rooms."""
    made = watched.client.post(BOOKS, json=DRAFT).headers["Location"]
    handler = watched.change(
        watched.books, '"reader": call.caller.record["name"]', '"reader": "Cid"'
    )
    by_handler = watched.reader()
    contract = watched.change(watched.contract, "loans: 3", "loans: 4")
    by_contract = watched.client.get(f"{BASE}/reports").json()
    mock = watched.change(watched.mock_books, "Adder Wood", "Adder Hill")
    other = watched.client.get(
        f"{BOOKS}/bk_0004", headers={"Ticketstub-Sandbox": "after"}
    )
    kept = watched.client.get(f"{BOOKS}/bk_0004")

    assert [RELOADED in line for line in (handler, contract, mock)] == [True] * 3
    assert by_handler == "Cid"
    assert by_contract == {"loans": 4}
    assert other.json()["title"] == "Adder Hill"
    assert kept.json()["title"] == "Adder Wood"
    assert watched.client.get(made).json()["title"] == "Emma"


def test_a_broken_handler_is_told_and_the_version_before_stays(
    watched: Watched,
) -> None:
    broken = watched.change(watched.books, "def get_book(", "def get_book((")
    where = watched.told("books.py:")
    line = line_of(watched.books, "def get_book((")
    meanwhile = watched.client.get(f"{BOOKS}/bk_0001")
    edit(watched.books, '"reader": call.caller.record["name"]', '"reader": "Cid"')
    still = watched.told(REFUSED)
    repaired = watched.change(watched.books, "def get_book((", "def get_book(")

    assert REFUSED in broken
    assert f"books.py:{line}: " in where
    assert meanwhile.status_code == 200
    assert REFUSED in still
    assert RELOADED in repaired
    assert watched.reader() == "Cid"


def test_a_broken_contract_is_told_and_the_version_before_stays(
    watched: Watched,
) -> None:
    broken = watched.change(watched.contract, "  /shelves:\n", "  /shelves: [\n")
    where = watched.told("library.yaml:")
    meanwhile = watched.reader()
    source = watched.client.get("/_ticketstub/openapi/library.yaml").text
    repaired = watched.change(watched.contract, "  /shelves: [\n", "  /shelves:\n")

    assert REFUSED in broken
    assert "The YAML cannot be read" in where
    assert meanwhile == "Ada"
    assert "/shelves: [" not in source
    assert RELOADED in repaired


def test_broken_mock_data_are_told_and_those_before_stay(watched: Watched) -> None:
    broken = watched.change(watched.mock_books, '"id": "bk_0002"', '"id": "bk_0001"')
    where = watched.told("books.json:")
    fresh = watched.client.get(
        f"{BOOKS}/bk_0002", headers={"Ticketstub-Sandbox": "fresh"}
    )

    assert REFUSED in broken
    line = line_of(watched.mock_books, "Salt and Chalk")
    assert f"books.json:{line}: The key 'bk_0001' is given twice." in where
    assert fresh.json()["title"] == "Salt and Chalk"


def test_a_handler_that_ends_the_process_does_not(watched: Watched) -> None:
    """A script in the folder of handlers must not take the stub along."""
    broken = watched.change(
        watched.books, "def get_book(", "raise SystemExit(0)\n\n\ndef get_book("
    )
    meanwhile = watched.reader()

    assert RELOADED not in broken
    assert meanwhile == "Ada"


def test_a_new_index_is_used_on_the_records_that_are_there(watched: Watched) -> None:
    """What mock data declare anew holds for the sandboxes there are, too."""
    watched.client.delete(f"{BOOKS}/bk_0001")
    changed = watched.change(
        watched.mock_books, '"indexes": ["genre", "shelf"]', '"indexes": ["published"]'
    )
    found = watched.client.get(f"{BOOKS}?shelves=2&order=condition").json()["books"]

    assert RELOADED in changed
    assert [book["id"] for book in found] == ["bk_0002", "bk_0003"]


def test_a_changed_file_of_the_mock_data_is_served(tmp_path: Path) -> None:
    """Whatever its name ends in; it lies below `files/`, beside the collections."""
    project = copy_of_toy(tmp_path)
    mock_data = project / "mock_data" / "library"
    plan = mock_data / "files" / "plan.txt"
    plan.parent.mkdir()
    plan.write_text("north")
    (mock_data / "maps.json").write_text(
        '{"files": ["plan"], "records": [{"id": 1, "plan": "mock/plan.txt"}]}'
    )
    edit(
        project / "handlers" / "library" / "covers.py",
        'body if body is not None else "none"',
        'call.uploads.read("mock/plan.txt").decode()',
    )
    with (
        Served("--project", "toy", "--watch", cwd=tmp_path) as served,
        served.client(headers=CARD) as client,
    ):
        before = client.put(f"{BOOKS}/bk_0001/blurb").text
        plan.write_text("south")
        told = served.err.until("plan.txt changed")[-1]
        after = client.put(f"{BOOKS}/bk_0001/blurb").text

    assert RELOADED in told
    assert (before, after) == ("north", "south")


def test_a_contract_by_itself_is_watched(tmp_path: Path) -> None:
    file = tmp_path / "bare.yaml"
    file.write_text(
        "openapi: 3.0.3\ninfo:\n  title: Bare\n  version: '1'\npaths:\n  /a:\n"
        "    get:\n      responses:\n        '200':\n          description: A.\n"
        "          content:\n            application/json:\n              example: 1\n"
    )
    with (
        Served("bare.yaml", "--watch", cwd=tmp_path) as served,
        served.client() as client,
    ):
        before = client.get("/a").json()
        edit(file, "example: 1", "example: 2")
        served.err.until(RELOADED)
        after = client.get("/a").json()

    assert (before, after) == (1, 2)


def test_a_file_that_an_editor_replaces_is_seen(watched: Watched) -> None:
    """Many editors write another file and rename it onto the old one."""
    text = watched.books.read_text(encoding="utf-8")
    other = watched.books.with_name("books.py.swp")
    other.write_text(
        text.replace('"reader": call.caller.record["name"]', '"reader": "Cid"'),
        encoding="utf-8",
    )
    Path(other).replace(watched.books)
    watched.told(RELOADED)

    assert watched.reader() == "Cid"
