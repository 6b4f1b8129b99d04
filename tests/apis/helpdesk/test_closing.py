"""Closing: the system alone closes tickets, and closed ones are tickets still."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    TICKET,
    create_ticket,
    error,
    read_ticket,
    update_ticket,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records

REFUSAL = error(
    403,
    "CLOSED_STATUS_SYSTEM_ONLY",
    "Only system automations may set the closed status",
)

#: A ticket that the mock data hold closed.
CLOSED = "tkt_y0a8957fy8bt"


@pytest.mark.rule("A10")
def test_a_client_cannot_create_a_closed_ticket(
    client: httpx.Client, records: Records
) -> None:
    before = records()

    answer = client.post(
        "/tickets", json={"ticket": {"subject": "A", "status": "closed"}}
    )

    assert answer.status_code == 403
    assert answer.json() == REFUSAL
    assert records() == before


@pytest.mark.rule("A10")
@pytest.mark.parametrize("status", ["new", "open", "pending", "resolved"])
def test_a_client_cannot_close_a_ticket(
    client: httpx.Client, records: Records, status: str
) -> None:
    ticket = create_ticket(client, status=status)
    before = records()

    answer = client.put(
        f"/tickets/{ticket['id']}",
        json={"ticket": {"status": "closed", "priority": "low", "subject": "B"}},
    )

    assert answer.status_code == 403
    assert answer.json() == REFUSAL
    assert records() == before


@pytest.mark.rule("A10")
def test_not_even_an_admin_key_may_close(admin: httpx.Client) -> None:
    answer = admin.put(f"/tickets/{TICKET}", json={"ticket": {"status": "closed"}})

    assert answer.status_code == 403
    assert answer.json() == REFUSAL


@pytest.mark.rule("A10", "A11")
def test_a_closed_ticket_can_be_updated_and_stays_closed(client: httpx.Client) -> None:
    ticket = update_ticket(client, CLOSED, priority="urgent", tags=["late"])

    assert (ticket["status"], ticket["priority"]) == ("closed", "urgent")
    assert read_ticket(client, CLOSED) == ticket


@pytest.mark.rule("A10")
def test_a_closed_ticket_may_be_told_that_it_is_closed(client: httpx.Client) -> None:
    before = read_ticket(client, CLOSED)

    same = update_ticket(client, CLOSED, status="closed")
    ticket = update_ticket(client, CLOSED, status="closed", subject="B")

    assert same == before
    assert (ticket["status"], ticket["subject"]) == ("closed", "B")


@pytest.mark.rule("A10")
def test_a_reopened_ticket_cannot_be_closed_again(client: httpx.Client) -> None:
    reopened = update_ticket(client, CLOSED, status="open")
    answer = client.put(f"/tickets/{CLOSED}", json={"ticket": {"status": "closed"}})

    assert reopened["status"] == "open"
    assert answer.status_code == 403
    assert answer.json() == REFUSAL


@pytest.mark.rule("A10", "A14")
def test_a_closed_ticket_can_be_deleted(client: httpx.Client) -> None:
    answer = client.delete(f"/tickets/{CLOSED}")

    assert answer.status_code == 204
    assert client.get(f"/tickets/{CLOSED}").status_code == 404
