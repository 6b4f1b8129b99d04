"""Room: how many files are kept, and what is answered when there is none left."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.apis.i3d.conftest import (
    DRAFT,
    HEADERS,
    JSON,
    OPEN_OR_UNREAD,
    TICKETS,
    UPLOAD,
    create,
    download,
    read_ticket,
    refusal,
    upload,
)
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

BOUNDS = pytest.mark.parametrize(
    ("bounds", "fitting", "over"),
    [
        pytest.param(
            Settings(max_upload_bytes=10), [b"12345", b"67890"], b"1", id="bytes"
        ),
        pytest.param(Settings(max_uploads=2), [b"", b"x" * 1000], b"", id="files"),
    ],
)


@contextmanager
def served(bounds: Settings) -> Iterator[Stub]:
    """Serve the API in a stub of its own, with bounds of its own."""
    with Stub(load_project(bundled(), only=["i3d"]), bounds) as stub:
        yield stub


def room_of(stub: Stub) -> tuple[int, int]:
    """Tell how many bytes and files take up room."""
    room = stub.app.sandboxes._room
    return room.bytes, room.files


def send(client: httpx.Client, data: bytes) -> httpx.Response:
    return client.post(UPLOAD, files={"attachment": ("a.bin", data)})


@pytest.mark.rule("I17", "I19")
def test_twenty_megabytes_come_back_as_they_were_sent() -> None:
    """The vendor states no limit of size, and the stub's own leave room for that."""
    data = bytes(range(256)) * (20 * 1024 * 1024 // 256) + b"end"
    with (
        served(Settings()) as stub,
        stub.client("a", headers=HEADERS, timeout=60) as client,
    ):
        attachment_id = upload(client, data, "dump.bin", "application/octet-stream")
        ticket = create(client, attachmentIds=[attachment_id])

        assert ticket["replies"][0]["attachments"][0]["size"] == len(data)
        assert download(client, ticket["id"], attachment_id) == data


@pytest.mark.rule("X2", "I2", "I17", "X7")
@BOUNDS
def test_a_file_without_room_is_refused_in_the_apis_own_words(
    bounds: Settings, fitting: list[bytes], over: bytes
) -> None:
    """The room may be filled to its brim; what is over changes nothing."""
    with served(bounds) as stub, stub.client("a", headers=HEADERS) as client:
        ids = [upload(client, data) for data in fitting]
        before, room = stub.records("a"), room_of(stub)

        answers = [send(client, over) for _ in range(3)]

        assert ids == [10, 11]
        for answer in answers:
            assert answer.status_code == 413
            assert answer.json() == refusal(10004)
            assert answer.headers["content-type"] == JSON
        assert stub.records("a") == before
        assert room_of(stub) == room
        ticket = create(client, attachmentIds=ids)
        for attachment_id, data in zip(ids, fitting, strict=True):
            assert download(client, ticket["id"], attachment_id) == data


@pytest.mark.rule("I17", "I18")
@BOUNDS
def test_deleting_a_file_frees_its_room(
    bounds: Settings, fitting: list[bytes], over: bytes
) -> None:
    with served(bounds) as stub, stub.client("a", headers=HEADERS) as client:
        for data in fitting:
            upload(client, data)
        refused = send(client, over)

        client.delete("/v3/tickets/attachment/10")
        accepted = send(client, over)

        assert (refused.status_code, accepted.status_code) == (413, 200)
        client.delete(f"/v3/tickets/attachment/{accepted.json()['attachmentId']}")
        client.delete("/v3/tickets/attachment/11")
        assert room_of(stub) == (0, 0)


@pytest.mark.rule("I17")
def test_a_file_that_was_refused_uses_up_no_id() -> None:
    bounds = Settings(max_upload_bytes=10)
    with served(bounds) as stub, stub.client("a", headers=HEADERS) as client:
        send(client, b"x" * 11)

        assert upload(client, b"x" * 10) == 10


@pytest.mark.rule("I17", "I18")
def test_a_file_that_a_ticket_has_keeps_its_room() -> None:
    """It can't be deleted, so only a fresh sandbox or a wider bound helps."""
    bounds = Settings(max_uploads=1)
    with served(bounds) as stub, stub.client("a", headers=HEADERS) as client:
        create(client, attachmentIds=[upload(client)])

        deleted = client.delete("/v3/tickets/attachment/10")

        assert deleted.status_code == 422
        assert send(client, b"").status_code == 413
        assert room_of(stub)[1] == 1


@pytest.mark.rule("I17", "X5")
def test_files_of_the_mock_data_take_no_room_and_free_none() -> None:
    bounds = Settings(max_uploads=0, max_upload_bytes=0)
    with served(bounds) as stub, stub.client("a", headers=HEADERS) as client:
        before = send(client, b"")
        deleted = client.delete("/v3/tickets/attachment/8")
        after = send(client, b"")

        assert (before.status_code, deleted.status_code) == (413, 204)
        assert after.status_code == 413
        assert room_of(stub) == (0, 0)
        assert download(client, 12, 3).startswith(b"\x89PNG")


@pytest.mark.rule("I17", "X5")
def test_all_sandboxes_share_one_room() -> None:
    """Another one's files take up room here, but nobody sees them."""
    with (
        served(Settings(max_upload_bytes=10)) as stub,
        stub.client("a", headers=HEADERS) as one,
        stub.client("b", headers=HEADERS) as other,
    ):
        upload(one, b"1234567890")
        refused = send(other, b"1")
        text = "Unknown attachment: 10."
        unseen = other.post(TICKETS, json={**DRAFT, "attachmentIds": [10]})

        one.delete("/v3/tickets/attachment/10")
        accepted = send(other, b"1")

        assert refused.status_code == 413
        assert unseen.json() == refusal(10002, ("attachmentIds", text))
        assert accepted.json() == {"attachmentId": 10}


@pytest.mark.rule("I17")
def test_everything_else_works_on_without_room() -> None:
    bounds = Settings(max_uploads=0)
    with served(bounds) as stub, stub.client("a", headers=HEADERS) as client:
        assert send(client, b"1").status_code == 413

        assert create(client, attachmentIds=[7])["id"] == 47
        assert read_ticket(client)["id"] == 12
        assert client.get(OPEN_OR_UNREAD).status_code == 200


@pytest.mark.rule("X2", "I2", "X7")
@pytest.mark.parametrize("size", [1001, 100_000])
def test_an_upload_over_the_limit_of_bodies_is_refused_alike(size: int) -> None:
    bounds = Settings(max_body=1000)
    with served(bounds) as stub, stub.client("a", headers=HEADERS) as client:
        before = stub.records("a")

        answer = send(client, b"x" * size)

        assert answer.status_code == 413
        assert answer.json() == refusal(10004)
        assert answer.headers["content-type"] == JSON
        assert stub.records("a") == before
        assert send(client, b"x" * 500).json() == {"attachmentId": 10}
