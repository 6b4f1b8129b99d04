"""Open, closed and force-closed: what leads from one to another."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.i3d.conftest import (
    ANSWER,
    CONTACT,
    DRAFT,
    FORM,
    NOW_SECONDS,
    REPLY,
    TICKETS,
    UNKNOWN_PROPERTY,
    create,
    listed,
    refusal,
    summary,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import Records
    from ticketstub.sandbox.clock import Clock

OPEN, CLOSED, FORCE_CLOSED = 12, 41, 11

FORCE_CLOSED_TICKETS = [11, 23, 36]


@pytest.mark.rule("I9", "X7")
@pytest.mark.parametrize(
    ("ticket_id", "action", "status"),
    [(CLOSED, "open", "open"), (OPEN, "close", "closed")],
)
def test_a_change_of_status_stamps_the_update_and_nothing_else(  # noqa: PLR0917  # parameters of the test
    client: httpx.Client,
    clock: Clock,
    records: Records,
    ticket_id: int,
    action: str,
    status: str,
) -> None:
    before = records()
    clock.advance(timedelta(minutes=1))

    answer = client.put(f"/v3/tickets/{ticket_id}/{action}")

    after = records()
    assert answer.status_code == 204
    assert answer.content == b""
    assert "content-type" not in answer.headers
    assert after["i3d.tickets"].pop(ticket_id) == {
        **before["i3d.tickets"].pop(ticket_id),
        "status": status,
        "updatedAt": NOW_SECONDS + 60,
    }
    assert after == before


@pytest.mark.rule("I9", "X7")
@pytest.mark.parametrize(
    ("ticket_id", "action"),
    [
        (OPEN, "open"),
        (CLOSED, "close"),
        *((ticket_id, "close") for ticket_id in FORCE_CLOSED_TICKETS),
    ],
)
def test_what_is_so_already_stays_as_it_is(
    client: httpx.Client, clock: Clock, records: Records, ticket_id: int, action: str
) -> None:
    """It is no error, and no update either."""
    before = records()
    clock.advance(timedelta(minutes=1))

    answer = client.put(f"/v3/tickets/{ticket_id}/{action}")

    assert answer.status_code == 204
    assert answer.content == b""
    assert "content-type" not in answer.headers
    assert records() == before


@pytest.mark.rule("I9", "I2", "I8")
@pytest.mark.parametrize("ticket_id", FORCE_CLOSED_TICKETS)
def test_a_force_closed_ticket_stays_closed(
    client: httpx.Client, records: Records, ticket_id: int
) -> None:
    before = records()

    client.put(f"/v3/tickets/{ticket_id}/close")
    answer = client.put(f"/v3/tickets/{ticket_id}/open")

    assert answer.status_code == 422
    assert answer.json() == refusal(10005)
    assert records() == before


@pytest.mark.rule("I9")
def test_a_ticket_can_be_closed_and_opened_again_and_again(
    client: httpx.Client, clock: Clock
) -> None:
    seen = []
    for action in ("close", "close", "open", "open", "close"):
        clock.advance(timedelta(seconds=1))
        client.put(f"/v3/tickets/{OPEN}/{action}")
        ticket = summary(client, OPEN)
        seen.append((ticket["status"], ticket["updatedAt"] - NOW_SECONDS))

    assert seen == [
        ("closed", 1),
        ("closed", 1),
        ("open", 3),
        ("open", 3),
        ("closed", 5),
    ]


@pytest.mark.rule("I8")
def test_there_are_three_statuses(client: httpx.Client) -> None:
    headers = {"RANGED-DATA": "results=1000"}
    tickets = client.get(TICKETS, headers=headers).json()

    statuses = {ticket["id"]: ticket["status"] for ticket in tickets}
    assert set(statuses.values()) == {"open", "closed", "force-closed"}
    found = [number for number in statuses if statuses[number] == "force-closed"]
    assert sorted(found) == FORCE_CLOSED_TICKETS


@pytest.mark.rule("I8")
def test_no_operation_force_closes_a_ticket(client: httpx.Client) -> None:
    """Whatever is done to every ticket; only the mock data have such ones."""
    create(client)
    client.post(CONTACT, json=dict(FORM))
    for ticket_id in listed(client):
        client.get(f"/v3/tickets/{ticket_id}")
        client.put(f"/v3/tickets/{ticket_id}/open")
        client.post(f"/v3/tickets/{ticket_id}/reply", json=dict(ANSWER))
        client.put(f"/v3/tickets/{ticket_id}/close")
        client.put(f"/v3/tickets/{ticket_id}/close")

    statuses = {number: summary(client, number)["status"] for number in listed(client)}
    assert statuses == {
        number: "force-closed" if number in FORCE_CLOSED_TICKETS else "closed"
        for number in range(1, 49)
    }


@pytest.mark.rule("I8", "I14")
@pytest.mark.parametrize("status", ["open", "closed", "force-closed"])
@pytest.mark.parametrize(
    ("path", "body"), [(TICKETS, DRAFT), (CONTACT, FORM), (REPLY, ANSWER)]
)
def test_no_body_sets_a_status(
    client: httpx.Client, path: str, body: dict[str, Any], status: str
) -> None:
    answer = client.post(path, json={**body, "status": status})

    assert answer.status_code == 422
    assert answer.json() == refusal(10002, ("status", UNKNOWN_PROPERTY))


@pytest.mark.rule("I9")
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"{", "application/json"),
        (b'{"status": "force-closed"}', "application/json"),
        (b"text", "text/plain"),
        (b"--e--", "multipart/form-data; boundary=e"),
        (b"\xff" * 100_000, "application/octet-stream"),
    ],
    ids=["damaged", "json", "text", "multipart", "bytes"],
)
def test_open_and_close_ignore_any_body(
    client: httpx.Client, content: bytes, media_type: str
) -> None:
    headers = {"Content-Type": media_type}

    closed = client.put("/v3/tickets/12/close", content=content, headers=headers)
    opened = client.put("/v3/tickets/41/open", content=content, headers=headers)

    assert (closed.status_code, opened.status_code) == (204, 204)
    assert summary(client, 12)["status"] == "closed"
    assert summary(client, 41)["status"] == "open"
