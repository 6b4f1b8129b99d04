"""Start a server to be measured, call it, and tell what it holds."""

from __future__ import annotations

import contextlib
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.calls import BASES, HEADERS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONTROL = "/_ticketstub"

AUTHORIZATION = HEADERS["growcrm"]["Authorization"]


@dataclass(frozen=True)
class Server:
    """A running server: its name, its URL, its process, and its start in seconds."""

    name: str
    url: str
    pid: int
    started_in: float

    @property
    def megabytes(self) -> float:
        """What it holds in memory now."""
        return resident_megabytes(self.pid)

    def get(self, api: str, path: str, headers: Mapping[str, str]) -> Any:
        """Return what an API answers."""
        return self.send("GET", BASES[api] + path, {**HEADERS[api], **headers})

    def send(
        self, method: str, path: str, headers: Mapping[str, str], body: Any = None
    ) -> Any:
        """Send a request, its body as JSON unless it is bytes."""
        data = body or None
        if body is not None and not isinstance(body, bytes):
            data = json.dumps(body).encode()
            headers = {**headers, "Content-Type": "application/json"}
        request = urllib.request.Request(
            self.url + path, data, dict(headers), method=method
        )
        with urllib.request.urlopen(request) as answer:
            text = answer.read()
        return json.loads(text) if text else None


def resident_megabytes(pid: int | str) -> float:
    """Return a process's resident memory."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


@contextlib.contextmanager
def stub(
    *options: str, name: str = "ticketstub", environment: dict[str, str] | None = None
) -> Iterator[Server]:
    """Serve the bundled project, with more options."""
    port = _free_port()
    command = [sys.executable, "-m", "ticketstub", "serve", "-q"]
    command += ["--port", str(port), *options]
    with _running(name, command, port, environment) as one:
        yield one


@contextlib.contextmanager
def bare(tickets: Path) -> Iterator[Server]:
    """Serve the peer of the API whose tickets a file holds."""
    port = _free_port()
    options = ["--no-access-log", "--log-level", "warning", "--no-server-header"]
    command = [sys.executable, "-m", "uvicorn", "bench.bare:app", *options]
    environment = {**os.environ, "BENCH_TICKETS": str(tickets)}
    with _running(
        "bare Starlette", [*command, "--port", str(port)], port, environment
    ) as one:
        yield one


@contextlib.contextmanager
def _running(
    name: str, command: list[str], port: int, environment: dict[str, str] | None = None
) -> Iterator[Server]:
    begun = time.perf_counter()
    process = subprocess.Popen(command, env=environment)
    try:
        url = f"http://127.0.0.1:{port}"
        while not _answers(f"{url}/api/tickets/32"):
            if process.poll() is not None:
                message = f"{name} ended with {process.returncode}"
                raise RuntimeError(message)
            time.sleep(0.005)
        yield Server(name, url, process.pid, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(10)


def _answers(url: str) -> bool:
    request = urllib.request.Request(url, headers=HEADERS["growcrm"])
    try:
        with urllib.request.urlopen(request, timeout=5):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
