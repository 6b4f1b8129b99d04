"""Deleting a ticket: who may, what goes with it, and that it stays gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import created, field_errors, found, read_ticket
from tests.apis.happyfox.conftest import ticket_url as url
from tests.apis.happyfox.writing import (
    CHOICE,
    FORBIDDEN,
    NOT_FOUND,
    WRITES,
    done,
    post,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records


@pytest.mark.rule("H44", "H4")
def test_a_deleted_ticket_is_gone_for_every_operation(client: httpx.Client) -> None:
    answer = done(client, 5, "delete", staff_id=1)

    answers = [client.get(url(5))]
    answers += [post(client, 5, action, body) for action, body in WRITES.items()]
    assert answer == {"deleted_ticket": "#DC00000005"}
    assert [each.status_code for each in answers] == [404] * 11
    assert all(each.json() == NOT_FOUND for each in answers)
    assert 5 not in found(client)


@pytest.mark.rule("H44")
def test_a_ticket_takes_what_belongs_to_it_and_nothing_else(
    client: httpx.Client, records: Records
) -> None:
    link = read_ticket(client, 3)["updates"][1]["message"]["attachments"][0]["url"]
    before = records()

    done(client, 3, "delete", staff_id=1)

    after = records()
    gone = {
        name: sorted(set(before[name]) - set(after[name]))
        for name in before
        if before[name] != after[name]
    }
    assert gone == {
        "happyfox.tickets": [3],
        "happyfox.updates": [51, 52],
        "happyfox.attachments": [22],
    }
    for name, ids in gone.items():
        kept = {key: each for key, each in before[name].items() if key not in ids}
        assert after[name] == kept
    assert client.get(link).status_code == 404


@pytest.mark.rule("H44", "H29")
def test_the_contact_stays_and_has_a_ticket_less(client: httpx.Client) -> None:
    before = read_ticket(client, 60)["user"]

    done(client, 62, "delete", staff_id=1)

    after = read_ticket(client, 60)["user"]
    assert after == {
        **before,
        "tickets_count": before["tickets_count"] - 1,
        "pending_tickets_count": before["pending_tickets_count"] - 1,
    }


@pytest.mark.rule("H44", "H21")
def test_the_number_of_a_deleted_ticket_is_never_used_again(
    client: httpx.Client,
) -> None:
    first = created(client)["id"]
    done(client, first, "delete", staff_id=1)

    second = created(client)

    assert second["id"] == first + 1
    assert len(second["updates"]) == 1


@pytest.mark.rule("H44", "H21")
def test_the_answer_names_the_display_id_of_the_moment(client: httpx.Client) -> None:
    done(client, 62, "move", staff_id=1, target_category_id=3)

    answer = done(client, 62, "delete", staff_id=1)

    assert answer == {"deleted_ticket": "#SU00000062"}


@pytest.mark.rule("H44")
@pytest.mark.parametrize("staff_id", [2, 3, 4])
def test_deleting_needs_the_permission(
    client: httpx.Client, records: Records, staff_id: int
) -> None:
    before = records()

    answer = post(client, 5, "delete", {"staff_id": staff_id})

    assert answer.status_code == 403
    assert answer.json() == FORBIDDEN
    assert records() == before


@pytest.mark.rule("H44", "H2", "H3", "X4")
@pytest.mark.parametrize(
    ("body", "text"),
    [
        ({}, "This field is required."),
        ({"staff_id": None}, "This field is required."),
        ({"staff": 1}, "This field is required."),
        ({"staff_id": 99}, CHOICE),
        ({"staff_id": 5}, CHOICE),
        ({"staff_id": "admin"}, "Enter a whole number."),
    ],
)
def test_nobody_deletes_without_a_name(
    client: httpx.Client, records: Records, body: dict[str, Any], text: str
) -> None:
    before = records()

    answer = post(client, 5, "delete", body)

    assert answer.status_code == 400
    assert answer.json() == field_errors(staff_id=text)
    assert records() == before


@pytest.mark.rule("H44", "H6")
def test_deleting_may_be_asked_by_a_form(client: httpx.Client) -> None:
    answer = client.post(url(5, "delete"), data={"staff_id": "1"})

    assert answer.json() == {"deleted_ticket": "#DC00000005"}


@pytest.mark.rule("H44")
def test_deleting_is_no_matter_of_reading(client: httpx.Client) -> None:
    assert client.get(url(5, "delete")).status_code == 405
    assert client.delete(url(5)).status_code == 405
    assert read_ticket(client, 5)["id"] == 5
