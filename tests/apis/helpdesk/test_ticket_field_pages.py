"""Ticket fields page by page: sizes, cursors, links."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.apis.helpdesk.conftest import cursor_of, error, invalid
from tests.apis.helpdesk.fields import FIELDS, fields_on, fields_page

if TYPE_CHECKING:
    import httpx

BAD_CURSOR = error(400, "BAD_REQUEST", "Invalid cursor")


@pytest.mark.rule("A4", "A6", "A18")
@pytest.mark.parametrize("size", [1, 2, 5, 6, 12, 13, 14, 100])
def test_the_pages_hold_every_field_once(client: httpx.Client, size: int) -> None:
    """Each page but the last is full, and says that there are more."""
    pages = [fields_page(client, f"page_size={size}")]
    while pages[-1]["links"]["next"]:
        link = urlsplit(pages[-1]["links"]["next"])
        assert link.path == "/api/v1/ticket_fields"
        pages.append(fields_page(client, link.query))

    assert [name for page in pages for name in fields_on(page)] == FIELDS
    assert [len(fields_on(page)) for page in pages[:-1]] == [size] * (len(pages) - 1)
    assert [page["meta"] for page in pages] == [
        {"pageSize": size, "hasMore": page is not pages[-1]} for page in pages
    ]


@pytest.mark.rule("A4", "A6", "A18")
@pytest.mark.parametrize(
    ("query", "size"),
    [
        ("page_size=3", 3),
        ("page%5Bsize%5D=3", 3),
        ("pageSize=3", 3),
        ("pageSize=1&page%5Bsize%5D=2&page_size=3", 3),
        ("pageSize=1&page%5Bsize%5D=3", 3),
    ],
)
def test_the_link_repeats_the_size_as_it_was_given(
    client: httpx.Client, query: str, size: int
) -> None:
    """The first of the three names that is there counts."""
    page = fields_page(client, query)

    cursor = cursor_of(FIELDS[size - 1])
    assert fields_on(page) == FIELDS[:size]
    assert page["links"] == {"next": f"/api/v1/ticket_fields?{query}&after={cursor}"}


@pytest.mark.rule("A4", "A6", "A18")
@pytest.mark.parametrize(
    "names",
    [
        ["after"],
        ["page[after]"],
        ["pageAfter"],
        ["after", "pageAfter", "page[after]"],
        ["page[after]", "pageAfter"],
    ],
    ids=str,
)
def test_a_page_goes_on_after_its_cursor(
    client: httpx.Client, names: list[str]
) -> None:
    """The first of the three names that is there counts, in whatever order."""
    cursors = dict(zip(names, ("cf_number", "cf_abc", "cf_date"), strict=False))
    query = {name: cursor_of(after) for name, after in cursors.items()}

    answer = client.get("/ticket_fields", params={**query, "page_size": 2})

    assert fields_on(answer.json()) == ["cf_decimal", "cf_checkbox"]
    link = urlsplit(answer.json()["links"]["next"])
    assert parse_qs(link.query) == {
        "page_size": ["2"],
        "after": [cursor_of("cf_checkbox")],
    }


@pytest.mark.rule("A6", "A18")
def test_nothing_follows_the_last_field(client: httpx.Client) -> None:
    page = fields_page(client, f"after={cursor_of('cf_inactive')}")

    assert page == {
        "ticketFields": [],
        "meta": {"pageSize": 25, "hasMore": False},
        "links": {"next": None},
    }


@pytest.mark.rule("A3", "A6", "A18")
@pytest.mark.parametrize("name", ["after", "page[after]", "pageAfter"])
@pytest.mark.parametrize(
    "cursor",
    [
        pytest.param("", id="empty"),
        pytest.param("cf_abc", id="an id itself"),
        pytest.param("%%", id="no base64"),
        pytest.param("_w", id="no text"),
        pytest.param(cursor_of("cf_nowhere"), id="of no field"),
        pytest.param(cursor_of("tkt_abc123"), id="of a ticket"),
        pytest.param(cursor_of("cf_other_site"), id="of another workspace"),
        pytest.param("A" * 201, id="too long"),
    ],
)
def test_a_cursor_that_was_never_given_out_is_refused(
    client: httpx.Client, name: str, cursor: str
) -> None:
    answer = client.get("/ticket_fields", params={name: cursor})

    assert (answer.status_code, answer.json()) == (400, BAD_CURSOR)


@pytest.mark.rule("A4", "A18")
@pytest.mark.parametrize("size", ["0", "-1", "101", "2.5", "two", "", "1e1"])
@pytest.mark.parametrize("name", ["page_size", "page[size]", "pageSize"])
def test_a_size_that_is_none_is_refused(
    client: httpx.Client, name: str, size: str
) -> None:
    """Whatever the cursor is."""
    answer = client.get("/ticket_fields", params={name: size, "after": "x"})

    assert answer.status_code == 422
    assert answer.json() == invalid({name: "Page size is invalid"})
