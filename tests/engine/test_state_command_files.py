"""The command `ticketstub state`: with a store file that no stub serves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.engine.controlling import exported, hang, titles
from tests.engine.gallery import gallery_toy
from tests.engine.keeping import kept
from tests.engine.projects import TOY
from ticketstub.testing import serve

if TYPE_CHECKING:
    from pathlib import Path

    from tests.engine.keeping import Said


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write the gallery."""
    return gallery_toy(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name a store file."""
    return tmp_path / "kept.db"


def test_a_file_is_exported_imported_and_reset(
    said: Said, project: Path, file: Path
) -> None:
    """Without a stub; what comes out is what a stub would have said."""
    place = ("--store", f"file:{file}", "--project", str(project))
    with kept(project, file) as client:
        hang(client, "Fen", data="reeds")
        before = exported(client)
    out = said("export", "s.json", *place)
    away = said("reset", *place)
    with kept(project, file) as client:
        empty = titles(client)
    back = said("import", "s.json", *place)
    with kept(project, file) as client:
        after = exported(client)

    assert (out, away, back) == ((0, "", ""), (0, "", ""), (0, "", ""))
    assert empty == [None, "Sea"]
    assert after == before


def test_an_import_makes_a_file(said: Said, project: Path, file: Path) -> None:
    """However long the state is: a server's bound on bodies is none here."""
    place = ("--store", f"file:{file}", "--project", str(project))
    with kept(project, file) as client:
        hang(client, "Fen", data="reeds" * 100_000)
        before = exported(client)
    said("export", "s.json", *place)
    file.unlink()
    done = said("import", "s.json", *place)
    with kept(project, file) as client:
        assert exported(client) == before

    assert done == (0, "", "")


def test_a_file_that_is_not_there_is_told(
    said: Said, project: Path, file: Path
) -> None:
    """Looking at it does not make it."""
    place = ("--store", f"file:{file}", "--project", str(project))
    told = [said(action, *place) for action in ("export", "reset")]

    assert told == [(3, "", f"ticketstub: There is no file {file}.\n")] * 2
    assert not file.exists()


def test_a_file_and_a_project_that_cannot_be_used_are_told(
    said: Said, project: Path, file: Path
) -> None:
    """In the sentence that a start would have ended with."""
    file.write_text("notes", encoding="utf-8")
    place = ("--store", f"file:{file}", "--project")
    notes = said("export", *place, str(project))
    (project / "openapi" / "gallery.yaml").write_text("[", encoding="utf-8")
    broken = said("export", *place, str(project))

    assert notes[:2] == broken[:2] == (3, "")
    assert "is no store file of ticketstub; it was left as it is." in notes[2]
    assert "gallery.yaml" in broken[2]


def test_a_file_in_use_is_told(said: Said, file: Path) -> None:
    with serve(project=TOY, store=f"file:{file}"):
        code, out, err = said(
            "export", "--store", f"file:{file}", "--project", str(TOY)
        )

    assert (code, out) == (3, "")
    assert "is in use by another ticketstub" in err


def test_a_damaged_state_leaves_a_file_as_it_was(
    said: Said, project: Path, file: Path, tmp_path: Path
) -> None:
    place = ("--store", f"file:{file}", "--project", str(project))
    with kept(project, file) as client:
        hang(client, "Fen")
        before = exported(client)
    (tmp_path / "s.json").write_text(
        json.dumps({**before, "started": "noon"}), encoding="utf-8"
    )
    code, _, err = said("import", "s.json", *place)
    with kept(project, file) as client:
        assert exported(client) == before

    assert code == 3
    assert err.startswith("ticketstub: 400: The state is damaged")
