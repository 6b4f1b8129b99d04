"""What a fresh sandbox holds, so that everything has something to show."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import AUTH, BASE, TICKETS, read_ticket
from tests.apis.happyfox.desks import look_up

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records


@pytest.fixture
def tickets(client: httpx.Client) -> list[dict[str, Any]]:
    """Return every ticket, as a list shows it, in the order of the ids."""
    query = "sort=ticketa&size=50"
    pages = [client.get(f"{TICKETS}?{query}&page={page}").json() for page in (1, 2)]
    return [ticket for page in pages for ticket in page["data"]]


@pytest.mark.rule("H47", "H21")
def test_there_are_sixty_tickets_in_one_sequence(tickets: list[dict[str, Any]]) -> None:
    assert len(tickets) >= 60
    assert [ticket["id"] for ticket in tickets] == list(range(1, len(tickets) + 1))
    for ticket in tickets[:5]:
        assert ticket["display_id"] == f"#DC0000000{ticket['id']}"
        assert ticket["category"]["id"] == 1


@pytest.mark.rule("H47")
def test_every_status_priority_and_category_is_in_use(
    tickets: list[dict[str, Any]],
) -> None:
    assert {ticket["status"]["id"] for ticket in tickets} == {1, 2, 3, 4}
    assert {ticket["priority"]["id"] for ticket in tickets} == {1, 2, 3, 4, 5}
    assert {ticket["category"]["id"] for ticket in tickets} == {1, 2, 3, 4, 5}


@pytest.mark.rule("H47")
def test_one_ticket_has_breached_once(tickets: list[dict[str, Any]]) -> None:
    breaches = [ticket["sla_breaches"] for ticket in tickets]

    assert 1 in breaches
    assert breaches.count(0) > len(breaches) / 2


@pytest.mark.rule("H47")
@pytest.mark.parametrize(
    "field",
    ["assigned_to", "due_date", "tags", "time_spent", "subscribers", "unresponded"],
)
def test_some_tickets_have_it_and_some_do_not(
    tickets: list[dict[str, Any]], field: str
) -> None:
    assert 0 < sum(bool(ticket[field]) for ticket in tickets) < len(tickets)


@pytest.mark.rule("H47", "H9")
def test_the_statuses_are_four(client: httpx.Client) -> None:
    statuses = look_up(client, "statuses")

    assert [
        (status["id"], status["name"], status["behavior"]) for status in statuses
    ] == [
        (1, "New", "pending"),
        (2, "In Progress", "pending"),
        (3, "On Hold", "pending"),
        (4, "Closed", "completed"),
    ]
    assert [status["id"] for status in statuses if status["default"]] == [1]
    assert statuses[1] == {
        "id": 2,
        "name": "In Progress",
        "color": "0066CC",
        "order": 2,
        "default": False,
        "behavior": "pending",
    }


@pytest.mark.rule("H47", "H9")
def test_the_priorities_are_five(client: httpx.Client) -> None:
    priorities = look_up(client, "priorities")

    assert [
        (priority["id"], priority["name"], priority["order"], priority["default"])
        for priority in sorted(priorities, key=lambda each: int(each["order"]))
    ] == [
        (4, "Low", 0, False),
        (5, "No Priority", 1, True),
        (1, "Medium", 2, False),
        (3, "High", 3, False),
        (2, "Critical", 4, False),
    ]


@pytest.mark.rule("H47", "H9")
def test_the_categories_are_five_and_one_is_private(
    client: httpx.Client, records: Records
) -> None:
    categories = look_up(client, "categories")

    held = records()["happyfox.categories"]
    assert [
        (category["id"], category["public"], category["time_spent_mandatory"])
        for category in categories
    ] == [
        (1, True, False),
        (2, True, False),
        (3, False, False),
        (4, True, False),
        (5, True, True),
    ]
    assert (held[1]["name"], held[1]["prefix"]) == ("Default Category", "DC")
    assert (held[2]["name"], held[2]["prefix"]) == ("Test", "TE")
    assert categories[0]["prepopulate_cc"] == "AR"
    prefixes = {category["prefix"] for category in held.values()}
    assert len(prefixes) == 5


@pytest.mark.rule("H47", "H9")
def test_the_staff_are_four_who_act_and_one_who_does_not(
    client: httpx.Client, records: Records
) -> None:
    """The vendor names the first one in two ways, of which one counts."""
    staff = look_up(client, "staff")

    held = records()["happyfox.staff"]
    active = {each["id"]: each["active"] for each in staff}
    assert active == {1: True, 2: True, 3: True, 4: True, 5: False}
    assert staff[0]["name"] == "Admin Agent"
    assert staff[0]["categories"] == [1]
    assert held[1]["username"] == "admin"
    assert staff[1]["name"] == "james may"
    permissions = {each["id"]: set(each["permissions"]) for each in staff}
    assert permissions[1] == set().union(*permissions.values())
    assert {"relate_tickets", "manage_import_assets"} <= permissions[1]
    assert 0 < len(permissions[4]) < 6
    for each in held.values():
        assert each["username"]
        assert each["first_name"]
        assert each["last_name"]


@pytest.mark.rule("H47", "H43", "H44")
def test_some_of_the_staff_may_move_and_delete_and_some_may_not(
    client: httpx.Client,
) -> None:
    staff = look_up(client, "staff")

    for permission in ("move_ticket_to_any_category", "delete_tickets"):
        allowed = {each["id"] for each in staff if permission in each["permissions"]}
        assert 1 in allowed
        assert 4 not in allowed


@pytest.mark.rule("H47", "H1")
def test_there_is_one_pair_of_key_and_code_and_one_that_is_limited(
    client: httpx.Client, records: Records
) -> None:
    client.get(f"{BASE}/staff/")

    pairs = records()["happyfox.api_keys"].values()
    assert [(pair["key"], pair["code"], pair["limited"]) for pair in pairs] == [
        (*AUTH, False),
        ("happyfox-limited-key", "happyfox-limited-code", True),
    ]


@pytest.mark.rule("H47", "H22")
def test_the_contacts_have_groups_or_none(
    client: httpx.Client, records: Records
) -> None:
    client.get(TICKETS)

    contacts = records()["happyfox.contacts"]
    assert {1, 27662} <= set(contacts)
    assert max(contacts) == 27662
    sizes = {len(contact["group_ids"]) for contact in contacts.values()}
    assert sizes >= {0, 1, 2}
    groups = records()["happyfox.contact_groups"]
    used = {each for contact in contacts.values() for each in contact["group_ids"]}
    assert used < set(groups)


@pytest.mark.rule("H47", "H46")
def test_ticket_3_is_the_documented_one(client: httpx.Client) -> None:
    """But for its times, the name of its first field, and its attachment's link."""
    ticket = read_ticket(client, 3)

    assert {
        name: ticket[name]
        for name in ("display_id", "subject", "first_message", "time_spent", "tags")
    } == {
        "display_id": "#DC00000003",
        "subject": "Example ticket",
        "first_message": "Example message\n\n",
        "time_spent": 12,
        "tags": "test",
    }
    assert ticket["status"]["name"] == "In Progress"
    assert ticket["priority"] == {
        "default": False,
        "id": 3,
        "name": "High",
        "order": 3,
    }
    assert ticket["category"]["name"] == "Default Category"
    assert (ticket["messages_count"], ticket["attachments_count"]) == (2, 1)
    assert (ticket["merged_tickets"], ticket["merged_to"]) == ([], None)
    assert ticket["sla_breaches"] == 0
    assert ticket["visible_only_staff"] is None
    assert ticket["due_date"] is not None
    assert ticket["unresponded"] is False
    assert ticket["source"] == "TKT_CREATION_ADMIN_PANEL"
    assert [each["id"] for each in ticket["subscribers"]] == [1]
    assert ticket["assigned_to"]["id"] == 1
    fields = {field["id"]: field for field in ticket["custom_fields"]}
    assert fields[1]["value"]
    assert fields[2]["value"]
    assert (fields[6]["name"], fields[6]["value"]) == ("Product Color", "grey")


@pytest.mark.rule("H47")
def test_the_contact_of_ticket_3_is_the_documented_one(client: httpx.Client) -> None:
    contact = read_ticket(client, 3)["user"]

    phone = {"type": "o", "number": "02323412", "id": 1}
    assert (contact["id"], contact["name"]) == (1, "Welcome")
    assert (contact["primary_phone"], contact["phones"]) == (phone, [phone])
    assert contact["contact_groups"] == []
    assert (contact["tickets_count"], contact["pending_tickets_count"]) == (3, 3)
    assert contact["custom_fields"][0] == {
        "name": "Company",
        "value": "Changed company",
        "value_id": None,
        "type": "text",
        "id": 2,
        "visible_to_staff_only": False,
    }


@pytest.mark.rule("H47")
def test_the_second_update_of_ticket_3_is_the_documented_one(
    client: httpx.Client,
) -> None:
    ticket = read_ticket(client, 3)

    update = ticket["updates"][1]
    message = update["message"]
    assert update["update_id"] == 52
    assert (update["by"]["type"], update["by"]["id"]) == ("staff", 1)
    assert update["by"]["name"] == "admin"
    assert [each["id"] for each in message.pop("attachments")] == [22]
    assert "@" in message.pop("cc_list")
    assert message == {
        "bcc_list": "",
        "text": "Attachment added\n\n",
        "customer_updated": False,
        "html": "",
        "forward_list": None,
        "message_type": None,
        "subject": "",
    }
    assert update["time_spent"] == 12
    assert update["priority_change"] == {
        "new_name": "High",
        "new": 3,
        "old": 1,
        "old_name": "Medium",
    }
    assert update["status_change"] == {
        "new_name": "In Progress",
        "new": 2,
        "old": 1,
        "old_name": "New",
    }
    assert update["due_date_change"] == {"new": ticket["due_date"], "old": None}
    for name in ("assignee", "category", "custom_field"):
        assert update[f"{name}_change"] is None
    assert update["satisfaction_survey"] is None


@pytest.mark.rule("H47")
def test_ticket_1_has_the_third_of_the_staff_as_its_only_subscriber(
    client: httpx.Client,
) -> None:
    ticket = read_ticket(client, 1)

    assert [each["id"] for each in ticket["subscribers"]] == [3]
