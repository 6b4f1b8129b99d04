"""Requests: what is in the journal of a sandbox, and how it is read and emptied."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest

from tests.engine.journaling import BOOKS, EMMA, REQUESTS, calls, ids, last, listed
from tests.engine.projects import BASE, CARD

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub


def test_a_call_is_listed_with_what_became_of_it(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str
) -> None:
    toy_stub.sandbox(sandbox_name).clock.freeze()
    now = toy.get("/_ticketstub/clock").json()["now"]
    toy.get(BOOKS, params={"order": "title"})
    (call,) = calls(toy)

    assert 0 <= call.pop("seconds") < 10
    assert call == {
        "id": "call_1",
        "sandbox": sandbox_name,
        "at": now,
        "api": "library",
        "operation": "books.list_books",
        "method": "GET",
        "path": BOOKS,
        "query": "order=title",
        "status": 200,
        "outcome": "answered",
        "detail": None,
        "fault": None,
    }


def test_a_call_is_read_with_headers_and_bodies(toy: httpx.Client) -> None:
    made = toy.post(BOOKS, json=EMMA)
    call = last(toy)

    assert call["request"]["headers"]["content-type"] == "application/json"
    assert call["request"]["body"] == {
        "bytes": len(made.request.content),
        "cut": False,
        "text": made.request.content.decode(),
        "base64": None,
    }
    assert call["answer"]["headers"] == {
        name: value
        for name, value in made.headers.items()
        # These two are the server's.
        if name not in ("date", "server")
    }
    assert call["answer"]["body"]["text"] == made.text
    assert (call["violations"], call["explain"]) == ([], None)


def test_a_refused_call_is_in_it_with_what_was_wrong(
    toy: httpx.Client, sandbox_name: str
) -> None:
    refused = toy.post(BOOKS, json={**EMMA, "shelf": 100})
    call = last(toy)

    assert (call["status"], call["outcome"]) == (422, "refused")
    assert call["detail"] == "shelf: 100 is greater than the maximum of 99"
    assert call["violations"] == [
        {
            "in": "body",
            "name": "shelf",
            "pointer": "/shelf",
            "rule": "maximum",
            "detail": "100 is greater than the maximum of 99",
        }
    ]
    explain = f"/_ticketstub/explain/call_1?Sandbox={sandbox_name}"
    assert call["explain"] == explain
    assert refused.headers["Link"] == f'<{explain}>; rel="help"'
    assert call["answer"]["headers"]["link"] == refused.headers["Link"]


@pytest.mark.parametrize(
    ("method", "path", "status", "operation"),
    [
        ("GET", f"{BASE}/bookz", 404, None),
        ("GET", f"{BOOKS}/bk_9999", 404, "books.get_book"),
        ("PUT", BOOKS, 405, None),
        ("HEAD", f"{BOOKS}/bk_9999", 404, "books.get_book"),
    ],
)
def test_calls_that_found_nothing_are_in_it(
    toy: httpx.Client, method: str, path: str, status: int, operation: str | None
) -> None:
    """Unmatched ones, too, since they are what a test looks for."""
    toy.post("/_ticketstub/reset")
    answer = toy.request(method, path)
    call = last(toy)

    assert answer.status_code == call["status"] == status
    assert (call["method"], call["path"]) == (method, path)
    assert (call["operation"], call["outcome"]) == (operation, "refused")


def test_a_broken_handler_has_failed(toy: httpx.Client) -> None:
    """With what it died of."""
    toy.post(f"{BASE}/trials", json={"way": "raise"})
    toy.post(f"{BASE}/trials", json={"way": "bad number"})
    first, second = calls(toy)

    assert [first["status"], second["status"]] == [500, 500]
    assert first["outcome"] == second["outcome"] == "failed"
    assert first["detail"] == "trials.run_trial failed: LookupError: no such drawer"
    assert "breaks its contract" in second["detail"]


def test_an_answer_that_was_asked_for_is_told_apart(toy: httpx.Client) -> None:
    toy.get(f"{BASE}/reports", headers={"Prefer": "example=quiet_day"})
    toy.get(f"{BASE}/reports", headers={"Prefer": "code=999"})

    assert [each["outcome"] for each in calls(toy)] == ["preferred", "refused"]


def test_a_fault_that_was_met_is_named(toy: httpx.Client) -> None:
    fault = toy.post(
        "/_ticketstub/faults", json={"api": "library", "truncate": 0.5, "first": 1}
    ).json()
    cut = toy.get(BOOKS)
    whole = toy.get(BOOKS)
    faulted, answered = calls(toy)

    assert (faulted["outcome"], faulted["fault"]) == ("faulted", fault["id"])
    assert (answered["outcome"], answered["fault"]) == ("answered", None)
    call = toy.get(f"{REQUESTS}/{faulted['id']}").json()
    assert call["answer"]["body"]["text"] == cut.text == whole.text[: len(cut.text)]


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/_ticketstub/health",
        "/_ticketstub/clock",
        "/_ticketstub/nothing",
        "/_ticketstub/openapi/library.yaml",
        "/favicon.ico",
        "/nothing",
    ],
)
def test_what_is_no_call_of_an_api_is_not_in_it(toy: httpx.Client, path: str) -> None:
    toy.get(path)

    assert calls(toy) == []


def test_preflights_are_not_in_it(toy: httpx.Client) -> None:
    headers = {"Origin": "http://localhost", "Access-Control-Request-Method": "GET"}
    answer = toy.options(BOOKS, headers=headers)

    assert answer.status_code == 204
    assert calls(toy) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Library-Card": "unknown"},
        {"Host": "evil.example"},
        {"Ticketstub-Sandbox": "NO NAME"},
    ],
)
def test_a_call_that_came_into_no_sandbox_is_in_none(
    toy_stub: Stub, sandbox_name: str, headers: dict[str, str]
) -> None:
    """So its refusal has nothing to link to."""
    before = len(toy_stub.app.sandboxes)
    size = toy_stub.app.sandboxes.shelf.size
    with toy_stub.client(sandbox_name, headers=CARD) as client:
        refused = client.get(BOOKS, headers=headers)

    assert refused.is_error
    assert "Link" not in refused.headers
    assert len(toy_stub.app.sandboxes) == before
    assert toy_stub.app.sandboxes.shelf.size == size


def test_a_client_that_leaves_before_its_call_is_whole_made_none(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str
) -> None:
    with socket.create_connection(("127.0.0.1", toy_stub.port)) as connection:
        connection.sendall(
            b"POST /library/v2/books HTTP/1.1\r\nHost: localhost\r\n"
            b"Content-Type: application/json\r\nContent-Length: 100\r\n"
            b"X-Library-Card: library-demo-card\r\n"
            b"Ticketstub-Sandbox: %s\r\n\r\n{" % sandbox_name.encode()
        )
    toy.get(BOOKS)

    assert [each["method"] for each in calls(toy)] == ["GET"]


def test_ids_count_in_each_sandbox_by_itself(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str
) -> None:
    with toy_stub.client(f"{sandbox_name}.b", headers=CARD) as other:
        toy.get(BOOKS)
        other.get(f"{BOOKS}/lost")
        toy.get(f"{BOOKS}/bk_0001")

        assert ids(toy) == ["call_1", "call_2"]
        assert ids(other) == ["call_1"]
        assert last(other)["operation"] == "books.list_lost_books"
        assert other.get(f"{REQUESTS}/call_2").status_code == 404
    toy_stub.app.sandboxes.drop(f"{sandbox_name}.b")


def test_a_suffix_notes_the_call_where_it_ran(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str
) -> None:
    toy.get("/_ticketstub/clock")
    with toy_stub.client() as client:
        client.get(
            BOOKS, headers={"X-Library-Card": f"library-demo-card~{sandbox_name}"}
        )

    assert [each["sandbox"] for each in calls(toy)] == [sandbox_name]


def test_emptying_forgets_the_calls_but_goes_on_counting(toy: httpx.Client) -> None:
    """So an id never means two calls."""
    toy.get(BOOKS)
    toy.get(BOOKS)
    emptied = toy.delete(REQUESTS)
    none = listed(toy)
    toy.get(BOOKS)

    assert (emptied.status_code, emptied.content) == (204, b"")
    assert none == {"requests": [], "total": 0, "dropped": 0}
    assert ids(toy) == ["call_3"]
    assert toy.get(f"{REQUESTS}/call_1").status_code == 404


def test_a_reset_begins_anew(toy: httpx.Client) -> None:
    toy.get(BOOKS)
    toy.post("/_ticketstub/reset")
    none = calls(toy)
    toy.get(BOOKS)

    assert none == []
    assert ids(toy) == ["call_1"]


@pytest.mark.parametrize(
    "name",
    [
        *("call_0", "call_01", "call_2", "call_-1", "call_", "1", "CALL_1", "call_1x"),
        *("call_call_1", "xcall_1", "call_%31%20", "call_²", "call_" + "9" * 35),
        "x" * 41,
    ],
)
def test_an_id_that_is_none_is_absent(toy: httpx.Client, name: str) -> None:
    toy.get(BOOKS)

    assert toy.get(f"{REQUESTS}/{name}").status_code == 404
    assert toy.get(f"{REQUESTS}/call_1").status_code == 200


def test_headers_that_come_twice_are_joined(toy: httpx.Client) -> None:
    toy.get(BOOKS, headers=[("Accept-Language", "de"), ("Accept-Language", "en")])

    assert last(toy)["request"]["headers"]["accept-language"] == "de, en"
