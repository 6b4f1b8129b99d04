"""Receivers: registered, listed and removed by the control API, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import CARD
from tests.engine.telling import RECEIVERS, register

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub

URL = "http://hooks.example:9000/library?key=a%20b"
FINE = {"api": "library", "url": URL}


def listed(client: httpx.Client) -> list[Any]:
    """List the receivers of the client's sandbox."""
    answer = client.get(RECEIVERS)
    assert answer.status_code == 200, answer.text
    receivers: list[Any] = answer.json()["receivers"]
    return receivers


def refused(client: httpx.Client, body: Any) -> list[tuple[str, str]]:
    """Return what is wrong with a receiver: pointers and rules."""
    answer = client.post(RECEIVERS, json=body)
    assert answer.status_code == 422, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem["type"]) == (422, "about:blank")
    assert all(error["in"] == "body" for error in problem["errors"])
    return [(error["pointer"], error["rule"]) for error in problem["errors"]]


@pytest.mark.parametrize(
    ("more", "events", "signed"),
    [
        ({}, None, False),
        ({"events": None, "secret": None}, None, False),
        ({"events": []}, [], False),
        ({"events": ["book.lost", "book.added"]}, ["book.lost", "book.added"], False),
        ({"secret": "whsec_fen"}, None, True),
    ],
)
def test_a_receiver_is_registered_and_listed_without_its_secret(
    telling: httpx.Client, more: dict[str, Any], events: Any, *, signed: bool
) -> None:
    """What signs the deliveries is nobody else's business."""
    made = telling.post(RECEIVERS, json={**FINE, **more})

    assert made.status_code == 201
    assert made.json() == {
        "id": "rcv_1",
        "api": "library",
        "url": URL,
        "events": events,
        "signed": signed,
        "delay": 0,
        "drop_every": 0,
        "copies": 1,
    }
    assert listed(telling) == [made.json()]
    assert "whsec_fen" not in made.text + telling.get(RECEIVERS).text


def test_receivers_are_listed_the_oldest_first_and_can_be_removed(
    telling: httpx.Client,
) -> None:
    """The same URL may stand there twice; an id is never used again."""
    ids = [register(telling, URL), register(telling, URL), register(telling, URL)]
    removed = telling.delete(f"{RECEIVERS}/{ids[1]}")
    again = telling.delete(f"{RECEIVERS}/{ids[1]}")
    late = register(telling, URL)

    assert (removed.status_code, removed.content) == (204, b"")
    assert again.status_code == 404
    assert again.json()["detail"] == "No such receiver."
    assert [each["id"] for each in listed(telling)] == [ids[0], ids[2], late]
    assert len({*ids, late}) == 4


@pytest.mark.parametrize("name", ["rcv_9", "RCV_1", "1", "%20", "x" * 41, "rcv_1%2F"])
def test_a_receiver_that_is_none_cannot_be_removed(
    telling: httpx.Client, name: str
) -> None:
    register(telling, URL)
    answer = telling.delete(f"{RECEIVERS}/{name}")

    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert len(listed(telling)) == 1


def test_receivers_are_those_of_one_sandbox(
    telling_stub: Stub, telling: httpx.Client, sandbox_name: str
) -> None:
    """Ids are alike in all of them, so only the sandbox tells them apart."""
    register(telling, URL)
    with telling_stub.client(f"{sandbox_name}.b", headers=CARD) as other:
        theirs = listed(other)
        removed = other.delete(f"{RECEIVERS}/rcv_1")

    assert (theirs, removed.status_code) == ([], 404)
    assert len(listed(telling)) == 1


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, [("/api", "required"), ("/url", "required")]),
        ({**FINE, "api": "nothing"}, [("/api", "unknown")]),
        ({**FINE, "api": "_control"}, [("/api", "unknown")]),
        ({**FINE, "api": "Library"}, [("/api", "unknown")]),
        ({**FINE, "api": 1}, [("/api", "type")]),
        ({**FINE, "url": None}, [("/url", "type")]),
        ({**FINE, "url": "http://x/" + "x" * 2000}, [("/url", "maxLength")]),
        ({**FINE, "events": ["book.added", "book"]}, [("/events/1", "unknown")]),
        (
            {**FINE, "events": ["*", ""]},
            [("/events/0", "unknown"), ("/events/1", "unknown")],
        ),
        ({**FINE, "events": ["book", 1]}, [("/events/1", "type")]),
        ({**FINE, "events": "book.added"}, [("/events", "type")]),
        ({**FINE, "secret": ""}, [("/secret", "minLength")]),
        ({**FINE, "more": 1}, [("/more", "additionalProperties")]),
        ([FINE], [("", "type")]),
        (
            {"api": "nothing", "url": "ftp://x", "events": [1], "id": "rcv_9"},
            [
                ("/api", "unknown"),
                ("/url", "pattern"),
                ("/events/0", "type"),
                ("/id", "additionalProperties"),
            ],
        ),
        (
            {**FINE, "url": "http://ada@x", "events": ["x"], "secret": 1},
            [("/url", "url"), ("/events/0", "unknown"), ("/secret", "type")],
        ),
    ],
)
def test_a_receiver_that_does_not_fit_is_refused_with_everything_wrong_with_it(
    telling: httpx.Client, body: Any, wrong: list[tuple[str, str]]
) -> None:
    """And nothing is registered, so nothing is allowed either."""
    assert refused(telling, body) == wrong
    assert listed(telling) == []


@pytest.mark.parametrize(
    "url",
    [
        "http://ada:word@hooks.example/",
        "http://ada@hooks.example/",
        "http://:word@hooks.example/",
        "http://@hooks.example/",
        "https://hooks.example\\@127.0.0.1/",
        "http://",
        "http:///hooks",
        "http://:9000/hooks",
        "http://?hooks",
        "http://hooks.example:65536/",
        "http://hooks.example:-1/",
        "http://hooks.example:nine/",
        "http://[::1/",
        "http://[hooks.example]/",
        "http://hooks example/",
        "http://hooks.example/a b",
        "http://hooks.example/\r\nX-More: 1",
        "http://hooks.example/\x00",
        "hooks.example",
        "//hooks.example/",
        "ftp://hooks.example/",
        "file:///etc/hostname",
        "javascript:alert(1)",
        " http://hooks.example/",
        "",
    ],
)
def test_a_url_that_nothing_can_be_sent_to_is_refused(
    telling: httpx.Client, url: str
) -> None:
    """Or that tells a secret to whoever lists it, or reads as two things at once."""
    ((pointer, rule),) = refused(telling, {**FINE, "url": url})

    assert (pointer, rule in ("url", "pattern")) == ("/url", True)
    assert listed(telling) == []


def test_an_unknown_api_or_event_is_refused_with_a_sentence(
    telling: httpx.Client,
) -> None:
    api = telling.post(RECEIVERS, json={**FINE, "api": "nothing"}).json()
    event = telling.post(RECEIVERS, json={**FINE, "events": ["book"]}).json()
    url = telling.post(RECEIVERS, json={**FINE, "url": "http://ada@x"}).json()

    assert api["detail"] == "api: is not served here"
    assert event["detail"] == "events: is none of book.added, book.lost, trial.run"
    assert "user name" in url["detail"]


def test_an_api_that_names_no_events_takes_any(telling: httpx.Client) -> None:
    """There is nothing to hold the name against."""
    registered = register(telling, URL, api="museum", events=["visit.made", "other"])

    assert registered == "rcv_1"


def test_an_api_that_has_no_events_is_refused(toy: httpx.Client) -> None:
    """Nobody would ever be told of anything."""
    answer = toy.post(RECEIVERS, json=FINE)

    assert refused(toy, FINE) == [("/api", "events")]
    assert answer.json()["detail"] == "api: has no events, so nothing would be sent"
    assert listed(toy) == []


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", RECEIVERS, "GET, HEAD, POST"),
        ("GET", f"{RECEIVERS}/rcv_1", "DELETE, PATCH"),
        ("POST", "/_ticketstub/deliveries", "GET, HEAD"),
    ],
)
def test_another_method_is_refused_with_those_there_are(
    telling: httpx.Client, method: str, path: str, allowed: str
) -> None:
    answer = telling.request(method, path)

    assert (answer.status_code, answer.headers["Allow"]) == (405, allowed)
    assert answer.headers["Content-Type"] == "application/problem+json"
