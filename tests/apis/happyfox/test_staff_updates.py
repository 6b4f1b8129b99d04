"""Staff updates: a reply, changes or both, always as exactly one new update."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import NOW_TEXT, created, read_ticket
from tests.apis.happyfox.writing import (
    ADMIN,
    JAMES,
    change,
    difference,
    done,
    message,
    update,
    whole,
)

if TYPE_CHECKING:
    import httpx

HIGH, LOW = (3, "High"), (4, "Low")
IN_PROGRESS, ON_HOLD = (2, "In Progress"), (3, "On Hold")
ADMIN_AGENT, KAVYA_IYER = (1, "Admin Agent"), (3, "Kavya Iyer")


@pytest.mark.rule("H31", "H29")
def test_a_reply_is_one_update_and_changes_nothing_else(client: httpx.Client) -> None:
    before = read_ticket(client, 3)

    after = done(client, 3, "staff_update", staff=2, plaintext="Try turning it off.")

    assert difference(before, after) == {
        "last_updated_at": NOW_TEXT,
        "last_modified": NOW_TEXT,
        "last_staff_reply_at": NOW_TEXT,
        "messages_count": before["messages_count"] + 1,
        "updates": [update(JAMES, message=message("Try turning it off."))],
    }


@pytest.mark.rule("H31", "H29")
def test_everything_at_once_is_still_one_update(client: httpx.Client) -> None:
    before = whole(client, 3)

    done(
        client,
        3,
        "staff_update",
        staff=2,
        plaintext="Done.",
        cc="ops@example.com, lead@example.org",
        bcc=" audit@example.net ,",
        update_customer=True,
        subject="Your printer",
        status=3,
        priority=4,
        assignee=3,
        time_spent=8,
        due_date="30/06/2026",
        tags="test, urgent",
        **{"t-cf-6": "white"},
    )
    after = whole(client, 3)

    told = difference(before, after)
    assert told.pop("custom_fields")[5]["value"] == "white"
    assert told.pop("assigned_to")["id"] == 3
    assert told == {
        "status": after["status"],
        "priority": after["priority"],
        "last_updated_at": NOW_TEXT,
        "last_modified": NOW_TEXT,
        "last_staff_reply_at": NOW_TEXT,
        "time_spent": 20,
        "messages_count": 3,
        "due_date": "2026-06-30",
        "tags": "test,urgent",
        "updates": [
            update(
                JAMES,
                message=message(
                    "Done.",
                    cc_list="ops@example.com,lead@example.org",
                    bcc_list="audit@example.net",
                    customer_updated=True,
                    subject="Your printer",
                ),
                time_spent=8,
                status_change=change(ON_HOLD, IN_PROGRESS),
                priority_change=change(LOW, HIGH),
                assignee_change=change(KAVYA_IYER, ADMIN_AGENT),
                due_date_change={"new": "2026-06-30", "old": "2026-05-07"},
                custom_field_change=[
                    {"to": "white", "from": "grey", "id": "6", "name": "Product Color"}
                ],
            )
        ],
    }
    assert (after["status"]["id"], after["priority"]["id"]) == (3, 4)


@pytest.mark.rule("H31", "H29")
@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"status": 3}, {"status_change": change(ON_HOLD, IN_PROGRESS)}),
        ({"priority": 4}, {"priority_change": change(LOW, HIGH)}),
        ({"assignee": 3}, {"assignee_change": change(KAVYA_IYER, ADMIN_AGENT)}),
        ({"assignee": None}, {"assignee_change": change((None, None), ADMIN_AGENT)}),
        ({"time_spent": 5}, {"time_spent": 5}),
        (
            {"due_date": "2026-07-01"},
            {"due_date_change": {"new": "2026-07-01", "old": "2026-05-07"}},
        ),
        (
            {"t-cf-6": "white"},
            {
                "custom_field_change": [
                    {"to": "white", "from": "grey", "id": "6", "name": "Product Color"}
                ]
            },
        ),
        ({"tags": "more"}, {}),
        ({"c-cf-3": 1}, {}),
    ],
)
def test_a_property_alone_is_one_update_without_a_message(
    client: httpx.Client, body: dict[str, Any], told: dict[str, Any]
) -> None:
    before = whole(client, 3)

    done(client, 3, "staff_update", staff=1, **body)

    made = difference(before, whole(client, 3))
    assert made["updates"] == [update(ADMIN, **told)]
    assert made["last_modified"] == made["last_updated_at"] == NOW_TEXT
    assert "messages_count" not in made
    assert "last_staff_reply_at" not in made
    assert len(made) == 4


@pytest.mark.rule("H31")
def test_the_answer_is_the_ticket_that_is_read(client: httpx.Client) -> None:
    answer = done(client, 62, "staff_update", staff=1, plaintext="An answer", status=2)

    assert answer == read_ticket(client, 62)


@pytest.mark.rule("H31")
def test_an_update_is_signed_with_the_username(client: httpx.Client) -> None:
    ticket = done(client, 62, "staff_update", staff=3, priority=1)

    assert ticket["updates"][-1]["by"] == {
        "email": "kavya.iyer@example.com",
        "type": "staff",
        "id": 3,
        "name": "kavya.iyer",
    }


@pytest.mark.rule("H31")
def test_a_change_that_keeps_the_old_value_is_not_told(client: httpx.Client) -> None:
    before = whole(client, 3)

    done(
        client,
        3,
        "staff_update",
        staff=1,
        status=2,
        priority=4,
        assignee=1,
        due_date="07/05/2026",
        time_spent=0,
        tags="test",
        **{"t-cf-3": [4], "t-cf-6": "grey", "ccf-2": "Changed company"},
    )

    made = difference(before, whole(client, 3))
    assert made["updates"] == [update(ADMIN, priority_change=change(LOW, HIGH))]
    assert set(made) == {"priority", "last_updated_at", "last_modified", "updates"}


@pytest.mark.rule("H31", "H29")
def test_a_reply_that_repeats_the_properties_tells_only_the_reply(
    client: httpx.Client,
) -> None:
    ticket = done(
        client, 3, "staff_update", staff=1, html="Again", status=2, priority=3
    )

    assert ticket["updates"][-1] == update(ADMIN, message=message("Again"))


@pytest.mark.rule("H31")
@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, False),
        ({"update_customer": False}, False),
        ({"update_customer": True}, True),
    ],
)
def test_whether_the_contact_was_told_is_remembered(
    client: httpx.Client, *, sent: dict[str, bool], told: bool
) -> None:
    ticket = done(client, 3, "staff_update", staff=1, plaintext="Hello", **sent)

    assert ticket["updates"][-1]["message"]["customer_updated"] is told


@pytest.mark.rule("H31")
def test_a_subject_is_that_of_the_reply_and_not_of_the_ticket(
    client: httpx.Client,
) -> None:
    ticket = done(
        client, 3, "staff_update", staff=1, plaintext="Hello", subject="Neu: Größe 🌻"
    )

    assert ticket["updates"][-1]["message"]["subject"] == "Neu: Größe 🌻"
    assert ticket["subject"] == "Example ticket"


@pytest.mark.rule("H31")
@pytest.mark.parametrize("wish", [True, "true", False, "false"])
def test_a_survey_is_accepted_and_never_held(
    client: httpx.Client, *, wish: bool | str
) -> None:
    ticket = done(
        client, 3, "staff_update", staff=1, plaintext="Hello", send_survey=wish
    )

    assert ticket["updates"][-1] == update(ADMIN, message=message("Hello"))


@pytest.mark.rule("H31")
def test_a_parent_update_of_the_ticket_is_accepted(client: httpx.Client) -> None:
    ticket = done(
        client, 3, "staff_update", staff=1, plaintext="Hello", parent_update=51
    )

    assert ticket["updates"][-1] == update(ADMIN, message=message("Hello"))


@pytest.mark.rule("H31")
def test_privacy_and_the_subject_of_a_ticket_stay_whatever_is_sent(
    client: httpx.Client,
) -> None:
    before = read_ticket(client, 62)

    after = done(
        client,
        62,
        "staff_update",
        staff=1,
        priority=1,
        subject="Other",
        private=True,
        visible_only_staff=True,
        unresponded=False,
        category=4,
        id=3,
    )

    assert set(difference(before, after)) == {
        "priority",
        "last_updated_at",
        "last_modified",
        "updates",
    }


@pytest.mark.rule("H31", "H32")
def test_a_ticket_can_be_unassigned_and_assigned_again(client: httpx.Client) -> None:
    ticket = created(client, assignee=4)

    kept = done(client, ticket["id"], "staff_update", staff=1, priority=1)
    emptied = done(client, ticket["id"], "staff_update", staff=1, assignee=None)
    given = done(client, ticket["id"], "staff_update", staff=1, assignee=2)

    assert kept["assigned_to"]["id"] == 4
    assert emptied["assigned_to"] is None
    assert given["assigned_to"]["name"] == "james may"
    changes = [each["assignee_change"] for each in given["updates"]]
    assert changes[1:] == [
        None,
        change((None, None), (4, "Farhan Qureshi")),
        change((2, "james may"), (None, None)),
    ]
