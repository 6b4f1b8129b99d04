"""Coupling: a file goes to one entry of one conversation, and stays there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.i3d.conftest import (
    ANSWER,
    CONTACT,
    DRAFT,
    FORM,
    REPLY,
    TICKETS,
    UNKNOWN_PROPERTY,
    create,
    download,
    read_ticket,
    refusal,
    upload,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import Records

TAKING_FILES = [
    pytest.param(TICKETS, DRAFT, id="create"),
    pytest.param(REPLY, ANSWER, id="reply"),
]


@pytest.mark.rule("I16", "I6", "I19")
def test_a_file_that_was_uploaded_comes_with_a_new_ticket(client: httpx.Client) -> None:
    """From upload to download, by way of the ticket that names it."""
    data = b"09:12:03 port 14 link down\r\n"
    attachment_id = upload(client, data, "port 14.log", "text/x-log")

    ticket = create(client, attachmentIds=[attachment_id])

    (entry,) = ticket["replies"]
    (shown,) = entry["attachments"]
    assert shown == {
        "id": attachment_id,
        "name": "port 14.log",
        "mime": "text/x-log",
        "size": len(data),
        "uploadedTime": ticket["createdAt"],
    }
    assert download(client, ticket["id"], shown["id"]) == data
    assert read_ticket(client, ticket["id"]) == ticket


@pytest.mark.rule("I16", "I10", "I19")
def test_a_file_that_was_uploaded_comes_with_a_reply(client: httpx.Client) -> None:
    attachment_id = upload(client, b"one")

    ticket = client.post(
        REPLY, json={**ANSWER, "attachmentIds": [attachment_id]}
    ).json()

    files = [
        [item["id"] for item in entry["attachments"]] for entry in ticket["replies"]
    ]
    assert files == [[2], [], [], [3], [attachment_id]]
    assert download(client, 12, attachment_id) == b"one"
    assert read_ticket(client) == ticket


@pytest.mark.rule("I16")
def test_an_entry_can_have_many_files_and_a_ticket_many_entries(
    client: httpx.Client,
) -> None:
    ids = [upload(client, bytes([number]) * number) for number in range(60)]
    ticket_id = create(client, attachmentIds=ids[:30])["id"]
    path = f"/v3/tickets/{ticket_id}/reply"
    client.post(path, json={**ANSWER, "attachmentIds": ids[59:29:-1]})

    replies = read_ticket(client, ticket_id)["replies"]

    shown = [[item["id"] for item in entry["attachments"]] for entry in replies]
    assert [sorted(part) for part in shown] == [ids[:30], ids[30:]]
    for number, attachment_id in enumerate(ids):
        data = download(client, ticket_id, attachment_id)
        assert data == bytes([number]) * number


@pytest.mark.rule("I16")
@pytest.mark.parametrize(("path", "body"), TAKING_FILES)
def test_coupling_changes_whose_a_file_is_and_nothing_else(
    client: httpx.Client, records: Records, path: str, body: dict[str, Any]
) -> None:
    before = records()["i3d.attachments"]

    client.post(path, json={**body, "attachmentIds": [8]})

    after = records()["i3d.attachments"]
    assert after.pop(8) == {**before.pop(8), "replyId": 115}
    assert after == before


@pytest.mark.rule("I16", "I13")
@pytest.mark.parametrize(("path", "body"), TAKING_FILES)
@pytest.mark.parametrize(
    ("ids", "texts"),
    [
        ([404], ["Unknown attachment: 404."]),
        ([404, 405], ["Unknown attachment: 404.", "Unknown attachment: 405."]),
        ([10], ["Unknown attachment: 10."]),
        ([0], ["Unknown attachment: 0."]),
        ([-7], ["Unknown attachment: -7."]),
        ([2147483647], ["Unknown attachment: 2147483647."]),
        ([2147483648], ["Unknown attachment: 2147483648."]),
        ([9007199254740993], ["Unknown attachment: 9007199254740993."]),
        ([2], ["Attachment already in use: 2."]),
        ([1, 7, 6], ["Attachment already in use: 1.", "Attachment already in use: 6."]),
        ([7, 7], ["Duplicate attachment: 7."]),
        ([7, 8, 7, 8, 7], [f"Duplicate attachment: {number}." for number in (7, 8, 7)]),
        ([7.0, 7], ["Duplicate attachment: 7."]),
        (
            [404, 7, 2, 7],
            [
                "Unknown attachment: 404.",
                "Attachment already in use: 2.",
                "Duplicate attachment: 7.",
            ],
        ),
    ],
)
def test_a_file_that_cannot_be_taken_refuses_the_whole_body(  # noqa: PLR0917  # parameters of the test
    client: httpx.Client,
    records: Records,
    path: str,
    body: dict[str, Any],
    ids: list[int],
    texts: list[str],
) -> None:
    before = records()

    answer = client.post(path, json={**body, "attachmentIds": ids})

    assert answer.status_code == 422
    assert answer.json() == refusal(10002, *(("attachmentIds", text) for text in texts))
    assert records() == before


@pytest.mark.rule("I13")
@pytest.mark.parametrize(("path", "body"), TAKING_FILES)
@pytest.mark.parametrize(
    ("ids", "kinds"),
    [
        (None, ["array"]),
        ("7", ["array"]),
        (7, ["array"]),
        ({"0": 7}, ["array"]),
        (["7"], ["integer"]),
        ([7.5], ["integer"]),
        ([True], ["integer"]),
        ([None, 7, []], ["integer", "integer"]),
    ],
)
def test_what_is_no_array_of_integers_is_refused(  # noqa: PLR0917  # parameters of the test
    client: httpx.Client,
    records: Records,
    path: str,
    body: dict[str, Any],
    ids: Any,
    kinds: list[str],
) -> None:
    before = records()

    answer = client.post(path, json={**body, "attachmentIds": ids})

    texts = [f"Must be of type {kind}." for kind in kinds]
    assert answer.status_code == 422
    assert answer.json() == refusal(10002, *(("attachmentIds", text) for text in texts))
    assert records() == before


@pytest.mark.rule("I16", "I13")
@pytest.mark.parametrize(("path", "body"), TAKING_FILES)
def test_a_file_can_be_coupled_once(
    client: httpx.Client, path: str, body: dict[str, Any]
) -> None:
    """Not even to the same ticket again."""
    attachment_id = upload(client)
    files = {"attachmentIds": [attachment_id]}

    first = client.post(path, json={**body, **files})
    second = client.post(path, json={**body, **files})

    text = f"Attachment already in use: {attachment_id}."
    assert first.status_code == 200
    assert second.status_code == 422
    assert second.json() == refusal(10002, ("attachmentIds", text))


@pytest.mark.rule("I16", "I14")
def test_a_contact_form_takes_no_files(client: httpx.Client, records: Records) -> None:
    before = records()

    answer = client.post(CONTACT, json={**FORM, "attachmentIds": [7]})

    assert answer.json() == refusal(10002, ("attachmentIds", UNKNOWN_PROPERTY))
    assert records() == before


@pytest.mark.rule("I16")
def test_a_refused_body_leaves_its_files_free(client: httpx.Client) -> None:
    attachment_id = upload(client)
    files = {"attachmentIds": [attachment_id]}
    refused = [
        client.post(TICKETS, json={**DRAFT, **files, "category": "none"}),
        client.post(REPLY, json={**files}),
        client.post("/v3/tickets/999999/reply", json={**ANSWER, **files}),
        client.post("/v3/tickets/11/reply", json={**ANSWER, **files}),
        client.post(TICKETS, json={**DRAFT, "attachmentIds": [attachment_id, 404]}),
    ]

    taken = client.post(REPLY, json={**ANSWER, **files})

    assert [answer.status_code for answer in refused] == [422, 422, 400, 422, 422]
    assert taken.status_code == 200
