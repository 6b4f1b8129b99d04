"""The limited key: it meets its limit, and waits for the end of the minute."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    LIMITED_KEY,
    NOW,
    OPERATIONS,
    TICKET,
    create_ticket,
    error,
    listed,
    rate,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records
    from ticketstub.sandbox.clock import Clock

REFUSAL = error(429, "RATE_LIMIT_EXCEEDED", "Rate limit exceeded")

#: The end of the minute that begins at NOW, in seconds since 1970.
END = int(NOW.timestamp()) + 60

PATH = f"/tickets/{TICKET}"


@pytest.mark.rule("A17")
def test_the_limited_key_meets_its_limit(limited: httpx.Client) -> None:
    told = []
    for _ in range(5):
        answer = limited.get(PATH)
        assert answer.status_code == 200
        assert "Retry-After" not in answer.headers
        told.append(rate(answer.headers))

    refused = limited.get(PATH)

    assert told == [(5, left, END) for left in (4, 3, 2, 1, 0)]
    assert refused.status_code == 429
    assert refused.json() == REFUSAL
    assert rate(refused.headers) == (5, 0, END)
    assert refused.headers["Retry-After"] == "60"
    assert refused.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.rule("A17")
def test_the_limit_ends_with_the_window(limited: httpx.Client, clock: Clock) -> None:
    for _ in range(6):
        limited.get(PATH)
    waits = []
    for moved in (0, 0.4, 14.6, 44, 0.999):
        clock.advance(timedelta(seconds=moved))
        refused = limited.get(PATH)
        assert refused.status_code == 429
        waits.append(refused.headers["Retry-After"])

    clock.advance(timedelta(seconds=0.001))
    answer = limited.get(PATH)

    assert waits == ["60", "60", "45", "1", "1"]
    assert answer.status_code == 200
    assert rate(answer.headers) == (5, 4, END + 60)


@pytest.mark.rule("A17")
def test_who_waits_as_long_as_told_is_let_in(
    limited: httpx.Client, clock: Clock
) -> None:
    clock.advance(timedelta(seconds=17.25))
    for _ in range(5):
        limited.get(PATH)
    wait = int(limited.get(PATH).headers["Retry-After"])

    clock.advance(timedelta(seconds=wait))

    assert wait == 43
    assert limited.get(PATH).status_code == 200


@pytest.mark.rule("A17")
@pytest.mark.parametrize(("method", "path", "_level"), OPERATIONS)
def test_every_operation_is_limited_and_then_changes_nothing(
    limited: httpx.Client, records: Records, method: str, path: str, _level: str
) -> None:
    for _ in range(5):
        limited.get(PATH)
    before = records()

    answer = limited.request(method, path, json={"ticket": {"subject": "B"}})

    assert answer.status_code == 429
    assert answer.json() == REFUSAL
    assert records() == before


@pytest.mark.rule("A17")
def test_the_limit_of_one_key_is_not_that_of_another(
    limited: httpx.Client, client: httpx.Client
) -> None:
    """What the limited key wrote while it could is there for all."""
    made = create_ticket(limited)["id"]
    for _ in range(5):
        limited.get(PATH)

    answer = client.get(PATH)

    assert limited.headers["Authorization"] == f"Bearer {LIMITED_KEY}"
    assert limited.get(PATH).status_code == 429
    assert answer.status_code == 200
    assert rate(answer.headers) == (400, 399, END)
    assert listed(client)[0] == made


@pytest.mark.rule("A17")
def test_a_limited_caller_still_learns_what_is_no_route(limited: httpx.Client) -> None:
    for _ in range(6):
        limited.get(PATH)

    assert limited.get("/nothing").status_code == 404
    assert limited.patch("/tickets").status_code == 405
