"""Subscribers: staff who follow a ticket, added and taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import (
    NOW_TEXT,
    field_errors,
    read_ticket,
    ticket_url,
)
from tests.apis.happyfox.writing import CHOICE, difference, done, post

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub

NO_LIST = "Enter a list of values."


def subscribers(client: httpx.Client, ticket_id: int = 1) -> list[int]:
    """Return the ids of those who follow a ticket, in order."""
    return [each["id"] for each in read_ticket(client, ticket_id)["subscribers"]]


@pytest.mark.rule("H41", "H29")
def test_a_subscriber_is_shown_by_name_and_address(client: httpx.Client) -> None:
    """Subscribing is no update."""
    before = read_ticket(client, 64)

    answer = done(client, 64, "subscribe", staff_id=2)

    assert answer == {"message": "james may, Subscribers added to ticket"}
    assert difference(before, read_ticket(client, 64)) == {
        "last_modified": NOW_TEXT,
        "subscribers": [
            {
                "first_name": "james",
                "last_name": "may",
                "id": 2,
                "email": "james@example.com",
            }
        ],
    }


@pytest.mark.rule("H41")
@pytest.mark.parametrize(
    ("body", "names", "ids"),
    [
        ({"staff_id": 1}, "Admin Agent", [3, 1]),
        ({"staff_id": 1, "data": []}, "Admin Agent", [3, 1]),
        ({"staff_id": 1, "data": [3, 2]}, "Admin Agent, james may", [3, 1, 2]),
        ({"staff_id": 3, "data": [4, 3, 1]}, "Farhan Qureshi, Admin Agent", [3, 4, 1]),
        ({"staff_id": 2, "data": [2, 2]}, "james may", [3, 2]),
        (
            {"staff_id": 4, "data": [2, 1]},
            "Farhan Qureshi, james may, Admin Agent",
            [3, 4, 2, 1],
        ),
    ],
)
def test_only_new_subscribers_are_named_in_their_order(
    client: httpx.Client, body: dict[str, Any], names: str, ids: list[int]
) -> None:
    """Staff member 3 follows ticket 1 already."""
    answer = done(client, 1, "subscribe", **body)

    assert answer == {"message": f"{names}, Subscribers added to ticket"}
    assert subscribers(client) == ids


@pytest.mark.rule("H41", "H6")
@pytest.mark.parametrize("data", [["3", "2"], "3,2", "[3, 2]", ["3,2"], " 3 , 2 "])
@pytest.mark.parametrize("as_files", [False, True])
def test_a_form_sends_the_list_in_several_ways(
    client: httpx.Client,
    data: str | list[str],
    *,
    as_files: bool,
) -> None:
    form = {"staff_id": "1", "data": data}
    each = data if isinstance(data, list) else [data]
    parts = [("staff_id", (None, "1")), *(("data", (None, item)) for item in each)]
    sent: dict[str, Any] = {"files": parts} if as_files else {"data": form}

    answer = client.post(ticket_url(1, "subscribe"), **sent)

    assert answer.status_code == 200
    assert answer.json()["message"].startswith("Admin Agent, james may, ")
    assert subscribers(client) == [3, 1, 2]


@pytest.mark.rule("H41")
@pytest.mark.parametrize("body", [{"staff_id": 3}, {"staff_id": 3, "data": [3]}])
def test_who_follows_already_is_no_new_subscriber(
    client: httpx.Client, records: Records, body: dict[str, Any]
) -> None:
    before = records()

    answer = done(client, 1, "subscribe", **body)

    assert answer == {"message": "No new subscribers"}
    assert records() == before


@pytest.mark.rule("H41", "H2", "H3")
@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"staff_id": "This field is required."}),
        ({"data": [1]}, {"staff_id": "This field is required."}),
        ({"staff_id": None}, {"staff_id": "This field is required."}),
        ({"staff_id": 99, "data": [1]}, {"staff_id": CHOICE}),
        ({"staff_id": 5, "data": [1]}, {"staff_id": CHOICE}),
        ({"staff_id": "james"}, {"staff_id": "Enter a whole number."}),
        ({"staff_id": 1, "data": [2, 99]}, {"data": CHOICE}),
        ({"staff_id": 1, "data": [2, 5]}, {"data": CHOICE}),
        ({"staff_id": 1, "data": 2}, {"data": NO_LIST}),
        ({"staff_id": 1, "data": "2"}, {"data": NO_LIST}),
        ({"staff_id": 1, "data": None}, {"data": NO_LIST}),
        ({"staff_id": 99, "data": [99]}, {"staff_id": CHOICE, "data": CHOICE}),
    ],
)
def test_if_one_is_unknown_nobody_is_added(
    client: httpx.Client,
    records: Records,
    body: dict[str, Any],
    errors: dict[str, str],
) -> None:
    before = records()

    answer = post(client, 1, "subscribe", body)

    assert answer.status_code == 400
    assert answer.json() == field_errors(**errors)
    assert records() == before


@pytest.mark.rule("H41", "H6")
@pytest.mark.parametrize("data", ["two", "2,two", "[2", "-2", "2.5", ["2", "x"]])
def test_a_list_in_a_form_that_is_none_is_refused(
    client: httpx.Client, records: Records, data: str | list[str]
) -> None:
    before = records()

    answer = client.post(
        ticket_url(1, "subscribe"), data={"staff_id": "1", "data": data}
    )

    assert answer.status_code == 400
    assert answer.json() == field_errors(data=NO_LIST)
    assert records() == before


@pytest.mark.rule("H41", "H29")
def test_unsubscribing_takes_one_off_and_is_no_update(client: httpx.Client) -> None:
    done(client, 1, "subscribe", staff_id=1, data=[2])
    before = read_ticket(client, 1)

    answer = done(client, 1, "unsubscribe", staff_id=1)

    assert answer == {"message": "Admin Agent unsubscribed"}
    after = read_ticket(client, 1)
    assert set(difference(before, after)) <= {"subscribers", "last_modified"}
    assert [each["id"] for each in after["subscribers"]] == [3, 2]


@pytest.mark.rule("H41")
@pytest.mark.parametrize(
    ("staff_id", "name"), [(2, "james may"), (1, "Admin Agent"), (5, "Meera Pillai")]
)
def test_who_does_not_follow_cannot_be_taken_off(
    client: httpx.Client, records: Records, staff_id: int, name: str
) -> None:
    before = records()

    answer = post(client, 1, "unsubscribe", {"staff_id": staff_id})

    assert answer.status_code == 400
    assert answer.json() == {"error": f"{name} is not subscribed"}
    assert records() == before


@pytest.mark.rule("H41")
def test_one_who_has_left_can_be_taken_off(
    client: httpx.Client, bundled_stub: Stub, sandbox_name: str
) -> None:
    tickets = bundled_stub.sandbox(sandbox_name).collection("happyfox.tickets")
    tickets.update(1, {"subscriber_ids": [5, 3]})

    answer = done(client, 1, "unsubscribe", staff_id=5)

    assert answer == {"message": "Meera Pillai unsubscribed"}
    assert subscribers(client) == [3]


@pytest.mark.rule("H41")
def test_nobody_is_taken_off_twice(client: httpx.Client) -> None:
    done(client, 1, "unsubscribe", staff_id=3)

    again = post(client, 1, "unsubscribe", {"staff_id": 3})

    assert again.json() == {"error": "Kavya Iyer is not subscribed"}
    assert subscribers(client) == []


@pytest.mark.rule("H41", "H2", "H3")
@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "This field is required."),
        ({"staff_id": None}, "This field is required."),
        ({"staff": 3}, "This field is required."),
        ({"staff_id": 99}, CHOICE),
        ({"staff_id": [3]}, "Enter a whole number."),
    ],
)
def test_nobody_is_taken_off_without_a_known_id(
    client: httpx.Client, records: Records, body: dict[str, Any], text: str
) -> None:
    before = records()

    answer = post(client, 1, "unsubscribe", body)

    assert answer.status_code == 400
    assert answer.json() == field_errors(staff_id=text)
    assert records() == before
