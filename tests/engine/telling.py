"""The toy project as one that tells of events, and what its outbox says of them.

A book that is added or lost is an event, and so is each trial.
A shelf whose name is a URL is a receiver that was registered through the API itself.
A second API, the museum, has no `events.py`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import TYPE_CHECKING, Any

from tests.engine.process import PATIENCE
from tests.engine.projects import BASE, copy_of_toy, edit

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

RECEIVERS = "/_ticketstub/receivers"
DELIVERIES = "/_ticketstub/deliveries"
DRAFT = {"title": "Emma", "condition": "new", "desk_note": "gift"}

EVENTS = '''\
"""Events: who is told of books, and what is sent."""

from __future__ import annotations

import hashlib
import hmac
import json
from typing import TYPE_CHECKING

from ticketstub.call import Receiver

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Event

EVENTS = ("book.added", "book.lost", "trial.run")


def receivers(call: Call) -> Iterator[Receiver]:
    for shelf in call.store.shelves:
        if "://" in shelf["name"]:
            yield Receiver(f"shelf_{shelf['id']}", shelf["name"], ("book.added",))


def delivery(event: Event, receiver: Receiver) -> tuple[dict[str, str], bytes]:
    body = json.dumps([event.name, event.data], ensure_ascii=False).encode()
    headers = {"Content-Type": "text/x-library", "X-Library-Event": event.name}
    if receiver.secret is not None:
        digest = hmac.new(receiver.secret.encode(), body, hashlib.sha256)
        headers["x-library-signature"] = digest.hexdigest()
    return headers, body
'''

MUSEUM = """\
openapi: 3.0.3
info:
  title: Town Museum API
  version: '1'
servers:
  - url: /museum
paths:
  /visits:
    post:
      operationId: visits.create_visit
      responses:
        '204':
          description: Somebody came.
"""

VISITS = '''\
"""Visits: each is an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply

if TYPE_CHECKING:
    from ticketstub.call import Call


def create_visit(call: Call) -> Reply:
    call.emit("visit.made", {"guest": "Zoë"})
    return Reply(204)
'''


def telling_toy(folder: Path) -> Path:
    """Write the project below a folder."""
    project = copy_of_toy(folder)
    handlers = project / "handlers"
    library = handlers / "library"
    (library / "events.py").write_text(EVENTS, encoding="utf-8")
    edit(
        library / "books.py",
        '    where = f"/library/v2/books/',
        '    call.emit("book.added", {"id": book["id"], "title": book["title"]})\n'
        '    where = f"/library/v2/books/',
    )
    edit(
        library / "books.py",
        '    call.store.books.delete(book["id"])\n',
        '    call.store.books.delete(book["id"])\n'
        '    call.emit("book.lost", {"id": book["id"]})\n',
    )
    edit(
        library / "trials.py",
        '    call.store.books.delete("bk_0001")\n',
        '    call.store.books.delete("bk_0001")\n    call.emit("trial.run", body)\n',
    )
    (handlers / "museum").mkdir()
    (handlers / "museum" / "visits.py").write_text(VISITS, encoding="utf-8")
    (project / "openapi" / "museum.yaml").write_text(MUSEUM, encoding="utf-8")
    return project


def add_book(client: httpx.Client, title: str = "Emma") -> dict[str, str]:
    """Add a book, and return the data of the event that this is."""
    answer = client.post(f"{BASE}/books", json={**DRAFT, "title": title})
    assert answer.status_code == 201, answer.text
    return {"id": answer.json()["id"], "title": title}


def lose_book(client: httpx.Client, book: dict[str, str]) -> dict[str, str]:
    """Delete a book, and return the data of the event that this is."""
    assert client.delete(f"{BASE}/books/{book['id']}").status_code == 204
    return {"id": book["id"]}


def add_shelf(client: httpx.Client, url: str) -> None:
    """Register a receiver through the API itself."""
    assert client.post(f"{BASE}/shelves", json={"name": url}).status_code == 201


def register(client: httpx.Client, url: str, **more: Any) -> str:
    """Register a receiver through the control API, and return its id."""
    body = {"api": "library", "url": url, **more}
    answer = client.post(RECEIVERS, json=body)
    assert answer.status_code == 201, answer.text
    receiver_id: str = answer.json()["id"]
    return receiver_id


def deliveries(client: httpx.Client, **query: Any) -> list[Any]:
    """List deliveries as they are now."""
    answer = client.get(DELIVERIES, params=query)
    assert answer.status_code == 200, answer.text
    found: list[Any] = answer.json()["deliveries"]
    return found


def settled(client: httpx.Client, **query: Any) -> list[Any]:
    """List deliveries once none of them is under way any more.

    Each look is a call, so the stub gets on with them meanwhile.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        found = deliveries(client, **query)
        if all(delivery["state"] != "pending" for delivery in found):
            return found
        assert time.monotonic() < deadline, f"still under way: {found}"


def sent_of(event: str, data: Any, secret: str = "") -> tuple[dict[str, str], bytes]:
    """Return the headers and the body that the toy's `delivery()` makes."""
    body = json.dumps([event, data], ensure_ascii=False).encode()
    headers = {"content-type": "text/x-library", "x-library-event": event}
    if secret:
        digest = hmac.new(secret.encode(), body, hashlib.sha256)
        headers["x-library-signature"] = digest.hexdigest()
    return headers, body
