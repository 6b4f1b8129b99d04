"""Many records made from the mock data, by what a collection declares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import exported, refused
from tests.engine.gallery import CONTROL, connect
from tests.engine.growing import MOCK_DATA, grown, records, served_growing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from tests.stub import Stub

MOST = 2**53 - 1

#: What half of the records that could be made would break.
STRICT = {
    "if": {"properties": {"room": {"const": 1}}},
    "then": {"properties": {"state": {"const": "old"}}},
}


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve the gallery whose pictures grow."""
    with served_growing(tmp_path_factory.mktemp("growing")) as stub:
        yield stub


@pytest.fixture
def client(stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the gallery in a sandbox of the test's own."""
    with connect(stub, sandbox_name) as client:
        yield client


def asked(client: httpx.Client, **body: Any) -> httpx.Response:
    """Ask for more records."""
    return client.post(MOCK_DATA, json=body)


def unchanged(client: httpx.Client, status: int, **body: Any) -> httpx.Response:
    """Ask for more records, and be refused without a trace."""
    before = exported(client)
    answer = asked(client, **body)

    assert answer.status_code == status, answer.text
    assert exported(client) == before
    return answer


def test_a_family_is_made_with_all_that_belongs_to_it(client: httpx.Client) -> None:
    """Its members refer to each other; what belongs to nothing is not made again."""
    new = grown(client, 60)
    homes = {label["id"]: label["picture"] for label in new["labels"]}
    framed = {picture["id"] for picture in new["pictures"] if picture["state"] == "old"}

    assert list(new) == ["pictures", "labels"]
    assert [label["id"] for label in new["labels"]] == [*range(4, 4 + len(homes))]
    assert {*homes.values()} == framed
    assert len(homes) == 2 * len(framed)
    for label in new["labels"]:
        above = label["below"]
        assert label["text"] == ("Label 1" if above is None else "Label 2")
        assert above is None or homes[above] == label["picture"]


def test_each_has_a_key_and_a_number_of_its_own(client: httpx.Client) -> None:
    """In the order of their times; a file is shared."""
    pictures = grown(client, 60)["pictures"]

    assert [each["number"] for each in pictures] == [*range(3, 63)]
    assert len({each["id"] for each in pictures}) == 60
    assert len({each["hash"] for each in pictures}) == 60
    assert all(len(each["id"]) == len("pic_0001") for each in pictures)
    hung = [each["hung"] for each in pictures]
    assert hung == sorted(hung)
    assert {each["file"] for each in pictures} == {"mock/sea.txt"}


def test_times_in_paths_move_with_their_family(client: httpx.Client) -> None:
    new = grown(client, 60)
    hung = {each["id"]: each["hung"] for each in new["pictures"]}

    for label in new["labels"]:
        seen = datetime.fromisoformat(label["seen"]["first"]).replace(tzinfo=UTC)
        since = datetime.fromisoformat(hung[label["picture"]])
        assert seen - since == timedelta(minutes=30)
        assert label["days"] == [seen.date().isoformat()]


def test_fields_come_from_others(client: httpx.Client) -> None:
    pictures = grown(client, 60)["pictures"]

    assert {each["room"] for each in pictures if each["title"] == "Sea"} == {1, 2}


def test_the_next_record_has_a_number_of_its_own(client: httpx.Client) -> None:
    """Also if many were made since the last one."""
    grown(client, 30)
    picture = client.post("/gallery/pictures", json={"title": "Fen"}).json()
    more = grown(client, 30)["pictures"]

    assert picture["number"] == 33
    assert [each["number"] for each in more] == [*range(34, 64)]


def test_a_seed_may_be_left_out(stub: Stub, sandbox_name: str) -> None:
    """It is 0 then."""
    made = []
    for number, more in enumerate(({}, {"seed": 0}, {"seed": MOST})):
        with connect(stub, f"{sandbox_name}-{number}") as client:
            made.append(grown(client, **more))

    assert made[0] == made[1] != made[2]


def test_an_unknown_api_is_refused(client: httpx.Client) -> None:
    """And so is one whose collections don't say how they grow."""
    none = unchanged(client, 422, api="no-such", tickets=3)
    still = unchanged(client, 422, api="library", tickets=3)

    assert refused(none) == refused(still) == [("/api", "unknown")]
    assert "is no API there is" in none.text
    assert "has no mock data that grow" in still.text


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"tickets": 0}, "/tickets"),
        ({"tickets": 100_001}, "/tickets"),
        ({"tickets": 1.5}, "/tickets"),
        ({"tickets": "3"}, "/tickets"),
        ({"tickets": 3, "seed": -1}, "/seed"),
        ({"tickets": 3, "seed": MOST + 1}, "/seed"),
        ({"tickets": 3, "more": 1}, "/more"),
        ({}, "/tickets"),
    ],
)
def test_what_is_out_of_bounds_is_refused(
    client: httpx.Client, body: dict[str, Any], pointer: str
) -> None:
    answer = unchanged(client, 422, api="gallery", **body)

    assert [each for each, _ in refused(answer)] == [pointer]


def test_nothing_is_made_of_what_refers_to_what_is_gone(
    client: httpx.Client, stub: Stub, sandbox_name: str
) -> None:
    """Of what is left, all is made; where nothing is left, that is said."""
    sandbox = stub.sandbox(sandbox_name)
    rooms = sandbox.collection("gallery.rooms")
    before = sandbox.save()
    rooms.delete(1)
    sandbox.end_call()
    new = grown(client)
    sandbox.load(before)
    rooms = sandbox.collection("gallery.rooms")
    for room in [*rooms]:
        rooms.delete(room["id"])
    sandbox.end_call()
    answer = unchanged(client, 409, api="gallery", tickets=1)

    assert {each["room"] for each in new["pictures"]} == {2}
    assert new["labels"] == []
    assert "nothing of the mock data of pictures" in answer.json()["detail"]


def test_there_may_be_no_number_left(
    client: httpx.Client, stub: Stub, sandbox_name: str
) -> None:
    stub.sandbox(sandbox_name).collection("gallery.pictures").last_id = MOST - 3
    answer = unchanged(client, 409, api="gallery", tickets=4)

    assert "no number left" in answer.json()["detail"]
    assert [each["number"] for each in grown(client, 3)["pictures"]] == [
        *(MOST - 2, MOST - 1, MOST),
    ]


def test_there_may_be_no_key_left(tmp_path: Path) -> None:
    """Nine more there are, and the refusal uses none of them up."""
    fresh = {"id": "pic_000[0-9]{1}", "hash": "[0-9a-f]{8}"}
    with served_growing(tmp_path, fresh=fresh) as stub, connect(stub, "a") as client:
        answer = unchanged(client, 409, api="gallery", tickets=9)
        new = grown(client, 5)["pictures"]

    assert "every pic_000… of its form is taken" in answer.json()["detail"]
    assert [each["number"] for each in new] == [3, 4, 5, 6, 7]


def test_what_would_not_fit_is_not_added(tmp_path: Path) -> None:
    """Not every two fields can be mixed, whatever is declared."""
    with (
        served_growing(tmp_path, schema=STRICT) as stub,
        connect(stub, "a") as client,
    ):
        answer = unchanged(client, 409, api="gallery", tickets=50)

    detail = answer.json()["detail"]
    assert detail.startswith("A record of gallery.pictures would not fit: state ")


def test_mixing_keeps_within_what_is_declared(tmp_path: Path) -> None:
    """Here among the pictures of one state."""
    grow = {"mix": [["room"]], "within": ["state"]}
    with served_growing(tmp_path, grow=grow) as stub, connect(stub, "a") as client:
        pictures = grown(client, 40)["pictures"]

    assert {(each["state"], each["room"]) for each in pictures} == {
        *(("old", 1), ("new", 2)),
    }


def test_null_stays_null(tmp_path: Path) -> None:
    """And what isn't gets the value of another that isn't."""
    grow = {"mix": [["title"]]}
    with served_growing(tmp_path, grow=grow) as stub, connect(stub, "a") as client:
        pictures = grown(client, 40)["pictures"]

    assert {(each["title"], each["state"]) for each in pictures} == {
        *(("Sea", "old"), (None, "new")),
    }


def test_what_is_not_empty_may_be_left_out(tmp_path: Path) -> None:
    grow = {"without": ["title"]}
    with served_growing(tmp_path, grow=grow) as stub, connect(stub, "a") as client:
        pictures = grown(client)["pictures"]

    assert {each["title"] for each in pictures} == {None}


def test_a_sandbox_is_made_and_others_stay(stub: Stub, sandbox_name: str) -> None:
    """A copy has what was made before, and not what is made after."""
    names = [f"{sandbox_name}-{letter}" for letter in "abc"]
    with connect(stub, names[0]) as client:
        grown(client, 10)
        copy = {"name": names[1], "from": names[0]}
        assert client.post(f"{CONTROL}/sandboxes", json=copy).status_code == 201
        grown(client, 10)
    counts = []
    for name in names:
        with connect(stub, name) as client:
            counts.append(len(records(client)["pictures"]))

    assert counts == [22, 12, 2]


def test_lists_that_were_read_before_show_them(client: httpx.Client) -> None:
    """What an index knows already is kept right."""
    path = "/gallery/pictures"
    before = client.get(path).json()
    grown(client, 50)
    after = client.get(path).json()

    assert (len(before), len(after)) == (2, 52)
    assert after.index("Sea") > 0
    assert after[after.index("Sea") :] == ["Sea"] * after.count("Sea")
