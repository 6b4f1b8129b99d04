"""The texts of refused fields: each kind of fault has its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import DRAFT, PLAIN_DRAFT, TICKETS, ticket_url
from tests.apis.happyfox.desks import changed_desk
from tests.apis.happyfox.sending import (
    CHOICE,
    CUSTOM_REQUIRED,
    DATE,
    DATE_TIME,
    EMAIL,
    LIST,
    NUMBER,
    REQUIRED,
    TRUE_OR_FALSE,
    VALUE,
    WHOLE_NUMBER,
    assert_refused,
)

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tests.apis.happyfox.conftest import Records

UPDATE = ticket_url(3, "staff_update")
NOTE = ticket_url(3, "staff_pvtnote")
REPLY = ticket_url(3, "user_reply")
FIELDS = ticket_url(3, "update_custom_fields")
FORWARD = ticket_url(3, "forward")
MOVE = ticket_url(3, "move")
SUBSCRIBE = ticket_url(3, "subscribe")
TAGS = ticket_url(3, "update_tags")

#: A body that each operation takes as it is.
VALID: dict[str, dict[str, Any]] = {
    TICKETS: {**PLAIN_DRAFT},
    UPDATE: {"staff": 1, "plaintext": "An answer"},
    NOTE: {"staff": 1, "plaintext": "A note"},
    REPLY: {"user": 1, "text": "A question"},
    FIELDS: {"staff": 1, "t-cf-1": "Madurai"},
    FORWARD: {"staff_id": 1, "to": "a@example.com", "subject": "s", "message": "m"},
    MOVE: {"staff_id": 1, "target_category_id": 2},
    SUBSCRIBE: {"staff_id": 2},
    TAGS: {"staff_id": 1, "add": "new"},
}

MISSING: list[tuple[str, str, list[Any]]] = [
    (TICKETS, "name", ["", " "]),
    (TICKETS, "email", [""]),
    (TICKETS, "subject", ["", " ", "\t\n", None]),
    (TICKETS, "text", [""]),
    (TICKETS, "category", [None, ""]),
    (UPDATE, "staff", [None, ""]),
    (NOTE, "staff", [None, ""]),
    (REPLY, "user", [None, ""]),
    (REPLY, "text", ["", " ", None]),
    (FIELDS, "staff", [None]),
    (FORWARD, "staff_id", [None]),
    (FORWARD, "to", ["", " ", None]),
    (FORWARD, "subject", ["", " ", None]),
    (FORWARD, "message", ["", " ", None]),
    (MOVE, "staff_id", [None]),
    (MOVE, "target_category_id", [None, ""]),
    (SUBSCRIBE, "staff_id", [None]),
    (TAGS, "staff_id", [None]),
]

WRONG: list[tuple[str, str, str, list[Any]]] = [
    (CHOICE, TICKETS, "category", [3, 6, 0, -1, 2147483648]),
    (CHOICE, TICKETS, "priority", [6, 0]),
    (CHOICE, TICKETS, "assignee", [5, 6, 0]),
    (CHOICE, TICKETS, "client", [4, 0]),
    (CHOICE, TICKETS, "c-cf-3", [5, 0]),
    (CHOICE, TICKETS, "t-cf-25", [3, 0]),
    (CHOICE, UPDATE, "staff", [5, 6, 0]),
    (CHOICE, UPDATE, "status", [5, 0]),
    (CHOICE, UPDATE, "priority", [6]),
    (CHOICE, UPDATE, "assignee", [5]),
    (CHOICE, UPDATE, "parent_update", [1, 53]),
    (CHOICE, UPDATE, "ccf-3", [5]),
    (CHOICE, UPDATE, "t-cf-3", [[8], [1, 0]]),
    (CHOICE, NOTE, "alert", ["x", "S", "", 5, 99]),
    (CHOICE, REPLY, "user", [4, 0]),
    (CHOICE, MOVE, "target_category_id", [6, 0]),
    (CHOICE, MOVE, "assign_to", [5]),
    (CHOICE, SUBSCRIBE, "data", [[5], [2, 99]]),
    (CHOICE, FORWARD, "ticket_attachments", [[23], [22, 99]]),
    (WHOLE_NUMBER, TICKETS, "category", ["x", "4", 4.5, True, [], {}]),
    (WHOLE_NUMBER, TICKETS, "priority", ["x", "1", 1.5, False, None]),
    (WHOLE_NUMBER, TICKETS, "client", ["x", "1", 1.5]),
    (WHOLE_NUMBER, TICKETS, "c-cf-3", ["x", "1", [1]]),
    (WHOLE_NUMBER, UPDATE, "status", ["x", 4.5]),
    (WHOLE_NUMBER, UPDATE, "time_spent", ["x", "5", 1.5, -1, 2147483648, True]),
    (WHOLE_NUMBER, UPDATE, "last_staff_message", ["x"]),
    (WHOLE_NUMBER, UPDATE, "t-cf-3", [["1"], [1.5], [True], [None]]),
    (WHOLE_NUMBER, SUBSCRIBE, "data", [["2"], [None]]),
    (NUMBER, TICKETS, "t-cf-5", ["x", "5", True, [5], 1.234, 10**13, -(10**13)]),
    (NUMBER, FIELDS, "t-cf-5", ["x", 0.001]),
    (EMAIL, TICKETS, "email", ["x", "a@b", "@example.com", "a@@example.com"]),
    (EMAIL, TICKETS, "email", ["a b@example.com", "a@example.com,b@example.com"]),
    (EMAIL, TICKETS, "cc", ["x", "a@example.com,x", "a@example.com b@example.com"]),
    (EMAIL, TICKETS, "bcc", ["x"]),
    (EMAIL, UPDATE, "cc", ["x"]),
    (EMAIL, REPLY, "bcc", ["x"]),
    (EMAIL, FORWARD, "to", ["x", "a@example.com;b@example.com"]),
    (DATE, TICKETS, "due_date", ["x", "2026-02-30", "31/04/2026", "2026/06/22"]),
    (DATE, TICKETS, "due_date", ["06/22/2026", "2026-6-1", "20260622", ""]),
    (DATE, UPDATE, "due_date", ["x", "0000-01-01"]),
    (DATE, FIELDS, "t-cf-4", ["x", "2026-02-30", "20/12/2019", "2019-12-20 "]),
    (DATE_TIME, TICKETS, "created_at", ["x", "2026-06-15", "2026-06-15 09:30:00"]),
    (DATE_TIME, TICKETS, "created_at", ["2026-02-30T09:30:00", "2026-06-15T25:00:00"]),
    (LIST, UPDATE, "t-cf-3", ["1,2", 1, {"1": 2}, True]),
    (LIST, SUBSCRIBE, "data", [2, "2", "[2]", {}]),
    (LIST, FORWARD, "ticket_attachments", [22, "22"]),
    (TRUE_OR_FALSE, TICKETS, "visible_only_staff", ["x", 1, 0, None, "", [], "True"]),
    (TRUE_OR_FALSE, UPDATE, "update_customer", ["yes", 1]),
    (TRUE_OR_FALSE, FORWARD, "include_pvt_notes", ["no", 0]),
    (VALUE, TICKETS, "subject", [5, True, ["x"], {"x": 1}]),
    (VALUE, TICKETS, "tags", [["a", "b"], 5, {"a": 1}]),
    (VALUE, TICKETS, "phone", [5]),
    (VALUE, UPDATE, "html", [5, ["x"]]),
    (VALUE, FIELDS, "t-cf-1", [5, ["x"], True]),
    (VALUE, MOVE, "move_note", [5]),
    (VALUE, TAGS, "add", [["a"]]),
    ("Unknown custom field.", TICKETS, "t-cf-99", [1, None]),
    ("Unknown custom field.", TICKETS, "c-cf-99", ["x"]),
    ("Unknown custom field.", UPDATE, "ccf-99", ["x"]),
]


@pytest.mark.rule("H3", "H2")
@pytest.mark.parametrize(("url", "name", "values"), MISSING)
def test_what_is_missing_null_or_blank_is_required(
    client: httpx.Client, records: Records, url: str, name: str, values: list[Any]
) -> None:
    body = VALID[url]
    before = records()

    answers = [client.post(url, json={**body, name: value}) for value in values]
    without = {key: value for key, value in body.items() if key != name}
    answers.append(client.post(url, json=without))

    for answer in answers:
        assert_refused(answer, **{name: REQUIRED})
    assert records() == before


@pytest.mark.rule("H3", "H28")
@pytest.mark.parametrize("value", [None, []])
def test_a_required_custom_field_is_told_without_a_full_stop(
    client: httpx.Client, value: Any
) -> None:
    answers = [
        client.post(TICKETS, json={**DRAFT, "t-cf-3": value}),
        client.post(FIELDS, json={"staff": 1, "t-cf-3": value}),
        client.post(TICKETS, data={**DRAFT, "t-cf-3": ""}),
    ]

    for answer in answers:
        assert_refused(answer, **{"t-cf-3": CUSTOM_REQUIRED})


@pytest.mark.rule("H3", "H28")
def test_a_required_field_of_the_contact_is_told_without_a_full_stop(
    tmp_path: Path,
) -> None:
    def require(fields: list[Any]) -> None:
        fields[0]["required"] = True

    with changed_desk(tmp_path, {"user_custom_fields": require}) as client:
        answer = client.post(TICKETS, json=dict(PLAIN_DRAFT))

    assert_refused(answer, **{"c-cf-2": CUSTOM_REQUIRED})


@pytest.mark.rule("H3", "H2")
@pytest.mark.parametrize(("text", "url", "name", "values"), WRONG)
def test_a_value_that_does_not_fit_is_told_in_the_words_of_its_kind(  # noqa: PLR0917  # the table's columns
    client: httpx.Client,
    records: Records,
    text: str,
    url: str,
    name: str,
    values: list[Any],
) -> None:
    before = records()

    for value in values:
        answer = client.post(url, json={**VALID[url], name: value})
        assert_refused(answer, **{name: text})

    assert records() == before


@pytest.mark.rule("H3", "H28")
@pytest.mark.parametrize("name", ["t-cf-", "t-cf-x", "t-cf-0", "t-cf--1", "c-cf-1.0"])
def test_a_custom_key_without_a_known_id_is_unknown(
    client: httpx.Client, name: str
) -> None:
    answer = client.post(TICKETS, json={**PLAIN_DRAFT, name: "x"})

    assert_refused(answer, **{name: "Unknown custom field."})


@pytest.mark.rule("H3", "X8")
@pytest.mark.parametrize(
    ("url", "name", "value", "text"),
    [
        (TICKETS, "size", "x", WHOLE_NUMBER),
        (TICKETS, "page", "0", WHOLE_NUMBER),
        (TICKETS, "sort", "x", CHOICE),
        (TICKETS, "fields", "x", CHOICE),
        (TICKETS, "minify_response", "x", TRUE_OR_FALSE),
        (TICKETS, "unresponded", "x", TRUE_OR_FALSE),
        (TICKETS, "breached", "x", TRUE_OR_FALSE),
        (TICKETS, "category", "x", WHOLE_NUMBER),
        (TICKETS, "duedate", "x", CHOICE),
        (TICKETS, "status", "x", VALUE),
        (ticket_url(3), "show_cf_changes", "x", TRUE_OR_FALSE),
    ],
)
def test_a_query_parameter_is_refused_in_the_same_words(
    client: httpx.Client, url: str, name: str, value: str, text: str
) -> None:
    answer = client.get(url, params={name: value})

    assert_refused(answer, **{name: text})
