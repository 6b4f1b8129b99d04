"""Replies of contacts: by whom, what they change, and what they leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import (
    NOW_TEXT,
    field_errors,
    read_ticket,
    ticket_url,
)
from tests.apis.happyfox.writing import (
    CHOICE,
    WELCOME,
    difference,
    done,
    message,
    post,
    update,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx

    from tests.apis.happyfox.conftest import Records

REQUIRED = "This field is required."


@pytest.mark.rule("H37", "H29")
def test_a_reply_is_one_update_and_the_ticket_waits(client: httpx.Client) -> None:
    before = read_ticket(client, 3)

    after = done(client, 3, "user_reply", user=1, text="Is it on?")

    assert difference(before, after) == {
        "last_updated_at": NOW_TEXT,
        "last_modified": NOW_TEXT,
        "last_user_reply_at": NOW_TEXT,
        "messages_count": before["messages_count"] + 1,
        "unresponded": True,
        "updates": [update(WELCOME, message=message("Is it on?"))],
    }
    assert read_ticket(client, 3)["updates"][-1] == after["updates"][-1]


@pytest.mark.rule("H37")
def test_any_contact_may_reply(client: httpx.Client) -> None:
    before = read_ticket(client, 3)

    after = done(client, 3, "user_reply", user=27662, text="Me too")

    assert after["updates"][-1]["by"] == {
        "email": "divya.menon@example.com",
        "type": "user",
        "id": 27662,
        "name": "Divya Menon",
    }
    assert after["user"] == before["user"]


@pytest.mark.rule("H37")
@pytest.mark.parametrize("ticket_id", [5, 3, 2, 8])
def test_the_status_stays(client: httpx.Client, ticket_id: int) -> None:
    """The four tickets have the four statuses, of which one is completed."""
    before = read_ticket(client, ticket_id)

    after = done(client, ticket_id, "user_reply", user=1, text="Hello?")

    assert after["status"] == before["status"]
    assert after["user"] == before["user"]
    assert after["updates"][-1]["status_change"] is None
    assert after["unresponded"] is True


def as_json(client: httpx.Client, body: dict[str, Any]) -> httpx.Response:
    return client.post(ticket_url(3, "user_reply"), json=body)


def as_form(client: httpx.Client, body: dict[str, Any]) -> httpx.Response:
    return client.post(ticket_url(3, "user_reply"), data=body)


def as_multipart(client: httpx.Client, body: dict[str, Any]) -> httpx.Response:
    files = {name: (None, str(value)) for name, value in body.items()}
    return client.post(ticket_url(3, "user_reply"), files=files)


@pytest.mark.rule("H37", "H6")
@pytest.mark.parametrize("send", [as_json, as_form, as_multipart])
def test_a_reply_may_be_sent_in_three_ways(
    client: httpx.Client, send: Callable[..., httpx.Response]
) -> None:
    body = {
        "user": 1,
        "text": "Größe <b>XL</b> & 🌻",
        "cc": "a@example.com, b@example.com",
        "bcc": "c@example.com",
    }

    answer = send(client, body)

    assert answer.status_code == 200
    assert answer.json()["updates"][-1] == update(
        WELCOME,
        message=message(
            "Größe **XL** & 🌻",
            "Größe <b>XL</b> & 🌻",
            cc_list="a@example.com,b@example.com",
            bcc_list="c@example.com",
        ),
    )


@pytest.mark.rule("H37", "H6")
def test_a_reply_changes_nothing_else_whatever_is_sent(client: httpx.Client) -> None:
    before = read_ticket(client, 3)

    after = done(
        client,
        3,
        "user_reply",
        user=1,
        text="Hi",
        status=4,
        priority="high",
        subject=5,
        update_customer="perhaps",
        html="<b>no</b>",
        tags=["x"],
        time_spent="soon",
        staff=99,
    )

    made = difference(before, after)
    assert made["updates"] == [update(WELCOME, message=message("Hi"))]
    assert set(made) == {
        "last_updated_at",
        "last_modified",
        "last_user_reply_at",
        "messages_count",
        "unresponded",
        "updates",
    }


@pytest.mark.rule("H37", "H2", "H3")
@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"user": REQUIRED, "text": REQUIRED}),
        ({"user": 1}, {"text": REQUIRED}),
        ({"user": 1, "text": ""}, {"text": REQUIRED}),
        ({"user": 1, "text": " \n"}, {"text": REQUIRED}),
        ({"user": 1, "text": None}, {"text": REQUIRED}),
        ({"user": 1, "text": ["Hi"]}, {"text": "Enter a valid value."}),
        ({"user": 1, "html": "Hi", "plaintext": "Hi"}, {"text": REQUIRED}),
        ({"text": "Hi"}, {"user": REQUIRED}),
        ({"user": None, "text": "Hi"}, {"user": REQUIRED}),
        ({"user": 99, "text": "Hi"}, {"user": CHOICE}),
        ({"user": 27663, "text": "Hi"}, {"user": CHOICE}),
        ({"user": 0, "text": "Hi"}, {"user": CHOICE}),
        ({"user": "Welcome", "text": "Hi"}, {"user": "Enter a whole number."}),
        (
            {"user": 99, "cc": "x", "bcc": "a@b.c,@", "text": "Hi"},
            {
                "user": CHOICE,
                "cc": "Enter a valid email address.",
                "bcc": "Enter a valid email address.",
            },
        ),
    ],
)
def test_a_wrong_reply_is_refused_and_changes_nothing(
    client: httpx.Client,
    records: Records,
    body: dict[str, Any],
    errors: dict[str, str],
) -> None:
    before = records()

    answer = post(client, 3, "user_reply", body)

    assert answer.status_code == 400
    assert answer.json() == field_errors(**errors)
    assert records() == before
