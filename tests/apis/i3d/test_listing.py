"""Lists: bare arrays, the ticket updated last first, without conversations."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.apis.i3d.conftest import (
    ANSWER,
    NOW_SECONDS,
    OPEN_OR_UNREAD,
    REPLY,
    TICKETS,
    create,
    listed,
    read_ticket,
    summary,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import HelpDesk, Records
    from ticketstub.sandbox.clock import Clock

RANGE = {"RANGED-DATA": "results=1000"}

FIELDS = [
    "id",
    "hash",
    "readHash",
    "title",
    "categoryName",
    "priorityName",
    "createdAt",
    "updatedAt",
    "clientLastRepliedAt",
    "clientLastReadAt",
    "status",
    "numUserReplies",
]


@pytest.mark.rule("I5")
@pytest.mark.parametrize("path", [TICKETS, OPEN_OR_UNREAD])
def test_a_list_is_a_bare_array_of_tickets_without_replies(
    client: httpx.Client, path: str
) -> None:
    tickets = client.get(path, headers=RANGE).json()

    assert isinstance(tickets, list)
    assert [list(ticket) for ticket in tickets] == [FIELDS] * len(tickets)


@pytest.mark.rule("I5")
def test_a_listed_ticket_is_the_ticket_that_is_read(client: httpx.Client) -> None:
    """But for its replies, and that reading it is remembered."""
    tickets = client.get(TICKETS, headers=RANGE).json()

    for ticket in tickets:
        read = read_ticket(client, ticket["id"])
        read.pop("replies")
        assert read == {**ticket, "clientLastReadAt": NOW_SECONDS}


@pytest.mark.rule("I5")
@pytest.mark.parametrize("path", [TICKETS, OPEN_OR_UNREAD])
def test_the_ticket_updated_last_comes_first(client: httpx.Client, path: str) -> None:
    tickets = client.get(path, headers=RANGE).json()

    places = [(ticket["updatedAt"], ticket["id"]) for ticket in tickets]
    assert places == sorted(places, reverse=True)
    assert len({updated for updated, _ in places}) > 10


@pytest.mark.rule("I5")
def test_of_tickets_updated_at_once_the_higher_id_comes_first(
    client: httpx.Client,
) -> None:
    """The tickets 10 and 8 of the mock data are such a pair; new ones join in."""
    new = [create(client)["id"] for _ in range(3)]
    client.put("/v3/tickets/12/close")
    client.put("/v3/tickets/41/open")

    found = listed(client)

    assert new == [47, 48, 49]
    assert found[:5] == [49, 48, 47, 41, 12]
    assert found.index(8) == found.index(10) + 1
    assert summary(client, 8)["updatedAt"] == summary(client, 10)["updatedAt"]


@pytest.mark.rule("I5")
def test_a_ticket_moves_up_when_it_is_updated(
    client: httpx.Client, clock: Clock
) -> None:
    assert listed(client, "results=3") == [46, 45, 42]

    client.post(REPLY, json=dict(ANSWER))
    clock.advance(timedelta(seconds=1))
    client.put("/v3/tickets/3/open")

    assert listed(client, "results=5") == [3, 12, 46, 45, 42]


@pytest.mark.rule("I5", "X3")
def test_time_decides_and_not_the_order_of_the_calls(
    client: httpx.Client, clock: Clock
) -> None:
    create(client)
    clock.advance(timedelta(days=-1000))
    create(client)

    found = listed(client)

    assert found[0] == 47
    assert found[-1] == 48


@pytest.mark.rule("I11", "I5")
@pytest.mark.parametrize("path", [TICKETS, OPEN_OR_UNREAD])
def test_listing_reads_no_ticket(
    client: httpx.Client, records: Records, path: str
) -> None:
    before = records()

    client.get(path, headers=RANGE)

    assert records() == before


@pytest.mark.rule("I6", "I5")
def test_what_the_help_desk_writes_counts_in_no_list(
    client: httpx.Client, help_desk: HelpDesk
) -> None:
    before = summary(client)
    help_desk(12)

    assert summary(client) == before


@pytest.mark.rule("I6")
def test_every_count_is_that_of_the_clients_replies_after_the_first(
    client: httpx.Client,
) -> None:
    tickets = client.get(TICKETS, headers=RANGE).json()

    counts = {ticket["id"]: ticket["numUserReplies"] for ticket in tickets}
    assert counts == {
        ticket_id: sum(
            entry["replyByI3d"] == 0
            for entry in read_ticket(client, ticket_id)["replies"][1:]
        )
        for ticket_id in counts
    }
    assert set(counts.values()) >= {0, 1, 2, 6}


@pytest.mark.rule("I21")
def test_the_categories_are_an_array_of_their_names(client: httpx.Client) -> None:
    answer = client.get("/v3/tickets/categories")

    assert answer.status_code == 200
    assert answer.json() == [
        "Technical support",
        "Network",
        "Billing",
        "Sales",
        "Abuse",
        "Other",
    ]
