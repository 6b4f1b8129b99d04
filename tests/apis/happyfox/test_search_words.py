"""Bare words in the search: where they are looked for, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import created
from tests.apis.happyfox.searching import search, stored, tickets_of
from tests.apis.happyfox.writing import done

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records


@pytest.mark.rule("H19")
@pytest.mark.parametrize(
    ("q", "ids"),
    [
        pytest.param("Zhuyin", [49], id="the subject"),
        pytest.param("zHuYIN", [49], id="in any case"),
        pytest.param("huyi", [49], id="a piece of a word"),
        pytest.param("TE00000039", [39], id="the display id"),
        pytest.param("#te00000039", [39], id="with its hash"),
        pytest.param("SU000000", [57, 41, 31, 16], id="a prefix"),
        pytest.param("mwangi", [57, 41, 31, 16], id="the contact's name"),
        pytest.param("@harbourline.ex", [57, 41, 31, 16], id="the address"),
        pytest.param("brückner", [43, 28], id="beyond ASCII"),
        pytest.param("STRASSE", [28], id="a sharp s is two"),
        pytest.param("🌻", None, id="a flower"),
        pytest.param("العربية", None, id="from right to left"),
        pytest.param("unfindable", [], id="nowhere"),
    ],
)
def test_a_word_occurs_somewhere_in_a_ticket(
    client: httpx.Client, q: str, ids: list[int] | None
) -> None:
    found = search(client, q)

    assert found if ids is None else found == ids


@pytest.mark.rule("H19")
@pytest.mark.parametrize(
    ("where", "fields"),
    [
        ("subject", {"subject": "A needle-1 in it"}),
        ("text", {"text": "A needle-1 in it"}),
        ("html", {"text": None, "html": "<p>A <b>nee</b>needle-1</p>"}),
        ("name", {"name": "Mr. Needle-1", "email": "mr@example.com"}),
        ("address", {"name": "Mr.", "email": "a-needle-1@example.com"}),
    ],
)
def test_a_word_is_found_in_each_place(
    client: httpx.Client, where: str, fields: dict[str, str]
) -> None:
    sent = {name: value for name, value in fields.items() if value is not None}
    if "html" in sent:
        ticket = created(client, **{"text": "", **sent})["id"]
    else:
        ticket = created(client, **sent)["id"]

    assert search(client, "NEEDLE-1") == [ticket], where


@pytest.mark.rule("H19")
@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("staff_update", {"staff": 1, "plaintext": "the needle-2"}),
        ("staff_update", {"staff": 1, "html": "<i>the needle-2</i>"}),
        ("staff_pvtnote", {"staff": 1, "plaintext": "the needle-2"}),
        ("user_reply", {"user": 1, "text": "the needle-2"}),
        (
            "forward",
            {
                "staff_id": 1,
                "to": "ops@example.com",
                "subject": "Forwarded",
                "message": "the needle-2",
            },
        ),
        ("move", {"staff_id": 1, "target_category_id": 2, "move_note": "needle-2"}),
    ],
)
def test_a_word_is_found_in_every_kind_of_message(
    client: httpx.Client, action: str, fields: dict[str, object]
) -> None:
    done(client, 3, action, **fields)

    assert search(client, "needle-2") == [3]


@pytest.mark.rule("H19")
@pytest.mark.parametrize(
    ("action", "fields"),
    [
        ("update_tags", {"staff_id": 1, "add": "needle-3"}),
        ("update_custom_fields", {"staff": 1, "t-cf-1": "needle-3"}),
        ("staff_update", {"staff": 1, "plaintext": "x", "subject": "needle-3"}),
        ("staff_update", {"staff": 1, "plaintext": "x", "cc": "needle-3@example.com"}),
        ("staff_update", {"staff": 1, "plaintext": "x", "c-cf-2": "needle-3"}),
        ("staff_update", {"staff": 1, "html": '<b title="needle-3">x</b>'}),
    ],
)
def test_a_word_is_not_looked_for_elsewhere(
    client: httpx.Client, action: str, fields: dict[str, object]
) -> None:
    """Not in tags, custom fields, subjects of messages, addressees, or markup."""
    done(client, 3, action, **fields)

    assert search(client, "needle-3") == []


@pytest.mark.rule("H19")
@pytest.mark.parametrize(
    "word", ["Kavya", "james", "Closed", "Critical", "Repairs", "Schools", "5550"]
)
def test_names_of_agents_and_look_ups_are_not_searched(
    client: httpx.Client, records: Records, word: str
) -> None:
    """Only where a subject, a contact or a message has the word."""
    contacts, updates = stored(records, "contacts"), stored(records, "updates")
    written = {
        each["ticket_id"]
        for each in updates.values()
        if each["message"] and word.lower() in each["message"]["text"].lower()
    }
    for ticket in tickets_of(records):
        contact = contacts[ticket["contact_id"]]
        texts = (ticket["subject"], contact["name"], contact["email"])
        if any(word.lower() in text.lower() for text in texts):
            written.add(ticket["id"])

    assert {*search(client, word)} == written


@pytest.mark.rule("H19")
def test_every_word_must_occur_but_anywhere(client: httpx.Client) -> None:
    """In one place or in several, in any order."""
    ticket = created(
        client, subject="alpha-4", text="beta-4", name="Gamma-4", email="d4@example.com"
    )
    created(client, subject="alpha-4", text="beta-4")

    for q in (
        "alpha-4 beta-4 gamma-4 d4@example.com",
        "D4@example Gamma-4 BETA-4 alpha",
        "beta-4+alpha-4+gamma-4",
        f"gamma-4 alpha-4 {ticket['display_id']}",
    ):
        assert search(client, q) == [ticket["id"]]
    assert len(search(client, "alpha-4 beta-4")) == 2
    assert search(client, "alpha-4 delta-4") == []


@pytest.mark.rule("H19")
@pytest.mark.parametrize(
    "q", ['"label printer"', '"printer label"', "label printer", '"label" "printer"']
)
def test_quotes_make_no_phrase_of_words(client: httpx.Client, q: str) -> None:
    found = search(client, q)

    assert found == search(client, "printer label")
    assert 4 in found


@pytest.mark.rule("H19")
@pytest.mark.parametrize(
    "word", ["%", "_", ".*", "prin?er", "*", "[a-z]", "(", "\\", "^", "a|b", "-printer"]
)
def test_a_word_is_for_the_text_itself(
    client: httpx.Client, records: Records, word: str
) -> None:
    """No wildcard, no pattern and no operator of another language means anything."""
    updates = stored(records, "updates").values()
    contacts = stored(records, "contacts")
    expected = {t["id"] for t in tickets_of(records) if word in t["subject"].lower()}
    for ticket in tickets_of(records):
        contact = contacts[ticket["contact_id"]]
        if word in f"{contact['name']}\n{contact['email']}".lower():
            expected.add(ticket["id"])
    for update in updates:
        if update["message"] and word in update["message"]["text"].lower():
            expected.add(update["ticket_id"])

    assert {*search(client, word)} == expected
    assert len(expected) < 64


@pytest.mark.rule("H19")
def test_a_word_is_found_deep_in_a_long_message(client: httpx.Client) -> None:
    """At the very end of a text of 10,000 characters."""
    ticket = created(client, text=f"{'lorem ' * 1665}needle-5!!")["id"]

    assert search(client, "needle-5!!") == [ticket]


@pytest.mark.rule("H19")
def test_words_and_conditions_go_together(client: httpx.Client) -> None:
    printers = search(client, "printer")

    assert search(client, "printer category:1 status:Closed") == [13]
    assert search(client, "status:Closed printer category:1") == [13]
    assert 13 in printers
    assert search(client, "printer tag:toner") == [38]
