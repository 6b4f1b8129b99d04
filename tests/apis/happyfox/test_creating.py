"""Creating tickets: their numbers, and what stands where the body says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import (
    BASE,
    DRAFT,
    NOW_TEXT,
    PLAIN_DRAFT,
    created,
    found,
    read_ticket,
    ticket_url,
)
from tests.apis.happyfox.creating import (
    FIRST_CONTACT,
    FIRST_TICKET,
    create,
    each_media_type,
    first_update,
)
from tests.apis.happyfox.writing import FIRST_UPDATE, change, done, message, update

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

NEW = {
    "name": "New",
    "color": "FF9900",
    "order": 1,
    "default": True,
    "behavior": "pending",
    "id": 1,
}
NO_PRIORITY = {"default": True, "id": 5, "name": "No Priority", "order": 1}

#: The changes that the first update of every ticket tells of.
FROM_NOTHING = {
    "priority_change": change((5, "No Priority"), (None, None)),
    "status_change": change((1, "New"), (None, None)),
}

#: A draft for each public category, with what it requires.
DRAFTS: dict[int, dict[str, Any]] = {
    category: {**PLAIN_DRAFT, "category": category, **fields}
    for category, fields in {
        1: {"t-cf-3": [1]},
        2: {"t-cf-3": [1]},
        4: {},
        5: {"t-cf-3": [1]},
    }.items()
}


@pytest.mark.rule("H25", "H21", "H27", "H28", "H29")
def test_a_new_ticket_is_this_and_nothing_else(client: httpx.Client) -> None:
    ticket = created(client)

    jo = {
        "email": "jo@example.com",
        "type": "user",
        "id": FIRST_CONTACT,
        "name": "Jo Example",
    }
    categories = client.get(f"{BASE}/categories/").json()
    user, fields = ticket.pop("user"), ticket.pop("custom_fields")
    assert ticket == {
        "id": 65,
        "display_id": "#OD00000065",
        "subject": "Example ticket",
        "first_message": "Example message\n\n",
        "status": NEW,
        "priority": NO_PRIORITY,
        "category": next(each for each in categories if each["id"] == 4),
        "created_at": NOW_TEXT,
        "last_updated_at": NOW_TEXT,
        "last_modified": NOW_TEXT,
        "last_user_reply_at": NOW_TEXT,
        "last_staff_reply_at": None,
        "time_spent": None,
        "messages_count": 1,
        "attachments_count": 0,
        "sla_breaches": 0,
        "merged_tickets": [],
        "merged_to": None,
        "visible_only_staff": False,
        "due_date": None,
        "due_by": None,
        "tags": "",
        "unresponded": True,
        "source": "TKT_CREATION_API",
        "subscribers": [],
        "assigned_to": None,
        "updates": [update(jo, message=message("Example message"), **FROM_NOTHING)],
    }
    assert user["id"] == FIRST_CONTACT
    assert [field["value"] for field in fields] == [None] * len(fields)


@pytest.mark.rule("H25")
@each_media_type
def test_a_created_ticket_can_be_read_and_is_listed_first(
    client: httpx.Client, media_type: str
) -> None:
    ticket = create(client, DRAFT, media_type)

    assert ticket["id"] == FIRST_TICKET
    assert read_ticket(client, FIRST_TICKET) == ticket
    assert found(client)[0] == FIRST_TICKET


@pytest.mark.rule("H6", "H28")
def test_the_same_draft_makes_the_same_ticket_in_every_media_type(
    client: httpx.Client,
) -> None:
    """Its numbers apart, and those of its update."""
    body = {
        **DRAFT,
        "priority": 3,
        "assignee": 2,
        "visible_only_staff": True,
        "tags": "a,b",
        "cc": "ops@example.com",
        "due_date": "2026-06-22",
    }
    fields = ("custom_fields", "priority", "assigned_to", "visible_only_staff")

    tickets = [create(client, body, kind) for kind in ("json", "form", "multipart")]

    for name in (*fields, "tags", "due_date", "first_message"):
        assert tickets[0][name] == tickets[1][name] == tickets[2][name]
    messages = [first_update(ticket)["message"] for ticket in tickets]
    assert messages[0] == messages[1] == messages[2]


@pytest.mark.rule("H21")
def test_all_categories_number_their_tickets_in_one_sequence(
    client: httpx.Client,
) -> None:
    tickets = [create(client, DRAFTS[category]) for category in (4, 1, 5, 2, 4)]

    assert [ticket["id"] for ticket in tickets] == [65, 66, 67, 68, 69]
    assert [ticket["display_id"] for ticket in tickets] == [
        "#OD00000065",
        "#DC00000066",
        "#RE00000067",
        "#TE00000068",
        "#OD00000069",
    ]


@pytest.mark.rule("H21")
def test_a_moved_ticket_keeps_its_number_behind_another_prefix(
    client: httpx.Client,
) -> None:
    created(client)

    done(client, FIRST_TICKET, "move", staff_id=1, target_category_id=1)

    ticket = read_ticket(client, FIRST_TICKET)
    assert ticket["display_id"] == "#DC00000065"
    assert found(client, id="DC00000065") == [FIRST_TICKET]
    assert found(client, id="OD00000065") == []
    assert created(client)["id"] == FIRST_TICKET + 1


@pytest.mark.rule("H21")
def test_the_number_of_a_deleted_ticket_is_not_used_again(
    client: httpx.Client,
) -> None:
    created(client)
    done(client, FIRST_TICKET, "delete", staff_id=1)

    ticket = created(client)

    assert ticket["id"] == FIRST_TICKET + 1
    assert client.get(ticket_url(FIRST_TICKET)).status_code == 404


@pytest.mark.rule("H25")
def test_the_body_does_not_say_what_the_system_sets(client: httpx.Client) -> None:
    plain = created(client)

    ticket = created(
        client,
        id=7,
        display_id="#XX1",
        status=4,
        time_spent=90,
        sla_breaches=3,
        merged_to=1,
        source="TKT_CREATION_ADMIN_PANEL",
        unresponded=False,
        subscribers=[1],
        due_by="2026-06-22",
        last_modified="2001-01-01 00:00:00",
        nothing={"a": []},
    )

    personal = {"id", "display_id", "updates", "user"}
    assert {k: ticket[k] for k in ticket if k not in personal} == {
        k: plain[k] for k in plain if k not in personal
    }
    assert ticket["id"] == FIRST_TICKET + 1


@pytest.mark.rule("H25", "X6")
def test_a_ticket_is_one_ticket_one_contact_and_one_update(
    client: httpx.Client, records: Records
) -> None:
    before = records()

    created(client)

    after = records()
    new = {
        name: sorted(set(after[name]) - set(before[name]))
        for name in after
        if after[name] != before[name]
    }
    assert new == {
        "happyfox.contacts": [FIRST_CONTACT],
        "happyfox.tickets": [FIRST_TICKET],
        "happyfox.updates": [FIRST_UPDATE],
    }
