"""`ticketstub.testing.Control.faults`: every method, against a served stub."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.engine.projects import BASE, CARD, TOY
from ticketstub.testing import Control, ControlError, Stub, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

BOOK = f"{BASE}/books/bk_0001"
AT = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    """Serve the toy, as a user's own tests would."""
    with serve(project=TOY, max_sandboxes=1000) as stub:
        yield stub


@pytest.fixture
def control(stub: Stub, sandbox_name: str) -> Iterator[Control]:
    """Control a sandbox of this test's own."""
    with stub.in_sandbox(sandbox_name) as control:
        yield control


@pytest.fixture
def client(stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the toy in the same sandbox."""
    headers = {**CARD, "Ticketstub-Sandbox": sandbox_name}
    with httpx.Client(base_url=stub.url, headers=headers) as client:
        yield client


def test_a_fault_is_added_with_all_that_it_has(control: Control) -> None:
    """A time may be a text or a `datetime`."""
    fault = control.faults.add(
        "library",
        "books.get_book",
        truncate=0.5,
        delay_seconds=0.25,
        first=2,
        every=3,
        since=AT,
        until="2026-06-15T09:35:00Z",
    )

    assert control.faults.get(fault.id) == {
        "id": "fault_1",
        "api": "library",
        "operation": "books.get_book",
        "status": None,
        "example": None,
        "delay_seconds": 0.25,
        "connection": None,
        "truncate": 0.5,
        "first": 2,
        "every": 3,
        "from": "2026-06-15T09:30:00.000000Z",
        "until": "2026-06-15T09:35:00.000000Z",
        "met": 0,
        "hits": 0,
    }


def test_a_fault_lasts_as_long_as_its_block(
    control: Control, client: httpx.Client
) -> None:
    with control.faults.add("library", status=503) as fault:
        during = [client.get(BOOK).status_code for _ in range(2)]
        hits = fault.hits

    assert (during, hits) == ([503, 503], 2)
    assert client.get(BOOK).status_code == 200
    assert control.faults.list() == []


def test_a_block_may_end_without_its_fault(control: Control) -> None:
    """A reset has taken it away, or the block itself."""
    with control.faults.add("library", connection="before"):
        control.reset()
    with control.faults.add("library", connection="midway") as fault:
        fault.remove()

    assert control.faults.list() == []


def test_a_fault_is_removed_also_when_a_block_fails(control: Control) -> None:
    with (
        pytest.raises(ZeroDivisionError),
        control.faults.add("library", status=500) as fault,
    ):
        fault.hits / 0

    assert control.faults.list() == []


def test_faults_are_listed_removed_and_cleared(control: Control) -> None:
    for status in (500, 502, 503, 504):
        control.faults.add("library", status=status)
    control.faults.remove("fault_2")
    left = [fault["status"] for fault in control.faults.list()]
    control.faults.clear()

    assert left == [500, 503, 504]
    assert control.faults.list() == []


def test_what_cannot_be_is_refused(control: Control) -> None:
    with pytest.raises(ControlError, match="is no operation of library"):
        control.faults.add("library", "books.burn_book", status=500)
    with pytest.raises(ControlError, match="until: is not after from"):
        control.faults.add("library", status=500, since=AT, until=AT - timedelta(1))
    with pytest.raises(ControlError, match="404: No such fault"):
        control.faults.remove("fault_1")
