"""A store file and the projects that are served on it, which may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.controlling import (
    RECORDS,
    STATE,
    exported,
    hang,
    reset,
    restored,
    snapped,
    titles,
)
from tests.engine.gallery import PICTURES, connect, gallery_toy
from tests.engine.keeping import kept, kept_stub
from tests.engine.projects import edit
from tests.engine.telling import add_book
from ticketstub.project.project import load_project

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write the gallery, to be served again and again."""
    return gallery_toy(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name a store file."""
    return tmp_path / "kept.db"


def test_mock_data_are_not_loaded_over_the_file(project: Path, file: Path) -> None:
    """What the project has later is for fresh sandboxes, and for new collections."""
    with kept(project, file) as client:
        hang(client, "Fen")
    rooms = project / "mock_data" / "gallery" / "rooms.json"
    edit(rooms, "Attic", "Cellar")
    doors = project / "mock_data" / "gallery" / "doors.json"
    doors.write_text('[{"id": 1, "name": "Gate"}]', encoding="utf-8")
    with kept(project, file) as client:
        client.patch(f"{RECORDS}/gallery/doors/1", json={"name": "Arch"})
    edit(doors, "Gate", "Hatch")
    with kept(project, file) as client:
        collections = exported(client)["collections"]

    assert [room["name"] for room in collections["gallery.rooms"]["records"]] == [
        "Hall",
        "Attic",
        "Stairs",
    ]
    assert collections["gallery.doors"]["records"] == [{"id": 1, "name": "Arch"}]


def test_what_the_project_lacks_stays_in_the_file(project: Path, file: Path) -> None:
    """Even through a reset; it is there when the project has it again."""
    doors = project / "mock_data" / "gallery" / "doors.json"
    doors.write_text('[{"id": 1, "name": "Gate"}]', encoding="utf-8")
    with kept(project, file) as client:
        client.patch(f"{RECORDS}/gallery/doors/1", json={"name": "Arch"})
        hang(client, "Fen", data="reeds")
        snapped(client, "arch")
        state = exported(client)
    doors.unlink()
    with kept(project, file, api="library") as client:
        add_book(client)
        reset(client)
    with kept(project, file) as client:
        reset(client)
        restored(client, "arch")
    doors.write_text('[{"id": 2, "name": "Hatch"}]', encoding="utf-8")
    with kept(project, file) as client:
        after = exported(client)
        restored(client, "arch")

        assert exported(client) == state
    assert after["collections"]["gallery.doors"]["records"] == [
        {"id": 1, "name": "Arch"}
    ]
    assert after == state


def test_files_of_an_api_that_is_not_served_stay(project: Path, file: Path) -> None:
    """They are neither loaded nor counted."""
    with kept(project, file) as client:
        picture = hang(client, data="reeds")
    with kept(project, file, api="library", max_uploads=0) as client:
        add_book(client)
    with kept(project, file) as client:
        assert client.get(f"{PICTURES}/{picture['id']}").text == "reeds"


def test_a_collection_that_comes_back_while_serving_is_as_it_was_kept(
    project: Path, file: Path
) -> None:
    """With `--watch` a project may gain an API, and its files, that the file knows."""
    with kept(project, file) as client:
        picture = hang(client, "Fen", data="reeds")
    with kept_stub(project, file, api="library") as stub, connect(stub) as client:
        stub.app.replace(stub.app.assemble(load_project(project)))
        found = titles(client)
        data = client.get(f"{PICTURES}/{picture['id']}").text
        hang(client, "Moor")
    with kept(project, file) as client:
        after = titles(client)

    assert (found, data) == ([None, "Fen", "Sea"], "reeds")
    assert after == [None, "Fen", "Moor", "Sea"]


def test_a_collection_that_is_new_while_serving_is_kept(
    project: Path, file: Path
) -> None:
    """Whole, from the first call that changes anything."""
    with kept_stub(project, file) as stub, connect(stub) as client:
        doors = project / "mock_data" / "gallery" / "doors.json"
        doors.write_text('[{"id": 1, "name": "Gate"}, {"id": 2}]', encoding="utf-8")
        stub.app.replace(stub.app.assemble(load_project(project)))
        client.patch(f"{RECORDS}/gallery/doors/1", json={"name": "Arch"})
        before = client.get(STATE).content
    doors.write_text("[]", encoding="utf-8")
    with kept(project, file) as client:
        assert client.get(STATE).content == before


def test_a_start_that_was_cut_short_is_begun_again(project: Path, file: Path) -> None:
    """An empty file is nobody's; it is a fresh one."""
    file.touch()
    with kept(project, file) as client:
        hang(client, "Fen")
    with kept(project, file) as client:
        assert titles(client) == [None, "Fen", "Sea"]
