"""Serve an application on a socket until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import gc
import os
import signal
import socket
import threading
from typing import TYPE_CHECKING

import uvicorn

from ticketstub.heads import BoundedProtocol
from ticketstub.pipeline.send import CONNECTION

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
    from types import FrameType

    from starlette.types import ASGIApp, Receive
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

    from ticketstub.settings import Settings

#: How long a stop waits for calls that are under way, in seconds.
GRACE = 5

_HIGHEST_PORT = 65535


class CannotListenError(Exception):
    """The address cannot be listened on; the text says why and what to do."""


def listen(settings: Settings) -> socket.socket:
    """Take the address before anything is announced; raises `CannotListenError`."""
    if settings.port > _HIGHEST_PORT:
        message = f"{settings.port} is no port; one is between 0 and {_HIGHEST_PORT}."
        raise CannotListenError(message)
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        # Whoever binds tells only the number of what the resolver says.
        if settings.host:
            socket.getaddrinfo(settings.host, settings.port, family)
        return socket.create_server(
            (settings.host, settings.port), family=family, backlog=2048
        )
    except (OSError, UnicodeError) as error:
        place = f"{settings.host}:{settings.port}"
        if isinstance(error, socket.gaierror):
            advice = "Choose an address of this machine with --host."
            reason = error.strerror
        elif isinstance(error, UnicodeError):
            advice = "Choose an address of this machine with --host."
            reason = "no host has such a name"
        elif error.errno == errno.EADDRINUSE:
            advice = "Choose another with --port, or let --port 0 pick a free one."
            reason = os.strerror(error.errno)
        else:
            advice = "Choose another with --host or --port."
            reason = os.strerror(error.errno or 0)
        message = f"Cannot listen on {place}: {reason}. {advice}"
        raise CannotListenError(message) from error


def base_url(settings: Settings, listening: socket.socket) -> str:
    """Return the URL at which a bound server is reached from this machine."""
    host = settings.host
    if host in ("0.0.0.0", "::", ""):  # noqa: S104  # compared, not bound
        host = "127.0.0.1"
    scheme = "https" if settings.certfile else "http"
    port = listening.getsockname()[1]
    return f"{scheme}://{f'[{host}]' if ':' in host else host}:{port}"


def serve(  # noqa: PLR0913  # each is told by its name
    app: ASGIApp,
    settings: Settings,
    listening: socket.socket,
    *,
    ready: Callable[[], None],
    beside: Callable[[], Coroutine[None, None, None]] | None = None,
    beforehand: Callable[[], None] | None = None,
    afterwards: Callable[[], Coroutine[None, None, None]] | None = None,
) -> None:
    """Serve until SIGTERM or Ctrl-C, then end the calls under way and return.

    `ready` is called once calls are answered; `beside` runs as a task meanwhile;
    `beforehand` is called when the stop begins, to end answers without an end;
    `afterwards` is waited for once no call is under way any more.
    """
    config = uvicorn.Config(
        app,
        http=Protocol,
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=settings.certfile or None,
        ssl_keyfile=settings.keyfile or None,
    )
    server = Server(config)
    server.beforehand, server.afterwards = beforehand, afterwards

    async def run() -> None:
        async with _task(beside), _task(lambda: _announce(server, ready)):
            await server.serve(sockets=[listening])

    with asyncio.Runner(loop_factory=config.get_loop_factory()) as runner:
        runner.run(run())


class Protocol(BoundedProtocol):
    """The server's protocol, which offers itself to the application.

    So a fault can break the connection, before an answer or amid one.
    """

    #: The call that a fault has hold of, and what ends its delay.
    _held: RequestResponseCycle | None = None
    _over: asyncio.Event | None = None
    _is_stopping = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take a connection, and be found by each of its requests."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, CONNECTION: self}

    def hold(self, receive: Receive) -> asyncio.Event:
        """Keep an eye on the call that receives so.

        What is returned is set when its connection is lost, or the server stops.
        """
        self._held = getattr(receive, "__self__", None)
        self._over = asyncio.Event()
        if self._is_stopping:
            self._over.set()
        return self._over

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell the call, too, that a fault has hold of."""
        super().connection_lost(exc)
        if self._over is not None:
            self._over.set()
        held = self._held
        # Where another request came behind it, the server has told only that one.
        if held is not None and not held.response_complete:
            held.disconnected = True
            held.message_event.set()

    def shutdown(self) -> None:
        """End a delay, since the server stops."""
        self._is_stopping = True
        super().shutdown()
        if self._over is not None:
            self._over.set()


class Server(uvicorn.Server):
    """A server that ends what would go on for ever, and what goes on behind calls."""

    beforehand: Callable[[], None] | None = None
    afterwards: Callable[[], Coroutine[None, None, None]] | None = None

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, and end what goes on behind the calls, while signals are still ours."""
        if self.beforehand is not None:
            self.beforehand()
        await super().shutdown(sockets)
        if self.afterwards is not None:
            await self.afterwards()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Stop on a signal, but do not raise it again: being told is no error."""
        wanted = (signal.SIGINT, signal.SIGTERM)
        if threading.current_thread() is not threading.main_thread():
            # Signals are the main thread's, which tells this server to stop otherwise.
            yield
            return
        before = {number: signal.signal(number, self._stop) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        if self.should_exit:
            self.force_exit = True
        self.should_exit = True


async def _announce(server: uvicorn.Server, ready: Callable[[], None]) -> None:
    while not server.started:  # noqa: ASYNC110  # uvicorn offers no event for it
        await asyncio.sleep(0.005)
    # What was loaded to serve stays: the collector need not look at it, not even once.
    # What calls leave behind is mostly freed at once, so it need not look often either.
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()
    ready()


@contextlib.asynccontextmanager
async def _task(
    work: Callable[[], Coroutine[None, None, None]] | None,
) -> AsyncIterator[None]:
    if work is None:
        yield
        return
    task = asyncio.create_task(work())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
