"""Ids that are nobody's: 404 where the vendor declares it, 400 where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.i3d.conftest import (
    ANSWER,
    JSON,
    REPLY,
    create,
    download,
    refusal,
    upload,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import Records

#: Each operation on a ticket, and the status that it answers for an unknown one.
ON_A_TICKET = [
    ("GET", "/v3/tickets/{id}", 404),
    ("GET", "/v3/tickets/{id}/attachment/2", 404),
    ("POST", "/v3/tickets/{id}/reply", 400),
    ("PUT", "/v3/tickets/{id}/open", 400),
    ("PUT", "/v3/tickets/{id}/close", 400),
]

NO_IDS = [
    "47",
    "999999",
    "0",
    "-12",
    "abc",
    "12abc",
    "12.0",
    "1.2e1",
    "0xc",
    "+12",
    "%2012",
    "12%20",
    "1%32abc",
    "١٢",
    "null",
    "{id}",
    "%2F",
    "%00",
    "2147483648",
    "9" * 30,
]


@pytest.mark.rule("I12", "I2", "X2", "X7")
@pytest.mark.parametrize(("method", "path", "status"), ON_A_TICKET)
@pytest.mark.parametrize("ticket_id", NO_IDS)
def test_an_id_that_is_no_tickets_is_unknown(  # noqa: PLR0917  # parameters of the test
    client: httpx.Client,
    records: Records,
    method: str,
    path: str,
    status: int,
    ticket_id: str,
) -> None:
    """What is no number is as unknown as a number that nobody has."""
    before = records()
    body = dict(ANSWER) if method == "POST" else None

    answer = client.request(method, path.replace("{id}", ticket_id), json=body)

    assert answer.status_code == status
    assert answer.json() == refusal(10001)
    assert answer.headers["content-type"] == JSON
    assert records() == before


@pytest.mark.rule("I12")
def test_an_id_may_have_leading_zeros_and_escapes(client: httpx.Client) -> None:
    """It is the number that counts."""
    assert client.get("/v3/tickets/0012").json()["id"] == 12
    assert client.get("/v3/tickets/%31%32").json()["id"] == 12


@pytest.mark.rule("I12", "I2")
@pytest.mark.parametrize("attachment_id", [*NO_IDS[1:], "10"])
def test_an_id_that_is_no_attachments_is_not_found(
    client: httpx.Client, attachment_id: str
) -> None:
    """They are the same as above, but for the 2 that the ticket does have."""
    spelled = attachment_id.replace("12", "2")

    answer = client.get(f"/v3/tickets/12/attachment/{spelled}")

    assert answer.status_code == 404
    assert answer.json() == refusal(10001)


@pytest.mark.rule("I12")
@pytest.mark.parametrize("attachment_id", [1, 4, 5, 6])
def test_an_attachment_of_another_ticket_is_not_found(
    client: httpx.Client, attachment_id: int
) -> None:
    answer = client.get(f"/v3/tickets/12/attachment/{attachment_id}")

    assert answer.status_code == 404
    assert answer.json() == refusal(10001)


@pytest.mark.rule("I12")
@pytest.mark.parametrize("attachment_id", [7, 8, 9])
def test_an_attachment_of_no_ticket_is_found_in_none(
    client: httpx.Client, attachment_id: int
) -> None:
    for ticket_id in range(1, 47):
        answer = client.get(f"/v3/tickets/{ticket_id}/attachment/{attachment_id}")

        assert answer.status_code == 404
        assert answer.json() == refusal(10001)


@pytest.mark.rule("I12", "I16")
def test_an_attachment_is_found_in_its_ticket_alone(client: httpx.Client) -> None:
    """At any entry of its conversation; the ids of entries have no part in it."""
    first, second = upload(client, b"one"), upload(client, b"two")
    ticket_id = create(client, attachmentIds=[first])["id"]
    client.post(
        f"/v3/tickets/{ticket_id}/reply", json={**ANSWER, "attachmentIds": [second]}
    )

    assert download(client, ticket_id, first) == b"one"
    assert download(client, ticket_id, second) == b"two"
    for other in (12, 11, 47 - 1, 48):
        for attachment_id in (first, second):
            path = f"/v3/tickets/{other}/attachment/{attachment_id}"
            assert client.get(path).status_code == 404


@pytest.mark.rule("I12", "X4")
def test_an_unknown_ticket_has_no_attachments(client: httpx.Client) -> None:
    answer = client.get("/v3/tickets/999999/attachment/2")

    assert answer.status_code == 404
    assert answer.json() == refusal(10001)


@pytest.mark.rule("I12")
@pytest.mark.parametrize("word", ["categories", "openOrUnread", "contact"])
def test_a_word_that_is_a_path_is_no_ticket(client: httpx.Client, word: str) -> None:
    """The words that stand where an id may stand lead to no ticket."""
    opened = client.put(f"/v3/tickets/{word}/open")
    found = client.get(f"/v3/tickets/{word}/attachment/2")

    assert (opened.status_code, found.status_code) == (400, 404)
    assert opened.json() == found.json() == refusal(10001)


@pytest.mark.rule("I12")
def test_a_ticket_is_known_as_soon_as_it_is_made(client: httpx.Client) -> None:
    path = REPLY.replace("12", "47")
    before = client.post(path, json=dict(ANSWER))
    create(client)
    after = client.post(path, json=dict(ANSWER))

    assert (before.status_code, after.status_code) == (400, 200)
