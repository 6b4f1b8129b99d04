"""Snapshots: states with a name, and what going back to one brings back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import (
    CLOCK,
    SANDBOXES,
    SNAPSHOTS,
    everyday,
    exported,
    hang,
    refused,
    restored,
    set_clock,
    snapped,
    titles,
    turned,
)
from tests.engine.gallery import AS_OF_TEXT, PICTURES, connect, served_gallery
from tests.engine.telling import add_book, deliveries, register

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve the gallery with clocks that stand, and room for every test's snapshots."""
    folder = tmp_path_factory.mktemp("gallery")
    with served_gallery(folder, max_snapshots=1000) as stub:
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


def listed(client: httpx.Client) -> list[Any]:
    """List the snapshots there are."""
    answer = client.get(SNAPSHOTS)
    assert answer.status_code == 200, answer.text
    snapshots: list[Any] = answer.json()["snapshots"]
    return snapshots


def but_counters(answers: list[tuple[int, bytes]]) -> list[tuple[int, bytes]]:
    """Leave out what no snapshot holds: deliveries, which go on being numbered."""
    return [each for each in answers if b"dlv_" not in each[1]]


def test_a_snapshot_is_taken_and_listed_the_oldest_first(
    client: httpx.Client, other: httpx.Client, sandbox_name: str
) -> None:
    """It tells of which sandbox it is, and when it was taken by that one's clock."""
    first = snapped(client, f"{sandbox_name}.z")
    set_clock(other, at="2031-05-06T07:08:09.123456Z")
    second = snapped(other, f"{sandbox_name}.a")

    assert first == {
        "name": f"{sandbox_name}.z",
        "sandbox": sandbox_name,
        "taken": AS_OF_TEXT,
    }
    assert second == {
        "name": f"{sandbox_name}.a",
        "sandbox": f"{sandbox_name}.other",
        "taken": "2031-05-06T07:08:09.123456Z",
    }
    assert listed(client)[-2:] == listed(other)[-2:] == [first, second]


def test_after_it_is_restored_the_same_calls_give_the_same_answers(
    client: httpx.Client, sandbox_name: str
) -> None:
    """As often as one likes: ids, hashes, files, records and counters."""
    hang(client, "Before", data="before")
    snapped(client, sandbox_name)
    answers = []
    for _ in range(3):
        answers.append(but_counters(everyday(client)))
        restored(client, sandbox_name)

    assert answers[0] == answers[1] == answers[2]
    assert "Before" in titles(client)
    assert len(titles(client)) == 3


def test_a_snapshot_before_anything_was_used_is_that_of_a_fresh_sandbox(
    client: httpx.Client, sandbox_name: str
) -> None:
    """A collection that it does not hold starts from the mock data again."""
    snapped(client, sandbox_name)
    fresh = exported(client)
    everyday(client)
    restored(client, sandbox_name)

    assert exported(client) == fresh


def test_a_snapshot_is_restored_in_another_sandbox(
    client: httpx.Client, other: httpx.Client, sandbox_name: str
) -> None:
    """Whatever that one held, and whatever becomes of the first."""
    picture = hang(client, "Mine", data="mine")
    snapped(client, sandbox_name)
    state = exported(client)
    hang(other, "Theirs", data="theirs")
    client.delete(f"{SANDBOXES}/{sandbox_name}")
    restored(other, sandbox_name)

    assert exported(other) == state
    assert other.get(f"{PICTURES}/{picture['id']}").text == "mine"
    assert titles(client) == [None, "Sea"]


def test_what_happens_later_is_no_part_of_a_snapshot(
    client: httpx.Client, sandbox_name: str
) -> None:
    """It shares its records with the sandbox only until they are changed."""
    picture = hang(client, "Kept", data="kept")
    snapped(client, sandbox_name)
    state = exported(client)
    client.patch(
        f"/_ticketstub/records/gallery/pictures/{picture['id']}", json={"title": "New"}
    )
    client.delete(f"{PICTURES}/pic_0001")
    client.delete(f"{PICTURES}/{picture['id']}")
    restored(client, sandbox_name)

    assert exported(client) == state
    assert client.get(f"{PICTURES}/{picture['id']}").text == "kept"


@pytest.mark.parametrize("frozen", [True, False])
def test_the_clock_stands_or_is_ahead_as_it_was(
    client: httpx.Client, sandbox_name: str, *, frozen: bool
) -> None:
    before = set_clock(client, at="2031-05-06T07:08:09Z", frozen=frozen)
    snapped(client, sandbox_name)
    set_clock(client, at="1999-01-01T00:00:00Z", frozen=not frozen)
    restored(client, sandbox_name)
    shown = client.get(CLOCK).json()

    assert shown["state"] == before["state"]
    assert shown["offset_seconds"] == before["offset_seconds"]
    assert shown["now"].startswith("2031-05-06T07:0")


def test_receivers_and_deliveries_stay_and_counters_start_anew(
    client: httpx.Client, sandbox_name: str
) -> None:
    """They are no part of a snapshot; who listens goes on listening."""
    snapped(client, sandbox_name)
    register(client, "http://hooks.example/", events=[])
    add_book(client)
    turned(client)
    before = client.get("/_ticketstub/receivers").json(), deliveries(client)
    restored(client, sandbox_name)

    assert (client.get("/_ticketstub/receivers").json(), deliveries(client)) == before
    assert turned(client) == 1


def test_a_name_that_is_taken_is_refused(
    client: httpx.Client, other: httpx.Client, sandbox_name: str
) -> None:
    """In whichever sandbox: nobody's state is lost to a name."""
    first = snapped(client, sandbox_name)
    state = exported(client)
    hang(client)
    for each in (client, other):
        answer = each.post(SNAPSHOTS, json={"name": sandbox_name})

        assert refused(answer, 409) == []
        assert "drop it first" in answer.json()["detail"]
    assert listed(client)[-1] == first
    restored(client, sandbox_name)
    assert exported(client) == state


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, [("/name", "required")]),
        ({"name": "Upper"}, [("/name", "pattern")]),
        ({"name": ""}, [("/name", "pattern")]),
        ({"name": "x" * 65}, [("/name", "pattern")]),
        ({"name": "a/b"}, [("/name", "pattern")]),
        ({"name": ["a"]}, [("/name", "type")]),
        ({"name": "a", "sandbox": "main"}, [("/sandbox", "additionalProperties")]),
    ],
)
def test_a_name_that_is_none_is_refused(
    client: httpx.Client, body: Any, wrong: list[tuple[str, str]]
) -> None:
    before = listed(client)

    assert refused(client.post(SNAPSHOTS, json=body)) == wrong
    assert listed(client) == before


def test_a_snapshot_that_is_dropped_is_gone_and_no_sandbox_changes(
    client: httpx.Client, sandbox_name: str
) -> None:
    hang(client, data="reeds")
    snapped(client, sandbox_name)
    before = exported(client)
    dropped = client.delete(f"{SNAPSHOTS}/{sandbox_name}")
    missing = [
        client.delete(f"{SNAPSHOTS}/{sandbox_name}"),
        client.post(f"{SNAPSHOTS}/{sandbox_name}/restore"),
    ]

    assert (dropped.status_code, dropped.content) == (204, b"")
    assert [refused(answer, 404) for answer in missing] == [[], []]
    assert missing[0].json()["detail"] == "No such snapshot."
    assert exported(client) == before
    snapped(client, sandbox_name)


@pytest.mark.parametrize("name", ["nothing", "Upper", "%20", "x" * 65, ".."])
def test_a_snapshot_that_is_none_cannot_be_restored(
    client: httpx.Client, name: str
) -> None:
    hang(client)
    before = exported(client)

    assert client.post(f"{SNAPSHOTS}/{name}/restore").status_code == 404
    assert exported(client) == before
