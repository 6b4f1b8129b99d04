"""Terms of the search for the days on which something happened."""

from __future__ import annotations

import operator
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import created
from tests.apis.happyfox.searching import (
    ALL,
    DATE,
    DATE_NAMES,
    assert_refused,
    search,
    tickets_of,
)
from tests.apis.happyfox.writing import done

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from ticketstub.sandbox.clock import Clock

#: The field that each name looks at.
COLUMNS = {
    "created": "created_at",
    "last-modified": "last_modified",
    "last-staff-replied": "last_staff_reply_at",
    "last-contact-replied": "last_user_reply_at",
    "last-closed": "last_closed_at",
}
BOUNDS = {
    "on": operator.eq,
    "on-or-before": operator.le,
    "on-or-after": operator.ge,
    "before": operator.lt,
    "after": operator.gt,
}
#: What each name looks at, and how it compares the day.
PARTS = {
    f"{start}-{bound}": (start, bound)
    for start in COLUMNS
    for bound in BOUNDS
    if f"{start}-{bound}" in DATE_NAMES
}

#: What a ticket is changed by when it is closed with a reply.
BY_CLOSING = ("last-modified", "last-staff-replied", "last-closed")


def slashed(day: date) -> str:
    return day.isoformat().replace("-", "/")


@pytest.mark.rule("H17")
def test_every_name_is_put_together_of_what_and_when() -> None:
    assert {*PARTS} == {*DATE_NAMES}


@pytest.mark.rule("H17")
@pytest.mark.parametrize("name", PARTS)
def test_a_name_compares_the_day_of_its_time(
    client: httpx.Client, records: Records, name: str
) -> None:
    """On a day of one of the times, the day before and the day after."""
    start, bound = PARTS[name]
    times = {t["id"]: t[COLUMNS[start]] for t in tickets_of(records)}
    days = {
        ticket_id: datetime.fromisoformat(time).date()
        for ticket_id, time in times.items()
        if time is not None
    }

    for pivot in sorted({*days.values()})[::11]:
        for distance in (-1, 0, 1):
            day = pivot + timedelta(days=distance)
            expected = {each for each in days if BOUNDS[bound](days[each], day)}
            assert {*search(client, f"{name}:{slashed(day)}")} == expected


@pytest.mark.rule("H17")
@pytest.mark.parametrize(
    ("sent", "day"),
    [
        ("2026-06-10T00:00:00", 10),
        ("2026-06-10T23:59:59", 10),
        ("2026-06-10T23:59:59.999", 10),
        ("2026-06-11T00:00:00Z", 11),
        ("2026-06-11T00:30:00+01:00", 10),
        ("2026-06-09T23:30:00-01:00", 10),
    ],
)
def test_a_day_lasts_from_midnight_to_midnight_in_utc(
    client: httpx.Client, sent: str, day: int
) -> None:
    ticket = created(client, created_at=sent)["id"]

    for pivot in (9, 10, 11, 12):
        for bound, holds in BOUNDS.items():
            ids = search(client, f"created-{bound}:2026/06/{pivot:02}")
            assert (ticket in ids) == holds(day, pivot), (bound, pivot)


@pytest.mark.rule("H17")
@pytest.mark.parametrize("moment", ["2026-06-20T00:00:00", "2026-06-20T23:59:59"])
@pytest.mark.parametrize("name", PARTS)
def test_what_happens_is_found_on_its_day(
    client: httpx.Client, clock: Clock, moment: str, name: str
) -> None:
    """To the first and the last second of the day."""
    start, bound = PARTS[name]
    clock.freeze(datetime.fromisoformat(moment).replace(tzinfo=UTC))
    ticket = created(client, **{"t-cf-2": "Goa"})["id"]
    if start in BY_CLOSING:
        done(client, ticket, "staff_update", staff=1, plaintext="Done", status=4)

    for day in (19, 20, 21):
        ids = search(client, f"{name}:2026/06/{day}")
        assert (ticket in ids) == BOUNDS[bound](20, day), day


@pytest.mark.rule("H17")
@pytest.mark.parametrize(
    ("start", "never"),
    [("last-staff-replied", "last_staff_reply_at"), ("last-closed", "last_closed_at")],
)
def test_what_never_happened_was_on_no_day(
    client: httpx.Client, records: Records, start: str, never: str
) -> None:
    lacking = {t["id"] for t in tickets_of(records) if t[never] is None}

    before = search(client, f"{start}-on-or-before:2999/01/01")
    after = search(client, f"{start}-on-or-after:1970/01/01")

    assert lacking
    assert {*before} == {*after} == ALL - lacking


@pytest.mark.rule("H17")
def test_a_reopened_ticket_was_closed(client: httpx.Client) -> None:
    """Only the moment of the closing counts, not what the ticket is now."""
    q = 'last-closed-on-or-after:2026/05/01 status:New,"In Progress","On Hold"'

    assert search(client, q) == [35, 7, 26]


@pytest.mark.rule("H17")
def test_the_last_closing_counts(client: httpx.Client, clock: Clock) -> None:
    for day, status in ((16, 4), (17, 2), (18, 4), (19, 1)):
        clock.freeze(datetime(2026, 6, day, 12, tzinfo=UTC))
        done(client, 3, "staff_update", staff=1, status=status)

    assert search(client, "last-closed-on-or-after:2026/06/18") == [3]
    assert search(client, "last-closed-on-or-after:2026/06/19") == []
    assert 3 not in search(client, "last-closed-on-or-before:2026/06/17")


@pytest.mark.rule("H17")
def test_a_note_is_no_reply_but_a_modification(
    client: httpx.Client, clock: Clock
) -> None:
    clock.freeze(datetime(2026, 6, 20, tzinfo=UTC))
    done(client, 5, "staff_pvtnote", staff=1, plaintext="A note")

    assert search(client, "last-modified-on-or-after:2026/06/20") == [5]
    assert search(client, "last-staff-replied-on:2026/06/20") == []
    assert search(client, "last-contact-replied-on:2026/06/20") == []


@pytest.mark.rule("H17")
@pytest.mark.parametrize(
    "value", ["2026/06/15", '"2026/06/15"', " 2026/06/15", ' "2026/06/15"']
)
def test_a_day_may_stand_in_quotes(client: httpx.Client, value: str) -> None:
    assert search(client, f"created-on:{value}") == [64, 63]


@pytest.mark.rule("H17")
def test_several_days_are_any_of(client: httpx.Client) -> None:
    assert search(client, 'created-on:2026/06/15,"2026/06/11"') == [64, 63, 60, 59]


@pytest.mark.rule("H17")
def test_two_bounds_are_a_span(client: httpx.Client) -> None:
    span = "created-on-or-after:2026/06/10 created-before:2026/06/12"

    assert sorted(search(client, span)) == [57, 58, 59, 60]


@pytest.mark.rule("H17")
@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("0001/01/01", {"on-or-after", "after"}),
        ("9999/12/31", {"on-or-before", "before"}),
        ("2024/02/29", {"on-or-after", "after"}),
    ],
)
def test_every_day_of_the_calendar_is_one(
    client: httpx.Client, day: str, expected: set[str]
) -> None:
    found: dict[str, Any] = {
        bound: search(client, f"created-{bound}:{day}") for bound in BOUNDS
    }

    assert {bound for bound, ids in found.items() if {*ids} == ALL} == expected
    assert {bound for bound, ids in found.items() if not ids} == {*BOUNDS} - expected


@pytest.mark.rule("H17", "X8")
@pytest.mark.parametrize("name", DATE_NAMES)
def test_every_name_refuses_what_is_no_day(client: httpx.Client, name: str) -> None:
    assert_refused(client, f"{name}:yesterday", DATE)


@pytest.mark.rule("H17", "X8")
@pytest.mark.parametrize(
    "value",
    [
        "2026-06-15",
        "2026/6/15",
        "26/06/15",
        "06/15/2026",
        "15/06/2026",
        "2026/02/29",
        "2026/13/01",
        "2026/00/10",
        "2026/06/31",
        "0000/01/01",
        "10000/01/01",
        "20260615",
        "2026/06",
        "2026/06/15T00:00:00",
        '"2026/06/15 09:30:00"',
        '" 2026/06/15"',
        '"2026/06/15 "',
        "२०२६/०६/१५",
        "2026/06-15",
        "today",
        '""',
        "2026/06/15,x",
    ],
)
def test_what_is_no_day_is_refused(client: httpx.Client, value: str) -> None:
    assert_refused(client, f"created-on:{value}", DATE)
