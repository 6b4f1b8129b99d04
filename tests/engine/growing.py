"""The gallery with pictures that grow, and labels that belong to them."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.engine.gallery import AS_OF, CONTROL, gallery_toy
from tests.stub import Stub
from ticketstub.project.project import load_project
from ticketstub.sandbox.clock import Clock
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

MOCK_DATA = f"{CONTROL}/mock-data"

FRESH = {"id": "pic_[a-z0-9]{4}", "hash": "[0-9a-f]{8}"}
GROW = {"done": {"state": ["old"]}, "mix": [["room"]]}

#: Labels of the pictures, the second one hung below the first; one is in a drawer.
LABELS: dict[str, Any] = {
    "as_of": "2026-06-15T09:30:00Z",
    "times": ["seen.first", "days[]"],
    "references": {"below": "labels", "picture": "pictures"},
    "records": [
        {
            "id": number,
            "picture": picture,
            "below": below,
            "text": f"Label {number}",
            "seen": {"first": "2026-06-14 10:00:00"},
            "days": ["2026-06-14"],
        }
        for number, picture, below in (
            (1, "pic_0001", None),
            (2, "pic_0001", 1),
            (3, None, None),
        )
    ],
}


def growing_gallery(folder: Path, **declared: Any) -> Path:
    """Write the project below a folder; what is declared of pictures is changed."""
    project = gallery_toy(folder)
    file = project / "mock_data" / "gallery" / "pictures.json"
    pictures = json.loads(file.read_text(encoding="utf-8"))
    pictures |= {"fresh": FRESH, "grow": GROW} | declared
    file.write_text(json.dumps(pictures), encoding="utf-8")
    labels = file.with_name("labels.json")
    labels.write_text(json.dumps(LABELS), encoding="utf-8")
    return project


@contextmanager
def served_growing(folder: Path, **declared: Any) -> Iterator[Stub]:
    """Serve the project with clocks that stand."""
    project = load_project(growing_gallery(folder, **declared))
    stub = Stub(project, Settings())
    stub.app.sandboxes._new_clock = lambda: Clock(AS_OF, frozen=True)
    stub.app.sandboxes.reset(stub.sandbox("main"))
    with stub:
        yield stub


def grown(client: httpx.Client, tickets: int = 20, **more: Any) -> dict[str, Any]:
    """Grow the gallery; return the records of each collection that were added."""
    before = records(client)
    body = {"api": "gallery", "tickets": tickets, **more}
    answer = client.post(MOCK_DATA, json=body)
    assert answer.status_code == 201, answer.text
    counts = {each["collection"]: each for each in answer.json()["collections"]}
    after = records(client)
    added = {
        name: [record for record in after[name] if record not in before[name]]
        for name in counts
    }
    for name, each in counts.items():
        assert each["added"] == len(added[name])
        assert each["records"] == len(after[name])
    return added


def records(client: httpx.Client) -> dict[str, list[Any]]:
    """Return every record of the gallery."""
    return {
        name: client.get(
            f"{CONTROL}/records/gallery/{name}", params={"limit": 1000}
        ).json()["records"]
        for name in ("pictures", "labels", "rooms")
    }
