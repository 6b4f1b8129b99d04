"""Cursors: each stands for a ticket, and goes on after the place that it has now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    TICKET,
    create_ticket,
    cursor_of,
    delete_ticket,
    error,
    ids_in,
    listed,
    page_of,
    update_ticket,
)

if TYPE_CHECKING:
    import httpx

    from ticketstub.sandbox.clock import Clock

BAD_CURSOR = error(400, "BAD_REQUEST", "Invalid cursor")

NAMES = ("after", "page[after]", "pageAfter")

#: A ticket that was deleted before the mock data begin; its place is remembered.
GONE = "tkt_gone00000001"

ORDERS = [
    f"sort_by={name}&sort_order={direction}"
    for name in ("created_at", "updated_at", "status", "priority")
    for direction in ("asc", "desc")
]


@pytest.mark.rule("A6")
def test_a_cursor_is_the_id_of_the_last_ticket_in_base64(client: httpx.Client) -> None:
    """The vendor's own sample, for its own ticket."""
    place = listed(client).index(TICKET)

    page = page_of(client, f"page_size={place + 1}")

    assert ids_in(page)[-1] == TICKET
    assert page["meta"]["afterCursor"] == "dGt0X2FiYzEyMw"


@pytest.mark.rule("A6")
@pytest.mark.parametrize("order", ORDERS)
def test_a_cursor_has_no_padding_and_no_signs_to_escape(
    client: httpx.Client, order: str
) -> None:
    for size in range(1, 60, 7):
        page = page_of(client, f"{order}&page_size={size}")

        cursor = page["meta"]["afterCursor"]
        assert cursor == cursor_of(ids_in(page)[-1])
        assert cursor.replace("-", "").replace("_", "").isalnum()


@pytest.mark.rule("A6")
@pytest.mark.parametrize("order", ORDERS)
def test_a_cursor_goes_on_in_the_order_that_is_asked_for(
    client: httpx.Client, order: str
) -> None:
    """It need not be the order of the page that it came with."""
    everything = listed(client, order)

    found = listed(client, f"{order}&after={cursor_of(TICKET)}")

    assert found == everything[everything.index(TICKET) + 1 :]


@pytest.mark.rule("A6")
@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("filters", ["status=new", "priority=low", "assignee_id=usr_x"])
def test_a_cursor_need_not_pass_the_filter(
    client: httpx.Client, order: str, filters: str
) -> None:
    """The place of its ticket counts, not whether the ticket is in the list."""
    everything = listed(client, order)
    behind = everything[everything.index(TICKET) + 1 :]
    passing = set(listed(client, filters))
    assert TICKET not in passing

    found = listed(client, f"{filters}&{order}&after={cursor_of(TICKET)}")

    assert found == [each for each in behind if each in passing]


@pytest.mark.rule("A6")
@pytest.mark.parametrize("order", ORDERS)
def test_the_cursor_of_a_deleted_ticket_still_works(
    client: httpx.Client, order: str
) -> None:
    everything = listed(client, order)
    behind = everything[everything.index(TICKET) + 1 :]

    delete_ticket(client)

    assert listed(client, f"{order}&after={cursor_of(TICKET)}") == behind


@pytest.mark.rule("A6")
@pytest.mark.parametrize("order", ORDERS)
def test_a_deleted_ticket_keeps_the_last_place_that_it_had(
    client: httpx.Client, clock: Clock, order: str
) -> None:
    clock.advance(timedelta(milliseconds=1))
    update_ticket(client, status="pending", priority="urgent")
    everything = listed(client, order)
    behind = everything[everything.index(TICKET) + 1 :]
    clock.advance(timedelta(minutes=5))

    delete_ticket(client)

    assert listed(client, f"{order}&after={cursor_of(TICKET)}") == behind


@pytest.mark.rule("A6")
@pytest.mark.parametrize("order", ORDERS)
def test_a_whole_page_may_be_deleted_and_the_next_one_follows(
    client: httpx.Client, order: str
) -> None:
    everything = listed(client, order)
    first = page_of(client, f"{order}&page_size=10")

    for ticket_id in ids_in(first):
        delete_ticket(client, ticket_id)

    after = first["meta"]["afterCursor"]
    assert listed(client, f"{order}&after={after}") == everything[10:]


@pytest.mark.rule("A6", "A19")
@pytest.mark.parametrize("order", ORDERS)
def test_a_ticket_that_was_deleted_long_ago_has_its_place(
    client: httpx.Client, order: str
) -> None:
    """It was pending and normal, and created between two days of the mock data."""
    everything = listed(client, order)

    found = listed(client, f"{order}&after={cursor_of(GONE)}")

    assert 0 < len(found) < len(everything)
    assert found == everything[-len(found) :]


@pytest.mark.rule("A6")
def test_a_ticket_that_was_deleted_long_ago_lies_where_it_was_created(
    client: httpx.Client,
) -> None:
    everything = listed(client, "sort_order=asc")

    found = listed(client, f"sort_order=asc&after={cursor_of(GONE)}")

    assert found == everything[29:]


@pytest.mark.rule("A6")
@pytest.mark.parametrize("direction", ["asc", "desc"])
def test_a_changed_ticket_is_followed_to_its_present_place(
    client: httpx.Client, direction: str
) -> None:
    order = f"sort_by=priority&sort_order={direction}"
    before = listed(client, f"{order}&after={cursor_of(TICKET)}")

    update_ticket(client, priority="low")

    everything = listed(client, order)
    found = listed(client, f"{order}&after={cursor_of(TICKET)}")
    assert found == everything[everything.index(TICKET) + 1 :]
    assert found != before


@pytest.mark.rule("A6")
def test_what_is_created_meanwhile_shifts_nothing(client: httpx.Client) -> None:
    everything = listed(client)
    first = page_of(client, "page_size=5")

    made = [create_ticket(client)["id"] for _ in range(5)]

    second = page_of(client, f"page_size=5&after={first['meta']['afterCursor']}")
    assert ids_in(second) == everything[5:10]
    assert ids_in(page_of(client, "page_size=5")) == made[::-1]


@pytest.mark.rule("A6")
@pytest.mark.parametrize("sort_by", ["created_at", "status", "priority"])
def test_what_is_created_behind_the_cursor_is_found(
    client: httpx.Client, sort_by: str
) -> None:
    query = f"sort_by={sort_by}&sort_order=asc"
    last = listed(client, query)[-1]

    made = create_ticket(client, status="resolved", priority="urgent")["id"]

    expected = [] if sort_by == "status" else [made]
    assert listed(client, f"{query}&after={cursor_of(last)}") == expected


@pytest.mark.rule("A6", "A3")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "2",
        "nothing",
        TICKET,
        cursor_of("tkt_nobody"),
        cursor_of("tkt_ABC123"),
        cursor_of("usr_abc123"),
        cursor_of("cf_abc"),
        cursor_of("0"),
        cursor_of("\x00"),
        "_____w",
        "dGt0X2FiYzEyMw%3D%3D",
        "dGt0X2FiYzEyMx",
        "dGt0X2FiYzEy",
        "dGt0X2FiYzEyMw%20",
        "%20dGt0X2FiYzEyMw",
        "dGt0X2FiYzEyM%D9%A3",
        "%00",
        "a" * 201,
        "YQ" * 5000,
    ],
)
def test_a_cursor_that_was_never_given_out_is_refused(
    client: httpx.Client, name: str, cursor: str
) -> None:
    answer = client.get(f"/tickets?{name}={cursor}")

    assert answer.status_code == 400
    assert answer.json() == BAD_CURSOR


@pytest.mark.rule("A6", "A3", "A1")
@pytest.mark.parametrize("name", NAMES)
def test_a_cursor_of_another_workspace_is_refused(
    client: httpx.Client, other: httpx.Client, name: str
) -> None:
    cursor = page_of(other, "page_size=1")["meta"]["afterCursor"]

    there = other.get(f"/tickets?{name}={cursor}")
    here = client.get(f"/tickets?{name}={cursor}")
    back = other.get(f"/tickets?{name}={cursor_of(TICKET)}")

    assert there.status_code == 200
    assert (here.status_code, here.json()) == (400, BAD_CURSOR)
    assert (back.status_code, back.json()) == (400, BAD_CURSOR)


@pytest.mark.rule("A6", "A1")
def test_deletion_does_not_lend_a_cursor_to_another_workspace(
    client: httpx.Client, other: httpx.Client
) -> None:
    first = page_of(other, "page_size=1")
    cursor = first["meta"]["afterCursor"]

    delete_ticket(other, ids_in(first)[0])

    assert ids_in(page_of(other, f"after={cursor}")) == ["tkt_1y2b7kq2sfnp"]
    refused = client.get(f"/tickets?after={cursor}")
    gone = other.get(f"/tickets?after={cursor_of(GONE)}")
    assert (refused.status_code, refused.json()) == (400, BAD_CURSOR)
    assert (gone.status_code, gone.json()) == (400, BAD_CURSOR)


@pytest.mark.rule("A6")
def test_a_cursor_does_not_depend_on_the_key(
    client: httpx.Client, reader: httpx.Client
) -> None:
    cursor = page_of(client, "page_size=3")["meta"]["afterCursor"]

    assert listed(reader, f"after={cursor}") == listed(client)[3:]
