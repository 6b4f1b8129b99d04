"""The command `ticketstub state`: export, import or reset what a sandbox holds.

It speaks to a stub that serves, or opens a store file that nobody serves.
"""

from __future__ import annotations

import dataclasses
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from ticketstub.settings import SettingsError, kept_in

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from ticketstub.app import App
    from ticketstub.settings import Settings

    Assemble = Callable[[Settings, Path | None], App]
    Answer = tuple[int, bytes]

FINE, USAGE, CANNOT = 0, 2, 3

#: What is called for each action.
CALLS = {
    "export": ("GET", "/_ticketstub/state"),
    "import": ("PUT", "/_ticketstub/state"),
    "reset": ("POST", "/_ticketstub/reset"),
}

#: What tells which sandboxes there are.
SANDBOXES = ("GET", "/_ticketstub/sandboxes")

#: How long a stub may take, in seconds: it may have much to write.
_PATIENCE = 120

#: What stands for standard input and output.
_STREAM = "-"


class Asked(NamedTuple):
    """What the command was told; None for what it was not."""

    action: str
    file: str | None
    url: str | None
    sandbox: str | None
    store_file: str | None


class CannotError(Exception):
    """The state cannot be had, or put in place; the text says why."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Let a parser take what the command is told."""
    parser.add_argument("action", choices=[*CALLS], help="what to do")
    parser.add_argument(
        "file", nargs="?", metavar="FILE", help="file of the state; - is the terminal"
    )
    parser.add_argument("--url", help="stub to speak to (default this machine's)")
    parser.add_argument("--sandbox", help="sandbox that is meant (default main)")
    parser.add_argument(
        "--store", dest="store_file", help="file:PATH that no stub serves, instead"
    )


def run(
    settings: Settings, _contract: Path | None, *, assemble: Assemble, **words: Any
) -> int:
    """Run the command; return 0 for fine, 2 usage, 3 cannot."""
    asked = Asked(**words)
    try:
        chosen = settings
        if asked.store_file is not None:
            chosen = dataclasses.replace(settings, store=asked.store_file)
        _check_words(chosen, asked)
        body = _read(asked.file) if asked.action == "import" and asked.file else None
        if asked.store_file is not None:
            status, answer = _open(chosen, assemble, asked.action, body)
        else:
            if asked.action == "export":
                _check_sandbox(settings, asked)
            status, answer = _ask(settings, asked, CALLS[asked.action], body)
        _check_answer(status, answer)
        if asked.action == "export":
            _write(asked.file, answer)
    except SettingsError as error:
        return _complain(str(error), USAGE)
    except CannotError as error:
        return _complain(str(error), CANNOT)
    return FINE


def _check_words(settings: Settings, asked: Asked) -> None:
    """Raise `SettingsError` for words that do not go together."""
    action, file, url, sandbox, store_file = asked
    faults = {
        "Say which FILE to import; - is standard input.": (
            action == "import" and file is None
        ),
        "A reset takes no FILE.": action == "reset" and file is not None,
        "Say either --url or --store.": None not in (url, store_file),
        "A file keeps the sandbox main alone.": (
            store_file is not None and sandbox not in (None, "main")
        ),
        f"{url!r} is no URL such as http://127.0.0.1:4140.": (
            url is not None and not _is_url(url)
        ),
        "The store memory is no file; one is file:PATH.": (
            store_file is not None and kept_in(settings) is None
        ),
    }
    for fault, there in faults.items():
        if there:
            raise SettingsError(fault)


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
        origin = parts.hostname, parts.port
    except ValueError:
        return False
    more = parts.path.strip("/"), parts.query, parts.fragment, parts.username
    return parts.scheme in ("http", "https") and bool(origin[0]) and not any(more)


def _usual_url(settings: Settings) -> str:
    """Return where the settings would have a stub serve on this machine."""
    scheme = "https" if settings.certfile else "http"
    return f"{scheme}://127.0.0.1:{settings.port}"


def _check_sandbox(settings: Settings, asked: Asked) -> None:
    """Raise `CannotError` for a sandbox that is not there: nothing is in it.

    Only `main` is always there.
    """
    name = asked.sandbox
    if name is None or name == "main":
        return
    # A call in the sandbox itself would make it.
    status, answer = _ask(settings, asked._replace(sandbox=None), SANDBOXES)
    _check_answer(status, answer)
    if all(each["name"] != name for each in json.loads(answer)["sandboxes"]):
        message = f"There is no sandbox {name}, so there is nothing to export."
        raise CannotError(message)


def _ask(
    settings: Settings, asked: Asked, call: tuple[str, str], body: bytes | None = None
) -> Answer:
    """Call a stub: straight there, following nobody elsewhere."""
    import http.client

    url = asked.url or _usual_url(settings)
    headers = {} if body is None else {"Content-Type": "application/json"}
    if asked.sandbox is not None:
        headers["Ticketstub-Sandbox"] = asked.sandbox
    if settings.token:
        headers["Authorization"] = f"Bearer {settings.token}"
    parts = urlsplit(url)
    kind = (
        http.client.HTTPSConnection
        if parts.scheme == "https"
        else http.client.HTTPConnection
    )
    connection = kind(parts.hostname or "", parts.port, timeout=_PATIENCE)
    try:
        connection.request(*call, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    except (OSError, ValueError, http.client.HTTPException) as error:
        message = f"No stub answers at {url}: {error or type(error).__name__}."
        raise CannotError(message) from error
    finally:
        connection.close()


def _open(
    settings: Settings, assemble: Assemble, action: str, body: bytes | None
) -> Answer:
    """Serve a store file for one call, without a socket."""
    import asyncio

    import httpx

    from ticketstub.findings import ProjectError
    from ticketstub.store.format import StoreFileError

    place = kept_in(settings)
    if action != "import" and place is not None and not place.is_file():
        message = f"There is no file {place}."
        raise CannotError(message)
    # What was exported is imported however long it is; and nobody else can call.
    settings = dataclasses.replace(
        settings, host="127.0.0.1", token="", max_body=sys.maxsize
    )
    try:
        app = assemble(settings, None)
        app.open_store()
    except (ProjectError, StoreFileError) as error:
        raise CannotError(str(error)) from error

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app=app)
        headers = {} if body is None else {"Content-Type": "application/json"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1"
        ) as client:
            call = CALLS[action]
            answer = await client.request(*call, content=body, headers=headers)
        await app.close()
        return answer

    try:
        answer = asyncio.run(ask())
    finally:
        app.close_store()
    return answer.status_code, answer.content


def _read(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == _STREAM else Path(file).read_bytes()
    except OSError as error:
        message = f"{file} cannot be read: {error.strerror}."
        raise CannotError(message) from error


def _write(file: str | None, content: bytes) -> None:
    """Write a state; a file there was before is replaced as a whole, or stays."""
    if file is None or file == _STREAM:
        sys.stdout.buffer.write(content + b"\n")
        sys.stdout.buffer.flush()
        return
    path = Path(file)
    part = path
    try:
        if path.is_file() or not path.exists():
            part = path.with_name(f"{path.name}.part")
            part.unlink(missing_ok=True)
        # Tokens and messages may be in it, so it is for its owner, like a store file.
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
        with open(os.open(part, flags, 0o600), "wb") as stream:  # noqa: PTH123  # a mode
            stream.write(content + b"\n")
        if part != path:
            part.replace(path)
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}."
        raise CannotError(message) from error


def _check_answer(status: int, answer: bytes) -> None:
    """Raise `CannotError` for a refusal, with what it says."""
    if 200 <= status <= 299:  # noqa: PLR2004  # 2xx
        return
    try:
        said: Any = json.loads(answer)
    except ValueError:
        said = None
    detail = "what answers there is no stub."
    if isinstance(said, dict) and isinstance(said.get("detail"), str):
        detail = said["detail"]
    message = f"{status}: {detail}"
    raise CannotError(message)


def _complain(text: str, code: int) -> int:
    print(f"ticketstub: {text}", file=sys.stderr, flush=True)  # noqa: T201  # what went wrong
    return code
