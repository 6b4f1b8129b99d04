"""Unread: what the help desk wrote after the client last looked, and what is listed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.apis.i3d.conftest import (
    ANSWER,
    OPEN_OR_UNREAD,
    TICKETS,
    create,
    listed,
    read_ticket,
    summary,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import HelpDesk
    from ticketstub.sandbox.clock import Clock

#: Tickets of the mock data that are closed and read, and one that is force-closed.
CLOSED, FORCE_CLOSED = 3, 11


def open_or_unread(client: httpx.Client) -> list[int]:
    return listed(client, path=OPEN_OR_UNREAD)


def statuses(client: httpx.Client) -> dict[int, str]:
    headers = {"RANGED-DATA": "results=1000"}
    tickets = client.get(TICKETS, headers=headers).json()
    return {ticket["id"]: ticket["status"] for ticket in tickets}


@pytest.mark.rule("I11", "I21")
def test_open_tickets_are_listed_and_of_the_others_the_unread_ones(
    client: httpx.Client,
) -> None:
    """Ticket 41 of the mock data is closed and unread."""
    found = statuses(client)

    expected = [
        number for number in listed(client) if found[number] == "open" or number == 41
    ]
    assert open_or_unread(client) == expected
    assert found[41] == "closed"


@pytest.mark.rule("I11")
def test_a_closed_ticket_leaves_the_list_once_it_is_read(client: httpx.Client) -> None:
    before = open_or_unread(client)

    read_ticket(client, 41)

    assert open_or_unread(client) == [number for number in before if number != 41]


@pytest.mark.rule("I11")
def test_an_open_ticket_stays_in_the_list_when_it_is_read(client: httpx.Client) -> None:
    before = open_or_unread(client)

    for number in before:
        if number != 41:
            read_ticket(client, number)

    assert open_or_unread(client) == before


@pytest.mark.rule("I11", "I9")
def test_an_unread_ticket_that_is_closed_stays_in_the_list(
    client: httpx.Client,
) -> None:
    """Closing is no reading: of the open tickets only the unread ones stay."""
    for number in open_or_unread(client):
        client.put(f"/v3/tickets/{number}/close")

    assert sorted(open_or_unread(client)) == [12, 19, 28, 41, 42, 45]


@pytest.mark.rule("I11")
@pytest.mark.parametrize("ticket_id", [CLOSED, FORCE_CLOSED, 9])
def test_a_reply_of_the_help_desk_makes_a_ticket_unread(
    client: httpx.Client, clock: Clock, help_desk: HelpDesk, ticket_id: int
) -> None:
    """Whatever its status, until it is read."""
    assert ticket_id not in open_or_unread(client)

    clock.advance(timedelta(minutes=1))
    entry_id = help_desk(ticket_id, "One more thing.")

    assert ticket_id in open_or_unread(client)
    assert statuses(client)[ticket_id] != "open"
    last = read_ticket(client, ticket_id)["replies"][-1]
    assert last["id"] == entry_id
    assert last["content"] == "One more thing."
    assert last["replyByI3d"] == 1
    assert last["fullUserName"] == "Ayodele Fashbury"
    assert last["attachments"] == []
    assert ticket_id not in open_or_unread(client)


@pytest.mark.rule("I11")
def test_a_ticket_can_become_unread_again_and_again(
    client: httpx.Client, clock: Clock, help_desk: HelpDesk
) -> None:
    for _ in range(3):
        clock.advance(timedelta(minutes=1))
        help_desk(CLOSED)
        help_desk(CLOSED)
        assert CLOSED in open_or_unread(client)
        clock.advance(timedelta(minutes=1))
        read_ticket(client, CLOSED)
        assert CLOSED not in open_or_unread(client)


@pytest.mark.rule("I11")
@pytest.mark.parametrize(("seconds", "unread"), [(-1, False), (0, False), (1, True)])
def test_only_what_is_newer_than_the_last_look_is_unread(
    client: httpx.Client,
    clock: Clock,
    help_desk: HelpDesk,
    seconds: int,
    unread: bool,  # noqa: FBT001  # a case
) -> None:
    """What was written in the very second of the look counts as seen."""
    read_ticket(client, CLOSED)
    clock.advance(timedelta(seconds=seconds))
    help_desk(CLOSED)

    assert (CLOSED in open_or_unread(client)) is unread


@pytest.mark.rule("I11", "I10")
def test_replying_is_reading(
    client: httpx.Client, clock: Clock, help_desk: HelpDesk
) -> None:
    """Whoever replied has seen what came before."""
    ticket_id = create(client)["id"]
    clock.advance(timedelta(minutes=1))
    help_desk(ticket_id)
    clock.advance(timedelta(minutes=1))
    client.post(f"/v3/tickets/{ticket_id}/reply", json=dict(ANSWER))
    client.put(f"/v3/tickets/{ticket_id}/close")

    assert ticket_id not in open_or_unread(client)


@pytest.mark.rule("I11")
def test_what_the_client_writes_is_never_unread(
    client: httpx.Client, clock: Clock
) -> None:
    """Not even where the clock was put back, so that it is newer than the last look."""
    ticket_id = create(client)["id"]
    client.put(f"/v3/tickets/{ticket_id}/close")
    clock.advance(timedelta(days=-30))

    ticket = read_ticket(client, ticket_id)

    assert ticket["replies"][0]["createdAt"] > ticket["clientLastReadAt"]
    assert ticket_id not in open_or_unread(client)


@pytest.mark.rule("I11", "I6")
def test_the_help_desk_moves_none_of_the_clients_times_and_counts(
    client: httpx.Client, clock: Clock, help_desk: HelpDesk
) -> None:
    before = summary(client, CLOSED)
    clock.advance(timedelta(minutes=1))
    help_desk(CLOSED)

    assert summary(client, CLOSED) == before


@pytest.mark.rule("I11", "I4")
def test_a_range_counts_open_and_unread_tickets_alone(client: httpx.Client) -> None:
    found = open_or_unread(client)

    parts = [
        listed(client, f"start={start},results=4", OPEN_OR_UNREAD)
        for start in range(0, len(found) + 4, 4)
    ]
    assert [number for part in parts for number in part] == found
    assert parts[-1] == []


@pytest.mark.rule("I11", "I4")
def test_long_lists_are_gone_through_range_by_range(client: httpx.Client) -> None:
    """However many tickets lie between, closed and read, none is missed or doubled."""
    made = [create(client)["id"] for _ in range(130)]
    for number in made[10:120]:
        client.put(f"/v3/tickets/{number}/close")
    expected = open_or_unread(client)

    ranges = [
        listed(client, f"start={start},results=7", path=OPEN_OR_UNREAD)
        for start in range(0, len(expected) + 7, 7)
    ]

    assert [number for part in ranges for number in part] == expected
    assert {*expected} >= {*made[:10], *made[120:]}
    assert {*expected}.isdisjoint(made[10:120])
