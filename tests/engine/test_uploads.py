"""Uploads: whose files they are, and what a call's undo does to them."""

from __future__ import annotations

import pytest

from tests.engine.uploading import MOCK_DATA, kept, sandbox, taken
from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.mock_data import MockCollection
from ticketstub.sandbox.sandbox import Sandbox
from ticketstub.sandbox.uploads import Room
from ticketstub.store.indexes import Declared


def test_a_file_is_kept_under_a_key_of_its_own_and_can_be_let_go() -> None:
    uploads = sandbox(Room()).uploads("library")
    keys = [uploads.keep(data) for data in (b"one", b"one", b"", b"\x00\xff")]
    uploads.drop(keys[1])

    assert keys == ["upload/1", "upload/2", "upload/3", "upload/4"]
    assert uploads.read(keys[0]) == b"one"
    assert uploads.read(keys[2]) == b""
    assert uploads.read(keys[3]) == b"\x00\xff"
    assert not kept(uploads, keys[1])


@pytest.mark.parametrize(
    "key", ["", "upload/2", "1", "mock/none.png", "mock/../map.png", "/etc/hostname"]
)
def test_a_key_that_is_none_finds_nothing_and_lets_nothing_go(key: str) -> None:
    """A key is looked up, and is never a path."""
    room = Room()
    box = sandbox(room)
    uploads = box.uploads("library")
    first = uploads.keep(b"one")
    uploads.drop(key)
    box.end_call()

    with pytest.raises(KeyError):
        uploads.read(key)
    assert uploads.read(first) == b"one"
    assert taken(room) == (3, 1)


def test_files_are_those_of_one_sandbox_and_one_api() -> None:
    """Keys are alike everywhere, so only whose they are tells them apart."""
    room = Room()
    boxes = sandbox(room, "a"), sandbox(room, "b")
    places = [box.uploads(api) for box in boxes for api in ("library", "library2")]
    keys = {place.keep(str(at).encode()) for at, place in enumerate(places)}
    places[0].drop("upload/1")

    assert keys == {"upload/1"}
    assert not kept(places[0], "upload/1")
    assert [place.read("upload/1") for place in places[1:]] == [b"1", b"2", b"3"]
    assert boxes[0].uploads("library") is places[0]


@pytest.mark.parametrize("undo", [False, True])
def test_what_a_call_kept_and_dropped_is_undone_with_it(
    undo: bool,  # noqa: FBT001  # a case
) -> None:
    """One call keeps two files, and drops one of them and an older one."""
    room = Room()
    box = sandbox(room)
    uploads = box.uploads("library")
    old = uploads.keep(b"older")
    box.end_call()
    passing, new = uploads.keep(b"passing"), uploads.keep(b"new")
    uploads.drop(passing)
    uploads.drop(old)
    box.end_call(undo=undo)
    box.end_call()
    box.end_call(undo=True)

    assert kept(uploads, old) is undo
    assert not kept(uploads, passing)
    assert kept(uploads, new) is not undo
    assert taken(room) == ((5, 1) if undo else (3, 1))


def test_a_key_that_was_undone_is_never_used_again() -> None:
    """A client that saw it in a failed call must not meet another file there."""
    box = sandbox(Room())
    uploads = box.uploads("library")
    undone = uploads.keep(b"one")
    box.end_call(undo=True)

    assert uploads.keep(b"two") != undone
    assert not kept(uploads, undone)


def test_the_end_of_a_call_is_that_of_all_its_apis() -> None:
    room = Room()
    box = sandbox(room)
    both = box.uploads("library"), box.uploads("library2")
    keys = [uploads.keep(b"one") for uploads in both]
    box.end_call(undo=True)

    assert not any(map(kept, both, keys))
    assert taken(room) == (0, 0)


def test_mock_files_are_shared_take_no_room_and_stay() -> None:
    """One sandbox letting go of such a file must not take it from the others."""
    room = Room(0, 0)
    first, second = sandbox(room, "a"), sandbox(room, "b")
    for undo in (False, True):
        first.uploads("library").drop("mock/map.png")
        first.end_call(undo=undo)
    first.close()

    for box in (second, sandbox(room, "c")):
        assert box.uploads("library").read("mock/map.png") == b"map"
    assert taken(room) == (0, 0)


def test_mock_files_are_those_of_every_collection_of_one_api() -> None:
    """`library` must not be given what lies in `library2`."""
    box = sandbox(Room())

    assert box.uploads("library").read("mock/map.png") == b"map"
    assert box.uploads("library").read("mock/fen.png") == b"fen"
    assert box.uploads("library2").read("mock/map.png") == b"other"
    assert not kept(box.uploads("library2"), "mock/fen.png")
    assert not kept(box.uploads("absent"), "mock/map.png")


def test_files_of_changed_mock_data_are_those_of_the_sandboxes_there_are() -> None:
    """A collection that is new to a sandbox starts with records that name them."""
    box = Sandbox("a", {}, Clock())
    box.uploads("library")
    box.adopt(MOCK_DATA)

    assert box.uploads("library").read("mock/map.png") == b"map"
    assert box.uploads("library").read("mock/fen.png") == b"fen"
    assert box.uploads("library2").read("mock/map.png") == b"other"


def test_a_file_that_changed_mock_data_lack_stays_where_records_name_it() -> None:
    """Records stay, too; a file that is there still is as it was changed to."""
    box = sandbox(Room())
    changed = MockCollection(Declared(), [], files={"mock/map.png": b"new map"})
    box.adopt({"library.books": changed})

    assert box.uploads("library").read("mock/map.png") == b"new map"
    assert box.uploads("library").read("mock/fen.png") == b"fen"
    assert box.uploads("library2").read("mock/map.png") == b"other"
