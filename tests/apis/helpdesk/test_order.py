"""The order of the list, and what becomes of ties."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import (
    TICKET,
    WORKSPACE,
    create_ticket,
    ids_in,
    listed,
    page_of,
    update_ticket,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.apis.helpdesk.conftest import Records
    from ticketstub.sandbox.clock import Clock

STATUSES = ("new", "open", "pending", "resolved", "closed")
PRIORITIES = ("low", "normal", "high", "urgent")

_PLACES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "created_at": lambda ticket: ticket["createdAt"],
    "updated_at": lambda ticket: ticket["updatedAt"],
    "status": lambda ticket: STATUSES.index(ticket["status"]),
    "priority": lambda ticket: PRIORITIES.index(ticket["priority"]),
}


@pytest.mark.rule("A8")
@pytest.mark.parametrize("sort_by", _PLACES)
@pytest.mark.parametrize("sort_order", ["asc", "desc"])
def test_tickets_follow_the_order_and_ties_the_order_of_creation(
    client: httpx.Client, records: Records, sort_by: str, sort_order: str
) -> None:
    """Ties fall in the same direction; the mock data hold some in every order."""
    place = _PLACES[sort_by]
    client.get("/tickets")
    tickets = [
        ticket
        for ticket in records()["helpdesk.tickets"].values()
        if ticket["workspaceId"] == WORKSPACE
    ]
    assert len({place(ticket) for ticket in tickets}) < len(tickets) == 60

    found = listed(client, f"sort_by={sort_by}&sort_order={sort_order}")

    tickets.sort(
        key=lambda ticket: (place(ticket), ticket["number"]),
        reverse=sort_order == "desc",
    )
    assert found == [ticket["id"] for ticket in tickets]


@pytest.mark.rule("A8")
@pytest.mark.parametrize(
    ("sort_by", "ranks"), [("status", STATUSES), ("priority", PRIORITIES)]
)
def test_stated_values_rise_as_they_are_stated(
    client: httpx.Client, sort_by: str, ranks: tuple[str, ...]
) -> None:
    query = f"sort_by={sort_by}&page_size=100"

    rising = page_of(client, f"{query}&sort_order=asc")["tickets"]
    falling = page_of(client, f"{query}&sort_order=desc")["tickets"]

    assert tuple(dict.fromkeys(each[sort_by] for each in rising)) == ranks
    assert tuple(dict.fromkeys(each[sort_by] for each in falling)) == ranks[::-1]


@pytest.mark.rule("A4", "A7")
@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("", "sort_by=created_at&sort_order=desc"),
        ("sort_by=created_at", "sort_by=created_at&sort_order=desc"),
        ("sort_by=updated_at", "sort_by=updated_at&sort_order=desc"),
        ("sort_by=status", "sort_by=status&sort_order=desc"),
        ("sort_by=priority", "sort_by=priority&sort_order=desc"),
        ("sort_order=asc", "sort_by=created_at&sort_order=asc"),
    ],
)
def test_the_newest_come_first_unless_told_otherwise(
    client: httpx.Client, short: str, full: str
) -> None:
    assert listed(client, short) == listed(client, full)


@pytest.mark.rule("A8")
@pytest.mark.parametrize("sort_by", _PLACES)
@pytest.mark.parametrize("sort_order", ["asc", "desc"])
def test_an_order_and_its_opposite_are_mirrored(
    client: httpx.Client, sort_by: str, sort_order: str
) -> None:
    opposite = {"asc": "desc", "desc": "asc"}[sort_order]

    found = listed(client, f"sort_by={sort_by}&sort_order={sort_order}")

    assert found == listed(client, f"sort_by={sort_by}&sort_order={opposite}")[::-1]


@pytest.mark.rule("A8")
@pytest.mark.parametrize("sort_by", _PLACES)
def test_tickets_of_one_moment_follow_the_order_of_creation(
    client: httpx.Client, sort_by: str
) -> None:
    """The clock stands, and the ids are drawn, so neither could tell."""
    made = [
        create_ticket(client, status="pending", priority="low", assigneeId="usr_new")
        for _ in range(12)
    ]
    ids = [ticket["id"] for ticket in made]
    assert ids != sorted(ids)

    query = f"assignee_id=usr_new&sort_by={sort_by}"
    assert listed(client, f"{query}&sort_order=asc") == ids
    assert listed(client, f"{query}&sort_order=desc") == ids[::-1]


@pytest.mark.rule("A8")
@pytest.mark.parametrize("sort_by", _PLACES)
@pytest.mark.parametrize("sort_order", ["asc", "desc"])
@pytest.mark.parametrize("filters", ["", "status=open", "assignee_id=usr_xyz789"])
def test_ties_stay_in_order_across_pages(
    client: httpx.Client, sort_by: str, sort_order: str, filters: str
) -> None:
    query = f"{filters}&sort_by={sort_by}&sort_order={sort_order}"
    page = page_of(client, f"{query}&page_size=1")
    found = ids_in(page)
    while page["meta"]["hasMore"]:
        after = page["meta"]["afterCursor"]
        page = page_of(client, f"{query}&page_size=1&after={after}")
        found += ids_in(page)

    assert found == listed(client, query)


@pytest.mark.rule("A8", "A7")
def test_an_order_holds_within_a_filter(client: httpx.Client) -> None:
    query = "sort_by=priority&sort_order=asc"
    page = page_of(client, f"{query}&page_size=100")

    found = listed(client, f"status=open&{query}")

    opened = [each["id"] for each in page["tickets"] if each["status"] == "open"]
    assert found == opened
    assert found[0] == "tkt_m0gbs5693983"
    assert found[-1] == "tkt_zvgz0mgfxpom"


@pytest.mark.rule("A8")
def test_the_order_follows_what_was_written(client: httpx.Client, clock: Clock) -> None:
    clock.advance(timedelta(seconds=1))
    update_ticket(client, status="new", priority="low")

    assert listed(client, "sort_by=updated_at")[0] == TICKET
    assert listed(client, "sort_by=updated_at&sort_order=asc")[-1] == TICKET
    lows = listed(client, "priority=low")
    assert listed(client, "sort_by=priority&sort_order=asc")[: len(lows)] == lows[::-1]
    news = listed(client, "status=new")
    assert listed(client, "sort_by=status&sort_order=asc")[: len(news)] == news[::-1]
    assert TICKET in lows
    assert TICKET in news


@pytest.mark.rule("A8", "A11")
def test_an_update_that_changes_nothing_does_not_move_a_ticket(
    client: httpx.Client, clock: Clock
) -> None:
    before = listed(client, "sort_by=updated_at")
    clock.advance(timedelta(minutes=1))

    update_ticket(client, status="open", priority="high")

    assert listed(client, "sort_by=updated_at") == before
