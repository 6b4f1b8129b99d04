"""The four stamps of a ticket: which write moves which, and to when."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import created, read_ticket
from tests.apis.happyfox.writing import WRITES, done, post

if TYPE_CHECKING:
    from collections.abc import Iterable

    import httpx

    from tests.apis.happyfox.conftest import Records
    from ticketstub.sandbox.clock import Clock

STAMPS = (
    "last_modified",
    "last_updated_at",
    "last_staff_reply_at",
    "last_user_reply_at",
)

MODIFIED = frozenset(STAMPS[:1])
UPDATED = frozenset(STAMPS[:2])
ANSWERED = frozenset(STAMPS[:3])
ASKED = frozenset((*STAMPS[:2], STAMPS[3]))

LATER = "2026-06-15 09:31:30"

#: Every kind of write with what it moves; a move and a note may come without a message.
MOVED: list[tuple[str, dict[str, Any], Iterable[str]]] = [
    ("staff_update", {"staff": 1, "plaintext": "Hi"}, ANSWERED),
    ("staff_update", {"staff": 1, "plaintext": "Hi", "status": 4}, ANSWERED),
    ("staff_update", {"staff": 1, "priority": 1}, UPDATED),
    ("staff_update", {"staff": 1, "tags": "new"}, UPDATED),
    ("staff_update", {"staff": 1, "ccf-2": "New"}, UPDATED),
    ("staff_pvtnote", {"staff": 1, "plaintext": "Hi"}, MODIFIED),
    ("staff_pvtnote", {"staff": 1, "plaintext": "Hi", "status": 4}, MODIFIED),
    ("staff_pvtnote", {"staff": 1, "priority": 1}, MODIFIED),
    ("user_reply", {"user": 1, "text": "Hi"}, ASKED),
    ("update_custom_fields", dict(WRITES["update_custom_fields"]), MODIFIED),
    ("update_tags", {"staff_id": 1, "add": "new"}, MODIFIED),
    ("update_tags", {"staff_id": 1, "remove": "absent"}, MODIFIED),
    ("subscribe", {"staff_id": 2}, MODIFIED),
    ("unsubscribe", {"staff_id": 1}, MODIFIED),
    ("forward", dict(WRITES["forward"]), MODIFIED),
    ("move", {"staff_id": 1, "target_category_id": 4}, MODIFIED),
    ("move", {"staff_id": 1, "target_category_id": 4, "move_note": "Hi"}, MODIFIED),
]


def stamps(client: httpx.Client, ticket_id: int = 3) -> dict[str, str | None]:
    """Return the four stamps of a ticket."""
    ticket = read_ticket(client, ticket_id)
    return {name: ticket[name] for name in STAMPS}


@pytest.mark.rule("H29", "H31", "H36", "H37", "X3")
@pytest.mark.parametrize(("action", "body", "moved"), MOVED)
def test_a_write_moves_its_stamps_and_no_other(
    client: httpx.Client,
    clock: Clock,
    action: str,
    body: dict[str, Any],
    moved: Iterable[str],
) -> None:
    before = stamps(client)
    creation = read_ticket(client, 3)["created_at"]
    clock.advance(timedelta(seconds=90, microseconds=999_999))

    done(client, 3, action, **body)

    assert stamps(client) == {**before, **dict.fromkeys(moved, LATER)}
    assert read_ticket(client, 3)["created_at"] == creation


@pytest.mark.rule("H29", "X3")
def test_each_write_is_stamped_with_its_own_moment(
    client: httpx.Client, clock: Clock
) -> None:
    def later() -> None:
        clock.advance(timedelta(minutes=1))

    ticket_id = created(client)["id"]
    later()
    done(client, ticket_id, "staff_update", staff=1, plaintext="Hi")
    later()
    done(client, ticket_id, "user_reply", user=1, text="Hi")
    later()
    done(client, ticket_id, "staff_update", staff=1, priority=1)
    later()
    done(client, ticket_id, "staff_pvtnote", staff=1, plaintext="Hi")

    assert stamps(client, ticket_id) == {
        "last_modified": "2026-06-15 09:34:00",
        "last_updated_at": "2026-06-15 09:33:00",
        "last_staff_reply_at": "2026-06-15 09:31:00",
        "last_user_reply_at": "2026-06-15 09:32:00",
    }
    told = [each["timestamp"] for each in read_ticket(client, ticket_id)["updates"]]
    assert told == [f"2026-06-15 09:3{minute}:00" for minute in range(5)]


@pytest.mark.rule("H29")
def test_a_new_ticket_has_every_stamp_but_that_of_the_staff(
    client: httpx.Client, clock: Clock
) -> None:
    clock.advance(timedelta(seconds=90))

    ticket_id = created(client)["id"]

    assert stamps(client, ticket_id) == {
        "last_modified": LATER,
        "last_updated_at": LATER,
        "last_staff_reply_at": None,
        "last_user_reply_at": LATER,
    }


@pytest.mark.rule("H29")
@pytest.mark.parametrize("action", WRITES)
def test_a_refused_write_moves_none(
    client: httpx.Client, clock: Clock, action: str
) -> None:
    before = read_ticket(client, 62)
    clock.advance(timedelta(seconds=90))

    refused = post(client, 62, action, {})

    assert refused.status_code == 400
    assert read_ticket(client, 62) == before


@pytest.mark.rule("H29")
def test_reading_moves_none(client: httpx.Client, clock: Clock) -> None:
    before = stamps(client)
    clock.advance(timedelta(seconds=90))

    client.get("/api/1.1/json/tickets/")

    assert stamps(client) == before


@pytest.mark.rule("H29", "X6")
@pytest.mark.parametrize("action", WRITES)
def test_a_write_leaves_the_other_tickets_alone(
    client: httpx.Client, records: Records, clock: Clock, action: str
) -> None:
    before = records()["happyfox.tickets"]
    clock.advance(timedelta(seconds=90))

    done(client, 3, action, **WRITES[action])

    after = records()["happyfox.tickets"]
    changed = {key for key in before if before[key] != after.get(key)}
    assert changed == {3}


@pytest.mark.rule("H17", "H29")
@pytest.mark.parametrize("action", ["staff_update", "staff_pvtnote"])
def test_only_a_completed_status_moves_the_time_of_closing(
    client: httpx.Client, records: Records, clock: Clock, action: str
) -> None:
    """No answer shows it, but a search goes by it."""
    closings = []
    for status in (3, 4, 2, 4):
        clock.advance(timedelta(hours=1))
        done(client, 3, action, staff=1, status=status)
        closings.append(records()["happyfox.tickets"][3]["last_closed_at"])
    clock.advance(timedelta(hours=1))
    done(client, 3, "user_reply", user=1, text="Hi")
    done(client, 3, action, staff=1, priority=1, status=4)

    closings.append(records()["happyfox.tickets"][3]["last_closed_at"])

    assert closings == [
        None,
        "2026-06-15 11:30:00",
        "2026-06-15 11:30:00",
        "2026-06-15 13:30:00",
        "2026-06-15 13:30:00",
    ]
