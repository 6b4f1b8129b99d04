"""Refused drafts: all that is wrong is told at once, in the order of the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import DRAFT, PLAIN_DRAFT
from tests.apis.happyfox.creating import (
    CHOICE,
    DATE,
    DATE_TIME,
    EMAIL,
    FIELD_REQUIRED,
    FORM,
    LIST,
    MULTIPART,
    NUMBER,
    REQUIRED,
    TRUE_OR_FALSE,
    UNKNOWN,
    VALUE,
    WHOLE_NUMBER,
    each_media_type,
    refusal,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

#: A wrong value for each field, in the order of the API, and what is said of it.
WRONG: list[tuple[str, Any, str]] = [
    ("name", "", REQUIRED),
    ("email", "nobody", EMAIL),
    ("phone", 5, VALUE),
    ("subject", "", REQUIRED),
    ("text", 5, VALUE),
    ("html", 5, VALUE),
    ("priority", 9, CHOICE),
    ("assignee", 5, CHOICE),
    ("tags", ["a"], VALUE),
    ("cc", "nobody", EMAIL),
    ("bcc", "nobody", EMAIL),
    ("created_at", "today", DATE_TIME),
    ("due_date", "2026-02-30", DATE),
    ("visible_only_staff", "no", TRUE_OR_FALSE),
    ("client", 0, CHOICE),
    ("c-cf-2", 5, VALUE),
    ("c-cf-3", 9, CHOICE),
]

#: The same for the fields of a ticket in category 1.
WRONG_FIELDS: list[tuple[str, Any, str]] = [
    ("t-cf-1", 5, VALUE),
    ("t-cf-2", ["Goa"], VALUE),
    ("t-cf-3", "Chennai", LIST),
    ("t-cf-4", "tomorrow", DATE),
    ("t-cf-5", 1.234, NUMBER),
    ("t-cf-25", 1, UNKNOWN),
]

#: Wrong values that a form can send.
WRONG_TEXTS: list[tuple[str, str, str]] = [
    ("name", "", REQUIRED),
    ("email", "nobody", EMAIL),
    ("subject", "", REQUIRED),
    ("text", "", REQUIRED),
    ("priority", "9", CHOICE),
    ("assignee", "Admin", WHOLE_NUMBER),
    ("cc", "nobody", EMAIL),
    ("bcc", "nobody", EMAIL),
    ("created_at", "today", DATE_TIME),
    ("due_date", "2026-02-30", DATE),
    ("visible_only_staff", "no", TRUE_OR_FALSE),
    ("c-cf-3", "9", CHOICE),
    ("t-cf-3", "Chennai", LIST),
    ("t-cf-4", "tomorrow", DATE),
    ("t-cf-5", "1.234", NUMBER),
]


def texts(wrong: list[tuple[str, Any, str]]) -> list[tuple[str, str]]:
    """Return each field and its text."""
    return [(field, text) for field, _, text in wrong]


def backwards(wrong: list[tuple[str, Any, str]]) -> dict[str, Any]:
    """Return a body with the wrong values, the last field first."""
    return {field: value for field, value, _ in reversed(wrong)}


@pytest.mark.rule("H23", "H2", "H28")
def test_everything_wrong_is_told_in_the_order_of_the_fields(
    client: httpx.Client, records: Records
) -> None:
    """Whatever the order in the body."""
    before = records()
    wrong = [*WRONG, *WRONG_FIELDS]

    refused = refusal(client, {**backwards(wrong), "category": 1})

    assert refused == texts(wrong)
    assert records() == before


@pytest.mark.rule("H23", "H2", "H28")
@pytest.mark.parametrize(
    ("category", "text"),
    [(3, CHOICE), (99, CHOICE), ("1", WHOLE_NUMBER), (None, REQUIRED)],
)
def test_with_a_refused_category_the_tickets_own_fields_are_not_judged(
    client: httpx.Client, category: object, text: str
) -> None:
    """The contact's are; and the category has its place between html and priority."""
    wrong = [*WRONG[:6], ("category", category, text), *WRONG[6:]]

    refused = refusal(client, backwards([*wrong, *WRONG_FIELDS]))

    assert refused == texts(wrong)


@pytest.mark.rule("H28")
@each_media_type
def test_without_a_category_no_field_of_tickets_is_missed_or_unknown(
    client: httpx.Client, media_type: str
) -> None:
    draft = {**PLAIN_DRAFT, "category": 3, "t-cf-25": "x", "t-cf-99": "x"}

    assert refusal(client, draft, media_type) == [("category", CHOICE)]


@pytest.mark.rule("H23", "H2", "H6")
@pytest.mark.parametrize("media_type", [FORM, MULTIPART])
def test_a_form_is_refused_in_the_same_order(
    client: httpx.Client, records: Records, media_type: str
) -> None:
    before = records()

    refused = refusal(client, {**backwards(WRONG_TEXTS), "category": "1"}, media_type)

    assert refused == texts(WRONG_TEXTS)
    assert records() == before


@pytest.mark.rule("H23", "H2", "H6")
def test_the_attachments_have_their_place_behind_the_due_date(
    client: httpx.Client,
) -> None:
    """Text is no file."""
    wrong = [
        ("due_date", "2026-02-30", DATE),
        ("attachments", "text", VALUE),
        ("visible_only_staff", "no", TRUE_OR_FALSE),
        ("client", "0", CHOICE),
        ("c-cf-3", "9", CHOICE),
        ("t-cf-5", "1.234", NUMBER),
    ]

    refused = refusal(client, {**PLAIN_DRAFT, **backwards(wrong)}, MULTIPART)

    assert refused == texts(wrong)


@pytest.mark.rule("H23", "H28")
def test_missing_and_wrong_custom_fields_are_told_with_the_others(
    client: httpx.Client,
) -> None:
    draft = {**DRAFT, "t-cf-3": [], "t-cf-5": "many", "c-cf-3": 9, "due_date": "soon"}

    assert refusal(client, draft) == [
        ("due_date", DATE),
        ("c-cf-3", CHOICE),
        ("t-cf-3", FIELD_REQUIRED),
        ("t-cf-5", NUMBER),
    ]


@pytest.mark.rule("H23", "H28")
def test_unknown_custom_fields_come_last(client: httpx.Client) -> None:
    draft = {"t-cf-99": 1, "c-cf-99": 1, "ccf-98": 1, **DRAFT, "t-cf-5": "many"}

    assert refusal(client, draft) == [
        ("t-cf-5", NUMBER),
        ("c-cf-99", UNKNOWN),
        ("ccf-98", UNKNOWN),
        ("t-cf-99", UNKNOWN),
    ]
