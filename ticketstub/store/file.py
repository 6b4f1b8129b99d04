"""The file behind a store: SQLite, one transaction for a call, one server at a time.

The connection holds the file's lock as long as it is open, so nobody else reads or
writes it meanwhile; the system lets go of the lock when the process ends, however that
happens. Nothing else here opens a file that is there: on many systems closing it again
would let go of the lock, too.
"""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from ticketstub.store.format import APPLICATION, STEPS, StoreFileError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from ticketstub.call import Record

#: Times and objects would be written, but not read as what they were.
_AS_THEY_ARE = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_PASSTHROUGH_DATACLASS

#: So many pages of 4 KiB are written before they are moved into the file itself: the
#: fewer there are, the more often a call waits for the disk.
_MOST_PAGES = 8192

_PUT_RECORD = (
    "INSERT INTO records (collection, key, record) VALUES (?, ?, ?)"
    " ON CONFLICT (collection, key) DO UPDATE SET record = excluded.record"
)
_DROP_RECORD = "DELETE FROM records WHERE collection = ? AND key = ?"
_PUT_FACT = "INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)"


class KeptCollection(NamedTuple):
    """A collection as the file knows it: its number there, and its last id."""

    number: int
    last_id: int


class KeptSnapshot(NamedTuple):
    """A snapshot as the file knows it."""

    name: str
    sandbox: str
    taken: str
    state: bytes


class StoreFile:
    """A file that is open, locked, sound and of the newest version.

    Raises `StoreFileError` where it cannot be.
    """

    def __init__(
        self,
        path: Path,
        *,
        full_sync: bool = False,
        steps: Sequence[Iterable[str]] = STEPS,
    ) -> None:
        self.path = path
        if not path.parent.is_dir():
            message = f"There is no folder {path.parent}."
            raise StoreFileError(message)
        if path.is_dir():
            message = f"{path} is a folder; name a file."
            raise StoreFileError(message)
        # What is kept may be secret; and only here can no lock be let go of.
        with suppress(OSError):
            path.touch(0o600, exist_ok=False)
        with self.explained():
            # One thread at a time uses it, but not always the one that opened it.
            # The whole path: `:memory:` would be no file.
            self._connection = sqlite3.connect(
                path.absolute(),
                timeout=0,
                isolation_level=None,
                check_same_thread=False,
            )
        try:
            with self.explained():
                self._begin(steps, full_sync=full_sync)
        except BaseException:
            self._connection.close()
            raise
        self.execute = self._connection.execute

    def close(self) -> None:
        """Let go of the file; doing so twice does no harm."""
        self._connection.close()

    def begin(self) -> None:
        """Begin a transaction."""
        self.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """End a transaction: what was written stays."""
        self.execute("COMMIT")

    def roll_back(self) -> None:
        """End a transaction, if there still is one: nothing of it was written."""
        if self._connection.in_transaction:
            self.execute("ROLLBACK")

    def facts(self) -> dict[str, Any]:
        """Return what is known by name; nothing in a file that is new."""
        return dict(self.execute("SELECT name, value FROM facts"))

    def put_facts(self, facts: Mapping[str, Any]) -> None:
        """Write what is known by name: text, bytes, whole numbers or None."""
        for pair in facts.items():
            self.execute(_PUT_FACT, pair)

    def collections(self) -> dict[str, KeptCollection]:
        """Return the collections by full name."""
        rows = self.execute("SELECT name, id, last_id FROM collections")
        return {name: KeptCollection(number, last) for name, number, last in rows}

    def records(self, number: int) -> Iterator[Record]:
        """Yield the records of a collection in their order."""
        query = "SELECT record FROM records WHERE collection = ? ORDER BY position"
        for (data,) in self.execute(query, (number,)):
            record: Record = orjson.loads(data)
            yield record

    def add_collection(self, name: str) -> int:
        """Add a collection without records, and return its number."""
        insert = "INSERT INTO collections (name, last_id) VALUES (?, 0)"
        self.execute(insert, (name,))
        number: int
        (number,) = self.execute("SELECT last_insert_rowid()").fetchone()
        return number

    def put_last_id(self, number: int, last_id: int) -> KeptCollection:
        """Write the last id of a collection, and return what is known of that."""
        update = "UPDATE collections SET last_id = ? WHERE id = ?"
        self.execute(update, (last_id, number))
        return KeptCollection(number, last_id)

    def clear_records(self, number: int) -> None:
        """Drop every record of a collection."""
        self.execute("DELETE FROM records WHERE collection = ?", (number,))

    def put_record(self, number: int, key: Any, record: Record) -> None:
        """Write a record: in the place of the one with its key, else at the end."""
        data = orjson.dumps(record, option=_AS_THEY_ARE)
        self.execute(_PUT_RECORD, (number, key, data))

    def drop_record(self, number: int, key: Any) -> None:
        """Drop a record, if it is there."""
        self.execute(_DROP_RECORD, (number, key))

    def last_files(self) -> dict[str, int]:
        """Return how many keys of files were ever made, by API."""
        return dict(self.execute("SELECT name, last_file FROM apis"))

    def put_last_file(self, api: str, last: int) -> None:
        """Write how many keys of files were ever made for an API."""
        self.execute("INSERT OR REPLACE INTO apis VALUES (?, ?)", (api, last))

    def files(self, api: str) -> dict[str, bytes]:
        """Return the files of an API in their order."""
        query = "SELECT key, data FROM files WHERE api = ? ORDER BY position"
        return dict(self.execute(query, (api,)))

    def clear_files(self, api: str) -> None:
        """Drop every file of an API."""
        self.execute("DELETE FROM files WHERE api = ?", (api,))

    def put_file(self, api: str, key: str, data: bytes) -> None:
        """Write a file that is new."""
        insert = "INSERT INTO files (api, key, data) VALUES (?, ?, ?)"
        self.execute(insert, (api, key, data))

    def drop_file(self, api: str, key: str) -> None:
        """Drop a file, if it is there."""
        self.execute("DELETE FROM files WHERE api = ? AND key = ?", (api, key))

    def snapshots(self) -> list[KeptSnapshot]:
        """List the snapshots in their order."""
        query = "SELECT name, sandbox, taken, state FROM snapshots ORDER BY position"
        return [KeptSnapshot(*row) for row in self.execute(query)]

    def put_snapshot(self, snapshot: KeptSnapshot) -> None:
        """Write a snapshot that is new."""
        insert = (
            "INSERT INTO snapshots (name, sandbox, taken, state) VALUES (?, ?, ?, ?)"
        )
        self.execute(insert, snapshot)

    def drop_snapshot(self, name: str) -> None:
        """Drop a snapshot, if it is there."""
        self.execute("DELETE FROM snapshots WHERE name = ?", (name,))

    def _begin(self, steps: Sequence[Iterable[str]], *, full_sync: bool) -> None:
        """Lock the file, judge it, and bring it forward; another's is left as it is."""
        execute = self._connection.execute
        execute("PRAGMA locking_mode = EXCLUSIVE")
        execute("BEGIN EXCLUSIVE")
        (application,) = execute("PRAGMA application_id").fetchone()
        (tables,) = execute("SELECT count(*) FROM sqlite_master").fetchone()
        # A start that was cut short leaves a file that is nobody's yet.
        if application != APPLICATION and (application or tables):
            raise StoreFileError(self._not_ours())
        (version,) = execute("PRAGMA user_version").fetchone()
        if version > len(steps):
            message = (
                f"{self.path} is of version {version}; this ticketstub reads up to"
                f" {len(steps)}. Use a newer ticketstub, or another file."
            )
            raise StoreFileError(message)
        (verdict,) = execute("PRAGMA quick_check(1)").fetchone()
        if verdict != "ok":
            raise StoreFileError(self.damaged(" ".join(verdict.split())))
        execute("ROLLBACK")
        execute("PRAGMA journal_mode = WAL")
        execute(f"PRAGMA wal_autocheckpoint = {_MOST_PAGES}")
        execute(f"PRAGMA synchronous = {'FULL' if full_sync else 'NORMAL'}")
        if version == len(steps):
            return
        execute("BEGIN IMMEDIATE")
        for step in steps[version:]:
            for statement in step:
                execute(statement)
        execute(f"PRAGMA application_id = {APPLICATION}")
        execute(f"PRAGMA user_version = {len(steps)}")
        execute("COMMIT")

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Say in a sentence what SQLite could not do."""
        try:
            yield
        except sqlite3.Error as error:
            raise StoreFileError(self._sentence(error)) from error

    def _sentence(self, error: sqlite3.Error) -> str:
        # The low byte is the kind of an error; the others are its finer points.
        kind = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if kind == sqlite3.SQLITE_BUSY:
            return (
                f"{self.path} is in use by another ticketstub, or another program."
                " Stop that one, or name another file."
            )
        if kind == sqlite3.SQLITE_NOTADB:
            return self._not_ours()
        if kind == sqlite3.SQLITE_CORRUPT:
            return self.damaged(str(error))
        if kind in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
            return f"{self.path} cannot be written: it, or its folder, is read-only."
        return f"{self.path} cannot be used: {error}."

    def damaged(self, why: str) -> str:
        """Say that what is in the file cannot be read."""
        return (
            f"{self.path} is damaged, and was left as it is: {why}."
            " A state that was exported can be imported into another file."
        )

    def _not_ours(self) -> str:
        return f"{self.path} is no store file of ticketstub; it was left as it is."
