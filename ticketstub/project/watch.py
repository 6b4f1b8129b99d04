"""Watch a project's files, and load a new generation when they change."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from watchfiles import awatch

from ticketstub.findings import ProjectError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchfiles import Change

    from ticketstub.app import Generation

#: Changes within this time are one, in milliseconds.
SETTLE = 100

_SUFFIXES = (".yaml", ".yml", ".json", ".py")


async def watch(
    paths: list[Path],
    load: Callable[[], Generation],
    replace: Callable[[Generation], None],
    tell: Callable[[str], None],
) -> None:
    """Load and replace the project on each change below the paths, until cancelled.

    What does not fit is told, and the generation before it goes on being served.
    """
    async for changes in awatch(*paths, watch_filter=_counts, debounce=SETTLE, step=20):
        names = ", ".join(sorted({path.rpartition("/")[2] for _, path in changes}))
        try:
            # Loading is work for the processor; in a thread it leaves calls running.
            replace(await asyncio.to_thread(load))
        except ProjectError as error:
            tell(
                f"{names} changed and does not fit; the version before stays:\n{error}"
            )
        except Exception as error:  # noqa: BLE001  # the watch goes on, whatever it was
            tell(f"{names} changed and cannot be loaded: {error!r}.")
        else:
            tell(f"{names} changed; serving the new version.")


def _counts(_change: Change, path: str) -> bool:
    return path.endswith(_SUFFIXES) and "__pycache__" not in path
