"""Terms of the search for agents, contacts and their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import created
from tests.apis.happyfox.searching import ALL, add, search, stored, tickets_of
from tests.apis.happyfox.writing import done

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub


@pytest.mark.rule("H15")
@pytest.mark.parametrize("field", ["email", "username", "first_name", "last_name"])
def test_an_agent_is_known_by_four_things(
    client: httpx.Client, records: Records, field: str
) -> None:
    for staff in stored(records, "staff").values():
        theirs = {
            t["id"] for t in tickets_of(records) if t["assignee_id"] == staff["id"]
        }
        assert theirs
        assert {*search(client, f'assignee:"{staff[field]}"')} == theirs


@pytest.mark.rule("H15")
@pytest.mark.parametrize(
    "value",
    ["james may", "James", "MAY", "jam", "ADMIN", "admin@EXAMPLE.com", "2", "None", ""],
)
def test_an_agent_is_known_exactly(client: httpx.Client, value: str) -> None:
    """Not by the full name, by a piece, or in another case."""
    assert search(client, f'assignee:"{value}"') == []


@pytest.mark.rule("H15")
def test_two_agents_of_one_name_are_both_found(
    client: httpx.Client, bundled_stub: Stub, sandbox_name: str
) -> None:
    other = {"id": 6, "username": "jim", "first_name": "james", "last_name": "Rao"}
    add(bundled_stub, sandbox_name, "staff", {**other, "email": "jim@example.com"})
    of_james = {*search(client, "assignee:james")}
    done(client, 64, "staff_update", staff=1, assignee=6)

    assert {*search(client, "assignee:james")} == of_james | {64}
    assert search(client, "assignee:jim") == [64]


@pytest.mark.rule("H15")
def test_none_and_any_tell_whether_somebody_is_assigned(client: httpx.Client) -> None:
    nobody = search(client, "assignee:none")

    assert nobody == [64, 63, 53, 54, 46, 32, 5]
    assert {*search(client, "assignee:any")} == ALL - {*nobody}
    assert {*search(client, 'assignee:"none","any"')} == ALL
    admins = {*search(client, "assignee:admin")}
    assert {*search(client, "assignee:none,admin")} == admins | {*nobody}
    assert search(client, "assignee:NONE,Any") == []


@pytest.mark.rule("H15")
def test_a_ticket_follows_its_agent(client: httpx.Client) -> None:
    done(client, 3, "staff_update", staff=1, assignee=None)
    done(client, 64, "staff_update", staff=1, assignee=4)

    assert 3 in search(client, "assignee:none")
    assert 64 in search(client, "assignee:Farhan")
    assert not {3} & {*search(client, "assignee:admin")}


@pytest.mark.rule("H15")
@pytest.mark.parametrize(
    ("value", "ids"),
    [
        ("Schools", [55, 7, 35, 27, 54, 25]),
        ("Resellers,Schools", [64, 17, 35, 55, 7, 27, 54, 44, 25, 18]),
        ('"Nilgiri Tea Exports"', [61, 51, 24, 38, 37, 4]),
        ("schools", []),
        ("School", []),
        ("Nilgiri", []),
        ('"Press & Reviews"', []),
        ("Nobodies", []),
        ('""', []),
    ],
)
def test_a_group_is_known_by_its_exact_name(
    client: httpx.Client, value: str, ids: list[int]
) -> None:
    assert sorted(search(client, f"group:{value}")) == sorted(ids)


@pytest.mark.rule("H15")
def test_none_and_any_tell_whether_the_contact_has_a_group(
    client: httpx.Client, records: Records
) -> None:
    contacts = stored(records, "contacts")
    grouped = {
        ticket["id"]
        for ticket in tickets_of(records)
        if contacts[ticket["contact_id"]]["group_ids"]
    }

    assert {*search(client, "group:any")} == grouped
    assert {*search(client, "group:none")} == ALL - grouped
    assert {*search(client, "group:none,any")} == ALL
    assert {*search(client, "group:none,Schools")} == (
        ALL - grouped | {7, 25, 27, 35, 54, 55}
    )
    assert search(client, "group:None") == []


@pytest.mark.rule("H15")
@pytest.mark.parametrize(
    ("value", "ids"),
    [
        pytest.param("welcome@example.com", [3, 2, 1], id="an address"),
        pytest.param("WELCOME@Example.COM", [3, 2, 1], id="an address in capitals"),
        pytest.param("it.helpdesk@coastal-credit.example", [45, 33, 8], id="stored so"),
        pytest.param('"Zoya Sheikh"', [64, 18], id="a full name"),
        pytest.param('"zoya SHEIKH"', [64, 18], id="a full name in another case"),
        pytest.param("sheikh", [64, 17, 44, 18], id="a word of two people's names"),
        pytest.param("Zoya", [64, 18], id="a first word"),
        pytest.param("BRÜCKNER", [43, 28], id="capitals with an umlaut"),
        pytest.param("אילנה", [52, 34], id="a word from right to left"),
        pytest.param('"陳偉"', [49, 20], id="a word without letters"),
        pytest.param("🌻", [63, 46, 29, 22, 13], id="a flower"),
        pytest.param("O'Malley-Tran", [36, 10], id="a word with marks"),
        pytest.param('"Nair,"', [45, 33, 8], id="a word is what spaces part"),
        pytest.param("02323412", [3, 2, 1], id="a phone number"),
        pytest.param("914455500142", [61, 24, 38, 4], id="its digits alone"),
        pytest.param("919840055501", [61, 24, 38, 4], id="those of another phone"),
        pytest.param("0471555012511", [45, 33, 8], id="with its extension"),
        pytest.param("zoya,02323412", [64, 3, 2, 1, 18], id="any of two"),
        pytest.param("zoya,nobody", [64, 18], id="one that nobody has"),
        pytest.param("Sheik", [], id="a piece of a word"),
        pytest.param("welcome@example", [], id="a piece of an address"),
        pytest.param("example.com", [], id="a domain"),
        pytest.param("5550", [], id="a piece of a phone number"),
        pytest.param('"Sheikh Zoya"', [], id="the words the other way round"),
        pytest.param('"Zoya  Sheikh"', [], id="two spaces"),
        pytest.param("none", [], id="a word of other names"),
        pytest.param('""', [], id="nothing"),
    ],
)
def test_a_contact_is_known_by_address_name_or_phone(
    client: httpx.Client, value: str, ids: list[int]
) -> None:
    """All of it, in any case, or one whole word of the name."""
    assert sorted(search(client, f"contact:{value}")) == sorted(ids)


@pytest.mark.rule("H15")
def test_a_phone_without_digits_finds_nothing(client: httpx.Client) -> None:
    """One of the contacts has such a number; an empty text must not find it."""
    assert search(client, "contact:mira.sunflower") == []
    assert search(client, 'contact:""') == []


@pytest.mark.rule("H15")
def test_a_new_contact_is_found_by_what_it_was_given(client: httpx.Client) -> None:
    person = {"name": "Ada  Testa", "email": "Ada.Testa@example.org"}
    ticket = created(client, **person, phone="+1 555 010-0199")["id"]

    for value in ("ada", "TESTA", "ada.testa@example.org", "Ada  Testa", "15550100199"):
        assert search(client, f'group:none contact:"{value}"') == [ticket]
    assert search(client, 'contact:"+1 555 010-0199"') == []
