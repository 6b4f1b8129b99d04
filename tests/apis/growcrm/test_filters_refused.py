"""Filters that make no sense, and how they are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.growcrm.conftest import invalid

if TYPE_CHECKING:
    import httpx


@pytest.mark.rule("G4", "G14", "X8")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", "0"),
        ("status", "6"),
        ("status", "-1"),
        ("status", "9" * 30),
        ("priority", "low"),
        ("priority", "HIGH"),
        ("priority", "2"),
        ("active_state", "deleted"),
        ("active_state", "Active"),
    ],
)
def test_a_value_outside_a_stated_list_is_refused(
    client: httpx.Client, name: str, value: str
) -> None:
    """The vendor's page lists the values, so anything else is a bug of the client."""
    answer = client.get(f"/api/tickets?{name}={value}")

    text = f"The selected {name.replace('_', ' ')} is invalid."
    assert answer.status_code == 422
    assert answer.json() == invalid({name: text})


@pytest.mark.rule("G4", "G14", "X8")
@pytest.mark.parametrize("name", ["status", "category_id", "client_id", "project_id"])
@pytest.mark.parametrize(
    "value", ["open", "1.5", "1,2", "%201", "null", "+1", "\u0661"]
)
def test_an_id_that_is_no_integer_is_refused(
    client: httpx.Client, name: str, value: str
) -> None:
    answer = client.get(f"/api/tickets?{name}={value}")

    text = f"The {name.replace('_', ' ')} must be an integer."
    assert answer.status_code == 422
    assert answer.json() == invalid({name: text})


@pytest.mark.rule("G4", "G14", "X8")
@pytest.mark.parametrize("name", ["category_id", "client_id", "project_id"])
@pytest.mark.parametrize(
    "value", ["9007199254740992", "-9007199254740992", "9" * 5000, "-" + "9" * 5000]
)
def test_an_id_beyond_the_contracts_bounds_is_refused(
    client: httpx.Client, name: str, value: str
) -> None:
    """What the contract rules out is refused, however many digits it has."""
    answer = client.get(f"/api/tickets?{name}={value}")

    text = f"The selected {name.replace('_', ' ')} is invalid."
    assert answer.status_code == 422
    assert answer.json() == invalid({name: text})


@pytest.mark.rule("G2", "G14", "X8")
@pytest.mark.parametrize(
    "query", ["tags=a", "tags=a&tags=b", "tags=billing&tags[]=billing", "tags=,"]
)
def test_a_bare_tag_in_the_query_is_no_array(client: httpx.Client, query: str) -> None:
    answer = client.get(f"/api/tickets?{query}")

    assert answer.status_code == 422
    assert answer.json() == invalid({"tags": "The tags must be an array."})


@pytest.mark.rule("G14", "G3", "G4", "G5")
def test_all_failing_parameters_are_told_at_once(client: httpx.Client) -> None:
    answer = client.get(
        "/api/tickets?page=x&limit=0&order=up&sort=id&tags=a&search=1&search=2"
        "&active_state=gone&project_id=x&client_id=x&category_id=x&priority=low&status=9"
    )

    expected = {
        "status": "The selected status is invalid.",
        "priority": "The selected priority is invalid.",
        "category_id": "The category id must be an integer.",
        "client_id": "The client id must be an integer.",
        "project_id": "The project id must be an integer.",
        "active_state": "The selected active state is invalid.",
        "search": "The search must be a string.",
        "tags": "The tags must be an array.",
        "sort": "The selected sort is invalid.",
        "order": "The selected order is invalid.",
        "limit": "The limit must be at least 1.",
        "page": "The page must be an integer.",
    }
    assert answer.status_code == 422
    assert answer.json() == invalid(expected)
    assert list(answer.json()["errors"]) == list(expected)
