"""The lists of ids: each in one piece, as it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.calls import LOOKUPS
from tests.apis.happyfox.conftest import BASE, JSON, read_ticket
from tests.apis.happyfox.desks import changed_desk, look_up

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tests.apis.happyfox.conftest import Records

#: The fields of an entry of each list, as the vendor's pages show them.
FIELDS = {
    "staff": {
        "name",
        "is_account_admin",
        "email",
        "role",
        "active",
        "id",
        "categories",
        "permissions",
    },
    "statuses": {"name", "color", "order", "default", "behavior", "id"},
    "priorities": {"default", "id", "name", "order"},
    "categories": {
        "prepopulate_cc",
        "description",
        "time_spent_mandatory",
        "public",
        "id",
        "name",
    },
    "ticket_custom_fields": {
        "name",
        "depends_on_choice",
        "required",
        "compulsory_on_completed",
        "choices",
        "compulsory_on_move",
        "type",
        "id",
        "categories",
        "visible_to_staff_only",
    },
    "user_custom_fields": {
        "name",
        "depends_on_choice",
        "required",
        "id",
        "choices",
        "type",
        "order",
        "visible_to_staff_only",
    },
}


@pytest.mark.rule("H9", "X7")
@pytest.mark.parametrize("name", LOOKUPS)
def test_a_list_is_a_bare_array_of_every_record(
    client: httpx.Client, records: Records, name: str
) -> None:
    """The prefix of a category and the names that staff have but for `name` aside."""
    answer = client.get(f"{BASE}/{name}/")

    stored = records()[f"happyfox.{name}"]
    assert answer.status_code == 200
    assert answer.headers["content-type"] == JSON
    assert isinstance(answer.json(), list)
    assert answer.json() == [
        {field: stored[key][field] for field in FIELDS[name]} for key in sorted(stored)
    ]


@pytest.mark.rule("H9")
@pytest.mark.parametrize("name", LOOKUPS)
def test_an_entry_has_the_documented_fields_and_no_others(
    client: httpx.Client, name: str
) -> None:
    for entry in look_up(client, name):
        assert set(entry) == FIELDS[name]
        for choice in entry.get("choices") or ():
            assert set(choice) == {"text", "id", "dependant_fields"}
        for place in entry["categories"] if name == "ticket_custom_fields" else ():
            assert set(place) == {"category", "order"}


@pytest.mark.rule("H9")
@pytest.mark.parametrize("name", LOOKUPS)
def test_a_list_has_no_pages(client: httpx.Client, name: str) -> None:
    whole = look_up(client, name)

    for query in ("size=1", "page=2", "size=1&page=2", "minify_response=true"):
        answer = client.get(f"{BASE}/{name}/?{query}")
        assert answer.json() == whole


@pytest.mark.rule("H9")
def test_a_long_list_comes_in_one_piece(tmp_path: Path) -> None:
    def grow(priorities: list[Any]) -> None:
        last = priorities[-1]
        priorities += [{**last, "id": 100 + n, "default": False} for n in range(200)]

    with changed_desk(tmp_path, {"priorities": grow}) as client:
        priorities = look_up(client, "priorities")

    assert len(priorities) == 205


@pytest.mark.rule("H9")
def test_staff_who_left_and_private_categories_are_listed(client: httpx.Client) -> None:
    staff = {each["id"]: each["active"] for each in look_up(client, "staff")}
    categories = {each["id"]: each["public"] for each in look_up(client, "categories")}

    assert staff == {1: True, 2: True, 3: True, 4: True, 5: False}
    assert categories == {1: True, 2: True, 3: False, 4: True, 5: True}


@pytest.mark.rule("H9")
def test_what_a_ticket_shows_of_them_is_what_is_listed(client: httpx.Client) -> None:
    ticket = read_ticket(client, 3)

    assert ticket["status"] in look_up(client, "statuses")
    assert ticket["priority"] in look_up(client, "priorities")
    assert ticket["category"] in look_up(client, "categories")
    assert ticket["assigned_to"] in look_up(client, "staff")


@pytest.mark.rule("H9", "H4")
@pytest.mark.parametrize("path", ["users", "user/1", "contacts", "contact_groups"])
def test_contacts_are_no_list_of_their_own(client: httpx.Client, path: str) -> None:
    """They appear in tickets."""
    answer = client.get(f"{BASE}/{path}/")

    assert answer.status_code == 404
    assert answer.json() == {"error": "Cannot find the requested object"}
    assert read_ticket(client, 3)["user"]["name"] == "Welcome"
