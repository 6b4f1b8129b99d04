"""A sandbox's clock and its seeded ids."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.ids import Ids

if TYPE_CHECKING:
    from collections.abc import Iterator

START = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Wall:
    """The wall clock, as far as the seam's one module reads it."""

    def __init__(self) -> None:
        self.seconds = 1_000_000.0

    def time(self) -> float:
        return self.seconds


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Iterator[Wall]:
    """Let the test turn the machine's own clock, which is not our code."""
    wall = Wall()
    monkeypatch.setattr("ticketstub.sandbox.clock.time.time", wall.time)
    yield wall
    monkeypatch.undo()


def test_a_clock_runs_as_the_wall_clock_does(wall: Wall) -> None:
    clock = Clock()
    first = clock.now()
    wall.seconds += 90

    assert first == datetime.fromtimestamp(1_000_000, UTC)
    assert clock.now() - first == timedelta(seconds=90)
    assert clock.now().tzinfo is UTC


def test_a_clock_that_starts_at_a_time_runs_on_from_there(wall: Wall) -> None:
    clock = Clock(START)
    wall.seconds += 60

    assert clock.now() == START + timedelta(minutes=1)


def test_a_frozen_clock_stands(wall: Wall) -> None:
    clock = Clock(START, frozen=True)
    wall.seconds += 60

    assert clock.now() == START


def test_a_clock_freezes_at_a_given_time_or_at_its_own(wall: Wall) -> None:
    clock = Clock(START)
    wall.seconds += 60
    clock.freeze()
    now = clock.now()
    wall.seconds += 60
    clock.freeze(START + HOUR)

    assert now == START + timedelta(minutes=1)
    assert clock.now() == START + HOUR


def test_a_frozen_clock_runs_on_from_where_it_stood(wall: Wall) -> None:
    """Time that went by while it stood is not made up for."""
    clock = Clock(START, frozen=True)
    wall.seconds += 3600
    clock.run()
    clock.run()
    wall.seconds += 5

    assert clock.now() == START + timedelta(seconds=5)


def test_a_running_clock_jumps_and_runs_on(wall: Wall) -> None:
    clock = Clock()
    clock.set(START)
    wall.seconds += 1
    clock.advance(-HOUR)

    assert clock.now() == START + timedelta(seconds=1) - HOUR


def test_a_standing_clock_jumps_and_stands() -> None:
    clock = Clock(START, frozen=True)
    clock.advance(HOUR)
    clock.advance(HOUR)

    assert clock.now() == START + 2 * HOUR
    clock.set(START)
    assert clock.now() == START


def test_the_same_seed_draws_the_same_ids() -> None:
    """A failed run can be repeated: what looks random is not."""
    first, second, other = Ids(7), Ids(7), Ids(8)
    drawn = [first.token(12), first.hex(40), first.token(3, "xy")]

    assert drawn == [second.token(12), second.hex(40), second.token(3, "xy")]
    assert drawn != [other.token(12), other.hex(40), other.token(3, "xy")]
    assert [len(text) for text in drawn] == [12, 40, 3]
    assert set(drawn[1]) <= set("0123456789abcdef")
    assert set(drawn[2]) <= {"x", "y"}


@pytest.mark.parametrize("length", [1, 12, 16, 17, 32, 33, 70])
def test_what_is_counted_as_drawn_leads_to_the_same_place(length: int) -> None:
    """A store in a file knows no more of the source than how much was drawn."""
    first, second = Ids(), Ids()
    first.hex(length)
    first.token(5)
    first.below(9)

    second.skip(first.drawn)

    assert second.hex(20) == first.hex(20)
