"""An update merges custom fields: by their ids, with null for removal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import create_ticket, read_ticket, update_ticket

if TYPE_CHECKING:
    import httpx

    from ticketstub.sandbox.clock import Clock

#: A value of each type, and another one.
VALUES: dict[str, tuple[Any, Any]] = {
    "cf_abc": ("Enterprise", "Pro"),
    "cf_text": ("Settings", "Billing"),
    "cf_textarea": ("first\nsecond", "third"),
    "cf_number": (3, 0),
    "cf_decimal": (12.5, 0.1),
    "cf_checkbox": (True, False),
    "cf_date": ("2026-06-15", "2028-02-29"),
    "cf_multiselect": (["web", "ios"], ["ios", "web"]),
    "cf_regex": ("AB-1234", "CD-5678"),
}


def _entries(values: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"id": field, "value": value} for field, value in values.items()]


FULL = {field: first for field, (first, _other) in VALUES.items()}


@pytest.fixture
def ticket(client: httpx.Client, clock: Clock) -> dict[str, Any]:
    """Create a ticket with a value of each type, and let an hour pass."""
    ticket = create_ticket(client, customFields=_entries(FULL))
    clock.advance(timedelta(hours=1))
    return ticket


@pytest.mark.rule("A11", "A12")
@pytest.mark.parametrize("field", VALUES)
def test_a_new_value_takes_the_place_of_the_old_one(
    client: httpx.Client, ticket: dict[str, Any], field: str
) -> None:
    value = VALUES[field][1]

    updated = update_ticket(client, ticket["id"], customFields=_entries({field: value}))

    assert updated["customFields"] == _entries({**FULL, field: value})
    assert updated["updatedAt"] == "2026-06-15T10:30:00.000Z"
    assert read_ticket(client, ticket["id"]) == updated


@pytest.mark.rule("A11", "A12")
@pytest.mark.parametrize("field", VALUES)
def test_null_removes_a_value_and_no_other(
    client: httpx.Client, ticket: dict[str, Any], field: str
) -> None:
    updated = update_ticket(client, ticket["id"], customFields=_entries({field: None}))

    rest = {name: value for name, value in FULL.items() if name != field}
    assert updated["customFields"] == _entries(rest)
    assert updated["updatedAt"] == "2026-06-15T10:30:00.000Z"


@pytest.mark.rule("A11")
@pytest.mark.parametrize("field", VALUES)
def test_the_same_value_again_changes_nothing(
    client: httpx.Client, ticket: dict[str, Any], field: str
) -> None:
    entries = _entries({field: FULL[field]})

    assert update_ticket(client, ticket["id"], customFields=entries) == ticket


@pytest.mark.rule("A11")
@pytest.mark.parametrize("field", VALUES)
def test_null_for_what_has_no_value_changes_nothing(
    client: httpx.Client, clock: Clock, field: str
) -> None:
    ticket = create_ticket(client)
    clock.advance(timedelta(hours=1))

    updated = update_ticket(client, ticket["id"], customFields=_entries({field: None}))

    assert updated == ticket


@pytest.mark.rule("A11", "A12")
@pytest.mark.parametrize("field", VALUES)
def test_null_is_left_out_of_a_new_ticket(client: httpx.Client, field: str) -> None:
    ticket = create_ticket(client, customFields=_entries({**FULL, field: None}))

    rest = {name: value for name, value in FULL.items() if name != field}
    assert ticket["customFields"] == _entries(rest)


@pytest.mark.rule("A11")
def test_one_update_may_add_change_and_remove(client: httpx.Client) -> None:
    ticket = create_ticket(
        client, customFields=_entries({"cf_abc": "Free", "cf_text": "a"})
    )
    changes = {"cf_number": 1, "cf_text": None, "cf_abc": "Pro", "cf_date": None}

    updated = update_ticket(client, ticket["id"], customFields=_entries(changes))

    assert updated["customFields"] == _entries({"cf_abc": "Pro", "cf_number": 1})


@pytest.mark.rule("A11")
def test_falsy_values_are_values(client: httpx.Client) -> None:
    """Only null removes: not zero, not false, not an empty text or list."""
    falsy = {"cf_number": 0, "cf_checkbox": False, "cf_text": "", "cf_multiselect": []}
    ticket = create_ticket(client, customFields=_entries(falsy))

    updated = update_ticket(
        client, ticket["id"], customFields=_entries({"cf_abc": "Pro"})
    )

    assert ticket["customFields"] == _entries(falsy)
    assert updated["customFields"] == _entries({**falsy, "cf_abc": "Pro"})


@pytest.mark.rule("A11")
def test_without_custom_fields_an_update_leaves_them_alone(
    client: httpx.Client, ticket: dict[str, Any]
) -> None:
    updated = update_ticket(client, ticket["id"], subject="B")
    same = update_ticket(client, ticket["id"], subject="C", customFields=[])

    assert updated["customFields"] == same["customFields"] == _entries(FULL)


@pytest.mark.rule("A11", "A12")
def test_a_value_of_a_field_that_is_inactive_by_now_stays(client: httpx.Client) -> None:
    """The oldest ticket has one; it cannot be set, but nothing takes it away either."""
    oldest = "tkt_y0a8957fy8bt"

    updated = update_ticket(client, oldest, customFields=_entries({"cf_abc": "Pro"}))

    expected = {"cf_abc": "Pro", "cf_inactive": "OLD-20931"}
    assert updated["customFields"] == _entries(expected)


@pytest.mark.rule("A11")
def test_a_ticket_whose_values_are_all_removed_has_none(
    client: httpx.Client, ticket: dict[str, Any]
) -> None:
    entries = _entries(dict.fromkeys(FULL))

    updated = update_ticket(client, ticket["id"], customFields=entries)

    assert updated["customFields"] == []
