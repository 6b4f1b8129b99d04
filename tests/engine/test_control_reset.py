"""Reset: a sandbox as at first use, and what of it stays as it is."""

from __future__ import annotations

import json
import logging
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import (
    everyday,
    exported,
    hang,
    made,
    reset,
    set_clock,
    snapped,
    titles,
    turned,
)
from tests.engine.gallery import (
    AS_OF,
    AS_OF_TEXT,
    CONTROL,
    PICTURES,
    connect,
    served_gallery,
)
from tests.engine.process import PATIENCE
from tests.engine.receiver import Receiver, slow
from tests.engine.telling import add_book, deliveries, register, settled
from ticketstub.sandbox.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

#: The titles of the mock data.
FIRST = [None, "Sea"]


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve the gallery with clocks that stand."""
    with served_gallery(tmp_path_factory.mktemp("gallery")) as stub:
        yield stub


@pytest.fixture
def client(stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the gallery in a sandbox of the test's own."""
    with connect(stub, sandbox_name) as client:
        yield client


def test_the_same_calls_give_the_same_bytes_after_a_reset(client: httpx.Client) -> None:
    """Ids, hashes, times, files, counters, deliveries and the whole exported state."""
    answers = []
    for _ in range(3):
        answers.append(everyday(client))
        reset(client)

    assert answers[0] == answers[1] == answers[2]
    assert 500 in {status for status, _ in answers[0]}


def test_main_is_reset_like_any_other(stub: Stub) -> None:
    """It cannot be dropped, so this is how to have it new."""
    with connect(stub) as unnamed, connect(stub, "main") as named:
        first = everyday(unnamed)
        reset(named)
        second = everyday(unnamed)
        reset(unnamed)
        left = titles(named)

    assert first == second
    assert left == FIRST


def test_a_reset_touches_no_other_sandbox(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    with connect(stub, f"{sandbox_name}.b") as other:
        hang(other, data="reeds")
        turned(other)
        register(other, "http://hooks.example/", events=[])
        add_book(other)
        before = exported(other), deliveries(other)
        hang(client)
        reset(client)
        after = exported(other), deliveries(other)

        assert before == after
        assert turned(other) == 2
    assert titles(client) == FIRST


def test_receivers_and_deliveries_are_gone_and_numbered_anew(
    client: httpx.Client,
) -> None:
    """So a target that was allowed is no longer."""
    with Receiver() as receiver:
        register(client, receiver.url)
        register(client, receiver.url)
        add_book(client)
        settled(client)
        reset(client)
        left = client.get(f"{CONTROL}/receivers").json(), deliveries(client)
        add_book(client)
        (unwanted,) = settled(client)

        assert left == ({"receivers": []}, [])
        assert (unwanted["id"], unwanted["state"]) == ("dlv_1", "not sent")
        assert register(client, receiver.url) == "rcv_1"
        assert len(receiver.received) == 2


def test_a_delivery_that_is_under_way_is_forgotten_not_broken(
    client: httpx.Client, caplog: pytest.LogCaptureFixture
) -> None:
    """It arrives, and nobody keeps a record of it."""
    with Receiver(slow) as receiver:
        register(client, receiver.url)
        add_book(client)
        receiver.next()
        reset(client)
        during = deliveries(client)
        receiver.release.set()
        register(client, receiver.url)
        add_book(client, "Fen")
        receiver.next()
        (after,) = settled(client)

    assert during == []
    assert (after["id"], after["state"]) == ("dlv_1", "delivered")
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR]


def test_counters_start_anew(client: httpx.Client) -> None:
    """Though the clock stands in the same minute."""
    counted = [turned(client), turned(client)]
    reset(client)

    assert [*counted, turned(client)] == [1, 2, 1]


def test_files_are_gone_and_their_room_is_given_back(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """The next one has the key of the first; those of the mock data are there still."""
    room = stub.app.sandboxes._room
    before = room.files, room.bytes
    hang(client, data="reeds")
    kept = client.get(f"{CONTROL}/sandboxes/{sandbox_name}").json()["files"]
    reset(client)
    shown = client.get(f"{CONTROL}/sandboxes/{sandbox_name}").json()

    assert kept == 1
    assert (shown["files"], shown["records"]) == (0, 0)
    assert (room.files, room.bytes) == before
    assert hang(client)["file"] == "upload/1"
    assert client.get(f"{PICTURES}/pic_0001").text == "waves"


def test_the_clock_is_that_of_a_fresh_sandbox(client: httpx.Client) -> None:
    for setting in ({"at": "2031-01-01T00:00:00Z"}, {"frozen": False}):
        set_clock(client, **setting)
        reset(client)

        shown = client.get(f"{CONTROL}/clock").json()
        assert shown == {"now": AS_OF_TEXT, "state": "frozen", "offset_seconds": 0}


def test_mock_data_are_as_old_as_they_were_at_first(
    stub: Stub, client: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was hung yesterday, was so yesterday again when a day later is now."""
    sandboxes = stub.app.sandboxes
    picture = f"{CONTROL}/records/gallery/pictures/pic_0001"
    first = client.get(picture).json()["hung"]
    later = AS_OF + timedelta(days=1)
    monkeypatch.setattr(sandboxes, "_new_clock", lambda: Clock(later, frozen=True))
    reset(client)

    assert first == "2026-06-14T09:30:00Z"
    assert client.get(picture).json()["hung"] == "2026-06-15T09:30:00Z"


def test_what_was_made_from_another_sandbox_is_reset_to_the_mock_data(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """As any fresh one is, and not to what it was made from; a snapshot stays."""
    fresh = exported(client)
    hang(client)
    snapped(client, sandbox_name)
    origins: list[dict[str, Any]]
    origins = [{"from": sandbox_name}, {"snapshot": sandbox_name}, {"seed": 42}]
    for number, origin in enumerate(origins):
        name = f"{sandbox_name}.{number}"
        made(client, name, **origin)
        with connect(stub, name) as copy:
            reset(copy)
            assert exported(copy) == fresh
    assert sandbox_name in stub.app.sandboxes.snapshots


def test_a_sandbox_that_nobody_has_used_can_be_reset(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """A test may begin with it, whatever ran before."""
    reset(client)

    assert sandbox_name in stub.app.sandboxes
    assert titles(client) == FIRST


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_nothing_but_a_post_resets(client: httpx.Client, method: str) -> None:
    hang(client)
    answer = client.request(method, f"{CONTROL}/reset")

    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert len(titles(client)) == 3


class HalfSent:
    """A call whose body is still on its way."""

    def __init__(self, stub: Stub, sandbox: str, path: str, body: Any) -> None:
        content = json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
            f"Ticketstub-Sandbox: {sandbox}\r\nContent-Type: application/json\r\n"
            f"X-Library-Card: library-demo-card\r\nContent-Length: {len(content)}\r\n"
        )
        self._rest = content[5:]
        self._socket = socket.create_connection(("127.0.0.1", stub.port), PATIENCE)
        self._socket.sendall(f"{head}\r\n".encode() + content[:5])

    def end(self) -> tuple[bytes, Any]:
        """Send the rest; return the answer's first line and its body."""
        with self._socket, self._socket.makefile("rb") as answer:
            self._socket.sendall(self._rest)
            head, _, body = answer.read().partition(b"\r\n\r\n")
        return head.partition(b"\r\n")[0], json.loads(body)


def test_a_call_that_is_under_way_lands_in_the_sandbox_as_it_is_then(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """What it writes is kept, and not lost with the records that were there."""
    hang(client, "Old", data="old")
    under_way = [
        HalfSent(stub, sandbox_name, PICTURES, {"title": "New", "data": "new"}),
        HalfSent(stub, sandbox_name, "/library/v2/shelves", {"name": "Cellar"}),
    ]
    # The stub has the first part once it has answered what was sent later.
    turned(client)
    reset(client)
    (line, picture), (shelf_line, _) = (call.end() for call in under_way)

    assert line == shelf_line == b"HTTP/1.1 201 Created"
    assert (picture["number"], picture["file"]) == (3, "upload/1")
    assert titles(client) == [None, "New", "Sea"]
    assert client.get(f"{PICTURES}/{picture['id']}").text == "new"
    shelves = client.get(f"{CONTROL}/records/library/shelves").json()["records"]
    assert [shelf["name"] for shelf in shelves] == ["Ground floor", "Cellar"]
    assert stub.sandbox(sandbox_name).files_kept() == 1
