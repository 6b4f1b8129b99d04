"""Uploads: the bytes of a sandbox's files, apart from the records that name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.problems import FullError
from ticketstub.sandbox.state import KeptFiles

if TYPE_CHECKING:
    from collections.abc import Mapping

#: What the keys of files begin with that come with the mock data.
MOCK_FILES = "mock/"


class Room:
    """How much the files of all sandboxes may take: bytes, and files."""

    __slots__ = ("bytes", "files", "most_bytes", "most_files")

    def __init__(
        self, most_bytes: int = 256 * 1024 * 1024, most_files: int = 10_000
    ) -> None:
        self.most_bytes = most_bytes
        self.most_files = most_files
        self.bytes = 0
        self.files = 0

    def check(self, size: int, files: int = 1) -> None:
        """Raise `FullError` where there is no room for so many bytes and files more."""
        if self.files + files > self.most_files:
            raise FullError(self.most_files, "files", "max_uploads")
        if self.bytes + size > self.most_bytes:
            raise FullError(self.most_bytes, "bytes", "max_upload_bytes")

    def take(self, size: int) -> None:
        """Take room for one file; raises `FullError` where there is none."""
        self.check(size)
        self.bytes += size
        self.files += 1

    def give_back(self, size: int) -> None:
        """Give back the room of one file."""
        self.bytes -= size
        self.files -= 1


class Uploads:
    """The files of one sandbox, under keys of its own making.

    No name from outside is ever a key, so none can lead to somebody else's file.
    Files that come with the mock data are shared by all sandboxes, and take no room.
    """

    def __init__(self, room: Room, mock_files: Mapping[str, bytes]) -> None:
        self._room = room
        self._mock_files = {**mock_files}
        self._kept: dict[str, bytes] = {}
        self._last = 0
        #: What the call has done so far: a key, and the bytes that are gone.
        self._changes: list[tuple[str, bytes | None]] = []

    @property
    def has_changed(self) -> bool:
        """Whether the call has kept or dropped any."""
        return bool(self._changes)

    @property
    def changes(self) -> Mapping[str, bytes | None]:
        """The keys that the call has kept or dropped; what they hold now, or None."""
        return {key: self._kept.get(key) for key, _ in self._changes}

    @property
    def last(self) -> int:
        """How many keys were ever made."""
        return self._last

    def __len__(self) -> int:
        """Tell how many were uploaded, and not dropped since."""
        return len(self._kept)

    def keep(self, data: bytes) -> str:
        """Keep a file and return its key; raises `FullError` where no room is left."""
        self._room.take(len(data))
        self._last += 1
        key = f"upload/{self._last}"
        self._kept[key] = data
        self._changes.append((key, None))
        return key

    def read(self, key: str) -> bytes:
        """Return the bytes of a file; raises `KeyError` for a key that is none."""
        data = self._kept.get(key)
        return self._mock_files[key] if data is None else data

    def drop(self, key: str) -> None:
        """Let a file go; one that comes with the mock data stays for the others."""
        data = self._kept.pop(key, None)
        if data is not None:
            self._changes.append((key, data))

    def end_call(self, *, undo: bool) -> None:
        """End a call: what it did stays, or is taken back."""
        for key, gone in reversed(self._changes):
            if undo and gone is not None:
                self._kept[key] = gone
            elif undo:
                self._room.give_back(len(self._kept.pop(key)))
            elif gone is not None:
                self._room.give_back(len(gone))
        self._changes.clear()

    def close(self) -> None:
        """Let every file go; what a call still keeps takes no room of the others."""
        self.end_call(undo=False)
        for data in self._kept.values():
            self._room.give_back(len(data))
        self._kept.clear()
        self._room = Room()

    def state(self) -> KeptFiles:
        """Return the files there are."""
        return KeptFiles(dict(self._kept), self._last)

    def size(self) -> int:
        """Tell how many bytes were uploaded, and not dropped since."""
        return sum(len(data) for data in self._kept.values())

    def clear(self) -> None:
        """Let every file go that was uploaded."""
        self.end_call(undo=False)
        for data in self._kept.values():
            self._room.give_back(len(data))
        self._kept = {}

    def load(self, state: KeptFiles) -> None:
        """Hold the files of a state; there were none, and there is room for them."""
        for data in state.files.values():
            self._room.take(len(data))
        self._kept = dict(state.files)
        self._last = state.last

    def adopt(self, mock_files: Mapping[str, bytes]) -> None:
        """Take changed files of the mock data; records may still name the others."""
        self._mock_files.update(mock_files)
