"""The whole life of one ticket, from its creation to its end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import (
    DRAFT,
    TICKETS,
    found,
    read_ticket,
    ticket_url,
)
from tests.apis.happyfox.writing import (
    ADMIN,
    JAMES,
    change,
    done,
    post,
    value_of,
    whole,
)

if TYPE_CHECKING:
    import httpx

    from ticketstub.sandbox.clock import Clock

IN_PROGRESS, CLOSED = (2, "In Progress"), (4, "Closed")
TICKET, CONTACT = 65, 27663

REPLY = {
    "staff": 2,
    "plaintext": "We look into it.",
    "status": 2,
    "assignee": 2,
    "update_customer": True,
}
CLOSING = {"staff": 1, "status": 4, "html": "Solved"}
FIELDS = {"t-cf-2": "Tamil Nadu", "t-cf-3": [2]}
OBJECTION = {"user": CONTACT, "text": "Not quite!"}
REOPENING = {"staff": 2, "status": 2}
MOVE = {
    "staff_id": 1,
    "target_category_id": 2,
    "move_note": "Yours",
    "assign_to": 3,
}


def create(client: httpx.Client) -> dict[str, Any]:
    """Create the ticket of the journey."""
    ticket: dict[str, Any] = client.post(TICKETS, json=dict(DRAFT)).json()
    return ticket


def go(client: httpx.Client, clock: Clock, action: str, **body: Any) -> dict[str, Any]:
    """Take one step, ten minutes after the last, and read the ticket."""
    clock.advance(timedelta(minutes=10))
    done(client, TICKET, action, **body)
    return whole(client, TICKET)


def go_all_the_way(client: httpx.Client, clock: Clock) -> dict[str, Any]:
    """Take every step but the last."""
    create(client)
    go(client, clock, "staff_update", **REPLY)
    go(client, clock, "staff_update", **CLOSING, **FIELDS)
    go(client, clock, "user_reply", **OBJECTION)
    go(client, clock, "staff_update", **REOPENING)
    return go(client, clock, "move", **MOVE)


@pytest.mark.rule("H29", "H31", "H34", "H37", "H43", "H44", "X6")
def test_a_ticket_is_created_answered_closed_opened_moved_and_deleted(
    client: httpx.Client, clock: Clock
) -> None:
    ticket = create(client)
    assert (ticket["id"], ticket["display_id"]) == (TICKET, "#DC00000065")
    assert ticket["status"]["name"] == "New"

    ticket = go(client, clock, "staff_update", **REPLY)
    assert ticket["unresponded"] is False
    assert TICKET in found(client, status="_pending", q='assignee:"james"')

    lacking = post(client, TICKET, "staff_update", CLOSING)
    assert list(lacking.json()["error"]) == ["t-cf-2"]
    assert whole(client, TICKET) == ticket

    ticket = go(client, clock, "staff_update", **CLOSING, **FIELDS)
    assert ticket["status"]["behavior"] == "completed"
    assert ticket["user"]["pending_tickets_count"] == 0
    assert TICKET not in found(client, status="_pending")
    assert TICKET in found(client, q='last-closed-on-or-after:"2026/06/15"')

    ticket = go(client, clock, "user_reply", **OBJECTION)
    assert ticket["status"]["name"] == "Closed"
    assert ticket["unresponded"] is True

    ticket = go(client, clock, "staff_update", **REOPENING)
    assert ticket["status"]["name"] == "In Progress"
    assert ticket["user"]["pending_tickets_count"] == 1
    assert TICKET in found(client, q='last-closed-on-or-after:"2026/06/15"')

    ticket = go(client, clock, "move", **MOVE)
    assert (ticket["id"], ticket["display_id"]) == (TICKET, "#TE00000065")
    assert value_of(ticket, 2) == "Tamil Nadu"
    assert found(client, category=2, q="assignee:kavya.iyer")[0] == TICKET

    gone = done(client, TICKET, "delete", staff_id=1)
    assert gone == {"deleted_ticket": "#TE00000065"}
    assert client.get(ticket_url(TICKET)).status_code == 404
    assert TICKET not in found(client)


@pytest.mark.rule("H29", "H31", "H37", "H39", "H43")
def test_the_updates_of_a_journey_tell_all_of_it_and_no_more(
    client: httpx.Client, clock: Clock
) -> None:
    told = go_all_the_way(client, clock)["updates"]

    assert [each["update_id"] for each in told] == [400, 401, 402, 403, 404, 405]
    assert [each["timestamp"][11:16] for each in told] == [
        "09:30",
        "09:40",
        "09:50",
        "10:00",
        "10:10",
        "10:20",
    ]
    assert [each["by"]["id"] for each in told] == [CONTACT, 2, 1, CONTACT, 2, 1]
    assert (told[1]["by"], told[2]["by"]) == (JAMES, ADMIN)
    assert names_told(told[1]) == ["message", "status_change", "assignee_change"]
    assert names_told(told[2]) == ["message", "status_change", "custom_field_change"]
    assert told[2]["status_change"] == change(CLOSED, IN_PROGRESS)
    assert [each["id"] for each in told[2]["custom_field_change"]] == ["2", "3"]
    assert names_told(told[3]) == ["message"]
    assert names_told(told[4]) == ["status_change"]
    assert told[4]["status_change"] == change(IN_PROGRESS, CLOSED)
    assert names_told(told[5]) == ["message", "assignee_change", "category_change"]


@pytest.mark.rule("H29")
def test_the_stamps_of_a_journey_are_those_of_its_steps(
    client: httpx.Client, clock: Clock
) -> None:
    ticket = go_all_the_way(client, clock)

    assert (ticket["messages_count"], ticket["attachments_count"]) == (5, 0)
    assert ticket["created_at"] == "2026-06-15 09:30:00"
    assert ticket["last_user_reply_at"] == "2026-06-15 10:00:00"
    assert ticket["last_staff_reply_at"] == "2026-06-15 09:50:00"
    assert ticket["last_updated_at"] == "2026-06-15 10:10:00"
    assert ticket["last_modified"] == "2026-06-15 10:20:00"


@pytest.mark.rule("H44")
def test_who_may_work_on_a_ticket_may_not_end_it(
    client: httpx.Client, clock: Clock
) -> None:
    before = go_all_the_way(client, clock)

    refused = post(client, TICKET, "delete", {"staff_id": 3})

    assert refused.status_code == 403
    assert whole(client, TICKET) == before
    assert TICKET in found(client)
    assert read_ticket(client, TICKET)["assigned_to"]["id"] == 3


def names_told(update: dict[str, Any]) -> list[str]:
    """Return what an update tells of, besides its number, time and author."""
    frame = ("update_id", "timestamp", "by")
    return [name for name in update if name not in frame and update[name] is not None]
