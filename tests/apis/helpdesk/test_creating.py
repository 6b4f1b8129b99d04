"""Creating tickets: what is kept of the body, and what stands where it says nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import (
    DRAFT,
    NOW_TEXT,
    create_ticket,
    ids_in,
    page_of,
    read_ticket,
)
from ticketstub.sandbox.ids import Ids

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records
    from ticketstub.sandbox.clock import Clock

ID = re.compile(r"tkt_[a-z0-9]{12}")

#: What a ticket has of which nothing is said.
USUAL: dict[str, Any] = {
    "status": "new",
    "priority": "normal",
    "type": "question",
    "assigneeId": None,
    "requesterEmail": None,
    "requesterName": None,
    "tags": [],
    "customFields": [],
}

#: Texts that a careless store or encoder would spoil.
TEXTS = [
    "0042",
    " spaces around ",
    "a\nb\r\nc\td",
    "Grüße & mehr = 100 %",
    "😬👩🏽‍💻",
    "كيف أغيّر كلمة المرور؟",
    "שלום עולם",
    "<script>alert(1)</script>",
    "'; DROP TABLE tickets; --",
    '"quoted" \\ back',
    "nul \x00 and \x7f",
    "\ufeffmark",
    "e\u0301 and \u00e9",
    "null",
]


@pytest.mark.rule("A9", "A13")
def test_a_ticket_with_a_subject_alone_gets_the_rest_from_the_rules(
    client: httpx.Client,
) -> None:
    answer = client.post("/tickets", json={"ticket": {"subject": "Cannot log in"}})

    assert answer.status_code == 201
    ticket = answer.json()["ticket"]
    assert ticket == {
        "id": ticket["id"],
        "subject": "Cannot log in",
        **USUAL,
        "createdAt": NOW_TEXT,
        "updatedAt": NOW_TEXT,
    }
    assert list(answer.json()) == ["ticket"]


@pytest.mark.rule("A9")
def test_a_ticket_keeps_what_it_is_given(client: httpx.Client) -> None:
    ticket = create_ticket(client, **DRAFT)

    assert {name: ticket[name] for name in DRAFT} == dict(DRAFT)


@pytest.mark.rule("A9")
def test_a_created_ticket_can_be_read_and_is_the_newest(client: httpx.Client) -> None:
    ticket = create_ticket(client, **DRAFT)

    assert read_ticket(client, ticket["id"]) == ticket
    assert page_of(client)["tickets"][0] == ticket


@pytest.mark.rule("A9")
@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("status", ["new", "open", "pending", "resolved"]),
        ("priority", ["low", "normal", "high", "urgent"]),
        ("type", ["question", "incident", "problem", "task"]),
    ],
)
def test_a_stated_value_is_taken(
    client: httpx.Client, field: str, values: list[str]
) -> None:
    for value in values:
        assert create_ticket(client, **{field: value})[field] == value


@pytest.mark.rule("A9")
@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("field", ["subject", "requesterName", "assigneeId"])
def test_a_text_is_kept_as_it_was_sent(
    client: httpx.Client, field: str, text: str
) -> None:
    ticket = create_ticket(client, **{field: text})

    assert ticket[field] == text
    assert read_ticket(client, ticket["id"])[field] == text


@pytest.mark.rule("A9", "A12")
@pytest.mark.parametrize("letter", ["x", "é", "漢", "😬"])
def test_texts_of_ten_thousand_letters_are_kept(
    client: httpx.Client, letter: str
) -> None:
    text = letter * 10_000
    fields = {
        "subject": text,
        "requesterName": text,
        "assigneeId": text,
        "tags": [text, f"{text}2"],
        "customFields": [
            {"id": "cf_textarea", "value": text},
            {"id": "cf_text", "value": text},
        ],
    }

    ticket = create_ticket(client, **fields)

    assert {name: ticket[name] for name in fields} == fields
    assert read_ticket(client, ticket["id"]) == ticket


@pytest.mark.rule("A9")
@pytest.mark.parametrize("field", ["assigneeId", "requesterEmail", "requesterName"])
def test_null_stands_for_absence_where_there_may_be_none(
    client: httpx.Client, field: str
) -> None:
    ticket = create_ticket(client, **{**DRAFT, field: None})

    assert ticket[field] is None


@pytest.mark.rule("A9")
@pytest.mark.parametrize(
    "address",
    [
        "a@b.c",
        "customer@example.com",
        "first.last+tag@sub.example.co.uk",
        "o'neil@example.com",
        "jörg@münchen.example",
        "Customer@EXAMPLE.com",
        '"odd"@example.com',
    ],
)
def test_what_looks_like_an_address_is_taken(
    client: httpx.Client, address: str
) -> None:
    assert create_ticket(client, requesterEmail=address)["requesterEmail"] == address


@pytest.mark.rule("A9")
def test_a_name_may_be_empty(client: httpx.Client) -> None:
    assert create_ticket(client, requesterName="")["requesterName"] == ""


@pytest.mark.rule("A9")
def test_nobody_knows_the_staff_so_any_assignee_is_taken(client: httpx.Client) -> None:
    assert create_ticket(client, assigneeId=" ")["assigneeId"] == " "
    assert create_ticket(client, assigneeId="usr_nobody")["assigneeId"] == "usr_nobody"


@pytest.mark.rule("A9")
@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ([], []),
        (["a", "b", "a"], ["a", "b"]),
        ([" a ", "a", "\ta\n"], ["a"]),
        (["b", "a", "b", "c", "a"], ["b", "a", "c"]),
        (["A", "a"], ["A", "a"]),
        (["two words", "two  words"], ["two words", "two  words"]),
        (["\u00a0nbsp\u3000"], ["nbsp"]),
        (["a,b"], ["a,b"]),
        (["😬", "مساعدة", "<b>"], ["😬", "مساعدة", "<b>"]),
        ([str(number) for number in range(500)], [str(n) for n in range(500)]),
    ],
)
def test_tags_are_trimmed_and_repeats_are_dropped(
    client: httpx.Client, sent: list[str], kept: list[str]
) -> None:
    assert create_ticket(client, tags=sent)["tags"] == kept


@pytest.mark.rule("A9", "A13")
def test_the_body_does_not_say_what_the_system_sets(client: httpx.Client) -> None:
    ticket = create_ticket(
        client,
        id="tkt_abc123",
        number=1,
        createdAt="2001-01-01T00:00:00.000Z",
        updatedAt=1,
        workspaceId=None,
        nothing={"a": []},
        Subject=1,
    )

    assert ticket["id"] != "tkt_abc123"
    assert ticket["createdAt"] == ticket["updatedAt"] == NOW_TEXT
    assert not {"number", "workspaceId", "nothing", "Subject"} & set(ticket)


@pytest.mark.rule("A13", "X3")
def test_ids_are_drawn_from_the_sandboxs_own_source(client: httpx.Client) -> None:
    """The ticket's id comes first, then the one of its event."""
    ids = Ids(0)
    drawn = []
    for _ in range(3):
        drawn.append(f"tkt_{ids.token(12)}")
        ids.token(12)

    made = [create_ticket(client)["id"] for _ in range(3)]

    assert made == drawn
    assert all(ID.fullmatch(ticket_id) for ticket_id in made)


@pytest.mark.rule("A13")
def test_no_two_tickets_share_an_id(client: httpx.Client) -> None:
    made = {create_ticket(client)["id"] for _ in range(100)}

    assert len(made) == 100


@pytest.mark.rule("A13")
@pytest.mark.parametrize(
    ("moved", "text"),
    [
        (timedelta(0), "2026-06-15T09:30:00.000Z"),
        (timedelta(milliseconds=7), "2026-06-15T09:30:00.007Z"),
        (timedelta(microseconds=999_999), "2026-06-15T09:30:00.999Z"),
        (timedelta(days=200, hours=14.5), "2027-01-02T00:00:00.000Z"),
    ],
)
def test_times_have_milliseconds_and_are_in_utc(
    client: httpx.Client, clock: Clock, moved: timedelta, text: str
) -> None:
    clock.advance(moved)

    ticket = create_ticket(client)

    assert (ticket["createdAt"], ticket["updatedAt"]) == (text, text)


@pytest.mark.rule("A9")
def test_creating_changes_no_other_ticket(
    client: httpx.Client, records: Records
) -> None:
    client.get("/tickets")
    before = records()["helpdesk.tickets"]

    made = create_ticket(client, **DRAFT)["id"]

    after = records()["helpdesk.tickets"]
    assert {key: after[key] for key in before} == before
    assert set(after) - set(before) == {made}
    assert ids_in(page_of(client, "page_size=2"))[0] == made
