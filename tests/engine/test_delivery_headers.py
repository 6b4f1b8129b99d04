"""Headers of a delivery: the API's own stand, whatever they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import CARD, edit
from tests.engine.receiver import Receiver
from tests.engine.telling import (
    add_book,
    deliveries,
    register,
    sent_of,
    settled,
    telling_toy,
)
from tests.stub import Stub
from ticketstub import __version__
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

#: What is sent beside the API's own headers, if those do not say otherwise.
USUAL = {
    "user-agent": f"ticketstub/{__version__}",
    "accept": "*/*",
    "accept-encoding": "identity",
}

#: The line of the toy's `delivery()` that makes its headers.
MAKES = 'headers = {"Content-Type": "text/x-library", "X-Library-Event": event.name}'


def telling_stub(folder: Path, **headers: str) -> Stub:
    """Make a stub of the telling project, of which each delivery has more headers."""
    project = telling_toy(folder)
    source = '"X-Library-Event": event.name'
    more = "".join(f", {name!r}: {value!r}" for name, value in headers.items())
    edit(project / "handlers" / "library" / "events.py", source, source + more)
    return Stub(load_project(project), Settings())


def telling_with(folder: Path, line: str, head: str = "") -> Stub:
    """Make a stub of the telling project with another line that makes the headers."""
    project = telling_toy(folder)
    events = project / "handlers" / "library" / "events.py"
    edit(events, f"    {MAKES}\n", f"    {line}\n")
    edit(events, "def delivery(", f"{head}def delivery(")
    return Stub(load_project(project), Settings())


def delivered(stub: Stub) -> tuple[dict[str, str], Any]:
    """Deliver one event; return the headers as they arrived, and the delivery."""
    with Receiver() as receiver, stub, stub.client(headers=CARD) as client:
        register(client, receiver.url)
        add_book(client)
        (delivery,) = settled(client)
        assert delivery["state"] == "delivered", delivery
        return receiver.next().headers, delivery


@pytest.mark.parametrize(
    "name",
    [
        "Host",
        "host",
        "User-Agent",
        "user-agent",
        "USER-AGENT",
        "Accept",
        "Accept-Encoding",
        "X-Library-Branch",
        "Cookie",
        "Authorization",
    ],
)
def test_headers_are_sent_as_delivery_says(tmp_path: Path, name: str) -> None:
    """Each once, in place of what is sent elsewhere; the outbox shows the same."""
    headers, delivery = delivered(telling_stub(tmp_path, **{name: "library.example"}))

    listed = {key.lower(): value for key, value in delivery["headers"].items()}
    own = {name.lower(): "library.example", "x-library-event": "book.added"}
    assert listed == {**own, "content-type": "text/x-library"}
    assert listed.items() <= headers.items()
    assert {**USUAL, **own}.items() <= headers.items()
    assert name in delivery["headers"]


def test_several_of_them_can_be_told_together(tmp_path: Path) -> None:
    """As a vendor's whole set of headers is."""
    vendors = {
        "Host": "hooks.library.example:8443",
        "user-agent": "LibraryHooks/2.1 (+https://library.example)",
        "Accept": "application/json",
        "accept-encoding": "gzip, deflate",
    }
    headers, _ = delivered(telling_stub(tmp_path, **vendors))

    assert {name.lower(): value for name, value in vendors.items()}.items() <= (
        headers.items()
    )


def test_members_of_an_enum_are_the_texts_that_they_are(tmp_path: Path) -> None:
    """As names and as values; they are sent and listed like any other text."""
    head = (
        'from enum import StrEnum\n\nText = StrEnum("Text", {"A": "X-A", "B": "b"})\n\n'
    )
    headers, delivery = delivered(
        telling_with(tmp_path, "headers = {Text.A: Text.B}", head)
    )

    assert delivery["headers"] == {"X-A": "b"}
    assert headers["x-a"] == "b"


def test_headers_stay_those_of_their_delivery(tmp_path: Path) -> None:
    """Also where `delivery()` changes one mapping and returns it again and again."""
    line = 'headers = HEADERS\n    HEADERS["X-Title"] = event.data["title"]'
    titles = ["A", "B"]
    with (
        Receiver() as receiver,
        telling_with(tmp_path, line, "HEADERS = {}\n\n\n") as stub,
        stub.client(headers=CARD) as client,
    ):
        register(client, receiver.url)
        for title in titles:
            add_book(client, title)
        found = settled(client)

    assert [each["headers"]["X-Title"] for each in found] == titles
    assert [each.headers["x-title"] for each in receiver.received] == titles


@pytest.mark.parametrize("name", ["Connection", "connection"])
def test_the_connection_is_the_stubs_own(tmp_path: Path, name: str) -> None:
    """Each delivery has one of its own, which a header could only lie about."""
    headers, _ = delivered(telling_stub(tmp_path, **{name: "keep-alive"}))

    assert headers["connection"] == "close"


@pytest.mark.parametrize(
    ("name", "value"),
    [("X-More", "1\r\nX-Evil: 2"), ("X-More", "1\0"), ("X More", "1"), ("", "1")],
)
def test_a_header_that_http_does_not_know_fails_its_delivery(
    tmp_path: Path, name: str, value: str
) -> None:
    """It is tried, says why it failed, and keeps nothing else back."""
    with (
        Receiver() as receiver,
        telling_stub(tmp_path, **{name: value}) as stub,
        stub.client(headers=CARD) as client,
    ):
        register(client, receiver.url)
        register(client, receiver.url, api="museum")
        add_book(client)
        client.post("/museum/visits")
        failed, fine = settled(client)
        listed = deliveries(client, state="failed")

    assert (failed["state"], fine["state"]) == ("failed", "delivered")
    assert [attempt["status"] for attempt in failed["attempts"]] == [None]
    assert failed["attempts"][0]["error"] == failed["reason"] != ""
    assert listed == [failed]
    assert len(receiver.received) == 1


def test_a_length_that_delivery_tells_is_not_told_twice(tmp_path: Path) -> None:
    body = sent_of("book.added", {"id": "bk_0000", "title": "Emma"})[1]
    headers, _ = delivered(telling_stub(tmp_path, **{"content-length": str(len(body))}))

    assert headers["content-length"] == str(len(body))
