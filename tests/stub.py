"""A stub served on a free port from a thread, for tests that speak HTTP."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import TYPE_CHECKING, Any, Self

import httpx
import uvicorn

from ticketstub.app import App
from ticketstub.server import Protocol, Server

if TYPE_CHECKING:
    from ticketstub.project.project import Project
    from ticketstub.sandbox.sandbox import Sandbox
    from ticketstub.settings import Settings


class Stub:
    """A served project; as a context manager it runs from entry to exit."""

    def __init__(self, project: Project, settings: Settings) -> None:
        self.app = App(project, settings)
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(
            self.app,
            http=Protocol,
            lifespan="off",
            log_level="warning",
            access_log=False,
        )
        self._loop_factory = config.get_loop_factory()
        self._server = Server(config)
        self._server.beforehand = self.app.end_streams
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        assert self._started.wait(10), "the stub did not start"
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self._listening.close()

    def client(self, sandbox: str | None = None, **options: Any) -> httpx.Client:
        """Return a client whose calls run in a sandbox."""
        headers = dict(options.pop("headers", {}))
        if sandbox is not None:
            headers["Ticketstub-Sandbox"] = sandbox
        return httpx.Client(base_url=self.url, headers=headers, **options)

    def sandbox(self, name: str) -> Sandbox:
        """Return a sandbox, made if need be, to see what the API does not show."""
        sandbox = self.app.sandboxes.get(name)
        self.app.sandboxes.keep(sandbox)
        return sandbox

    def records(self, name: str) -> dict[str, dict[Any, Any]]:
        """Return a copy of every record in a sandbox, by full name and key."""
        sandbox = self.sandbox(name)
        for full_name in self.app.project.mock_data:
            sandbox.collection(full_name)
        tables = sandbox.records.database.storage.read() or {}
        return {full_name: dict(records) for full_name, records in tables.items()}

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=self._loop_factory) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        serving = asyncio.create_task(self._server.serve([self._listening]))
        while not self._server.started and not serving.done():  # noqa: ASYNC110  # no event
            await asyncio.sleep(0.005)
        self._started.set()
        await serving
