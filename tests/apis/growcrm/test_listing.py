"""A page of tickets: its envelope, its size and its place among the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.growcrm.conftest import DRAFT, every_ticket, invalid, read_ticket

if TYPE_CHECKING:
    import httpx


@pytest.mark.rule("G3")
def test_a_list_is_a_page_of_tickets_with_its_place(client: httpx.Client) -> None:
    answer = client.get("/api/tickets")

    body = answer.json()
    assert answer.status_code == 200
    assert list(body) == ["data", "meta", "message"]
    assert body["meta"] == {
        "current_page": 1,
        "per_page": 35,
        "total": 44,
        "last_page": 2,
    }
    assert body["message"] == "Tickets retrieved successfully."
    assert len(body["data"]) == 35


@pytest.mark.rule("G3")
def test_a_listed_ticket_is_the_ticket_that_is_read(client: httpx.Client) -> None:
    tickets = every_ticket(client)

    assert tickets == [read_ticket(client, ticket["id"]) for ticket in tickets]


@pytest.mark.rule("G3")
def test_the_pages_hold_every_ticket_once(client: httpx.Client) -> None:
    pages = [
        client.get("/api/tickets", params={"limit": 10, "page": page}).json()
        for page in range(1, 6)
    ]

    assert [len(page["data"]) for page in pages] == [10, 10, 10, 10, 4]
    assert [page["meta"]["current_page"] for page in pages] == [1, 2, 3, 4, 5]
    found = [ticket for page in pages for ticket in page["data"]]
    assert found == every_ticket(client)


@pytest.mark.rule("G3")
@pytest.mark.parametrize(
    ("limit", "last_page"), [(1, 44), (22, 2), (43, 2), (44, 1), (45, 1), (100, 1)]
)
def test_the_last_page_is_the_total_over_the_limit_rounded_up(
    client: httpx.Client, limit: int, last_page: int
) -> None:
    meta = client.get("/api/tickets", params={"limit": limit}).json()["meta"]

    assert meta == {
        "current_page": 1,
        "per_page": limit,
        "total": 44,
        "last_page": last_page,
    }


@pytest.mark.rule("G3")
def test_nothing_found_has_one_page(client: httpx.Client) -> None:
    body = client.get("/api/tickets?search=found nowhere").json()

    assert body["data"] == []
    assert body["meta"] == {
        "current_page": 1,
        "per_page": 35,
        "total": 0,
        "last_page": 1,
    }


@pytest.mark.rule("G3")
@pytest.mark.parametrize("page", [3, 1000, 2147483647])
def test_a_page_past_the_end_is_empty_and_no_error(
    client: httpx.Client, page: int
) -> None:
    answer = client.get("/api/tickets", params={"page": page})

    assert answer.status_code == 200
    assert answer.json()["data"] == []
    assert answer.json()["meta"] == {
        "current_page": page,
        "per_page": 35,
        "total": 44,
        "last_page": 2,
    }


@pytest.mark.rule("G3")
@pytest.mark.parametrize("limit", ["101", "1000", "9007199254740991"])
def test_a_limit_above_100_becomes_100(client: httpx.Client, limit: str) -> None:
    """The vendor says so, so a client that asks for more works on as it does there."""
    for _ in range(60):
        client.post("/api/tickets", json=dict(DRAFT))

    first = client.get(f"/api/tickets?limit={limit}").json()
    second = client.get(f"/api/tickets?limit={limit}&page=2").json()

    assert first["meta"] == {
        "current_page": 1,
        "per_page": 100,
        "total": 104,
        "last_page": 2,
    }
    assert len(first["data"]) == 100
    assert len(second["data"]) == 4


@pytest.mark.rule("G3", "G14", "X8")
@pytest.mark.parametrize("name", ["limit", "page"])
@pytest.mark.parametrize("value", ["0", "-1", "-9999999999999999999999"])
def test_a_limit_or_page_below_1_is_refused(
    client: httpx.Client, name: str, value: str
) -> None:
    answer = client.get(f"/api/tickets?{name}={value}")

    assert answer.status_code == 422
    assert answer.json() == invalid({name: f"The {name} must be at least 1."})


@pytest.mark.rule("G3", "G14", "X8")
@pytest.mark.parametrize("name", ["limit", "page"])
@pytest.mark.parametrize(
    "value", ["ten", "1.5", "1e2", "", "+2", "%201", "0x1", "\u0663"]
)
def test_a_limit_or_page_that_is_no_integer_is_refused(
    client: httpx.Client, name: str, value: str
) -> None:
    answer = client.get(f"/api/tickets?{name}={value}")

    assert answer.status_code == 422
    assert answer.json() == invalid({name: f"The {name} must be an integer."})


@pytest.mark.rule("G3", "G4")
def test_the_total_counts_what_the_filters_let_through(client: httpx.Client) -> None:
    answer = client.get("/api/tickets?status=3&limit=3&page=2").json()

    assert [ticket["id"] for ticket in answer["data"]] == [37]
    assert answer["meta"] == {
        "current_page": 2,
        "per_page": 3,
        "total": 4,
        "last_page": 2,
    }


@pytest.mark.rule("G2", "X8")
def test_query_parameters_without_a_meaning_are_ignored(client: httpx.Client) -> None:
    plain = client.get("/api/tickets")

    answer = client.get("/api/tickets?nothing=1&Status=2&per_page=3&tag[]=x&status[]=2")

    assert answer.json() == plain.json()
