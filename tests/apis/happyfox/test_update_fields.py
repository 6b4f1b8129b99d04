"""Custom fields and tags in updates and notes, and the history of the fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import NOW_TEXT, read_ticket, ticket_url
from tests.apis.happyfox.writing import (
    contact_value,
    difference,
    done,
    field_of,
    value_of,
    whole,
)

if TYPE_CHECKING:
    import httpx

ACTIONS = ("staff_update", "staff_pvtnote")


@pytest.mark.rule("H32")
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("key", ["ccf", "c-cf"])
def test_both_keys_set_the_field_of_the_contact(
    client: httpx.Client, action: str, key: str
) -> None:
    before = read_ticket(client, 62)

    after = done(
        client, 62, action, staff=1, **{f"{key}-2": "Divya & Co", f"{key}-3": 4}
    )

    assert contact_value(after, 2) == "Divya & Co"
    assert contact_value(after, 3) == "Private"
    assert after["user"]["updated_at"] == NOW_TEXT
    changed = set(difference(before, after)) - {"last_updated_at"}
    assert changed == {"user", "last_modified", "updates"}
    assert len(after["updates"]) == len(before["updates"]) + 1


@pytest.mark.rule("H32")
def test_a_contact_has_one_set_of_fields_for_all_its_tickets(
    client: httpx.Client,
) -> None:
    done(client, 62, "staff_update", staff=1, **{"ccf-2": "New name"})

    assert contact_value(read_ticket(client, 60), 2) == "New name"


@pytest.mark.rule("H32")
@pytest.mark.parametrize("nothing", [None, ""])
def test_a_field_of_the_contact_can_be_emptied(
    client: httpx.Client, nothing: str | None
) -> None:
    ticket = done(client, 62, "staff_update", staff=1, **{"c-cf-2": nothing})

    assert contact_value(ticket, 2) is None
    assert contact_value(ticket, 3) == "Business"


@pytest.mark.rule("H32")
def test_a_field_of_the_contact_is_no_field_of_the_ticket(
    client: httpx.Client,
) -> None:
    before = read_ticket(client, 62)

    done(client, 62, "staff_update", staff=1, **{"ccf-2": "New name"})

    after = whole(client, 62)
    assert after["custom_fields"] == before["custom_fields"]
    assert after["updates"][-1]["custom_field_change"] is None


@pytest.mark.rule("H32", "H26")
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("sent", "tags"),
    [
        ("new", "test,Website,new"),
        (" b ,, a, b,", "test,Website,b,a"),
        ("Test,website", "test,Website,Test,website"),
        ("test,new", "test,Website,new"),
        ("größe 🌻", "test,Website,größe 🌻"),
    ],
)
def test_tags_are_added_to_those_there_are(
    client: httpx.Client, action: str, sent: str, tags: str
) -> None:
    ticket = done(client, 2, action, staff=1, tags=sent)

    assert ticket["tags"] == tags


@pytest.mark.rule("H31", "H36", "H28")
@pytest.mark.parametrize("action", ACTIONS)
def test_an_update_fills_fields_of_the_ticket(
    client: httpx.Client, action: str
) -> None:
    ticket = done(
        client,
        3,
        action,
        staff=1,
        **{
            "t-cf-1": "Pune",
            "t-cf-3": [7, 2, 7],
            "t-cf-4": "2026-06-01",
            "t-cf-5": 12.5,
            "t-cf-6": None,
        },
    )

    assert value_of(ticket, 1) == "Pune"
    assert value_of(ticket, 2) == "Tamil Nadu"
    assert value_of(ticket, 3) == ["Kochi", "New Delhi"]
    assert field_of(ticket, 3)["value_id"] == [7, 2]
    assert value_of(ticket, 4) == "2026-06-01"
    assert value_of(ticket, 5) == 12.5
    assert value_of(ticket, 6) is None


@pytest.mark.rule("H6", "H31", "H28")
@pytest.mark.parametrize(
    "cities", [["2", "7"], "2,7", "[2, 7]", ["2,7"], "2, 7", '["2","7"]']
)
@pytest.mark.parametrize("as_files", [False, True])
def test_an_update_as_a_form_sends_text(
    client: httpx.Client,
    cities: str | list[str],
    *,
    as_files: bool,
) -> None:
    form: dict[str, Any] = {
        "staff": "1",
        "status": "3",
        "time_spent": "5",
        "update_customer": "true",
        "plaintext": "Hello",
        "t-cf-3": cities,
        "t-cf-5": "12.50",
        "t-cf-6": "",
        "ccf-3": "4",
    }
    files = {"attachments": ("a.txt", b"a")} if as_files else None

    answer = client.post(ticket_url(3, "staff_update"), data=form, files=files)

    ticket = answer.json()
    assert answer.status_code == 200, answer.text
    assert field_of(ticket, 3)["value_id"] == [2, 7]
    assert value_of(ticket, 5) == 12.5
    assert value_of(ticket, 6) is None
    assert contact_value(ticket, 3) == "Private"
    assert (ticket["status"]["id"], ticket["time_spent"]) == (3, 17)
    assert ticket["updates"][-1]["message"]["customer_updated"] is True


@pytest.mark.rule("H39")
@pytest.mark.parametrize("action", [*ACTIONS, "update_custom_fields"])
def test_the_history_of_fields_is_told_in_text_and_labels(
    client: httpx.Client, action: str
) -> None:
    """In the order of the fields in the category, only what changed."""
    body = {
        "t-cf-6": None,
        "t-cf-5": 12.5,
        "t-cf-4": "2026-06-01",
        "t-cf-3": [7, 2],
        "t-cf-2": "Tamil Nadu",
        "t-cf-1": "Kochi",
    }

    done(client, 3, action, staff=1, **body)

    assert whole(client, 3)["updates"][-1]["custom_field_change"] == [
        {"to": "Kochi", "from": "Chennai", "id": "1", "name": "City"},
        {"to": "Kochi, New Delhi", "from": "Bengaluru", "id": "3", "name": "City"},
        {"to": "2026-06-01", "from": "", "id": "4", "name": "Purchase Date"},
        {"to": "12.5", "from": "", "id": "5", "name": "Quantity"},
        {"to": "", "from": "grey", "id": "6", "name": "Product Color"},
    ]


@pytest.mark.rule("H39")
def test_a_choice_is_told_by_its_label(client: httpx.Client) -> None:
    fields = {"t-cf-25": 1, "t-cf-5": 200}

    done(client, 63, "update_custom_fields", staff=1, **fields)

    assert whole(client, 63)["updates"][-1]["custom_field_change"] == [
        {"to": "200", "from": "1", "id": "5", "name": "Quantity"},
        {"to": "Parcel", "from": "Freight", "id": "25", "name": "Delivery"},
    ]


@pytest.mark.rule("H39")
def test_the_history_is_shown_only_to_who_asks_for_it(client: httpx.Client) -> None:
    answer = done(client, 3, "staff_update", staff=1, **{"t-cf-6": "white"})
    read = read_ticket(client, 3)
    listed = client.get(
        "/api/1.1/json/tickets/", params={"id": "3", "show_cf_changes": "true"}
    ).json()["data"][0]

    for shown in (answer, read, listed):
        assert shown["updates"][-1]["custom_field_change"] is None
    told = whole(client, 3)["updates"][-1]["custom_field_change"]
    assert [each["id"] for each in told] == ["6"]
    for shown in (read, answer):
        assert [each["custom_field_change"] for each in shown["updates"]] == [None] * 3


@pytest.mark.rule("H39")
@pytest.mark.parametrize(
    ("query", "shown"),
    [("true", True), ("false", False)],
)
def test_the_query_says_whether_the_history_is_shown(
    client: httpx.Client,
    query: str,
    *,
    shown: bool,
) -> None:
    done(client, 3, "staff_update", staff=1, **{"t-cf-6": "white"})

    answer = client.get(ticket_url(3), params={"show_cf_changes": query})

    told = answer.json()["updates"][-1]["custom_field_change"]
    assert (told is not None) is shown


@pytest.mark.rule("H39")
def test_the_history_of_the_mock_data_is_kept(client: httpx.Client) -> None:
    updates = {each["update_id"]: each for each in whole(client, 41)["updates"]}

    assert updates[340]["message"] is None
    assert updates[340]["custom_field_change"] == [
        {
            "to": "Chennai, Bengaluru, Hyderabad",
            "from": "Chennai",
            "id": "3",
            "name": "City",
        }
    ]
