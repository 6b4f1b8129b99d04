"""A new ticket: what it starts with, whose it is, and what is stored of it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.i3d.conftest import (
    ANSWER,
    CATEGORIES,
    CONTACT,
    DRAFT,
    FORM,
    NOW_SECONDS,
    TICKETS,
    create,
    download,
    listed,
    read_ticket,
    summary,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import Records
    from ticketstub.sandbox.clock import Clock

#: What each way to create a ticket is sent, and who signs the first entry then.
WAYS = pytest.mark.parametrize(
    ("path", "body", "poster"),
    [
        pytest.param(TICKETS, DRAFT, "Robin Ashdown", id="create"),
        pytest.param(CONTACT, FORM, "Imke Brandt", id="contact"),
    ],
)


@pytest.mark.rule("I3", "I6", "I7", "I20")
@WAYS
def test_a_new_ticket_is_answered_as_one_object(
    client: httpx.Client, path: str, body: dict[str, Any], poster: str
) -> None:
    answer = client.post(path, json=dict(body))

    ticket = answer.json()
    hashes = {ticket.pop("hash"), ticket.pop("readHash")}
    assert answer.status_code == 200
    assert ticket == {
        "id": 47,
        "title": body["title"],
        "categoryName": body["category"],
        "priorityName": "Normal",
        "createdAt": NOW_SECONDS,
        "updatedAt": NOW_SECONDS,
        "clientLastRepliedAt": NOW_SECONDS,
        "clientLastReadAt": NOW_SECONDS,
        "status": "open",
        "numUserReplies": 0,
        "replies": [
            {
                "id": 115,
                "title": body["title"],
                "fullUserName": poster,
                "content": body["content"],
                "createdAt": NOW_SECONDS,
                "replyByI3d": 0,
                "attachments": [],
            }
        ],
    }
    assert len(hashes) == 2
    assert all(re.fullmatch("[0-9a-f]{32}", text) for text in hashes)


@pytest.mark.rule("I7", "X3")
@WAYS
def test_a_new_ticket_is_stamped_with_the_second_of_its_creation(
    client: httpx.Client, clock: Clock, path: str, body: dict[str, Any], poster: str
) -> None:
    """The part of a second that has begun does not count."""
    clock.advance(timedelta(seconds=2, microseconds=999_999))

    ticket = client.post(path, json=dict(body)).json()

    now = NOW_SECONDS + 2
    times = ("createdAt", "updatedAt", "clientLastRepliedAt", "clientLastReadAt")
    assert [ticket[name] for name in times] == [now] * 4
    assert ticket["replies"][0]["createdAt"] == now
    assert ticket["replies"][0]["fullUserName"] == poster


@pytest.mark.rule("X5", "I3")
@WAYS
def test_a_new_ticket_is_kept(
    client: httpx.Client, path: str, body: dict[str, Any], poster: str
) -> None:
    ticket = client.post(path, json=dict(body)).json()

    assert read_ticket(client, 47) == ticket
    assert listed(client)[0] == 47
    assert ticket["replies"][0]["fullUserName"] == poster


@pytest.mark.rule("I7")
def test_the_hashes_stay_for_the_life_of_a_ticket(
    client: httpx.Client, clock: Clock
) -> None:
    ticket = create(client)
    clock.advance(timedelta(days=1))
    client.post("/v3/tickets/47/reply", json=dict(ANSWER))
    client.put("/v3/tickets/47/close")
    client.put("/v3/tickets/47/open")
    create(client)

    later = read_ticket(client, 47)

    assert (later["hash"], later["readHash"]) == (ticket["hash"], ticket["readHash"])
    assert ticket["hash"] != ticket["readHash"]


@pytest.mark.rule("I14")
@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_can_be_chosen(client: httpx.Client, category: str) -> None:
    assert create(client, category=category)["categoryName"] == category


@pytest.mark.rule("I14")
@pytest.mark.parametrize("name", ["title", "content", "department"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "  kept as it is\r\n\t ",
        "Grüße aus Köln 😬",
        "مرحبا שלום",
        "\u202eright to left",
        '<script>alert("x")</script>',
        "nul \x00 and \u2028",
        "%41+&amp;",
        pytest.param("x" * 100_000, id="long"),
    ],
)
def test_a_text_is_kept_as_it_was_sent(
    client: httpx.Client, records: Records, name: str, text: str
) -> None:
    """A text without a stated minimum may be empty."""
    ticket = create(client, **{name: text})

    shown = {"title": ticket["title"], "content": ticket["replies"][0]["content"]}
    assert shown.get(name, text) == text
    assert records()["i3d.tickets"][47]["department"] == (
        text if name == "department" else DRAFT["department"]
    )


@pytest.mark.rule("I14", "I20")
def test_department_and_addresses_are_stored_and_not_shown(
    client: httpx.Client, records: Records
) -> None:
    ticket = create(client)

    stored = records()["i3d.tickets"][47]
    names = ("department", "emailCc", "emailTo")
    assert {name: stored[name] for name in names} == {
        name: DRAFT[name] for name in names
    }
    assert not set(names) & {*ticket, *summary(client, 47), *ticket["replies"][0]}


@pytest.mark.rule("I20")
def test_company_address_and_phone_are_stored_and_not_shown(
    client: httpx.Client, records: Records
) -> None:
    answer = client.post(CONTACT, json=dict(FORM))

    names = ("firstName", "lastName", "companyName", "email", "phone")
    assert records()["i3d.tickets"][47]["contact"] == {
        name: FORM[name] for name in names
    }
    for name in ("companyName", "email", "phone"):
        assert FORM[name] not in answer.text
        assert name not in answer.text


@pytest.mark.rule("I6", "I14", "I20")
def test_company_and_content_may_be_left_out_of_the_form(
    client: httpx.Client, records: Records
) -> None:
    """The first entry is empty then, but it is there."""
    form = dict(FORM)
    del form["companyName"], form["content"]

    ticket = client.post(CONTACT, json=form).json()

    assert len(ticket["replies"]) == 1
    assert ticket["replies"][0]["content"] == ""
    assert ticket["replies"][0]["title"] == FORM["title"]
    assert records()["i3d.tickets"][47]["contact"]["companyName"] is None


@pytest.mark.rule("I14")
@pytest.mark.parametrize("name", ["content", "companyName"])
def test_company_and_content_of_the_form_may_be_empty(
    client: httpx.Client, name: str
) -> None:
    answer = client.post(CONTACT, json={**FORM, name: ""})

    assert answer.status_code == 200


@pytest.mark.rule("I20")
def test_the_forms_names_are_joined_by_a_space(client: httpx.Client) -> None:
    form = {**FORM, "firstName": " Imke ", "lastName": "van der Berg-Öztürk 👩"}

    ticket = client.post(CONTACT, json=form).json()

    assert ticket["replies"][0]["fullUserName"] == " Imke  van der Berg-Öztürk 👩"


@pytest.mark.rule("I20")
def test_who_replies_to_a_form_is_the_tokens_holder(client: httpx.Client) -> None:
    client.post(CONTACT, json=dict(FORM))

    ticket = client.post("/v3/tickets/47/reply", json=dict(ANSWER)).json()

    posters = [entry["fullUserName"] for entry in ticket["replies"]]
    assert posters == ["Imke Brandt", "Robin Ashdown"]
    assert ticket["numUserReplies"] == 1


@pytest.mark.rule("I7", "I16")
def test_ids_go_on_from_the_highest(client: httpx.Client) -> None:
    tickets = [create(client) for _ in range(3)]

    assert [ticket["id"] for ticket in tickets] == [47, 48, 49]
    assert [ticket["replies"][0]["id"] for ticket in tickets] == [115, 116, 117]


@pytest.mark.rule("I16", "I6")
def test_a_new_ticket_takes_the_files_to_its_first_entry(client: httpx.Client) -> None:
    ticket = create(client, attachmentIds=[8, 7])

    shown = [item["id"] for item in ticket["replies"][0]["attachments"]]
    assert sorted(shown) == [7, 8]
    assert download(client, 47, 8) == bytes(range(256))


@pytest.mark.rule("I16")
def test_an_empty_list_of_files_is_none(client: httpx.Client) -> None:
    assert create(client, attachmentIds=[])["replies"][0]["attachments"] == []
