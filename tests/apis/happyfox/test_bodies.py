"""Bodies: JSON, urlencoded and multipart say the same, each in its own types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import PLAIN_DRAFT, TICKETS, read_ticket, ticket_url
from tests.apis.happyfox.sending import (
    FORMS,
    VALUE,
    WAYS,
    WHOLE_NUMBER,
    Way,
    as_json,
    assert_refused,
    desk,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub

every_way = pytest.mark.parametrize("way", WAYS)
every_form = pytest.mark.parametrize("way", FORMS)

#: A body of each operation with everything in it, and the same as text in a form.
BODIES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    (
        TICKETS,
        {
            "name": "Jo Example",
            "email": "jo@example.com",
            "phone": "+91 44 5550 0199",
            "subject": "A & B = C; 100 % + 😬",
            "text": "one\r\ntwo\n\tthree",
            "category": 1,
            "priority": 3,
            "assignee": 2,
            "tags": "a, b",
            "cc": "x@example.com,y@example.com",
            "bcc": "z@example.com",
            "created_at": "2026-06-14T16:20:00+02:00",
            "due_date": "22/06/2026",
            "visible_only_staff": True,
            "c-cf-2": "Straße & Söhne",
            "c-cf-3": 1,
            "t-cf-1": "Chennai",
            "t-cf-3": [1, 2],
            "t-cf-4": "2019-12-20",
            "t-cf-5": 200.5,
        },
        {"visible_only_staff": "true", "t-cf-3": "1,2"},
    ),
    (
        ticket_url(3, "staff_update"),
        {
            "staff": 2,
            "cc": "x@example.com",
            "update_customer": True,
            "send_survey": False,
            "parent_update": 52,
            "last_staff_message": 52,
            "status": 3,
            "priority": 2,
            "assignee": None,
            "time_spent": 5,
            "html": "<p>One &amp; two</p>",
            "ccf-3": 2,
            "t-cf-3": [7],
            "t-cf-5": -1,
        },
        {"update_customer": "true", "send_survey": "false", "assignee": ""},
    ),
    (
        ticket_url(3, "staff_pvtnote"),
        {"staff": 1, "alert": 2, "assignee": None, "time_spent": 0, "t-cf-5": 0.25},
        {"assignee": ""},
    ),
    (ticket_url(3, "user_reply"), {"user": 27662, "text": "<b>Grüße</b> + 1"}, {}),
    (
        ticket_url(3, "update_custom_fields"),
        {"staff": 1, "t-cf-1": "Madurai", "t-cf-3": [5, 6], "t-cf-5": 3},
        {},
    ),
    (
        ticket_url(3, "update_tags"),
        {"add": "x, y", "remove": "test", "staff_id": 1},
        {},
    ),
    (ticket_url(1, "subscribe"), {"staff_id": 1, "data": [3, 2]}, {}),
    (ticket_url(3, "unsubscribe"), {"staff_id": 1}, {}),
    (
        ticket_url(3, "forward"),
        {
            "staff_id": 1,
            "to": "x@example.com, y@example.com",
            "subject": "s",
            "message": "m",
            "send_all_messages": False,
            "include_pvt_notes": True,
            "ticket_attachments": [22],
        },
        {"send_all_messages": "false", "include_pvt_notes": "true"},
    ),
    (
        ticket_url(3, "move"),
        {"staff_id": 1, "target_category_id": 2, "move_note": " n ", "assign_to": 2},
        {},
    ),
    (ticket_url(5, "delete"), {"staff_id": 1}, {}),
]


@pytest.mark.rule("H6")
@pytest.mark.parametrize(("url", "body", "texts"), BODIES)
def test_every_way_of_sending_writes_the_same(
    bundled_stub: Stub,
    sandbox_name: str,
    url: str,
    body: dict[str, Any],
    texts: dict[str, Any],
) -> None:
    """Each way is used in a sandbox of its own, and all that is stored compared."""
    stored = []
    for way in WAYS:
        name = f"{sandbox_name}-{way.__name__}"
        with desk(bundled_stub, name) as client:
            sent = body if way is as_json else {**body, **texts}
            answer = client.post(url, **way(sent))
            assert answer.status_code == 200, answer.text
        stored.append(bundled_stub.records(name))

    assert stored[1] == stored[0]
    assert stored[2] == stored[0]


@pytest.mark.rule("H6")
@every_form
def test_text_in_a_form_has_the_types_of_its_fields(
    client: httpx.Client, way: Way
) -> None:
    url, body, texts = BODIES[0]

    ticket = client.post(url, **way({**body, **texts})).json()

    assert ticket["priority"]["id"] == 3
    assert ticket["assigned_to"]["id"] == 2
    assert ticket["visible_only_staff"] is True
    assert ticket["subject"] == body["subject"]
    assert ticket["first_message"] == f"{body['text']}\n\n"
    fields = {each["id"]: each["value_id"] for each in ticket["custom_fields"]}
    values = {each["id"]: each["value"] for each in ticket["custom_fields"]}
    assert fields[3] == [1, 2]
    assert values[5] == 200.5


@pytest.mark.rule("H6", "X8")
@pytest.mark.parametrize(
    "value", ["", "x", "4.0", "4.5", " 4", "4 ", "+4", "0x4", "4_0", "٤", "four"]
)
@every_form
def test_what_is_no_number_in_a_form_is_refused(
    client: httpx.Client, records: Records, value: str, way: Way
) -> None:
    before = records()

    created = client.post(TICKETS, **way({**PLAIN_DRAFT, "priority": value}))
    updated = client.post(
        ticket_url(3, "staff_update"), **way({"staff": 1, "time_spent": value})
    )

    assert_refused(created, priority=WHOLE_NUMBER)
    assert_refused(updated, time_spent=WHOLE_NUMBER)
    assert records() == before


@pytest.mark.rule("H6")
@pytest.mark.parametrize("name", ["category", "priority", "assignee", "client"])
def test_a_whole_number_with_a_point_is_one(
    client: httpx.Client, records: Records, name: str
) -> None:
    """In JSON `4.0` and `4` are the same number, and it is stored and told as `4`."""
    number = {"category": 4.0}.get(name, 1.0)

    ticket = client.post(TICKETS, json={**PLAIN_DRAFT, name: number}).json()

    stored = records()["happyfox.tickets"][65]
    ids = [stored[f"{each}_id"] for each in ("category", "priority", "assignee")]
    assert not any(isinstance(each, float) for each in ids)
    first = ticket["updates"][0]
    told = [
        first["priority_change"]["new"],
        (first["assignee_change"] or {}).get("new"),
    ]
    assert not any(isinstance(each, float) for each in told)


@pytest.mark.rule("H6")
@every_form
@pytest.mark.parametrize("action", ["staff_update", "staff_pvtnote"])
def test_an_empty_assignee_in_a_form_is_null(
    client: httpx.Client, action: str, way: Way
) -> None:
    before = read_ticket(client, 3)["assigned_to"]

    ticket = client.post(
        ticket_url(3, action), **way({"staff": 1, "assignee": ""})
    ).json()

    assert before["id"] == 1
    assert ticket["assigned_to"] is None
    assert ticket["updates"][-1]["assignee_change"]["new"] is None


@pytest.mark.rule("H6")
@every_form
def test_a_new_ticket_with_an_empty_assignee_has_none(
    client: httpx.Client, way: Way
) -> None:
    ticket = client.post(TICKETS, **way({**PLAIN_DRAFT, "assignee": ""})).json()

    assert ticket["assigned_to"] is None


@pytest.mark.rule("H6")
@pytest.mark.parametrize(("url", "body", "texts"), BODIES)
def test_unknown_fields_are_ignored(
    bundled_stub: Stub,
    sandbox_name: str,
    url: str,
    body: dict[str, Any],
    texts: dict[str, Any],
) -> None:
    unknown = {"id": "x", "cf-1": "x", "t-cf": "x", "nothing": ["a", "b"], "": "x"}
    for way in WAYS:
        sent = body if way is as_json else {**body, **texts}
        with desk(bundled_stub, f"{sandbox_name}-{way.__name__}") as client:
            answer = client.post(url, **way({**sent, **unknown}))

        assert answer.status_code == 200, answer.text


@pytest.mark.rule("H6", "H28")
@every_way
def test_a_custom_key_that_is_unknown_is_refused(
    client: httpx.Client, way: Way
) -> None:
    answer = client.post(TICKETS, **way({**PLAIN_DRAFT, "t-cf-99": "x"}))

    assert_refused(answer, **{"t-cf-99": "Unknown custom field."})


@pytest.mark.rule("H6")
@pytest.mark.parametrize("action", ["staff_update", "staff_pvtnote", "forward"])
def test_a_part_with_a_filename_is_no_text(client: httpx.Client, action: str) -> None:
    name = "message" if action == "forward" else "plaintext"
    staff = "staff_id" if action == "forward" else "staff"
    body = {staff: "1", "to": "a@example.com", "subject": "s"}

    answer = client.post(
        ticket_url(3, action), data=body, files={name: ("a.txt", b"text")}
    )

    assert_refused(answer, **{name: VALUE})
