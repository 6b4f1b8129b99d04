"""Updating tickets: what is sent changes, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import (
    DRAFT,
    NOW_TEXT,
    TICKET,
    create_ticket,
    read_ticket,
    update_ticket,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records
    from ticketstub.sandbox.clock import Clock

LATER_TEXT = "2026-06-15T10:30:00.000Z"

#: For each field a value that ticket tkt_abc123 does not have.
CHANGES: dict[str, Any] = {
    "subject": "Nobody can access anything",
    "status": "pending",
    "priority": "urgent",
    "type": "problem",
    "assigneeId": "usr_xyz789",
    "requesterEmail": "other@example.org",
    "requesterName": "Other",
    "tags": ["escalated"],
    "customFields": [{"id": "cf_abc", "value": "Pro"}],
}


@pytest.fixture
def later(client: httpx.Client, clock: Clock) -> dict[str, Any]:
    """Read the ticket, and let an hour pass."""
    before = read_ticket(client)
    clock.advance(timedelta(hours=1))
    return before


@pytest.mark.rule("A11")
@pytest.mark.parametrize("field", CHANGES)
def test_one_field_changes_and_the_others_stay(
    client: httpx.Client, later: dict[str, Any], field: str
) -> None:
    answer = client.put(f"/tickets/{TICKET}", json={"ticket": {field: CHANGES[field]}})

    expected = {**later, field: CHANGES[field], "updatedAt": LATER_TEXT}
    assert answer.status_code == 200
    assert answer.json() == {"ticket": expected}
    assert read_ticket(client) == expected


@pytest.mark.rule("A11")
def test_all_fields_may_change_at_once(
    client: httpx.Client, later: dict[str, Any]
) -> None:
    ticket = update_ticket(client, **CHANGES)

    assert ticket == {**later, **CHANGES, "updatedAt": LATER_TEXT}


@pytest.mark.rule("A11")
def test_an_update_changes_no_other_ticket(
    client: httpx.Client, records: Records
) -> None:
    client.get("/tickets")
    before = records()["helpdesk.tickets"]

    update_ticket(client, **CHANGES)

    after = records()["helpdesk.tickets"]
    assert [key for key in before if after[key] != before[key]] == [TICKET]
    assert set(after) == set(before)


@pytest.mark.rule("A11")
@pytest.mark.parametrize("field", ["assigneeId", "requesterEmail", "requesterName"])
def test_null_clears_where_there_may_be_none(
    client: httpx.Client, later: dict[str, Any], field: str
) -> None:
    ticket = update_ticket(client, **{field: None})

    assert ticket == {**later, field: None, "updatedAt": LATER_TEXT}
    assert update_ticket(client, **{field: later[field]})[field] == later[field]


@pytest.mark.rule("A11")
@pytest.mark.parametrize("field", ["assigneeId", "requesterEmail", "requesterName"])
def test_null_for_what_is_null_changes_nothing(
    client: httpx.Client, clock: Clock, field: str
) -> None:
    ticket = create_ticket(client)
    clock.advance(timedelta(hours=1))

    assert update_ticket(client, ticket["id"], **{field: None}) == ticket


@pytest.mark.rule("A11")
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"id": "tkt_other", "createdAt": None, "updatedAt": "now", "number": 7},
        {"workspaceId": "ws_other", "nothing": [1], "Subject": "B", "": None},
        {"status": "open"},
        {"tags": ["billing", "urgent"]},
        {"tags": [" billing", "urgent", "billing "]},
        {"customFields": []},
        {"customFields": [{"id": "cf_abc", "value": "Enterprise"}]},
        {"customFields": [{"id": "cf_text", "value": None}]},
        {**DRAFT, "status": "open"},
    ],
)
def test_an_update_that_changes_nothing_leaves_no_stamp(
    client: httpx.Client,
    later: dict[str, Any],
    records: Records,
    fields: dict[str, Any],
) -> None:
    before = records()

    answer = client.put(f"/tickets/{TICKET}", json={"ticket": fields})

    assert answer.status_code == 200
    assert answer.json() == {"ticket": later}
    assert records() == before


@pytest.mark.rule("A11")
def test_a_ticket_can_be_sent_back_as_it_was_read(
    client: httpx.Client, later: dict[str, Any]
) -> None:
    """What only the system sets is ignored, so a round trip does no harm."""
    assert update_ticket(client, **later) == later
    changed = update_ticket(client, **{**later, "priority": "low"})

    assert changed == {**later, "priority": "low", "updatedAt": LATER_TEXT}


@pytest.mark.rule("A11")
def test_what_only_the_system_sets_is_ignored_beside_a_change(
    client: httpx.Client, later: dict[str, Any]
) -> None:
    ticket = update_ticket(
        client, subject="B", id="tkt_other", createdAt=NOW_TEXT, updatedAt=NOW_TEXT
    )

    assert ticket == {**later, "subject": "B", "updatedAt": LATER_TEXT}


@pytest.mark.rule("A11", "A9")
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ([], []),
        (["escalated"], ["escalated"]),
        (["urgent", "billing"], ["urgent", "billing"]),
        (["billing", "new", "billing"], ["billing", "new"]),
        (["  billing  "], ["billing"]),
    ],
)
def test_tags_replace_the_whole_set(
    client: httpx.Client, later: dict[str, Any], sent: list[str], kept: list[str]
) -> None:
    """Their order is part of the set."""
    ticket = update_ticket(client, tags=sent)

    assert ticket == {**later, "tags": kept, "updatedAt": LATER_TEXT}


@pytest.mark.rule("A11")
def test_every_status_may_follow_every_other(client: httpx.Client) -> None:
    statuses = ("new", "open", "pending", "resolved")
    for first in statuses:
        for second in statuses:
            ticket = create_ticket(client, status=first)

            updated = update_ticket(client, ticket["id"], status=second)

            assert updated["status"] == second


@pytest.mark.rule("A11")
def test_the_last_of_two_updates_wins(client: httpx.Client, clock: Clock) -> None:
    update_ticket(client, subject="B", priority="low")
    clock.advance(timedelta(milliseconds=1))
    ticket = update_ticket(client, subject="C")

    assert (ticket["subject"], ticket["priority"]) == ("C", "low")
    assert ticket["updatedAt"] == "2026-06-15T09:30:00.001Z"


@pytest.mark.rule("A11", "A9")
def test_a_long_text_is_kept(client: httpx.Client) -> None:
    text = "漢😬" * 5_000

    update_ticket(client, subject=text, requesterName=text)

    ticket = read_ticket(client)
    assert (ticket["subject"], ticket["requesterName"]) == (text, text)


@pytest.mark.rule("A11")
def test_a_refused_update_changes_nothing_of_what_was_valid(
    client: httpx.Client, later: dict[str, Any]
) -> None:
    answer = client.put(
        f"/tickets/{TICKET}", json={"ticket": {**CHANGES, "priority": "none"}}
    )

    assert answer.status_code == 422
    assert read_ticket(client) == later
