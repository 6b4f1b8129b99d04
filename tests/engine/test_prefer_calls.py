"""Prefer: what becomes of a call that asks for its own answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import BASE
from tests.engine.telling import DELIVERIES, DRAFT
from tests.engine.test_prefer import wish

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub

BOOK = f"{BASE}/books/bk_0001"


@pytest.mark.parametrize("preference", ["code=200", "example=quiet_day"])
def test_an_operation_without_a_handler_can_be_asked_too(
    toy: httpx.Client, sandbox_name: str, preference: str
) -> None:
    answer = wish(toy, f"{BASE}/reports", preference)

    assert answer.json() == {"loans": 3}
    assert answer.headers["X-Branch"] == sandbox_name


def test_a_handler_is_not_asked_and_nothing_changes(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str
) -> None:
    """Neither records, nor ids, nor events: as if the call had never been made."""
    before = toy_stub.records(sandbox_name)
    ids = toy_stub.sandbox(sandbox_name).ids.state
    deleted = toy.delete(BOOK, headers={"Prefer": "code=204"})
    added = toy.post(f"{BASE}/books", json=DRAFT, headers={"Prefer": "code=201"})
    failed = toy.post(
        f"{BASE}/trials", json={"way": "raise"}, headers={"Prefer": "dynamic=true"}
    )

    statuses = (deleted.status_code, added.status_code, failed.status_code)
    assert statuses == (204, 201, 200)
    assert toy_stub.records(sandbox_name) == before
    assert toy_stub.sandbox(sandbox_name).ids.state == ids
    assert toy.get(BOOK).status_code == 200


def test_no_event_is_told_of(telling: httpx.Client) -> None:
    added = telling.post(f"{BASE}/books", json=DRAFT, headers={"Prefer": "code=201"})

    assert added.status_code == 201
    assert telling.get(DELIVERIES).json()["deliveries"] == []


def test_what_finish_adds_is_on_a_wished_answer(
    toy: httpx.Client, sandbox_name: str
) -> None:
    """Rate limits and versions stand there, too, and do not drive out the rest."""
    answer = wish(toy, f"{BASE}/books", "code=422")

    assert answer.status_code == 422
    assert answer.headers["X-Branch"] == sandbox_name
    assert answer.headers["Preference-Applied"] == "code=422"


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", BOOK, {"X-Library-Card": "nobody"}, 401),
        ("GET", f"{BASE}/books/bk_9999", {}, 404),
        ("GET", f"{BASE}/books?order=none", {}, 422),
        ("POST", f"{BASE}/books", {}, 422),
        ("POST", f"{BASE}/books", {"Content-Type": "text/csv"}, 415),
        ("PUT", BOOK, {}, 405),
        ("GET", f"{BASE}/nothing", {}, 404),
        ("GET", BOOK, {"Ticketstub-Sandbox": "No!"}, 400),
        ("GET", BOOK, {"Origin": "https://evil.example"}, 403),
    ],
)
@pytest.mark.parametrize("preference", ["code=200", "code=999", "example=none"])
def test_a_refusal_comes_before_any_wish(
    toy: httpx.Client,
    *,
    method: str,
    path: str,
    headers: dict[str, str],
    status: int,
    preference: str,
) -> None:
    """So a test that sends rubbish is told so, whatever else it asks for."""
    as_ever = toy.request(method, path, headers=headers)
    answer = toy.request(method, path, headers={**headers, "Prefer": preference})

    assert answer.status_code == as_ever.status_code == status
    assert answer.content == as_ever.content
    assert "Preference-Applied" not in answer.headers


def test_a_wish_that_is_refused_is_worded_as_the_api_does(
    toy: httpx.Client, sandbox_name: str
) -> None:
    """Though the contract declares no 400, for it is the stub that refuses."""
    answer = wish(toy, f"{BASE}/trials", "code=503")
    refused = toy.post(
        f"{BASE}/trials", json={"way": "well"}, headers={"Prefer": "code=503"}
    )

    assert answer.status_code == 405
    assert refused.status_code == 400
    assert refused.headers["X-Branch"] == sandbox_name
    assert refused.json() == {
        "fault": "The answer 503 is not declared; there are 200, 422."
    }


def test_a_page_may_read_what_was_heeded(toy: httpx.Client) -> None:
    """And may send the header in the first place."""
    origin = {"Origin": "http://localhost:3000"}
    preflight = toy.options(
        BOOK,
        headers={
            **origin,
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "prefer",
        },
    )
    answer = toy.get(BOOK, headers={**origin, "Prefer": "code=500"})

    assert preflight.headers["Access-Control-Allow-Headers"] == "prefer"
    assert answer.status_code == 500
    exposed = answer.headers["Access-Control-Expose-Headers"].split(", ")
    assert "preference-applied" in exposed


@pytest.mark.parametrize("preference", ["code=503", "code=204", "dynamic=true"])
def test_the_stubs_own_operations_answer_as_they_are(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str, preference: str
) -> None:
    """A reset that only says so would spoil the next test."""
    toy.delete(BOOK)
    listed = wish(toy, "/_ticketstub/sandboxes", preference)
    health = wish(toy, "/_ticketstub/health", preference)
    reset = toy.post("/_ticketstub/reset", headers={"Prefer": preference})

    assert sandbox_name in [box["name"] for box in listed.json()["sandboxes"]]
    assert (health.status_code, reset.status_code) == (200, 204)
    for answer in (listed, health, reset):
        assert "Preference-Applied" not in answer.headers
    assert "bk_0001" in toy_stub.records(sandbox_name)["library.books"]
