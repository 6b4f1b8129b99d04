"""Watch a project's files, and load a new generation when they change."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from watchfiles import awatch

from ticketstub.findings import ProjectError
from ticketstub.project.mock_data import FILES

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
    """Load and replace the project on each change of the paths, until cancelled.

    The paths are either folders, with all that lies below them, or single files.

    What does not fit is told, and the generation before it goes on being served.
    """
    files = {str(path) for path in paths if path.is_file()}

    def counts(_change: Change, path: str) -> bool:
        if files:
            return path in files
        return path.endswith(_SUFFIXES) or f"{os.sep}{FILES}{os.sep}" in path

    # A file is watched through its folder, since many editors replace it.
    folders = {path.parent if path.is_file() else path for path in paths}
    async for changes in awatch(
        *folders,
        watch_filter=counts,
        debounce=SETTLE,
        step=20,
        recursive=not files,
    ):
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
