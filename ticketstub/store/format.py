"""The format of a store file: whose it is, its version, and the steps between versions.

A file of version n was made by the first n steps. So an older one is brought forward by
the steps that it lacks, and a new one by all of them.
"""

from __future__ import annotations

#: What SQLite notes in the file's head; "TkSt".
APPLICATION = 0x546B5374

#: Each step is the statements that make the next version.
STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID",
        """CREATE TABLE collections (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            last_id INTEGER NOT NULL
        )""",
        # A key has the type that it has in JSON; the position is the place in a walk
        # through the collection.
        """CREATE TABLE records (
            position INTEGER PRIMARY KEY,
            collection INTEGER NOT NULL REFERENCES collections (id),
            key NOT NULL,
            record BLOB NOT NULL,
            UNIQUE (collection, key)
        )""",
        "CREATE TABLE apis (name TEXT PRIMARY KEY, last_file INTEGER NOT NULL)",
        """CREATE TABLE files (
            position INTEGER PRIMARY KEY,
            api TEXT NOT NULL,
            key TEXT NOT NULL,
            data BLOB NOT NULL,
            UNIQUE (api, key)
        )""",
        """CREATE TABLE snapshots (
            position INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            sandbox TEXT NOT NULL,
            taken TEXT NOT NULL,
            state BLOB NOT NULL
        )""",
    ),
)


class StoreFileError(Exception):
    """A file cannot keep what is stored; the text says which, and why."""
