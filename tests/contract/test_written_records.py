"""What handlers write could stand in the mock data: it fits its collection's schema."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.contract.told import TOLD, send

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def used(bundled_stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Send every example of every contract to one sandbox."""
    with bundled_stub.client(sandbox_name) as client:
        for request in TOLD:
            send(client, request)
        yield client


def test_every_record_fits_the_schema_of_its_collection(
    used: httpx.Client, bundled_stub: Stub, sandbox_name: str
) -> None:
    """Else what was exported could not be imported, nor changed past the API."""
    assert used.get("/_ticketstub/clock").status_code == 200
    sandbox = bundled_stub.sandbox(sandbox_name)

    faults = [
        f"{name} {record}: {fault.name} {fault.message}"
        for name, mock in sandbox.mock_data.items()
        for record in sandbox.collection(name)
        for fault in mock.violations(dict(record))
    ]
    assert not faults, "\n".join(faults)


def test_the_state_of_a_used_sandbox_can_be_exported_and_imported(
    used: httpx.Client,
) -> None:
    used.put("/_ticketstub/clock", json={"frozen": True})
    state = used.get("/_ticketstub/state").json()
    used.post("/_ticketstub/reset")

    answer = used.put("/_ticketstub/state", content=json.dumps(state), headers=JSON)

    assert answer.status_code == 204, answer.text
    assert used.get("/_ticketstub/state").json() == state
