"""Custom fields: what is enabled is taken, held to its kind, and never shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import (
    CHANGES,
    DRAFT,
    custom_values,
    invalid,
    read_ticket,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.apis.growcrm.conftest import Records

TEXT, DROPDOWN = "ticket_custom_field_1", "ticket_custom_field_2"


def _wrong(name: str) -> dict[str, Any]:
    return invalid({name: f"The selected {name.replace('_', ' ')} is invalid."})


@pytest.mark.rule("G15", "G2")
def test_enabled_fields_are_stored_on_create_and_not_shown(
    records: Records,
    client: httpx.Client,
    encode: Callable[..., dict[str, Any]],
) -> None:
    plain = client.post("/api/tickets", json=dict(DRAFT)).json()["data"]
    draft = {**DRAFT, TEXT: "PO-2026-118", DROPDOWN: "Email"}

    answer = client.post("/api/tickets", **encode(draft))

    assert answer.status_code == 201
    assert answer.json()["data"] == {**plain, "id": 74}
    assert read_ticket(client, 74) == {**plain, "id": 74}
    assert custom_values(records, 74) == {
        TEXT: "PO-2026-118",
        DROPDOWN: "Email",
    }


@pytest.mark.rule("G15")
def test_an_update_stores_the_fields_that_it_has_and_keeps_the_others(
    records: Records,
    client: httpx.Client,
    encode: Callable[..., dict[str, Any]],
) -> None:
    draft = {**DRAFT, TEXT: "PO-1", DROPDOWN: "Email"}
    client.post("/api/tickets", json=draft)

    answer = client.patch("/api/tickets/73", **encode({**CHANGES, DROPDOWN: "Phone"}))

    assert answer.status_code == 200
    assert not [name for name in answer.json()["data"] if "custom" in name]
    assert custom_values(records) == {TEXT: "PO-1", DROPDOWN: "Phone"}


@pytest.mark.rule("G15")
def test_optional_fields_may_be_left_out(
    records: Records, client: httpx.Client
) -> None:
    answer = client.post("/api/tickets", json=dict(DRAFT))

    assert answer.status_code == 201
    assert custom_values(records) == {}


@pytest.mark.rule("G15")
@pytest.mark.parametrize("blank", ["", "  ", None])
@pytest.mark.parametrize("name", [TEXT, DROPDOWN])
def test_a_blank_optional_field_is_cleared(
    records: Records,
    client: httpx.Client,
    blank: str | None,
    name: str,
) -> None:
    client.post("/api/tickets", json={**DRAFT, TEXT: "PO-1", DROPDOWN: "Email"})

    answer = client.patch("/api/tickets/73", json={**CHANGES, name: blank})

    assert answer.status_code == 200
    assert custom_values(records)[name] is None


@pytest.mark.rule("G15", "G2")
@pytest.mark.parametrize("name", ["ticket_custom_field_9", "custom_field_1", "field"])
def test_a_field_that_is_not_enabled_is_ignored(
    records: Records, client: httpx.Client, name: str
) -> None:
    answer = client.post("/api/tickets", json={**DRAFT, name: ["anything"]})

    assert answer.status_code == 201
    assert custom_values(records) == {}


@pytest.mark.rule("G15", "G14")
@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize(
    "value", ["Fax", "email", "EMAIL", "Email,Phone", 1, ["Email"]]
)
def test_a_dropdown_takes_its_options_only(
    client: httpx.Client, method: str, value: object
) -> None:
    path = "/api/tickets" if method == "POST" else "/api/tickets/32"

    answer = client.request(method, path, json={**DRAFT, DROPDOWN: value})

    assert answer.status_code == 422
    assert answer.json() == _wrong(DROPDOWN)


@pytest.mark.rule("G15", "G17")
@pytest.mark.parametrize("option", ["Email", "Phone", "Portal"])
def test_the_mock_data_enable_a_text_and_a_dropdown(
    records: Records, client: httpx.Client, option: str
) -> None:
    draft = {**DRAFT, TEXT: "any text at all", DROPDOWN: option}

    answer = client.post("/api/tickets", json=draft)

    assert answer.status_code == 201
    assert custom_values(records) == {
        TEXT: "any text at all",
        DROPDOWN: option,
    }
