"""The clock: read, set, frozen, made to jump, and what follows it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import (
    CLOCK,
    exported,
    hang,
    refused,
    set_clock,
    snapped,
    turned,
)
from tests.engine.gallery import connect, served_gallery
from tests.engine.telling import add_book, deliveries

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

AT = "2031-05-06T07:08:09.250000Z"
YEARS = "between the years 1970 and 9000"


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve the gallery with clocks that run, as they do for everybody."""
    folder = tmp_path_factory.mktemp("gallery")
    with served_gallery(folder, stands=False) as stub:
        yield stub


@pytest.fixture
def client(stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the gallery in a sandbox of the test's own."""
    with connect(stub, sandbox_name) as client:
        yield client


def shown(client: httpx.Client) -> dict[str, Any]:
    """Read the clock."""
    answer = client.get(CLOCK)
    assert answer.status_code == 200, answer.text
    clock: dict[str, Any] = answer.json()
    return clock


def advanced(client: httpx.Client, seconds: float) -> dict[str, Any]:
    """Advance the clock, and return what it shows."""
    answer = client.post(f"{CLOCK}/advance", json={"seconds": seconds})
    assert answer.status_code == 200, answer.text
    clock: dict[str, Any] = answer.json()
    return clock


def is_about(text: str, moment: datetime) -> bool:
    """Tell whether a clock shows a moment, give or take what a slow test takes."""
    assert text.endswith("Z")
    return abs(datetime.fromisoformat(text) - moment) < timedelta(minutes=1)


def test_at_first_the_clock_runs_with_the_machines_own(client: httpx.Client) -> None:
    clock = shown(client)

    assert is_about(clock.pop("now"), datetime.now(UTC))
    assert clock == {"state": "running", "offset_seconds": 0}


def test_a_frozen_clock_stands(client: httpx.Client) -> None:
    """Where it is told to, or where it was."""
    stands = set_clock(client, at=AT, frozen=True)
    now = set_clock(client, frozen=True)

    assert stands == now == shown(client)
    assert stands == {"now": AT, "state": "frozen", "offset_seconds": 0}


def test_a_clock_that_is_stopped_now_can_be_set_and_goes_on_standing(
    client: httpx.Client,
) -> None:
    stands = set_clock(client, frozen=True)

    assert is_about(stands["now"], datetime.now(UTC))
    assert shown(client) == stands
    assert set_clock(client, at=AT)["state"] == "frozen"
    assert shown(client)["now"] == AT


def test_a_running_clock_that_is_set_goes_on_running(client: httpx.Client) -> None:
    """It says by how much it is ahead of the machine's."""
    clock = set_clock(client, at=AT)
    moment = datetime.fromisoformat(AT)
    ahead = moment - datetime.now(UTC)

    assert clock["state"] == "running"
    assert abs(clock["offset_seconds"] - ahead.total_seconds()) < 60
    assert is_about(shown(client)["now"], moment)
    assert shown(client)["now"] > AT


@pytest.mark.parametrize("at", [None, "2040-01-01T00:00:00.000000Z"])
def test_a_frozen_clock_runs_on(client: httpx.Client, at: str | None) -> None:
    """From where it stood, or from where it is set meanwhile."""
    set_clock(client, at=AT, frozen=True)
    clock = set_clock(client, frozen=False, **({} if at is None else {"at": at}))

    assert clock["state"] == "running"
    assert is_about(shown(client)["now"], datetime.fromisoformat(at or AT))
    assert shown(client)["now"] > (at or AT)


def test_the_true_time_is_given_back(client: httpx.Client) -> None:
    """To a clock that stands, and to one that is ahead."""
    for frozen in (True, False):
        set_clock(client, at=AT, frozen=frozen)
        answer = client.delete(CLOCK)

        assert (answer.status_code, answer.content) == (204, b"")
        clock = shown(client)
        assert is_about(clock.pop("now"), datetime.now(UTC))
        assert clock == {"state": "running", "offset_seconds": 0}


@pytest.mark.parametrize(
    ("seconds", "now"),
    [
        (360, "2031-05-06T07:14:09.250000Z"),
        (-9.25, "2031-05-06T07:08:00.000000Z"),
        (0.000001, "2031-05-06T07:08:09.250001Z"),
        (0, AT),
        (86400 * 365, "2032-05-05T07:08:09.250000Z"),
    ],
)
def test_a_frozen_clock_jumps_by_just_so_much(
    client: httpx.Client, seconds: float, now: str
) -> None:
    """Forwards and backwards, and stands there."""
    set_clock(client, at=AT, frozen=True)

    assert advanced(client, seconds) == shown(client)
    assert shown(client) == {"now": now, "state": "frozen", "offset_seconds": 0}


@pytest.mark.parametrize("seconds", [86400, -86400])
def test_a_running_clock_jumps_and_runs_on(
    client: httpx.Client, seconds: float
) -> None:
    """Jumps add up."""
    clocks = [advanced(client, seconds), advanced(client, seconds)]
    there = datetime.now(UTC) + 2 * timedelta(seconds=seconds)

    assert is_about(clocks[1]["now"], there)
    assert clocks[1]["offset_seconds"] == pytest.approx(2 * seconds, abs=1)
    assert shown(client)["now"] > clocks[1]["now"]


@pytest.mark.parametrize(
    ("at", "now"),
    [
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000000Z"),
        ("8999-12-31T23:59:59.999999Z", "8999-12-31T23:59:59.999999Z"),
        ("2026-06-15T11:30:00+02:00", "2026-06-15T09:30:00.000000Z"),
        ("1970-01-01T00:00:00-00:00", "1970-01-01T00:00:00.000000Z"),
        ("2026-06-15t09:30:00z", "2026-06-15T09:30:00.000000Z"),
        ("2026-06-15T09:30:00.123456789Z", "2026-06-15T09:30:00.123456Z"),
    ],
)
def test_every_time_of_the_calendar_in_bounds_is_taken(
    client: httpx.Client, at: str, now: str
) -> None:
    """And at each of them everything else still works."""
    assert set_clock(client, at=at, frozen=True)["now"] == now

    hang(client)
    add_book(client)
    snapped(client, client.headers["Ticketstub-Sandbox"])
    assert client.put("/_ticketstub/state", json=exported(client)).status_code == 204
    assert client.get("/_ticketstub/sandboxes").status_code == 200
    assert turned(client) == 1


@pytest.mark.parametrize(
    ("setting", "wrong"),
    [
        ({"at": "1969-12-31T23:59:59.999999Z"}, [("/at", "range")]),
        ({"at": "1970-01-01T00:00:00+00:01"}, [("/at", "range")]),
        ({"at": "9000-01-01T00:00:00Z"}, [("/at", "range")]),
        ({"at": "0001-01-01T00:00:00+23:59"}, [("/at", "range")]),
        ({"at": "9999-12-31T23:59:59-23:59"}, [("/at", "range")]),
        ({"at": "0000-01-01T00:00:00Z"}, [("/at", "range")]),
        ({"at": "2016-12-31T23:59:60Z"}, [("/at", "range")]),
        ({"at": "2026-06-15T09:30:00"}, [("/at", "format")]),
        ({"at": "2026-06-15"}, [("/at", "format")]),
        ({"at": ""}, [("/at", "format")]),
        ({"at": 1781515800}, [("/at", "type")]),
        ({"at": None, "frozen": True}, [("/at", "type")]),
        ({"frozen": "yes", "at": "now"}, [("/at", "format"), ("/frozen", "type")]),
        ({"frozen": None}, [("/frozen", "type")]),
        ({"at": AT, "more": 1}, [("/more", "additionalProperties")]),
        ({}, [("", "minProperties")]),
        ([], [("", "type")]),
    ],
)
def test_a_setting_that_cannot_be_changes_nothing(
    client: httpx.Client, setting: Any, wrong: list[tuple[str, str]]
) -> None:
    before = set_clock(client, at=AT, frozen=True)
    answer = client.put(CLOCK, json=setting)

    assert refused(answer) == wrong
    assert shown(client) == before


@pytest.mark.parametrize(
    ("seconds", "rule"),
    [
        (220_000_000_000, "range"),
        (-2_000_000_000, "range"),
        (-300_000_000_000, "range"),
        (300_000_000_000, "range"),
        (300_000_000_001, "maximum"),
        (1e308, "maximum"),
        (-1e308, "minimum"),
        (10**30, "maximum"),
        (True, "type"),
        ("360", "type"),
        (None, "type"),
    ],
)
@pytest.mark.parametrize("frozen", [True, False])
def test_a_jump_out_of_bounds_changes_nothing(
    client: httpx.Client, seconds: Any, rule: str, *, frozen: bool
) -> None:
    """Past them no API could reckon with time any more."""
    before = set_clock(client, at=AT, frozen=frozen)
    answer = client.post(f"{CLOCK}/advance", json={"seconds": seconds})

    assert refused(answer) == [("/seconds", rule)]
    assert shown(client)["offset_seconds"] == before["offset_seconds"]
    assert is_about(shown(client)["now"], datetime.fromisoformat(AT))


def test_a_jump_ends_just_within_bounds(client: httpx.Client) -> None:
    set_clock(client, at="1970-01-01T00:00:01Z", frozen=True)
    too_far = client.post(f"{CLOCK}/advance", json={"seconds": -1.000001})

    assert advanced(client, -1)["now"] == "1970-01-01T00:00:00.000000Z"
    assert refused(too_far) == [("/seconds", "range")]
    assert YEARS in too_far.json()["detail"]


@pytest.mark.parametrize("body", [b'{"seconds": NaN}', b'{"seconds": 1e999}', b"{"])
def test_what_is_no_json_is_refused(client: httpx.Client, body: bytes) -> None:
    before = set_clock(client, frozen=True)
    headers = {"Content-Type": "application/json"}
    answer = client.post(f"{CLOCK}/advance", content=body, headers=headers)

    assert refused(answer, 400) == []
    assert shown(client) == before


def test_everything_with_a_time_follows_the_clock(client: httpx.Client) -> None:
    """Stamps, counters, deliveries and snapshots; what was written stays as it was."""
    name = client.headers["Ticketstub-Sandbox"]
    old = hang(client)
    set_clock(client, at=AT, frozen=True)
    new = hang(client, "New")
    add_book(client)
    counts = [turned(client), turned(client)]
    advanced(client, 60)
    counts.append(turned(client))
    taken = snapped(client, name)["taken"]
    pictures = client.get("/_ticketstub/records/gallery/pictures").json()["records"]

    assert new["hung"] == "2031-05-06T07:08:09Z"
    assert deliveries(client)[-1]["created"] == AT
    assert counts == [1, 2, 1]
    assert taken == "2031-05-06T07:09:09.250000Z"
    assert old in pictures


def test_a_clock_is_that_of_one_sandbox(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    set_clock(client, at=AT, frozen=True)
    with connect(stub, f"{sandbox_name}.b") as other:
        there = shown(other)
        other.delete(CLOCK)

    assert there["state"] == "running"
    assert shown(client)["now"] == AT
