"""How many sandboxes, snapshots and files there can be, whichever way they come."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import (
    SANDBOXES,
    SNAPSHOTS,
    STATE,
    exported,
    hang,
    made,
    refused,
    reset,
    restored,
    snapped,
    titles,
)
from tests.engine.gallery import PICTURES, connect, served_gallery

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from tests.stub import Stub


@contextmanager
def bounded(folder: Path, **bounds: Any) -> Iterator[tuple[Stub, httpx.Client]]:
    """Serve the gallery with bounds; the client is in the sandbox `a`."""
    with served_gallery(folder, **bounds) as stub, connect(stub, "a") as client:
        yield stub, client


def taken(stub: Stub) -> tuple[int, int]:
    """Tell how many files take up room, and how many bytes."""
    room = stub.app.sandboxes._room
    return room.files, room.bytes


def test_one_sandbox_too_many_is_not_made(tmp_path: Path) -> None:
    """The refusal says which setting moves the bound; what is dropped makes room."""
    with bounded(tmp_path, max_sandboxes=3, max_uploads=9) as (stub, client):
        hang(client, data="reeds")
        made(client, "b", **{"from": "a"})
        before = taken(stub)
        answers = [
            client.post(SANDBOXES, json={"name": "c", **more})
            for more in ({}, {"from": "a"}, {"seed": 7})
        ]
        after = taken(stub)
        client.delete(f"{SANDBOXES}/b")
        made(client, "c", **{"from": "a"})

    assert [refused(answer, 503) for answer in answers] == [[], [], []]
    assert all("max_sandboxes" in answer.json()["detail"] for answer in answers)
    assert before == after == taken(stub) == (2, 10)


def test_a_sandbox_that_is_idle_makes_room_for_one_that_is_made(tmp_path: Path) -> None:
    with bounded(tmp_path, max_sandboxes=3, sandbox_idle_seconds=0) as (stub, client):
        hang(client, data="reeds")
        made(client, "b")
        titles(client)
        made(client, "c", **{"from": "a"})

        assert [each.name for each in stub.app.sandboxes] == ["main", "a", "c"]
    assert taken(stub) == (2, 10)


def test_the_files_of_copies_take_room_and_give_it_back(tmp_path: Path) -> None:
    """However they came, and however they go."""
    counts = []
    with bounded(tmp_path, max_uploads=9) as (stub, client):
        state = exported(client)
        hang(client, data="reeds")
        snapped(client, "one")
        made(client, "b", **{"from": "a"})
        made(client, "c", snapshot="one")
        counts.append(taken(stub))
        restored(client, "one")
        counts.append(taken(stub))
        hang(client, data="heath")
        restored(client, "one")
        counts.append(taken(stub))
        client.put(STATE, json=state)
        counts.append(taken(stub))
        client.delete(f"{SANDBOXES}/b")
        counts.append(taken(stub))
        with connect(stub, "c") as last:
            reset(last)
        counts.append(taken(stub))

    assert counts == [(3, 15), (3, 15), (3, 15), (2, 10), (1, 5), (0, 0)]


@pytest.mark.parametrize("bound", [{"max_uploads": 3}, {"max_upload_bytes": 14}])
def test_a_copy_without_room_for_its_files_is_not_made(
    tmp_path: Path, bound: dict[str, int]
) -> None:
    """Nothing of it is left; a smaller one is made all the same."""
    with bounded(tmp_path, **bound) as (stub, client):
        hang(client, data="reeds")
        snapped(client, "one")
        hang(client, data="heath")
        answers = [
            client.post(SANDBOXES, json={"name": "b", "from": "a"}) for _ in range(3)
        ]
        kept = "b" in stub.app.sandboxes
        before = taken(stub)
        if bound.get("max_uploads"):
            made(client, "b", snapshot="one")

    assert [refused(answer, 413) for answer in answers] == [[], [], []]
    assert next(iter(bound)) in answers[0].json()["detail"]
    assert (kept, before) == (False, (2, 10))


@pytest.mark.parametrize("way", ["restore", "import"])
def test_a_state_without_room_for_its_files_changes_nothing(
    tmp_path: Path, way: str
) -> None:
    """Neither the records nor the files, the clock nor the ids."""
    with bounded(tmp_path, max_uploads=3) as (stub, client):
        hang(client, data="reeds")
        hang(client, data="heath")
        snapped(client, "two")
        state = exported(client)
        with connect(stub, "b") as other:
            picture = hang(other, "Other", data="other")
            before = exported(other)
            if way == "restore":
                answer = other.post(f"{SNAPSHOTS}/two/restore")
            else:
                answer = other.put(STATE, json=state)
            after = exported(other)
            read = other.get(f"{PICTURES}/{picture['id']}").text
            reset(client)
            restored(other, "two")

            assert refused(answer, 413) == []
            assert before == after
            assert read == "other"
            assert exported(other) == state
    assert taken(stub) == (2, 10)


def test_there_are_twenty_snapshots_and_one_more_is_refused(tmp_path: Path) -> None:
    """All sandboxes share them, and one that is dropped makes room."""
    with bounded(tmp_path) as (stub, client), connect(stub, "b") as other:
        for number in range(20):
            snapped(client if number % 2 else other, f"{number}")
        answer = client.post(SNAPSHOTS, json={"name": "more"})
        taken_name = other.post(SNAPSHOTS, json={"name": "0"})
        client.delete(f"{SNAPSHOTS}/7")
        snapped(other, "more")
        listed = client.get(SNAPSHOTS).json()

    assert refused(answer, 409) == []
    assert "20 snapshots" in answer.json()["detail"]
    assert refused(taken_name, 409) == []
    assert listed["most"] == 20
    assert len(listed["snapshots"]) == 20


def test_a_setting_says_how_many_snapshots_there_can_be(tmp_path: Path) -> None:
    with bounded(tmp_path, max_snapshots=1) as (_, client):
        snapped(client, "one")
        answer = client.post(SNAPSHOTS, json={"name": "two"})

    assert refused(answer, 409) == []
