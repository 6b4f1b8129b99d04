"""The peers and their configuration, as their own guides would have it."""

from __future__ import annotations

import json
import shutil
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.calls import BASES
from bench.peers import json_server, mockoon, wiremock
from bench.peers.manner import Ask, Manner, Ours, Plain
from bench.peers.packages import FOLDER, VERSIONS, missing
from bench.peers.peer import Peer
from ticketstub.contract.load import load_contract
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    from collections.abc import Sequence

#: A contract, as a mock server made for contracts is given it.
CONTRACT = bundled() / "openapi" / "growcrm.yaml"

_MODULES = FOLDER / "node_modules"

_HERE = Path(__file__).resolve().parent.parent.parent

#: It is measured for its speed, and is no mock server.
BARE = "bare Starlette"


def ours(mock_data: Path) -> Peer:
    """Return the stub, with mock data in a folder."""
    words = [sys.executable, "-m", "ticketstub", "serve", "-q", "--api", "growcrm"]
    words += ["--mock-data", str(mock_data), "--port"]
    return Peer(
        "ticketstub", Ours(), lambda _folder, _tickets, port: [*words, f"{port}"]
    )


def bare() -> Peer:
    """Return bare Starlette."""

    def set_up(folder: Path, tickets: Sequence[dict[str, Any]], port: int) -> list[str]:
        kept = {
            "api": "growcrm",
            "whole": list(tickets),
            "listed": list(tickets),
            "created": tickets[0],
            "replied": {},
        }
        file = folder / "tickets.json"
        file.write_text(json.dumps(kept))
        words = ["env", f"BENCH_TICKETS={file}", sys.executable, "-m", "uvicorn"]
        words += ["bench.bare:app", "--app-dir", str(_HERE), "--no-access-log"]
        words += ["--log-level", "warning", "--no-server-header"]
        return [*words, "--port", f"{port}"]

    return Peer(BARE, Manner(), set_up, Ask("POST", "/begin"))


def others() -> list[tuple[Peer, str, str]]:
    """Return the other mock servers, each with why it cannot be run, or nothing.

    The last of the three is its package.
    """
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
            Peer("Prism, static", Manner(), partial(_prism, prism, ())),
            ("@stoplight/prism-cli", *node),
        ),
        (
            Peer(
                "Prism, dynamic",
                Manner(),
                partial(_prism, prism, ("--dynamic", "--seed", "1")),
            ),
            ("@stoplight/prism-cli", *node),
        ),
        (
            Peer("WireMock", Manner(), partial(wiremock.set_up, _jar())),
            ("wiremock", "java"),
        ),
    ]
    return [(peer, missing(*needed), needed[0]) for peer, needed in found]


def _prism(
    program: Path,
    more: Sequence[str],
    folder: Path,
    _tickets: Sequence[Any],
    port: int,
) -> list[str]:
    """Write the contract with the base path in front of each path.

    Prism does not serve below the path of a contract's server; and it judges no body
    at all where a schema of it is `nullable` without a `type`, which says nothing.
    """
    document = _typed(load_contract(CONTRACT).document)
    base = BASES["growcrm"]
    paths = {base + path: item for path, item in document["paths"].items()}
    file = folder / "growcrm.json"
    file.write_text(json.dumps({**document, "paths": paths}))
    node = shutil.which("node") or "node"
    words = [node, str(program), "mock", "--verboseLevel", "silent", *more]
    return [*words, "--port", f"{port}", str(file)]


def _typed(node: Any) -> Any:
    """Return a part of a contract without `nullable` where there is no `type`."""
    if isinstance(node, list):
        return [_typed(each) for each in node]
    if not isinstance(node, dict):
        return node
    void = "nullable" if "type" not in node else None
    return {name: _typed(each) for name, each in node.items() if name != void}


def _jar() -> Path:
    build = _MODULES / "wiremock" / "build"
    return build / f"wiremock-standalone-{VERSIONS['wiremock']}.jar"
