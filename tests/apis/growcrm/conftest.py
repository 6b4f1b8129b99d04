"""A client of the Grow CRM API in a sandbox of its own."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub
    from ticketstub.sandbox.clock import Clock

KEY = "growcrm-demo-key"

#: Where the clock of each test's sandbox stands.
NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
NOW_TEXT = "2026-06-15T09:30:00.000000Z"


@pytest.fixture
def clock(bundled_stub: Stub, sandbox_name: str) -> Clock:
    """Stop the clock of the test's sandbox at the moment of the mock data."""
    sandbox = bundled_stub.sandbox(sandbox_name)
    sandbox.clock.freeze(NOW)
    sandbox.started = NOW
    return sandbox.clock


@pytest.fixture
def client(
    bundled_stub: Stub, sandbox_name: str, clock: Clock
) -> Iterator[httpx.Client]:
    """Call the API with its demo key, in a sandbox whose clock stands at NOW."""
    assert clock.now() == NOW
    headers = {"Authorization": f"Bearer {KEY}"}
    with bundled_stub.client(sandbox_name, headers=headers) as client:
        yield client
