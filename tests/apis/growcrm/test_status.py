"""Status, archive and restore: each to its own value, whatever was before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import NOW_TEXT, invalid, read_ticket

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.apis.growcrm.conftest import Records
    from ticketstub.sandbox.clock import Clock

TITLES = {1: "Open", 2: "Closed", 3: "On Hold", 4: "Answered", 5: "Customer Replied"}


@pytest.mark.rule("G2", "G8", "G10")
@pytest.mark.parametrize("status", TITLES)
def test_a_status_is_set_and_stamped_and_nothing_else_changes(
    client: httpx.Client, encode: Callable[..., dict[str, Any]], status: int
) -> None:
    before = read_ticket(client, 33)

    answer = client.put("/api/tickets/33/status", **encode({"status": status}))

    assert answer.status_code == 200
    assert answer.json() == {
        "data": {
            **before,
            "status": {"id": status, "title": TITLES[status]},
            "dates": {
                "created": before["dates"]["created"],
                "last_updated": NOW_TEXT,
                "status_changed": NOW_TEXT,
            },
        },
        "message": "Ticket status updated successfully.",
    }
    assert read_ticket(client, 33) == answer.json()["data"]


@pytest.mark.rule("G8")
@pytest.mark.parametrize("first", TITLES)
@pytest.mark.parametrize("second", TITLES)
def test_every_status_may_follow_every_other(
    client: httpx.Client, first: int, second: int
) -> None:
    client.put("/api/tickets/32/status", json={"status": first})

    answer = client.put("/api/tickets/32/status", json={"status": second})

    assert answer.status_code == 200
    assert answer.json()["data"]["status"] == {"id": second, "title": TITLES[second]}


@pytest.mark.rule("G8", "G10")
def test_the_same_status_again_is_stamped_again(
    client: httpx.Client, clock: Clock
) -> None:
    client.put("/api/tickets/32/status", json={"status": 2})
    clock.advance(timedelta(minutes=5))

    answer = client.put("/api/tickets/32/status", json={"status": 2})

    dates = answer.json()["data"]["dates"]
    assert dates["status_changed"] == "2026-06-15T09:35:00.000000Z"
    assert dates["last_updated"] == "2026-06-15T09:35:00.000000Z"


@pytest.mark.rule("G8", "G14")
@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "The status field is required."),
        ({"ticket_status": 2}, "The status field is required."),
        ({"status": None}, "The status field is required."),
        ({"status": ""}, "The status field is required."),
        ({"status": " "}, "The status field is required."),
        ({"status": "Closed"}, "The status must be an integer."),
        ({"status": "2.0"}, "The status must be an integer."),
        ({"status": 2.5}, "The status must be an integer."),
        ({"status": True}, "The status must be an integer."),
        ({"status": [2]}, "The status must be an integer."),
        ({"status": {"id": 2}}, "The status must be an integer."),
        ({"status": 0}, "The selected status is invalid."),
        ({"status": 6}, "The selected status is invalid."),
        ({"status": -1}, "The selected status is invalid."),
        ({"status": "6"}, "The selected status is invalid."),
        ({"status": "9" * 30}, "The selected status is invalid."),
    ],
)
def test_what_is_no_status_is_refused_and_changes_nothing(
    records: Records,
    client: httpx.Client,
    body: dict[str, Any],
    text: str,
) -> None:
    before = records()

    answer = client.put("/api/tickets/32/status", json=body)

    assert answer.status_code == 422
    assert answer.json() == invalid({"status": text})
    assert records() == before


@pytest.mark.rule("G8", "G10")
@pytest.mark.parametrize(
    ("ticket_id", "action", "state", "message"),
    [
        pytest.param(32, "archive", "archived", "archived", id="active to archived"),
        pytest.param(29, "archive", "archived", "archived", id="archived again"),
        pytest.param(29, "restore", "active", "restored", id="archived to active"),
        pytest.param(32, "restore", "active", "restored", id="active again"),
    ],
)
def test_archive_and_restore_set_the_state_whatever_it_was(
    client: httpx.Client, ticket_id: int, action: str, state: str, message: str
) -> None:
    """The status and the time of its change have nothing to do with it."""
    before = read_ticket(client, ticket_id)

    answer = client.put(f"/api/tickets/{ticket_id}/{action}")

    assert answer.status_code == 200
    assert answer.json() == {
        "data": {
            **before,
            "active_state": state,
            "dates": {**before["dates"], "last_updated": NOW_TEXT},
        },
        "message": f"Ticket {message} successfully.",
    }
    assert read_ticket(client, ticket_id) == answer.json()["data"]


@pytest.mark.rule("G8")
@pytest.mark.parametrize("action", ["archive", "restore"])
def test_the_same_action_twice_answers_the_same(
    client: httpx.Client, action: str
) -> None:
    first = client.put(f"/api/tickets/32/{action}")

    second = client.put(f"/api/tickets/32/{action}")

    assert second.status_code == 200
    assert second.json() == first.json()


@pytest.mark.rule("G8")
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b'{"active_state": "active", "status": 2}', "application/json"),
        (b"{", "application/json"),
        (b"[]", "application/json"),
        (b"\xff\xfe", "application/json"),
        (b"active_state=active&status=2", "application/x-www-form-urlencoded"),
        (b"nothing readable", "multipart/form-data"),
        (b"<ticket/>", "application/xml"),
        (b"text", "text/plain"),
    ],
)
@pytest.mark.parametrize(
    ("action", "state"), [("archive", "archived"), ("restore", "active")]
)
def test_archive_and_restore_ignore_any_body(
    client: httpx.Client, content: bytes, media_type: str, action: str, state: str
) -> None:
    answer = client.put(
        f"/api/tickets/32/{action}",
        content=content,
        headers={"Content-Type": media_type},
    )

    assert answer.status_code == 200
    assert answer.json()["data"]["active_state"] == state
    assert answer.json()["data"]["status"] == {"id": 1, "title": "Open"}


@pytest.mark.rule("G8")
def test_an_archived_ticket_comes_back_as_it_was(client: httpx.Client) -> None:
    before = read_ticket(client)
    client.put("/api/tickets/32/archive")

    client.put("/api/tickets/32/restore")

    before["dates"]["last_updated"] = NOW_TEXT
    assert read_ticket(client) == before
