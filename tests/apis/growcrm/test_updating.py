"""Updating a ticket: what must be sent, what changes, and what never does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import CHANGES, invalid, read_ticket

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.apis.growcrm.conftest import Records
    from ticketstub.sandbox.clock import Clock

REQUIRED = ("ticket_categoryid", "ticket_subject", "ticket_message", "ticket_priority")

#: The changes without the one field that may be left out.
WITHOUT_PROJECT = {name: CHANGES[name] for name in REQUIRED}


def _required(name: str) -> str:
    return f"The {name.replace('_', ' ')} field is required."


@pytest.mark.rule("G2", "G7", "G10")
def test_an_update_changes_what_was_sent_and_nothing_else(
    client: httpx.Client, clock: Clock, encode: Callable[..., dict[str, Any]]
) -> None:
    before = read_ticket(client)
    clock.advance(timedelta(hours=1))

    answer = client.patch("/api/tickets/32", **encode(CHANGES))

    assert answer.status_code == 200
    assert answer.json() == {
        "data": {
            **before,
            "department": {"id": 73, "name": "Support"},
            "project_id": 42,
            "subject": "Nobody can log in",
            "message": "All of us get an error.",
            "priority": "urgent",
            "dates": {
                **before["dates"],
                "last_updated": "2026-06-15T10:30:00.000000Z",
            },
        },
        "message": "Ticket updated successfully.",
    }
    assert read_ticket(client) == answer.json()["data"]


@pytest.mark.rule("G7", "G14")
@pytest.mark.parametrize("name", REQUIRED)
def test_every_field_but_the_project_must_be_sent(
    records: Records, client: httpx.Client, name: str
) -> None:
    """It is called a patch, yet the vendor's page requires the fields."""
    before = records()
    changes = {key: value for key, value in CHANGES.items() if key != name}

    answer = client.patch("/api/tickets/32", json=changes)

    assert answer.status_code == 422
    assert answer.json() == invalid({name: _required(name)})
    assert records() == before


@pytest.mark.rule("G7", "G14")
@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("blank", ["", "  ", None])
def test_a_blank_field_counts_as_missing(
    client: httpx.Client, name: str, blank: str | None
) -> None:
    answer = client.patch("/api/tickets/32", json={**CHANGES, name: blank})

    assert answer.status_code == 422
    assert answer.json() == invalid({name: _required(name)})


@pytest.mark.rule("G7", "G14")
def test_an_empty_update_names_every_required_field(
    client: httpx.Client, encode: Callable[..., dict[str, Any]]
) -> None:
    answer = client.patch("/api/tickets/32", **encode({}))

    assert answer.status_code == 422
    assert answer.json() == invalid({name: _required(name) for name in REQUIRED})
    assert list(answer.json()["errors"]) == list(REQUIRED)


@pytest.mark.rule("G7")
def test_a_project_left_out_stays(
    client: httpx.Client, encode: Callable[..., dict[str, Any]]
) -> None:
    answer = client.patch("/api/tickets/30", **encode(WITHOUT_PROJECT))

    assert answer.json()["data"]["project_id"] == 42


@pytest.mark.rule("G7")
def test_an_empty_project_unlinks_it(
    client: httpx.Client, encode: Callable[..., dict[str, Any]]
) -> None:
    changes = {**WITHOUT_PROJECT, "ticket_projectid": ""}

    answer = client.patch("/api/tickets/30", **encode(changes))

    assert answer.status_code == 200
    assert answer.json()["data"]["project_id"] is None


@pytest.mark.rule("G7")
def test_a_null_project_unlinks_it(client: httpx.Client) -> None:
    changes = {**WITHOUT_PROJECT, "ticket_projectid": None}

    answer = client.patch("/api/tickets/30", json=changes)

    assert answer.status_code == 200
    assert answer.json()["data"]["project_id"] is None


@pytest.mark.rule("G7")
@pytest.mark.parametrize("project_id", [42, "47"])
def test_a_project_of_the_tickets_client_is_linked(
    client: httpx.Client, project_id: int | str
) -> None:
    changes = {**WITHOUT_PROJECT, "ticket_projectid": project_id}

    answer = client.patch("/api/tickets/32", json=changes)

    assert answer.json()["data"]["project_id"] == int(project_id)


@pytest.mark.rule("G7", "G14")
@pytest.mark.parametrize("client_id", [None, 2])
def test_a_project_of_another_client_is_refused(
    client: httpx.Client, client_id: int | None
) -> None:
    """The ticket's own client decides, whichever one the body names."""
    changes = {**WITHOUT_PROJECT, "ticket_projectid": 43}
    if client_id is not None:
        changes["ticket_clientid"] = client_id

    answer = client.patch("/api/tickets/32", json=changes)

    text = "The selected ticket projectid is invalid."
    assert answer.status_code == 422
    assert answer.json() == invalid({"ticket_projectid": text})
    assert read_ticket(client)["project_id"] is None


@pytest.mark.rule("G7")
@pytest.mark.parametrize(
    "ignored",
    [
        {"ticket_clientid": 2},
        {"ticket_clientid": 999999},
        {"ticket_clientid": "nobody"},
        {"ticket_clientid": None},
        {"status": 2},
        {"status": 99},
        {"status": "Closed"},
        {"ticket_status": 2},
        {"active_state": "archived", "source": "email", "creator_id": 5, "id": 1},
        {"tags": ["a"], "replies_count": 50, "dates": {}},
    ],
)
def test_client_status_and_unknown_fields_are_ignored(
    client: httpx.Client, ignored: dict[str, Any]
) -> None:
    plain = client.patch("/api/tickets/32", json=dict(CHANGES)).json()

    answer = client.patch("/api/tickets/32", json={**CHANGES, **ignored})

    assert answer.status_code == 200
    assert answer.json() == plain
    assert plain["data"]["client"] == {"id": 1, "name": "Acme Inc"}
    assert plain["data"]["status"] == {"id": 1, "title": "Open"}


@pytest.mark.rule("G7", "G14")
def test_wrong_forms_and_unknown_references_are_told_together(
    client: httpx.Client, encode: Callable[..., dict[str, Any]]
) -> None:
    body = {
        "ticket_custom_field_2": "Fax",
        "ticket_priority": "low",
        "ticket_subject": "",
        "ticket_projectid": 999999,
        "ticket_categoryid": 3,
    }

    answer = client.patch("/api/tickets/32", **encode(body))

    expected = {
        "ticket_categoryid": "The selected ticket categoryid is invalid.",
        "ticket_projectid": "The selected ticket projectid is invalid.",
        "ticket_subject": "The ticket subject field is required.",
        "ticket_message": "The ticket message field is required.",
        "ticket_priority": "The selected ticket priority is invalid.",
        "ticket_custom_field_2": "The selected ticket custom field 2 is invalid.",
    }
    assert answer.status_code == 422
    assert answer.json() == invalid(expected)
    assert list(answer.json()["errors"]) == list(expected)


@pytest.mark.rule("G7", "G14")
@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("ticket_categoryid", "x", "The ticket categoryid must be an integer."),
        ("ticket_categoryid", 3, "The selected ticket categoryid is invalid."),
        ("ticket_categoryid", 999999, "The selected ticket categoryid is invalid."),
        ("ticket_projectid", "x", "The ticket projectid must be an integer."),
        ("ticket_projectid", False, "The ticket projectid must be an integer."),
        ("ticket_subject", 5, "The ticket subject must be a string."),
        ("ticket_message", [], "The ticket message must be a string."),
        ("ticket_priority", "low", "The selected ticket priority is invalid."),
    ],
)
def test_a_wrong_value_is_refused(
    client: httpx.Client, name: str, value: object, text: str
) -> None:
    before = read_ticket(client)

    answer = client.patch("/api/tickets/32", json={**CHANGES, name: value})

    assert answer.status_code == 422
    assert answer.json() == invalid({name: text})
    assert read_ticket(client) == before


@pytest.mark.rule("G7")
@pytest.mark.parametrize("ticket_id", [29, 54])
def test_archived_and_closed_tickets_can_be_updated(
    client: httpx.Client, ticket_id: int
) -> None:
    before = read_ticket(client, ticket_id)

    after = client.patch(f"/api/tickets/{ticket_id}", json=WITHOUT_PROJECT).json()

    assert after["data"]["subject"] == "Nobody can log in"
    assert after["data"]["status"] == before["status"]
    assert after["data"]["active_state"] == before["active_state"]


@pytest.mark.rule("G7", "G10")
def test_the_same_update_twice_leaves_the_same_ticket(
    client: httpx.Client, clock: Clock
) -> None:
    first = client.patch("/api/tickets/32", json=dict(CHANGES)).json()["data"]
    clock.advance(timedelta(minutes=1))

    second = client.patch("/api/tickets/32", json=dict(CHANGES)).json()["data"]

    assert second.pop("dates")["last_updated"] == "2026-06-15T09:31:00.000000Z"
    assert first.pop("dates")["last_updated"] == "2026-06-15T09:30:00.000000Z"
    assert first == second
