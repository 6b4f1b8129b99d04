"""Filters of the list: what they let through, and what they refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import (
    TICKET,
    create_ticket,
    delete_ticket,
    every_ticket,
    invalid,
    listed,
    update_ticket,
)

if TYPE_CHECKING:
    import httpx

STATUSES = ("new", "open", "pending", "resolved", "closed")
PRIORITIES = ("low", "normal", "high", "urgent")

#: Each value of each filter, with the field of a ticket that it looks at.
FILTERS = [
    *(("status", "status", status) for status in STATUSES),
    *(("priority", "priority", priority) for priority in PRIORITIES),
    *(("assignee_id", "assigneeId", f"usr_{who}") for who in ("abc123", "xyz789")),
]


@pytest.mark.rule("A7", "A19")
@pytest.mark.parametrize(("name", "field", "value"), FILTERS)
def test_a_filter_lets_through_what_equals_it_and_nothing_else(
    client: httpx.Client, name: str, field: str, value: str
) -> None:
    """The mock data hold some of each, and some that are none of it."""
    everything = every_ticket(client)

    found = listed(client, f"{name}={value}")

    assert found == [each["id"] for each in everything if each[field] == value]
    assert 0 < len(found) < len(everything)


@pytest.mark.rule("A7")
@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize("priority", PRIORITIES)
@pytest.mark.parametrize("assignee", [None, "usr_abc123", "usr_xyz789"])
def test_filters_combine_with_and(
    client: httpx.Client, status: str, priority: str, assignee: str | None
) -> None:
    query = f"status={status}&priority={priority}"
    if assignee is not None:
        query += f"&assignee_id={assignee}"

    found = listed(client, query)

    def wanted(ticket: dict[str, Any]) -> bool:
        return (
            ticket["status"] == status
            and ticket["priority"] == priority
            and assignee in (None, ticket["assigneeId"])
        )

    assert found == [each["id"] for each in every_ticket(client) if wanted(each)]


@pytest.mark.rule("A7")
@pytest.mark.parametrize(
    "value", ["usr_nobody", "USR_ABC123", "usr_abc", "usr_abc123%20", "null", "*", ""]
)
def test_an_assignee_that_no_ticket_has_finds_nothing(
    client: httpx.Client, value: str
) -> None:
    """So does the empty one: it does not stand for tickets without an assignee."""
    assert listed(client, f"assignee_id={value}") == []


@pytest.mark.rule("A7", "X8")
@pytest.mark.parametrize("name", ["status", "priority", "sort_by", "sort_order"])
@pytest.mark.parametrize(
    "value", ["nothing", "", "%20", "open,new", "*", "null", "1", "%00"]
)
def test_a_value_outside_the_list_is_refused(
    client: httpx.Client, name: str, value: str
) -> None:
    answer = client.get(f"/tickets?{name}={value}")

    words = name.replace("_", " ").capitalize()
    assert answer.status_code == 422
    assert answer.json() == invalid({name: f"{words} is invalid"})


@pytest.mark.rule("A7", "X8")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "Open"),
        ("priority", "HIGH"),
        ("sort_by", "createdAt"),
        ("sort_by", "CREATED_AT"),
        ("sort_by", "subject"),
        ("sort_by", "-created_at"),
        ("sort_order", "DESC"),
        ("sort_order", "ascending"),
    ],
)
def test_another_spelling_is_another_value(
    client: httpx.Client, name: str, value: str
) -> None:
    answer = client.get(f"/tickets?{name}={value}")

    assert answer.status_code == 422
    assert list(answer.json()["error"]["details"]) == [name]


@pytest.mark.rule("A7", "X8")
@pytest.mark.parametrize(
    "query",
    [
        "nothing=1",
        "type=task",
        "assigneeId=usr_abc123",
        "Status=open",
        "sortBy=priority",
        "sort=priority",
        "page=2",
        "limit=1",
        "page[number]=2",
        "page[before]=x",
        "status[]=open",
        "nothing=1&nothing=2",
        "=&&x",
    ],
)
def test_unknown_parameters_are_ignored(client: httpx.Client, query: str) -> None:
    assert listed(client, query) == listed(client)


@pytest.mark.rule("A7")
def test_filters_follow_what_was_written(client: httpx.Client) -> None:
    """A ticket moves from one list to the other, a deleted one leaves, a new one is."""
    before = listed(client, "status=pending&priority=low")
    assert TICKET not in before

    update_ticket(client, status="pending", priority="low", assigneeId="usr_new")
    made = create_ticket(client, status="pending", priority="low", assigneeId="usr_new")
    delete_ticket(client, before[0])

    expected = [made["id"], TICKET]
    assert listed(client, "assignee_id=usr_new") == expected
    found = listed(client, "status=pending&priority=low")
    assert sorted(found) == sorted([*expected, *before[1:]])
    assert TICKET not in listed(client, "status=open")
    assert TICKET not in listed(client, "priority=high")
    assert TICKET not in listed(client, "assignee_id=usr_abc123")


@pytest.mark.rule("A7")
def test_an_assignee_that_was_cleared_is_found_no_more(client: httpx.Client) -> None:
    update_ticket(client, assigneeId=None)

    assert TICKET not in listed(client, "assignee_id=usr_abc123")
    assert TICKET not in listed(client, "assignee_id=")
