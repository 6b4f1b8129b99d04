"""The file store: what outlives the process, what does not, and what is written."""

from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import (
    CLOCK,
    RECORDS,
    SNAPSHOTS,
    STATE,
    everyday,
    exported,
    hang,
    made,
    reset,
    restored,
    set_clock,
    snapped,
    titles,
    turned,
)
from tests.engine.gallery import PICTURES, connect, gallery_toy, served_gallery
from tests.engine.keeping import keeper_of, kept, kept_stub, select, written
from tests.engine.process import Served
from tests.engine.projects import CARD, edit
from tests.engine.telling import add_book, deliveries, register
from ticketstub.project.project import load_project
from ticketstub.sandbox.ids import Ids
from ticketstub.sandbox.keeper import MOST_DRAWN

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write the gallery, to be served again and again."""
    return gallery_toy(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name a store file."""
    return tmp_path / "kept.db"


def test_what_was_there_is_there_again(project: Path, file: Path) -> None:
    """Byte for byte: records, their order, numbers, files, draws and clock."""
    with kept(project, file) as client:
        everyday(client)
        hang(client, "Fen", data="reeds \x00")
        before = client.get(STATE).content
    with kept(project, file) as client:
        after = client.get(STATE).content

    assert after == before


def test_what_comes_afterwards_is_as_if_nothing_had_happened(
    project: Path, file: Path, tmp_path: Path
) -> None:
    """Ids, hashes, numbers and keys of files go on where they were."""
    with kept(project, file) as client:
        answers = everyday(client)
    with kept(project, file) as client:
        answers += everyday(client)
    other = tmp_path / "other"
    other.mkdir()
    with served_gallery(other) as stub, connect(stub) as client:
        expected = everyday(client) + everyday(client)

    differing = {
        number
        for number, pair in enumerate(zip(answers, expected, strict=True))
        if pair[0] != pair[1]
    }
    # The counter of the turnstile and the deliveries begin anew.
    assert differing <= {19, 20}
    assert len(expected) == 22


def test_a_walk_through_the_records_keeps_its_order(project: Path, file: Path) -> None:
    """One that is changed keeps its place; one that comes again goes to the end."""
    rooms = f"{RECORDS}/gallery/rooms"
    with kept(project, file) as client:
        client.post(rooms, json={"id": 9, "name": "Loft"})
        client.patch(f"{rooms}/2", json={"name": "Garret"})
        client.delete(f"{rooms}/3")
        client.post(rooms, json={"id": 3, "name": "Stairs"})
        before = exported(client)["collections"]["gallery.rooms"]["records"]
    with kept(project, file) as client:
        after = exported(client)["collections"]["gallery.rooms"]["records"]

    assert after == before
    assert [room["id"] for room in after] == [1, 2, 9, 3]


@pytest.mark.parametrize(
    "setting",
    [
        {"at": "2031-05-06T07:08:09.5Z", "frozen": True},
        {"at": "2031-05-06T07:08:09Z", "frozen": False},
    ],
    ids=["standing", "running ahead"],
)
def test_the_clock_goes_on(project: Path, file: Path, setting: dict[str, Any]) -> None:
    """A clock that was changed alone is kept, too."""
    with kept(project, file) as client:
        before = set_clock(client, **setting)
    with kept(project, file) as client:
        after = client.get(CLOCK).json()

    assert after["state"] == before["state"]
    assert after["offset_seconds"] == before["offset_seconds"]
    assert after["now"][:16] == "2031-05-06T07:08"


def test_snapshots_outlive_the_process(project: Path, file: Path) -> None:
    """Whichever sandbox they were taken in; one that was dropped stays so."""
    with (
        kept_stub(project, file) as stub,
        connect(stub) as client,
        connect(stub, "side") as side,
    ):
        hang(client, "Fen", data="reeds")
        snapped(client, "fen")
        snapped(client, "gone")
        hang(side, "Theirs")
        snapped(side, "side")
        client.delete(f"{SNAPSHOTS}/gone")
        reset(client)
        before = client.get(SNAPSHOTS).json()
    with kept(project, file) as client:
        after = client.get(SNAPSHOTS).json()
        restored(client, "fen")
        fen = titles(client)
        restored(client, "side")
        theirs = titles(client)
    with kept(project, file) as client:
        left = titles(client)

    assert after == before
    assert [each["name"] for each in after["snapshots"]] == ["fen", "side"]
    assert (fen, theirs) == ([None, "Fen", "Sea"], [None, "Theirs", "Sea"])
    assert left == theirs


def test_only_main_is_kept(project: Path, file: Path) -> None:
    """Other sandboxes begin anew, and nothing of theirs is in the file."""
    with kept_stub(project, file) as stub, connect(stub, "side") as client:
        before = written(stub)
        hang(client, "Theirs", data="theirs")
        set_clock(client, frozen=False)
        reset(client)
        hang(client, "Theirs")
        after = written(stub)
    with kept(project, file, "side") as client:
        assert titles(client) == [None, "Sea"]

    assert after == before


def test_receivers_deliveries_and_counters_are_not_kept(
    project: Path, file: Path
) -> None:
    """They belong to the process that serves."""
    with kept(project, file) as client:
        register(client, "http://hooks.example/", events=[])
        add_book(client)
        turned(client)
    with kept(project, file) as client:
        receivers = client.get("/_ticketstub/receivers").json()["receivers"]

        assert (receivers, deliveries(client)) == ([], [])
        assert turned(client) == 1


def _imports(client: httpx.Client) -> None:
    state = exported(client)
    state["collections"]["gallery.rooms"]["records"].reverse()
    state["collections"]["gallery.pictures"]["last_id"] = 70
    state["started"] = "2027-01-02T00:00:00Z"
    assert client.put(STATE, json=state).status_code == 204


def _restores(client: httpx.Client) -> None:
    snapped(client, "here")
    hang(client, "Moor", data="heather")
    set_clock(client, at="2031-05-06T07:08:09Z")
    restored(client, "here")


@pytest.mark.parametrize("replace", [_imports, _restores, reset])
def test_what_is_put_in_place_as_a_whole_is_kept_as_a_whole(
    project: Path, file: Path, replace: Callable[[httpx.Client], None]
) -> None:
    """An import, a restore, a reset: with everything that was there before gone."""
    with kept(project, file) as client:
        everyday(client)
        replace(client)
        hang(client, "Later", data="later")
        before = client.get(STATE).content
    with kept(project, file) as client:
        assert client.get(STATE).content == before


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


def test_a_start_that_was_cut_short_is_begun_again(project: Path, file: Path) -> None:
    """An empty file is nobody's; it is a fresh one."""
    file.touch()
    with kept(project, file) as client:
        hang(client, "Fen")
    with kept(project, file) as client:
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
