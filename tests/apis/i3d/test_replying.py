"""A reply: what it adds to the conversation, and what it does to the ticket."""

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
    refusal,
    summary,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import HelpDesk, Records
    from ticketstub.sandbox.clock import Clock


@pytest.mark.rule("I3", "I5", "I10")
def test_a_reply_is_answered_with_the_whole_ticket(client: httpx.Client) -> None:
    before = read_ticket(client)

    answer = client.post(REPLY, json=dict(ANSWER))

    ticket = answer.json()
    assert answer.status_code == 200
    assert ticket == {
        **before,
        "updatedAt": NOW_SECONDS,
        "clientLastRepliedAt": NOW_SECONDS,
        "clientLastReadAt": NOW_SECONDS,
        "numUserReplies": 2,
        "replies": [
            *before["replies"],
            {
                "id": 115,
                "title": "Re: Second link is back",
                "fullUserName": "Robin Ashdown",
                "content": "No loss since this morning.",
                "createdAt": NOW_SECONDS,
                "replyByI3d": 0,
                "attachments": [],
            },
        ],
    }
    assert read_ticket(client) == ticket


@pytest.mark.rule("I10", "X3")
def test_a_reply_stamps_the_ticket_as_updated_replied_to_and_read(
    client: httpx.Client, clock: Clock, records: Records
) -> None:
    before = records()["i3d.tickets"]
    clock.advance(timedelta(minutes=5))

    client.post(REPLY, json=dict(ANSWER))

    now = NOW_SECONDS + 300
    after = records()["i3d.tickets"]
    assert after.pop(12) == {
        **before.pop(12),
        "updatedAt": now,
        "clientLastRepliedAt": now,
        "clientLastReadAt": now,
    }
    assert after == before


@pytest.mark.rule("I10", "I6")
def test_each_reply_counts_once(client: httpx.Client, help_desk: HelpDesk) -> None:
    """The opening entry does not count, and the help desk's do not either."""
    ticket_id = create(client)["id"]
    path = f"/v3/tickets/{ticket_id}/reply"

    counts = [summary(client, ticket_id)["numUserReplies"]]
    for _ in range(3):
        help_desk(ticket_id)
        counts.append(client.post(path, json=dict(ANSWER)).json()["numUserReplies"])

    assert counts == [0, 1, 2, 3]
    assert len(read_ticket(client, ticket_id)["replies"]) == 7


@pytest.mark.rule("I10", "I9")
@pytest.mark.parametrize("ticket_id", [3, 41, 9])
def test_a_reply_opens_a_closed_ticket(client: httpx.Client, ticket_id: int) -> None:
    before = summary(client, ticket_id)

    ticket = client.post(f"/v3/tickets/{ticket_id}/reply", json=dict(ANSWER)).json()

    assert (before["status"], ticket["status"]) == ("closed", "open")
    assert ticket["updatedAt"] == NOW_SECONDS
    assert summary(client, ticket_id)["status"] == "open"


@pytest.mark.rule("I10")
def test_an_open_ticket_stays_open(client: httpx.Client) -> None:
    assert client.post(REPLY, json=dict(ANSWER)).json()["status"] == "open"


@pytest.mark.rule("I10", "I2", "I8")
@pytest.mark.parametrize("ticket_id", [11, 23, 36])
@pytest.mark.parametrize("files", [{}, {"attachmentIds": [7]}])
def test_a_force_closed_ticket_takes_no_reply(
    client: httpx.Client, records: Records, ticket_id: int, files: dict[str, list[int]]
) -> None:
    """The file that came with it stays free for another one."""
    before = records()

    answer = client.post(f"/v3/tickets/{ticket_id}/reply", json={**ANSWER, **files})

    assert answer.status_code == 422
    assert answer.json() == refusal(10005)
    assert records() == before


@pytest.mark.rule("I14")
@pytest.mark.parametrize("name", ["title", "content"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        " \r\n ",
        "Grüße 😬",
        "مرحبا",
        "<b>no markup</b>",
        pytest.param("x" * 100_000, id="long"),
    ],
)
def test_a_text_is_kept_as_it_was_sent(
    client: httpx.Client, name: str, text: str
) -> None:
    answer = client.post(REPLY, json={**ANSWER, name: text})

    assert answer.status_code == 200
    assert answer.json()["replies"][-1] == {
        **answer.json()["replies"][-1],
        **ANSWER,
        name: text,
    }


@pytest.mark.rule("I10")
def test_a_replys_title_is_not_the_tickets(client: httpx.Client) -> None:
    before = summary(client)["title"]

    ticket = client.post(REPLY, json=dict(ANSWER)).json()

    assert ticket["title"] == before
    assert ticket["replies"][-1]["title"] == ANSWER["title"]


@pytest.mark.rule("I10")
def test_the_same_reply_twice_is_two_replies(client: httpx.Client) -> None:
    client.post(REPLY, json=dict(ANSWER))
    ticket = client.post(REPLY, json=dict(ANSWER)).json()

    assert [entry["id"] for entry in ticket["replies"][-2:]] == [115, 116]
    assert ticket["numUserReplies"] == 3


@pytest.mark.rule("I5", "I10")
def test_a_ticket_that_is_replied_to_comes_first(
    client: httpx.Client, clock: Clock
) -> None:
    clock.advance(timedelta(seconds=1))
    client.post("/v3/tickets/1/reply", json=dict(ANSWER))

    assert listed(client, "results=1") == [1]
