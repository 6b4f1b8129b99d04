"""The form's lengths, and what looks like an address."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.i3d.conftest import CONTACT, DRAFT, FORM, TICKETS, refusal

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import Records

#: The least and the greatest length of each property; None is no limit.
LENGTHS = {
    "firstName": (2, 64),
    "lastName": (2, 128),
    "companyName": (None, 120),
    "phone": (5, 15),
    "title": (2, 250),
}

SHORTEST = [(name, least) for name, (least, _) in LENGTHS.items() if least is not None]
LONGEST = [(name, most) for name, (_, most) in LENGTHS.items()]

#: Characters that are one, two, three and four bytes long, and a blank.
CHARACTERS = ["x", "ü", "漢", "😀", " "]

ADDRESSES = [
    "a@b.c",
    "imke.brandt@example.com",
    "imke+desk@mail.example.com",
    "i@1.2",
    "ö@bücher.example",
    "a!#$%&'*/=?^_`{|}~-@b.c",
    '"a"@b.c',
    ".@-.-",
    "a@b.c.d.e",
]

NO_ADDRESSES = [
    "a",
    "@",
    "a@",
    "@b.c",
    "a@b",
    "a@b.",
    "a@.c",
    "a@.",
    "a.b",
    "a.b@c",
    "a@@b.c",
    "a@b@c.d",
    "a@b.c@d",
    "a b@c.d",
    "a@b c.d",
    "a@b.c d",
    "a\u00a0b@c.d",
    "a\tb@c.d",
    "a\nb@c.d",
    "Ann <a@b.c>",
    "a@b.c; d@e.f",
]


@pytest.mark.rule("I14")
@pytest.mark.parametrize(("name", "length"), [*SHORTEST, *LONGEST])
@pytest.mark.parametrize("character", CHARACTERS)
def test_a_text_may_be_as_short_and_as_long_as_the_limits(
    client: httpx.Client, name: str, length: int, character: str
) -> None:
    """Characters are counted, not bytes, and blanks as well as any."""
    answer = client.post(CONTACT, json={**FORM, name: character * length})

    assert answer.status_code == 200


@pytest.mark.rule("I13", "I14")
@pytest.mark.parametrize(("name", "least"), SHORTEST)
@pytest.mark.parametrize("character", CHARACTERS)
def test_a_text_that_is_too_short_is_refused(
    client: httpx.Client, records: Records, name: str, least: int, character: str
) -> None:
    before = records()

    for length in {0, least - 1}:
        answer = client.post(CONTACT, json={**FORM, name: character * length})

        assert answer.status_code == 422
        text = f"Must be at least {least} characters long."
        assert answer.json() == refusal(10002, (name, text))
    assert records() == before


@pytest.mark.rule("I13", "I14")
@pytest.mark.parametrize(("name", "most"), LONGEST)
@pytest.mark.parametrize("character", CHARACTERS)
def test_a_text_that_is_too_long_is_refused(
    client: httpx.Client, records: Records, name: str, most: int, character: str
) -> None:
    before = records()

    for length in (most + 1, most * 100):
        answer = client.post(CONTACT, json={**FORM, name: character * length})

        assert answer.status_code == 422
        text = f"Must be at most {most} characters long."
        assert answer.json() == refusal(10002, (name, text))
    assert records() == before


@pytest.mark.rule("I14")
def test_an_address_of_a_form_may_have_128_characters(client: httpx.Client) -> None:
    longest = "a" * 122 + "@b.com"

    accepted = client.post(CONTACT, json={**FORM, "email": longest})
    refused = client.post(CONTACT, json={**FORM, "email": f"a{longest}"})

    text = "Must be at most 128 characters long."
    assert accepted.status_code == 200
    assert refused.json() == refusal(10002, ("email", text))


@pytest.mark.rule("I14")
def test_other_texts_have_no_limit(client: httpx.Client) -> None:
    """The limits of the form's title are not those of a ticket's."""
    long = "x" * 1_000_000

    form = client.post(CONTACT, json={**FORM, "content": long})
    ticket = client.post(TICKETS, json={**DRAFT, "title": long, "department": long})

    assert form.json()["replies"][0]["content"] == long
    assert ticket.json()["title"] == long


@pytest.mark.rule("I14")
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_has_one_at_and_a_dot_inside_its_domain(
    client: httpx.Client, records: Records, address: str
) -> None:
    form = client.post(CONTACT, json={**FORM, "email": address})
    ticket = client.post(TICKETS, json={**DRAFT, "emailCc": address})

    assert (form.status_code, ticket.status_code) == (200, 200)
    assert records()["i3d.tickets"][47]["contact"]["email"] == address
    assert records()["i3d.tickets"][48]["emailCc"] == address


@pytest.mark.rule("I13", "I14")
@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_does_not_look_like_an_address_is_refused_and_quoted(
    client: httpx.Client, records: Records, address: str
) -> None:
    before = records()
    text = f"Invalid email address: {address}."

    form = client.post(CONTACT, json={**FORM, "email": address})
    assert form.status_code == 422
    assert form.json() == refusal(10002, ("email", text))
    for name in ("emailCc", "emailTo"):
        answer = client.post(TICKETS, json={**DRAFT, name: address})

        assert answer.status_code == 422
        assert answer.json() == refusal(10002, (name, text))
    assert records() == before


@pytest.mark.rule("I13", "I14")
@pytest.mark.parametrize("address", ["", " ", " a@b.c", "a@b.c\n", "a@b.c,d@e.f g"])
def test_the_address_of_a_form_is_one_and_is_not_trimmed(
    client: httpx.Client, address: str
) -> None:
    answer = client.post(CONTACT, json={**FORM, "email": address})

    text = f"Invalid email address: {address}."
    assert answer.json() == refusal(10002, ("email", text))


@pytest.mark.rule("I14")
@pytest.mark.parametrize("name", ["emailCc", "emailTo"])
@pytest.mark.parametrize(
    "addresses",
    [
        "",
        "a@example.com",
        "a@example.com,b@example.org",
        " a@example.com ,\tb@example.org\n",
        "a@example.com,a@example.com",
        pytest.param(",".join(["a@example.com"] * 500), id="many"),
    ],
)
def test_addresses_are_separated_by_commas_and_trimmed(
    client: httpx.Client, records: Records, name: str, addresses: str
) -> None:
    """There may be none at all; they are stored as they were sent."""
    answer = client.post(TICKETS, json={**DRAFT, name: addresses})

    assert answer.status_code == 200
    assert records()["i3d.tickets"][47][name] == addresses


@pytest.mark.rule("I13", "I14")
@pytest.mark.parametrize("name", ["emailCc", "emailTo"])
@pytest.mark.parametrize(
    ("addresses", "wrong"),
    [
        (" ", [""]),
        (",", ["", ""]),
        ("a@example.com,", [""]),
        (",a@example.com", [""]),
        ("a@example.com,,b@example.org", [""]),
        ("a@example.com;b@example.org", ["a@example.com;b@example.org"]),
        ("a , b@example.org, c ", ["a", "c"]),
        ("a@example.com b@example.org", ["a@example.com b@example.org"]),
    ],
)
def test_each_entry_that_is_no_address_is_told_trimmed(
    client: httpx.Client, name: str, addresses: str, wrong: list[str]
) -> None:
    answer = client.post(TICKETS, json={**DRAFT, name: addresses})

    texts = [f"Invalid email address: {entry}." for entry in wrong]
    assert answer.status_code == 422
    assert answer.json() == refusal(10002, *((name, text) for text in texts))


@pytest.mark.rule("I13")
def test_a_long_address_is_quoted_up_to_200_characters(client: httpx.Client) -> None:
    answer = client.post(TICKETS, json={**DRAFT, "emailCc": "😀" * 100_000})

    text = f"Invalid email address: {'😀' * 200}…."
    assert answer.json() == refusal(10002, ("emailCc", text))
