"""Ticket fields: the definitions, for whoever may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    ADMIN_KEY,
    OTHER_KEY,
    READ_KEY,
    WRITE_KEY,
    error,
    key_headers,
)
from tests.apis.helpdesk.fields import FIELDS, fields_on, fields_page

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Connect, Records

PLAN = {
    "id": "cf_abc",
    "title": "Plan",
    "fieldKey": "plan",
    "type": "dropdown",
    "description": "The plan that the customer pays for.",
    "position": 4,
    "active": True,
    "requiredForAgents": True,
    "requiredForEndUsers": False,
    "visibleToEndUsers": True,
    "editableByEndUsers": False,
    "regexPattern": None,
    "defaultValue": None,
    "options": [
        {"value": "Enterprise", "label": "Enterprise"},
        {"value": "Pro", "label": "Pro"},
        {"value": "Free", "label": "Free"},
    ],
    "createdAt": "2026-02-03T10:12:27.305Z",
    "updatedAt": "2026-04-09T13:40:58.117Z",
}


@pytest.mark.rule("A18")
def test_the_fields_are_listed_in_the_order_of_their_positions(
    client: httpx.Client,
) -> None:
    """Those of the system and inactive ones among them."""
    page = fields_page(client)

    positions = [field["position"] for field in page["ticketFields"]]
    assert fields_on(page) == FIELDS
    assert positions == sorted(positions)
    assert page["meta"] == {"pageSize": 25, "hasMore": False}
    assert page["links"] == {"next": None}
    assert [*page] == ["ticketFields", "meta", "links"]


@pytest.mark.rule("A18")
def test_a_definition_says_what_a_field_holds_and_who_sees_it(
    client: httpx.Client,
) -> None:
    fields = fields_page(client)["ticketFields"]

    assert fields[3] == PLAN
    assert all(set(field) == set(PLAN) for field in fields)


@pytest.mark.rule("A18")
def test_there_is_a_field_of_every_type_and_an_inactive_one(
    client: httpx.Client,
) -> None:
    """Choices have options, patterns a pattern, and no other field has either."""
    fields = {field["id"]: field for field in fields_page(client)["ticketFields"]}

    own = [name for name in FIELDS[3:-1] if name != "cf_abc"]
    assert {fields[name]["type"] for name in own} == {
        name.removeprefix("cf_") for name in own
    }
    assert [name for name in FIELDS if not fields[name]["active"]] == ["cf_inactive"]
    for field in fields.values():
        assert (field["options"] is None) == (
            field["type"] not in {"dropdown", "multiselect"}
        )
        assert (field["regexPattern"] is None) == (field["type"] != "regex")


@pytest.mark.rule("A1", "A18")
def test_the_fields_of_another_workspace_are_not_shown(
    client: httpx.Client, other: httpx.Client
) -> None:
    assert fields_on(fields_page(other)) == ["cf_other_site", "cf_other_batch"]
    assert not {*fields_on(fields_page(client))} & {"cf_other_site", "cf_other_batch"}


@pytest.mark.rule("A1", "A18")
@pytest.mark.parametrize("key", [READ_KEY, WRITE_KEY, ADMIN_KEY])
def test_every_level_may_read_the_fields(
    connect: Connect, records: Records, key: str
) -> None:
    before = records()

    assert fields_on(fields_page(connect(key_headers(key)))) == FIELDS
    assert records() == before


@pytest.mark.rule("A1", "A18")
@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({}, 401, "INVALID_API_KEY"),
        ({"X-API-Key": READ_KEY}, 400, "MISSING_WORKSPACE"),
        (key_headers(OTHER_KEY), 403, "INSUFFICIENT_API_PERMISSION"),
    ],
)
def test_fields_are_for_keys_of_the_workspace(
    connect: Connect, headers: dict[str, str], status: int, code: str
) -> None:
    """The key is judged before the page that is asked for."""
    answer = connect(headers).get("/ticket_fields?page_size=0&after=x")

    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.rule("A7", "A18")
def test_parameters_without_a_meaning_are_ignored(client: httpx.Client) -> None:
    page = fields_page(client, "active=false&type=text&sort_by=x&sort_order=desc&q=")

    assert fields_on(page) == FIELDS


@pytest.mark.rule("A3", "A18")
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_fields_are_not_changed_by_the_api(
    admin: httpx.Client, records: Records, method: str
) -> None:
    """Nor is there an address of a single one."""
    before = records()
    body = {"ticketField": {"title": "B"}}

    listed = admin.request(method, "/ticket_fields", json=body)
    single = admin.request(method, "/ticket_fields/cf_abc", json=body)

    assert listed.json() == error(405, "METHOD_NOT_ALLOWED", "Method not allowed")
    assert single.json() == error(404, "NOT_FOUND", "Route not found")
    assert records() == before
