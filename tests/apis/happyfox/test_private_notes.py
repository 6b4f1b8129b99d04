"""Private notes: what they do as a reply does, and what they leave alone."""

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
    FIRST_UPDATE,
    JAMES,
    change,
    difference,
    done,
    message,
    post,
    update,
    value_of,
    whole,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records


@pytest.mark.rule("H36", "H29")
def test_a_note_is_one_update_and_no_answer(client: httpx.Client) -> None:
    """Ticket 62 waits for an answer, and goes on waiting."""
    before = read_ticket(client, 62)

    after = done(client, 62, "staff_pvtnote", staff=2, plaintext="Not on Friday.")

    assert difference(before, after) == {
        "last_modified": NOW_TEXT,
        "messages_count": before["messages_count"] + 1,
        "updates": [update(JAMES, message=message("Not on Friday.", message_type="p"))],
    }
    assert after["unresponded"] is True
    assert after["last_staff_reply_at"] is None


@pytest.mark.rule("H36", "H31", "H29")
def test_a_note_changes_what_a_reply_can_change(client: httpx.Client) -> None:
    before = whole(client, 3)

    done(
        client,
        3,
        "staff_pvtnote",
        staff=2,
        html="<b>Mine</b>",
        status=3,
        priority=4,
        assignee=2,
        time_spent=8,
        due_date="2026-06-30",
        tags="urgent",
        **{"t-cf-6": "white"},
    )
    after = whole(client, 3)

    told = difference(before, after)
    assert (told.pop("status")["id"], told.pop("priority")["id"]) == (3, 4)
    assert told.pop("assigned_to")["id"] == 2
    assert told.pop("custom_fields")
    assert value_of(after, 6) == "white"
    assert told == {
        "last_modified": NOW_TEXT,
        "messages_count": 3,
        "time_spent": 20,
        "due_date": "2026-06-30",
        "tags": "test,urgent",
        "updates": [
            update(
                JAMES,
                message=message("**Mine**", "<b>Mine</b>", message_type="p"),
                time_spent=8,
                status_change=change((3, "On Hold"), (2, "In Progress")),
                priority_change=change((4, "Low"), (3, "High")),
                assignee_change=change((2, "james may"), (1, "Admin Agent")),
                due_date_change={"new": "2026-06-30", "old": "2026-05-07"},
                custom_field_change=[
                    {"to": "white", "from": "grey", "id": "6", "name": "Product Color"}
                ],
            )
        ],
    }


@pytest.mark.rule("H36", "H29")
def test_a_note_without_a_message_is_no_update_by_the_staff_either(
    client: httpx.Client,
) -> None:
    before = read_ticket(client, 3)

    after = done(client, 3, "staff_pvtnote", staff=2, priority=4)

    changes = change((4, "Low"), (3, "High"))
    assert difference(before, after) == {
        "priority": after["priority"],
        "last_modified": NOW_TEXT,
        "updates": [update(JAMES, priority_change=changes)],
    }


@pytest.mark.rule("H36", "H6")
def test_a_note_takes_no_fields_of_a_reply(client: httpx.Client) -> None:
    """They are unknown to it, so that not even their values are judged."""
    ticket = done(
        client,
        3,
        "staff_pvtnote",
        staff=2,
        plaintext="Mine",
        update_customer=True,
        send_survey="perhaps",
        subject=5,
        cc="nobody",
        bcc=["nobody"],
        parent_update=1,
        last_staff_message=1,
    )

    assert ticket["updates"][-1] == update(
        JAMES, message=message("Mine", message_type="p")
    )


@pytest.mark.rule("H36")
@pytest.mark.parametrize("alert", ["s", "c", 3, 1])
def test_an_alert_is_remembered_and_not_shown(
    client: httpx.Client, records: Records, alert: str | int
) -> None:
    ticket = done(client, 3, "staff_pvtnote", staff=2, plaintext="Mine", alert=alert)

    assert ticket["updates"][-1] == update(
        JAMES, message=message("Mine", message_type="p")
    )
    assert records()["happyfox.updates"][FIRST_UPDATE]["alert"] == alert
    assert "alert" not in ticket


@pytest.mark.rule("H36", "H6")
@pytest.mark.parametrize(("sent", "kept"), [("s", "s"), ("c", "c"), ("3", 3)])
def test_an_alert_in_a_form_is_text(
    client: httpx.Client, records: Records, sent: str, kept: str | int
) -> None:
    form = {"staff": "2", "plaintext": "Mine", "alert": sent}

    answer = client.post(ticket_url(3, "staff_pvtnote"), data=form)

    assert answer.status_code == 200
    assert records()["happyfox.updates"][FIRST_UPDATE]["alert"] == kept


@pytest.mark.rule("H36", "X8")
@pytest.mark.parametrize(
    "alert", ["x", "S", "all", "sc", "", "s,c", 99, 5, 0, -1, 1.5, True, None, ["s"]]
)
def test_any_other_alert_is_refused(
    client: httpx.Client, records: Records, alert: Any
) -> None:
    before = records()
    body = {"staff": 2, "plaintext": "Mine", "alert": alert}

    answer = post(client, 3, "staff_pvtnote", body)

    assert answer.status_code == 400
    (error,) = answer.json()["error"]
    assert error["field"] == "alert"
    assert records() == before


@pytest.mark.rule("H36", "X8")
@pytest.mark.parametrize("alert", ["99", "5", "x", "", "0"])
def test_any_other_alert_in_a_form_is_refused(
    client: httpx.Client, records: Records, alert: str
) -> None:
    before = records()
    form = {"staff": "2", "plaintext": "Mine", "alert": alert}

    answer = client.post(ticket_url(3, "staff_pvtnote"), data=form)

    assert answer.status_code == 400
    assert [each["field"] for each in answer.json()["error"]] == ["alert"]
    assert records() == before


@pytest.mark.rule("H36", "H3")
@pytest.mark.parametrize("alert", ["x", 99])
def test_an_alert_for_nobody_is_no_valid_choice(
    client: httpx.Client, alert: str | int
) -> None:
    body = {"staff": 2, "plaintext": "Mine", "alert": alert}

    answer = post(client, 3, "staff_pvtnote", body)

    assert answer.json() == field_errors(alert=CHOICE)


@pytest.mark.rule("H31", "H6")
def test_an_alert_means_nothing_in_a_reply(client: httpx.Client) -> None:
    ticket = done(client, 3, "staff_update", staff=2, plaintext="Hi", alert="x")

    assert ticket["updates"][-1] == update(JAMES, message=message("Hi"))
