"""The order of the list, and what becomes of ties."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import DRAFT, every_ticket, invalid, listed

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

_RANKS = {"normal": 1, "high": 2, "urgent": 3}

_PLACES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "ticket_created": lambda ticket: ticket["dates"]["created"],
    "ticket_last_updated": lambda ticket: ticket["dates"]["last_updated"],
    "ticket_priority": lambda ticket: _RANKS[ticket["priority"]],
    "ticket_status": lambda ticket: ticket["status"]["id"],
}


@pytest.mark.rule("G5")
@pytest.mark.parametrize("sort", _PLACES)
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_tickets_follow_the_order_and_ties_follow_their_ids(
    client: httpx.Client, sort: str, order: str
) -> None:
    """Ids tie-break in the same direction; the mock data hold ties in every order."""
    place = _PLACES[sort]
    tickets = every_ticket(client)
    assert len({place(ticket) for ticket in tickets}) < len(tickets)

    found = listed(client, f"sort={sort}&order={order}")

    tickets.sort(
        key=lambda ticket: (place(ticket), ticket["id"]), reverse=order == "desc"
    )
    assert found == [ticket["id"] for ticket in tickets]


@pytest.mark.rule("G5")
def test_the_newest_tickets_come_first_by_default(client: httpx.Client) -> None:
    found = listed(client, "")

    assert found == listed(client, "sort=ticket_created&order=desc")
    assert found == sorted(found, reverse=True)


@pytest.mark.rule("G5")
@pytest.mark.parametrize("sort", _PLACES)
def test_an_order_falls_by_default(client: httpx.Client, sort: str) -> None:
    assert listed(client, f"sort={sort}") == listed(client, f"sort={sort}&order=desc")


@pytest.mark.rule("G5")
def test_a_direction_alone_orders_by_creation(client: httpx.Client) -> None:
    found = listed(client, "order=asc")

    assert found == listed(client, "sort=ticket_created&order=asc")
    assert found[0] == 29


@pytest.mark.rule("G5")
def test_priorities_rise_from_normal_over_high_to_urgent(client: httpx.Client) -> None:
    answer = client.get("/api/tickets?sort=ticket_priority&order=asc&limit=100")

    priorities = [ticket["priority"] for ticket in answer.json()["data"]]
    assert list(dict.fromkeys(priorities)) == ["normal", "high", "urgent"]
    assert priorities == sorted(priorities, key=lambda name: _RANKS[name])


@pytest.mark.rule("G5")
def test_tickets_of_one_moment_follow_their_ids(client: httpx.Client) -> None:
    """The clock stands, so three new tickets are of one moment."""
    made = [
        client.post("/api/tickets", json=dict(DRAFT)).json()["data"]["id"]
        for _ in range(3)
    ]

    assert listed(client, "order=desc")[:3] == sorted(made, reverse=True)
    assert listed(client, "order=asc")[-3:] == sorted(made)


@pytest.mark.rule("G5", "G3")
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_ties_stay_in_order_across_pages(client: httpx.Client, order: str) -> None:
    query = f"sort=ticket_priority&order={order}"
    pages = [
        client.get(f"/api/tickets?{query}&limit=7&page={page}").json()["data"]
        for page in range(1, 8)
    ]

    assert [ticket["id"] for page in pages for ticket in page] == listed(client, query)


@pytest.mark.rule("G5", "G4")
def test_an_order_holds_within_a_filter(client: httpx.Client) -> None:
    found = listed(client, "status=1&sort=ticket_priority&order=desc")

    assert found == [71, 69, 63, 32, 72, 70, 66, 65, 62, 60, 55, 47]


@pytest.mark.rule("G5")
def test_the_order_follows_what_was_written(client: httpx.Client) -> None:
    client.put("/api/tickets/32/status", json={"status": 5})

    assert listed(client, "sort=ticket_last_updated")[0] == 32
    assert listed(client, "sort=ticket_status&order=desc").index(32) == 4


@pytest.mark.rule("G5", "G14", "X8")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sort", "id"),
        ("sort", "created"),
        ("sort", "ticket_subject"),
        ("sort", "-ticket_created"),
        ("sort", "TICKET_CREATED"),
        ("sort", ""),
        ("order", "up"),
        ("order", "DESC"),
        ("order", "ascending"),
        ("order", ""),
    ],
)
def test_an_unknown_order_is_refused(
    client: httpx.Client, name: str, value: str
) -> None:
    answer = client.get(f"/api/tickets?{name}={value}")

    assert answer.status_code == 422
    assert answer.json() == invalid({name: f"The selected {name} is invalid."})
