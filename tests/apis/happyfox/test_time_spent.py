"""The time spent: added up, and mandatory for messages in one category."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import field_errors, read_ticket, ticket_url
from tests.apis.happyfox.writing import done, post

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

ACTIONS = ("staff_update", "staff_pvtnote")
REQUIRED = field_errors(time_spent="This field is required.")

#: A ticket of the category where the time is mandatory, with 105 minutes.
TICKET = 55


@pytest.mark.rule("H33")
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    "said", [{"plaintext": "Hi"}, {"text": "Hi"}, {"html": "Hi"}, {"html": "<br>"}]
)
def test_a_message_needs_the_time_where_it_is_mandatory(
    client: httpx.Client, records: Records, action: str, said: dict[str, str]
) -> None:
    before = records()

    answer = post(client, TICKET, action, {"staff": 1, **said, "priority": 1})

    assert answer.status_code == 400
    assert answer.json() == REQUIRED
    assert records() == before


@pytest.mark.rule("H33")
@pytest.mark.parametrize("action", ACTIONS)
def test_a_file_needs_the_time_where_it_is_mandatory(
    client: httpx.Client, action: str
) -> None:
    files = {"attachments": ("a.txt", b"a")}

    without = client.post(ticket_url(TICKET, action), data={"staff": "1"}, files=files)
    with_time = client.post(
        ticket_url(TICKET, action), data={"staff": "1", "time_spent": "3"}, files=files
    )

    assert (without.status_code, without.json()) == (400, REQUIRED)
    assert with_time.status_code == 200
    assert with_time.json()["time_spent"] == 108


@pytest.mark.rule("H33")
@pytest.mark.parametrize("action", ACTIONS)
def test_no_minutes_at_all_are_a_time(client: httpx.Client, action: str) -> None:
    ticket = done(client, TICKET, action, staff=1, plaintext="Hi", time_spent=0)

    assert ticket["time_spent"] == 105


@pytest.mark.rule("H33")
@pytest.mark.parametrize("action", ACTIONS)
def test_properties_alone_need_no_time(client: httpx.Client, action: str) -> None:
    ticket = done(client, TICKET, action, staff=1, priority=1)

    assert ticket["priority"]["id"] == 1
    assert ticket["updates"][-1]["time_spent"] is None


@pytest.mark.rule("H33")
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("ticket_id", [3, 54, 31, 63])
def test_other_categories_ask_for_no_time(
    client: httpx.Client, action: str, ticket_id: int
) -> None:
    before = read_ticket(client, ticket_id)["time_spent"]

    after = done(client, ticket_id, action, staff=1, plaintext="Hi")

    assert after["time_spent"] == before


@pytest.mark.rule("H33", "H37", "H42")
def test_only_replies_and_notes_of_the_staff_need_the_time(
    client: httpx.Client,
) -> None:
    done(client, TICKET, "user_reply", user=1, text="Hi")
    done(
        client,
        TICKET,
        "forward",
        staff_id=1,
        to="ops@example.com",
        subject="Forwarded",
        message="Hi",
    )

    assert read_ticket(client, TICKET)["time_spent"] == 105


@pytest.mark.rule("H31", "H36")
@pytest.mark.parametrize("action", ACTIONS)
def test_the_time_is_added(client: httpx.Client, action: str) -> None:
    """Ticket 62 begins without any."""
    sums = [
        done(client, 62, action, staff=1, time_spent=minutes)["time_spent"]
        for minutes in (5, 2147483647, 7)
    ]

    assert sums == [5, 2147483652, 2147483659]
    told = [each["time_spent"] for each in read_ticket(client, 62)["updates"]]
    assert told == [None, None, 5, 2147483647, 7]


@pytest.mark.rule("H33", "H3")
@pytest.mark.parametrize("minutes", [-1, 2147483648, 1.5, "5", "", None, True, [5]])
def test_a_time_is_a_whole_number_from_0(
    client: httpx.Client, records: Records, minutes: Any
) -> None:
    before = records()
    body = {"staff": 1, "plaintext": "Hi", "time_spent": minutes}

    answer = post(client, TICKET, "staff_update", body)

    assert answer.status_code == 400
    assert answer.json() == field_errors(time_spent="Enter a whole number.")
    assert records() == before


@pytest.mark.rule("H33", "H2")
def test_the_missing_time_is_told_with_the_other_faults(client: httpx.Client) -> None:
    body = {"plaintext": "Hi", "due_date": "soon"}

    answer = post(client, TICKET, "staff_update", body)

    assert answer.json() == field_errors(
        staff="This field is required.",
        time_spent="This field is required.",
        due_date="Enter a valid date.",
    )


@pytest.mark.rule("H33", "H43")
def test_the_category_of_the_moment_counts(client: httpx.Client) -> None:
    done(client, 3, "move", staff_id=1, target_category_id=5)

    answer = post(client, 3, "staff_update", {"staff": 1, "plaintext": "Hi"})

    assert answer.json() == REQUIRED
