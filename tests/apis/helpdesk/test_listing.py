"""Pages of the list: their size, its other names, and what comes with a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    TICKET,
    create_ticket,
    cursor_of,
    every_ticket,
    ids_in,
    invalid,
    listed,
    page_of,
    read_ticket,
)

if TYPE_CHECKING:
    import httpx

SIZES = ("page_size", "page[size]", "pageSize")
CURSORS = ("after", "page[after]", "pageAfter")

FIELDS = [
    "id",
    "subject",
    "status",
    "priority",
    "type",
    "assigneeId",
    "requesterEmail",
    "requesterName",
    "tags",
    "customFields",
    "createdAt",
    "updatedAt",
]


@pytest.mark.rule("A4", "A5")
def test_a_page_holds_25_tickets_by_default(client: httpx.Client) -> None:
    page = page_of(client)

    assert sorted(page) == ["links", "meta", "tickets"]
    assert ids_in(page) == listed(client)[:25]
    assert page["meta"] == {
        "pageSize": 25,
        "hasMore": True,
        "afterCursor": cursor_of(ids_in(page)[-1]),
    }


@pytest.mark.rule("A5")
def test_a_listed_ticket_is_the_ticket_that_is_read(client: httpx.Client) -> None:
    for ticket in page_of(client)["tickets"]:
        assert read_ticket(client, ticket["id"]) == ticket
        assert list(ticket) == FIELDS


@pytest.mark.rule("A4", "A5")
@pytest.mark.parametrize("size", [1, 2, 25, 59, 60, 61, 99, 100])
@pytest.mark.parametrize("name", SIZES)
def test_each_name_of_the_size_sets_it(
    client: httpx.Client, name: str, size: int
) -> None:
    page = page_of(client, f"{name}={size}")

    assert ids_in(page) == listed(client)[:size]
    assert page["meta"]["pageSize"] == size
    assert page["meta"]["hasMore"] is (size < 60)


@pytest.mark.rule("A5")
@pytest.mark.parametrize("size", [60, 61, 100])
def test_the_last_page_has_no_cursor_and_no_link(
    client: httpx.Client, size: int
) -> None:
    """One that is full to the last place is the last page, too."""
    page = page_of(client, f"page_size={size}")

    assert len(page["tickets"]) == 60
    assert page["meta"] == {"pageSize": size, "hasMore": False, "afterCursor": None}
    assert page["links"] == {"next": None, "prev": None}


@pytest.mark.rule("A5")
def test_a_page_of_nothing_is_the_last_one(client: httpx.Client) -> None:
    page = page_of(client, "assignee_id=usr_nobody")

    assert page == {
        "tickets": [],
        "meta": {"pageSize": 25, "hasMore": False, "afterCursor": None},
        "links": {"next": None, "prev": None},
    }


@pytest.mark.rule("A5")
def test_after_the_last_ticket_there_is_nothing(client: httpx.Client) -> None:
    last = listed(client)[-1]

    page = page_of(client, f"after={cursor_of(last)}")

    assert page["tickets"] == []
    assert page["meta"] == {"pageSize": 25, "hasMore": False, "afterCursor": None}


@pytest.mark.rule("A5")
def test_there_is_no_way_back_from_any_page(client: httpx.Client) -> None:
    first = page_of(client, "page_size=2")
    second = page_of(client, f"page_size=2&after={first['meta']['afterCursor']}")

    assert first["links"]["prev"] is None
    assert second["links"]["prev"] is None


@pytest.mark.rule("A4", "X8")
@pytest.mark.parametrize("name", SIZES)
@pytest.mark.parametrize(
    "value",
    ["0", "-1", "101", "1000", "9" * 30, "ten", "2.5", "1e1", "0x10", "٢", "", "%202"],
)
def test_a_size_out_of_range_or_no_integer_is_refused(
    client: httpx.Client, name: str, value: str
) -> None:
    answer = client.get(f"/tickets?{name}={value}")

    assert answer.status_code == 422
    assert answer.json() == invalid({name: "Page size is invalid"})


@pytest.mark.rule("A4")
@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("page_size=2&page[size]=3&pageSize=4", 2),
        ("pageSize=4&page[size]=3&page_size=2", 2),
        ("page[size]=3&pageSize=4", 3),
        ("pageSize=4&page[size]=3", 3),
        ("page_size=2&pageSize=4", 2),
        ("pageSize=4&page_size=2", 2),
        ("page[size]=3&page_size=2", 2),
        ("page%5Bsize%5D=3&pageSize=4", 3),
    ],
)
def test_of_several_sizes_the_first_name_counts(
    client: httpx.Client, query: str, size: int
) -> None:
    """First as the rule names them, wherever they stand in the query."""
    page = page_of(client, query)

    assert page["meta"]["pageSize"] == size
    assert len(page["tickets"]) == size


@pytest.mark.rule("A4")
@pytest.mark.parametrize("name", CURSORS)
def test_each_name_of_the_cursor_goes_on_after_it(
    client: httpx.Client, name: str
) -> None:
    everything = listed(client)
    place = everything.index(TICKET)

    found = listed(client, f"{name}={cursor_of(TICKET)}")

    assert found == everything[place + 1 :]


@pytest.mark.rule("A4")
@pytest.mark.parametrize(
    ("names", "counts"),
    [
        (("after", "page[after]", "pageAfter"), 0),
        (("pageAfter", "page[after]", "after"), 2),
        (("page[after]", "pageAfter"), 0),
        (("pageAfter", "page[after]"), 1),
        (("pageAfter", "after"), 1),
        (("page[after]", "after"), 1),
    ],
)
def test_of_several_cursors_the_first_name_counts(
    client: httpx.Client, names: tuple[str, ...], counts: int
) -> None:
    everything = listed(client)
    places = (10, 20, 30)
    query = "&".join(
        f"{name}={cursor_of(everything[place])}"
        for name, place in zip(names, places, strict=False)
    )

    assert listed(client, query) == everything[places[counts] + 1 :]


@pytest.mark.rule("A4")
def test_a_size_in_one_spelling_goes_with_a_cursor_in_another(
    client: httpx.Client,
) -> None:
    everything = listed(client)

    page = page_of(client, f"page[size]=3&pageAfter={cursor_of(everything[4])}")

    assert ids_in(page) == everything[5:8]


@pytest.mark.rule("A4", "A5")
@pytest.mark.parametrize("size", [1, 7, 20, 59])
def test_the_pages_hold_every_ticket_once(client: httpx.Client, size: int) -> None:
    query, found = f"page_size={size}", []
    page = page_of(client, query)
    found += ids_in(page)
    while page["meta"]["hasMore"]:
        assert len(page["tickets"]) == size
        page = page_of(client, f"{query}&after={page['meta']['afterCursor']}")
        found += ids_in(page)

    assert found == [ticket["id"] for ticket in every_ticket(client)]


@pytest.mark.rule("A4")
def test_more_than_a_hundred_tickets_take_a_second_page(client: httpx.Client) -> None:
    for _ in range(41):
        create_ticket(client)

    first = page_of(client, "page_size=100")
    rest = page_of(client, f"page_size=100&after={first['meta']['afterCursor']}")

    assert (len(first["tickets"]), len(rest["tickets"])) == (100, 1)
    assert (first["meta"]["hasMore"], rest["meta"]["hasMore"]) == (True, False)
