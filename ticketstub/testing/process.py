"""A stub that is served by a process of its own."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ticketstub.pipeline.gate import is_loopback
from ticketstub.sandbox.ids import secret
from ticketstub.settings import FIELDS, PREFIX
from ticketstub.testing.client import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.settings import Settings

#: Settings that name a file or a folder.
_PATHS = ("certfile", "keyfile", "mock_data", "project")

#: What a store in a file begins with.
_FILE = "file:"

_URL = re.compile(r"serves at (https?://\S+)")


def token_of(settings: Settings) -> str:
    """Return what the control API will ask for; nothing on loopback by itself."""
    if settings.token or is_loopback(settings.host):
        return settings.token
    return secret()


@contextlib.contextmanager
def running(contract: Path | None, settings: Settings, token: str) -> Iterator[str]:
    """Serve in a process of its own until the block ends; yield the URL.

    Raises `RuntimeError` where it does not start; why stands on standard error.
    """
    words = [sys.executable, "-m", "ticketstub", "serve", *_options(settings)]
    if contract is not None:
        words.append(str(contract.absolute()))
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(PREFIX)
    }
    # Not among the options, which everybody on the machine can see.
    environment[f"{PREFIX}TOKEN"] = token
    with (
        # No ticketstub.toml lies there.
        tempfile.TemporaryDirectory() as empty,
        subprocess.Popen(  # noqa: S603  # our own command
            words, cwd=empty, env=environment, stdout=subprocess.PIPE, text=True
        ) as child,
    ):
        try:
            yield _url_of(child)
        finally:
            child.terminate()
            try:
                child.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                child.kill()


def _url_of(child: subprocess.Popen[str]) -> str:
    for line in child.stdout or ():
        found = _URL.search(line)
        if found is not None:
            return found[1]
    message = f"The stub did not start; it ended with {child.wait(PATIENCE)}."
    raise RuntimeError(message)


def _options(settings: Settings) -> Iterator[str]:
    for name, field in FIELDS.items():
        value = getattr(settings, name)
        if value == field.default or name == "token":
            continue
        option = f"--{name.replace('_', '-')}"
        if isinstance(value, bool):
            yield option
            continue
        for each in value if isinstance(value, tuple) else (value,):
            yield from (option, _absolute(name, each))


def _absolute(name: str, value: Any) -> str:
    """Return a setting as text; what it names is named from anywhere."""
    if name in _PATHS:
        return str(Path(value).absolute())
    if name == "store" and value.startswith(_FILE):
        return f"{_FILE}{Path(value.removeprefix(_FILE)).absolute()}"
    return str(value)
