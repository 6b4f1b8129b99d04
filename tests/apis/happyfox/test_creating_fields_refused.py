"""Custom fields of new tickets that are refused: wrong, unknown, or left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import DRAFT, PLAIN_DRAFT
from tests.apis.happyfox.creating import (
    CHOICE,
    DATE,
    FIELD_REQUIRED,
    LIST,
    NUMBER,
    UNKNOWN,
    VALUE,
    WHOLE_NUMBER,
    create,
    each_media_type,
    refusal,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

#: A value for each field of tickets, and the public categories that take it.
FIELDS: dict[str, tuple[Any, set[int]]] = {
    "t-cf-1": ("Chennai", {1}),
    "t-cf-2": ("Goa", {1, 2, 4, 5}),
    "t-cf-3": ([1], {1, 2, 5}),
    "t-cf-4": ("2019-12-20", {1}),
    "t-cf-5": (200, {1, 4}),
    "t-cf-6": ("grey", {1}),
    "t-cf-25": (1, {4}),
    "t-cf-26": ("Gate 4", {4}),
    "t-cf-27": ("SN-0001", {2}),
}


@pytest.mark.rule("H28", "X8")
@pytest.mark.parametrize("key", FIELDS)
@pytest.mark.parametrize("category", [1, 2, 4, 5])
@each_media_type
def test_a_field_applies_in_its_categories_and_in_no_other(
    client: httpx.Client, records: Records, category: int, key: str, media_type: str
) -> None:
    value, categories = FIELDS[key]
    required = {} if category == 4 else {"t-cf-3": [1]}
    draft = {**PLAIN_DRAFT, "category": category, **required, key: value}
    before = records()

    if category in categories:
        create(client, draft, media_type)
    else:
        assert refusal(client, draft, media_type) == [(key, UNKNOWN)]
        assert records() == before


@pytest.mark.rule("H28", "X8")
@pytest.mark.parametrize(
    "key",
    [
        "t-cf-99",
        "t-cf-7",
        "t-cf-0",
        "t-cf--1",
        "t-cf-",
        "t-cf-02",
        "t-cf-2 ",
        "t-cf-2.0",
        "t-cf-State",
        "t-cf-२",
        "t-cf-99999999999999999999",
        "c-cf-99",
        "c-cf-1",
        "c-cf-",
        "c-cf-02",
        "ccf-99",
        "ccf-",
        "ccf-3x",
    ],
)
@pytest.mark.parametrize("value", ["x", "", None, 1])
def test_a_field_that_nobody_has_is_unknown(
    client: httpx.Client, records: Records, key: str, value: object
) -> None:
    """Even if it is to be empty."""
    before = records()

    assert refusal(client, {**PLAIN_DRAFT, key: value}) == [(key, UNKNOWN)]
    assert records() == before


@pytest.mark.rule("H28", "H6")
@pytest.mark.parametrize("key", ["t-cf-99", "c-cf-99", "ccf-99"])
@pytest.mark.parametrize("value", ["x", "", ["x", "y"]])
@pytest.mark.parametrize("media_type", ["form", "multipart"])
def test_a_field_that_nobody_has_is_unknown_in_a_form(
    client: httpx.Client, key: str, value: list[str] | str, media_type: str
) -> None:
    refused = refusal(client, {**PLAIN_DRAFT, key: value}, media_type)

    assert refused == [(key, UNKNOWN)]


@pytest.mark.rule("H28", "H6")
@pytest.mark.parametrize(
    "key", ["tcf-2", "T-CF-2", "cf-2", "u-cf-2", " t-cf-2", "t_cf_2"]
)
def test_a_key_of_another_kind_is_no_custom_field_and_ignored(
    client: httpx.Client, key: str
) -> None:
    ticket = create(client, {**PLAIN_DRAFT, key: "Goa"})

    fields = [*ticket["custom_fields"], *ticket["user"]["custom_fields"]]
    assert [field for field in fields if field["value"] is not None] == []


@pytest.mark.rule("H28", "H3")
@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("t-cf-1", 5, VALUE),
        ("t-cf-1", True, VALUE),
        ("t-cf-1", ["Chennai"], VALUE),
        ("t-cf-1", {"en": "Chennai"}, VALUE),
        ("t-cf-3", "1", LIST),
        ("t-cf-3", 1, LIST),
        ("t-cf-3", {"id": 1}, LIST),
        ("t-cf-3", [8], CHOICE),
        ("t-cf-3", [1, 8], CHOICE),
        ("t-cf-3", [0], CHOICE),
        ("t-cf-3", [2**31], CHOICE),
        ("t-cf-3", ["Chennai"], WHOLE_NUMBER),
        ("t-cf-3", [1.5], WHOLE_NUMBER),
        ("t-cf-3", [None], WHOLE_NUMBER),
        ("t-cf-4", "2019-02-29", DATE),
        ("t-cf-4", "2019-13-01", DATE),
        ("t-cf-4", "2019-1-1", DATE),
        ("t-cf-4", "20/12/2019", DATE),
        ("t-cf-4", "20191220", DATE),
        ("t-cf-4", "2019-12-20T00:00:00", DATE),
        ("t-cf-4", "tomorrow", DATE),
        ("t-cf-4", " ", DATE),
        ("t-cf-5", "200", NUMBER),
        ("t-cf-5", True, NUMBER),
        ("t-cf-5", [200], NUMBER),
        ("t-cf-5", 1.234, NUMBER),
        ("t-cf-5", -0.001, NUMBER),
        ("t-cf-5", 1e-9, NUMBER),
        ("t-cf-5", 10**12 + 1, NUMBER),
        ("t-cf-5", -(10**12) - 1, NUMBER),
        ("t-cf-5", 1e300, NUMBER),
        ("c-cf-2", 5, VALUE),
        ("c-cf-3", 5, CHOICE),
        ("c-cf-3", 0, CHOICE),
        ("c-cf-3", 2**31, CHOICE),
        ("c-cf-3", "1", WHOLE_NUMBER),
        ("c-cf-3", "Business", WHOLE_NUMBER),
        ("c-cf-3", [1], WHOLE_NUMBER),
        ("ccf-3", 5, CHOICE),
    ],
)
def test_a_value_that_does_not_fit_its_field_is_refused(
    client: httpx.Client, records: Records, key: str, value: object, text: str
) -> None:
    before = records()

    assert refusal(client, {**DRAFT, key: value}) == [(key, text)]
    assert records() == before


@pytest.mark.rule("H28", "H3", "H6")
@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("t-cf-3", "8", CHOICE),
        ("t-cf-3", "1,8", CHOICE),
        ("t-cf-3", "0", CHOICE),
        ("t-cf-3", "-1", LIST),
        ("t-cf-3", "Chennai", LIST),
        ("t-cf-3", "1;2", LIST),
        ("t-cf-3", "[1,2", LIST),
        ("t-cf-3", '["Chennai"]', LIST),
        ("t-cf-3", "[true]", LIST),
        ("t-cf-3", "१", LIST),
        ("t-cf-4", "20/12/2019", DATE),
        ("t-cf-4", "2019-02-29", DATE),
        ("t-cf-5", "many", NUMBER),
        ("t-cf-5", "1.234", NUMBER),
        ("t-cf-5", "1,5", NUMBER),
        ("t-cf-5", "1_000", NUMBER),
        ("t-cf-5", "1e3", NUMBER),
        ("t-cf-5", "१२", NUMBER),
        ("t-cf-5", " 12", NUMBER),
        ("t-cf-5", "NaN", NUMBER),
        ("t-cf-5", "Infinity", NUMBER),
        ("t-cf-5", ".", NUMBER),
        ("t-cf-5", "1000000000001", NUMBER),
        ("t-cf-5", "9" * 400, NUMBER),
        ("c-cf-3", "5", CHOICE),
        ("c-cf-3", "Business", WHOLE_NUMBER),
        ("c-cf-3", "1.0", WHOLE_NUMBER),
    ],
)
@pytest.mark.parametrize("media_type", ["form", "multipart"])
def test_a_text_that_does_not_fit_its_field_is_refused(
    client: httpx.Client, key: str, value: str, text: str, media_type: str
) -> None:
    assert refusal(client, {**DRAFT, key: value}, media_type) == [(key, text)]


@pytest.mark.rule("H28", "H3")
@pytest.mark.parametrize("category", [1, 2, 5])
@each_media_type
def test_a_required_field_must_be_given_where_it_applies(
    client: httpx.Client, records: Records, category: int, media_type: str
) -> None:
    """Its text has no full stop."""
    before = records()

    refused = refusal(client, {**PLAIN_DRAFT, "category": category}, media_type)

    assert refused == [("t-cf-3", FIELD_REQUIRED)]
    assert records() == before


@pytest.mark.rule("H28", "H3")
@pytest.mark.parametrize("value", [None, []])
def test_an_empty_required_field_is_missing(
    client: httpx.Client, value: object
) -> None:
    assert refusal(client, {**DRAFT, "t-cf-3": value}) == [("t-cf-3", FIELD_REQUIRED)]


@pytest.mark.rule("H28", "H3", "H6")
@pytest.mark.parametrize("value", ["", " ", ",", "[]", ["", ""]])
@pytest.mark.parametrize("media_type", ["form", "multipart"])
def test_an_empty_required_field_of_a_form_is_missing(
    client: httpx.Client, value: list[str] | str, media_type: str
) -> None:
    refused = refusal(client, {**DRAFT, "t-cf-3": value}, media_type)

    assert refused == [("t-cf-3", FIELD_REQUIRED)]


@pytest.mark.rule("H28", "H3")
@pytest.mark.parametrize("dock", [{}, {"t-cf-26": ""}])
@each_media_type
def test_the_choice_that_a_required_field_depends_on_asks_for_it(
    client: httpx.Client, dock: dict[str, str], media_type: str
) -> None:
    refused = refusal(client, {**PLAIN_DRAFT, "t-cf-25": 2, **dock}, media_type)

    assert refused == [("t-cf-26", FIELD_REQUIRED)]


@pytest.mark.rule("H28")
def test_a_refused_choice_asks_for_nothing(client: httpx.Client) -> None:
    assert refusal(client, {**PLAIN_DRAFT, "t-cf-25": 3}) == [("t-cf-25", CHOICE)]
    assert refusal(client, {**PLAIN_DRAFT, "t-cf-25": "2"}) == [
        ("t-cf-25", WHOLE_NUMBER)
    ]
