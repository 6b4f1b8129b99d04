"""The times of mock data move to a sandbox's start, in the form they are written in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from ticketstub.project.mock_data import load_mock_data
from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.mock_data import MockCollection, moved
from ticketstub.sandbox.sandbox import Sandbox
from ticketstub.sandbox.sandboxes import Sandboxes
from ticketstub.store.indexes import Declared

if TYPE_CHECKING:
    from pathlib import Path

AS_OF = datetime(2026, 3, 1, 12, tzinfo=UTC)
SPAN = timedelta(days=10, hours=1, minutes=2, seconds=3)


@pytest.mark.parametrize(
    ("written", "later"),
    [
        ("2026-03-01T12:00:00Z", "2026-03-11T13:02:03Z"),
        ("2026-03-01T12:00:00.500Z", "2026-03-11T13:02:03.500Z"),
        ("2026-03-01T12:00:00.000000Z", "2026-03-11T13:02:03.000000Z"),
        ("2026-03-01T12:00:00.123456Z", "2026-03-11T13:02:03.123456Z"),
        ("2026-03-01", "2026-03-11"),
        ("2026-03-01 12:00:00", "2026-03-11 13:02:03"),
        (1_772_366_400, 1_773_234_123),
        (None, None),
    ],
)
def test_a_time_moves_and_keeps_its_form(written: Any, later: Any) -> None:
    """A client that parses a vendor's times must meet the same form in the stub."""
    assert moved(written, SPAN) == later


def test_a_time_moves_backwards_over_the_turn_of_a_year() -> None:
    back = -timedelta(days=70)

    assert moved("2026-03-01T12:00:00Z", back) == "2025-12-21T12:00:00Z"
    assert moved("2026-03-01", back) == "2025-12-21"
    assert moved(86_400 * 70, back) == 0


@pytest.mark.parametrize("written", ["", "soon", "12:00", "2026-03-01T12:00:00+01:00"])
def test_what_is_no_time_is_refused(written: str) -> None:
    """It is found when the project is loaded, not when a sandbox starts."""
    with pytest.raises(ValueError, match=r".+"):
        moved(written, SPAN)


def test_times_inside_of_records_move_too() -> None:
    """`dates.created` is a field of an object, `updates[].at` one of each in a list."""
    record = {
        "id": 1,
        "dates": {"created": "2026-03-01", "closed": None, "zone": "UTC"},
        "updates": [{"at": 0, "by": "Ada"}, {"at": 60, "by": "Ben"}],
        "seen": ["2026-03-01", "2026-02-01"],
        "parcel": None,
    }
    mock = MockCollection(
        Declared(),
        [record],
        AS_OF,
        ("dates.created", "dates.closed", "updates[].at", "seen[]", "parcel.sent"),
    )
    before = orjson.dumps(record)

    (moved_record,) = mock.at(AS_OF + timedelta(days=1))

    assert moved_record == {
        "id": 1,
        "dates": {"created": "2026-03-02", "closed": None, "zone": "UTC"},
        "updates": [{"at": 86_400, "by": "Ada"}, {"at": 86_460, "by": "Ben"}],
        "seen": ["2026-03-02", "2026-02-02"],
        "parcel": None,
    }
    assert orjson.dumps(record) == before


def test_a_sandbox_keeps_what_was_an_hour_old_an_hour_old() -> None:
    """What is due tomorrow in the mock data is due tomorrow whenever one starts."""
    record = {"id": 1, "made": "2026-03-01T11:00:00Z"}
    mock = {"toy.books": MockCollection(Declared(), [record], AS_OF, ("made",))}
    start = datetime(2031, 7, 4, 6, tzinfo=UTC)
    sandbox = Sandbox("box", mock, Clock(start, frozen=True))
    sandbox.clock.advance(timedelta(days=1))

    books = list(sandbox.collection("toy.books"))

    assert books == [{"id": 1, "made": "2031-07-04T05:00:00Z"}]


def test_a_sandbox_that_starts_later_moves_them_further() -> None:
    record = {"id": 1, "made": "2026-03-01T12:00:00Z"}
    mock = {"toy.books": MockCollection(Declared(), [record], AS_OF, ("made",))}
    clocks = iter([Clock(AS_OF, frozen=True), Clock(AS_OF + SPAN, frozen=True)])
    sandboxes = Sandboxes(mock, new_clock=lambda: next(clocks))

    first = sandboxes.get("main").collection("toy.books").get(1)
    second = sandboxes.get("later").collection("toy.books").get(1)

    assert first == {"id": 1, "made": "2026-03-01T12:00:00Z"}
    assert second == {"id": 1, "made": "2026-03-11T13:02:03Z"}


def test_a_time_at_the_end_of_time_stays_servable(tmp_path: Path) -> None:
    """`9999-12-31` is how many systems write `never`; it can't be moved any further."""
    file = tmp_path / "cards.json"
    never = "9999-12-31T23:59:59Z"
    content = {
        "as_of": "2026-03-01T12:00:00Z",
        "times": ["expires"],
        "records": [{"id": 1, "expires": never}],
    }
    file.write_bytes(orjson.dumps(content))
    mock = load_mock_data(tmp_path, "toy")
    sandbox = Sandbox("box", mock, Clock(AS_OF + timedelta(days=1), frozen=True))

    card = sandbox.collection("toy.cards").get(1)

    assert card == {"id": 1, "expires": never}


def test_records_without_times_are_shared_until_changed() -> None:
    """A thousand sandboxes must not hold a thousand copies of the same records."""
    record = {"id": 1, "name": "Ada"}
    mock = {"toy.readers": MockCollection(Declared(), [record])}
    sandboxes = Sandboxes(mock)
    one, two = (sandboxes.get(name).collection("toy.readers") for name in ("a", "b"))

    one.update(1, {"name": "Ben"})

    assert one.get(1) == {"id": 1, "name": "Ben"}
    assert two.get(1) == {"id": 1, "name": "Ada"}
    assert record == {"id": 1, "name": "Ada"}


def test_sandboxes_that_start_in_one_minute_share_their_records() -> None:
    """A thousand of them must not hold the mock data a thousand times."""
    mock = {"toy.books": MockCollection(Declared(), [_MADE], AS_OF, ("made",))}

    class Late(Clock):
        def now(self) -> datetime:
            return AS_OF + SPAN + timedelta(seconds=next(seconds))

    seconds = iter((1, 40, 70))
    boxes = [Sandbox(name, mock, Late()) for name in ("first", "second", "third")]
    first, second = (box.collection("toy.books").get(1) for box in boxes[:2])
    moved_once = len(mock["toy.books"]._moved)
    third = boxes[2].collection("toy.books").get(1)

    assert moved_once == 1
    assert first == second == {"id": 1, "made": "2026-03-11T13:02:00Z"}
    assert third == {"id": 1, "made": "2026-03-11T13:03:00Z"}


_MADE = {"id": 1, "made": "2026-03-01T12:00:00Z"}
