"""Terms of the search for due dates, which look from today."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import NOW, created, found
from tests.apis.happyfox.searching import (
    CHOICE,
    assert_refused,
    search,
    tickets_of,
)
from tests.apis.happyfox.writing import done

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from ticketstub.sandbox.clock import Clock

#: The first and the last day of each word, as days from today; None is without end.
SPANS = {
    "today": (0, 0),
    "yesterday": (-1, -1),
    "tomorrow": (1, 1),
    "overdue": (None, -1),
    "next 7 days": (0, 7),
}


@pytest.mark.rule("H16")
@pytest.mark.parametrize("word", SPANS)
def test_each_word_begins_and_ends_with_a_day(client: httpx.Client, word: str) -> None:
    today = NOW.date()
    due = {
        days: created(client, due_date=(today + timedelta(days=days)).isoformat())["id"]
        for days in (-400, -2, -1, 0, 1, 2, 6, 7, 8, 400)
    }
    undated = created(client)["id"]
    first, last = SPANS[word]

    ids = {*search(client, f'duedate:"{word}"')}

    assert ids & {*due.values()} == {
        ticket_id
        for days, ticket_id in due.items()
        if (first is None or days >= first) and (last is None or days <= last)
    }
    assert undated not in ids


@pytest.mark.rule("H16")
@pytest.mark.parametrize("word", SPANS)
def test_the_mock_data_have_tickets_for_each_word(
    client: httpx.Client, records: Records, word: str
) -> None:
    first, last = SPANS[word]
    expected = set()
    for ticket in tickets_of(records):
        if ticket["due_date"] is not None:
            days = (date.fromisoformat(ticket["due_date"]) - NOW.date()).days
            if (first is None or days >= first) and (last is None or days <= last):
                expected.add(ticket["id"])

    assert expected
    assert {*search(client, f'duedate:"{word}"')} == expected
    assert {*found(client, duedate=word)} == expected


@pytest.mark.rule("H16")
def test_a_closed_ticket_is_overdue_as_well(
    client: httpx.Client, records: Records
) -> None:
    """Whatever became of it, its day has passed."""
    status = {t["id"]: t["status_id"] for t in tickets_of(records)}

    overdue = search(client, "duedate:overdue")

    assert {status[each] for each in overdue} >= {1, 2, 4}


@pytest.mark.rule("H16")
@pytest.mark.parametrize(
    ("moment", "today"),
    [
        (datetime.fromisoformat("2026-06-15T00:00:00Z"), "2026-06-15"),
        (datetime.fromisoformat("2026-06-15T23:59:59Z"), "2026-06-15"),
        (datetime.fromisoformat("2026-06-16T00:00:00Z"), "2026-06-16"),
        (datetime.fromisoformat("2028-02-29T12:00:00Z"), "2028-02-29"),
    ],
)
def test_today_ends_at_midnight_in_utc(
    client: httpx.Client, clock: Clock, moment: datetime, today: str
) -> None:
    day = date.fromisoformat(today)
    ids = [
        created(client, due_date=(day + timedelta(days=days)).isoformat())["id"]
        for days in (-1, 0, 1)
    ]

    clock.freeze(moment)

    for word, ticket_id in zip(("yesterday", "today", "tomorrow"), ids, strict=True):
        assert {*search(client, f"duedate:{word}")} & {*ids} == {ticket_id}
    assert {*search(client, "duedate:overdue")} & {*ids} == {ids[0]}
    assert {*search(client, 'duedate:"next 7 days"')} & {*ids} == {*ids[1:]}


@pytest.mark.rule("H16")
def test_several_words_are_any_of(client: httpx.Client) -> None:
    days = {*search(client, "duedate:yesterday"), *search(client, "duedate:tomorrow")}

    assert {*search(client, 'duedate:yesterday,"tomorrow"')} == days == {7, 39, 52}


@pytest.mark.rule("H16")
def test_a_ticket_follows_its_due_date(client: httpx.Client) -> None:
    done(client, 3, "staff_update", staff=1, due_date="16/06/2026")

    assert 3 in search(client, "duedate:tomorrow")
    assert 3 not in search(client, "duedate:overdue")


@pytest.mark.rule("H15", "H16", "X8")
@pytest.mark.parametrize(
    "value",
    [
        "never",
        "Today",
        "OVERDUE",
        "next",
        '"next 8 days"',
        '"next  7 days"',
        '"today "',
        "today,never",
        "2026/06/15",
        '""',
    ],
)
def test_another_word_is_refused(client: httpx.Client, value: str) -> None:
    assert_refused(client, f"duedate:{value}", CHOICE)


@pytest.mark.rule("H16", "X8")
def test_words_of_one_value_stand_in_quotes(client: httpx.Client) -> None:
    """Without them the value is the first word alone, which is none."""
    assert_refused(client, "duedate:next 7 days", CHOICE)
