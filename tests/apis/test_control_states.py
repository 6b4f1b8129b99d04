"""States and records that would have made the APIs fail later are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import DRAFT
from tests.apis.happyfox.conftest import PLAIN_DRAFT
from tests.apis.test_control import CONTROL, FORM, GROWCRM, HAPPYFOX, I3D

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

STATE = f"{CONTROL}/state"


@pytest.fixture
def client(bundled_stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the bundled project in a sandbox of the test's own."""
    with bundled_stub.client(sandbox_name) as client:
        yield client


@pytest.mark.parametrize(
    ("collection", "field", "value", "target"),
    [
        ("growcrm.tickets", "category_id", 9999, "categories"),
        ("happyfox.tickets", "status_id", 9999, "statuses"),
        ("i3d.replies", "ticketId", 9999, "tickets"),
    ],
)
def test_a_state_with_references_to_nothing_is_refused(
    client: httpx.Client, collection: str, field: str, value: Any, target: str
) -> None:
    state = client.get(STATE).json()
    for record in state["collections"][collection]["records"]:
        record[field] = value
    answer = client.put(STATE, json=state)

    assert answer.status_code == 400
    assert answer.json()["detail"] == (
        f"A record of {collection} cannot be: {field}: is not in {target}."
    )
    assert client.get("/api/tickets", headers=GROWCRM).status_code == 200


def test_a_state_without_the_records_referred_to_is_refused(
    client: httpx.Client,
) -> None:
    state = client.get(STATE).json()
    state["collections"]["growcrm.clients"]["records"] = []
    answer = client.put(STATE, json=state)

    assert answer.status_code == 400
    assert "client_id: is not in clients." in answer.json()["detail"]


def test_every_api_creates_after_the_highest_number_that_can_be_given(
    client: httpx.Client,
) -> None:
    """A higher one is refused, in a state too."""
    answers = []
    for name in ("growcrm/tickets", "happyfox/tickets", "i3d/tickets"):
        url = f"{CONTROL}/records/{name}"
        record = client.get(url).json()["records"][0]
        refusal = client.post(url, json={**record, "id": 2_000_000_001})
        given = client.post(url, json={**record, "id": 2_000_000_000})
        answers.append((refusal.status_code, given.status_code))
    created = [
        client.post("/api/tickets", json=DRAFT, headers=GROWCRM),
        client.post("/api/1.1/json/tickets/", json=PLAIN_DRAFT, auth=HAPPYFOX),
        client.post("/v3/tickets/contact", json=FORM, headers=I3D),
    ]

    assert answers == [(422, 201)] * 3
    assert [answer.is_success for answer in created] == [True] * 3
    state = client.get(STATE).json()
    assert client.put(STATE, json=state).status_code == 204
    state["collections"]["growcrm.tickets"]["last_id"] = 2_147_483_647
    assert client.put(STATE, json=state).status_code == 400
