"""What can be wrong with an exported state of the gallery, which has one file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Damage = Callable[[dict[str, Any]], object]

MOST = 2**53 - 1

#: The highest number that a record of a state may have.
HIGHEST = 2_100_000_000


def put(*path: str | int, value: Any) -> Damage:
    """Return what puts a value into a state."""

    def damage(state: Any) -> None:
        for step in path[:-1]:
            state = state[step]
        state[path[-1]] = value

    return damage


def drop(*path: str | int) -> Damage:
    """Return what takes something out of a state."""

    def damage(state: Any) -> None:
        for step in path[:-1]:
            state = state[step]
        del state[path[-1]]

    return damage


def twice(state: dict[str, Any]) -> None:
    """Add a record a second time."""
    rooms = state["collections"]["gallery.rooms"]["records"]
    rooms.append(rooms[0])


CELLS = ("collections", "gallery.pictures", "records", 0)
ROOMS = ("collections", "gallery.rooms")
FILES = ("files", "gallery")
UPLOAD = (*FILES, "files", "upload/1")
OTHERS: list[Any] = [None, 5, [], "x", [[1]]]
NO_OFFSETS: list[Any] = [1e308, -1e308, 3e11, -3e9, "0", None, True, []]
NO_NUMBERS: list[Any] = [-1, 1.5, "3", None, True, 1e308, MOST + 1]
NO_KEYS: list[Any] = [None, True, [], {}, "one", 1.5, 1e308]
DEEP: Any = [1]
for _ in range(120):
    DEEP = [DEEP]

DAMAGES: dict[str, Damage] = {
    "another format": put("format", value="a zip"),
    "newer": put("version", value=2),
    "much newer": put("version", value=1_000_000),
    **{
        f"no {name}": drop(name)
        for name in ("started", "clock", "collections", "files")
    },
    **{
        f"{name} is {value!r}": put(name, value=value)
        for name in ("started", "clock", "ids", "collections", "files")
        for value in OTHERS
    },
    "a time without a zone": put("started", value="2026-06-15T09:30:00"),
    "a day": put("started", value="2026-06-15"),
    "too early": put("started", value="1969-12-31T23:59:59Z"),
    "too late": put("clock", "frozen", value="9000-01-01T00:00:00Z"),
    "too late by its zone": put("started", value="9999-12-31T23:59:59-23:59"),
    "stands nowhere": put("clock", "frozen", value=True),
    "no offset": drop("clock", "offset_seconds"),
    **{
        f"offset {value!r}": put("clock", "offset_seconds", value=value)
        for value in NO_OFFSETS
    },
    "ids of another kind": put("ids", 0, value=9),
    "ids without numbers": put("ids", 1, value=[]),
    "ids of text": put("ids", 1, 5, value="7"),
    "ids below zero": put("ids", 1, 5, value=-1),
    "ids of fractions": put("ids", 1, 5, value=0.5),
    "ids past their end": put("ids", 1, 624, value=625),
    "ids with more": put("ids", 2, value="x"),
    "an unknown collection": put("collections", "gallery.guests", value={}),
    "an unknown API's": put("collections", "harbour.ships", value={}),
    "no records": drop(*ROOMS, "records"),
    "records that are none": put(*ROOMS, "records", value={}),
    "a record that is none": put(*ROOMS, "records", 0, value=5),
    "a record that is text": put(*ROOMS, "records", 0, value="id"),
    "a record twice": twice,
    **{
        f"last id {value!r}": put(*ROOMS, "last_id", value=value)
        for value in NO_NUMBERS
    },
    **{
        f"a key that is {value!r}": put(*ROOMS, "records", 0, "id", value=value)
        for value in NO_KEYS
    },
    "a record without a key": drop(*ROOMS, "records", 0, "id"),
    "too deep": put(*ROOMS, "records", 0, "name", value=DEEP),
    "against its schema": put(*CELLS, "title", value=5),
    "a field too many": put(*CELLS, "more", value=1),
    "a field too few": drop(*CELLS, "state"),
    "without a rank": put(*CELLS, "state", value="lost"),
    "a tie undecided": put(*CELLS, "number", value=2),
    "a tie for ever": put(*CELLS, "number", value=1e308),
    **{
        f"a reference to {value!r}": put(*CELLS, "room", value=value)
        for value in (9, 1.0, True, "1")
    },
    "nobody to refer to": put(*ROOMS, "records", value=[]),
    "a key without room": put(*ROOMS, "records", 2, "id", value=HIGHEST + 1),
    "a last id without room": put(*ROOMS, "last_id", value=HIGHEST + 1),
    "a tie without room": put(*CELLS, "number", value=HIGHEST + 1),
    "an index of lists": put(*CELLS, "room", value=[1]),
    "files of an unknown API": put("files", "harbour", value={"last": 0, "files": {}}),
    "files of the stub": put("files", "_control", value={"last": 0, "files": {}}),
    "files that are none": put(*FILES, "files", value=[]),
    "a file that is none": put(*UPLOAD, value=5),
    "a file of other text": put(*UPLOAD, value="ä"),
    "a file cut short": put(*UPLOAD, value="eHh4e"),
    **{
        f"a file called {key!r}": put(*FILES, "files", key, value="eA==")
        for key in ("mock/sea.txt", "upload/2", "upload/0", "upload/01", "", "../x")
    },
    **{
        f"last file {value!r}": put(*FILES, "last", value=value)
        for value in (0, *NO_NUMBERS)
    },
}
