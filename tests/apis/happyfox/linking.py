"""What the tests of links and files share: uploads, links, and following them."""

from __future__ import annotations

import http.client
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from tests.apis.happyfox.conftest import BASE, PLAIN_DRAFT, TICKETS, ticket_url
from tests.apis.happyfox.sending import part, parts
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

EXPIRED = {"error": "This link has expired"}
NOT_FOUND = {"error": "Cannot find the requested object"}

UPLOAD = f"{BASE}/ticket-inline-attachment"

EVERY_BYTE = bytes(range(256))

#: A ticket of the mock data with one attachment, number 22, on its second update.
TICKET, ATTACHMENT, NAME = 3, 22, "bicycle.gif"


@dataclass(frozen=True)
class Followed:
    """An answer to somebody who follows a link as it stands."""

    status: int
    headers: dict[str, str]
    content: bytes


def follow(url: str, method: str = "GET", **headers: str) -> Followed:
    """Follow a link to the letter, as somebody who knows nothing but the link.

    A client library might tidy the path up.
    """
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.netloc, timeout=30)
    try:
        connection.request(method, f"{place.path}?{place.query}", headers=headers)
        answer = connection.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return Followed(answer.status, told, answer.read())
    finally:
        connection.close()


def query_of(url: str) -> dict[str, str]:
    """Return the parameters of a link."""
    return dict(parse_qsl(urlsplit(url).query))


def attachments_of(ticket: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every attachment of a ticket as it is shown."""
    return [
        attachment
        for update in ticket["updates"]
        if update["message"] is not None
        for attachment in update["message"]["attachments"]
    ]


def links_of(client: httpx.Client, ticket_id: int = TICKET) -> list[str]:
    """Read a ticket, and return the links to its files."""
    ticket = client.get(ticket_url(ticket_id)).json()
    return [attachment["url"] for attachment in attachments_of(ticket)]


def attach(
    client: httpx.Client,
    data: bytes,
    disposition: str = 'filename="a.bin"',
    media_type: str = "application/octet-stream",
) -> dict[str, Any]:
    """Create a ticket with one file, and return the file as it is shown."""
    file = part(f'name="attachments"; {disposition}', data, media_type)
    answer = client.post(TICKETS, **parts(file, fields=PLAIN_DRAFT))
    assert answer.status_code == 200, answer.text
    (attachment,) = attachments_of(answer.json())
    return attachment


def upload_image(
    client: httpx.Client,
    data: bytes,
    disposition: str = 'filename="a.png"',
    media_type: str = "image/png",
) -> httpx.Response:
    """Upload one file as an inline image."""
    return client.post(
        UPLOAD, **parts(part(f'name="file"; {disposition}', data, media_type))
    )


@contextmanager
def served(settings: Settings | None = None) -> Iterator[Stub]:
    """Serve the API in a stub of its own."""
    project = load_project(bundled(), only=["happyfox"])
    with Stub(project, settings or Settings()) as stub:
        yield stub


def room_of(stub: Stub) -> tuple[int, int]:
    """Tell how many bytes and files take up room."""
    room = stub.app.sandboxes._room
    return room.bytes, room.files
