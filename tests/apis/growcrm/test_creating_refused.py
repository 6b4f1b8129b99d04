"""Creating a ticket in vain: what is refused, in which words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import (
    DRAFT,
    invalid,
    listed,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.apis.growcrm.conftest import Records

MISSING = {
    "ticket_clientid": "The ticket clientid field is required.",
    "ticket_categoryid": "The ticket categoryid field is required.",
    "ticket_subject": "The ticket subject field is required.",
    "ticket_message": "The ticket message field is required.",
    "ticket_priority": "The ticket priority field is required.",
}


@pytest.mark.rule("G14")
@pytest.mark.parametrize("name", MISSING)
def test_a_missing_field_is_required(client: httpx.Client, name: str) -> None:
    draft = {key: value for key, value in DRAFT.items() if key != name}

    answer = client.post("/api/tickets", json=draft)

    assert answer.status_code == 422
    assert answer.json() == invalid({name: MISSING[name]})


@pytest.mark.rule("G14")
@pytest.mark.parametrize("name", MISSING)
@pytest.mark.parametrize("blank", ["", "   ", "\t\n", "\u00a0", None])
def test_a_blank_field_counts_as_missing(
    client: httpx.Client, name: str, blank: str | None
) -> None:
    answer = client.post("/api/tickets", json={**DRAFT, name: blank})

    assert answer.status_code == 422
    assert answer.json() == invalid({name: MISSING[name]})


@pytest.mark.rule("G14")
@pytest.mark.parametrize("name", ["ticket_subject", "ticket_message"])
def test_a_text_is_refused_for_nothing_but_being_blank(
    client: httpx.Client, name: str
) -> None:
    """A byte order mark counts as a space to the contract, so to the answer, too."""
    answer = client.post("/api/tickets", json={**DRAFT, name: "\ufeff"})

    assert answer.status_code == 422
    assert answer.json() == invalid({name: MISSING[name]})


@pytest.mark.rule("G14", "G2")
@pytest.mark.parametrize("blank", ["", "   "])
def test_every_blank_field_of_a_form_is_told_at_once(
    client: httpx.Client, encode: Callable[..., dict[str, Any]], blank: str
) -> None:
    answer = client.post("/api/tickets", **encode(dict.fromkeys(DRAFT, blank)))

    assert answer.status_code == 422
    assert answer.json() == invalid(MISSING)
    assert list(answer.json()["errors"]) == list(MISSING)


@pytest.mark.rule("G14")
@pytest.mark.parametrize(
    "name", ["ticket_clientid", "ticket_categoryid", "ticket_projectid"]
)
@pytest.mark.parametrize(
    "value", ["one", "1.0", " 1", "+1", "1e0", "\u0661", 1.5, True, [1], {"id": 1}]
)
def test_an_id_of_the_wrong_type_must_be_an_integer(
    client: httpx.Client, name: str, value: object
) -> None:
    answer = client.post("/api/tickets", json={**DRAFT, name: value})

    text = f"The {name.replace('_', ' ')} must be an integer."
    assert answer.status_code == 422
    assert answer.json() == invalid({name: text})


@pytest.mark.rule("G14")
@pytest.mark.parametrize(
    "name", ["ticket_subject", "ticket_message", "ticket_priority"]
)
@pytest.mark.parametrize("value", [1, 1.5, True, ["a"], {"a": 1}])
def test_a_text_of_the_wrong_type_must_be_a_string(
    client: httpx.Client, name: str, value: object
) -> None:
    answer = client.post("/api/tickets", json={**DRAFT, name: value})

    text = f"The {name.replace('_', ' ')} must be a string."
    assert answer.status_code == 422
    assert answer.json() == invalid({name: text})


@pytest.mark.rule("G14", "G17")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("ticket_clientid", 999999, id="unknown client"),
        pytest.param("ticket_clientid", "999999", id="unknown client in digits"),
        pytest.param("ticket_clientid", 0, id="client zero"),
        pytest.param("ticket_clientid", -1, id="negative client"),
        pytest.param("ticket_clientid", "9" * 30, id="huge client"),
        pytest.param("ticket_categoryid", 999999, id="unknown category"),
        pytest.param("ticket_categoryid", 3, id="category of projects"),
        pytest.param("ticket_categoryid", 0, id="category zero"),
        pytest.param("ticket_projectid", 999999, id="unknown project"),
        pytest.param("ticket_projectid", 43, id="project of another client"),
        pytest.param("ticket_projectid", 0, id="project zero"),
        pytest.param("ticket_priority", "low", id="unknown priority"),
        pytest.param("ticket_priority", "High", id="priority in another case"),
    ],
)
def test_a_value_that_names_nothing_is_refused(
    records: Records,
    client: httpx.Client,
    name: str,
    value: object,
) -> None:
    before = records()

    answer = client.post("/api/tickets", json={**DRAFT, name: value})

    text = f"The selected {name.replace('_', ' ')} is invalid."
    assert answer.status_code == 422
    assert answer.json() == invalid({name: text})
    assert records() == before


@pytest.mark.rule("G14", "G2")
def test_wrong_forms_and_unknown_references_are_told_together(
    client: httpx.Client, encode: Callable[..., dict[str, Any]]
) -> None:
    """One answer names every failing field, in the order of the contract."""
    body = {
        "ticket_priority": "low",
        "ticket_message": " ",
        "ticket_projectid": 999999,
        "ticket_categoryid": 3,
        "ticket_clientid": 999999,
        "ticket_custom_field_2": "Fax",
    }

    answer = client.post("/api/tickets", **encode(body))

    expected = {
        "ticket_clientid": "The selected ticket clientid is invalid.",
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


@pytest.mark.rule("G14")
def test_a_project_is_judged_even_where_the_client_is_missing(
    client: httpx.Client,
) -> None:
    answer = client.post("/api/tickets", json={"ticket_projectid": 999999})

    expected = {
        **MISSING,
        "ticket_projectid": "The selected ticket projectid is invalid.",
    }
    assert answer.json() == invalid(expected)


@pytest.mark.rule("G14")
def test_a_refused_ticket_uses_up_no_id(client: httpx.Client) -> None:
    client.post("/api/tickets", json={})

    created = client.post("/api/tickets", json=dict(DRAFT)).json()["data"]

    assert created["id"] == 73
    assert len(listed(client, "")) == 45
