"""A stub that is served from a thread of the tests' process, or by one of its own."""

from __future__ import annotations

import asyncio
import contextlib
import os
import ssl
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import uvicorn

from ticketstub.app import App
from ticketstub.project.project import bundled, load_bare, load_project
from ticketstub.server import GRACE, Protocol, Server, base_url, listen
from ticketstub.settings import FIELDS, Settings, kept_in
from ticketstub.testing.client import PATIENCE, Control
from ticketstub.testing.process import running, token_of

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator, Mapping

    from ticketstub.project.project import Project

#: Settings that say what the command does beside serving.
_OF_THE_COMMAND = ("no_cache", "quiet", "verbose", "watch")

#: Settings that say which project is served.
_WHICH = ("api", "mock_data", "project")


class Stub:
    """A stub that is served; made by `serve`.

    `url` is where it is reached, `control` its control API in the sandbox `main`.
    """

    def __init__(
        self, url: str, *, token: str = "", certfile: str = "", app: App | None = None
    ) -> None:
        self.url = url
        self._app = app
        self._token = token or None
        self._verify: ssl.SSLContext | bool = True
        if certfile:
            self._verify = ssl.create_default_context(cafile=certfile)
        self.control = self.in_sandbox()

    @property
    def app(self) -> App:
        """The application; raises `RuntimeError` for one of another process."""
        if self._app is None:
            message = "The application is in a process of its own."
            raise RuntimeError(message)
        return self._app

    def in_sandbox(self, name: str | None = None) -> Control:
        """Return a client of the control API for a sandbox."""
        return Control(self.url, sandbox=name, token=self._token, verify=self._verify)


@contextlib.contextmanager
def serve(
    contract: Path | str | None = None, *, process: bool = False, **settings: Any
) -> Iterator[Stub]:
    """Serve a project, or one contract by itself, until the block ends.

    `settings` are those of `ticketstub serve`, such as `api=("parcels",)`; without a
    `port` a free one is picked.
    It is served from a thread; with `process`, by a process of its own, which shares
    neither the interpreter's lock nor anything else with the tests, and raises
    `RuntimeError` where it does not start.
    Raises `TypeError` or `ValueError` for a setting that is none or cannot be used,
    `ProjectError` for a project that does not fit, `CannotListenError` for an address
    that is taken, `StoreFileError` for a store's file that cannot be used.
    """
    chosen = _chosen(settings, bare=contract is not None)
    if process:
        file = None if contract is None else Path(contract)
        token = token_of(chosen)
        with running(file, chosen, token) as url:
            yield from _stub(url, token, chosen, None)
        return
    project = _project(contract, chosen)
    try:
        app = App(project, chosen)
        with listen(chosen) as listening, _kept(app), _running(app, listening):
            url = base_url(chosen, listening)
            yield from _stub(url, app.guard.token, chosen, app)
    finally:
        project.forget()


def _stub(url: str, token: str, settings: Settings, app: App | None) -> Iterator[Stub]:
    stub = Stub(url, token=token, certfile=settings.certfile, app=app)
    with stub.control:
        yield stub


@contextlib.contextmanager
def _kept(app: App) -> Iterator[None]:
    """Keep the state in the file of the settings, if they name one."""
    app.open_store()
    try:
        yield
    finally:
        app.close_store()


@contextlib.contextmanager
def _running(app: App, listening: socket.socket) -> Iterator[None]:
    """Serve an application from a thread until the block ends."""
    settings = app.settings
    config = uvicorn.Config(
        app,
        http=Protocol,
        lifespan="off",
        # The tests' own logging stays as it is; any other choice would change it.
        log_config=None,
        log_level=None,
        access_log=True,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=settings.certfile or None,
        ssl_keyfile=settings.keyfile or None,
    )
    server = Server(config)
    server.beforehand = app.end_streams
    settled = threading.Event()
    failures: list[BaseException] = []

    async def main() -> None:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        while not server.started and not serving.done():  # noqa: ASYNC110  # no event
            await asyncio.sleep(0.005)
        if server.started:
            settled.set()
        await serving
        await app.close()

    def run() -> None:
        try:
            with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
                runner.run(main())
        except BaseException as failure:  # noqa: BLE001  # told where `serve` is called
            failures.append(failure)
        settled.set()

    thread = threading.Thread(target=run, name="ticketstub", daemon=True)
    thread.start()
    try:
        settled.wait(PATIENCE)
        if not server.started:
            message = "The stub did not start."
            raise RuntimeError(message) from next(iter(failures), None)
        yield
    finally:
        server.should_exit = True
        thread.join(PATIENCE)


def _chosen(given: Mapping[str, Any], *, bare: bool) -> Settings:
    """Return settings as they are used; raises `TypeError` or `ValueError`."""
    unknown = sorted(set(given) - set(FIELDS))
    if unknown:
        message = f"There is no setting {', '.join(unknown)}."
        raise TypeError(message)
    for name in _OF_THE_COMMAND:
        if name in given:
            message = f"The setting {name} is for the command line."
            raise TypeError(message)
    if bare and set(_WHICH) & set(given):
        message = f"A contract by itself goes with no {', '.join(_WHICH)}."
        raise TypeError(message)
    values = {name: _typed(name, value) for name, value in given.items()}
    chosen = Settings(**{"port": 0, **values})
    for file in (chosen.certfile, chosen.keyfile):
        if file and not Path(file).is_file():
            message = f"There is no file {file}."
            raise ValueError(message)
    kept_in(chosen)
    return chosen


def _typed(name: str, value: Any) -> Any:
    """Return a setting's value, of the type that it has everywhere else."""
    default = FIELDS[name].default
    if isinstance(default, tuple):
        return (value,) if isinstance(value, str) else tuple(value)
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if type(value) is not type(default):
        message = f"{name} must be {type(default).__name__}, not {value!r}."
        raise TypeError(message)
    if isinstance(value, int) and value < 0:
        message = f"{name} must not be negative."
        raise ValueError(message)
    return value


def _project(contract: Path | str | None, settings: Settings) -> Project:
    if contract is not None:
        return load_bare(Path(contract))
    folder = Path(settings.project) if settings.project else bundled()
    mock_data = Path(settings.mock_data) if settings.mock_data else None
    return load_project(folder, only=settings.api, mock_data=mock_data)
