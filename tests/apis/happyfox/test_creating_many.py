"""Lists of drafts: up to a hundred tickets in one call, each judged by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import (
    DRAFT,
    JSON,
    NOW_TEXT,
    PLAIN_DRAFT,
    TICKETS,
    created,
    found,
    read_ticket,
)
from tests.apis.happyfox.creating import (
    CHOICE,
    DATE,
    FIELD_REQUIRED,
    FIRST_CONTACT,
    FIRST_TICKET,
    LIST,
    REQUIRED,
    UNKNOWN,
    VALUE,
    first_update,
    refusal,
    told,
    without,
)
from tests.apis.happyfox.writing import FIRST_UPDATE

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

TOO_MANY = {"error": "A maximum of 100 tickets can be created in one request"}

#: Drafts with something wrong, and what is said of each.
REFUSED: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    (without(PLAIN_DRAFT, "category"), [("category", REQUIRED)]),
    (without(PLAIN_DRAFT, "name", "email"), [("name", REQUIRED), ("email", REQUIRED)]),
    (
        {**PLAIN_DRAFT, "subject": " ", "text": ""},
        [("subject", REQUIRED), ("text", REQUIRED)],
    ),
    ({**PLAIN_DRAFT, "category": 3, "t-cf-3": "x"}, [("category", CHOICE)]),
    (
        {**PLAIN_DRAFT, "due_date": "soon", "client": 4},
        [("due_date", DATE), ("client", CHOICE)],
    ),
    (
        {**PLAIN_DRAFT, "tags": ["a"], "t-cf-99": 1},
        [("tags", VALUE), ("t-cf-99", UNKNOWN)],
    ),
    (without(DRAFT, "t-cf-3"), [("t-cf-3", FIELD_REQUIRED)]),
    (
        {**DRAFT, "t-cf-3": "Chennai", "c-cf-3": 9},
        [("c-cf-3", CHOICE), ("t-cf-3", LIST)],
    ),
    (
        {},
        [
            (field, REQUIRED)
            for field in ("name", "email", "subject", "text", "category")
        ],
    ),
]


def send_all(client: httpx.Client, drafts: list[Any]) -> list[dict[str, Any]]:
    """Send a list, which must be taken, and return its answer."""
    answer = client.post(TICKETS, json=drafts)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == JSON
    entries: list[dict[str, Any]] = answer.json()
    assert len(entries) == len(drafts)
    return entries


def nested(depth: int) -> list[Any]:
    """Return lists in lists, so deep."""
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.rule("H30", "H21")
def test_every_entry_is_answered_with_its_ticket_in_the_order_of_the_list(
    client: httpx.Client,
) -> None:
    drafts = [
        {**PLAIN_DRAFT, "subject": "first"},
        {**DRAFT, "subject": "second"},
        {**PLAIN_DRAFT, "category": 2, "t-cf-3": [1], "subject": "third"},
    ]

    entries = send_all(client, drafts)

    assert entries == [
        {"display_id": "#OD00000065", "id": 65, "success": True},
        {"display_id": "#DC00000066", "id": 66, "success": True},
        {"display_id": "#TE00000067", "id": 67, "success": True},
    ]
    subjects = [read_ticket(client, entry["id"])["subject"] for entry in entries]
    assert subjects == ["first", "second", "third"]


@pytest.mark.rule("H30", "H25")
def test_a_ticket_of_a_list_is_like_one_that_came_alone(client: httpx.Client) -> None:
    draft = {**DRAFT, "priority": 2, "assignee": 1, "tags": "a", "cc": "a@example.com"}
    alone = client.post(TICKETS, json=draft).json()

    send_all(client, [draft])

    listed = read_ticket(client, FIRST_TICKET + 1)
    own = {"id": 66, "display_id": "#DC00000066", "user": listed["user"]}
    own_update = {**first_update(alone), "update_id": FIRST_UPDATE + 1}
    assert listed == {**alone, **own, "updates": [own_update]}
    assert listed["user"]["tickets_count"] == 2


@pytest.mark.rule("H30", "H23", "H2")
@pytest.mark.parametrize(("draft", "wrong"), REFUSED)
def test_a_refused_entry_says_what_the_refusal_of_the_draft_alone_says(
    client: httpx.Client,
    records: Records,
    draft: dict[str, Any],
    wrong: list[tuple[str, str]],
) -> None:
    before = records()

    (entry,) = send_all(client, [draft])

    assert list(entry) == ["success", "error"]
    assert entry["success"] is False
    assert told(entry["error"]) == wrong == refusal(client, draft)
    assert records() == before


@pytest.mark.rule("H30", "H21", "H22")
def test_the_entries_around_a_refused_one_are_created_and_no_number_is_lost(
    client: httpx.Client, records: Records
) -> None:
    """A refused entry makes no contact either."""
    before = records()
    drafts: list[Any] = []
    for number, (refused, _) in enumerate(REFUSED):
        mine = {"email": f"{number}@example.org"}
        drafts += [{**refused, **mine}, {**PLAIN_DRAFT, **mine}]

    entries = send_all(client, drafts)

    count = len(REFUSED)
    assert [entry["success"] for entry in entries] == [False, True] * count
    ids = [entry["id"] for entry in entries if entry["success"]]
    assert ids == list(range(FIRST_TICKET, FIRST_TICKET + count))
    contacts = [read_ticket(client, each)["user"]["id"] for each in ids]
    assert contacts == list(range(FIRST_CONTACT, FIRST_CONTACT + count))
    after = records()
    assert len(after["happyfox.contacts"]) == len(before["happyfox.contacts"]) + count
    assert len(after["happyfox.updates"]) == len(before["happyfox.updates"]) + count


@pytest.mark.rule("H30", "H22")
def test_a_contact_is_known_from_an_earlier_entry_on(client: httpx.Client) -> None:
    drafts = [
        {**PLAIN_DRAFT, "email": "new@example.org", "name": "First"},
        {**PLAIN_DRAFT, "email": "NEW@example.org", "name": "Second"},
        {**without(PLAIN_DRAFT, "name", "email"), "client": FIRST_CONTACT},
        {**PLAIN_DRAFT, "email": "other@example.org"},
    ]

    entries = send_all(client, drafts)

    users = [read_ticket(client, entry["id"])["user"] for entry in entries]
    assert [user["id"] for user in users] == [27663, 27663, 27663, 27664]
    assert users[2]["name"] == "First"
    assert users[2]["tickets_count"] == 3


@pytest.mark.rule("H30", "H3")
@pytest.mark.parametrize(
    "entry", [None, True, 5, 1.5, "", "ticket", [], [dict(PLAIN_DRAFT)]]
)
def test_an_entry_that_is_no_object_fails_as_a_whole(
    client: httpx.Client, entry: object
) -> None:
    entries = send_all(client, [entry, PLAIN_DRAFT, entry])

    failed = {"success": False, "error": [{"field": "__all__", "errors": [VALUE]}]}
    assert entries == [
        failed,
        {"display_id": "#OD00000065", "id": 65, "success": True},
        failed,
    ]


@pytest.mark.rule("H30")
def test_an_entry_that_is_nested_too_deeply_fails_alone(client: httpx.Client) -> None:
    drafts = [PLAIN_DRAFT, {**DRAFT, "t-cf-3": nested(500)}, PLAIN_DRAFT]

    entries = send_all(client, drafts)

    assert [entry["success"] for entry in entries] == [True, False, True]
    assert found(client)[:2] == [FIRST_TICKET + 1, FIRST_TICKET]


@pytest.mark.rule("H30")
def test_an_empty_list_creates_nothing(client: httpx.Client, records: Records) -> None:
    before = records()

    assert send_all(client, []) == []
    assert records() == before


@pytest.mark.rule("H30")
def test_a_hundred_tickets_are_created_at_once(
    client: httpx.Client, records: Records
) -> None:
    before = len(records()["happyfox.tickets"])

    entries = send_all(client, [dict(PLAIN_DRAFT)] * 100)

    assert [entry["id"] for entry in entries] == list(range(65, 165))
    assert all(entry["success"] for entry in entries)
    assert len(records()["happyfox.tickets"]) == before + 100


@pytest.mark.rule("H30")
@pytest.mark.parametrize("count", [101, 1000])
@pytest.mark.parametrize("entry", [dict(PLAIN_DRAFT), {}, None])
def test_more_than_a_hundred_are_refused_as_a_whole(
    client: httpx.Client, records: Records, entry: object, count: int
) -> None:
    """Whatever they are; and no number is used up."""
    before = records()

    answer = client.post(TICKETS, json=[entry] * count)

    assert answer.status_code == 400
    assert answer.json() == TOO_MANY
    assert records() == before
    assert created(client)["id"] == FIRST_TICKET


@pytest.mark.rule("H30", "H4")
@pytest.mark.parametrize("body", ["5", '"text"', "null", "true", "1.5"])
def test_what_is_neither_an_object_nor_a_list_is_no_body(
    client: httpx.Client, records: Records, body: str
) -> None:
    before = records()
    headers = {"Content-Type": "application/json"}

    answer = client.post(TICKETS, content=body, headers=headers)

    assert answer.status_code == 400
    assert answer.json() == {"error": "Invalid JSON"}
    assert records() == before


@pytest.mark.rule("H30", "H24", "H26", "H27", "H28")
def test_an_entry_takes_what_a_draft_takes(client: httpx.Client) -> None:
    draft = {
        **without(DRAFT, "text"),
        "html": "<b>x</b>",
        "tags": " b ,a, b",
        "created_at": "2026-06-14T16:20:00+02:00",
        "due_date": "22/06/2026",
        "phone": "0101",
        "visible_only_staff": "true",
        "nothing": [1],
    }

    send_all(client, [draft])

    ticket = read_ticket(client, FIRST_TICKET)
    assert ticket["first_message"] == "**x**\n\n"
    assert ticket["tags"] == "b,a"
    assert ticket["created_at"] == "2026-06-14 14:20:00"
    assert ticket["last_modified"] == NOW_TEXT
    assert ticket["due_date"] == "2026-06-22"
    assert ticket["user"]["primary_phone"]["number"] == "0101"
    assert ticket["visible_only_staff"] is True
