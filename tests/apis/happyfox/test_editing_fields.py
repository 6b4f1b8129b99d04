"""Editing the custom fields of a ticket: one quiet update, or a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import (
    NOW_TEXT,
    created,
    field_errors,
    read_ticket,
    ticket_url,
)
from tests.apis.happyfox.writing import (
    ADMIN,
    CHOICE,
    NOTHING_TO_UPDATE,
    difference,
    done,
    field_of,
    post,
    update,
    value_of,
    whole,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

ACTION = "update_custom_fields"
REQUIRED = "This field is required"
UNKNOWN = "Unknown custom field."


@pytest.mark.rule("H38", "H39", "H29")
def test_editing_is_one_update_that_only_tells_of_the_fields(
    client: httpx.Client,
) -> None:
    before = whole(client, 3)

    done(client, 3, ACTION, staff=1, **{"t-cf-6": "white", "t-cf-5": 7})

    after = whole(client, 3)
    made = difference(before, after)
    fields = {each["id"]: each["value"] for each in made.pop("custom_fields")}
    assert fields == {
        1: "Chennai",
        2: "Tamil Nadu",
        3: ["Bengaluru"],
        4: None,
        5: 7,
        6: "white",
    }
    assert made == {
        "last_modified": NOW_TEXT,
        "updates": [
            update(
                ADMIN,
                custom_field_change=[
                    {"to": "7", "from": "", "id": "5", "name": "Quantity"},
                    {"to": "white", "from": "grey", "id": "6", "name": "Product Color"},
                ],
            )
        ],
    }


@pytest.mark.rule("H38")
def test_the_answer_is_the_ticket_that_is_read(client: httpx.Client) -> None:
    answer = done(client, 62, ACTION, staff=1, **{"t-cf-6": "black"})

    assert answer == read_ticket(client, 62)


@pytest.mark.rule("H38", "H28", "H39")
@pytest.mark.parametrize(
    ("key", "sent", "value", "value_id"),
    [
        ("t-cf-1", "Straße 🌻 ירושלים", "Straße 🌻 ירושלים", None),
        ("t-cf-3", [2], ["New Delhi"], [2]),
        ("t-cf-3", [7, 1, 7], ["Kochi", "Chennai"], [7, 1]),
        ("t-cf-4", "2028-02-29", "2028-02-29", None),
        ("t-cf-5", 0, 0, None),
        ("t-cf-5", -12.25, -12.25, None),
        ("t-cf-5", 3.0, 3, None),
        ("t-cf-6", None, None, None),
        ("t-cf-6", "", None, None),
    ],
)
def test_each_type_takes_its_values(
    client: httpx.Client, key: str, sent: Any, value: Any, value_id: Any
) -> None:
    ticket = done(client, 3, ACTION, staff=1, **{key: sent})

    field = field_of(ticket, int(key.removeprefix("t-cf-")))
    assert (field["value"], field["value_id"]) == (value, value_id)


@pytest.mark.rule("H38")
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"priority": 4, "ccf-2": "New name"},
        {"t-cf-1": "Chennai"},
        {"t-cf-3": [4]},
        {"t-cf-4": None},
        {"t-cf-5": None},
        {"t-cf-1": "Chennai", "t-cf-2": "Tamil Nadu", "t-cf-6": "grey"},
    ],
)
def test_without_a_change_there_is_nothing_to_update(
    client: httpx.Client, records: Records, fields: dict[str, Any]
) -> None:
    before = records()

    answer = post(client, 3, ACTION, {"staff": 1, **fields})

    assert answer.status_code == 400
    assert answer.json() == NOTHING_TO_UPDATE
    assert records() == before


@pytest.mark.rule("H38", "H3")
@pytest.mark.parametrize("nothing", [[], None])
def test_a_required_field_cannot_be_emptied(
    client: httpx.Client, records: Records, nothing: list[int] | None
) -> None:
    before = records()

    answer = post(client, 3, ACTION, {"staff": 1, "t-cf-3": nothing, "t-cf-6": "red"})

    assert answer.status_code == 400
    assert answer.json() == field_errors(**{"t-cf-3": REQUIRED})
    assert records() == before


@pytest.mark.rule("H38", "H6")
@pytest.mark.parametrize("nothing", ["", "[]", ","])
def test_a_required_field_cannot_be_emptied_by_a_form(
    client: httpx.Client, records: Records, nothing: str
) -> None:
    before = records()

    answer = client.post(ticket_url(3, ACTION), data={"staff": "1", "t-cf-3": nothing})

    assert answer.status_code == 400
    assert answer.json() == field_errors(**{"t-cf-3": REQUIRED})
    assert records() == before


@pytest.mark.rule("H38")
def test_a_required_field_that_is_empty_already_must_be_filled(
    client: httpx.Client, records: Records
) -> None:
    """The ticket comes from a category where field 3 does not apply."""
    ticket_id = created(client)["id"]
    done(client, ticket_id, "move", staff_id=1, target_category_id=1)
    before = records()

    lacking = post(client, ticket_id, ACTION, {"staff": 1, "t-cf-1": "Pune"})
    unchanged = records()
    filled = done(
        client, ticket_id, ACTION, staff=1, **{"t-cf-1": "Pune", "t-cf-3": [3]}
    )

    assert lacking.status_code == 400
    assert lacking.json() == field_errors(**{"t-cf-3": REQUIRED})
    assert unchanged == before
    assert (value_of(filled, 1), value_of(filled, 3)) == ("Pune", ["Mumbai"])


@pytest.mark.rule("H38", "H28")
def test_a_required_field_is_asked_for_once_its_choice_is_made(
    client: httpx.Client,
) -> None:
    """Field 26 depends on choice 2 of field 25."""
    ticket_id = created(client)["id"]
    chosen = {"staff": 1, "t-cf-25": 2}

    lacking = post(client, ticket_id, ACTION, chosen)
    other = post(client, ticket_id, ACTION, {"staff": 1, "t-cf-25": 1})
    both = post(client, ticket_id, ACTION, {**chosen, "t-cf-26": "Dock 1"})
    emptied = post(client, ticket_id, ACTION, {"staff": 1, "t-cf-26": ""})
    released = post(client, ticket_id, ACTION, {"staff": 1, "t-cf-25": 1})
    cleared = post(client, ticket_id, ACTION, {"staff": 1, "t-cf-26": ""})

    required = field_errors(**{"t-cf-26": REQUIRED})
    assert (lacking.status_code, lacking.json()) == (400, required)
    assert (other.status_code, both.status_code) == (200, 200)
    assert (emptied.status_code, emptied.json()) == (400, required)
    assert (released.status_code, cleared.status_code) == (200, 200)


@pytest.mark.rule("H38", "H2", "H3")
@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"t-cf-6": "red"}, {"staff": "This field is required."}),
        ({"staff": 99, "t-cf-6": "red"}, {"staff": CHOICE}),
        ({"staff": 5, "t-cf-6": "red"}, {"staff": CHOICE}),
        ({"staff": 1, "t-cf-25": 1}, {"t-cf-25": UNKNOWN}),
        ({"staff": 1, "t-cf-99": "x", "t-cf-6": "red"}, {"t-cf-99": UNKNOWN}),
        ({"staff": 1, "t-cf-six": "red"}, {"t-cf-six": UNKNOWN}),
        ({"staff": 1, "t-cf-1": 5}, {"t-cf-1": "Enter a valid value."}),
        ({"staff": 1, "t-cf-3": "1,2"}, {"t-cf-3": "Enter a list of values."}),
        ({"staff": 1, "t-cf-3": [1, 8]}, {"t-cf-3": CHOICE}),
        ({"staff": 1, "t-cf-4": "2026-13-01"}, {"t-cf-4": "Enter a valid date."}),
        ({"staff": 1, "t-cf-5": 0.125}, {"t-cf-5": "Enter a number."}),
        (
            {"staff": 5, "t-cf-5": "x", "t-cf-4": "x", "t-cf-3": [], "t-cf-99": 1},
            {
                "staff": CHOICE,
                "t-cf-3": REQUIRED,
                "t-cf-4": "Enter a valid date.",
                "t-cf-5": "Enter a number.",
                "t-cf-99": UNKNOWN,
            },
        ),
    ],
)
def test_wrong_fields_are_refused_all_at_once_and_change_nothing(
    client: httpx.Client,
    records: Records,
    body: dict[str, Any],
    errors: dict[str, str],
) -> None:
    before = records()

    answer = post(client, 3, ACTION, body)

    assert answer.status_code == 400
    assert answer.json() == field_errors(**errors)
    assert records() == before


@pytest.mark.rule("H38", "H34")
def test_a_field_compulsory_on_completion_may_be_emptied(
    client: httpx.Client,
) -> None:
    """Even on ticket 8, which is closed."""
    ticket = done(client, 8, ACTION, staff=1, **{"t-cf-1": None})

    assert value_of(ticket, 1) is None
