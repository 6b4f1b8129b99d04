"""The examples of the vendor's page, sent as they stand there, addresses filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx
import pytest

from tests.apis.happyfox.conftest import (
    BASE,
    DRAFT,
    TICKETS,
    field_errors,
    found,
    read_ticket,
    ticket_url,
)

if TYPE_CHECKING:
    from tests.apis.happyfox.conftest import Records

#: The body that answers a ticket and closes it.
REPLY = {
    "staff": 1,
    "status": 4,
    "html": "Example reply",
    "t-cf-3": [1, 2],
    "c-cf-3": 1,
}


@pytest.mark.rule("H47", "H31", "H34")
def test_the_documented_reply_closes_ticket_3(client: httpx.Client) -> None:
    answer = client.post(ticket_url(3, "staff_update"), json=REPLY)

    ticket = answer.json()
    update = ticket["updates"][-1]
    assert answer.status_code == 200
    assert ticket["status"]["name"] == "Closed"
    assert update["message"]["text"] == "Example reply\n\n"
    assert update["status_change"]["old_name"] == "In Progress"
    assert ticket["custom_fields"][2]["value"] == ["Chennai", "New Delhi"]
    assert ticket["user"]["custom_fields"][1]["value_id"] == 1
    assert read_ticket(client, 3)["status"] == ticket["status"]


@pytest.mark.rule("H47", "H34", "H2")
def test_the_documented_reply_does_not_close_the_documented_ticket(
    client: httpx.Client, records: Records
) -> None:
    """It lacks the State, and the reply brings none along."""
    client.post(TICKETS, json=dict(DRAFT))
    before = records()

    answer = client.post(ticket_url(65, "staff_update"), json=REPLY)

    text = "This field should be filled before marking this ticket as completed"
    assert answer.status_code == 400
    assert answer.json() == {"error": {"t-cf-2": text}}
    assert records() == before


@pytest.mark.rule("H47", "H31")
def test_the_documented_properties_can_be_changed_alone(client: httpx.Client) -> None:
    properties = {"staff": 1, "priority": 5, "assignee": 4, "status": 3}

    answer = client.post(ticket_url(3, "staff_update"), json=properties)

    ticket = answer.json()
    assert answer.status_code == 200
    assert ticket["priority"]["id"] == 5
    assert ticket["assigned_to"]["id"] == 4
    assert ticket["status"]["id"] == 3
    assert ticket["updates"][-1]["message"] is None


@pytest.mark.rule("H47", "H37")
@pytest.mark.parametrize("ticket_id", [1, 3, 60])
def test_the_documented_contact_replies(client: httpx.Client, ticket_id: int) -> None:
    """Also to a ticket of somebody else."""
    reply = {
        "text": "Example reply",
        "cc": "ann@example.com",
        "bcc": "bo@example.com",
        "user": 27662,
    }

    answer = client.post(ticket_url(ticket_id, "user_reply"), json=reply)

    update = answer.json()["updates"][-1]
    assert answer.status_code == 200
    assert (update["by"]["type"], update["by"]["id"]) == ("user", 27662)
    assert update["message"]["text"] == "Example reply\n\n"
    assert update["message"]["cc_list"] == "ann@example.com"
    assert update["message"]["bcc_list"] == "bo@example.com"


@pytest.mark.rule("H47", "H40")
def test_the_documented_tags_are_added_and_removed(client: httpx.Client) -> None:
    changes = {"add": "test1, example", "remove": "test", "staff_id": 1}

    answer = client.post(ticket_url(3, "update_tags"), json=changes)

    assert answer.status_code == 200
    assert answer.json()["tags"] == "test1,example"


@pytest.mark.rule("H47", "H41")
def test_the_documented_subscription_names_the_two_who_are_new(
    client: httpx.Client,
) -> None:
    """The third one follows ticket 1 already."""
    url = ticket_url(1, "subscribe")

    answer = client.post(url, json={"data": [3, 2], "staff_id": 1})

    text = "Admin Agent, james may, Subscribers added to ticket"
    assert answer.status_code == 200
    assert answer.json() == {"message": text}


@pytest.mark.rule("H47", "H41")
def test_the_documented_subscriber_leaves_ticket_3(client: httpx.Client) -> None:
    answer = client.post(ticket_url(3, "unsubscribe"), json={"staff_id": 1})

    assert answer.status_code == 200
    assert answer.json() == {"message": "Admin Agent unsubscribed"}
    assert read_ticket(client, 3)["subscribers"] == []


@pytest.mark.rule("H47", "H42")
def test_the_documented_forward_lacks_the_message_that_is_required(
    client: httpx.Client, records: Records
) -> None:
    forward = {"staff_id": 1, "subject": "test", "to": "a@example.com, b@example.com"}
    before = records()

    answer = client.post(ticket_url(4, "forward"), json=forward)

    assert answer.status_code == 400
    assert answer.json() == field_errors(message="This field is required.")
    assert records() == before


@pytest.mark.rule("H47", "H42")
def test_with_a_message_the_documented_forward_is_answered_as_documented(
    client: httpx.Client,
) -> None:
    forward = {
        "staff_id": 1,
        "subject": "test",
        "to": "a@example.com, b@example.com",
        "message": "Please see below.",
    }

    answer = client.post(ticket_url(4, "forward"), json=forward)

    assert answer.status_code == 200
    assert answer.json() == {"message": "Successfully forwarded the ticket #DC00000004"}


@pytest.mark.rule("H47", "H43")
def test_the_documented_move_takes_every_ticket_of_category_1(
    client: httpx.Client,
) -> None:
    move = {
        "staff_id": 1,
        "target_category_id": 2,
        "move_note": " move note text ",
        "assign_to": 2,
    }
    tickets = found(client, category=1)

    answers = [client.post(ticket_url(each, "move"), json=move) for each in tickets]

    assert len(tickets) > 20
    for ticket_id, answer in zip(tickets, answers, strict=True):
        assert answer.json() == {"status_code": 200, "message": "moved ticket to Test"}
        assert answer.status_code == 200
        assert read_ticket(client, ticket_id)["assigned_to"]["id"] == 2
    assert found(client, category=1) == []


@pytest.mark.rule("H47", "H44")
def test_the_documented_deletion_deletes_ticket_5(client: httpx.Client) -> None:
    answer = client.post(ticket_url(5, "delete"), json={"staff_id": 1})

    assert answer.status_code == 200
    assert answer.json() == {"deleted_ticket": "#DC00000005"}
    assert client.get(ticket_url(5)).status_code == 404


@pytest.mark.rule("H47", "H45")
def test_the_documented_upload_has_the_documented_number(client: httpx.Client) -> None:
    image = ("logo.png", b"\x89PNG", "image/png")

    answer = client.post(f"{BASE}/ticket-inline-attachment", files={"file": image})

    url = httpx.URL(answer.json()["url"])
    assert answer.status_code == 200
    assert url.path == "/get_hdp_temporarily_attachment/2091/"
    assert url.netloc == client.base_url.netloc


@pytest.mark.rule("H47", "H11", "H10")
def test_the_documented_fields_are_all_that_is_answered(client: httpx.Client) -> None:
    """The totals in the vendor's answer are only an example."""
    query = "fields=last_user_reply_at,last_staff_reply_at&size=50"

    answer = client.get(f"{TICKETS}?{query}")

    assert answer.status_code == 200
    assert answer.json()["page_info"] == {
        "count": 50,
        "last_index": 64,
        "page_count": 2,
        "start_index": 1,
        "end_index": 50,
    }
    for ticket in answer.json()["data"]:
        assert list(ticket) == ["last_user_reply_at", "last_staff_reply_at"]
