"""Names in the search: the system's own, custom fields, and nobody's."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.searching import (
    ALL,
    CHOICE,
    DATE_NAMES,
    SYSTEM_NAMES,
    add,
    assert_refused,
    search,
)
from tests.apis.happyfox.writing import done

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub

#: A value for each of the system's names, that some of the tickets pass.
VALUES = {
    "unresponded": "true",
    "breached": "true",
    "has_attachments": "true",
    "tag": "printer",
    "duedate": "overdue",
    "priority": "High",
    "status": "New",
    "assignee": "none",
    "group": "any",
    "contact": "Sheikh",
    "id": "3,4",
    "category": "2",
    **dict.fromkeys(DATE_NAMES, "2026/06/02"),
}


@pytest.mark.rule("H14")
@pytest.mark.parametrize("name", SYSTEM_NAMES)
def test_a_name_of_the_system_is_its_filter(client: httpx.Client, name: str) -> None:
    found = {*search(client, f"{name}:{VALUES[name]}")}

    assert found
    assert found < ALL


@pytest.mark.rule("H14")
@pytest.mark.parametrize("name", SYSTEM_NAMES)
def test_a_quoted_name_is_never_the_system_s(
    client: httpx.Client, bundled_stub: Stub, sandbox_name: str, name: str
) -> None:
    """It is a custom field's, and so finds nothing until there is such a field."""
    value = VALUES[name].partition(",")[0]
    q = f'"{name}":"{value}"'
    without_field = search(client, q)
    field = {"id": 90, "name": name.upper(), "type": "text", "choices": None}
    add(bundled_stub, sandbox_name, "user_custom_fields", field)
    done(client, 5, "staff_update", staff=1, plaintext="Noted", **{"c-cf-90": value})

    with_field = search(client, q)

    assert without_field == []
    assert sorted(with_field) == [5, 19, 42]


@pytest.mark.rule("H14")
@pytest.mark.parametrize(
    "q",
    [
        "Status:New",
        "STATUS:New",
        "Tag:printer",
        "Created-On:2026/06/02",
        "last-modified-on:2026/06/02",
        "last-closed-on:2026/06/02",
        "last-closed-before:2026/06/02",
        "last-closed-after:2026/06/02",
        "created:2026/06/02",
        "due_date:today",
        "subject:printer",
        "user:Sheikh",
        "nobody:anything",
        '"No Such Field":"anything"',
        '"":""',
        "http://example.com",
        "09:30:00",
    ],
)
def test_a_name_that_nobody_has_finds_nothing(client: httpx.Client, q: str) -> None:
    """It is no error, whatever its value; the system's names keep their case."""
    assert search(client, q) == []


@pytest.mark.rule("H14")
def test_the_name_of_a_field_has_any_case_and_quotes(client: httpx.Client) -> None:
    by_state = search(client, "State:Kerala")

    assert sorted(by_state) == [7, 8, 25, 33, 45, 54, 60, 62]
    for name in ("state", "STATE", '"State"', '"sTATE"', "“State”"):
        assert search(client, f"{name}:Kerala") == by_state


@pytest.mark.rule("H14")
def test_a_name_of_several_words_stands_in_quotes(client: httpx.Client) -> None:
    assert search(client, '"Product Color":grey') == [4, 3]
    assert search(client, '"PRODUCT color":grey') == [4, 3]
    assert search(client, "Product Color:grey") == []
    assert search(client, '"Product  Color":grey') == []


@pytest.mark.rule("H14")
@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("category:2", [39, 54, 29]),
        ('category:"2"', [39, 54, 29]),
        ("category:02", [39, 54, 29]),
        ("category:2,99", [39, 54, 29]),
        ("category:99", []),
        ("category:0", []),
        ("category:2147483648", []),
        (f"category:{'9' * 1990}", []),
        (f"category:2{'0' * 1980}", []),
    ],
)
def test_a_category_is_named_by_its_id(
    client: httpx.Client, q: str, found: list[int]
) -> None:
    assert search(client, q) == found


@pytest.mark.rule("H14", "X8")
@pytest.mark.parametrize(
    "value", ["Test", '"Default Category"', "2x", "-2", "2.0", '""', "٢", "2,x"]
)
def test_what_is_no_id_of_a_category_is_refused(
    client: httpx.Client, value: str
) -> None:
    assert_refused(client, f"category:{value}", CHOICE)
