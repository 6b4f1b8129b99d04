"""The file store: what is written, when, and how."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.engine.controlling import (
    CLOCK,
    RECORDS,
    exported,
    hang,
    made,
    reset,
    titles,
    turned,
)
from tests.engine.gallery import PICTURES, connect, gallery_toy, served_gallery
from tests.engine.keeping import keeper_of, kept, kept_stub, select, written
from tests.engine.process import Served
from tests.engine.projects import CARD, edit
from ticketstub.sandbox.ids import Ids
from ticketstub.sandbox.keeper import MOST_DRAWN

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write the gallery, to be served again and again."""
    return gallery_toy(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name a store file."""
    return tmp_path / "kept.db"


def test_a_whole_state_is_written_once(project: Path, file: Path) -> None:
    """What comes after a reset is written record by record again."""
    with kept_stub(project, file) as stub, connect(stub) as client:
        reset(client)
        hang(client, "Fen")
        before = written(stub)
        client.patch(f"{RECORDS}/gallery/rooms/2", json={"name": "Garret"})

        assert written(stub) - before == 1


def test_a_call_that_changes_nothing_writes_nothing(project: Path, file: Path) -> None:
    """Neither does one that is refused."""
    with kept_stub(project, file) as stub, connect(stub) as client:
        hang(client)
        before = written(stub)
        titles(client)
        turned(client)
        client.get(CLOCK)
        assert client.post(PICTURES, json={}).status_code == 422
        assert client.get("/gallery/nothing").status_code == 404

        assert written(stub) == before


def test_a_call_writes_what_it_has_changed_and_nothing_else(
    project: Path, file: Path
) -> None:
    """A picture: the record, its number, its file, the file's number, the draws."""
    with kept_stub(project, file) as stub, connect(stub) as client:
        before = written(stub)
        picture = hang(client, data="reeds")
        hung = written(stub)
        client.patch(f"{RECORDS}/gallery/pictures/{picture['id']}", json={"room": 2})
        moved = written(stub)
        client.delete(f"{PICTURES}/{picture['id']}")
        dropped = written(stub)

        assert hung - before <= 7
        assert moved - hung == 1
        assert dropped - moved == 2
    assert select(file, "SELECT count(*) FROM files") == [(0,)]


def test_after_a_stop_there_is_one_file(project: Path, file: Path) -> None:
    """So it can be copied then."""
    words = ("--project", str(project), "--store", f"file:{file}")
    with Served(*words, cwd=file.parent) as served:
        with served.client(headers=CARD) as client:
            hang(client, "Fen")
        while_serving = {*file.parent.glob("kept.db*")}
        code = served.stop(signal.SIGTERM)

    assert code == 0
    assert len(while_serving) == 2
    assert [*file.parent.glob("kept.db*")] == [file]


def test_a_name_that_sqlite_takes_for_memory_is_a_file(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a file is called, it is one."""
    monkeypatch.chdir(tmp_path)
    with kept(project, Path(":memory:")) as client:
        hang(client, "Fen")
    with kept(project, Path(":memory:")) as client:
        assert titles(client) == [None, "Fen", "Sea"]


def test_what_json_cannot_hold_is_refused_and_undone(project: Path, file: Path) -> None:
    """It would come back as something else, or not at all."""
    edit(
        project / "handlers" / "gallery" / "pictures.py",
        '"title": body["title"],',
        '"title": call.now() if body["title"] == "odd" else body["title"],',
    )
    with kept(project, file) as client:
        before = exported(client)["collections"]
        answer = client.post(PICTURES, json={"title": "odd"})
        after = exported(client)["collections"]
        hang(client, "Fen")

        assert answer.status_code == 500
        assert "datetime" in answer.json()["detail"]
        assert (
            after["gallery.pictures"]["records"]
            == (before["gallery.pictures"]["records"])
        )
    with kept(project, file) as client:
        assert titles(client) == [None, "Fen", "Sea"]


def test_draws_are_written_anew_when_there_were_many(project: Path, file: Path) -> None:
    """So a start never has to repeat more than so many."""
    with kept_stub(project, file) as stub, connect(stub) as client:
        stub.sandbox("main").ids.skip(MOST_DRAWN)
        hang(client)
        before = exported(client)["ids"]
    drawn = select(file, "SELECT value FROM facts WHERE name = 'drawn'")
    with kept(project, file) as client:
        assert exported(client)["ids"] == before

    assert drawn == [(0,)]


@pytest.mark.parametrize(
    "draw",
    [
        lambda ids: ids.token(7),
        lambda ids: ids.hex(9),
        lambda ids: ids.below(6),
        lambda ids: ids.skip(3),
    ],
)
def test_whatever_is_drawn_is_counted(draw: Callable[[Ids], object]) -> None:
    """A source that skips as many goes on in the same way."""
    ids, other = Ids(7), Ids(7)
    draw(ids)
    other.skip(ids.drawn)

    assert ids.drawn > 0
    assert other.state == ids.state
    assert {name for name in dir(Ids) if not name.startswith("_")} == {
        "below",
        "drawn",
        "hex",
        "load",
        "settled",
        "skip",
        "state",
        "token",
    }


def test_each_row_is_json_that_others_can_read(project: Path, file: Path) -> None:
    """Whoever looks into the file finds the record as it is stored."""
    with kept(project, file) as client:
        made(client, "side")
        picture = hang(client)
    found = dict(select(file, "SELECT key, record FROM records"))

    assert json.loads(found[picture["id"]]) == picture


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_a_new_file_is_for_its_user_alone(project: Path, file: Path) -> None:
    """It holds what the stub was sent, and the secrets of webhooks."""
    with kept(project, file) as client:
        hang(client)
        modes = {each.stat().st_mode & 0o777 for each in file.parent.glob("kept.db*")}

    assert modes == {0o600}


def test_memory_has_no_keeper(tmp_path: Path) -> None:
    """Nothing is written, and no call is slower, where nothing is to be kept."""
    with served_gallery(tmp_path) as stub:
        stub.app.open_store()

        assert stub.app.sandboxes.keeper is None


def test_full_sync_is_what_sqlite_is_told(project: Path, file: Path) -> None:
    """Normal is 1, full is 2."""
    told = []
    for sync in ("normal", "full"):
        with kept_stub(project, file, store_sync=sync) as stub:
            execute = keeper_of(stub).file.execute
            told += [
                execute("PRAGMA synchronous").fetchone()[0],
                execute("PRAGMA journal_mode").fetchone()[0],
            ]

    assert told == [1, "wal", 2, "wal"]
