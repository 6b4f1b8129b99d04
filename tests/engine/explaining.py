"""Explaining: make a call that is refused, and follow it to its explanation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.engine.projects import BASE

if TYPE_CHECKING:
    import httpx

EXPLAIN = "/_ticketstub/explain"


def link_of(refused: httpx.Response) -> str:
    url, _, relation = refused.headers["Link"].partition(">; ")
    assert relation == 'rel="help"'
    return url.removeprefix("<")


def explained(client: httpx.Client, method: str, path: str, **more: Any) -> Any:
    """Make a call that is refused, and return its explanation."""
    # Only a sandbox that is in use keeps a journal.
    client.post("/_ticketstub/clock/advance", json={"seconds": 0})
    refused = client.request(method, BASE + path, **more)
    answer = client.get(link_of(refused))
    assert answer.status_code == 200, answer.text
    assert answer.json()["status"] == refused.status_code
    return answer.json()
