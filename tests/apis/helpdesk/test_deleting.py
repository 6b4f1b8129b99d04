"""Deleting tickets: nothing is answered, and nothing is found from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    DRAFT,
    TICKET,
    create_ticket,
    cursor_of,
    delete_ticket,
    error,
    listed,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records

NOT_FOUND = error(404, "NOT_FOUND", "Ticket not found")


@pytest.mark.rule("A14")
def test_deleting_a_ticket_answers_204_and_nothing(client: httpx.Client) -> None:
    answer = client.delete(f"/tickets/{TICKET}")

    assert answer.status_code == 204
    assert answer.content == b""
    assert "content-length" not in answer.headers


@pytest.mark.rule("A14", "A2")
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_deleted_ticket_is_not_found_by_any_operation(
    client: httpx.Client, records: Records, method: str
) -> None:
    delete_ticket(client)
    before = records()

    answer = client.request(
        method, f"/tickets/{TICKET}", json={"ticket": {"subject": "B"}}
    )

    assert answer.status_code == 404
    assert answer.json() == NOT_FOUND
    assert records() == before


@pytest.mark.rule("A14")
@pytest.mark.parametrize(
    "query",
    [
        "",
        "status=open",
        "priority=high",
        "assignee_id=usr_abc123",
        "sort_by=updated_at",
        "sort_by=status",
        "sort_by=priority&status=open",
    ],
)
def test_a_deleted_ticket_is_in_no_list(client: httpx.Client, query: str) -> None:
    before = listed(client, query)

    delete_ticket(client)

    assert listed(client, query) == [each for each in before if each != TICKET]
    assert TICKET in before


@pytest.mark.rule("A14")
def test_no_other_ticket_goes_with_it(client: httpx.Client, records: Records) -> None:
    client.get("/tickets")
    before = records()["helpdesk.tickets"]

    delete_ticket(client)

    after = records()["helpdesk.tickets"]
    assert set(before) - set(after) == {TICKET}
    assert {key: before[key] for key in after} == after


@pytest.mark.rule("A14", "A13")
def test_a_new_ticket_takes_neither_the_id_nor_the_place_of_a_deleted_one(
    client: httpx.Client,
) -> None:
    first = create_ticket(client)["id"]
    delete_ticket(client, first)

    second = create_ticket(client)["id"]

    assert second != first
    assert client.get(f"/tickets/{first}").status_code == 404
    assert listed(client)[0] == second


@pytest.mark.rule("A14")
def test_every_ticket_can_be_deleted(client: httpx.Client) -> None:
    for ticket_id in listed(client):
        delete_ticket(client, ticket_id)

    assert listed(client) == []
    assert listed(client, "sort_by=priority&sort_order=asc") == []


@pytest.mark.rule("A14")
def test_a_body_of_a_deletion_is_not_looked_at(client: httpx.Client) -> None:
    answer = client.request(
        "DELETE",
        f"/tickets/{TICKET}",
        content=b"{",
        headers={"Content-Type": "text/plain"},
    )

    assert answer.status_code == 204


@pytest.mark.rule("A6", "A8", "A14")
@pytest.mark.parametrize("sort_by", ["created_at", "updated_at", "status", "priority"])
def test_the_place_of_a_deleted_ticket_is_taken_by_no_other(
    client: httpx.Client, sort_by: str
) -> None:
    """Its successor is alike and of the same moment, and still comes after it."""
    for _ in range(8):
        first = create_ticket(client, **DRAFT)["id"]
        delete_ticket(client, first)

        second = create_ticket(client, **DRAFT)["id"]

        query = f"after={cursor_of(first)}&sort_by={sort_by}"
        assert second in listed(client, f"{query}&sort_order=asc")
        assert second not in listed(client, f"{query}&sort_order=desc")
