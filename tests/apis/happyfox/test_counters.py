"""What a ticket counts, and whether it waits for an answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import created, found, read_ticket, ticket_url
from tests.apis.happyfox.writing import WRITES, done

if TYPE_CHECKING:
    import httpx

ANSWER = ("staff_update", {"staff": 1, "plaintext": "An answer"})
PROPERTY = ("staff_update", {"staff": 1, "tags": "one-more"})
NOTE = ("staff_pvtnote", {"staff": 1, "plaintext": "A note"})
QUESTION = ("user_reply", {"user": 2, "text": "A question"})
FORWARD = ("forward", dict(WRITES["forward"]))
MOVE = ("move", {"staff_id": 1, "target_category_id": 1, "move_note": "A note"})
TAGS = ("update_tags", {"staff_id": 1, "add": "two-more"})

Step = tuple[str, dict[str, Any]]


@pytest.mark.rule("H29", "H36", "H37", "H42")
@pytest.mark.parametrize(
    ("steps", "unresponded"),
    [
        ([], True),
        ([PROPERTY], True),
        ([NOTE], True),
        ([FORWARD], True),
        ([MOVE], True),
        ([TAGS], True),
        ([ANSWER], False),
        ([ANSWER, PROPERTY, NOTE, FORWARD, MOVE, TAGS], False),
        ([ANSWER, QUESTION], True),
        ([ANSWER, QUESTION, NOTE, FORWARD, PROPERTY], True),
        ([QUESTION, QUESTION, ANSWER], False),
        ([ANSWER, NOTE, QUESTION, ANSWER], False),
    ],
)
def test_a_ticket_waits_while_the_latest_message_is_a_contacts(
    client: httpx.Client,
    steps: list[Step],
    *,
    unresponded: bool,
) -> None:
    """Notes and forwards are no answers, and neither are changes."""
    ticket_id = created(client)["id"]

    for action, body in steps:
        done(client, ticket_id, action, **body)

    assert read_ticket(client, ticket_id)["unresponded"] is unresponded
    assert (ticket_id in found(client, unresponded="true")) is unresponded


@pytest.mark.rule("H29")
def test_a_closing_without_a_message_is_no_answer(client: httpx.Client) -> None:
    ticket_id = created(client, **{"t-cf-2": "Kerala"})["id"]

    ticket = done(client, ticket_id, "staff_update", staff=1, status=4)

    assert ticket["status"]["behavior"] == "completed"
    assert ticket["unresponded"] is True


@pytest.mark.rule("H29", "H36", "H42", "H43")
def test_updates_with_a_message_are_counted(client: httpx.Client) -> None:
    ticket_id = created(client)["id"]
    counts = []

    for action, body in (ANSWER, PROPERTY, NOTE, QUESTION, FORWARD, MOVE, TAGS):
        done(client, ticket_id, action, **body)
        ticket = read_ticket(client, ticket_id)
        counts.append((ticket["messages_count"], len(ticket["updates"])))

    assert counts == [(2, 2), (2, 3), (3, 4), (4, 5), (5, 6), (6, 7), (6, 8)]


@pytest.mark.rule("H29", "X6")
def test_writes_that_come_at_once_are_all_counted(client: httpx.Client) -> None:
    def answer(number: int) -> int:
        body = {"staff": 1, "text": f"No. {number}", "tags": f"tag-{number}"}
        done(client, 3, "staff_update", **body, time_spent=1)
        return number

    with ThreadPoolExecutor(8) as pool:
        sent = set(pool.map(answer, range(16)))

    ticket = read_ticket(client, 3)
    told = ticket["updates"][2:]
    assert ticket["time_spent"] == 12 + 16
    assert ticket["messages_count"] == 2 + 16
    assert [each["update_id"] for each in told] == list(range(400, 416))
    texts = {each["message"]["text"] for each in told}
    assert texts == {f"No. {number}\n\n" for number in sent}
    assert set(ticket["tags"].split(",")) == {"test", *(f"tag-{n}" for n in sent)}


@pytest.mark.rule("H29")
def test_all_files_of_a_ticket_are_counted(client: httpx.Client) -> None:
    """Ticket 4 has three files; one of a note counts as well."""
    files = [("attachments", (name, b"x")) for name in ("a", "b")]
    client.post(ticket_url(4, "staff_pvtnote"), data={"staff": "1"}, files=files)
    one = {"user": "2", "text": "One more"}
    client.post(ticket_url(4, "user_reply"), data=one, files=files[:1])

    ticket = read_ticket(client, 4)

    shown = [
        attachment["id"]
        for each in ticket["updates"]
        if each["message"]
        for attachment in each["message"]["attachments"]
    ]
    assert shown == [23, 24, 25, 41, 42, 43]
    assert ticket["attachments_count"] == 6


@pytest.mark.rule("H29")
def test_the_tickets_of_a_contact_are_counted(client: httpx.Client) -> None:
    """A new contact with two tickets, of which one is closed and opened again."""

    def counts() -> tuple[int, int]:
        user = read_ticket(client, first)["user"]
        return user["tickets_count"], user["pending_tickets_count"]

    fields = {"email": "new@example.org", "t-cf-2": "Kerala"}
    first = created(client, **fields)["id"]
    told = [counts()]
    second = created(client, **fields)["id"]
    told.append(counts())
    done(client, second, "staff_update", staff=1, status=4)
    told.append(counts())
    done(client, second, "staff_update", staff=1, status=3)
    told.append(counts())
    done(client, second, "delete", staff_id=1)
    told.append(counts())

    assert told == [(1, 1), (2, 2), (2, 1), (2, 2), (1, 1)]


@pytest.mark.rule("H29")
def test_every_count_of_the_mock_data_is_what_it_counts(client: httpx.Client) -> None:
    tickets = [read_ticket(client, ticket_id) for ticket_id in found(client)]

    for ticket in tickets:
        messages = [each["message"] for each in ticket["updates"] if each["message"]]
        files = [file for each in messages for file in each["attachments"]]
        own = [each for each in tickets if each["user"]["id"] == ticket["user"]["id"]]
        pending = [each for each in own if each["status"]["behavior"] == "pending"]
        assert ticket["messages_count"] == len(messages)
        assert ticket["attachments_count"] == len(files)
        assert ticket["user"]["tickets_count"] == len(own)
        assert ticket["user"]["pending_tickets_count"] == len(pending)
