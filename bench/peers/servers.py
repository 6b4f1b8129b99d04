"""The peers and their configuration, as their own guides would have it."""

from __future__ import annotations

import os
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.peers import json_server, mockoon, wiremock
from bench.peers.manner import Manner, Ours, Plain
from bench.peers.packages import FOLDER, VERSIONS, missing
from bench.peers.peer import Peer
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A contract, as a mock server made for contracts is given it.
CONTRACT = bundled() / "openapi" / "growcrm.yaml"

_MODULES = FOLDER / "node_modules"

#: The peers that are measured for their speed and no mock servers.
BARE = "bare Starlette"


def ours(mock_data: Path) -> Peer:
    """Return the stub, with mock data in a folder."""
    words = [sys.executable, "-m", "ticketstub", "serve", "-q", "--api", "growcrm"]
    words += ["--mock-data", str(mock_data), "--port"]
    return Peer("ticketstub", Ours(), lambda _folder, _tickets, port: [*words, f"{port}"])


def bare(kept: Path) -> Peer:
    """Return bare Starlette, with tickets in a file."""

    def set_up(_folder: Path, _tickets: Sequence[Any], port: int) -> list[str]:
        os.environ["BENCH_TICKETS"] = str(kept)
        words = [sys.executable, "-m", "uvicorn", "bench.bare:app", "--no-access-log"]
        words += ["--app-dir", str(Path(__file__).resolve().parent.parent.parent)]
        return [*words, "--log-level", "warning", "--port", f"{port}"]

    return Peer(BARE, Manner(), set_up)


def others() -> list[tuple[Peer, str]]:
    """Return the other mock servers, each with why it cannot be run, or nothing."""
    prism = _MODULES / "@stoplight" / "prism-cli" / "dist" / "index.js"
    node = ("node",)
    found = [
        (
            Peer(
                "json-server",
                Plain(json_server.QUERY, json_server.COUNTED),
                json_server.set_up,
            ),
            ("json-server", *node),
        ),
        (
            Peer("Mockoon", Plain(mockoon.QUERY, mockoon.COUNTED), mockoon.set_up),
            ("@mockoon/cli", *node),
        ),
        (
            Peer("Prism, static", Manner(""), partial(_prism, prism, ())),
            ("@stoplight/prism-cli", *node),
        ),
        (
            Peer(
                "Prism, dynamic",
                Manner(""),
                partial(_prism, prism, ("--dynamic", "--seed", "1")),
            ),
            ("@stoplight/prism-cli", *node),
        ),
        (
            Peer("WireMock", Manner(), partial(wiremock.set_up, _jar())),
            ("wiremock", "java"),
        ),
    ]
    return [(peer, missing(*needed)) for peer, needed in found]


def _prism(
    program: Path,
    more: Sequence[str],
    _folder: Path,
    _tickets: Sequence[Any],
    port: int,
) -> list[str]:
    node = shutil.which("node") or "node"
    words = [node, str(program), "mock", "--verboseLevel", "silent", *more]
    return [*words, "--port", f"{port}", str(CONTRACT)]


def _jar() -> Path:
    build = _MODULES / "wiremock" / "build"
    return build / f"wiremock-standalone-{VERSIONS['wiremock']}.jar"
