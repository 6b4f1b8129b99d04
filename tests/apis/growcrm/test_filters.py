"""Filters of the list: what each lets through, alone and together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import every_ticket, listed

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx


@pytest.mark.rule("G4", "G17")
@pytest.mark.parametrize(
    ("query", "passes"),
    [
        *(
            (
                f"status={status}",
                lambda ticket, status=status: ticket["status"]["id"] == status,
            )
            for status in range(1, 6)
        ),
        ("priority=normal", lambda ticket: ticket["priority"] == "normal"),
        ("priority=high", lambda ticket: ticket["priority"] == "high"),
        ("priority=urgent", lambda ticket: ticket["priority"] == "urgent"),
        ("category_id=72", lambda ticket: ticket["department"]["id"] == 72),
        ("category_id=73", lambda ticket: ticket["department"]["id"] == 73),
        ("client_id=1", lambda ticket: ticket["client"]["id"] == 1),
        ("client_id=2", lambda ticket: ticket["client"]["id"] == 2),
        ("project_id=42", lambda ticket: ticket["project_id"] == 42),
        ("project_id=43", lambda ticket: ticket["project_id"] == 43),
        ("active_state=active", lambda ticket: ticket["active_state"] == "active"),
        ("active_state=archived", lambda ticket: ticket["active_state"] == "archived"),
        ("tags[]=refund", lambda ticket: "refund" in ticket["tags"]),
        ("search=invoice", lambda ticket: "invoice" in _text(ticket)),
    ],
)
def test_a_filter_lets_through_what_equals_it_and_nothing_else(
    client: httpx.Client, query: str, passes: Callable[[dict[str, Any]], bool]
) -> None:
    """Each finds some of the mock data and not all, so that it can be seen to work."""
    tickets = every_ticket(client)

    found = listed(client, query)

    assert found == [ticket["id"] for ticket in tickets if passes(ticket)]
    assert 0 < len(found) < len(tickets)


def _text(ticket: dict[str, Any]) -> str:
    return f"{ticket['subject']}\n{ticket['message']}".lower()


@pytest.mark.rule("G4")
def test_filters_combine_with_and(client: httpx.Client) -> None:
    query = (
        "status=5&priority=urgent&category_id=73&client_id=2&project_id=43"
        "&active_state=active&tags[]=api&search=500"
    )

    found = listed(client, query)

    assert found == [59]


@pytest.mark.rule("G4")
@pytest.mark.parametrize(
    "other",
    [
        "status=1",
        "priority=high",
        "category_id=72",
        "client_id=1",
        "project_id=42",
        "active_state=archived",
        "tags[]=billing",
        "search=umlaut",
    ],
)
def test_each_filter_can_exclude_what_the_others_let_through(
    client: httpx.Client, other: str
) -> None:
    name = other.partition("=")[0]
    matching = {
        "status": "5",
        "priority": "urgent",
        "category_id": "73",
        "client_id": "2",
        "project_id": "43",
        "active_state": "active",
        "tags[]": "api",
        "search": "500",
    }
    rest = "&".join(f"{key}={value}" for key, value in matching.items() if key != name)
    assert listed(client, rest) == [59]

    found = listed(client, f"{rest}&{other}")

    assert found == []


@pytest.mark.rule("G4")
@pytest.mark.parametrize("name", ["category_id", "client_id", "project_id"])
@pytest.mark.parametrize(
    "value", ["999999", "0", "-1", "9007199254740991", "-9007199254740991"]
)
def test_an_id_that_exists_nowhere_finds_nothing(
    client: httpx.Client, name: str, value: str
) -> None:
    answer = client.get(f"/api/tickets?{name}={value}")

    assert answer.status_code == 200
    assert answer.json()["data"] == []
    assert answer.json()["meta"]["total"] == 0


@pytest.mark.rule("G4")
def test_a_category_of_projects_holds_no_tickets(client: httpx.Client) -> None:
    found = listed(client, "category_id=3")

    assert found == []


@pytest.mark.rule("G4")
@pytest.mark.parametrize(
    "name",
    [
        "status",
        "priority",
        "category_id",
        "client_id",
        "project_id",
        "active_state",
        "search",
        "tags[]",
        "tags[0]",
        "tags",
    ],
)
def test_an_empty_value_is_no_filter(client: httpx.Client, name: str) -> None:
    everything = client.get("/api/tickets").json()

    answer = client.get(f"/api/tickets?{name}=")

    assert answer.status_code == 200
    assert answer.json() == everything


@pytest.mark.rule("G4")
def test_active_and_archived_tickets_are_listed_without_a_filter(
    client: httpx.Client,
) -> None:
    states = {ticket["active_state"] for ticket in every_ticket(client)}

    assert states == {"active", "archived"}


@pytest.mark.rule("G4", "G2")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("tags[]=refund", [56, 34]),
        ("tags[]=REFUND", [56, 34]),
        ("tags[]=domain&tags[]=sync", [45, 37]),
        ("tags[0]=domain&tags[1]=sync", [45, 37]),
        ("tags[1]=sync&tags[7]=domain", [45, 37]),
        ("tags%5B%5D=domain&tags%5B0%5D=sync", [45, 37]),
        ("tags[]=domain&tags[]=carried by none", [45]),
        ("tags[]=domain&tags[]=", [45]),
        ("tags[]=carried by none", []),
        ("tags[]=refun", []),
        ("tags[]=bug&tags[]=vip&status=3", [39, 37]),
    ],
)
def test_a_ticket_with_at_least_one_of_the_tags_is_found(
    client: httpx.Client, query: str, found: list[int]
) -> None:
    assert listed(client, query) == found


@pytest.mark.rule("G4")
def test_the_case_of_a_stored_tag_does_not_count_either(client: httpx.Client) -> None:
    """The mock data spell one tag in three ways."""
    tags = {
        tag
        for ticket in client.get("/api/tickets?limit=100&tags[]=bIlLiNg").json()["data"]
        for tag in ticket["tags"]
    }

    assert tags >= {"billing", "Billing", "BILLING"}


@pytest.mark.rule("G4")
def test_filters_follow_what_was_written(client: httpx.Client) -> None:
    client.put("/api/tickets/32/status", json={"status": 3})
    client.put("/api/tickets/32/archive")
    client.put("/api/tickets/32/tags", json={"tags": ["fresh"]})
    client.patch(
        "/api/tickets/32",
        json={
            "ticket_categoryid": 74,
            "ticket_projectid": 47,
            "ticket_subject": "Sesame",
            "ticket_message": "Open it",
            "ticket_priority": "urgent",
        },
    )

    query = (
        "status=3&priority=urgent&category_id=74&client_id=1&project_id=47"
        "&active_state=archived&search=sesame&tags[]=fresh"
    )
    assert listed(client, query) == [32]
    assert 32 not in listed(client, "status=1")
    assert 32 not in listed(client, "priority=high")
    assert 32 not in listed(client, "category_id=72")
    assert 32 not in listed(client, "active_state=active")
    assert 32 not in listed(client, "tags[]=billing")
