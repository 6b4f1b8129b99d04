"""The toy that tells of events with a gallery: what the control API's tests turn over.

Its pictures have files, hashes, numbers that decide ties, ranks, references and a
schema; its rooms have none of that; its turnstile counts.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.engine.projects import CARD
from tests.engine.telling import telling_toy
from tests.stub import Stub
from ticketstub.project.project import load_project
from ticketstub.sandbox.clock import Clock
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

CONTROL = "/_ticketstub"
PICTURES = "/gallery/pictures"

#: The moment of which the mock data tell, and as the control API writes it.
AS_OF = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
AS_OF_TEXT = "2026-06-15T09:30:00.000000Z"

_CONTRACT = """\
openapi: 3.0.3
info:
  title: Town Gallery API
  version: '1'
servers:
  - url: /gallery
paths:
  /pictures:
    get:
      operationId: pictures.list_pictures
      responses:
        '200': { $ref: '#/components/responses/Anything' }
    post:
      operationId: pictures.create_picture
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required:
                - title
      responses:
        '201': { $ref: '#/components/responses/Anything' }
        default: { $ref: '#/components/responses/Anything' }
  /pictures/{picture_id}:
    parameters:
      - name: picture_id
        in: path
        required: true
        schema:
          type: string
    get:
      operationId: pictures.get_picture
      responses:
        '200':
          description: The picture itself.
          content:
            text/plain:
              schema:
                type: string
                format: binary
        default: { $ref: '#/components/responses/Anything' }
    delete:
      operationId: pictures.delete_picture
      responses:
        '204':
          description: It is taken down.
        default: { $ref: '#/components/responses/Anything' }
  /turnstile:
    post:
      operationId: turnstile.turn
      responses:
        '200': { $ref: '#/components/responses/Anything' }
components:
  responses:
    Anything:
      description: Whatever there is to say.
      content:
        application/json:
          schema: {}
        application/problem+json:
          schema: {}
"""

_PICTURES = '''\
"""Pictures: each with a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import absent

if TYPE_CHECKING:
    from ticketstub.call import Call, Record


def find_picture(call: Call, picture_id: str) -> Record:
    return call.store.pictures.get(picture_id) or absent("picture")


def list_pictures(call: Call) -> Reply:
    found = call.store.pictures.find(order="state")
    return Reply(200, [picture["title"] for picture in found.records])


def create_picture(call: Call, body: Record) -> Reply:
    picture = call.store.pictures.insert(
        {
            "id": f"pic_{call.ids.token(4)}",
            "number": call.store.pictures.next_id(),
            "title": body["title"],
            "room": body.get("room", 1),
            "state": "new",
            "hung": call.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "hash": call.ids.hex(8),
            "file": call.uploads.keep(body.get("data", "").encode()),
        }
    )
    return Reply(201, picture)


def get_picture(call: Call, picture: Record) -> Reply:
    data = call.uploads.read(picture["file"])
    return Reply(200, data, media_type="text/plain")


def delete_picture(call: Call, picture: Record) -> Reply:
    call.uploads.drop(picture["file"])
    call.store.pictures.delete(picture["id"])
    return Reply(204)
'''

_TURNSTILE = '''\
"""The turnstile: how many have come in this minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply

if TYPE_CHECKING:
    from ticketstub.call import Call


def turn(call: Call) -> Reply:
    window = call.windows.count("in", 60)
    return Reply(200, [window.used, window.ends])
'''

_PICTURE_RECORDS = """\
{
  "as_of": "2026-06-15T09:30:00Z",
  "indexes": ["room"],
  "orders": {"title": null, "state": ["new", "old"]},
  "ties": "number",
  "times": ["hung"],
  "references": {"room": "rooms"},
  "files": ["file"],
  "schema": {
    "type": "object",
    "additionalProperties": false,
    "required": ["id", "title", "room", "state", "hung", "hash", "file"],
    "properties": {
      "id": {"type": "string", "pattern": "^pic_[a-z0-9]{4}$"},
      "number": {},
      "title": {"type": ["string", "null"], "maxLength": 20},
      "room": {},
      "state": {"type": "string"},
      "hung": {"type": "string"},
      "hash": {"type": "string", "pattern": "^[0-9a-f]{8}$"},
      "file": {"type": "string"}
    }
  },
  "records": [
    {"id": "pic_0001", "number": 1, "title": "Sea", "room": 1, "state": "old",
     "hung": "2026-06-14T09:30:00Z", "hash": "0000000a", "file": "mock/sea.txt"},
    {"id": "pic_0002", "number": 2, "title": null, "room": 2, "state": "new",
     "hung": "2026-05-15T09:30:00Z", "hash": "0000000b", "file": "mock/sea.txt"}
  ]
}
"""

_ROOM_RECORDS = """\
[
  {"id": 1, "name": "Hall"},
  {"id": 2, "name": "Attic"},
  {"id": 3, "name": "Stairs"}
]
"""


def gallery_toy(folder: Path) -> Path:
    """Write the project below a folder."""
    project = telling_toy(folder)
    for name, text in {
        "openapi/gallery.yaml": _CONTRACT,
        "handlers/gallery/pictures.py": _PICTURES,
        "handlers/gallery/turnstile.py": _TURNSTILE,
        "mock_data/gallery/pictures.json": _PICTURE_RECORDS,
        "mock_data/gallery/rooms.json": _ROOM_RECORDS,
        "mock_data/gallery/files/sea.txt": "waves",
    }.items():
        file = project / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return project


@contextmanager
def served_gallery(
    folder: Path, *, stands: bool = True, **bounds: Any
) -> Iterator[Stub]:
    """Serve the project; the clocks of new sandboxes stand at AS_OF, or run."""
    stub = Stub(load_project(gallery_toy(folder)), Settings(**bounds))
    if stands:
        stub.app.sandboxes._new_clock = lambda: Clock(AS_OF, frozen=True)
        stub.app.sandboxes.reset(stub.sandbox("main"))
    with stub:
        yield stub


def connect(stub: Stub, sandbox: str | None = None) -> httpx.Client:
    """Return a client that every API of the project knows."""
    return stub.client(sandbox, headers=CARD)
