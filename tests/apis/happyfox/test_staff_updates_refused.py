"""Staff updates and notes that are refused: what is told, and that nothing changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import field_errors, ticket_url
from tests.apis.happyfox.writing import CHOICE, NOTHING_TO_UPDATE, done, post

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

REQUIRED = "This field is required."
WHOLE_NUMBER = "Enter a whole number."
EMAIL = "Enter a valid email address."
DATE = "Enter a valid date."
TRUE_OR_FALSE = "Enter true or false."
TEXT = "Enter a valid value."

#: Fields that a reply and a note have in common: a value, and its refusal.
COMMON: list[tuple[str, Any, str]] = [
    ("staff", None, REQUIRED),
    ("staff", 99, CHOICE),
    ("staff", 5, CHOICE),
    ("staff", 0, CHOICE),
    ("staff", "admin", WHOLE_NUMBER),
    ("staff", 1.5, WHOLE_NUMBER),
    ("staff", True, WHOLE_NUMBER),
    ("status", 99, CHOICE),
    ("status", "Closed", WHOLE_NUMBER),
    ("priority", 99, CHOICE),
    ("priority", [3], WHOLE_NUMBER),
    ("assignee", 99, CHOICE),
    ("assignee", 5, CHOICE),
    ("assignee", "none", WHOLE_NUMBER),
    ("time_spent", -1, WHOLE_NUMBER),
    ("time_spent", 1.5, WHOLE_NUMBER),
    ("time_spent", "an hour", WHOLE_NUMBER),
    ("due_date", "tomorrow", DATE),
    ("due_date", "2026-02-30", DATE),
    ("due_date", "31/06/2026", DATE),
    ("due_date", "06/30/2026", DATE),
    ("due_date", "", DATE),
    ("tags", ["test"], TEXT),
    ("html", 5, TEXT),
    ("plaintext", ["Hello"], TEXT),
    ("text", {}, TEXT),
    ("t-cf-99", "x", "Unknown custom field."),
    ("t-cf-x", "x", "Unknown custom field."),
    ("t-cf-", "x", "Unknown custom field."),
    ("t-cf-06", "x", "Unknown custom field."),
    ("t-cf-27", "x", "Unknown custom field."),
    ("c-cf-99", "x", "Unknown custom field."),
    ("ccf-1", "x", "Unknown custom field."),
    ("t-cf-3", [9], CHOICE),
    ("t-cf-3", 4, "Enter a list of values."),
    ("t-cf-4", "20/12/2026", DATE),
    ("t-cf-5", "many", "Enter a number."),
    ("t-cf-5", 1.005, "Enter a number."),
    ("ccf-3", 9, CHOICE),
    ("c-cf-3", 9, CHOICE),
]

OF_A_REPLY: list[tuple[str, Any, str]] = [
    ("cc", "ops@example.com, nobody", EMAIL),
    ("bcc", "@example.com", EMAIL),
    ("update_customer", "yes", TRUE_OR_FALSE),
    ("update_customer", 1, TRUE_OR_FALSE),
    ("send_survey", "True", TRUE_OR_FALSE),
    ("parent_update", 40, CHOICE),
    ("parent_update", 9999, CHOICE),
    ("parent_update", "first", WHOLE_NUMBER),
    ("last_staff_message", "first", WHOLE_NUMBER),
    ("subject", 5, TEXT),
]

CASES = [("staff_update", *case) for case in [*COMMON, *OF_A_REPLY]] + [
    ("staff_pvtnote", *case) for case in COMMON
]


@pytest.mark.rule("H31", "H36", "H2", "H3", "H28")
@pytest.mark.parametrize(("action", "field", "value", "text"), CASES)
def test_a_wrong_value_is_refused_and_changes_nothing(
    client: httpx.Client,
    records: Records,
    *,
    action: str,
    field: str,
    value: Any,
    text: str,
) -> None:
    before = records()

    answer = post(client, 3, action, {"staff": 1, "plaintext": "Hi", field: value})

    assert answer.status_code == 400
    assert answer.json() == field_errors(**{field: text})
    assert records() == before


@pytest.mark.rule("H2", "H3", "H31")
def test_faults_are_told_all_at_once_in_the_order_of_the_fields(
    client: httpx.Client, records: Records
) -> None:
    before = records()

    answer = post(
        client,
        3,
        "staff_update",
        {
            "t-cf-5": "many",
            "t-cf-99": "x",
            "ccf-3": 9,
            "due_date": "soon",
            "time_spent": -5,
            "assignee": 5,
            "priority": 99,
            "status": 99,
            "last_staff_message": 51,
            "parent_update": 40,
            "update_customer": "yes",
            "bcc": "nobody",
            "cc": "nobody",
        },
    )

    assert answer.status_code == 400
    assert answer.json() == field_errors(
        **{
            "staff": REQUIRED,
            "cc": EMAIL,
            "bcc": EMAIL,
            "update_customer": TRUE_OR_FALSE,
            "parent_update": CHOICE,
            "last_staff_message": "The ticket has a newer staff message.",
            "status": CHOICE,
            "priority": CHOICE,
            "assignee": CHOICE,
            "time_spent": WHOLE_NUMBER,
            "due_date": DATE,
            "ccf-3": CHOICE,
            "t-cf-5": "Enter a number.",
            "t-cf-99": "Unknown custom field.",
        }
    )
    assert records() == before


@pytest.mark.rule("H31", "H36")
@pytest.mark.parametrize("action", ["staff_update", "staff_pvtnote"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        {"html": ""},
        {"plaintext": "", "text": "", "html": ""},
        {"status": 2},
        {"priority": 3, "assignee": 1, "due_date": "2026-05-07"},
        {"due_date": "07/05/2026"},
        {"time_spent": 0},
        {"tags": ""},
        {"tags": "test, test,"},
        {"t-cf-1": "Chennai", "t-cf-3": [4]},
        {"t-cf-4": None, "t-cf-5": None},
        {"t-cf-4": ""},
        {"ccf-2": "Changed company"},
        {"c-cf-2": "Changed company", "ccf-3": None},
        {"update_customer": True, "subject": "Nothing", "cc": "ops@example.com"},
        {"attachments": ["a.txt"]},
    ],
)
def test_without_a_message_and_a_change_there_is_nothing_to_update(
    client: httpx.Client, records: Records, action: str, more: dict[str, Any]
) -> None:
    before = records()

    answer = post(client, 3, action, {"staff": 1, **more})

    assert answer.status_code == 400
    assert answer.json() == NOTHING_TO_UPDATE
    assert records() == before


@pytest.mark.rule("H31", "H32")
def test_unassigning_nobody_is_nothing_to_update(client: httpx.Client) -> None:
    answer = post(client, 64, "staff_update", {"staff": 1, "assignee": None})

    assert answer.json() == NOTHING_TO_UPDATE


@pytest.mark.rule("H31", "H6")
def test_an_empty_assignee_in_a_form_unassigns(client: httpx.Client) -> None:
    form = {"staff": "1", "assignee": ""}

    answer = client.post(ticket_url(3, "staff_update"), data=form)

    assert answer.status_code == 200
    assert answer.json()["assigned_to"] is None


@pytest.mark.rule("H31", "X9")
def test_a_value_given_twice_in_a_form_is_refused(
    client: httpx.Client, records: Records
) -> None:
    before = records()
    form = {"staff": "1", "status": ["3", "3"], "plaintext": ["Hi", "Ho"]}

    answer = client.post(ticket_url(3, "staff_update"), data=form)

    assert answer.status_code == 400
    assert answer.json() == field_errors(status=WHOLE_NUMBER, plaintext=TEXT)
    assert records() == before


@pytest.mark.rule("H35")
def test_the_latest_staff_message_may_be_named(client: httpx.Client) -> None:
    ticket = done(
        client, 3, "staff_update", staff=1, plaintext="Hi", last_staff_message=52
    )

    assert ticket["updates"][-1]["message"]["text"] == "Hi\n\n"


@pytest.mark.rule("H35")
@pytest.mark.parametrize(
    ("ticket_id", "named"),
    [
        (3, 51),
        (3, 53),
        (3, 1),
        (62, 1),
        (62, 387),
        (5, 2147483647),
    ],
)
def test_another_message_than_the_latest_is_refused(
    client: httpx.Client, records: Records, ticket_id: int, named: int
) -> None:
    """Tickets 5 and 62 have no message by the staff, so that no id is right."""
    before = records()
    body = {"staff": 1, "plaintext": "Hi", "last_staff_message": named}

    answer = post(client, ticket_id, "staff_update", body)

    assert answer.status_code == 400
    assert answer.json() == field_errors(
        last_staff_message="The ticket has a newer staff message."
    )
    assert records() == before


@pytest.mark.rule("H35")
def test_the_latest_staff_message_may_be_a_note_but_no_reply_of_a_contact(
    client: httpx.Client,
) -> None:
    note = done(client, 3, "staff_pvtnote", staff=2, plaintext="Mine!")["updates"][-1]
    done(client, 3, "user_reply", user=1, text="Hello?")
    done(client, 3, "staff_update", staff=2, priority=4)
    body = {"staff": 1, "plaintext": "Hi"}

    late = post(client, 3, "staff_update", {**body, "last_staff_message": 52})
    right = post(
        client, 3, "staff_update", {**body, "last_staff_message": note["update_id"]}
    )

    assert (late.status_code, right.status_code) == (400, 200)


@pytest.mark.rule("H35")
def test_a_collision_is_found_for_properties_alone(client: httpx.Client) -> None:
    body = {"staff": 1, "priority": 4, "last_staff_message": 51}

    answer = post(client, 3, "staff_update", body)

    assert answer.status_code == 400
