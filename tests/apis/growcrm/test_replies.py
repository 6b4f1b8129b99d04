"""The conversation: replies and notes, their order, and what they do to the ticket."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import NOW_TEXT, invalid, read_ticket

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.apis.growcrm.conftest import Records
    from ticketstub.sandbox.clock import Clock

PATH = "/api/tickets/32/replies"
TEXT = {"ticketreply_text": "We are looking into this for you."}


def conversation(client: httpx.Client, ticket_id: int = 32) -> list[dict[str, Any]]:
    replies: list[dict[str, Any]]
    replies = client.get(f"/api/tickets/{ticket_id}/replies").json()["data"]
    return replies


@pytest.mark.rule("G11", "G17")
def test_a_conversation_is_listed_without_a_page(client: httpx.Client) -> None:
    answer = client.get(PATH)

    body = answer.json()
    assert answer.status_code == 200
    assert list(body) == ["data", "message"]
    assert body["message"] == "Ticket replies retrieved successfully."
    assert [reply["id"] for reply in body["data"]] == [9, 10]
    assert body["data"][0] == {
        "id": 9,
        "ticket_id": 32,
        "type": "reply",
        "text": body["data"][0]["text"],
        "creator": {"id": 1, "name": "Admin"},
        "dates": {
            "created": "2026-01-26T09:10:00.000000Z",
            "updated": "2026-01-26T09:10:00.000000Z",
        },
    }


@pytest.mark.rule("G11")
def test_a_ticket_without_replies_has_an_empty_conversation(
    client: httpx.Client,
) -> None:
    assert conversation(client, 60) == []
    assert read_ticket(client, 60)["replies_count"] == 0


@pytest.mark.rule("G2", "G11")
@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, "reply"),
        ({"ticketreply_type": "reply"}, "reply"),
        ({"ticketreply_type": "note"}, "note"),
    ],
)
def test_a_reply_is_posted_by_the_main_administrator(
    client: httpx.Client,
    encode: Callable[..., dict[str, Any]],
    more: dict[str, str],
    kind: str,
) -> None:
    answer = client.post(PATH, **encode({**TEXT, **more}))

    assert answer.status_code == 201
    assert answer.json() == {
        "data": {
            "id": 61,
            "ticket_id": 32,
            "type": kind,
            "text": "We are looking into this for you.",
            "creator": {"id": 1, "name": "Admin"},
            "dates": {"created": NOW_TEXT, "updated": NOW_TEXT},
        },
        "message": "Ticket reply added successfully.",
    }
    assert conversation(client)[-1] == answer.json()["data"]


@pytest.mark.rule("G11", "X3")
def test_the_oldest_reply_comes_first(client: httpx.Client, clock: Clock) -> None:
    """Time decides, not the order of posting."""
    first = client.post(PATH, json=TEXT).json()["data"]["id"]
    clock.advance(timedelta(days=-2000))
    second = client.post(PATH, json=TEXT).json()["data"]["id"]
    clock.advance(timedelta(days=4000))
    third = client.post(PATH, json=TEXT).json()["data"]["id"]

    found = conversation(client)

    assert [reply["id"] for reply in found] == [second, 9, 10, first, third]


@pytest.mark.rule("G11")
def test_replies_of_one_moment_stay_in_the_order_of_posting(
    client: httpx.Client,
) -> None:
    posted = [client.post(PATH, json=TEXT).json()["data"]["id"] for _ in range(3)]

    assert [reply["id"] for reply in conversation(client)] == [9, 10, *posted]


@pytest.mark.rule("G11")
def test_a_long_conversation_comes_in_one_piece(client: httpx.Client) -> None:
    for _ in range(110):
        client.post(PATH, json=TEXT)

    answer = client.get(f"{PATH}?limit=5&page=2&order=desc")

    ids = [reply["id"] for reply in answer.json()["data"]]
    assert len(ids) == 112
    assert ids == sorted(ids)
    assert "meta" not in answer.json()


@pytest.mark.rule("G11")
def test_replies_and_notes_both_count(client: httpx.Client) -> None:
    client.post(PATH, json=TEXT)
    client.post(PATH, json={**TEXT, "ticketreply_type": "note"})

    assert read_ticket(client)["replies_count"] == 4
    client.delete(f"{PATH}/9")
    assert read_ticket(client)["replies_count"] == 3


@pytest.mark.rule("G11")
def test_every_count_is_the_length_of_the_conversation(client: httpx.Client) -> None:
    tickets = client.get("/api/tickets?limit=100").json()["data"]

    counts = {ticket["id"]: ticket["replies_count"] for ticket in tickets}
    assert counts == {number: len(conversation(client, number)) for number in counts}


@pytest.mark.rule("G11")
@pytest.mark.parametrize("kind", ["reply", "note"])
@pytest.mark.parametrize("ticket_id", [32, 33, 37, 50, 46])
def test_posting_never_changes_the_status(
    client: httpx.Client, kind: str, ticket_id: int
) -> None:
    """The five tickets have the five statuses; nothing but count and time moves."""
    before = read_ticket(client, ticket_id)

    client.post(
        f"/api/tickets/{ticket_id}/replies", json={**TEXT, "ticketreply_type": kind}
    )

    assert read_ticket(client, ticket_id) == {
        **before,
        "replies_count": before["replies_count"] + 1,
        "dates": {**before["dates"], "last_updated": NOW_TEXT},
    }


@pytest.mark.rule("G11")
def test_an_archived_ticket_takes_replies_and_stays_archived(
    client: httpx.Client,
) -> None:
    answer = client.post("/api/tickets/29/replies", json=TEXT)

    assert answer.status_code == 201
    assert read_ticket(client, 29)["active_state"] == "archived"


@pytest.mark.rule("G11", "G14")
@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"ticketreply_text": "The ticketreply text field is required."}),
        (
            {"ticketreply_text": None},
            {"ticketreply_text": "The ticketreply text field is required."},
        ),
        (
            {"ticketreply_text": ""},
            {"ticketreply_text": "The ticketreply text field is required."},
        ),
        (
            {"ticketreply_text": " \n"},
            {"ticketreply_text": "The ticketreply text field is required."},
        ),
        (
            {"ticketreply_text": 5},
            {"ticketreply_text": "The ticketreply text must be a string."},
        ),
        (
            {"ticketreply_text": ["a"]},
            {"ticketreply_text": "The ticketreply text must be a string."},
        ),
        (
            {**TEXT, "ticketreply_type": "mail"},
            {"ticketreply_type": "The selected ticketreply type is invalid."},
        ),
        (
            {**TEXT, "ticketreply_type": "Note"},
            {"ticketreply_type": "The selected ticketreply type is invalid."},
        ),
        (
            {**TEXT, "ticketreply_type": 1},
            {"ticketreply_type": "The ticketreply type must be a string."},
        ),
        (
            {"ticketreply_type": "mail"},
            {
                "ticketreply_text": "The ticketreply text field is required.",
                "ticketreply_type": "The selected ticketreply type is invalid.",
            },
        ),
    ],
)
def test_a_wrong_reply_is_refused_and_changes_nothing(
    records: Records,
    client: httpx.Client,
    body: dict[str, Any],
    errors: dict[str, str],
) -> None:
    before = records()

    answer = client.post(PATH, json=body)

    assert answer.status_code == 422
    assert answer.json() == invalid(errors)
    assert list(answer.json()["errors"]) == list(errors)
    assert records() == before


@pytest.mark.rule("G2", "G11")
def test_unknown_fields_of_a_reply_are_ignored(client: httpx.Client) -> None:
    more = {"id": 1, "ticket_id": 33, "creator_id": 5, "status": 2, "type": "note"}

    answer = client.post(PATH, json={**TEXT, **more})

    reply = answer.json()["data"]
    assert answer.status_code == 201
    assert reply["id"] == 61
    assert reply["ticket_id"] == 32
    assert reply["type"] == "reply"
    assert reply["creator"] == {"id": 1, "name": "Admin"}
