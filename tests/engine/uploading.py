"""Sandboxes with mock files of two APIs, and what is kept and taken in them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.mock_data import MockCollection
from ticketstub.sandbox.sandbox import Sandbox
from ticketstub.store.indexes import Declared

if TYPE_CHECKING:
    from ticketstub.sandbox.uploads import Room, Uploads

START = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
MOCK_DATA = {
    "library.books": MockCollection(Declared(), [], files={"mock/map.png": b"map"}),
    "library.covers": MockCollection(Declared(), [], files={"mock/fen.png": b"fen"}),
    "library2.books": MockCollection(Declared(), [], files={"mock/map.png": b"other"}),
}


def sandbox(room: Room, name: str = "a") -> Sandbox:
    """Return a sandbox that shares a room."""
    return Sandbox(name, MOCK_DATA, Clock(START, frozen=True), room)


def kept(uploads: Uploads, key: str) -> bool:
    """Tell whether a file can be read."""
    try:
        uploads.read(key)
    except KeyError:
        return False
    return True


def taken(room: Room) -> tuple[int, int]:
    """Tell how many bytes and how many files take up room."""
    return room.bytes, room.files
