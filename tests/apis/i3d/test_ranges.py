"""RANGED-DATA: which part of a list is answered, and what is no range."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.i3d.conftest import (
    OPEN_OR_UNREAD,
    OPERATIONS,
    TICKETS,
    create,
    listed,
    refusal,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import Records

NO_RANGE = refusal(10004, ("RANGED-DATA", "Must have the form start=0,results=25."))

LISTS = (TICKETS, OPEN_OR_UNREAD)


@pytest.mark.rule("I4")
def test_a_list_without_a_range_is_its_first_25_tickets(client: httpx.Client) -> None:
    answer = client.get(TICKETS)

    assert answer.status_code == 200
    assert [ticket["id"] for ticket in answer.json()] == listed(client)[:25]
    assert len(answer.json()) == 25


@pytest.mark.rule("I4")
def test_the_documented_range_is_the_default(client: httpx.Client) -> None:
    answer = client.get(TICKETS, headers={"RANGED-DATA": "start=0,results=25"})

    assert answer.json() == client.get(TICKETS).json()


@pytest.mark.rule("I4")
@pytest.mark.parametrize(
    ("ranged_data", "start", "results"),
    [
        ("start=0,results=100", 0, 100),
        ("start=0,results=10", 0, 10),
        ("results=7", 0, 7),
        ("start=7", 7, 25),
        ("start=7,results=3", 7, 3),
        ("results=3,start=7", 7, 3),
        ("results=1", 0, 1),
        ("start=45", 45, 25),
        ("start=45,results=1", 45, 1),
        ("start=007,results=0003", 7, 3),
        ("start=30,results=9999999999", 30, 9999999999),
    ],
)
@pytest.mark.parametrize("path", LISTS)
def test_a_range_passes_over_some_tickets_and_answers_the_next(
    client: httpx.Client, path: str, ranged_data: str, start: int, results: int
) -> None:
    """A key left out has its default, and the order of the keys is free."""
    everything = listed(client, path=path)

    found = listed(client, ranged_data, path)

    assert found == everything[start : start + results]


@pytest.mark.rule("I4")
def test_the_ranges_hold_every_ticket_once(client: httpx.Client) -> None:
    """A client asks on until a part is shorter than it asked for."""
    parts = [listed(client, f"start={start},results=10") for start in range(0, 50, 10)]

    assert [len(part) for part in parts] == [10, 10, 10, 10, 6]
    assert [ticket_id for part in parts for ticket_id in part] == listed(client)
    assert sorted(listed(client)) == list(range(1, 47))


@pytest.mark.rule("I4")
@pytest.mark.parametrize("start", ["46", "1000", "9999999999"])
@pytest.mark.parametrize("path", LISTS)
def test_a_start_past_the_end_is_empty_and_no_error(
    client: httpx.Client, path: str, start: str
) -> None:
    answer = client.get(path, headers={"RANGED-DATA": f"start={start}"})

    assert answer.status_code == 200
    assert answer.json() == []


@pytest.mark.rule("I4")
def test_results_have_no_upper_limit(client: httpx.Client) -> None:
    for _ in range(120):
        create(client)

    assert len(listed(client, "results=166")) == 166
    assert len(listed(client, "results=1000000")) == 166


@pytest.mark.rule("I4", "I2", "X8")
@pytest.mark.parametrize(
    "ranged_data",
    [
        "",
        "start",
        "start=",
        "results=",
        "=",
        "=0",
        ",",
        "start=0,",
        ",results=5",
        "start=0,,results=5",
        "start=0, results=5",
        "start =0",
        "start= 0",
        "start=0 ,results=5",
        "start=0,start=0",
        "results=5,results=5",
        "start=0,results=5,start=0",
        "start=-1",
        "results=-1",
        "results=0",
        "results=00",
        "start=+1",
        "start=1.0",
        "start=1e1",
        "start=0x1",
        "start=a",
        "start=\xb2",
        "Start=0",
        "RESULTS=5",
        "limit=5",
        "start=0,results=5,order=id",
        "start=0;results=5",
        "start=0&results=5",
        "start:0",
        "start==0",
        "start=1=1",
        "0,25",
        "25",
        "0-24",
        '{"start":0}',
        "start=" + "1" * 11,
        pytest.param("results=" + "9" * 4000, id="long"),
    ],
)
@pytest.mark.parametrize("path", LISTS)
def test_anything_else_is_refused_and_names_the_header(
    client: httpx.Client, records: Records, path: str, ranged_data: str
) -> None:
    before = records()

    answer = client.get(path, headers=[(b"RANGED-DATA", ranged_data.encode("latin-1"))])

    assert answer.status_code == 400
    assert answer.json() == NO_RANGE
    assert records() == before


@pytest.mark.rule("X9", "I4")
@pytest.mark.parametrize(
    ("first", "second"),
    [("results=5", "results=5"), ("start=0", "results=5"), ("results=5", "")],
)
@pytest.mark.parametrize("path", LISTS)
def test_a_range_given_twice_is_refused(
    client: httpx.Client, path: str, first: str, second: str
) -> None:
    """Even if both together would be one range."""
    twice = [("RANGED-DATA", first), ("RANGED-DATA", second)]

    answer = client.get(path, headers=twice)

    assert answer.status_code == 400
    assert answer.json() == NO_RANGE


@pytest.mark.rule("I4")
@pytest.mark.parametrize("path", LISTS)
def test_no_header_of_the_answer_tells_of_pages(
    client: httpx.Client, path: str
) -> None:
    answer = client.get(path, headers={"RANGED-DATA": "start=1,results=1"})

    words = ("page", "range", "total", "count", "link", "next")
    assert not [name for name in answer.headers if any(word in name for word in words)]


@pytest.mark.rule("X8")
def test_a_range_in_the_query_is_ignored(client: httpx.Client) -> None:
    """Query parameters without a meaning are, too."""
    answer = client.get(f"{TICKETS}?start=3&results=2&RANGED-DATA=start=3&status=open")

    assert answer.json() == client.get(TICKETS).json()


@pytest.mark.rule("X8")
@pytest.mark.parametrize(
    ("method", "path"),
    [pair for pair in OPERATIONS if pair[0] != "POST" and pair[1] not in LISTS],
)
def test_a_range_is_ignored_where_it_has_no_meaning(
    client: httpx.Client, method: str, path: str
) -> None:
    headers = {"RANGED-DATA": "nonsense", "PAGE-TOKEN": "x", "X-Nothing": "y"}

    answer = client.request(method, f"{path}?nothing=1&nothing=2", headers=headers)

    assert answer.is_success
