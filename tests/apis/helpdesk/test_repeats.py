"""What comes twice where one value is due."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    TICKET,
    cursor_of,
    error,
    invalid,
    key_headers,
    listed,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Connect


@pytest.mark.rule("X9", "A7", "A4")
@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("status", "open", "Status"),
        ("priority", "high", "Priority"),
        ("assignee_id", "usr_abc123", "Assignee id"),
        ("page_size", "10", "Page size"),
        ("page[size]", "10", "Page size"),
        ("pageSize", "10", "Page size"),
        ("sort_by", "status", "Sort by"),
        ("sort_order", "asc", "Sort order"),
    ],
)
def test_a_parameter_given_twice_is_refused(
    client: httpx.Client, name: str, value: str, words: str
) -> None:
    """Even if both say the same."""
    answer = client.get(f"/tickets?{name}={value}&{name}={value}")

    assert answer.status_code == 422
    assert answer.json() == invalid({name: f"{words} is invalid"})


@pytest.mark.rule("X9", "A3", "A6")
@pytest.mark.parametrize("name", ["after", "page[after]", "pageAfter"])
def test_a_cursor_given_twice_is_a_bad_one(client: httpx.Client, name: str) -> None:
    cursor = cursor_of(TICKET)

    answer = client.get(f"/tickets?{name}={cursor}&{name}={cursor}")

    assert answer.status_code == 400
    assert answer.json() == error(400, "BAD_REQUEST", "Invalid cursor")


@pytest.mark.rule("X9")
def test_an_unknown_parameter_may_come_twice(client: httpx.Client) -> None:
    assert listed(client, "nothing=1&nothing=2") == listed(client)


@pytest.mark.rule("X9", "A4")
def test_two_names_of_one_parameter_are_no_repeat(client: httpx.Client) -> None:
    answer = client.get("/tickets?page_size=2&page[size]=2&pageSize=2")

    assert answer.status_code == 200
    assert len(answer.json()["tickets"]) == 2


@pytest.mark.rule("X9", "A1")
@pytest.mark.parametrize("name", ["X-Workspace-Id", "Authorization", "X-API-Key"])
def test_a_header_given_twice_opens_nothing(connect: Connect, name: str) -> None:
    headers = key_headers()
    if name == "X-API-Key":
        headers[name] = headers.pop("Authorization").removeprefix("Bearer ")
    client = connect()

    once = client.get("/tickets", headers=list(headers.items()))
    pairs = [*headers.items(), (name, headers[name])]
    twice = client.get("/tickets", headers=pairs)

    assert once.status_code == 200
    assert twice.status_code == (403 if name == "X-Workspace-Id" else 401)
