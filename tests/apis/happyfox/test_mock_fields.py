"""The custom fields of a fresh sandbox, and that a desk may have others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import (
    DRAFT,
    PLAIN_DRAFT,
    TICKETS,
    created,
    field_errors,
    found,
    read_ticket,
    ticket_url,
)
from tests.apis.happyfox.desks import changed_desk, look_up

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

#: The choices of the field City, by id.
CITIES = {
    4: "Bengaluru",
    1: "Chennai",
    5: "Hyderabad",
    7: "Kochi",
    3: "Mumbai",
    2: "New Delhi",
    6: "Trivandrum",
}

#: Each field: its type, its categories, and the rule that it is subject to, if any.
FIELDS: dict[int, tuple[str, list[int], str]] = {
    1: ("text", [1], "compulsory_on_completed"),
    2: ("text", [1, 2, 3, 4, 5], "compulsory_on_completed"),
    3: ("multiple_option", [1, 2, 3, 5], "required"),
    4: ("date", [1], ""),
    5: ("number", [1, 4], ""),
    6: ("text", [1], ""),
    25: ("choice", [4], ""),
    26: ("text", [4], "required"),
    27: ("text", [2], "compulsory_on_move"),
}

RULES = ("required", "compulsory_on_completed", "compulsory_on_move")


def fields_by_id(client: httpx.Client) -> dict[int, dict[str, Any]]:
    return {field["id"]: field for field in look_up(client, "ticket_custom_fields")}


@pytest.mark.rule("H47", "H28", "H9")
def test_the_ticket_fields_are_nine(client: httpx.Client) -> None:
    """The vendor's page prints three, of which it says otherwise elsewhere."""
    fields = fields_by_id(client)

    assert list(fields) == list(FIELDS)
    for field_id, (kind, categories, rule) in FIELDS.items():
        field = fields[field_id]
        assert field["type"] == kind
        assert [place["category"] for place in field["categories"]] == categories
        assert [name for name in RULES if field[name]] == ([rule] if rule else [])


@pytest.mark.rule("H47")
def test_three_fields_have_the_documented_names_and_one_that_of_its_ticket(
    client: httpx.Client,
) -> None:
    """Two of them have the same."""
    fields = fields_by_id(client)

    names = [fields[field_id]["name"] for field_id in (1, 2, 3, 6)]
    assert names == ["City", "State", "City", "Product Color"]


@pytest.mark.rule("H47")
def test_the_cities_to_choose_from_are_the_documented_ones(
    client: httpx.Client,
) -> None:
    fields = fields_by_id(client)

    choices = fields[3]["choices"]
    assert [(each["id"], each["text"]) for each in choices] == list(CITIES.items())
    assert all(each["dependant_fields"] == [] for each in choices)


@pytest.mark.rule("H47", "H28")
def test_field_26_depends_on_the_second_choice_of_field_25(
    client: httpx.Client,
) -> None:
    fields = fields_by_id(client)

    choices = fields[25]["choices"]
    assert {each["id"]: each["dependant_fields"] for each in choices} == {
        1: [],
        2: [26],
    }
    assert fields[26]["depends_on_choice"] == 2
    others = {
        each["depends_on_choice"] for number, each in fields.items() if number != 26
    }
    assert others == {None}


@pytest.mark.rule("H47", "H9")
def test_the_contact_fields_are_two_and_none_is_required(client: httpx.Client) -> None:
    fields = look_up(client, "user_custom_fields")

    assert [(each["id"], each["type"]) for each in fields] == [
        (2, "text"),
        (3, "choice"),
    ]
    assert fields[0]["name"] == "Company"
    assert 1 in [choice["id"] for choice in fields[1]["choices"]]
    assert [each["required"] for each in fields] == [False, False]


@pytest.mark.rule("H47", "H28")
def test_every_ticket_field_is_in_use_and_fits(client: httpx.Client) -> None:
    """Each ticket could be sent what it has."""
    used = set()
    for ticket_id in found(client, sort="ticketa"):
        ticket = read_ticket(client, ticket_id)
        values = {
            f"t-cf-{field['id']}": field["value"]
            if field["value_id"] is None
            else field["value_id"]
            for field in ticket["custom_fields"]
            if field["value"] is not None
        }
        used |= set(values)

        answer = client.post(
            ticket_url(ticket_id, "update_custom_fields"), json={"staff": 1, **values}
        )

        assert answer.json() == {"error": "Nothing to update"}
    assert used == {f"t-cf-{field_id}" for field_id in FIELDS}


@pytest.mark.rule("H47", "H28")
def test_every_ticket_holds_what_its_category_requires(client: httpx.Client) -> None:
    for ticket_id in found(client, sort="ticketa"):
        ticket = read_ticket(client, ticket_id)
        fields = {field["id"]: field["value"] for field in ticket["custom_fields"]}

        assert 3 not in fields or fields[3]
        if fields.get(25) == "Freight":
            assert fields[26]


@pytest.mark.rule("H47", "H34")
def test_the_closed_tickets_hold_what_closing_asks_for(client: httpx.Client) -> None:
    closed = found(client, status="4", sort="ticketa")

    assert len(closed) > 10
    for ticket_id in closed:
        for field in read_ticket(client, ticket_id)["custom_fields"]:
            assert field["value"] or not field["compulsory_on_complete"]


@pytest.mark.rule("H47", "H22", "H28")
def test_a_contact_field_that_is_required_is_asked_for(tmp_path: Path) -> None:
    """The bundled desk requires none, as the documented form sends none."""

    def require(records: list[Any]) -> None:
        records[0]["required"] = True

    draft = {**PLAIN_DRAFT, "c-cf-2": ""}
    missing = field_errors(**{"c-cf-2": "This field is required"})
    with changed_desk(tmp_path, {"user_custom_fields": require}) as client:
        for lacking in (dict(PLAIN_DRAFT), draft, {**draft, "c-cf-2": None}):
            answer = client.post(TICKETS, json=lacking)
            assert answer.status_code == 400
            assert answer.json() == missing
        given = created(client, **{"c-cf-2": "Own"})
        again = created(client)
        known = client.post(TICKETS, json={**PLAIN_DRAFT, "client": 1})

    assert given["user"]["custom_fields"][0]["value"] == "Own"
    assert again["user"]["id"] == given["user"]["id"]
    assert known.status_code == 200


@pytest.mark.rule("X5", "H47")
def test_definitions_come_from_the_mock_data(tmp_path: Path) -> None:
    """Whoever brings a folder of their own meets their own desk."""

    def define(records: list[Any]) -> None:
        own = {**records[0], "id": 99, "name": "Own", "compulsory_on_completed": False}
        records.append({**own, "categories": [{"category": 4, "order": 9}]})

    with changed_desk(tmp_path, {"ticket_custom_fields": define}) as client:
        ticket = created(client, **{"t-cf-99": "Own value"})

    field = ticket["custom_fields"][-1]
    assert (field["id"], field["name"], field["value"]) == (99, "Own", "Own value")


@pytest.mark.rule("X5", "H1", "H9")
def test_credentials_and_reference_data_come_from_the_mock_data(tmp_path: Path) -> None:
    own = {
        "api_keys": {"key": "own-key", "code": "own-code"},
        "statuses": {"id": 9, "name": "Own", "color": "000000", "order": 9}
        | {"default": False, "behavior": "pending"},
        "priorities": {"id": 9, "name": "Own", "order": 9, "default": False},
        "categories": {"id": 9, "name": "Own", "prefix": "OWN", "description": ""}
        | {"prepopulate_cc": "", "time_spent_mandatory": False, "public": True},
    }
    changes = {
        name: lambda records, record=record: records.append(record)
        for name, record in own.items()
    }
    auth = ("own-key", "own-code")
    with changed_desk(tmp_path, changes, auth) as client:
        ticket = created(client, category=9, priority=9)
        update = {"staff": 1, "status": 9}
        moved = client.post(ticket_url(65, "staff_update"), json=update).json()
        statuses = look_up(client, "statuses")

    assert ticket["display_id"] == "#OWN00000065"
    assert ticket["priority"]["name"] == "Own"
    assert moved["status"]["name"] == "Own"
    assert statuses[-1] == own["statuses"]


@pytest.mark.rule("X5", "H21")
def test_starting_tickets_come_from_the_mock_data(tmp_path: Path) -> None:
    empty = ("tickets", "updates", "attachments")
    with changed_desk(tmp_path, dict.fromkeys(empty, list.clear)) as client:
        none = found(client)
        answer = client.post(TICKETS, json=dict(DRAFT))
        some = found(client)

    assert none == []
    assert answer.json()["display_id"] == "#DC00000001"
    assert answer.json()["updates"][0]["update_id"] == 1
    assert some == [1]
