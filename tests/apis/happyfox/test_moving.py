"""Moving a ticket: what the update tells, and what moves along."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import (
    NOW_TEXT,
    read_ticket,
    ticket_url,
)
from tests.apis.happyfox.writing import (
    ADMIN,
    JAMES,
    change,
    difference,
    done,
    message,
    update,
    value_of,
)

if TYPE_CHECKING:
    import httpx


DEFAULT, TEST = (1, "Default Category"), (2, "Test")


@pytest.mark.rule("H43", "H21", "H29")
def test_a_move_is_one_update_and_a_new_display_id(client: httpx.Client) -> None:
    before = read_ticket(client, 62)

    answer = done(client, 62, "move", staff_id=1, target_category_id=2)

    after = read_ticket(client, 62)
    made = difference(before, after)
    assert answer == {"status_code": 200, "message": "moved ticket to Test"}
    assert made.pop("category")["id"] == 2
    assert [each["id"] for each in made.pop("custom_fields")] == [2, 3, 27]
    assert made == {
        "display_id": "#TE00000062",
        "last_modified": NOW_TEXT,
        "updates": [update(ADMIN, category_change=change(TEST, DEFAULT))],
    }
    assert after["id"] == 62


@pytest.mark.rule("H43", "H36", "H29")
def test_a_move_may_bring_a_note_and_an_assignee(client: httpx.Client) -> None:
    before = read_ticket(client, 62)

    done(
        client,
        62,
        "move",
        staff_id=1,
        target_category_id=2,
        move_note=" move note text ",
        assign_to=3,
    )

    after = read_ticket(client, 62)
    made = difference(before, after)
    assert after["assigned_to"]["id"] == 3
    assert set(made) == {
        "display_id",
        "category",
        "custom_fields",
        "assigned_to",
        "last_modified",
        "messages_count",
        "updates",
    }
    assert made["updates"] == [
        update(
            ADMIN,
            message=message(" move note text ", message_type="p"),
            category_change=change(TEST, DEFAULT),
            assignee_change=change((3, "Kavya Iyer"), (2, "james may")),
        )
    ]


@pytest.mark.rule("H43")
@pytest.mark.parametrize("note", ["", "  "])
def test_an_empty_note_is_none(client: httpx.Client, note: str) -> None:
    done(client, 62, "move", staff_id=1, target_category_id=2, move_note=note)

    assert read_ticket(client, 62)["updates"][-1]["message"] is None


@pytest.mark.rule("H43", "H31")
def test_the_same_assignee_is_not_told(client: httpx.Client) -> None:
    done(client, 62, "move", staff_id=1, target_category_id=2, assign_to=2)

    after = read_ticket(client, 62)
    assert after["updates"][-1]["assignee_change"] is None
    assert after["assigned_to"]["id"] == 2


@pytest.mark.rule("H43", "H6")
def test_a_move_may_be_sent_as_a_form(client: httpx.Client) -> None:
    form = {"staff_id": "1", "target_category_id": "2", "assign_to": "3"}

    answer = client.post(ticket_url(62, "move"), data=form)

    assert answer.status_code == 200
    assert read_ticket(client, 62)["assigned_to"]["id"] == 3


@pytest.mark.rule("H43", "H28")
def test_fields_of_another_category_come_back_with_it(client: httpx.Client) -> None:
    before = read_ticket(client, 62)

    done(client, 62, "move", staff_id=1, target_category_id=4)
    away = read_ticket(client, 62)
    done(client, 62, "move", staff_id=2, target_category_id=1)
    back = read_ticket(client, 62)

    assert [each["id"] for each in away["custom_fields"]] == [2, 5, 25, 26]
    assert value_of(away, 2) == "Kerala"
    assert back["custom_fields"] == before["custom_fields"]
    assert back["display_id"] == before["display_id"]
    assert back["updates"][-1]["by"] == JAMES
