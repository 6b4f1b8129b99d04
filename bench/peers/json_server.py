"""json-server: a file of tickets, and routes below the vendor's base path."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from bench.peers.packages import FOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

QUERY = (
    "status.id={status}&_sort=dates.last_updated&_order=desc&_limit={size}&_page={page}"
)
COUNTED = "x-total-count"


def set_up(folder: Path, tickets: Sequence[dict[str, Any]], port: int) -> list[str]:
    """Write the tickets and the routes."""
    records, routes = folder / "db.json", folder / "routes.json"
    records.write_text(json.dumps({"tickets": list(tickets)}))
    routes.write_text(json.dumps({"/api/*": "/$1"}))
    program = FOLDER / "node_modules" / "json-server" / "lib" / "cli" / "bin.js"
    words = [shutil.which("node") or "node", str(program), "--quiet"]
    words += ["--host", "127.0.0.1", "--port", f"{port}", "--routes", str(routes)]
    return [*words, str(records)]
