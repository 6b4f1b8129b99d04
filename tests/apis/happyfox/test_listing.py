"""Pages of tickets: what they hold, and where they stand among all."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import (
    JSON,
    TICKETS,
    created,
    found,
    read_ticket,
    ticket_url,
)
from tests.apis.happyfox.sending import WHOLE_NUMBER, assert_refused
from tests.apis.happyfox.writing import without_links

if TYPE_CHECKING:
    import httpx

TOTAL = 64

EMPTY = {
    "count": 0,
    "last_index": 0,
    "page_count": 1,
    "start_index": 0,
    "end_index": 0,
}


def page_of(client: httpx.Client, **params: Any) -> dict[str, Any]:
    """Return one page of the list."""
    answer = client.get(TICKETS, params=params)
    assert answer.status_code == 200, answer.text
    page: dict[str, Any] = answer.json()
    return page


@pytest.mark.rule("H10", "X7")
def test_a_list_is_a_page_of_ten_with_its_place(client: httpx.Client) -> None:
    answer = client.get(TICKETS)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == JSON
    assert list(answer.json()) == ["page_info", "data"]
    assert answer.json()["page_info"] == {
        "count": 10,
        "last_index": 64,
        "page_count": 7,
        "start_index": 1,
        "end_index": 10,
    }
    assert len(answer.json()["data"]) == 10


@pytest.mark.rule("H10")
@pytest.mark.parametrize(
    "params",
    [{}, {"size": 10}, {"page": 1}, {"size": 10, "page": 1}, {"page": "01"}],
)
def test_the_first_page_of_ten_is_the_default(
    client: httpx.Client, params: dict[str, Any]
) -> None:
    page = page_of(client, minify_response="true", **params)

    assert page == page_of(client, minify_response="true")


@pytest.mark.rule("H10", "H46")
def test_a_listed_ticket_is_the_ticket_that_is_read(client: httpx.Client) -> None:
    """With all its updates; only the links to its files are new every time."""
    listed = [
        *page_of(client, size=50)["data"],
        *page_of(client, size=50, page=2)["data"],
    ]

    assert len(listed) == TOTAL
    for ticket in listed:
        read = read_ticket(client, ticket["id"])
        assert without_links(ticket) == without_links(read)
        assert list(ticket) == list(read)


@pytest.mark.rule("H10")
@pytest.mark.parametrize("size", [1, 3, 7, 10, 16, 32, 49, 50])
def test_the_pages_hold_every_ticket_once(client: httpx.Client, size: int) -> None:
    """Counts and places are those of the pages, the last of which may be short."""
    ids: list[int] = []
    for number in range(1, ceil(TOTAL / size) + 1):
        page = page_of(client, minify_response="true", size=size, page=number)

        start = len(ids)
        ids += page["data"]
        assert page["page_info"] == {
            "count": min(size, TOTAL - start),
            "last_index": TOTAL,
            "page_count": ceil(TOTAL / size),
            "start_index": start + 1,
            "end_index": len(ids),
        }
        assert len(page["data"]) == page["page_info"]["count"]

    assert sorted(ids) == [*range(1, TOTAL + 1)]
    assert ids == found(client)


@pytest.mark.rule("H10")
@pytest.mark.parametrize(
    ("size", "page"), [(10, 8), (32, 3), (50, 3), (1, 65), (50, 2147483647)]
)
def test_a_page_past_the_end_is_empty_and_no_error(
    client: httpx.Client, size: int, page: int
) -> None:
    answer = page_of(client, size=size, page=page)

    assert answer == {
        "page_info": {
            "count": 0,
            "last_index": TOTAL,
            "page_count": ceil(TOTAL / size),
            "start_index": 0,
            "end_index": 0,
        },
        "data": [],
    }


@pytest.mark.rule("H10")
@pytest.mark.parametrize("params", [{"status": 99}, {"q": "unfindable"}])
def test_nothing_found_has_one_page(
    client: httpx.Client, params: dict[str, Any]
) -> None:
    assert page_of(client, **params) == {"page_info": EMPTY, "data": []}


@pytest.mark.rule("H10")
@pytest.mark.parametrize("ids", ["3", "3,4", "1,2,3"])
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_are_counted_over_what_was_found(
    client: httpx.Client, ids: str, size: int
) -> None:
    total = len(ids.split(","))

    info = page_of(client, id=ids, size=size)["page_info"]

    assert info == {
        "count": min(size, total),
        "last_index": total,
        "page_count": ceil(total / size),
        "start_index": 1,
        "end_index": min(size, total),
    }


@pytest.mark.rule("H10")
@pytest.mark.parametrize("shape", [{}, {"fields": "id"}, {"minify_response": "true"}])
def test_the_place_is_told_in_every_shape(
    client: httpx.Client, shape: dict[str, Any]
) -> None:
    assert page_of(client, size=20, page=4, **shape)["page_info"] == {
        "count": 4,
        "last_index": 64,
        "page_count": 4,
        "start_index": 61,
        "end_index": 64,
    }


@pytest.mark.rule("H10", "X8")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("size", "0"),
        ("size", "51"),
        ("size", "100"),
        ("page", "0"),
        ("page", "2147483648"),
        *(
            (name, value)
            for name in ("size", "page")
            for value in (
                "-1",
                "",
                "x",
                "1.0",
                "1e1",
                "+1",
                " 1",
                "1 ",
                "\u0661",
                "0x1",
                "null",
                "true",
                "1,2",
                "9" * 40,
            )
        ),
    ],
)
def test_another_size_or_page_is_refused(
    client: httpx.Client, name: str, value: str
) -> None:
    answer = client.get(TICKETS, params={name: value})

    assert_refused(answer, **{name: WHOLE_NUMBER})


@pytest.mark.rule("H10", "H2", "X8")
def test_a_wrong_size_and_a_wrong_page_are_told_together(client: httpx.Client) -> None:
    answer = client.get(TICKETS, params={"page": "0", "size": "51"})

    assert_refused(answer, size=WHOLE_NUMBER, page=WHOLE_NUMBER)


@pytest.mark.rule("H10")
def test_the_list_follows_what_is_written(client: httpx.Client) -> None:
    ticket = created(client)
    client.post(ticket_url(5, "delete"), json={"staff_id": 1})

    info = page_of(client)["page_info"]
    ids = found(client)

    assert info["last_index"] == TOTAL
    assert ticket["id"] in ids
    assert 5 not in ids
