"""Generations of a project: each loaded anew, and forgotten when replaced."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import BASE, CARD, copy_of_toy, edit, findings_of
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


def test_two_generations_never_share_a_module(project: Path, books: Path) -> None:
    """What a handler keeps by mistake must not leak into the version after it."""
    text = books.read_text(encoding="utf-8")
    books.write_text(f"{text}\n\nKEPT: list[int] = []\n", encoding="utf-8")
    first, second = (
        load_project(project).apis[0].module_of("books.get_book") for _ in range(2)
    )

    assert first is not None
    assert second is not None
    first.KEPT.append(1)
    assert second.KEPT == []
    assert first.find_book is not second.find_book


def test_handlers_leave_no_trace(project: Path) -> None:
    """No bytecode on disk, and no `handlers` that a user's own would clash with."""
    known = set(sys.modules)
    loaded = load_project(project)
    added = {name for name in set(sys.modules) - known if "librar" not in name}

    assert loaded.apis
    assert not list(project.rglob("__pycache__"))
    assert not list(project.rglob("*.pyc"))
    assert not {"handlers", "books", "covers", "api"} & set(sys.modules)
    assert {name.split("_handlers_")[0] for name in added} == {"_ticketstub"}


def test_an_edit_within_the_same_second_is_seen(project: Path, books: Path) -> None:
    """Bytecode is kept by the second; an editor saves faster."""
    load_project(project)
    edit(books, '"reader": call.caller.record["name"]', '"reader": "somebody else"')
    with (
        Stub(load_project(project), Settings()) as stub,
        stub.client(headers=CARD) as client,
    ):
        answer = client.get(f"{BASE}/books")

    assert answer.json()["asked"]["reader"] == "somebody else"


def test_a_generation_that_is_replaced_is_forgotten(project: Path) -> None:
    """A day of edits must not fill the memory with modules."""
    app = App(load_project(project), Settings())
    before = _loaded()
    for _ in range(3):
        app.replace(app.assemble(load_project(project)))

    assert len(_loaded()) == len(before)


def test_a_generation_that_does_not_fit_is_forgotten(
    project: Path, books: Path
) -> None:
    edit(books, "def list_lost_books(", "def list_lots_books(")
    before = _loaded()
    for _ in range(3):
        findings_of(lambda: App(load_project(project), Settings()))

    assert _loaded() == before


def _loaded() -> set[str]:
    return {name for name in sys.modules if name.startswith("_ticketstub_handlers_")}
