"""What the toy's list of books was asked for, and what of that it refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.engine.projects import BASE

if TYPE_CHECKING:
    import httpx

BOOKS = f"{BASE}/books"


def asked(client: httpx.Client, query: str = "", **headers: str) -> dict[str, Any]:
    """Return what the handler was given."""
    answer = client.get(f"{BOOKS}{query}", headers=headers)
    assert answer.status_code == 200, answer.text
    given: dict[str, Any] = answer.json()["asked"]
    return given


def refused(client: httpx.Client, query: str = "", **headers: str) -> list[list[str]]:
    """Return the fields that were refused, and by which rule."""
    answer = client.get(f"{BOOKS}{query}", headers=headers)
    assert answer.status_code == 422, answer.text
    fields: list[list[str]] = answer.json()["fields"]
    return fields
