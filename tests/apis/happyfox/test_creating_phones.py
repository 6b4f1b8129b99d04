"""Phone numbers of contacts: one that is new to a contact comes to its others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import PLAIN_DRAFT, created
from tests.apis.happyfox.creating import create, each_media_type, refusal

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

CONTACTS = "happyfox.contacts"


def phones_of(user: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the type and the number of each phone of a contact."""
    return [(phone["type"], phone["number"]) for phone in user["phones"]]


@pytest.mark.rule("H22")
@each_media_type
def test_the_phone_of_a_new_contact_is_its_primary_one(
    client: httpx.Client, media_type: str
) -> None:
    draft = {**PLAIN_DRAFT, "phone": "+91 44 5550 0101"}

    user = create(client, draft, media_type)["user"]

    assert phones_of(user) == [("o", "+91 44 5550 0101")]
    assert user["primary_phone"] == user["phones"][0]


@pytest.mark.rule("H22")
@pytest.mark.parametrize(
    "known", [{"client": 13}, {"email": "Zoya.Sheikh@deccanbyte.example"}]
)
def test_the_first_phone_of_a_known_contact_becomes_primary(
    client: httpx.Client, known: dict[str, Any]
) -> None:
    user = create(client, {**PLAIN_DRAFT, **known, "phone": "0101"})["user"]

    assert user["id"] == 13
    assert phones_of(user) == [("o", "0101")]
    assert user["primary_phone"] == user["phones"][0]


@pytest.mark.rule("H22")
@pytest.mark.parametrize(
    "known", [{"client": 2}, {"email": "ananya.krishnan@nilgiri-tea.example"}]
)
def test_a_phone_that_the_contact_lacks_comes_after_the_others(
    client: httpx.Client, known: dict[str, Any]
) -> None:
    user = create(client, {**PLAIN_DRAFT, **known, "phone": "0101"})["user"]

    assert phones_of(user) == [
        ("w", "+91 44 5550 0142"),
        ("mo", "+91 98400 55501"),
        ("o", "0101"),
    ]
    assert user["primary_phone"] == user["phones"][0]
    assert len({phone["id"] for phone in user["phones"]}) == 3


@pytest.mark.rule("H22")
@pytest.mark.parametrize("number", ["+91 44 5550 0142", "+91 98400 55501"])
def test_a_phone_that_the_contact_has_is_not_added_again(
    client: httpx.Client, records: Records, number: str
) -> None:
    before = records()[CONTACTS]

    create(client, {**PLAIN_DRAFT, "client": 2, "phone": number})

    assert records()[CONTACTS] == before


@pytest.mark.rule("H22")
def test_a_phone_of_another_contact_is_new_to_this_one(client: httpx.Client) -> None:
    draft = {**PLAIN_DRAFT, "client": 13, "phone": "+91 90000 55530"}

    user = create(client, draft)["user"]

    assert phones_of(user) == [("o", "+91 90000 55530")]


@pytest.mark.rule("H22")
def test_a_second_phone_is_not_primary(client: httpx.Client, records: Records) -> None:
    created(client, phone="0101")

    user = created(client, phone="0102")["user"]

    stored = records()[CONTACTS][user["id"]]["phones"]
    assert [phone["is_primary"] for phone in stored] == [True, False]
    assert phones_of(user) == [("o", "0101"), ("o", "0102")]
    assert user["primary_phone"]["number"] == "0101"


@pytest.mark.rule("H22")
@pytest.mark.parametrize("number", ["", " ", "\t\n"])
def test_a_blank_phone_is_none(client: httpx.Client, number: str) -> None:
    user = created(client, phone=number)["user"]

    assert user["phones"] == []
    assert user["primary_phone"] is None


@pytest.mark.rule("H22", "H23", "H3")
@pytest.mark.parametrize("sent", [5550101, None, True, ["0101"], {"number": "0101"}])
def test_a_phone_is_text(client: httpx.Client, records: Records, sent: object) -> None:
    before = records()

    refused = refusal(client, {**PLAIN_DRAFT, "phone": sent})

    assert refused == [("phone", "Enter a valid value.")]
    assert records() == before
