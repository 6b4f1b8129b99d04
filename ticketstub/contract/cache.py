"""Keep contracts that were read and found fit, so that the next start is shorter.

An entry is the parsed contract as JSON, under a name made from the contract's bytes and
from everything that has a say in how it is read and judged: there is nothing to expire.
A cache is never needed, so whatever is wrong with it is passed over in silence.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import importlib.metadata
import os
import stat
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from ticketstub import __version__
from ticketstub.framework import OpenAPISpecification

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

#: So many entries are kept, of no more than so many bytes together.
MOST_ENTRIES = 32
MOST_BYTES = 64_000_000

_ENTRY, _UNFINISHED = ".json", ".part"

#: How an entry is opened: no link is followed, no pipe waited for.
_READING = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"):
    _READING |= getattr(os, _flag, 0)

#: The packages that have a say in what a contract's bytes mean.
_READERS = ("connexion", "jsonschema-rs", "orjson", "PyYAML")


class Cache:
    """Contracts that were read before, in a folder of this user alone.

    The folder is made when there is something to keep.
    One that belongs to somebody else, or that others may write to, is not used.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, source: bytes, use: str) -> dict[str, Any] | None:
        """Return the document of a contract that was found fit for a use before."""
        try:
            if not self._is_private():
                return None
            file = self._file(source, use)
            document = _opened(file)
        except (OSError, ValueError):
            return None
        # Those that are in use are the last to go.
        with contextlib.suppress(OSError):
            os.utime(file)
        return document

    def put(self, source: bytes, use: str, document: dict[str, Any]) -> None:
        """Keep the document of a contract that is fit, if JSON can say all of it."""
        with contextlib.suppress(OSError, ValueError, TypeError):
            content = orjson.dumps(document)
            if len(content) > MOST_BYTES or orjson.loads(content) != document:
                return
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._is_private():
                self._write(self._file(source, use), content)
                self._tidy()

    def _file(self, source: bytes, use: str) -> Path:
        whole = b"%s %s\n%s" % (_circumstances(), use.encode(), source)
        name = hashlib.sha256(whole).hexdigest()
        return self._folder / f"{name}{_ENTRY}"

    def _is_private(self) -> bool:
        """Tell whether nobody but this user can have put anything into the folder."""
        found = self._folder.lstat()
        return stat.S_ISDIR(found.st_mode) and _is_own(found)

    def _write(self, file: Path, content: bytes) -> None:
        """Write an entry so that it is there as a whole, or not at all."""
        number, name = tempfile.mkstemp(suffix=_UNFINISHED, dir=self._folder)
        unfinished = Path(name)
        try:
            with os.fdopen(number, "wb") as writing:
                writing.write(_digest(content) + content)
            unfinished.replace(file)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise

    def _tidy(self) -> None:
        """Remove the entries that were not used for longest, past what may be kept."""
        room = MOST_BYTES
        for index, (file, size) in enumerate(self._newest_first()):
            room -= size
            if index >= MOST_ENTRIES or room < 0:
                file.unlink(missing_ok=True)

    def _newest_first(self) -> Iterator[tuple[Path, int]]:
        found = []
        for file in self._folder.iterdir():
            if file.suffix in (_ENTRY, _UNFINISHED):
                # Another process may be tidying, too.
                with contextlib.suppress(FileNotFoundError):
                    about = file.lstat()
                    found.append((about.st_mtime_ns, file, about.st_size))
        for _, file, size in sorted(found, reverse=True):
            yield file, size


def cache_folder(environment: Mapping[str, str]) -> Path:
    """Return where the platform wants a user's caches, and ours in it."""
    if sys.platform == "win32":
        base = Path(environment.get("LOCALAPPDATA") or Path.home() / "AppData/Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library/Caches"
    else:
        base = Path.home() / ".cache"
    chosen = Path(environment.get("XDG_CACHE_HOME", ""))
    # A relative one is to be ignored, says the specification of these folders.
    return (chosen if chosen.is_absolute() else base) / "ticketstub"


def open_cache(environment: Mapping[str, str]) -> Cache | None:
    """Return this user's cache; none where the user has no home."""
    try:
        return Cache(cache_folder(environment))
    except RuntimeError:
        return None


def _is_own(found: os.stat_result) -> bool:
    """Tell whether a file is this user's, and nobody else may write to it."""
    if not hasattr(os, "geteuid"):
        return True  # a profile's folder on Windows is the user's own
    others = stat.S_IWGRP | stat.S_IWOTH
    return found.st_uid == os.geteuid() and not found.st_mode & others


def _opened(file: Path) -> dict[str, Any]:
    """Return an entry's document; raises `ValueError` or `OSError` for an unfit one."""
    length = len(_digest(b""))
    number = os.open(file, _READING)
    try:
        found = os.fstat(number)
        if not stat.S_ISREG(found.st_mode) or not _is_own(found):
            raise ValueError(file)
        if found.st_size > MOST_BYTES + length:
            raise ValueError(file)
        with os.fdopen(number, "rb", closefd=False) as reading:
            whole = reading.read()
    finally:
        os.close(number)
    content = whole[length:]
    if whole[:length] != _digest(content):
        raise ValueError(file)
    document = orjson.loads(content)
    if not isinstance(document, dict):
        raise ValueError(file)  # noqa: TRY004  # what is raised for any unfit entry
    return document


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n"


@functools.cache
def _circumstances() -> bytes:
    """Return what stands for the code that reads and judges contracts.

    Raises `ValueError` where it cannot be told.
    """
    try:
        versions = [f"{name} {importlib.metadata.version(name)}" for name in _READERS]
    except importlib.metadata.PackageNotFoundError as error:
        raise ValueError(error) from error
    digest = hashlib.sha256("\n".join([__version__, *versions]).encode())
    digest.update(orjson.dumps(OpenAPISpecification.openapi_schema))
    for file in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(b"\0" + file.read_bytes())
    return digest.hexdigest().encode()
