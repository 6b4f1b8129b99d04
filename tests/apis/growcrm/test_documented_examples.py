"""The commands of the vendor's page, sent byte for byte with only the host changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.growcrm.conftest import NOW_TEXT, listed, read_ticket

if TYPE_CHECKING:
    import httpx

#: What `curl -d` sends: the values as they were typed, spaces and all.
CURL = {"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "curl/8.5.0"}


@pytest.mark.rule("G2", "G4")
def test_the_documented_list_command_finds_the_open_tickets(
    client: httpx.Client,
) -> None:
    answer = client.get("/api/tickets?status=1", headers={"User-Agent": "curl/8.5.0"})

    tickets = answer.json()["data"]
    assert answer.status_code == 200
    assert [ticket["id"] for ticket in tickets] == listed(client, "status=1")
    assert {ticket["status"]["title"] for ticket in tickets} == {"Open"}
    assert 32 in [ticket["id"] for ticket in tickets]


@pytest.mark.rule("G2", "G6", "G15", "G17")
def test_the_documented_create_command_creates_a_ticket(client: httpx.Client) -> None:
    body = (
        b"ticket_clientid=1&ticket_categoryid=72&ticket_subject=Cannot log in"
        b"&ticket_message=I get an error&ticket_priority=high"
    )

    answer = client.post("/api/tickets", content=body, headers=CURL)

    ticket = answer.json()["data"]
    assert answer.status_code == 201
    assert ticket["client"] == {"id": 1, "name": "Acme Inc"}
    assert ticket["department"] == {"id": 72, "name": "Sales"}
    assert ticket["subject"] == "Cannot log in"
    assert ticket["message"] == "I get an error"
    assert ticket["priority"] == "high"
    assert read_ticket(client, ticket["id"]) == ticket


@pytest.mark.rule("G2", "G8")
def test_the_documented_status_command_closes_ticket_32(client: httpx.Client) -> None:
    answer = client.put("/api/tickets/32/status", content=b"status=2", headers=CURL)

    assert answer.status_code == 200
    assert answer.json()["data"]["status"] == {"id": 2, "title": "Closed"}
    assert answer.json()["data"]["dates"]["status_changed"] == NOW_TEXT


@pytest.mark.rule("G2", "G10", "G11")
def test_the_documented_reply_command_posts_a_reply(client: httpx.Client) -> None:
    body = b"ticketreply_text=We are looking into this for you."

    answer = client.post("/api/tickets/32/replies", content=body, headers=CURL)

    assert answer.status_code == 201
    assert answer.json()["data"]["text"] == "We are looking into this for you."
    assert answer.json()["data"]["type"] == "reply"
    assert read_ticket(client)["dates"]["last_updated"] == NOW_TEXT
    assert read_ticket(client)["replies_count"] == 3
