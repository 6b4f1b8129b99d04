"""The vendor's own tickets, created as they stand on its page, addresses filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import DRAFT, TICKETS, field_errors, read_ticket

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records


def values_of(ticket: dict[str, Any]) -> dict[int, Any]:
    """Return the custom fields of a ticket that are filled."""
    return {
        field["id"]: field["value"]
        for field in ticket["custom_fields"]
        if field["value"] is not None
    }


@pytest.mark.rule("H47", "H28")
def test_the_documented_ticket_can_be_created(client: httpx.Client) -> None:
    answer = client.post(TICKETS, json=dict(DRAFT))

    ticket = answer.json()
    assert answer.status_code == 200
    assert ticket["display_id"] == "#DC00000065"
    assert ticket["first_message"] == "Example message\n\n"
    assert values_of(ticket) == {
        1: "Chennai",
        3: ["Chennai", "New Delhi"],
        4: "2019-12-20",
        5: 200,
    }
    assert ticket["user"]["custom_fields"][1]["value_id"] == 1
    assert read_ticket(client, 65) == ticket


@pytest.mark.rule("H47", "H6")
def test_the_documented_multipart_form_creates_a_ticket_with_its_file(
    client: httpx.Client,
) -> None:
    """Everything in it is text, the ids and numbers too."""
    form = {
        "category": "4",
        "name": "Jo Example",
        "email": "jo@example.com",
        "subject": "Example ticket",
        "text": "Example message",
        "t-cf-5": "1",
        "t-cf-25": "1",
    }
    file = ("example.txt", b"content", "text/plain")

    answer = client.post(TICKETS, data=form, files={"attachments": file})

    ticket = answer.json()
    assert answer.status_code == 200
    assert ticket["category"]["id"] == 4
    assert values_of(ticket) == {5: 1, 25: "Parcel"}
    (attachment,) = ticket["updates"][0]["message"]["attachments"]
    assert attachment["filename"] == "example.txt"
    assert ticket["attachments_count"] == 1


@pytest.mark.rule("H2", "H3")
def test_a_ticket_without_category_is_refused_as_documented(
    client: httpx.Client,
) -> None:
    draft = {name: value for name, value in DRAFT.items() if name != "category"}

    answer = client.post(TICKETS, json=draft)

    assert answer.status_code == 400
    assert answer.json() == field_errors(category="This field is required.")


@pytest.mark.rule("H47", "H2", "H3", "H28")
def test_a_ticket_without_its_city_is_refused_as_documented(
    client: httpx.Client, records: Records
) -> None:
    draft = {name: value for name, value in DRAFT.items() if name != "t-cf-3"}
    before = records()

    answer = client.post(TICKETS, json=draft)

    assert answer.status_code == 400
    assert answer.json() == field_errors(**{"t-cf-3": "This field is required"})
    assert records() == before


@pytest.mark.rule("H47", "H30")
def test_several_tickets_are_answered_in_the_documented_shapes(
    client: httpx.Client,
) -> None:
    """The number 11 in the vendor's answer is only an example."""
    draft = {name: value for name, value in DRAFT.items() if name != "category"}

    answer = client.post(TICKETS, json=[dict(DRAFT), draft])

    refused = field_errors(category="This field is required.")
    assert answer.status_code == 200
    assert answer.json() == [
        {"display_id": "#DC00000065", "id": 65, "success": True},
        {"success": False, **refused},
    ]
