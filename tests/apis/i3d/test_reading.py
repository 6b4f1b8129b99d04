"""One ticket with its conversation, and what reading it does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.apis.i3d.conftest import (
    ANSWER,
    NOW_SECONDS,
    REPLY,
    create,
    listed,
    read_ticket,
    summary,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import HelpDesk, Records
    from ticketstub.sandbox.clock import Clock

ENTRY = [
    "id",
    "title",
    "fullUserName",
    "content",
    "createdAt",
    "replyByI3d",
    "attachments",
]


@pytest.mark.rule("I3", "I5", "I6")
def test_a_ticket_is_one_object_with_its_conversation(client: httpx.Client) -> None:
    """It is no array of one, whatever the vendor's general page says."""
    ticket = client.get("/v3/tickets/12").json()

    replies = ticket.pop("replies")
    assert ticket == {
        "id": 12,
        "hash": "927313471c57270ba6716d3492912bff",
        "readHash": "aab83ab0d76e30874f951db95b873136",
        "title": "Packet loss between Rotterdam and Frankfurt",
        "categoryName": "Network",
        "priorityName": "High",
        "createdAt": 1781343000,
        "updatedAt": 1781506338,
        "clientLastRepliedAt": 1781425269,
        "clientLastReadAt": NOW_SECONDS,
        "status": "open",
        "numUserReplies": 1,
    }
    assert [list(entry) for entry in replies] == [ENTRY] * 4
    assert [(entry["id"], entry["replyByI3d"]) for entry in replies] == [
        (32, 0),
        (33, 1),
        (34, 0),
        (104, 1),
    ]
    assert replies[0]["attachments"] == [
        {
            "id": 2,
            "name": "traceroute.txt",
            "mime": "text/plain",
            "size": 514,
            "uploadedTime": 1781342924,
        }
    ]


@pytest.mark.rule("I6")
def test_the_first_entry_is_the_request_itself(client: httpx.Client) -> None:
    """In the mock data, too: the ticket's title and time, and the client's side."""
    for ticket_id in listed(client):
        ticket = read_ticket(client, ticket_id)
        first = ticket["replies"][0]

        assert first["title"] == ticket["title"]
        assert first["createdAt"] == ticket["createdAt"]
        assert first["replyByI3d"] == 0


@pytest.mark.rule("I5")
def test_every_conversation_comes_oldest_first(client: httpx.Client) -> None:
    conversations = [
        [entry["createdAt"] for entry in read_ticket(client, ticket_id)["replies"]]
        for ticket_id in listed(client)
    ]

    assert conversations == [sorted(times) for times in conversations]
    assert max(map(len, conversations)) == 12


@pytest.mark.rule("I5", "X3")
def test_time_decides_where_an_entry_stands(client: httpx.Client, clock: Clock) -> None:
    clock.advance(timedelta(days=-1))
    client.post(REPLY, json=dict(ANSWER))
    clock.advance(timedelta(days=1))

    replies = client.post(REPLY, json=dict(ANSWER)).json()["replies"]

    assert [entry["id"] for entry in replies] == [32, 33, 34, 115, 104, 116]


@pytest.mark.rule("I5")
def test_entries_of_one_second_stay_in_the_order_of_writing(
    client: httpx.Client, help_desk: HelpDesk
) -> None:
    client.post(REPLY, json=dict(ANSWER))
    help_desk(12)
    replies = client.post(REPLY, json=dict(ANSWER)).json()["replies"]

    assert [entry["id"] for entry in replies] == [32, 33, 34, 104, 115, 116, 117]
    assert len({entry["createdAt"] for entry in replies[4:]}) == 1


@pytest.mark.rule("I5")
def test_a_long_conversation_comes_in_one_piece(client: httpx.Client) -> None:
    """A range has no meaning here."""
    for _ in range(110):
        client.post(REPLY, json=dict(ANSWER))

    answer = client.get("/v3/tickets/12", headers={"RANGED-DATA": "results=1"})

    assert len(answer.json()["replies"]) == 114
    assert answer.json()["numUserReplies"] == 111


@pytest.mark.rule("I11")
def test_reading_is_remembered_and_is_no_update(
    client: httpx.Client, clock: Clock, records: Records
) -> None:
    before = records()
    clock.advance(timedelta(seconds=90))

    ticket = read_ticket(client)

    after = records()
    stored = before["i3d.tickets"].pop(12)
    assert after["i3d.tickets"].pop(12) == {
        **stored,
        "clientLastReadAt": NOW_SECONDS + 90,
    }
    assert after == before
    assert ticket["clientLastReadAt"] == NOW_SECONDS + 90
    assert ticket["updatedAt"] == stored["updatedAt"]
    assert ticket["clientLastRepliedAt"] == stored["clientLastRepliedAt"]


@pytest.mark.rule("I11")
def test_each_reading_moves_the_time_of_reading(
    client: httpx.Client, clock: Clock
) -> None:
    first = read_ticket(client)["clientLastReadAt"]
    clock.advance(timedelta(hours=1))
    second = read_ticket(client)["clientLastReadAt"]

    assert (first, second) == (NOW_SECONDS, NOW_SECONDS + 3600)
    assert summary(client)["clientLastReadAt"] == second


@pytest.mark.rule("I11")
def test_reading_one_ticket_reads_no_other(
    client: httpx.Client, records: Records
) -> None:
    before = records()["i3d.tickets"]

    read_ticket(client, 12)

    after = records()["i3d.tickets"]
    assert [key for key in before if before[key] != after[key]] == [12]


@pytest.mark.rule("I11", "I19")
def test_downloading_a_file_reads_no_ticket(
    client: httpx.Client, records: Records
) -> None:
    before = records()

    client.get("/v3/tickets/12/attachment/3")

    assert records() == before


@pytest.mark.rule("I7")
def test_no_two_tickets_share_a_hash(client: httpx.Client) -> None:
    created = [create(client) for _ in range(50)]

    tickets = [*created, *(read_ticket(client, number) for number in range(1, 47))]
    hashes = [ticket[name] for ticket in tickets for name in ("hash", "readHash")]
    assert len(set(hashes)) == len(hashes) == 2 * 96
