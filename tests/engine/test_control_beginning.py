"""Where a sandbox begins: at the time that its clock is set to before its first use."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import (
    CLOCK,
    RECORDS,
    everyday,
    exported,
    hang,
    made,
    reset,
    set_clock,
    turned,
)
from tests.engine.gallery import AS_OF_TEXT, connect, served_gallery

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub


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


def hung(client: httpx.Client) -> list[str]:
    """List when the pictures were hung."""
    answer = client.get(f"{RECORDS}/gallery/pictures")
    assert answer.status_code == 200, answer.text
    pictures: list[Any] = answer.json()["records"]
    return [picture["hung"] for picture in pictures]


def test_the_same_calls_at_the_same_time_give_the_same_bytes(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """In a fresh sandbox, in another, and after a reset, whenever the test runs."""
    answers = []
    with connect(stub, f"{sandbox_name}.b") as other:
        for each in (client, other, client, other):
            set_clock(each, at=AS_OF_TEXT, frozen=True)
            answers.append(everyday(each))
            reset(each)

    assert all(each == answers[0] for each in answers)


def test_mock_data_are_as_old_as_they_should_be_at_that_time(
    client: httpx.Client,
) -> None:
    """Nothing was hung in days to come; the last time that is set decides."""
    set_clock(client, at="1999-01-01T00:00:00Z")
    set_clock(client, at="2031-01-02T00:00:00Z", frozen=True)

    assert hung(client) == ["2031-01-01T00:00:00Z", "2030-12-02T00:00:00Z"]


def test_once_a_record_was_used_records_stay(client: httpx.Client) -> None:
    """They would be others than those that the test has seen."""
    set_clock(client, at=AS_OF_TEXT, frozen=True)
    hang(client)
    before = exported(client)
    set_clock(client, at="2031-01-02T00:00:00Z")
    client.delete(CLOCK)
    set_clock(client, at=AS_OF_TEXT, frozen=True)

    assert exported(client) == before


def test_time_that_passes_before_the_first_use_makes_mock_data_older(
    client: httpx.Client,
) -> None:
    """A jump is no beginning, and neither is a stop, nor what uses no record."""
    set_clock(client, at=AS_OF_TEXT, frozen=True)
    turned(client)
    client.post(f"{CLOCK}/advance", json={"seconds": 86400})
    set_clock(client, frozen=True)
    client.get("/_ticketstub/sandboxes")

    assert hung(client)[0] == "2026-06-14T09:30:00Z"


def test_with_the_true_time_a_fresh_sandbox_begins_now(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """As one does whose clock nobody has touched."""
    set_clock(client, at="2031-01-02T00:00:00Z", frozen=True)
    client.delete(CLOCK)
    made(client, f"{sandbox_name}.b")
    with connect(stub, f"{sandbox_name}.b") as other:
        theirs = hung(other)

    for own, other_one in zip(hung(client), theirs, strict=True):
        apart = datetime.fromisoformat(own) - datetime.fromisoformat(other_one)
        assert abs(apart) < timedelta(minutes=1)


@pytest.mark.parametrize("at", ["1970-01-01T00:00:00Z", "1970-12-31T23:59:59Z"])
def test_a_clock_at_the_beginning_of_all_time_moves_no_mock_data(
    client: httpx.Client, at: str
) -> None:
    """They would be older than time, which no API could tell."""
    set_clock(client, at=at, frozen=True)

    assert all(each > "2020" for each in hung(client))
