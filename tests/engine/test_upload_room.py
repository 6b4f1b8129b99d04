"""The room that uploads take: its bounds, and who gives it back when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.projects import BASE, CARD, copy_of_toy, edit
from tests.engine.uploading import MOCK_DATA, kept, sandbox, taken
from tests.stub import Stub
from ticketstub.problems import FullError
from ticketstub.project.project import load_project
from ticketstub.sandbox.sandboxes import Sandboxes
from ticketstub.sandbox.uploads import Room
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.booleans(),
            st.lists(
                st.tuples(st.sampled_from(("keep", "drop")), st.integers(0, 12)),
                max_size=8,
            ),
        ),
        max_size=6,
    )
)
def test_the_room_taken_is_that_of_the_files_there_are(
    calls: list[tuple[bool, list[tuple[str, int]]]],
) -> None:
    """Whatever calls keep, drop and undo, in whatever order."""
    room = Room()
    box = sandbox(room)
    uploads = box.uploads("library")
    model: dict[str, bytes] = {}
    for undo, acts in calls:
        during = dict(model)
        for act, number in acts:
            if act == "keep":
                data = bytes(number)
                during[uploads.keep(data)] = data
            else:
                uploads.drop(f"upload/{number}")
                during.pop(f"upload/{number}", None)
        box.end_call(undo=undo)
        model = model if undo else during

        assert uploads._kept == model
        assert taken(room) == (sum(map(len, model.values())), len(model))
    box.close()
    assert taken(room) == (0, 0)


@pytest.mark.parametrize(
    ("room", "setting", "most"),
    [(Room(5, 9), "max_upload_bytes", "5 bytes"), (Room(9, 2), "max_uploads", "2 f")],
)
def test_one_room_bounds_all_sandboxes_and_says_what_widens_it(
    room: Room, setting: str, most: str
) -> None:
    """It may be filled to its brim; what does not fit changes nothing."""
    first, second = (sandbox(room, name).uploads("library") for name in "ab")
    first.keep(b"one")
    second.keep(b"22")
    with pytest.raises(FullError) as caught:
        second.keep(b"3")

    assert caught.value.status == 413
    assert setting in caught.value.detail
    assert most in caught.value.detail
    assert taken(room) == (5, 2)
    assert not kept(second, "upload/2")


def test_what_a_call_lets_go_makes_room_once_the_call_has_ended() -> None:
    """Until then it may have to come back."""
    box = sandbox(Room(5, 1))
    uploads = box.uploads("library")
    old = uploads.keep(b"12345")
    box.end_call()
    uploads.drop(old)
    with pytest.raises(FullError):
        uploads.keep(b"1")
    box.end_call(undo=True)
    assert uploads.read(old) == b"12345"
    uploads.drop(old)
    box.end_call()

    assert kept(uploads, uploads.keep(b"54321"))


def test_an_idle_sandbox_that_goes_gives_back_its_room() -> None:
    """Else the stub would be full of files that nobody can reach."""
    room = Room(5, 2)
    sandboxes = Sandboxes(MOCK_DATA, most=2, idle_seconds=0, room=room)
    for name in ("a", "b", "c"):
        box = sandboxes.get(name)
        sandboxes.keep(box)
        for api, data in (("library", b"123"), ("library2", b"45")):
            box.uploads(api).keep(data)
        box.end_call()

    assert len(sandboxes) == 2
    assert taken(room) == (5, 2)


def test_a_sandbox_that_is_closed_gives_back_what_its_last_call_let_go() -> None:
    """Whether that call has ended or not."""
    room = Room()
    box = sandbox(room)
    uploads = box.uploads("library")
    first, second = uploads.keep(b"one"), uploads.keep(b"22")
    box.end_call()
    uploads.drop(first)
    box.close()
    box.end_call(undo=True)

    assert not kept(uploads, second)
    assert taken(room) == (0, 0)


def test_a_call_in_a_sandbox_that_has_gone_takes_no_room_for_ever() -> None:
    """Its body may arrive after another sandbox has taken its place."""
    room = Room()
    sandboxes = Sandboxes(MOCK_DATA, most=2, idle_seconds=0, room=room)
    box = sandboxes.get("a")
    sandboxes.keep(box)
    box.uploads("library")
    sandboxes.keep(sandboxes.get("b"))
    for api in ("library", "library2"):
        box.uploads(api).keep(b"one")
    box.end_call()

    assert "a" not in sandboxes
    assert taken(room) == (0, 0)


@pytest.fixture
def shelves(tmp_path: Path) -> Iterator[httpx.Client]:
    """Serve a toy project that keeps a file for each shelf, and has room for two."""
    project = copy_of_toy(tmp_path)
    edit(
        project / "handlers" / "library" / "shelves.py",
        "    return Reply(201, body)",
        '    key = call.uploads.keep(body["name"].encode())\n'
        '    name = f"{key} of {call.store.shelves.count()}"\n'
        '    return Reply(201, {} if body["name"] == "bad" else {"name": name})',
    )
    bounds = Settings(
        max_uploads=2, max_upload_bytes=20, max_sandboxes=3, sandbox_idle_seconds=0
    )
    with Stub(load_project(project), bounds) as stub, stub.client() as client:
        yield client


def _put_up(shelves: httpx.Client, box: str, name: str) -> httpx.Response:
    headers = {**CARD, "Ticketstub-Sandbox": box}
    return shelves.post(f"{BASE}/shelves", json={"name": name}, headers=headers)


def test_a_served_stub_holds_calls_to_its_settings(shelves: httpx.Client) -> None:
    """A call that fails gives back what it took, and what is refused leaves nothing."""
    broken = [_put_up(shelves, "a", "bad").status_code for _ in range(4)]
    long = _put_up(shelves, "a", "x" * 21)
    first, second = _put_up(shelves, "a", "one"), _put_up(shelves, "b", "two")
    third = _put_up(shelves, "b", "three")

    assert broken == [500] * 4
    assert long.status_code == third.status_code == 413
    assert "max_upload_bytes" in long.json()["fault"]
    assert "max_uploads" in third.json()["fault"]
    assert first.json() == {"name": "upload/5 of 2"}
    assert second.json() == {"name": "upload/1 of 2"}
    # A third sandbox takes the place of the first one, and of its file.
    assert _put_up(shelves, "c", "four").json() == {"name": "upload/1 of 2"}
