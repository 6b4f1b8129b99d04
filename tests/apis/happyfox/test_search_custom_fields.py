"""Terms of the search for custom fields, of tickets and of contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import created
from tests.apis.happyfox.searching import (
    ALL,
    DATE,
    NUMBER,
    add,
    assert_refused,
    search,
    stored,
    tickets_of,
)
from tests.apis.happyfox.writing import done

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub


@pytest.mark.rule("H18")
@pytest.mark.parametrize(
    ("q", "ids"),
    [
        pytest.param('"Product Color":grey', [4, 3], id="text"),
        pytest.param('"Product Color":GREY', [4, 3], id="text in capitals"),
        pytest.param('"Product Color":orange,BLACK', [46, 18, 13], id="any of texts"),
        pytest.param('"Product Color":gre', [], id="a piece of a text"),
        pytest.param('"Product Color":"black, blue legends"', [49], id="commas"),
        pytest.param('"Product Color":"أبيض"', [9], id="from right to left"),
        pytest.param("State:广东", [49, 20], id="other scripts"),
        pytest.param("State:KERALA", [60, 7, 62, 54, 45, 33, 25, 8], id="one word"),
        pytest.param('State:"tamil  nadu"', [], id="two spaces"),
        pytest.param('State:""', [], id="an empty text"),
        pytest.param("Delivery:Freight", [63, 53, 17, 12, 25, 11, 6], id="a choice"),
        pytest.param("delivery:FREIGHT", [63, 53, 17, 12, 25, 11, 6], id="in capitals"),
        pytest.param("Delivery:2", [], id="the id of a choice"),
        pytest.param("Delivery:Frei", [], id="a piece of a label"),
        pytest.param("Delivery:Pigeon", [], id="a label that is none"),
        pytest.param("Delivery:Freight Delivery:Parcel", [], id="never two choices"),
        pytest.param("Quantity:200", [17, 18], id="a number"),
        pytest.param('Quantity:"200"', [17, 18], id="a number in quotes"),
        pytest.param("Quantity:200.00", [17, 18], id="with decimals"),
        pytest.param("Quantity:0200", [17, 18], id="with a zero before it"),
        pytest.param("Quantity:40.5", [51], id="a broken number"),
        pytest.param("Quantity:40.50", [51], id="with a zero behind it"),
        pytest.param("Quantity:40", [11], id="not one near it"),
        pytest.param("Quantity:40,40.5", [51, 11], id="any of numbers"),
        pytest.param("Quantity:-200", [], id="a negative number"),
        pytest.param(f"Quantity:{'9' * 1980}", [], id="a number too large to be"),
        pytest.param(f"Quantity:200.{'0' * 1900}1", [], id="one that is close"),
        pytest.param('"Purchase Date":"02/11/2026"', [4], id="a day"),
        pytest.param('"Purchase Date":02/11/2026', [4], id="a day without quotes"),
        pytest.param('"Purchase Date":"11/02/2026"', [], id="not day before month"),
        pytest.param(
            '"Purchase Date":03/28/2025,05/02/2026', [19, 8], id="any of days"
        ),
        pytest.param('"Loading Dock":"Dock 2, brass fish"', [12], id="a dependent one"),
        pytest.param('"Serial Number":wh-2511-0207', [39], id="one for staff only"),
    ],
)
def test_a_field_of_a_ticket_is_searched_by_its_type(
    client: httpx.Client, q: str, ids: list[int]
) -> None:
    assert sorted(search(client, q)) == sorted(ids)


@pytest.mark.rule("H18")
@pytest.mark.parametrize(
    ("q", "contacts"),
    [
        ('Company:"Changed company"', {1}),
        ('company:"CHANGED COMPANY"', {1}),
        ('"Company":"deccan byte computers","Barak Books"', {12, 13, 14400}),
        ("Company:Deccan", set()),
        ('Company:"مطبعة القلم"', {77}),
        ('"Customer Type":Private', {21, 240, 27103}),
        ('"customer type":"SCHOOL OR UNIVERSITY"', {7}),
        ('"Customer Type":reseller,private', {12, 13, 21, 240, 5150, 27103, 27660}),
        ('"Customer Type":4', set()),
    ],
)
def test_a_field_of_the_contact_finds_all_its_tickets(
    client: httpx.Client, records: Records, q: str, contacts: set[int]
) -> None:
    theirs = {t["id"] for t in tickets_of(records) if t["contact_id"] in contacts}

    assert {*search(client, q)} == theirs
    assert bool(theirs) == bool(contacts)


@pytest.mark.rule("H18")
def test_a_multiple_choice_has_any_of_the_labels(client: httpx.Client) -> None:
    """`City` in category 2, which has the text of that name not."""
    ticket = created(client, **{"category": 2, "t-cf-3": [1, 5, 7]})["id"]

    for label in ("Chennai", "hyderabad", "KOCHI"):
        assert ticket in search(client, f"City:{label}")
    assert ticket in search(client, 'City:Nowhere,"kochi"')
    assert ticket in search(client, "City:Chennai City:Kochi City:Hyderabad")
    assert ticket not in search(client, "City:Mumbai")
    assert ticket not in search(client, "City:1")
    assert ticket not in search(client, 'City:"Chennai, Hyderabad, Kochi"')


@pytest.mark.rule("H14", "H18")
def test_two_fields_of_one_name_are_both_searched(client: httpx.Client) -> None:
    """`City` is a text and a multiple choice, and a ticket may have both."""
    only_text = created(client, **{"category": 1, "t-cf-1": "chennai", "t-cf-3": [2]})
    only_choice = created(client, **{"category": 1, "t-cf-1": "x", "t-cf-3": [1]})
    neither = created(client, **{"category": 1, "t-cf-1": "Madurai", "t-cf-3": [2]})

    ids = search(client, 'City:"Chennai"')

    assert {only_text["id"], only_choice["id"]} <= {*ids}
    assert neither["id"] not in ids
    assert 3 in ids  # its text is Chennai, its choice is Bengaluru
    assert 16 in ids  # it has the choice alone
    assert search(client, "City:Madurai") == [neither["id"]]


@pytest.mark.rule("H14", "H18")
def test_a_ticket_and_a_contact_may_have_fields_of_one_name(
    client: httpx.Client, bundled_stub: Stub, sandbox_name: str
) -> None:
    field = {"id": 90, "name": "STATE", "type": "text", "choices": None}
    add(bundled_stub, sandbox_name, "user_custom_fields", field)
    done(client, 64, "staff_update", staff=1, plaintext="So", **{"c-cf-90": "Goa"})

    ids = search(client, "State:goa")

    assert {*ids} == {10, 36, 64, 18}  # 18 is of the same contact as 64


@pytest.mark.rule("H18")
def test_a_value_need_fit_only_one_of_the_fields_of_a_name(
    client: httpx.Client, bundled_stub: Stub, sandbox_name: str
) -> None:
    """A text finds the texts where other fields of the name are numbers or days."""
    for field_id, name in ((90, "quantity"), (91, "purchase date")):
        field = {"id": field_id, "name": name, "type": "text", "choices": None}
        add(bundled_stub, sandbox_name, "user_custom_fields", field)
    fields = {"c-cf-90": "a lot", "c-cf-91": "02/11/2026"}
    done(client, 5, "staff_update", staff=1, plaintext="So", **fields)

    assert sorted(search(client, 'Quantity:"a lot"')) == [5, 19, 42]
    assert sorted(search(client, '"Purchase Date":"02/11/2026"')) == [4, 5, 19, 42]
    assert search(client, "Quantity:200") == [17, 18]
    assert search(client, "Quantity:nobody") == []


@pytest.mark.rule("H18", "X8")
@pytest.mark.parametrize(
    "value",
    [
        "many",
        "1,many",
        "1_000",
        "1e3",
        "0x10",
        "NaN",
        "Infinity",
        "1.",
        ".5",
        "1.5.0",
        "--1",
        '"1 000"',
        '" 1"',
        '"+1"',
        '"1,5"',
        "१",
        '""',
    ],
)
def test_what_is_no_number_is_refused(client: httpx.Client, value: str) -> None:
    assert_refused(client, f"Quantity:{value}", NUMBER)


@pytest.mark.rule("H18", "X8")
@pytest.mark.parametrize(
    "value",
    [
        "2026/02/11",
        "2026-02-11",
        "2/11/2026",
        "02/11/26",
        "02-11-2026",
        "13/01/2026",
        "02/29/2025",
        "00/10/2026",
        "01/01/0000",
        "today",
        '"02/11/2026 "',
        '""',
        "02/11/2026,x",
    ],
)
def test_what_is_no_day_is_refused(client: httpx.Client, value: str) -> None:
    assert_refused(client, f'"Purchase Date":{value}', DATE)


@pytest.mark.rule("H18")
def test_every_label_is_searched(client: httpx.Client, records: Records) -> None:
    """Each choice of each field finds the tickets, or contacts, that have it."""
    for choice in stored(records, "ticket_custom_fields")[3]["choices"]:
        having = {
            ticket["id"]
            for ticket in tickets_of(records)
            if choice["id"] in ticket["custom_fields"].get("3", ())
            or ticket["custom_fields"].get("1", "").lower() == choice["text"].lower()
        }
        assert having
        assert {*search(client, f'City:"{choice["text"]}"')} == having


@pytest.mark.rule("H18")
def test_a_search_follows_what_was_filled(client: httpx.Client) -> None:
    fields = {"t-cf-1": "Ütrecht", "t-cf-5": 12.25, "t-cf-4": "2024-02-29"}
    done(client, 3, "update_custom_fields", staff=1, **fields)

    assert search(client, "City:üTRECHT") == [3]
    assert search(client, "Quantity:12.25") == [3]
    assert search(client, '"Purchase Date":"02/29/2024"') == [3]
    assert 3 in search(client, "City:Bengaluru")


@pytest.mark.rule("H18")
def test_a_field_that_is_not_filled_equals_nothing(client: httpx.Client) -> None:
    for q in ("Quantity:0", "City:None", "City:null", '"Product Color":""', "State:x"):
        assert search(client, q) == []
    assert {*search(client, "has_attachments:true")} < ALL
