"""A key that is limited: so many calls a minute, then none for ten minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import BASE, NOW, TICKETS, Records, ticket_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub
    from ticketstub.sandbox.clock import Clock

REFUSED = {"error": "Too many requests"}

STATUSES = f"{BASE}/statuses/"

NOTE = {"staff": 1, "plaintext": "again"}


@pytest.fixture
def limited(
    bundled_stub: Stub, sandbox_name: str, clock: Clock
) -> Iterator[httpx.Client]:
    """Call the API with the pair that may make five reads and three writes a minute."""
    assert clock.now() == NOW
    auth = ("happyfox-limited-key", "happyfox-limited-code")
    with bundled_stub.client(sandbox_name, auth=auth) as client:
        yield client


@pytest.mark.rule("H8")
def test_one_read_too_many_is_refused(limited: httpx.Client) -> None:
    allowed = [limited.get(STATUSES).status_code for _ in range(5)]
    refused = limited.get(STATUSES)

    assert allowed == [200] * 5
    assert refused.status_code == 429
    assert refused.json() == REFUSED


@pytest.mark.rule("H8")
def test_one_write_too_many_is_refused_and_changes_nothing(
    limited: httpx.Client, records: Records
) -> None:
    """Reads and writes are counted apart."""
    url = ticket_url(3, "staff_pvtnote")
    assert limited.get(STATUSES).status_code == 200
    assert [limited.post(url, json=NOTE).status_code for _ in range(3)] == [200] * 3
    before = records()

    answer = limited.post(url, json=NOTE)

    assert answer.status_code == 429
    assert answer.json() == REFUSED
    assert records() == before


@pytest.mark.rule("H8")
def test_everything_is_refused_for_ten_minutes(
    limited: httpx.Client, clock: Clock
) -> None:
    """Whoever went on too fast is let in again when the ten minutes are over."""
    for _ in range(6):
        last = limited.get(STATUSES).status_code
    assert last == 429

    meanwhile = []
    for _ in range(9):
        clock.advance(timedelta(minutes=1))
        meanwhile.append(limited.post(TICKETS, json={}).status_code)
    clock.advance(timedelta(minutes=1))
    afterwards = limited.get(STATUSES).status_code

    assert meanwhile == [429] * 9
    assert afterwards == 200


@pytest.mark.rule("H8")
def test_another_minute_begins_anew(limited: httpx.Client, clock: Clock) -> None:
    first = [limited.get(STATUSES).status_code for _ in range(5)]
    clock.advance(timedelta(minutes=1))
    second = [limited.get(STATUSES).status_code for _ in range(5)]

    assert first + second == [200] * 10


@pytest.mark.rule("H8")
def test_another_key_is_not_held_up(
    limited: httpx.Client, client: httpx.Client
) -> None:
    for _ in range(6):
        last = limited.get(STATUSES).status_code

    assert last == 429
    assert client.get(STATUSES).status_code == 200
