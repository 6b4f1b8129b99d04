"""Faults are told all at once, in the order of the operation's table."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import DRAFT, JSON, PLAIN_DRAFT, TICKETS, ticket_url
from tests.apis.happyfox.sending import (
    REQUIRED,
    as_json,
    as_multipart,
    assert_refused,
    refused_fields,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

_CUSTOM = {"c-cf-2": 5, "c-cf-3": "x"}
_TICKET_CUSTOM = {
    "t-cf-1": 5,
    "t-cf-2": 5,
    "t-cf-3": "x",
    "t-cf-4": "x",
    "t-cf-5": "x",
    "t-cf-6": 5,
}
_UPDATE_CUSTOM = {"ccf-2": 5, "c-cf-2": 5, "ccf-3": "x", "c-cf-3": "x"}

#: Everything that can be wrong, by the operation, in the order of its table.
WRONG: dict[str, dict[str, Any]] = {
    TICKETS: {
        "name": 5,
        "email": "x",
        "phone": 5,
        "subject": 5,
        "text": 5,
        "html": 5,
        "category": "x",
        "priority": "x",
        "assignee": "x",
        "tags": ["x"],
        "cc": "x",
        "bcc": "x",
        "created_at": "x",
        "due_date": "x",
        "visible_only_staff": "x",
        "client": "x",
        **_CUSTOM,
    },
    ticket_url(3, "staff_update"): {
        "staff": "x",
        "cc": "x",
        "bcc": "x",
        "update_customer": "x",
        "send_survey": "x",
        "parent_update": 1,
        "last_staff_message": 1,
        "subject": 5,
        "status": 99,
        "priority": 99,
        "assignee": 99,
        "time_spent": -1,
        "due_date": "x",
        "tags": ["x"],
        "html": 5,
        "plaintext": 5,
        "text": 5,
        **_UPDATE_CUSTOM,
        **_TICKET_CUSTOM,
    },
    ticket_url(3, "staff_pvtnote"): {
        "staff": "x",
        "alert": "x",
        "status": 99,
        "priority": 99,
        "assignee": 99,
        "due_date": "x",
        "tags": ["x"],
        "html": 5,
        "plaintext": 5,
        "text": 5,
        **_UPDATE_CUSTOM,
        "time_spent": -1,
        **_TICKET_CUSTOM,
    },
    ticket_url(3, "user_reply"): {"user": 99, "cc": "x", "bcc": "x", "text": 5},
    ticket_url(3, "update_custom_fields"): {"staff": 99, **_TICKET_CUSTOM},
    ticket_url(3, "update_tags"): {"add": 5, "remove": 5, "staff_id": 99},
    ticket_url(3, "subscribe"): {"staff_id": 99, "data": [99]},
    ticket_url(3, "unsubscribe"): {"staff_id": 99},
    ticket_url(3, "forward"): {
        "staff_id": 99,
        "to": "x",
        "subject": 5,
        "message": 5,
        "to_include_ticket_contact": "x",
        "cc_include_ticket_contact": "x",
        "cc": "x",
        "bcc": "x",
        "send_all_messages": "x",
        "include_pvt_notes": "x",
        "ticket_attachments": [99],
        "convert_replies_as_new_ticket": "x",
    },
    ticket_url(3, "move"): {
        "staff_id": 99,
        "target_category_id": 99,
        "move_note": 5,
        "assign_to": 99,
    },
    ticket_url(3, "delete"): {"staff_id": 99},
}

#: Faults on both sides of the files, by the operation, with valid fields beside them.
AROUND_THE_FILES: dict[str, tuple[dict[str, Any], list[str]]] = {
    TICKETS: (
        {**PLAIN_DRAFT, "due_date": "x", "visible_only_staff": "x", "client": "x"},
        ["due_date", "attachments", "visible_only_staff", "client"],
    ),
    ticket_url(3, "staff_update"): (
        {"staff": 1, "due_date": "x", "ccf-3": "x", "t-cf-4": "x"},
        ["due_date", "attachments", "ccf-3", "t-cf-4"],
    ),
    ticket_url(3, "staff_pvtnote"): (
        {"staff": 1, "due_date": "x", "ccf-3": "x", "time_spent": "x"},
        ["due_date", "attachments", "ccf-3", "time_spent"],
    ),
    ticket_url(3, "user_reply"): (
        {"user": 99, "cc": "x", "text": ""},
        ["user", "cc", "attachments", "text"],
    ),
    ticket_url(3, "forward"): (
        {
            "staff_id": 1,
            "to": "x",
            "subject": "s",
            "message": "m",
            "ticket_attachments": 99,
            "convert_replies_as_new_ticket": "x",
        },
        ["to", "ticket_attachments", "attachments", "convert_replies_as_new_ticket"],
    ),
}


@pytest.mark.rule("H2")
@pytest.mark.parametrize(("url", "wrong"), WRONG.items())
def test_every_field_at_fault_is_told_at_once_in_the_order_of_the_table(
    client: httpx.Client, records: Records, url: str, wrong: dict[str, Any]
) -> None:
    """Whatever the order of the body, and whoever found the fault."""
    before = records()
    backwards = dict(reversed(wrong.items()))

    answer = client.post(url, **as_json(backwards))

    assert refused_fields(answer) == [*wrong]
    assert answer.headers["content-type"] == JSON
    assert records() == before


@pytest.mark.rule("H2", "H6")
@pytest.mark.parametrize("url", AROUND_THE_FILES)
def test_files_are_told_in_their_place(client: httpx.Client, url: str) -> None:
    """Text where files are wanted is at fault; only in multipart there are any."""
    fields, expected = AROUND_THE_FILES[url]

    answer = client.post(url, **as_multipart({"attachments": "text", **fields}))

    assert refused_fields(answer) == expected


@pytest.mark.rule("H2", "H23")
def test_what_a_new_ticket_lacks_is_told_in_the_order_of_the_table(
    client: httpx.Client,
) -> None:
    answer = client.post(TICKETS, json={})

    assert_refused(
        answer,
        name=REQUIRED,
        email=REQUIRED,
        subject=REQUIRED,
        text=REQUIRED,
        category=REQUIRED,
    )


@pytest.mark.rule("H2")
def test_custom_fields_that_are_unknown_come_last_as_they_were_sent(
    client: httpx.Client,
) -> None:
    sent = {"t-cf-99": 1, "t-cf-5": "x", "c-cf-98": 1, "t-cf-97": 1, "c-cf-3": "x"}

    answer = client.post(TICKETS, json={**sent, **DRAFT, "t-cf-5": "x", "c-cf-3": "x"})

    assert sorted(refused_fields(answer)[:2]) == ["c-cf-3", "t-cf-5"]
    assert set(refused_fields(answer)[2:]) == {"t-cf-99", "c-cf-98", "t-cf-97"}
