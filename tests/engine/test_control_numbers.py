"""Numbers of records that are put in place: those of later records need room."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.controlling import exported, hang, refused
from tests.engine.gallery import connect, served_gallery
from tests.engine.test_control_records import FINE, HIGHEST, PICTURES, ROOMS, added

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve the gallery with clocks that stand."""
    with served_gallery(tmp_path_factory.mktemp("gallery")) as stub:
        yield stub


@pytest.fixture
def client(stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the gallery in a sandbox of the test's own."""
    with connect(stub, sandbox_name) as client:
        yield client


def test_after_the_highest_number_records_are_created_and_exported(
    client: httpx.Client,
) -> None:
    """And changed, and imported."""
    added(client, id=HIGHEST)
    added(client, PICTURES, **{**FINE, "number": HIGHEST})
    beyond = added(client)
    hung = hang(client)
    changed = client.patch(f"{ROOMS}/{beyond['id']}", json={"name": "Attic"})
    state = exported(client)

    assert (beyond["id"], changed.status_code) == (HIGHEST + 1, 200)
    assert client.patch(f"{PICTURES}/{hung['id']}", json={}).status_code == 200
    assert client.put("/_ticketstub/state", json=state).status_code == 204
    assert exported(client) == state


def test_a_number_may_not_be_moved_where_it_leaves_no_room(
    client: httpx.Client,
) -> None:
    added(client, PICTURES, **FINE)
    answers = [
        client.post(PICTURES, json={**FINE, "id": "pic_0004", "number": HIGHEST + 1}),
        client.patch(f"{PICTURES}/{FINE['id']}", json={"number": HIGHEST + 1}),
    ]

    assert [refused(answer) for answer in answers] == [[("/number", "range")]] * 2
