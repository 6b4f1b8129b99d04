"""The tickets of all peers, made from the bundled ones: the same each time."""

from __future__ import annotations

import itertools
import json
import shutil
from typing import TYPE_CHECKING, Any

from bench.peers.manner import Ask
from bench.peers.peer import send
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    from pathlib import Path

#: The first id, so that ids have as many digits however many tickets there are.
FIRST_ID = 1_000


def make_mock_data(folder: Path, count: int) -> Path:
    """Write mock data with `count` tickets below a folder; return that folder."""
    api = folder / "growcrm"
    shutil.copytree(bundled() / "mock_data" / "growcrm", api)
    file = api / "tickets.json"
    content = json.loads(file.read_bytes())
    originals = content["records"]
    content["records"] = [
        {
            **originals[index % len(originals)],
            "id": FIRST_ID + index,
            "status": index % 5 + 1,
            "last_updated": _earlier(content["as_of"], index),
        }
        for index in range(count)
    ]
    file.write_text(json.dumps(content), encoding="utf-8")
    replies = api / "replies.json"
    content = json.loads(replies.read_bytes())
    for record in content["records"]:
        record["ticket_id"] += FIRST_ID - originals[0]["id"]
    replies.write_text(json.dumps(content), encoding="utf-8")
    return folder


def all_shown(url: str) -> list[dict[str, Any]]:
    """Return every ticket as a stub shows it, by its id."""
    tickets: list[dict[str, Any]] = []
    for page in itertools.count(1):
        found = send(url, Ask("GET", f"/api/tickets?limit=100&page={page}")).json[
            "data"
        ]
        if not found:
            break
        tickets += found
    return sorted(tickets, key=lambda ticket: int(ticket["id"]))


def _earlier(as_of: str, index: int) -> str:
    day, hour, minute = index // 1440 % 28 + 1, index // 60 % 24, index % 60
    return f"{as_of[:4]}-05-{day:02}T{hour:02}:{minute:02}:00.{index % 1_000_000:06}Z"
