"""The command as a child process, which is always ended."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
from typing import IO, TYPE_CHECKING, Any, Self

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

#: Nothing that a child does takes longer than this many seconds.
PATIENCE = 20

_URL = re.compile(r"serves at (http://\S+)")


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without settings of a stub."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("TICKETSTUB_", "COV_", "PYTHONPATH"))
    }
    return {**kept, "PYTHONUNBUFFERED": "1", **more}


def command(*arguments: str) -> list[str]:
    """Return the words that start ticketstub with this interpreter."""
    return [sys.executable, "-m", "ticketstub", *arguments]


def run(
    *arguments: str, cwd: Path, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command that ends by itself."""
    return subprocess.run(  # noqa: S603  # our own command
        command(*arguments),
        cwd=cwd,
        env=environment(**(more or {})),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


class _Lines:
    """The lines of a child's stream, read as they come."""

    def __init__(self, stream: IO[str]) -> None:
        self.seen: list[str] = []
        self._waiting: queue.Queue[str | None] = queue.Queue()
        self._stream = stream
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def until(self, text: str) -> list[str]:
        """Wait for a line that contains a text; return the lines up to it."""
        lines: list[str] = []
        while True:
            line = self._waiting.get(timeout=PATIENCE)
            assert line is not None, f"ended before {text!r}: {self.seen}"
            lines.append(line)
            if text in line:
                return lines

    def rest(self) -> None:
        """Wait for the end of the stream."""
        self._thread.join(PATIENCE)
        self._stream.close()

    def _read(self) -> None:
        for line in self._stream:
            self.seen.append(line.rstrip("\n"))
            self._waiting.put(line.rstrip("\n"))
        self._waiting.put(None)


class Served:
    """A stub served by a child process; as a context manager it is always ended.

    A `quiet` one has no banner, so there is nothing that tells its URL.
    """

    def __init__(
        self,
        *arguments: str,
        cwd: Path,
        more: Mapping[str, str] | None = None,
        words: Sequence[str] | None = None,
        quiet: bool = False,
    ) -> None:
        self._quiet = quiet
        if quiet:
            arguments = ("--quiet", *arguments)
        self._child = subprocess.Popen(  # noqa: S603  # our own command
            words or command("serve", "--port", "0", *arguments),
            cwd=cwd,
            env=environment(**(more or {})),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._child.stdout is not None
        assert self._child.stderr is not None
        self.out = _Lines(self._child.stdout)
        self.err = _Lines(self._child.stderr)
        self.banner: list[str] = []
        self.url = ""

    def __enter__(self) -> Self:
        if self._quiet:
            return self
        try:
            self.banner = self.out.until("Ctrl-C")
        except BaseException:
            self._kill()
            raise
        found = _URL.search("\n".join(self.banner))
        assert found is not None
        self.url = found[1]
        return self

    def __exit__(self, *_error: object) -> None:
        self._kill()

    def client(self, **options: Any) -> httpx.Client:
        """Return a client of the stub."""
        return httpx.Client(base_url=self.url, timeout=PATIENCE, **options)

    def signal(self, number: int) -> None:
        """Send a signal."""
        self._child.send_signal(number)

    def stop(self, number: int) -> int:
        """Send a signal and return the exit code."""
        self.signal(number)
        return self._child.wait(PATIENCE)

    def _kill(self) -> None:
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait(PATIENCE)
        self.out.rest()
        self.err.rest()
