"""The link to the next page: what it repeats of the request, and that it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    create_ticket,
    cursor_of,
    ids_in,
    listed,
    page_of,
)

if TYPE_CHECKING:
    import httpx

#: How each link begins; the real path has `/helpdesk` before it.
START = "/api/v1/tickets?"


@pytest.mark.rule("A5")
@pytest.mark.parametrize(
    ("query", "repeated"),
    [
        ("", ""),
        ("page_size=2", "page_size=2&"),
        ("page[size]=2", "page%5Bsize%5D=2&"),
        ("page%5Bsize%5D=2", "page%5Bsize%5D=2&"),
        ("pageSize=2", "pageSize=2&"),
        ("pageSize=4&page_size=2", "pageSize=4&page_size=2&"),
        ("status=closed&page_size=2", "status=closed&page_size=2&"),
        ("page_size=2&status=closed", "page_size=2&status=closed&"),
        ("page_size=02", "page_size=02&"),
        (
            "sort_order=asc&priority=high&sort_by=status&page_size=1",
            "sort_order=asc&priority=high&sort_by=status&page_size=1&",
        ),
        (
            "assignee_id=usr_xyz789&page_size=1&status=open",
            "assignee_id=usr_xyz789&page_size=1&status=open&",
        ),
        ("sort_by=created_at&sort_order=desc", "sort_by=created_at&sort_order=desc&"),
        ("nothing=1&page_size=2&page=3&limit=4", "page_size=2&"),
    ],
)
def test_a_link_repeats_the_requests_own_parameters_as_they_were_given(
    client: httpx.Client, query: str, repeated: str
) -> None:
    page = page_of(client, query)

    cursor = page["meta"]["afterCursor"]
    assert page["links"]["next"] == f"{START}{repeated}after={cursor}"


@pytest.mark.rule("A5")
@pytest.mark.parametrize("name", ["after", "page[after]", "pageAfter"])
def test_a_link_has_the_new_cursor_and_not_the_old_one(
    client: httpx.Client, name: str
) -> None:
    everything = listed(client)

    page = page_of(client, f"{name}={cursor_of(everything[4])}&page_size=3")

    new = cursor_of(everything[7])
    assert page["links"]["next"] == f"{START}page_size=3&after={new}"


@pytest.mark.rule("A5")
@pytest.mark.parametrize(
    "query",
    [
        "page_size=7",
        "page[size]=7",
        "pageSize=7&page[size]=3",
        "status=open&page_size=4",
        "priority=high&sort_by=status&sort_order=asc&page_size=5",
        "assignee_id=usr_abc123&sort_by=updated_at&page_size=6",
    ],
)
def test_the_links_lead_through_the_whole_list(
    client: httpx.Client, query: str
) -> None:
    page = page_of(client, query)
    found = ids_in(page)
    while (link := page["links"]["next"]) is not None:
        page = client.get(link.removeprefix("/api/v1")).json()
        found += ids_in(page)

    rest = "&".join(part for part in query.split("&") if "ize" not in part)
    assert found == listed(client, rest)


@pytest.mark.rule("A5")
@pytest.mark.parametrize(
    ("assignee", "spelt"),
    [
        ("usr_zoë", "usr_zo%C3%AB"),
        ("a b", "a+b"),
        ("a+b&status=open", "a%2Bb%26status%3Dopen"),
        ("100%", "100%25"),
        ("مساعدة 😬", "%D9%85%D8%B3%D8%A7%D8%B9%D8%AF%D8%A9+%F0%9F%98%AC"),
        ("#/?", "%23%2F%3F"),
    ],
)
def test_a_value_with_signs_of_its_own_is_escaped(
    client: httpx.Client, assignee: str, spelt: str
) -> None:
    made = [create_ticket(client, assigneeId=assignee)["id"] for _ in range(3)]

    first = client.get("/tickets", params={"assignee_id": assignee, "page_size": 2})

    link = first.json()["links"]["next"]
    after = first.json()["meta"]["afterCursor"]
    assert link == f"{START}assignee_id={spelt}&page_size=2&after={after}"
    last = client.get(link.removeprefix("/api/v1")).json()
    assert ids_in(first.json()) + ids_in(last) == made[::-1]
    assert last["links"]["next"] is None
