"""Custom fields of every type, all required, on mock data of the tests' own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import AUTH, PLAIN_DRAFT, TICKETS, read_ticket
from tests.apis.happyfox.creating import (
    CHOICE,
    DATE,
    FIELD_REQUIRED,
    FIRST_CONTACT,
    FIRST_TICKET,
    LIST,
    NUMBER,
    UNKNOWN,
    VALUE,
    create,
    each_media_type,
    refusal,
    send,
    told,
    without,
)
from tests.apis.happyfox.own_fields import OWN_DRAFT, REQUIRED_KEYS, own_stub
from tests.apis.happyfox.writing import contact_value, done, field_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub

#: Contact 13, who has no customer number in the mock data.
ZOYA = {"client": 13}

OTHERS_DRAFT = without(OWN_DRAFT, "name", "email", "c-cf-4")


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve mock data with a custom field of each type."""
    with own_stub(tmp_path_factory.mktemp("mock_data")) as stub:
        yield stub


@pytest.fixture
def own(stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the stub with these fields in a sandbox of the test's own."""
    with stub.client(sandbox_name, auth=AUTH) as client:
        yield client


@pytest.fixture
def own_records(stub: Stub, sandbox_name: str) -> Records:
    """Look at what is stored behind `own`."""
    return lambda: stub.records(sandbox_name)


@pytest.mark.rule("H28", "H6")
@each_media_type
def test_a_draft_with_every_required_field_is_taken(
    own: httpx.Client, media_type: str
) -> None:
    """Field 46 has its place in the category before its number's."""
    create(own, OWN_DRAFT, media_type)

    ticket = read_ticket(own, FIRST_TICKET)
    assert [
        (each["id"], each["value"], each["value_id"])
        for each in ticket["custom_fields"]
    ] == [
        (2, None, None),
        (3, ["Chennai"], [1]),
        (27, None, None),
        (46, "F-1", None),
        (40, 12.5, None),
        (41, "2026-05-01", None),
        (42, "Red", 1),
        (43, ["Lamp"], [7]),
        (44, None, None),
        (45, None, None),
    ]
    assert contact_value(ticket, 4) == "K-1"


@pytest.mark.rule("H28", "H3")
@pytest.mark.parametrize("key", REQUIRED_KEYS)
@each_media_type
def test_a_required_field_of_any_type_must_be_there(
    own: httpx.Client, own_records: Records, key: str, media_type: str
) -> None:
    before = own_records()

    refused = refusal(own, without(OWN_DRAFT, key), media_type)

    assert refused == [(key, FIELD_REQUIRED)]
    assert own_records() == before


@pytest.mark.rule("H28", "H3")
@pytest.mark.parametrize("key", REQUIRED_KEYS)
@pytest.mark.parametrize("value", [None, ""])
def test_a_required_field_of_any_type_must_not_be_empty(
    own: httpx.Client, key: str, value: str | None
) -> None:
    assert refusal(own, {**OWN_DRAFT, key: value}) == [(key, FIELD_REQUIRED)]


@pytest.mark.rule("H28", "H23")
def test_all_missing_fields_are_told_the_contacts_first(own: httpx.Client) -> None:
    draft = without(OWN_DRAFT, *REQUIRED_KEYS)

    assert refusal(own, draft) == [(key, FIELD_REQUIRED) for key in REQUIRED_KEYS]


@pytest.mark.rule("H28", "H3")
@pytest.mark.parametrize(
    ("key", "value", "text"),
    [
        ("t-cf-40", "heavy", NUMBER),
        ("t-cf-40", 1.234, NUMBER),
        ("t-cf-40", True, NUMBER),
        ("t-cf-40", [1], NUMBER),
        ("t-cf-41", "2026-02-29", DATE),
        ("t-cf-41", "01/05/2026", DATE),
        ("t-cf-41", 20260501, DATE),
        ("t-cf-42", 3, CHOICE),
        ("t-cf-42", "Red", CHOICE),
        ("t-cf-42", [1, 2], CHOICE),
        ("t-cf-42", True, CHOICE),
        ("t-cf-43", [9], CHOICE),
        ("t-cf-43", [7, 9], CHOICE),
        ("t-cf-43", 7, LIST),
        ("t-cf-43", ["Lamp"], LIST),
        ("t-cf-46", 5, VALUE),
        ("t-cf-46", ["F-1"], VALUE),
        ("c-cf-4", 5, VALUE),
        ("c-cf-5", "much", NUMBER),
        ("c-cf-6", "long ago", DATE),
        ("c-cf-7", [3], CHOICE),
        ("c-cf-7", {"id": 1}, LIST),
        ("t-cf-47", "x", UNKNOWN),
    ],
)
def test_a_value_that_does_not_fit_its_type_is_refused(
    own: httpx.Client, own_records: Records, key: str, value: object, text: str
) -> None:
    """Once, and not for being missing as well."""
    before = own_records()

    assert refusal(own, {**OWN_DRAFT, key: value}) == [(key, text)]
    assert own_records() == before


@pytest.mark.rule("H28", "H3", "H6")
@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("t-cf-40", NUMBER),
        ("t-cf-41", DATE),
        ("t-cf-42", CHOICE),
        ("t-cf-43", LIST),
        ("c-cf-5", NUMBER),
        ("c-cf-6", DATE),
        ("c-cf-7", LIST),
    ],
)
@pytest.mark.parametrize("media_type", ["form", "multipart"])
def test_a_word_does_not_fit_in_a_form(
    own: httpx.Client, key: str, text: str, media_type: str
) -> None:
    assert refusal(own, {**OWN_DRAFT, key: "word"}, media_type) == [(key, text)]


@pytest.mark.rule("H28", "H6")
@each_media_type
def test_contacts_have_fields_of_every_type(own: httpx.Client, media_type: str) -> None:
    fields = {"c-cf-5": 2.5, "c-cf-6": "2001-02-03", "c-cf-7": [2, 1], "c-cf-3": 4}

    user = create(own, {**OWN_DRAFT, **fields}, media_type)["user"]

    assert [
        (each["id"], each["value"], each["value_id"]) for each in user["custom_fields"]
    ] == [
        (2, None, None),
        (3, "Private", 4),
        (4, "K-1", None),
        (5, 2.5, None),
        (6, "2001-02-03", None),
        (7, ["Tamil", "English"], [2, 1]),
    ]


@pytest.mark.rule("H28")
@pytest.mark.parametrize(
    ("choices", "asked_for"),
    [
        ({"t-cf-42": 1, "t-cf-43": [7]}, []),
        ({"t-cf-42": 2, "t-cf-43": [7]}, ["t-cf-44"]),
        ({"t-cf-42": 1, "t-cf-43": [8]}, ["t-cf-45"]),
        ({"t-cf-42": 1, "t-cf-43": [7, 8]}, ["t-cf-45"]),
        ({"t-cf-42": 2, "t-cf-43": [8, 7]}, ["t-cf-44", "t-cf-45"]),
    ],
)
@each_media_type
def test_a_dependent_field_is_required_with_its_choice_alone(
    own: httpx.Client, choices: dict[str, Any], asked_for: list[str], media_type: str
) -> None:
    draft = {**OWN_DRAFT, **choices}

    answer = send(own, draft, media_type)

    if asked_for:
        told_fields = told(answer.json()["error"])
        assert told_fields == [(key, FIELD_REQUIRED) for key in asked_for]
    values = dict.fromkeys(asked_for, "2026-05-02")
    assert send(own, {**draft, **values}, media_type).status_code == 200


@pytest.mark.rule("H28")
def test_the_fields_of_another_category_are_neither_asked_for_nor_taken(
    own: httpx.Client,
) -> None:
    draft = {**PLAIN_DRAFT, "c-cf-4": "K-1"}

    assert refusal(own, {**draft, "t-cf-46": "F-1"}) == [("t-cf-46", UNKNOWN)]
    assert create(own, draft)["id"] == FIRST_TICKET


@pytest.mark.rule("H28", "H22", "H3")
@pytest.mark.parametrize(
    "known", [ZOYA, {"name": "Zoya", "email": "ZOYA.sheikh@deccanbyte.example"}]
)
def test_a_field_that_the_contact_has_is_not_asked_for_again(
    own: httpx.Client, own_records: Records, known: dict[str, Any]
) -> None:
    draft = {**OTHERS_DRAFT, **known}

    assert refusal(own, draft) == [("c-cf-4", FIELD_REQUIRED)]
    create(own, {**draft, "c-cf-4": "K-13"})
    ticket = create(own, draft)

    assert contact_value(ticket, 4) == "K-13"
    assert own_records()["happyfox.contacts"][13]["custom_fields"]["4"] == "K-13"


@pytest.mark.rule("H28", "H22")
@pytest.mark.parametrize("value", [None, ""])
def test_a_required_field_of_a_contact_cannot_be_emptied_by_a_draft(
    own: httpx.Client, value: str | None
) -> None:
    create(own, OWN_DRAFT)

    refused = refusal(own, {**OWN_DRAFT, "c-cf-4": value})

    assert refused == [("c-cf-4", FIELD_REQUIRED)]


@pytest.mark.rule("H28", "H32")
def test_what_is_required_is_asked_for_at_creation_only(own: httpx.Client) -> None:
    """Contact 1 wrote before there was a customer number."""
    body = done(own, 3, "staff_update", staff=1, plaintext="Hello")

    assert contact_value(body, 4) is None
    assert field_of(body, 3)["value"] == ["Bengaluru"]


@pytest.mark.rule("H30", "H28")
def test_each_entry_of_a_list_is_asked_for_its_own_fields(own: httpx.Client) -> None:
    """A contact's field is known from the entry before."""
    drafts = [OWN_DRAFT, without(OWN_DRAFT, "t-cf-46"), without(OWN_DRAFT, "c-cf-4")]

    answer = own.post(TICKETS, json=[dict(draft) for draft in drafts])

    first, second, third = answer.json()
    assert [first["success"], third["success"]] == [True, True]
    assert told(second["error"]) == [("t-cf-46", FIELD_REQUIRED)]
    assert third["id"] == FIRST_TICKET + 1
    assert read_ticket(own, third["id"])["user"]["id"] == FIRST_CONTACT
