"""Contacts of new tickets: made, found by id or address, and completed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import NOW_TEXT, PLAIN_DRAFT, created
from tests.apis.happyfox.creating import (
    CHOICE,
    EMAIL,
    FIRST_CONTACT,
    REQUIRED,
    WHOLE_NUMBER,
    create,
    each_media_type,
    first_update,
    refusal,
    without,
)
from tests.apis.happyfox.writing import contact_value

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from ticketstub.sandbox.clock import Clock

CONTACTS = "happyfox.contacts"

#: A draft that says nothing of whom it is from.
NOBODYS = without(PLAIN_DRAFT, "name", "email")


@pytest.mark.rule("H22", "H29")
@each_media_type
def test_a_new_address_makes_a_new_contact(
    client: httpx.Client, media_type: str
) -> None:
    user = create(client, PLAIN_DRAFT, media_type)["user"]

    fields = user.pop("custom_fields")
    assert user == {
        "name": "Jo Example",
        "primary_phone": None,
        "phones": [],
        "created_at": NOW_TEXT,
        "updated_at": NOW_TEXT,
        "pending_tickets_count": 1,
        "contact_groups": [],
        "tickets_count": 1,
        "id": FIRST_CONTACT,
        "email": "jo@example.com",
    }
    assert [(field["id"], field["value"]) for field in fields] == [(2, None), (3, None)]


@pytest.mark.rule("H22")
def test_each_new_address_makes_a_contact_of_its_own(client: httpx.Client) -> None:
    addresses = ["a@example.com", "b@example.com", "a@example.org"]

    tickets = [created(client, email=address) for address in addresses]

    assert [ticket["user"]["id"] for ticket in tickets] == [27663, 27664, 27665]


@pytest.mark.rule("H22")
def test_a_sharp_s_is_another_letter_than_two_of_them(client: httpx.Client) -> None:
    addresses = ["strasse@example.com", "straße@example.com", "STRAßE@example.com"]

    tickets = [created(client, email=address) for address in addresses]

    assert [ticket["user"]["id"] for ticket in tickets] == [27663, 27664, 27664]


@pytest.mark.rule("H22")
@pytest.mark.parametrize(
    ("address", "contact_id", "name"),
    [
        ("welcome@example.com", 1, "Welcome"),
        ("Welcome@EXAMPLE.com", 1, "Welcome"),
        ("it.helpdesk@coastal-credit.example", 118, "Nair, Vishnu (IT)"),
        ("IT.HELPDESK@COASTAL-CREDIT.EXAMPLE", 118, "Nair, Vishnu (IT)"),
    ],
)
def test_a_known_address_is_its_contacts_whatever_its_case(
    client: httpx.Client, records: Records, address: str, contact_id: int, name: str
) -> None:
    """The contact keeps its name, its address and all else."""
    before = records()[CONTACTS]

    ticket = create(client, {**PLAIN_DRAFT, "email": address})

    assert ticket["user"]["id"] == contact_id
    assert ticket["user"]["name"] == name
    assert first_update(ticket)["by"]["name"] == name
    assert records()[CONTACTS] == before


@pytest.mark.rule("H22")
def test_the_contact_of_an_earlier_draft_is_known(client: httpx.Client) -> None:
    first = created(client, email="Jo@Example.com")

    second = created(client, email="jo@example.COM", name="Josephine")

    assert second["user"]["id"] == first["user"]["id"] == FIRST_CONTACT
    assert second["user"]["name"] == "Jo Example"
    assert second["user"]["email"] == "Jo@Example.com"
    assert second["user"]["tickets_count"] == 2


@pytest.mark.rule("H22")
@each_media_type
def test_a_client_stands_for_name_and_address(
    client: httpx.Client, records: Records, media_type: str
) -> None:
    before = records()[CONTACTS]

    ticket = create(client, {**NOBODYS, "client": 27662}, media_type)

    assert ticket["user"]["name"] == "Divya Menon"
    assert first_update(ticket)["by"] == {
        "email": "divya.menon@example.com",
        "type": "user",
        "id": 27662,
        "name": "Divya Menon",
    }
    assert records()[CONTACTS] == before


@pytest.mark.rule("H22")
@pytest.mark.parametrize(
    "person",
    [
        {"name": "Another", "email": "another@example.com"},
        {"name": "Another"},
        {"email": "welcome@example.com"},
        {"name": "", "email": ""},
    ],
)
def test_a_client_goes_before_name_and_address(
    client: httpx.Client, records: Records, person: dict[str, str]
) -> None:
    before = records()[CONTACTS]

    ticket = create(client, {**NOBODYS, "client": 27662, **person})

    assert ticket["user"]["id"] == 27662
    assert records()[CONTACTS] == before


@pytest.mark.rule("H22", "H23", "H3")
@pytest.mark.parametrize(
    ("sent", "text"),
    [
        (27663, CHOICE),
        (4, CHOICE),
        (0, CHOICE),
        (-1, CHOICE),
        (2**31, CHOICE),
        ("1", WHOLE_NUMBER),
        (1.5, WHOLE_NUMBER),
        (True, WHOLE_NUMBER),
        (None, WHOLE_NUMBER),
        ([1], WHOLE_NUMBER),
    ],
)
def test_a_client_that_is_nobody_is_refused(
    client: httpx.Client, records: Records, sent: object, text: str
) -> None:
    """Even beside a name and an address that would do."""
    before = records()

    assert refusal(client, {**PLAIN_DRAFT, "client": sent}) == [("client", text)]
    assert records() == before


@pytest.mark.rule("H22", "H23")
@each_media_type
def test_with_an_unknown_client_name_and_address_are_not_asked_for(
    client: httpx.Client, media_type: str
) -> None:
    draft = {**NOBODYS, "client": 27663}

    assert refusal(client, draft, media_type) == [("client", CHOICE)]


@pytest.mark.rule("H22", "H23", "H3")
@pytest.mark.parametrize(
    ("person", "refused"),
    [
        ({}, [("name", REQUIRED), ("email", REQUIRED)]),
        ({"name": "Jo"}, [("email", REQUIRED)]),
        ({"email": "jo@example.com"}, [("name", REQUIRED)]),
        ({"email": "welcome@example.com"}, [("name", REQUIRED)]),
        ({"name": "", "email": ""}, [("name", REQUIRED), ("email", REQUIRED)]),
        ({"name": " \t", "email": "jo@example.com"}, [("name", REQUIRED)]),
        ({"name": "", "email": "jo"}, [("name", REQUIRED), ("email", EMAIL)]),
    ],
)
@each_media_type
def test_without_a_client_name_and_address_are_required(
    client: httpx.Client,
    records: Records,
    media_type: str,
    person: dict[str, str],
    refused: list[tuple[str, str]],
) -> None:
    before = records()

    assert refusal(client, {**NOBODYS, **person}, media_type) == refused
    assert records() == before


@pytest.mark.rule("H22", "H28")
def test_the_fields_of_a_known_contact_are_set(
    client: httpx.Client, clock: Clock
) -> None:
    ticket = created(client)
    clock.advance(timedelta(hours=1))

    changed = created(client, **{"c-cf-2": "Initech", "c-cf-3": 2})

    assert contact_value(changed, 2) == "Initech"
    assert contact_value(changed, 3) == "School or university"
    assert changed["user"]["created_at"] == ticket["user"]["created_at"] == NOW_TEXT
    assert changed["user"]["updated_at"] == "2026-06-15 10:30:00"
