"""A stub in a process of its own, whose memory can be measured."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROC = Path("/proc/self/status")


class Child:
    """A stub that was started, and answers."""

    def __init__(self, port: int, process_id: int) -> None:
        self.port = port
        self._status = Path(f"/proc/{process_id}/status")

    def peak_memory(self) -> int:
        """Return the most memory that it ever held, in bytes."""
        found = re.search(
            r"^VmHWM:\s+(\d+) kB$", self._status.read_text(), re.MULTILINE
        )
        assert found is not None
        return int(found[1]) * 1024


def memory_can_be_measured() -> bool:
    """Tell whether this system says how much memory a process held."""
    return _PROC.exists() and "VmHWM" in _PROC.read_text()


@contextlib.contextmanager
def served(folder: Path) -> Iterator[Child]:
    """Serve the bundled project for a block, in a folder without settings."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("TICKETSTUB_")
    }
    with subprocess.Popen(  # this project's own command
        [sys.executable, "-m", "ticketstub", "serve", "--port", "0"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            first = process.stdout.readline()
            found = re.search(r"http://127\.0\.0\.1:(\d+)", first)
            assert found is not None, first
            yield Child(int(found[1]), process.pid)
        finally:
            process.terminate()
            process.communicate(timeout=20)
