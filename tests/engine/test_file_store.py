"""The file store: what outlives the process, and what does not."""

from __future__ import annotations

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
    reset,
    restored,
    set_clock,
    snapped,
    titles,
    turned,
)
from tests.engine.gallery import connect, gallery_toy, served_gallery
from tests.engine.keeping import kept, kept_stub, written
from tests.engine.telling import add_book, deliveries, register

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

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
