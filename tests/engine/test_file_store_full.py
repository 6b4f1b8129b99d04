"""A file that cannot be written while it is served: undone, told, and outlived."""

from __future__ import annotations

import resource
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import (
    CLOCK,
    SNAPSHOTS,
    STATE,
    exported,
    hang,
    reset,
    snapped,
    titles,
    turned,
)
from tests.engine.gallery import CONTROL, PICTURES, connect, gallery_toy
from tests.engine.keeping import keeper_of, kept, kept_stub
from tests.engine.process import Served
from tests.engine.projects import CARD
from tests.engine.telling import DRAFT, add_book, deliveries, register

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx

    from tests.stub import Stub


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Write the gallery."""
    return gallery_toy(tmp_path)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Name a store file."""
    return tmp_path / "kept.db"


class Disk:
    """The room that SQLite has for a stub's file."""

    def __init__(self, stub: Stub) -> None:
        self._execute = keeper_of(stub).file.execute

    def fill(self) -> None:
        """Let the file grow no further."""
        self._execute("PRAGMA max_page_count = 1")

    def clear(self) -> None:
        """Let the file grow again."""
        self._execute("PRAGMA max_page_count = 1000000")


LONG = "x" * 100_000

#: Calls that need room, and change more than a record.
CALLS: dict[str, Callable[[httpx.Client], httpx.Response]] = {
    "a record with a file": lambda client: client.post(
        PICTURES, json={"title": "Moor", "data": LONG}
    ),
    "a snapshot": lambda client: client.post(SNAPSHOTS, json={"name": "full"}),
    "an import": lambda client: client.put(STATE, json=_larger(client)),
}


def _larger(client: httpx.Client) -> dict[str, Any]:
    """Return a state that differs in everything, and needs room."""
    state = exported(client)
    state["clock"] = {"frozen": "2030-01-01T00:00:00Z", "offset_seconds": 5}
    state["started"] = "2027-01-02T00:00:00Z"
    state["files"]["gallery"] = {"last": 9, "files": {"upload/9": "eHh4" * 30_000}}
    state["collections"]["gallery.rooms"]["records"].pop()
    return state


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_what_cannot_be_written_is_undone_and_refused(
    project: Path, file: Path, call: Callable[[httpx.Client], httpx.Response]
) -> None:
    """All of it: records, files, clock, snapshots. With room again it succeeds."""
    with kept_stub(project, file) as stub, connect(stub) as client:
        picture = hang(client, "Fen", data="reeds")
        register(client, "http://hooks.example/", events=[])
        add_book(client)
        snapped(client, "fen")
        before = client.get(STATE).json(), client.get(SNAPSHOTS).content
        told = deliveries(client), client.get("/_ticketstub/receivers").json()
        disk = Disk(stub)
        disk.fill()
        refused = call(client)
        after = client.get(STATE).json(), client.get(SNAPSHOTS).content
        data = client.get(f"{PICTURES}/{picture['id']}").text
        still = deliveries(client), client.get("/_ticketstub/receivers").json()
        disk.clear()
        again = call(client)
        later = client.get(STATE).content, client.get(SNAPSHOTS).content
    with kept(project, file) as client:
        kept_then = client.get(STATE).content, client.get(SNAPSHOTS).content

    assert refused.status_code == 500
    assert f"It cannot be kept in {file}" in refused.json()["detail"]
    # What was drawn stays drawn, as for any call that is refused.
    assert _without_draws(after[0]) == _without_draws(before[0])
    assert after[1] == before[1]
    assert (data, still) == ("reeds", told)
    assert 200 <= again.status_code < 300
    assert kept_then == later


def _without_draws(state: dict[str, Any]) -> dict[str, Any]:
    return {
        **state,
        "ids": None,
        "files": {api: files["files"] for api, files in state["files"].items()},
        "collections": {
            name: each["records"] for name, each in state["collections"].items()
        },
    }


def test_an_event_of_a_call_that_was_undone_is_not_told(
    project: Path, file: Path
) -> None:
    """Nobody hears of what has not happened."""
    with kept_stub(project, file) as stub, connect(stub) as client:
        disk = Disk(stub)
        disk.fill()
        refused = [
            client.post("/library/v2/books", json={**DRAFT, "desk_note": LONG})
            for _ in range(2)
        ]

        assert {answer.status_code for answer in refused} == {500}
        assert deliveries(client) == []
        disk.clear()
        add_book(client)
        assert len(deliveries(client)) == 1


def test_reads_and_counters_go_on_while_nothing_can_be_written(
    project: Path, file: Path
) -> None:
    """And so do other sandboxes, which need no file."""
    with kept_stub(project, file) as stub, connect(stub) as client:
        Disk(stub).fill()
        refused = [
            client.post(PICTURES, json={"title": title, "data": LONG})
            for title in ("Moor", "Fen")
        ]

        assert [answer.status_code for answer in refused] == [500, 500]
        assert titles(client) == [None, "Sea"]
        assert turned(client) == 1
        with connect(stub, "side") as side:
            hang(side, "Theirs", data=LONG)
            assert titles(side) == [None, "Theirs", "Sea"]


class Bounded(Served):
    """A child process whose files may grow only so far."""

    def bound(self, size: int) -> None:
        """Let no file grow beyond a size; -1 for any."""
        limits = (size, resource.RLIM_INFINITY)
        resource.prlimit(self._child.pid, resource.RLIMIT_FSIZE, limits)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has prlimit")
def test_a_disk_that_is_full_is_told_and_outlived(project: Path, file: Path) -> None:
    """The system refuses to let the file grow, and then allows it again."""
    words = ("--project", str(project), "--store", f"file:{file}")
    with Bounded(*words, cwd=file.parent) as served:
        with served.client(headers=CARD) as client:
            hang(client, "Fen", data="reeds")
            snapped(client, "fen")
            register(client, "http://hooks.example/", events=[])
            before = _shown(client)
            served.bound(file.with_name("kept.db-wal").stat().st_size + 100)
            refused = [
                client.post(PICTURES, json={"title": "Moor", "data": LONG}),
                client.put(CLOCK, json={"frozen": True}),
                client.post(f"{CONTROL}/reset"),
                client.post(f"{SNAPSHOTS}/fen/restore"),
                client.delete(f"{SNAPSHOTS}/fen"),
                client.put(STATE, json=_larger(client)),
            ]
            full = _shown(client)
            served.bound(-1)
            hang(client, "Heath", data="heather")
            found = titles(client)
            later = exported(client)
        served.stop(9)
        seen = "\n".join(served.err.seen)
    again = Served(*words, cwd=file.parent)
    with again, again.client(headers=CARD) as client:
        after = exported(client)

    assert [answer.status_code for answer in refused] == [500] * 6
    assert full == before
    assert found == [None, "Fen", "Heath", "Sea"]
    assert after == later
    assert seen.count(f"cannot be kept in {file}") == 6
    assert "Traceback" not in seen


def _shown(client: httpx.Client) -> list[Any]:
    """Return what a client can see of a sandbox, without what the next ids will be."""
    paths = (CLOCK, SNAPSHOTS, "/_ticketstub/receivers")
    told = [client.get(path).json() for path in paths]
    del told[0]["now"]
    return [_without_draws(exported(client)), *told]


def test_a_file_that_was_closed_takes_nothing(project: Path, file: Path) -> None:
    """A call that comes after the stop is not acknowledged."""
    with kept_stub(project, file) as stub, connect(stub) as client:
        stub.app.close_store()
        refused = client.post(PICTURES, json={"title": "Moor"})

        assert refused.status_code == 500
        assert titles(client) == [None, "Sea"]
    with kept(project, file) as client:
        reset(client)
