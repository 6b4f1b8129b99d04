"""States exported and imported, here and elsewhere; what is damaged is refused."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import (
    CLOCK,
    STATE,
    everyday,
    exported,
    hang,
    refused,
    set_clock,
    titles,
    turned,
)
from tests.engine.damages import CELLS, DAMAGES, ROOMS, drop, put
from tests.engine.gallery import PICTURES, connect, served_gallery
from tests.engine.telling import add_book, deliveries, register

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from tests.engine.damages import Damage
    from tests.stub import Stub

DAMAGED = "The state is damaged: collections.gallery.rooms"

#: The least that a state can be: that of a fresh sandbox.
LEAST: dict[str, Any] = {
    "format": "ticketstub state",
    "version": 1,
    "started": "2026-06-15T09:30:00Z",
    "clock": {"frozen": "2026-06-15T09:30:00Z", "offset_seconds": 0},
    "collections": {},
    "files": {},
}


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


@pytest.fixture
def other(stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the gallery in another sandbox."""
    with connect(stub, f"{sandbox_name}.other") as client:
        yield client


def imported(client: httpx.Client, state: Any) -> None:
    """Import a state."""
    answer = client.put(STATE, json=state)
    assert (answer.status_code, answer.content) == (204, b""), answer.text


def test_what_is_imported_is_what_was_exported(
    client: httpx.Client, other: httpx.Client
) -> None:
    """Byte for byte, and whatever was there before is gone."""
    everyday(client)
    hang(other, "Theirs", data="theirs")
    state = client.get(STATE)
    imported(other, state.json())

    assert other.get(STATE).content == state.content
    assert state.headers["Content-Type"].startswith("application/json")


def test_after_an_import_the_same_calls_give_the_same_answers(
    client: httpx.Client, other: httpx.Client
) -> None:
    """Records, their order, files and their keys, clock, ids, and the next numbers."""
    picture = hang(client, "Mine", data="mine \x00")
    set_clock(client, at="2031-05-06T07:08:09.5Z", frozen=True)
    imported(other, exported(client))
    turned(other)
    imported(other, exported(client))

    assert other.get(f"{PICTURES}/{picture['id']}").content == b"mine \x00"
    assert everyday(other) == everyday(client)


def test_a_state_is_imported_into_another_server(
    client: httpx.Client, tmp_path: Path
) -> None:
    """With a clock that runs, and is ahead of the machine's."""
    hang(client, data="reeds")
    set_clock(client, at="2031-05-06T07:08:09Z", frozen=False)
    state = exported(client)
    with (
        served_gallery(tmp_path, stands=False) as elsewhere,
        connect(elsewhere) as there,
    ):
        imported(there, state)

        assert exported(there) == state
        clock = there.get(CLOCK).json()
        assert clock["offset_seconds"] == state["clock"]["offset_seconds"]
        assert clock["now"].startswith("2031-05-06T07:")
        assert {**hang(there), "hung": ""} == {**hang(client), "hung": ""}


def test_the_least_state_is_that_of_a_fresh_sandbox(
    client: httpx.Client, other: httpx.Client
) -> None:
    """A collection that it lacks starts from the mock data of its moment."""
    hang(client)
    imported(client, LEAST)

    assert exported(client) == exported(other)


def test_the_mock_data_of_a_state_are_as_old_as_it_says(client: httpx.Client) -> None:
    """Its times may have any zone."""
    imported(client, {**LEAST, "started": "2027-01-02T00:00:00+09:30"})
    pictures = client.get("/_ticketstub/records/gallery/pictures").json()["records"]

    assert pictures[0]["hung"] == "2026-12-31T14:30:00Z"
    assert exported(client)["started"] == "2027-01-01T14:30:00.000000+00:00"


def test_receivers_and_deliveries_stay_and_counters_start_anew(
    client: httpx.Client,
) -> None:
    """They are no part of a state."""
    register(client, "http://hooks.example/", events=[])
    add_book(client)
    turned(client)
    told = client.get("/_ticketstub/receivers").json(), deliveries(client)
    imported(client, exported(client))

    assert (client.get("/_ticketstub/receivers").json(), deliveries(client)) == told
    assert turned(client) == 1


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_state_is_refused_and_changes_nothing(
    client: httpx.Client, other: httpx.Client, damage: Damage
) -> None:
    """It says why; everything goes on as before, counters too."""
    hang(other, data="reeds")
    state = copy.deepcopy(exported(other))
    damage(state)
    hang(client, "Mine", data="mine")
    turned(client)
    before = exported(client)
    answer = client.put(STATE, json=state)

    assert refused(answer, 400) == []
    assert answer.json()["detail"].startswith(("The ", "A ", "There ", "Two ", "No "))
    assert "Error" not in answer.json()["detail"]
    assert exported(client) == before
    assert titles(client) == [None, "Mine", "Sea"]
    assert turned(client) == 2


@pytest.mark.parametrize(
    ("damage", "detail"),
    [
        (drop("clock"), "The state is damaged: clock is missing."),
        (drop(*ROOMS, "last_id"), f"{DAMAGED}.last_id is missing."),
        (drop(*ROOMS, "records", 0, "id"), f"{DAMAGED}.records[0].id is missing."),
        (put("started", value="noon"), "The state is damaged: started is no time."),
        (put(*ROOMS, value=[]), f"{DAMAGED} is no object."),
        (
            put(*CELLS, "room", value=9),
            "A record of gallery.pictures cannot be: room: is not in rooms.",
        ),
        (
            put(*ROOMS, "records", 2, "id", value=2_100_000_001),
            "A record of gallery.rooms cannot be: id: is beyond 2100000000.",
        ),
    ],
)
def test_what_is_damaged_is_told_in_words(
    client: httpx.Client, damage: Damage, detail: str
) -> None:
    state = exported(client)
    damage(state)

    assert client.put(STATE, json=state).json()["detail"] == detail


@pytest.mark.parametrize("rooms", [[], [{"id": 9}], [{"id": 1.0}, {"id": 2.0}]])
def test_mock_data_that_refer_to_what_a_state_lacks_are_refused(
    client: httpx.Client, rooms: list[Any]
) -> None:
    """References are judged by what there will be, in the state or beside it."""
    kept = {"gallery.rooms": {"records": rooms, "last_id": 9}}
    answer = client.put(STATE, json={**LEAST, "collections": kept})

    assert refused(answer, 400) == []
    assert "gallery.pictures cannot be: room: is not in" in answer.json()["detail"]


def test_a_reference_is_judged_by_the_state_and_not_by_what_was_there(
    client: httpx.Client, other: httpx.Client
) -> None:
    client.post("/_ticketstub/records/gallery/rooms", json={"id": 7})
    moved = {"room": 7}
    client.patch("/_ticketstub/records/gallery/pictures/pic_0001", json=moved)
    imported(other, exported(client))

    assert exported(other) == exported(client)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"[]", 422),
        (b"{}", 422),
        (b'{"format": 1, "version": 1}', 422),
        (b'{"format": "ticketstub state", "version": 0}', 422),
        (b'{"format": "ticketstub state", "version": NaN}', 400),
        (b'{"format": "ticketstub state", "version": 1', 400),
        (b"\xff\xfe", 400),
    ],
)
def test_what_is_no_state_at_all_is_refused(
    client: httpx.Client, body: bytes, status: int
) -> None:
    hang(client)
    before = exported(client)
    headers = {"Content-Type": "application/json"}

    refused(client.put(STATE, content=body, headers=headers), status)
    assert exported(client) == before
