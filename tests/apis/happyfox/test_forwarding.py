"""Forwarding a ticket: an update that counts as a note, and no mail at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import (
    NOW_TEXT,
    field_errors,
    read_ticket,
    ticket_url,
)
from tests.apis.happyfox.writing import (
    CHOICE,
    JAMES,
    WRITES,
    difference,
    done,
    message,
    post,
    update,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub

REQUIRED = "This field is required."
EMAIL = "Enter a valid email address."
TRUE_OR_FALSE = "Enter true or false."
NO_LIST = "Enter a list of values."

MAIL: dict[str, Any] = {
    "staff_id": 2,
    "to": "ops@example.com, lead@example.org",
    "subject": "test",
    "message": "Could one of you\ntake this over?",
}


@pytest.mark.rule("H42", "H29", "X6")
def test_a_forward_is_one_update_and_counts_as_a_note(
    client: httpx.Client, bundled_stub: Stub, sandbox_name: str
) -> None:
    """Ticket 4 waits for an answer, and goes on waiting; nothing leaves the stub."""
    before = read_ticket(client, 4)

    answer = done(client, 4, "forward", **MAIL)

    assert answer == {"message": "Successfully forwarded the ticket #DC00000004"}
    assert difference(before, read_ticket(client, 4)) == {
        "last_modified": NOW_TEXT,
        "messages_count": before["messages_count"] + 1,
        "updates": [
            update(
                JAMES,
                message=message(
                    "Could one of you\ntake this over?",
                    "Could one of you<br>take this over?",
                    forward_list="ops@example.com,lead@example.org",
                    subject="test",
                ),
            )
        ],
    }
    assert list(bundled_stub.sandbox(sandbox_name).outbox.deliveries()) == []


@pytest.mark.rule("H42")
def test_a_forward_may_use_everything_there_is(client: httpx.Client) -> None:
    done(
        client,
        4,
        "forward",
        **MAIL,
        to_include_ticket_contact=True,
        cc_include_ticket_contact="true",
        cc="a@example.com, b@example.com,",
        bcc="c@example.com",
        send_all_messages=False,
        include_pvt_notes="false",
        ticket_attachments=[23, 25],
        convert_replies_as_new_ticket=False,
    )

    told = read_ticket(client, 4)["updates"][-1]["message"]
    assert told["forward_list"] == "ops@example.com,lead@example.org"
    assert (told["cc_list"], told["bcc_list"]) == (
        "a@example.com,b@example.com",
        "c@example.com",
    )
    assert told["customer_updated"] is False
    assert told["message_type"] is None
    assert told["attachments"] == []


@pytest.mark.rule("H42", "H21")
def test_the_answer_names_the_display_id(client: httpx.Client) -> None:
    answer = done(client, 63, "forward", **MAIL)

    assert answer["message"].endswith(" #OD00000063")


@pytest.mark.rule("H42", "H6")
@pytest.mark.parametrize("files", [["24", "25"], "24,25", "[24, 25]", ""])
@pytest.mark.parametrize("as_files", [False, True])
def test_a_form_sends_the_list_of_files_in_several_ways(
    client: httpx.Client,
    files: str | list[str],
    *,
    as_files: bool,
) -> None:
    form = {**MAIL, "ticket_attachments": files, "send_all_messages": "false"}
    each = files if isinstance(files, list) else [files]
    parts = [
        *((name, (None, str(value))) for name, value in MAIL.items()),
        *(("ticket_attachments", (None, item)) for item in each),
    ]
    sent: dict[str, Any] = {"files": parts} if as_files else {"data": form}

    answer = client.post(ticket_url(4, "forward"), **sent)

    assert answer.status_code == 200, answer.text


@pytest.mark.rule("H42", "H2", "H3")
@pytest.mark.parametrize(
    ("fields", "errors"),
    [
        (
            {"staff_id": None, "to": None, "subject": None, "message": None},
            {
                "staff_id": REQUIRED,
                "to": REQUIRED,
                "subject": REQUIRED,
                "message": REQUIRED,
            },
        ),
        ({"to": ""}, {"to": REQUIRED}),
        ({"to": " "}, {"to": REQUIRED}),
        ({"to": " , ,"}, {"to": REQUIRED}),
        ({"subject": " "}, {"subject": REQUIRED}),
        ({"message": ""}, {"message": REQUIRED}),
        ({"staff_id": 99}, {"staff_id": CHOICE}),
        ({"staff_id": 5}, {"staff_id": CHOICE}),
        ({"staff_id": "2"}, {"staff_id": "Enter a whole number."}),
        ({"to": "ops@example.com, ops"}, {"to": EMAIL}),
        ({"to": "a@example.com b@example.com"}, {"to": EMAIL}),
        ({"to": ["a@example.com"]}, {"to": "Enter a valid value."}),
        ({"message": 5}, {"message": "Enter a valid value."}),
        ({"cc": "a"}, {"cc": EMAIL}),
        ({"bcc": "a@b"}, {"bcc": EMAIL}),
        (
            {"to_include_ticket_contact": 1},
            {"to_include_ticket_contact": TRUE_OR_FALSE},
        ),
        (
            {"cc_include_ticket_contact": "yes"},
            {"cc_include_ticket_contact": TRUE_OR_FALSE},
        ),
        ({"send_all_messages": "TRUE"}, {"send_all_messages": TRUE_OR_FALSE}),
        ({"include_pvt_notes": 0}, {"include_pvt_notes": TRUE_OR_FALSE}),
        (
            {"convert_replies_as_new_ticket": ""},
            {"convert_replies_as_new_ticket": TRUE_OR_FALSE},
        ),
        ({"ticket_attachments": [22]}, {"ticket_attachments": CHOICE}),
        ({"ticket_attachments": [23, 9999]}, {"ticket_attachments": CHOICE}),
        ({"ticket_attachments": 23}, {"ticket_attachments": NO_LIST}),
        (
            {"ticket_attachments": [22], "bcc": "x", "cc": "x", "to": "x"},
            {"to": EMAIL, "cc": EMAIL, "bcc": EMAIL, "ticket_attachments": CHOICE},
        ),
    ],
)
def test_a_wrong_forward_is_refused_and_changes_nothing(
    client: httpx.Client,
    records: Records,
    fields: dict[str, Any],
    errors: dict[str, str],
) -> None:
    before = records()

    answer = post(client, 4, "forward", {**MAIL, **fields})

    assert answer.status_code == 400
    assert answer.json() == field_errors(**errors)
    assert records() == before


@pytest.mark.rule("H42")
@pytest.mark.parametrize("name", ["staff_id", "to", "subject", "message"])
def test_every_part_of_the_mail_must_be_sent(client: httpx.Client, name: str) -> None:
    """The message as well, though the vendor's example leaves it out."""
    body = {key: value for key, value in MAIL.items() if key != name}

    answer = post(client, 4, "forward", body)

    assert answer.status_code == 400
    assert answer.json() == field_errors(**{name: REQUIRED})


@pytest.mark.rule("H42", "H35")
def test_a_forward_is_a_message_by_the_staff(client: httpx.Client) -> None:
    done(client, 62, "forward", **WRITES["forward"])
    body = {"staff": 1, "plaintext": "Hi", "last_staff_message": 400}

    answer = post(client, 62, "staff_update", body)

    assert answer.status_code == 200
