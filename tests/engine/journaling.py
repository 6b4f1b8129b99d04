"""What the tests of the journal ask it, and what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.engine.projects import BASE

if TYPE_CHECKING:
    import httpx

REQUESTS = "/_ticketstub/requests"
BOOKS = f"{BASE}/books"
EMMA = {"title": "Emma", "condition": "new", "desk_note": "gift"}


def listed(client: httpx.Client, **query: Any) -> dict[str, Any]:
    """Return a list of calls, with its counts."""
    answer = client.get(REQUESTS, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def calls(client: httpx.Client, **query: Any) -> list[dict[str, Any]]:
    """Return the calls of the client's sandbox."""
    found: list[dict[str, Any]] = listed(client, **query)["requests"]
    return found


def ids(client: httpx.Client, **query: Any) -> list[str]:
    """Return the ids of calls."""
    return [each["id"] for each in calls(client, **query)]


def last(client: httpx.Client) -> dict[str, Any]:
    """Return the newest call with its bodies."""
    answer = client.get(f"{REQUESTS}/{ids(client)[-1]}")
    assert answer.status_code == 200, answer.text
    call: dict[str, Any] = answer.json()
    return call


def count(client: httpx.Client, **wanted: Any) -> int:
    """Count the calls that match."""
    answer = client.post(f"{REQUESTS}/count", json=wanted)
    assert answer.status_code == 200, answer.text
    counted: int = answer.json()["count"]
    return counted
