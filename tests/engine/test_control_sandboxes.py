"""Sandboxes listed, dropped, and made: from mock data, another one, or a snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import (
    CLOCK,
    SANDBOXES,
    STATE,
    everyday,
    exported,
    hang,
    made,
    refused,
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

FRESH = {"now": AS_OF_TEXT, "clock": "frozen", "records": 0, "files": 0}


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve the gallery with clocks that stand."""
    folder = tmp_path_factory.mktemp("gallery")
    with served_gallery(folder, max_sandboxes=500) as stub:
        yield stub


@pytest.fixture
def client(stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the gallery in a sandbox of the test's own."""
    with connect(stub, sandbox_name) as client:
        yield client


@pytest.fixture
def copy(stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the gallery in a sandbox that the test has yet to make."""
    with connect(stub, f"{sandbox_name}.copy") as client:
        yield client


def names(client: httpx.Client) -> list[str]:
    """List the sandboxes there are."""
    answer = client.get(SANDBOXES)
    assert answer.status_code == 200, answer.text
    return [each["name"] for each in answer.json()["sandboxes"]]


def test_sandboxes_are_listed_as_they_are_main_first(
    client: httpx.Client, sandbox_name: str
) -> None:
    hang(client, data="reeds")
    listed = client.get(SANDBOXES).json()
    own = client.get(f"{SANDBOXES}/{sandbox_name}").json()

    assert listed["most"] == 500
    assert listed["sandboxes"][0]["name"] == "main"
    assert listed["sandboxes"][-1]["name"] == sandbox_name
    idle = own.pop("idle_seconds")
    assert 0 <= idle < 5
    assert own == {**FRESH, "name": sandbox_name, "records": 3, "files": 1}


def test_to_look_makes_no_sandbox_and_fills_none(stub: Stub, sandbox_name: str) -> None:
    """Whoever looks must not use up the room, nor the memory."""
    made_here = f"{sandbox_name}.made"
    with stub.client() as client:
        before = names(client)
        unknown = client.get(f"{SANDBOXES}/{sandbox_name}")
        made(client, made_here)
        shown = client.get(f"{SANDBOXES}/{made_here}").json()
        names(client)
        again = client.get(f"{SANDBOXES}/{made_here}").json()
        after = names(client)

    assert (unknown.status_code, unknown.json()["detail"]) == (404, "No such sandbox.")
    assert after == [*before, made_here]
    assert shown["records"] == again["records"] == 0
    assert not stub.sandbox(made_here).records.state()


def test_a_sandbox_is_made_from_the_mock_data(
    client: httpx.Client, copy: httpx.Client, sandbox_name: str
) -> None:
    """It is what its first call would have made it."""
    shown = made(client, f"{sandbox_name}.copy")

    assert shown.pop("idle_seconds") < 5
    assert shown == {**FRESH, "name": f"{sandbox_name}.copy"}
    assert everyday(copy) == everyday(client)


def test_a_copy_is_alike_until_one_of_the_two_is_changed(
    client: httpx.Client, copy: httpx.Client, sandbox_name: str
) -> None:
    """Files and ids too, so the same calls go on giving the same answers."""
    everyday(client)
    made(client, f"{sandbox_name}.copy", **{"from": sandbox_name})
    alike = exported(copy) == exported(client)
    here, there = hang(client, "Here", data="1"), hang(copy, "There", data="2")

    assert alike
    assert (here["id"], here["file"]) == (there["id"], there["file"])
    assert here["title"] in titles(client)
    assert here["title"] not in titles(copy)
    assert client.get(f"{PICTURES}/{here['id']}").text == "1"
    assert copy.get(f"{PICTURES}/{there['id']}").text == "2"
    client.delete(f"{PICTURES}/{here['id']}")
    assert copy.get(f"{PICTURES}/{there['id']}").text == "2"


def test_a_copy_shares_its_records_and_files_until_they_are_changed(
    stub: Stub, client: httpx.Client, copy: httpx.Client, sandbox_name: str
) -> None:
    """So a hundred copies of a large sandbox cost next to nothing."""
    picture = hang(client, data="reeds")
    made(client, f"{sandbox_name}.copy", **{"from": sandbox_name})
    boxes = [stub.sandbox(name) for name in (sandbox_name, f"{sandbox_name}.copy")]
    first, second = (box.collection("gallery.pictures") for box in boxes)
    files = [box.uploads("gallery").read("upload/1") for box in boxes]
    copy.delete(f"{PICTURES}/{picture['id']}")

    assert all(first.get(key) is second.get(key) for key in ("pic_0001", "pic_0002"))
    assert files[0] is files[1]
    assert second.get(picture["id"]) is None
    assert client.get(f"{PICTURES}/{picture['id']}").text == "reeds"


@pytest.mark.parametrize("frozen", [True, False])
def test_a_copy_has_the_clock_of_the_other(
    client: httpx.Client, copy: httpx.Client, sandbox_name: str, *, frozen: bool
) -> None:
    """Afterwards each has its own."""
    set_clock(client, at="2031-05-06T07:08:09Z", frozen=frozen)
    made(client, f"{sandbox_name}.copy", **{"from": sandbox_name})
    shown = copy.get(CLOCK).json()
    set_clock(copy, at="2040-01-01T00:00:00Z")

    assert shown["now"].startswith("2031-05-06T07:0")
    assert shown["state"] == ("frozen" if frozen else "running")
    assert client.get(CLOCK).json()["now"].startswith("2031-05-06T07:0")


def test_receivers_deliveries_and_counters_are_not_copied(
    client: httpx.Client, copy: httpx.Client, sandbox_name: str
) -> None:
    """A copy sends nothing to the test that the other one belongs to."""
    register(client, "http://hooks.example/", events=[])
    add_book(client)
    turned(client)
    made(client, f"{sandbox_name}.copy", **{"from": sandbox_name})

    assert copy.get("/_ticketstub/receivers").json() == {"receivers": []}
    assert deliveries(copy) == []
    assert turned(copy) == 1


def test_a_sandbox_is_made_from_a_snapshot(
    client: httpx.Client, copy: httpx.Client, sandbox_name: str
) -> None:
    """Whatever has become of the sandbox that it was taken of."""
    hang(client, data="reeds")
    snapped(client, sandbox_name)
    state = exported(client)
    client.delete(f"{SANDBOXES}/{sandbox_name}")
    made(copy, f"{sandbox_name}.b", snapshot=sandbox_name)
    made(copy, f"{sandbox_name}.c", snapshot=sandbox_name)
    for name in ("b", "c"):
        named = {"Ticketstub-Sandbox": f"{sandbox_name}.{name}"}
        assert copy.get(STATE, headers=named).json() == state


def test_a_seed_changes_ids_and_hashes_and_nothing_else(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """The same seed, the same draws; without one they are as in any fresh sandbox."""
    snapped(client, sandbox_name)
    seeds: list[dict[str, Any]] = [{}, {"seed": 0}, {"seed": 7}, {"seed": 7}]
    seeds += [{"seed": 2**53 - 1}, {"seed": 7, "snapshot": sandbox_name}]
    pictures = []
    for number, seed in enumerate(seeds):
        made(client, f"{sandbox_name}.{number}", **seed)
        with connect(stub, f"{sandbox_name}.{number}") as box:
            pictures.append(hang(box))
    drawn = [(picture.pop("id"), picture.pop("hash")) for picture in pictures]

    assert drawn[0] == drawn[1]
    assert drawn[2] == drawn[3] == drawn[5]
    assert len({drawn[0], drawn[2], drawn[4]}) == 3
    assert all(picture == pictures[0] for picture in pictures)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, [("/name", "required")]),
        ({"name": ""}, [("/name", "pattern")]),
        ({"name": "Upper"}, [("/name", "pattern")]),
        ({"name": "a\n"}, [("/name", "pattern")]),
        ({"name": "x" * 65}, [("/name", "pattern")]),
        ({"name": "../a"}, [("/name", "pattern")]),
        ({"name": 1}, [("/name", "type")]),
        ({"name": "a", "from": "nobody"}, [("/from", "unknown")]),
        ({"name": "nobody", "from": "nobody"}, [("/from", "unknown")]),
        ({"name": "a", "snapshot": "nothing"}, [("/snapshot", "unknown")]),
        ({"name": "a", "from": "main", "snapshot": "x"}, [("/snapshot", "unknown")]),
        ({"name": "a", "seed": -1}, [("/seed", "minimum")]),
        ({"name": "a", "seed": 2**53}, [("/seed", "maximum")]),
        ({"name": "a", "seed": True}, [("/seed", "type")]),
        ({"name": "a", "more": 1}, [("/more", "additionalProperties")]),
        (["a"], [("", "type")]),
    ],
)
def test_a_sandbox_that_cannot_be_is_refused(
    client: httpx.Client, body: Any, wrong: list[tuple[str, str]]
) -> None:
    """With everything that is wrong, and none is made."""
    client.post("/_ticketstub/reset")
    before = names(client)
    assert refused(client.post(SANDBOXES, json=body)) == wrong
    assert names(client) == before


@pytest.mark.parametrize("name", ["main", "own", "other"])
def test_a_name_that_is_taken_is_refused(
    client: httpx.Client, sandbox_name: str, name: str
) -> None:
    """Nobody's records are lost; the name of the call's own sandbox is taken, too."""
    taken = {"own": sandbox_name, "other": f"{sandbox_name}.b"}.get(name, name)
    made(client, f"{sandbox_name}.b")
    hang(client)
    answer = client.post(SANDBOXES, json={"name": taken})

    assert refused(answer, 409) == []
    assert taken in answer.json()["detail"]
    assert len(titles(client)) == 3


def test_a_sandbox_that_is_dropped_is_gone_until_it_is_used_again(
    stub: Stub, client: httpx.Client, copy: httpx.Client, sandbox_name: str
) -> None:
    """Then it is a fresh one."""
    name = f"{sandbox_name}.copy"
    hang(copy, data="reeds")
    files = stub.app.sandboxes._room.files
    dropped = client.delete(f"{SANDBOXES}/{name}")
    again = client.delete(f"{SANDBOXES}/{name}")
    gone = client.get(f"{SANDBOXES}/{name}")

    assert (dropped.status_code, dropped.content) == (204, b"")
    assert (again.status_code, gone.status_code) == (404, 404)
    assert stub.app.sandboxes._room.files == files - 1
    assert titles(copy) == [None, "Sea"]
    assert hang(copy)["file"] == "upload/1"


@pytest.mark.parametrize("name", ["Main", "%20", "x" * 65, "..", "ma%2Fin"])
def test_what_is_no_name_is_no_sandbox(client: httpx.Client, name: str) -> None:
    answers = [
        client.request(each, f"{SANDBOXES}/{name}") for each in ("GET", "DELETE")
    ]

    assert [answer.status_code for answer in answers] == [404, 404]


def test_main_cannot_be_dropped(client: httpx.Client) -> None:
    """Calls without a name need it."""
    answer = client.delete(f"{SANDBOXES}/main")

    assert answer.status_code == 409
    assert "reset" in answer.json()["detail"]
    assert names(client)[0] == "main"


def test_a_call_can_drop_the_sandbox_it_is_in(
    stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """A test's client has its header always, also at its end."""
    hang(client)
    answer = client.delete(f"{SANDBOXES}/{sandbox_name}")

    assert answer.status_code == 204
    assert sandbox_name not in stub.app.sandboxes
    assert len(titles(client)) == 2
