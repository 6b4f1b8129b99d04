"""When a new ticket was created, and when it is due: the forms and zones of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import NOW_TEXT, PLAIN_DRAFT, created, read_ticket
from tests.apis.happyfox.creating import (
    DATE,
    DATE_TIME,
    FIRST_TICKET,
    create,
    each_media_type,
    first_update,
    refusal,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records


@pytest.mark.rule("H24", "H6")
@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("2026-06-14T16:20:00", "2026-06-14 16:20:00"),
        ("2026-06-14T16:20:00Z", "2026-06-14 16:20:00"),
        ("2026-06-14T16:20:00+00:00", "2026-06-14 16:20:00"),
        ("2026-06-14T16:20:00-00:00", "2026-06-14 16:20:00"),
        ("2026-06-14T16:20:00+02:00", "2026-06-14 14:20:00"),
        ("2026-06-14T16:20:00-05:30", "2026-06-14 21:50:00"),
        ("2026-06-14T16:20:00.5", "2026-06-14 16:20:00"),
        ("2026-06-14T16:20:59.999", "2026-06-14 16:20:59"),
        ("2026-06-14T16:20:59.999999Z", "2026-06-14 16:20:59"),
        ("2026-06-14T16:20:00.250+05:45", "2026-06-14 10:35:00"),
        ("2026-01-01T00:30:00+01:00", "2025-12-31 23:30:00"),
        ("2027-12-31T23:59:59-00:01", "2028-01-01 00:00:59"),
        ("2028-02-29T00:00:00", "2028-02-29 00:00:00"),
        ("1969-07-20T20:17:40", "1969-07-20 20:17:40"),
        ("0001-01-01T00:00:00", "0001-01-01 00:00:00"),
        ("9999-12-31T23:59:59", "9999-12-31 23:59:59"),
    ],
)
@each_media_type
def test_the_time_of_creation_is_shown_in_utc_without_a_fraction(
    client: httpx.Client, sent: str, shown: str, media_type: str
) -> None:
    create(client, {**PLAIN_DRAFT, "created_at": sent}, media_type)

    assert read_ticket(client, FIRST_TICKET)["created_at"] == shown


@pytest.mark.rule("H24", "H29")
def test_the_first_message_is_as_old_as_its_ticket(client: httpx.Client) -> None:
    """The contact is made now, and so is the last change."""
    ticket = created(client, created_at="2026-06-14T16:20:00")

    assert first_update(ticket)["timestamp"] == "2026-06-14 16:20:00"
    assert ticket["last_user_reply_at"] == "2026-06-14 16:20:00"
    assert ticket["last_modified"] == NOW_TEXT
    assert ticket["user"]["created_at"] == NOW_TEXT


@pytest.mark.rule("H24", "H23", "H3", "X8")
@pytest.mark.parametrize(
    "sent",
    [
        "",
        " ",
        "today",
        "2026-06-14",
        "2026-06-14T16:20",
        "2026-06-14 16:20:00",
        "2026-06-14t16:20:00",
        "20260614T162000",
        "2026-6-14T16:20:00",
        "14/06/2026T16:20:00",
        "2026-06-14T16:20:00z",
        "2026-06-14T16:20:00 Z",
        "2026-06-14T16:20:00+02",
        "2026-06-14T16:20:00+0200",
        "2026-06-14T16:20:00+25:00",
        "2026-06-14T16:20:00.",
        "2026-06-14T16:20:00,5",
        "2026-06-14T16:20:60",
        "2026-06-14T16:60:00",
        "2026-06-14T25:00:00",
        "2026-02-29T00:00:00",
        "2026-13-01T00:00:00",
        "2026-00-01T00:00:00",
        "0000-01-01T00:00:00",
        "0001-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "2026-06-14T16:20:00\n",
        "२०२६-06-14T16:20:00",
        "1781454000",
    ],
)
def test_what_is_no_time_is_refused(
    client: httpx.Client, records: Records, sent: str
) -> None:
    before = records()

    refused = refusal(client, {**PLAIN_DRAFT, "created_at": sent})

    assert refused == [("created_at", DATE_TIME)]
    assert records() == before


@pytest.mark.rule("H24", "H25", "H6")
@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("2026-06-22", "2026-06-22"),
        ("22/06/2026", "2026-06-22"),
        ("05/06/2026", "2026-06-05"),
        ("2028-02-29", "2028-02-29"),
        ("29/02/2028", "2028-02-29"),
        ("2001-01-01", "2001-01-01"),
        ("31/12/9999", "9999-12-31"),
        ("0001-01-01", "0001-01-01"),
    ],
)
@each_media_type
def test_a_due_date_is_shown_with_the_year_first(
    client: httpx.Client, sent: str, shown: str, media_type: str
) -> None:
    """The first update tells of it as of a change from none."""
    ticket = create(client, {**PLAIN_DRAFT, "due_date": sent}, media_type)

    assert ticket["due_date"] == shown
    assert ticket["due_by"] is None
    assert first_update(ticket)["due_date_change"] == {"new": shown, "old": None}
    assert read_ticket(client, FIRST_TICKET)["due_date"] == shown


@pytest.mark.rule("H24", "H23", "H3", "X8")
@pytest.mark.parametrize(
    "sent",
    [
        "",
        " ",
        "tomorrow",
        "2026-02-29",
        "29/02/2026",
        "2026-13-01",
        "06/22/2026",
        "31/04/2026",
        "00/01/2026",
        "2026-6-1",
        "1/6/2026",
        "22-06-2026",
        "2026/06/22",
        "22.06.2026",
        "20260622",
        "2026-W25-1",
        "2026-06-22T00:00:00",
        "2026-06-22\n",
        "0000-01-01",
        "२०२६-06-22",
    ],
)
def test_what_is_no_day_is_refused(
    client: httpx.Client, records: Records, sent: str
) -> None:
    before = records()

    assert refusal(client, {**PLAIN_DRAFT, "due_date": sent}) == [("due_date", DATE)]
    assert records() == before
