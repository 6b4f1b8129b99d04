"""Drafts that are refused: what is wrong with each field, and that nothing is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import PLAIN_DRAFT, TICKETS, created
from tests.apis.happyfox.creating import (
    CHOICE,
    EMAIL,
    FIRST_CONTACT,
    FIRST_TICKET,
    FORM,
    MULTIPART,
    REQUIRED,
    TRUE_OR_FALSE,
    VALUE,
    WHOLE_NUMBER,
    each_media_type,
    first_update,
    refusal,
    send,
    without,
)
from tests.apis.happyfox.writing import FIRST_UPDATE

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

#: Values that are no integer, in JSON.
NO_INTEGERS: list[Any] = ["1", "", "one", 1.5, True, [1], {"id": 1}]

#: Values that are no text, in JSON.
NO_TEXTS: list[Any] = [5, 1.5, True, None, ["text"], {"text": "text"}]


@pytest.mark.rule("H23", "H3")
@pytest.mark.parametrize("field", ["name", "email", "subject", "text", "category"])
@each_media_type
def test_a_missing_field_is_required(
    client: httpx.Client, records: Records, field: str, media_type: str
) -> None:
    before = records()

    refused = refusal(client, without(PLAIN_DRAFT, field), media_type)

    assert refused == [(field, REQUIRED)]
    assert records() == before


@pytest.mark.rule("H23", "H3")
@pytest.mark.parametrize("field", ["name", "email", "subject", "text"])
@each_media_type
def test_an_empty_field_is_missing(
    client: httpx.Client, field: str, media_type: str
) -> None:
    refused = refusal(client, {**PLAIN_DRAFT, field: ""}, media_type)

    assert refused == [(field, REQUIRED)]


@pytest.mark.rule("H23", "H3")
@pytest.mark.parametrize("media_type", [FORM, MULTIPART])
def test_an_empty_category_of_a_form_is_missing(
    client: httpx.Client, media_type: str
) -> None:
    refused = refusal(client, {**PLAIN_DRAFT, "category": ""}, media_type)

    assert refused == [("category", REQUIRED)]


@pytest.mark.rule("H23", "H3")
@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "  "), ("subject", " \n\t"), ("subject", None), ("category", None)],
)
def test_blanks_and_null_are_missing_where_something_is_due(
    client: httpx.Client, field: str, value: object
) -> None:
    assert refusal(client, {**PLAIN_DRAFT, field: value}) == [(field, REQUIRED)]


@pytest.mark.rule("H23", "H3")
@pytest.mark.parametrize("html", ["", None])
def test_without_text_and_html_the_text_is_required(
    client: httpx.Client, html: str | None
) -> None:
    draft = {**PLAIN_DRAFT, "text": ""}
    if html is not None:
        draft["html"] = html

    assert refusal(client, draft) == [("text", REQUIRED)]


@pytest.mark.rule("H23", "H3", "X8")
@pytest.mark.parametrize(
    "field",
    ["name", "email", "text", "html", "tags", "cc", "bcc", "created_at", "due_date"],
)
@pytest.mark.parametrize("value", NO_TEXTS)
def test_what_is_no_text_is_no_value(
    client: httpx.Client, records: Records, field: str, value: object
) -> None:
    before = records()

    assert refusal(client, {**PLAIN_DRAFT, field: value}) == [(field, VALUE)]
    assert records() == before


@pytest.mark.rule("H23", "H3", "X8")
@pytest.mark.parametrize("field", ["category", "priority", "assignee"])
@pytest.mark.parametrize("value", NO_INTEGERS)
def test_what_is_no_integer_is_no_whole_number(
    client: httpx.Client, records: Records, field: str, value: object
) -> None:
    before = records()

    refused = refusal(client, {**PLAIN_DRAFT, field: value})

    missing = field == "category" and value == ""
    assert refused == [(field, REQUIRED if missing else WHOLE_NUMBER)]
    assert records() == before


@pytest.mark.rule("H23", "H3", "H6")
@pytest.mark.parametrize("field", ["category", "priority", "assignee", "client"])
@pytest.mark.parametrize("value", ["one", "1.5", "1 2", "0x1", "१", "true"])
@pytest.mark.parametrize("media_type", [FORM, MULTIPART])
def test_a_form_says_a_number_in_digits(
    client: httpx.Client, field: str, value: str, media_type: str
) -> None:
    refused = refusal(client, {**PLAIN_DRAFT, field: value}, media_type)

    assert refused == [(field, WHOLE_NUMBER)]


@pytest.mark.rule("H23", "H3")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("category", 3),  # it is private
        ("category", 6),
        ("category", 0),
        ("category", -1),
        ("category", 2**31),
        ("priority", 6),
        ("priority", 0),
        ("priority", 2**31),
        ("assignee", 5),  # no longer active
        ("assignee", 6),
        ("assignee", 0),
        ("assignee", 2**31),
    ],
)
@each_media_type
def test_an_id_that_is_not_to_be_had_is_no_choice(
    client: httpx.Client, records: Records, field: str, value: int, media_type: str
) -> None:
    before = records()

    refused = refusal(client, {**PLAIN_DRAFT, field: value}, media_type)

    assert refused == [(field, CHOICE)]
    assert records() == before


@pytest.mark.rule("H23", "H26", "H3")
@pytest.mark.parametrize("field", ["email", "cc", "bcc"])
@pytest.mark.parametrize(
    "address",
    [
        "jo",
        "jo@",
        "@example.com",
        "jo@example",
        "jo@example.",
        "jo@.com",
        "jo@example@example.com",
        "jo smith@example.com",
        "jo@exa mple.com",
    ],
)
def test_an_address_must_be_one(client: httpx.Client, field: str, address: str) -> None:
    assert refusal(client, {**PLAIN_DRAFT, field: address}) == [(field, EMAIL)]


@pytest.mark.rule("H22", "H23")
@pytest.mark.parametrize(
    "address",
    [
        "jo@example.com,al@example.com",
        "jo@example.com, al@example.com",
        ",jo@a.example",
    ],
)
def test_a_contact_has_one_address(client: httpx.Client, address: str) -> None:
    assert refusal(client, {**PLAIN_DRAFT, "email": address}) == [("email", EMAIL)]


@pytest.mark.rule("H6", "H23", "X8")
@pytest.mark.parametrize(
    "value", ["yes", "True", "FALSE", "", "1", "0", 1, 0, None, [True]]
)
def test_privacy_is_true_or_false(
    client: httpx.Client, records: Records, value: object
) -> None:
    before = records()

    refused = refusal(client, {**PLAIN_DRAFT, "visible_only_staff": value})

    assert refused == [("visible_only_staff", TRUE_OR_FALSE)]
    assert records() == before


@pytest.mark.rule("X9", "H6", "H23")
@pytest.mark.parametrize(
    ("field", "values", "text"),
    [
        ("name", ["Jo", "Jo"], VALUE),
        ("email", ["jo@example.com", "al@example.com"], VALUE),
        ("phone", ["0101", "0102"], VALUE),
        ("subject", ["one", "two"], VALUE),
        ("text", ["one", "two"], VALUE),
        ("category", ["4", "4"], WHOLE_NUMBER),
        ("priority", ["1", "2"], WHOLE_NUMBER),
        ("tags", ["one", "two"], VALUE),
        ("visible_only_staff", ["true", "true"], TRUE_OR_FALSE),
    ],
)
@pytest.mark.parametrize("media_type", [FORM, MULTIPART])
def test_a_field_of_one_value_comes_once(
    client: httpx.Client, field: str, values: list[str], text: str, media_type: str
) -> None:
    refused = refusal(client, {**PLAIN_DRAFT, field: values}, media_type)

    assert refused == [(field, text)]


@pytest.mark.rule("H21", "H22", "H23")
@each_media_type
def test_a_refused_ticket_uses_up_no_id(client: httpx.Client, media_type: str) -> None:
    """Nor does it make its contact."""
    for fields in ({"category": 3}, {"due_date": "soon"}, {"t-cf-99": "x"}):
        assert send(client, {**PLAIN_DRAFT, **fields}, media_type).status_code == 400

    ticket = created(client)

    assert ticket["id"] == FIRST_TICKET
    assert ticket["user"]["id"] == FIRST_CONTACT
    assert first_update(ticket)["update_id"] == FIRST_UPDATE


@pytest.mark.rule("H23")
def test_a_refused_draft_changes_nothing_about_a_known_contact(
    client: httpx.Client, records: Records
) -> None:
    before = records()
    draft = {**PLAIN_DRAFT, "client": 2, "phone": "0101", "c-cf-2": "Initech"}

    answer = client.post(TICKETS, json={**draft, "priority": 9})

    assert answer.status_code == 400
    assert records() == before
