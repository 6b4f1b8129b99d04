"""A peer: how it is set up, started and spoken to."""

from __future__ import annotations

import contextlib
import http.client
import socket
import subprocess
import time
import urllib.parse
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bench.peers.manner import Answer, Ask, Manner
from bench.servers import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

#: Seconds within which a peer must have started, and then answered a probe.
_START = 60
_ANSWER = 5


class CannotStartError(Exception):
    """A peer has ended, or does not answer."""


@dataclass(frozen=True)
class Peer:
    """One peer.

    `set_up` writes its configuration for some tickets into a folder and returns the
    command that serves it at a port; `begin` is what it is told once it answers.
    """

    name: str
    manner: Manner
    set_up: Callable[[Path, Sequence[dict[str, Any]], int], list[str]]
    begin: Ask | None = None

    @contextlib.contextmanager
    def running(
        self, folder: Path, tickets: Sequence[dict[str, Any]]
    ) -> Iterator[Server]:
        """Serve these tickets until the block ends."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        folder.mkdir(parents=True, exist_ok=True)
        command = self.set_up(folder, tickets, port)
        url = f"http://127.0.0.1:{port}"
        first = self.manner.get(tickets[0]["id"])
        with (folder / "output.log").open("wb") as output:
            begun = time.perf_counter()
            process = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
            try:
                while not send(url, first).status:
                    if process.poll() is not None:
                        message = f"it ended with {process.returncode}"
                        raise CannotStartError(message)
                    if time.perf_counter() - begun > _START:
                        message = f"it did not answer within {_START} s"
                        raise CannotStartError(message)
                    time.sleep(0.005)
                started_in = time.perf_counter() - begun
                if self.begin is not None:
                    send(url, self.begin)
                yield Server(self.name, url, process.pid, started_in)
            finally:
                process.terminate()
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()


def send(url: str, ask: Ask) -> Answer:
    """Send a request on a connection of its own; the status is 0 without an answer."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(
        parts.hostname or "", parts.port, timeout=_ANSWER
    )
    with contextlib.closing(connection):
        try:
            connection.request(
                ask.method, ask.path, ask.body or None, dict(ask.headers)
            )
            answer = connection.getresponse()
            headers = {name.lower(): value for name, value in answer.getheaders()}
            return Answer(answer.status, headers, answer.read())
        except (OSError, http.client.HTTPException):
            return Answer(0, {}, b"")
