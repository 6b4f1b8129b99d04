"""Records put in place past the rules of any API, and what of that is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import RECORDS, exported, hang, refused, titles
from tests.engine.gallery import connect, served_gallery

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

ROOMS = f"{RECORDS}/gallery/rooms"
PICTURES = f"{RECORDS}/gallery/pictures"

MOST = 2**53 - 1

#: The highest number that a record may be given.
HIGHEST = 2_000_000_000

FINE = {
    "id": "pic_0003",
    "number": 9,
    "title": "Moor",
    "room": 2,
    "state": "new",
    "hung": "2026-06-14T09:30:00Z",
    "hash": "0000000c",
    "file": "mock/sea.txt",
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


def listed(client: httpx.Client, url: str = ROOMS, **query: int) -> list[Any]:
    """List records."""
    answer = client.get(url, params=query)
    assert answer.status_code == 200, answer.text
    records: list[Any] = answer.json()["records"]
    return records


def added(client: httpx.Client, url: str = ROOMS, **record: Any) -> dict[str, Any]:
    """Add a record, and return it as it was stored."""
    answer = client.post(url, json=record)
    assert answer.status_code == 201, answer.text
    stored: dict[str, Any] = answer.json()
    return stored


def test_every_collection_is_listed_with_its_key_and_size(client: httpx.Client) -> None:
    hang(client)
    collections = client.get(RECORDS).json()["collections"]

    assert [[*each.values()] for each in collections] == [
        ["gallery", "pictures", "id", 3],
        ["gallery", "rooms", "id", 3],
        ["library", "books", "id", 4],
        ["library", "covers", "id", 0],
        ["library", "readers", "id", 2],
        ["library", "shelves", "id", 1],
    ]


def test_records_are_listed_in_pages_by_their_keys(client: httpx.Client) -> None:
    for number in (9, 5, 7):
        added(client, id=number)
    pages = [listed(client, offset=at, limit=2) for at in (0, 2, 5, 6, 2147483647)]

    found = [[room["id"] for room in page] for page in pages]
    assert found == [[1, 2], [3, 5], [9], [], []]
    assert client.get(ROOMS, params={"limit": 1}).json()["total"] == 6


def test_a_page_has_a_hundred_records_unless_it_is_told(client: httpx.Client) -> None:
    for _ in range(110):
        added(client)

    assert len(listed(client)) == 100
    assert len(listed(client, limit=1000)) == 113


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "limit=x", "offset=-1", "offset=2147483648"]
)
def test_a_page_that_cannot_be_is_refused(client: httpx.Client, query: str) -> None:
    assert client.get(f"{ROOMS}?{query}").status_code == 422


def test_a_record_without_a_key_has_the_next_whole_number(client: httpx.Client) -> None:
    """One that is refused uses none up, and one with its own key moves it on."""
    first = added(client, name="Cellar")
    client.post(ROOMS, json={"id": []})
    client.post(f"{RECORDS}/gallery/pictures", json={})
    second = added(client)
    added(client, id=40)

    assert (first, second) == ({"id": 4, "name": "Cellar"}, {"id": 5})
    assert added(client)["id"] == 41
    assert client.get(f"{ROOMS}/4").json() == first


def test_a_record_with_a_key_is_stored_and_shown_at_once(client: httpx.Client) -> None:
    """By the API, too, in its order; its times are as they are written."""
    assert added(client, PICTURES, **FINE) == FINE
    assert titles(client) == [None, "Moor", "Sea"]
    assert client.get("/gallery/pictures/pic_0003").text == "waves"
    assert client.get(f"{PICTURES}/pic_0003").json() == FINE


def test_a_key_that_is_taken_is_refused(client: httpx.Client) -> None:
    """Though everything else of the record could not stand there either."""
    answers = [
        client.post(ROOMS, json={"id": 1}),
        client.post(PICTURES, json={**FINE, "id": "pic_0001", "number": 1}),
    ]

    assert [refused(answer, 409) for answer in answers] == [[], []]
    assert listed(client)[0] == {"id": 1, "name": "Hall"}


WRONG: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({"title": 5}, [("/title", "type")]),
    ({"title": "x" * 21}, [("/title", "maxLength")]),
    ({"more": 1}, [("/more", "additionalProperties")]),
    ({"state": "lost"}, [("/state", "rank")]),
    ({"room": 9}, [("/room", "reference")]),
    ({"room": "1"}, [("/room", "reference")]),
    ({"room": True}, [("/room", "reference")]),
    ({"room": 1.0}, [("/room", "reference")]),
    ({"room": [1]}, [("/room", "type")]),
    ({"room": {}}, [("/room", "type")]),
    ({"number": 1}, [("/number", "ties")]),
    ({"number": True}, [("/number", "type")]),
    ({"number": 9.5}, [("/number", "type")]),
    ({"number": None}, [("/number", "type")]),
    ({"number": MOST + 1}, [("/number", "range")]),
    ({"hung": "yesterday"}, [("/hung", "time")]),
    ({"hung": "2026-06-15T09:30:00"}, [("/hung", "time")]),
    (
        {"title": 5, "room": 9, "state": "lost", "number": 2},
        [
            ("/title", "type"),
            ("/state", "rank"),
            ("/number", "ties"),
            ("/room", "reference"),
        ],
    ),
]


@pytest.mark.parametrize(("changes", "wrong"), WRONG)
def test_a_record_that_cannot_stand_there_is_refused(
    client: httpx.Client, changes: dict[str, Any], wrong: list[tuple[str, str]]
) -> None:
    """Added or changed: it is checked as mock data are, and nothing is stored."""
    added(client, PICTURES, **FINE)
    before = exported(client)
    new = client.post(PICTURES, json={**FINE, "id": "pic_0004", "number": 8, **changes})
    changed = client.patch(f"{PICTURES}/pic_0003", json=changes)

    assert sorted(refused(new)) == sorted(refused(changed)) == sorted(wrong)
    assert exported(client) == before
    assert titles(client) == [None, "Moor", "Sea"]


@pytest.mark.parametrize("left_out", FINE)
def test_what_a_record_must_have_is_required(
    client: httpx.Client, left_out: str
) -> None:
    record = {name: value for name, value in FINE.items() if name != left_out}

    assert refused(client.post(PICTURES, json=record)) == [(f"/{left_out}", "required")]


@pytest.mark.parametrize(
    ("key", "rule"),
    [
        ([], "type"),
        ({}, "type"),
        (None, "type"),
        (True, "type"),
        ("one", "order"),
        (1.5, "order"),
        (1.0, "order"),
        (10**30, "range"),
        (MOST + 1, "range"),
        (HIGHEST + 1, "range"),
        (-MOST - 1, "range"),
    ],
)
def test_a_key_that_cannot_stand_among_the_others_is_refused(
    client: httpx.Client, key: Any, rule: str
) -> None:
    """Where no schema says it either: no list could hold it."""
    assert refused(client.post(ROOMS, json={"id": key})) == [("/id", rule)]
    assert len(listed(client)) == 3


@pytest.mark.parametrize("key", [HIGHEST, -MOST, 0])
def test_a_key_may_be_any_whole_number_that_leaves_room(
    client: httpx.Client, key: int
) -> None:
    added(client, id=key)

    assert client.get(f"{ROOMS}/{key}").json() == {"id": key}


@pytest.mark.parametrize("url", [ROOMS, PICTURES])
def test_a_record_that_is_nested_too_deeply_is_refused(
    client: httpx.Client, url: str
) -> None:
    """It could be stored, but neither listed nor exported."""
    deep: Any = 1
    for _ in range(100):
        deep = [deep]
    answer = client.post(url, json={**FINE, "id": 7, "name": deep})

    assert refused(answer) == [("", "depth")]
    added(client, name=deep[0])
    exported(client)


def test_a_change_keeps_what_it_does_not_name(client: httpx.Client) -> None:
    """Fields may come along, and nothing at all changes nothing."""
    changed = client.patch(f"{ROOMS}/1", json={"name": None, "lit": [1]})
    same = client.patch(f"{ROOMS}/1", json={"id": 1})

    assert (changed.status_code, same.status_code) == (200, 200)
    assert changed.json() == same.json() == {"id": 1, "name": None, "lit": [1]}
    assert client.get(f"{ROOMS}/1").json() == changed.json()


@pytest.mark.parametrize("key", [2, 99, True, 1.0, "1", None, [1]])
def test_a_key_cannot_be_changed(client: httpx.Client, key: Any) -> None:
    """Not even into a value that counts as the same."""
    assert refused(client.patch(f"{ROOMS}/1", json={"id": key})) == [("/id", "key")]
    assert client.get(f"{ROOMS}/1").json() == {"id": 1, "name": "Hall"}


def test_a_record_is_removed_unless_another_refers_to_it(client: httpx.Client) -> None:
    kept = client.delete(f"{ROOMS}/2")
    client.patch(f"{PICTURES}/pic_0002", json={"room": None})
    gone = client.delete(f"{ROOMS}/2")

    assert refused(kept, 409) == []
    assert kept.json()["detail"] == "A record of pictures refers to it."
    assert (gone.status_code, gone.content) == (204, b"")
    assert client.delete(f"{ROOMS}/2").status_code == 404
    assert added(client)["id"] == 4


@pytest.mark.parametrize(
    "path",
    [
        "gallery/rooms/9",
        "gallery/rooms/01",
        "gallery/rooms/+1",
        "gallery/rooms/1.0",
        "gallery/rooms/1e0",
        "gallery/rooms/%D9%A1",
        "gallery/rooms/%201",
        "gallery/rooms/true",
        "gallery/rooms/90071992547409910000",
        "gallery/rooms/" + "x" * 201,
        "gallery/nothing/1",
        "nothing/rooms/1",
        "gallery.rooms/x/1",
        "_control/x/1",
        "gallery/__class__/1",
    ],
)
def test_what_is_not_there_is_not_found(client: httpx.Client, path: str) -> None:
    """Another spelling of a number is another key."""
    added(client, id=HIGHEST)
    bodies: dict[str, Any] = {"GET": None, "DELETE": None, "PATCH": {"name": "x"}}
    for method, body in bodies.items():
        answer = client.request(method, f"{RECORDS}/{path}", json=body)

        assert answer.status_code == 404
    assert len(listed(client)) == 4
