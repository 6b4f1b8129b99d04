"""Custom fields of new tickets: taken by category, in every media type, and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import DRAFT, PLAIN_DRAFT, read_ticket
from tests.apis.happyfox.creating import (
    FIRST_TICKET,
    create,
    each_media_type,
    first_update,
)
from tests.apis.happyfox.desks import look_up
from tests.apis.happyfox.writing import field_of, value_of

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

#: The fields of each public category, in its order.
APPLYING = {1: [1, 2, 3, 4, 5, 6], 2: [2, 3, 27], 4: [2, 5, 25, 26], 5: [2, 3]}

#: What was sent for a field, what is shown as its value, and as its value's id.
SHOWN: list[tuple[int, str, Any, Any, Any]] = [
    (1, "t-cf-1", "Chennai", "Chennai", None),
    (1, "t-cf-1", "0042", "0042", None),
    (1, "t-cf-1", " spaces ", " spaces ", None),
    (1, "t-cf-2", "தமிழ்நாடு 😬 <b>", "தமிழ்நாடு 😬 <b>", None),
    (1, "t-cf-6", "x" * 10_000, "x" * 10_000, None),
    (1, "t-cf-3", [1], ["Chennai"], [1]),
    (1, "t-cf-3", [2, 1], ["New Delhi", "Chennai"], [2, 1]),
    (1, "t-cf-3", [3, 3, 4, 3], ["Mumbai", "Bengaluru"], [3, 4]),
    (1, "t-cf-4", "2019-12-20", "2019-12-20", None),
    (1, "t-cf-4", "2028-02-29", "2028-02-29", None),
    (1, "t-cf-5", 200, 200, None),
    (1, "t-cf-5", 0, 0, None),
    (4, "t-cf-5", 12.5, 12.5, None),
    (4, "t-cf-5", 0.01, 0.01, None),
    (4, "t-cf-5", -3.25, -3.25, None),
    (4, "t-cf-5", 12.0, 12, None),
    (4, "t-cf-5", 10**12, 10**12, None),
    (4, "t-cf-25", 1, "Parcel", 1),
    (4, "t-cf-26", "Gate 4", "Gate 4", None),
    (2, "t-cf-27", "SN-0001", "SN-0001", None),
]


def draft_for(category: int, **fields: Any) -> dict[str, Any]:
    """Return a draft that a category takes, with some fields more."""
    required = {} if category == 4 else {"t-cf-3": [1]}
    return {**PLAIN_DRAFT, "category": category, **required, **fields}


@pytest.mark.rule("H28", "H6")
@pytest.mark.parametrize(("category", "key", "sent", "value", "value_id"), SHOWN)
@each_media_type
def test_a_field_is_shown_by_its_value_and_the_id_of_its_choice(  # noqa: PLR0917  # one for each column
    client: httpx.Client,
    category: int,
    key: str,
    sent: object,
    value: object,
    value_id: object,
    media_type: str,
) -> None:
    create(client, draft_for(category, **{key: sent}), media_type)

    field = field_of(read_ticket(client, FIRST_TICKET), int(key.removeprefix("t-cf-")))
    assert field["value"] == value
    assert field["value_id"] == value_id


@pytest.mark.rule("H28")
@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("200", "200"),
        ("12.50", "12.5"),
        ("-0.10", "-0.1"),
        ("1000000000000", "1000000000000"),
        ("007", "7"),
    ],
)
def test_a_number_is_shown_as_a_number_however_it_was_written(
    client: httpx.Client, sent: str, shown: str
) -> None:
    answer = create(client, draft_for(4, **{"t-cf-5": sent}), "form")

    value = value_of(answer, 5)
    assert isinstance(value, int | float)
    assert str(value) == shown


@pytest.mark.rule("H28", "H6")
@pytest.mark.parametrize(
    "sent", [["2", "1"], "2,1", " 2 , 1 ,", "[2,1]", "[2, 1]", ["2,1"], ["[2]", "1"]]
)
@pytest.mark.parametrize("media_type", ["form", "multipart"])
def test_a_form_sends_several_choices_in_many_ways(
    client: httpx.Client, sent: list[str] | str, media_type: str
) -> None:
    ticket = create(client, draft_for(1, **{"t-cf-3": sent}), media_type)

    assert field_of(ticket, 3)["value_id"] == [2, 1]
    assert value_of(ticket, 3) == ["New Delhi", "Chennai"]


@pytest.mark.rule("H28")
@pytest.mark.parametrize("category", APPLYING)
def test_a_ticket_shows_every_field_of_its_category_in_its_order(
    client: httpx.Client, category: int
) -> None:
    ticket = create(client, draft_for(category))

    required = [] if category == 4 else [3]
    assert [each["id"] for each in ticket["custom_fields"]] == APPLYING[category]
    for field in ticket["custom_fields"]:
        assert (field["value"] is not None) is (field["id"] in required)
        assert (field["value_id"] is not None) is (field["id"] in required)


@pytest.mark.rule("H28")
def test_a_field_tells_what_its_definition_does(client: httpx.Client) -> None:
    definitions = look_up(client, "ticket_custom_fields")
    shown = {}
    for category in APPLYING:
        ticket = create(client, draft_for(category))
        shown.update({field["id"]: field for field in ticket["custom_fields"]})

    for each in definitions:
        value = shown[each["id"]]["value"]
        assert shown[each["id"]] == {
            "compulsory_on_complete": each["compulsory_on_completed"],
            "name": each["name"],
            "value": value,
            "value_id": None if value is None else [1],
            "type": each["type"],
            "id": each["id"],
            "visible_to_staff_only": each["visible_to_staff_only"],
        }
    assert {each["type"] for each in definitions} == {
        "text",
        "number",
        "date",
        "choice",
        "multiple_option",
    }


@pytest.mark.rule("H28")
@pytest.mark.parametrize(
    "key", ["t-cf-1", "t-cf-2", "t-cf-4", "t-cf-5", "t-cf-6", "c-cf-2", "c-cf-3"]
)
@each_media_type
def test_null_in_json_and_nothing_in_a_form_leave_a_field_empty(
    client: httpx.Client, key: str, media_type: str
) -> None:
    ticket = create(client, draft_for(1, **{key: None}), media_type)

    fields = [*ticket["custom_fields"], *ticket["user"]["custom_fields"]]
    filled = [each for each in fields if each["value"] is not None]
    assert [each["id"] for each in filled] == [3]


@pytest.mark.rule("H28")
@pytest.mark.parametrize("key", ["t-cf-1", "t-cf-2", "t-cf-4", "t-cf-6", "c-cf-2"])
def test_an_empty_text_leaves_a_field_empty(client: httpx.Client, key: str) -> None:
    ticket = create(client, draft_for(1, **{key: ""}))

    fields = [*ticket["custom_fields"], *ticket["user"]["custom_fields"]]
    assert [each["id"] for each in fields if each["value"] is not None] == [3]


@pytest.mark.rule("H28", "H34")
def test_what_is_compulsory_on_completion_may_be_empty_at_first(
    client: httpx.Client,
) -> None:
    ticket = create(client, draft_for(1))

    compulsory = [
        (field["id"], field["value"])
        for field in ticket["custom_fields"]
        if field["compulsory_on_complete"]
    ]
    assert compulsory == [(1, None), (2, None)]


@pytest.mark.rule("H28")
@pytest.mark.parametrize("prefix", ["c-cf", "ccf"])
@pytest.mark.parametrize("category", APPLYING)
def test_a_contacts_fields_apply_in_every_category(
    client: httpx.Client, records: Records, category: int, prefix: str
) -> None:
    fields = {f"{prefix}-2": "Initech", f"{prefix}-3": 2}

    user = create(client, draft_for(category, **fields))["user"]

    assert user["custom_fields"] == [
        {
            "name": "Company",
            "value": "Initech",
            "value_id": None,
            "type": "text",
            "id": 2,
            "visible_to_staff_only": False,
        },
        {
            "name": "Customer Type",
            "value": "School or university",
            "value_id": 2,
            "type": "choice",
            "id": 3,
            "visible_to_staff_only": True,
        },
    ]
    assert records()["happyfox.contacts"][user["id"]]["custom_fields"] == {
        "2": "Initech",
        "3": 2,
    }


@pytest.mark.rule("H28", "H39")
def test_the_first_update_tells_of_no_change_of_a_field(client: httpx.Client) -> None:
    create(client, DRAFT)

    ticket = read_ticket(client, FIRST_TICKET, show_cf_changes=True)
    assert first_update(ticket)["custom_field_change"] is None


@pytest.mark.rule("H28")
@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"t-cf-25": None},
        {"t-cf-25": 1},
        {"t-cf-25": 1, "t-cf-26": "Gate 4"},
        {"t-cf-26": "Gate 4"},
        {"t-cf-25": 2, "t-cf-26": "Gate 4"},
    ],
)
@each_media_type
def test_a_field_that_depends_on_a_choice_may_be_empty_without_it(
    client: httpx.Client, fields: dict[str, Any], media_type: str
) -> None:
    ticket = create(client, draft_for(4, **fields), media_type)

    assert value_of(ticket, 26) == fields.get("t-cf-26")
