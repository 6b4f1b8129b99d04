"""Deleting tickets and replies: what goes with them, and what stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.growcrm.conftest import CHANGES, DRAFT, listed, read_ticket

if TYPE_CHECKING:
    import httpx

    from tests.apis.growcrm.conftest import Records

GONE = {"message": "Ticket not found."}
NO_REPLY = {"message": "Reply not found."}
TEXT = {"ticketreply_text": "a reply"}


@pytest.mark.rule("G12")
def test_deleting_a_ticket_answers_its_id(client: httpx.Client) -> None:
    answer = client.delete("/api/tickets/32")

    assert answer.status_code == 200
    assert answer.json() == {
        "data": {"id": 32},
        "message": "Ticket deleted successfully.",
    }


@pytest.mark.rule("G12", "G13")
@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "", None),
        ("PATCH", "", dict(CHANGES)),
        ("DELETE", "", None),
        ("PUT", "/status", {"status": 2}),
        ("PUT", "/archive", None),
        ("PUT", "/restore", None),
        ("PUT", "/tags", {"tags": []}),
        ("GET", "/replies", None),
        ("POST", "/replies", TEXT),
        ("DELETE", "/replies/9", None),
    ],
)
def test_a_deleted_ticket_is_not_found_by_any_operation(
    client: httpx.Client, method: str, path: str, body: dict[str, object] | None
) -> None:
    client.delete("/api/tickets/32")

    answer = client.request(method, f"/api/tickets/32{path}", json=body)

    assert answer.status_code == 404
    assert answer.json() == GONE


@pytest.mark.rule("G12")
def test_a_deleted_ticket_is_no_longer_listed(client: httpx.Client) -> None:
    client.delete("/api/tickets/32")

    assert 32 not in listed(client, "")
    assert 32 not in listed(client, "tags[]=billing")
    assert listed(client, "search=error on the login page") == []
    assert client.get("/api/tickets").json()["meta"]["total"] == 43


@pytest.mark.rule("G12")
def test_the_replies_of_a_ticket_go_with_it_and_nothing_else(
    records: Records, client: httpx.Client
) -> None:
    before = records()

    client.delete("/api/tickets/32")

    del before["growcrm.tickets"][32]
    del before["growcrm.replies"][9]
    del before["growcrm.replies"][10]
    assert records() == before


@pytest.mark.rule("G12")
def test_the_id_of_a_deleted_ticket_is_never_used_again(client: httpx.Client) -> None:
    """A client that kept the old id must not meet another ticket under it."""
    first = client.post("/api/tickets", json=dict(DRAFT)).json()["data"]["id"]
    client.delete(f"/api/tickets/{first}")

    second = client.post("/api/tickets", json=dict(DRAFT)).json()["data"]["id"]

    assert second > first
    assert client.get(f"/api/tickets/{first}").json() == GONE


@pytest.mark.rule("G12")
def test_deleting_a_reply_answers_its_id(client: httpx.Client) -> None:
    answer = client.delete("/api/tickets/32/replies/9")

    assert answer.status_code == 200
    assert answer.json() == {
        "data": {"id": 9},
        "message": "Ticket reply deleted successfully.",
    }
    left = client.get("/api/tickets/32/replies").json()["data"]
    assert [reply["id"] for reply in left] == [10]
    assert read_ticket(client)["replies_count"] == 1


@pytest.mark.rule("G12", "G13")
def test_a_deleted_reply_is_not_found(client: httpx.Client) -> None:
    client.delete("/api/tickets/32/replies/9")

    answer = client.delete("/api/tickets/32/replies/9")

    assert answer.status_code == 404
    assert answer.json() == NO_REPLY


@pytest.mark.rule("G12")
def test_a_note_can_be_deleted(client: httpx.Client) -> None:
    answer = client.delete("/api/tickets/30/replies/6")

    assert answer.status_code == 200
    assert answer.json()["data"] == {"id": 6}


@pytest.mark.rule("G12")
def test_the_id_of_a_deleted_reply_is_never_used_again(client: httpx.Client) -> None:
    path = "/api/tickets/32/replies"
    first = client.post(path, json=TEXT).json()["data"]["id"]
    client.delete(f"{path}/{first}")

    second = client.post(path, json=TEXT).json()["data"]["id"]

    assert second > first


@pytest.mark.rule("G12", "G13")
def test_a_reply_of_another_ticket_is_not_found_and_stays(
    records: Records, client: httpx.Client
) -> None:
    before = records()

    answer = client.delete("/api/tickets/33/replies/9")

    assert answer.status_code == 404
    assert answer.json() == NO_REPLY
    assert records() == before


@pytest.mark.rule("G12")
def test_a_ticket_that_comes_later_has_no_part_in_an_old_conversation(
    client: httpx.Client,
) -> None:
    old = client.post("/api/tickets", json=dict(DRAFT)).json()["data"]["id"]
    client.post(f"/api/tickets/{old}/replies", json=TEXT)
    client.put(f"/api/tickets/{old}/tags", json={"tags": ["a"]})
    client.delete(f"/api/tickets/{old}")

    new = client.post("/api/tickets", json=dict(DRAFT)).json()["data"]

    assert new["replies_count"] == 0
    assert new["tags"] == []
    assert client.get(f"/api/tickets/{new['id']}/replies").json()["data"] == []
