"""Deleting: a file goes as long as nobody has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.i3d.conftest import (
    ANSWER,
    DRAFT,
    REPLY,
    TICKETS,
    create,
    download,
    refusal,
    upload,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import Records
    from tests.stub import Stub


@pytest.mark.rule("I18", "X7")
@pytest.mark.parametrize("attachment_id", [7, 8, 9])
def test_a_file_of_no_ticket_can_be_deleted(
    client: httpx.Client, records: Records, attachment_id: int
) -> None:
    before = records()

    answer = client.delete(f"/v3/tickets/attachment/{attachment_id}")

    assert answer.status_code == 204
    assert answer.content == b""
    assert "content-type" not in answer.headers
    del before["i3d.attachments"][attachment_id]
    assert records() == before


@pytest.mark.rule("I18", "I16", "I12")
def test_a_deleted_file_cannot_be_named_again(client: httpx.Client) -> None:
    """Uploaded, deleted, and then refused wherever it is named."""
    attachment_id = upload(client)
    client.delete(f"/v3/tickets/attachment/{attachment_id}")
    files = {"attachmentIds": [attachment_id]}

    created = client.post(TICKETS, json={**DRAFT, **files})
    replied = client.post(REPLY, json={**ANSWER, **files})
    deleted = client.delete(f"/v3/tickets/attachment/{attachment_id}")
    found = client.get(f"/v3/tickets/12/attachment/{attachment_id}")

    unknown = ("attachmentIds", f"Unknown attachment: {attachment_id}.")
    assert created.json() == replied.json() == refusal(10002, unknown)
    assert (created.status_code, replied.status_code) == (422, 422)
    assert deleted.json() == found.json() == refusal(10001)
    assert (deleted.status_code, found.status_code) == (404, 404)


@pytest.mark.rule("I18", "I2")
@pytest.mark.parametrize("attachment_id", [1, 2, 3, 4, 5, 6])
def test_a_file_of_a_ticket_stays(
    client: httpx.Client, records: Records, attachment_id: int
) -> None:
    before = records()

    answer = client.delete(f"/v3/tickets/attachment/{attachment_id}")

    assert answer.status_code == 422
    assert answer.json() == refusal(10005)
    assert records() == before


@pytest.mark.rule("I18", "I16")
def test_a_file_that_was_coupled_can_no_longer_be_deleted(client: httpx.Client) -> None:
    first, second = upload(client, b"one"), upload(client, b"two")
    ticket_id = create(client, attachmentIds=[first])["id"]
    client.post(REPLY, json={**ANSWER, "attachmentIds": [second]})

    answers = [
        client.delete(f"/v3/tickets/attachment/{number}") for number in (first, second)
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert [answer.json() for answer in answers] == [refusal(10005)] * 2
    assert download(client, ticket_id, first) == b"one"
    assert download(client, 12, second) == b"two"


@pytest.mark.rule("I18")
def test_deleting_one_file_leaves_the_others(client: httpx.Client) -> None:
    kept, gone = upload(client, b"same"), upload(client, b"same")

    client.delete(f"/v3/tickets/attachment/{gone}")

    ticket_id = create(client, attachmentIds=[kept])["id"]
    assert download(client, ticket_id, kept) == b"same"


@pytest.mark.rule("I18")
def test_the_bytes_of_a_deleted_file_are_let_go(
    bundled_stub: Stub, sandbox_name: str, client: httpx.Client
) -> None:
    attachment_id = upload(client, b"secret")
    kept = bundled_stub.sandbox(sandbox_name).uploads("i3d")._kept
    assert list(kept.values()) == [b"secret"]

    client.delete(f"/v3/tickets/attachment/{attachment_id}")

    assert kept == {}


@pytest.mark.rule("I18", "X5")
def test_a_file_of_the_mock_data_is_deleted_in_one_sandbox_alone(
    bundled_stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    token = client.headers["PRIVATE-TOKEN"]
    with bundled_stub.client(
        f"{sandbox_name}-b", headers={"PRIVATE-TOKEN": token}
    ) as other:
        other.delete("/v3/tickets/attachment/8")

    ticket = create(client, attachmentIds=[8])

    assert download(client, ticket["id"], 8) == bytes(range(256))


@pytest.mark.rule("I18", "I2", "X4")
@pytest.mark.parametrize(
    "attachment_id",
    ["10", "999999", "0", "-8", "abc", "8.0", "0x8", "+8", "8%20", "%2F", "9" * 30],
)
def test_an_id_that_is_no_files_is_not_found(
    client: httpx.Client, records: Records, attachment_id: str
) -> None:
    before = records()

    answer = client.delete(f"/v3/tickets/attachment/{attachment_id}")

    assert answer.status_code == 404
    assert answer.json() == refusal(10001)
    assert records() == before
