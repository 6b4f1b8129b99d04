"""Custom fields of tickets: held against their definitions, and merged by their ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import (
    NOW_TEXT,
    TICKET,
    create_ticket,
    invalid,
    read_ticket,
    update_ticket,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records

REFUSAL = invalid({"customFields": "Custom fields is invalid"})

#: For each definition what fits its type.
FITTING: dict[str, list[Any]] = {
    "cf_abc": ["Enterprise", "Pro", "Free"],
    "cf_text": ["a", "", " ", "two\nlines", "😬 مساعدة", "x" * 10_000, "12", "null"],
    "cf_textarea": ["a\nb", "", "<b>&amp;</b>", "漢" * 10_000],
    "cf_number": [0, 1, -7, 2**53, 2**63 - 1, 3.0],
    "cf_decimal": [0, 12, -3.25, 1.5e-7, 0.1, 1e21],
    "cf_checkbox": [True, False],
    "cf_date": ["2026-06-15", "2028-02-29", "0001-01-01", "9999-12-31"],
    "cf_multiselect": [[], ["web"], ["web", "ios", "android", "desktop", "api"]],
    "cf_regex": ["AB-1234", "ZZ-0000"],
}

NO_TEXT: tuple[Any, ...] = (1, 1.5, True, False, [], ["a"], {}, {"value": "a"})

NO_NUMBER: tuple[Any, ...] = ("", "1", "1.5", "one", True, False, [1], {})

#: For each definition what does not fit its type.
UNFITTING: dict[str, list[Any]] = {
    "cf_abc": ["Gold", "pro", "Pro ", "", ["Pro"], *NO_TEXT],
    "cf_text": [*NO_TEXT],
    "cf_textarea": [*NO_TEXT],
    "cf_number": [1.5, -0.1, 1e-9, *NO_NUMBER],
    "cf_decimal": [*NO_NUMBER],
    "cf_checkbox": ["true", "on", "", 0, 1, "yes", [True], {}],
    "cf_date": [
        "2026-02-29",
        "2026-13-01",
        "2026-06-31",
        "2026-00-10",
        "0000-01-01",
        "2026-6-1",
        "26-06-15",
        "15.06.2026",
        "06/15/2026",
        "20260615",
        "2026-W25-1",
        "2026-06-15T09:30:00Z",
        "2026-06-15\n",
        " 2026-06-15",
        "٢٠٢٦-٠٦-٣٠",
        "tomorrow",
        "",
        20260615,
        *NO_TEXT,
    ],
    "cf_multiselect": [
        "web",
        ["web", "fax"],
        ["Web"],
        [""],
        [None],
        [1],
        [["web"]],
        [True],
        {"web": True},
        {},
        "",
        0,
        False,
    ],
    "cf_regex": [
        "ab-1234",
        "AB-123",
        "AB-12345",
        "xAB-1234",
        "AB-1234x",
        "AB-1234\n",
        " AB-1234",
        "AB-١٢٣٤",
        "",
        *NO_TEXT,
    ],
}

#: Ids that take no value: unknown, inactive, the system's own, another workspace's.
NO_FIELDS = [
    "cf_nobody",
    "CF_ABC",
    "plan",
    " ",
    "cf_inactive",
    "system_subject",
    "system_status",
    "system_priority",
    "cf_other_site",
    "cf_other_batch",
]


def _cases(values: dict[str, list[Any]]) -> list[tuple[str, Any]]:
    return [(field, value) for field, found in values.items() for value in found]


def _entry(field: str, value: object) -> dict[str, Any]:
    return {"id": field, "value": value}


@pytest.mark.rule("A12")
@pytest.mark.parametrize(("field", "value"), _cases(FITTING))
def test_a_value_that_fits_its_definition_is_kept(
    client: httpx.Client, field: str, value: object
) -> None:
    entries = [_entry(field, value)]

    made = create_ticket(client, customFields=entries)
    bare = create_ticket(client)
    updated = update_ticket(client, bare["id"], customFields=entries)

    assert made["customFields"] == updated["customFields"] == entries
    assert read_ticket(client, made["id"])["customFields"] == entries
    assert type(updated["customFields"][0]["value"]) is type(value)


@pytest.mark.rule("A12", "X8")
@pytest.mark.parametrize(("field", "value"), _cases(UNFITTING))
def test_a_value_that_does_not_fit_its_definition_is_refused(
    client: httpx.Client, records: Records, field: str, value: object
) -> None:
    before = records()
    body = {"ticket": {"subject": "A", "customFields": [_entry(field, value)]}}

    created = client.post("/tickets", json=body)
    updated = client.put(f"/tickets/{TICKET}", json=body)

    assert (created.status_code, updated.status_code) == (422, 422)
    assert created.json() == updated.json() == REFUSAL
    assert records() == before


@pytest.mark.rule("A12")
@pytest.mark.parametrize("field", NO_FIELDS)
@pytest.mark.parametrize("value", ["a", "new", "harbour", None])
def test_an_id_that_takes_no_value_is_refused(
    client: httpx.Client, records: Records, field: str, value: object
) -> None:
    """Not even null may be sent for it."""
    before = records()
    body = {"ticket": {"subject": "A", "customFields": [_entry(field, value)]}}

    created = client.post("/tickets", json=body)
    updated = client.put(f"/tickets/{TICKET}", json=body)

    assert (created.status_code, updated.status_code) == (422, 422)
    assert created.json() == updated.json() == REFUSAL
    assert records() == before


@pytest.mark.rule("A12")
def test_each_workspace_has_definitions_of_its_own(other: httpx.Client) -> None:
    entries = [_entry("cf_other_site", "harbour"), _entry("cf_other_batch", "B-1")]
    foreign = {"subject": "A", "customFields": [_entry("cf_abc", "Pro")]}

    ticket = create_ticket(other, customFields=entries)
    refused = other.post("/tickets", json={"ticket": foreign})

    assert ticket["customFields"] == entries
    assert refused.json() == REFUSAL


@pytest.mark.rule("A12", "X9")
@pytest.mark.parametrize(
    "values", [("Pro", "Free"), ("Pro", "Pro"), ("Pro", None), (None, None)]
)
def test_an_id_that_comes_twice_is_refused(
    client: httpx.Client, records: Records, values: tuple[object, ...]
) -> None:
    before = records()
    entries = [_entry("cf_abc", value) for value in values]
    entries.insert(1, _entry("cf_text", "between"))
    body = {"ticket": {"subject": "A", "customFields": entries}}

    created = client.post("/tickets", json=body)
    updated = client.put(f"/tickets/{TICKET}", json=body)

    assert (created.status_code, updated.status_code) == (422, 422)
    assert created.json() == updated.json() == REFUSAL
    assert records() == before


@pytest.mark.rule("A12", "A11", "X8")
@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"cf_abc": "Pro"},
        "cf_abc",
        1,
        True,
        [None],
        ["cf_abc"],
        [["cf_abc", "Pro"]],
        [{}],
        [{"id": "cf_abc"}],
        [{"value": "Pro"}],
        [{"id": None, "value": "Pro"}],
        [{"id": 1, "value": "Pro"}],
        [{"id": "", "value": "Pro"}],
        [{"id": ["cf_abc"], "value": "Pro"}],
        [{"id": "cf_abc", "value": "Pro"}, {"id": "cf_text"}],
    ],
)
def test_what_is_no_list_of_ids_and_values_is_refused(
    client: httpx.Client, records: Records, value: object
) -> None:
    before = records()
    body = {"ticket": {"subject": "A", "customFields": value}}

    created = client.post("/tickets", json=body)
    updated = client.put(f"/tickets/{TICKET}", json=body)

    assert (created.status_code, updated.status_code) == (422, 422)
    assert created.json() == updated.json() == REFUSAL
    assert records() == before


@pytest.mark.rule("A12")
def test_one_wrong_value_among_right_ones_refuses_them_all(
    client: httpx.Client,
) -> None:
    before = read_ticket(client)
    entries = [_entry("cf_text", "a"), _entry("cf_number", "x"), _entry("cf_abc", None)]

    answer = client.put(
        f"/tickets/{TICKET}", json={"ticket": {"customFields": entries}}
    )

    assert answer.json() == REFUSAL
    assert read_ticket(client) == before


@pytest.mark.rule("A12")
def test_a_field_that_agents_must_fill_in_may_be_left_out(
    client: httpx.Client, records: Records
) -> None:
    ticket = create_ticket(client)

    required = {
        field["id"]
        for field in records()["helpdesk.ticket_fields"].values()
        if field["requiredForAgents"] and field["workspaceId"] == "ws_mock"
    }
    assert "cf_abc" in required
    assert ticket["customFields"] == []
    assert (
        update_ticket(client, customFields=[_entry("cf_abc", None)])["customFields"]
        == []
    )


@pytest.mark.rule("A12", "A9")
def test_other_keys_of_an_entry_are_ignored(client: httpx.Client) -> None:
    entry = {"id": "cf_abc", "value": "Pro", "title": "Plan", "type": 1}

    ticket = create_ticket(client, customFields=[entry])

    assert ticket["customFields"] == [_entry("cf_abc", "Pro")]
    assert ticket["createdAt"] == NOW_TEXT
