"""Desks of one's own: the API served with mock data that a test has changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.apis.happyfox.conftest import AUTH, BASE
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import httpx

#: Changes the records of a collection in place.
Change = Callable[[list[Any]], None]


def look_up(client: httpx.Client, name: str) -> list[dict[str, Any]]:
    """Return one of the lists that the ids in tickets come from."""
    answer = client.get(f"{BASE}/{name}/")
    assert answer.status_code == 200, answer.text
    entries: list[dict[str, Any]] = answer.json()
    return entries


@contextmanager
def changed_desk(
    folder: Path,
    changes: Mapping[str, Change],
    auth: tuple[str, str] = AUTH,
) -> Iterator[httpx.Client]:
    """Serve the mock data with some collections changed; yield a client."""
    copy = folder / "happyfox"
    shutil.copytree(bundled() / "mock_data" / "happyfox", copy)
    for name, change in changes.items():
        file = copy / f"{name}.json"
        collection = json.loads(file.read_text(encoding="utf-8"))
        change(collection["records"])
        file.write_text(json.dumps(collection), encoding="utf-8")
    project = load_project(bundled(), only=["happyfox"], mock_data=folder)
    with Stub(project, Settings()) as stub, stub.client(auth=auth) as client:
        yield client
