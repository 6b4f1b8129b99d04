"""Windows: what is counted in the running span of a sandbox's clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.sandbox import Sandbox
from ticketstub.sandbox.windows import Window, Windows

START = datetime(2026, 6, 15, 9, 30, 20, tzinfo=UTC)
MINUTE = 60

#: The Unix time at which the minute of START ends.
NEXT = int(START.timestamp()) + 40


def standing(at: datetime = START) -> tuple[Clock, Windows]:
    """Return a clock that stands, and windows that follow it."""
    clock = Clock(at, frozen=True)
    return clock, Windows(clock)


def seconds(count: float) -> timedelta:
    """Return a span of that many seconds."""
    return timedelta(seconds=count)


def test_a_counter_counts_and_tells_when_its_span_ends() -> None:
    _, windows = standing()
    counted = [windows.count("key", MINUTE) for _ in range(3)]

    assert counted == [Window(1, NEXT), Window(2, NEXT), Window(3, NEXT)]


def test_a_look_counts_nothing() -> None:
    """Not even for a name that nobody has counted."""
    _, windows = standing()
    before = [windows.look("key", MINUTE) for _ in range(2)]
    windows.count("key", MINUTE)
    after = [windows.look("key", MINUTE) for _ in range(2)]

    assert before == [Window(0, NEXT)] * 2
    assert after == [Window(1, NEXT)] * 2


def test_each_name_has_a_counter_of_its_own() -> None:
    _, windows = standing()
    windows.count("one", MINUTE)
    windows.count("one", MINUTE)
    windows.count("two", MINUTE)

    assert windows.look("one", MINUTE).used == 2
    assert windows.look("two", MINUTE).used == 1
    assert windows.look("three", MINUTE).used == 0


def test_each_span_of_a_name_has_a_counter_of_its_own() -> None:
    """So a limit for each minute and one for each hour can be held side by side."""
    clock, windows = standing()
    for _ in range(2):
        windows.count("key", MINUTE)
        windows.count("key", 60 * MINUTE)
    clock.advance(seconds(MINUTE))
    windows.count("key", MINUTE)

    assert windows.look("key", MINUTE).used == 1
    assert windows.look("key", 60 * MINUTE).used == 2
    assert windows.look("key", 2 * MINUTE).used == 0


@pytest.mark.parametrize(
    ("by", "window"),
    [
        (0, Window(1, NEXT)),
        (39, Window(1, NEXT)),
        (39.999, Window(1, NEXT)),
        (40, Window(0, NEXT + 60)),
        (99, Window(0, NEXT + 60)),
        (100, Window(0, NEXT + 120)),
        (86400, Window(0, NEXT + 86400)),
        (-20, Window(1, NEXT)),
        (-20.001, Window(0, NEXT - 60)),
        (-60, Window(0, NEXT - 60)),
        (-86400, Window(0, NEXT - 86400)),
    ],
)
def test_a_counter_starts_anew_with_each_span_the_clock_jumps_to(
    by: float, window: Window
) -> None:
    """Forwards or backwards; a span begins with its first moment."""
    clock, windows = standing()
    windows.count("key", MINUTE)
    clock.advance(seconds(by))

    assert windows.look("key", MINUTE) == window
    assert windows.count("key", MINUTE) == Window(window.used + 1, window.ends)


@pytest.mark.parametrize("span", [1, 7, 60, 3600, 86400])
def test_spans_follow_each_other_without_gap_or_overlap(span: int) -> None:
    """Where one ends the next begins, and each is of the length asked for."""
    clock, windows = standing()
    ends = windows.count("key", span).ends
    assert 0 < ends - START.timestamp() <= span

    for later in range(3):
        clock.set(datetime.fromtimestamp(ends + later * span, UTC) - seconds(0.001))
        assert windows.look("key", span) == Window(1, ends + later * span)
        clock.advance(seconds(0.001))
        assert windows.count("key", span) == Window(1, ends + (later + 1) * span)


def test_a_look_ahead_loses_nothing_but_a_count_there_starts_anew() -> None:
    """A counter holds one span: the one it was last counted in."""
    clock, windows = standing()
    windows.count("key", MINUTE)
    clock.advance(seconds(60))
    windows.look("key", MINUTE)
    clock.advance(seconds(-60))
    looked = windows.look("key", MINUTE)
    clock.advance(seconds(60))
    windows.count("key", MINUTE)
    clock.advance(seconds(-60))

    assert looked == Window(1, NEXT)
    assert windows.look("key", MINUTE) == Window(0, NEXT)


def test_spans_of_a_time_before_1970_are_like_all_others() -> None:
    """A sandbox's clock may be set to any time."""
    clock, windows = standing(datetime(1969, 12, 31, 23, 59, 10, tzinfo=UTC))
    windows.count("key", MINUTE)
    window = windows.count("key", MINUTE)
    clock.advance(seconds(50))

    assert window == Window(2, 0)
    assert windows.look("key", MINUTE) == Window(0, 60)


def test_windows_are_those_of_one_sandbox_and_one_api() -> None:
    boxes = [Sandbox(name, {}, Clock(START, frozen=True)) for name in "ab"]
    boxes[0].windows("library").count("key", MINUTE)
    boxes[1].clock.advance(seconds(MINUTE))

    assert boxes[0].windows("library").look("key", MINUTE) == Window(1, NEXT)
    assert boxes[0].windows("town").look("key", MINUTE) == Window(0, NEXT)
    assert boxes[1].windows("library").look("key", MINUTE) == Window(0, NEXT + 60)


def test_what_a_refused_call_has_counted_stays() -> None:
    """Else a client that is refused for calling too often could go on for ever."""
    box = Sandbox("a", {}, Clock(START, frozen=True))
    box.windows("library").count("key", MINUTE)
    box.end_call(undo=True)

    assert box.windows("library").look("key", MINUTE) == Window(1, NEXT)
