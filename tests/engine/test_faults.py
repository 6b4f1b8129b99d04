"""Faults: which calls meet them, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.asking import BOOKS
from tests.engine.controlling import refused
from tests.engine.controlling import set_clock as clock
from tests.engine.faulting import FAULTS, faulty, hits
from tests.engine.gallery import CONTROL
from tests.engine.projects import BASE

if TYPE_CHECKING:
    import httpx

BOOK = f"{BASE}/books/bk_0001"

SHOWN = {
    "id": "fault_1",
    "api": "library",
    "operation": None,
    "status": None,
    "example": None,
    "delay_seconds": 0,
    "connection": None,
    "truncate": None,
    "first": None,
    "every": None,
    "from": None,
    "until": None,
    "met": 0,
    "hits": 0,
}


def statuses(client: httpx.Client, count: int, path: str = BOOK) -> list[int]:
    """Call a path so many times, and return what it was answered with."""
    return [client.get(path).status_code for _ in range(count)]


class TestAdding:
    """What can be set, and what is refused."""

    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ({"status": 503}, {"status": 503}),
            ({"status": 599.0, "first": 2.0}, {"status": 599, "first": 2}),
            (
                {"operation": "books.get_book", "delay_seconds": 60},
                {"operation": "books.get_book", "delay_seconds": 60},
            ),
            (
                {"connection": "midway", "delay_seconds": 0.5},
                {"connection": "midway", "delay_seconds": 0.5},
            ),
            ({"truncate": 0}, {"truncate": 0}),
            (
                {"truncate": 1, "status": None, "every": 3},
                {"truncate": 1, "every": 3},
            ),
            (
                {"status": 400, "from": "2026-06-15T11:30:00+02:00"},
                {"status": 400, "from": "2026-06-15T09:30:00.000000Z"},
            ),
        ],
    )
    def test_a_fault_is_shown_as_it_was_given(
        self, toy: httpx.Client, given: dict[str, Any], shown: dict[str, Any]
    ) -> None:
        """When it is added, by its id, and among the others."""
        added = toy.post(FAULTS, json={"api": "library", **given})
        other = faulty(toy, status=500)

        assert added.status_code == 201, added.text
        assert added.json() == {**SHOWN, **shown}
        assert toy.get(f"{FAULTS}/fault_1").json() == added.json()
        listed = toy.get(FAULTS).json()["faults"]
        assert [each["id"] for each in listed] == ["fault_1", other]
        assert listed[0] == added.json()

    @pytest.mark.parametrize(
        ("given", "wrong"),
        [
            ({}, [("/status", "required")]),
            ({"delay_seconds": 0, "first": 1}, [("/status", "required")]),
            ({"status": 399}, [("/status", "minimum")]),
            ({"status": 600}, [("/status", "maximum")]),
            (
                {"status": 500, "delay_seconds": 60.1},
                [("/delay_seconds", "maximum")],
            ),
            ({"status": 500, "delay_seconds": -1}, [("/delay_seconds", "minimum")]),
            ({"delay_seconds": 1, "truncate": 1.1}, [("/truncate", "maximum")]),
            ({"delay_seconds": 1, "connection": "after"}, [("/connection", "enum")]),
            ({"status": 500, "first": 0}, [("/first", "minimum")]),
            ({"status": 500, "every": 0}, [("/every", "minimum")]),
            ({"status": 500, "late": 1}, [("/late", "additionalProperties")]),
            ({"status": 500, "truncate": 0}, [("/truncate", "unknown")]),
            ({"connection": "before", "truncate": 1}, [("/truncate", "unknown")]),
            ({"status": 500, "connection": "before"}, [("/connection", "unknown")]),
            ({"truncate": 0.5, "example": "odd"}, [("/example", "unknown")]),
            ({"status": 422, "example": "odd"}, [("/example", "unknown")]),
            ({"status": 500, "operation": "books.burn"}, [("/operation", "unknown")]),
            ({"status": 500, "operation": ""}, [("/operation", "unknown")]),
            ({"status": 500, "api": "museum"}, [("/api", "unknown")]),
            ({"status": 500, "api": "control"}, [("/api", "unknown")]),
            ({"status": 500, "from": "1969-01-01T00:00:00Z"}, [("/from", "format")]),
            (
                {
                    "status": 500,
                    "from": "2026-06-15T09:30:00Z",
                    "until": "2026-06-15T11:30:00+02:00",
                },
                [("/until", "unknown")],
            ),
        ],
    )
    def test_what_can_never_happen_is_refused(
        self, toy: httpx.Client, given: dict[str, Any], wrong: list[tuple[str, str]]
    ) -> None:
        """A misspelt operation must not pass for one that never fails."""
        answer = toy.post(FAULTS, json={"api": "library", **given})

        assert refused(answer) == wrong
        assert hits(toy) == []

    def test_a_fault_that_is_removed_fails_no_more_calls(
        self, toy: httpx.Client
    ) -> None:
        """One by its id, or all of them; an id is not given again."""
        for status in (500, 501, 502):
            faulty(toy, status=status)
        removed = toy.delete(f"{FAULTS}/fault_1")
        one_less = statuses(toy, 1)
        cleared = toy.delete(FAULTS)

        assert (removed.status_code, cleared.status_code) == (204, 204)
        assert one_less == [501]
        assert statuses(toy, 1) == [200]
        assert faulty(toy, status=500) == "fault_4"

    def test_what_is_not_there_is_absent(self, toy: httpx.Client) -> None:
        refused(toy.get(f"{FAULTS}/fault_1"), 404)
        refused(toy.delete(f"{FAULTS}/fault_1"), 404)

    def test_a_sandbox_takes_a_hundred(self, toy: httpx.Client) -> None:
        for _ in range(100):
            faulty(toy, status=500, operation="books.list_books")
        refused(toy.post(FAULTS, json={"api": "library", "status": 500}), 409)

        toy.delete(f"{FAULTS}/fault_7")
        assert faulty(toy, status=500) == "fault_101"


class TestMeeting:
    """Whose turn it is."""

    @pytest.mark.parametrize(
        ("when", "failed", "counted"),
        [
            ({}, [1, 2, 3, 4, 5, 6, 7], (7, 7)),
            ({"first": 2}, [1, 2], (7, 2)),
            ({"every": 3}, [3, 6], (7, 2)),
            ({"every": 2, "first": 2}, [2, 4], (7, 2)),
        ],
    )
    def test_a_fault_takes_its_turn(
        self,
        toy: httpx.Client,
        when: dict[str, Any],
        failed: list[int],
        counted: tuple[int, int],
    ) -> None:
        """Always the same calls, so that a test can rely on it."""
        faulty(toy, status=503, **when)
        answers = statuses(toy, 7)

        numbers = [number for number, status in enumerate(answers, 1) if status == 503]
        assert numbers == failed
        assert {*answers} <= {200, 503}
        assert hits(toy) == [counted]

    def test_the_oldest_applies_whose_turn_it_is(self, toy: httpx.Client) -> None:
        """Those behind it do not count the call."""
        faulty(toy, status=500, every=2)
        faulty(toy, status=502, first=1)
        faulty(toy, status=503)

        assert statuses(toy, 4) == [502, 500, 503, 500]
        assert hits(toy) == [(4, 2), (2, 1), (1, 1)]

    def test_only_its_operation_fails(self, toy: httpx.Client) -> None:
        faulty(toy, status=500, operation="books.get_book", first=1)

        assert statuses(toy, 1, BOOKS) == [200]
        assert statuses(toy, 1, f"{BASE}/reports") == [200]
        assert statuses(toy, 2) == [500, 200]

    def test_each_operation_of_an_api_fails(self, toy: httpx.Client) -> None:
        """With a handler, without one, and where nobody need say who calls."""
        faulty(toy, status=500)
        paths = (BOOK, BOOKS, f"{BASE}/reports", "/library-status/status")

        assert [toy.get(path).status_code for path in paths] == [500] * 4

    def test_it_fails_between_two_times_of_the_sandbox(self, toy: httpx.Client) -> None:
        """From the first on, and no longer at the second."""
        clock(toy, frozen=True, at="2026-06-15T09:00:00Z")
        window = {"from": "2026-06-15T09:30:00Z", "until": "2026-06-15T09:35:00Z"}
        faulty(toy, status=503, first=2, **window)
        seen = []
        for at in ("09:29:59.999999", "09:30:00", "09:34:59.999999", "09:34:59.999999"):
            clock(toy, at=f"2026-06-15T{at}Z")
            seen += statuses(toy, 1)
        clock(toy, at="2026-06-15T09:35:00Z")
        seen += statuses(toy, 1)

        assert seen == [200, 503, 503, 200, 200]
        assert hits(toy) == [(3, 2)]

    @pytest.mark.parametrize(
        ("method", "path", "sent", "status"),
        [
            ("GET", BOOK, {"headers": {"X-Library-Card": "none"}}, 401),
            ("GET", f"{BASE}/books/bk_9999", {}, 404),
            ("GET", f"{BASE}/nothing", {}, 404),
            ("PATCH", BOOKS, {}, 405),
            ("GET", f"{BOOKS}?order=size", {}, 422),
            ("POST", BOOKS, {"json": {"title": "A"}}, 422),
            ("POST", BOOKS, {"content": "{", "headers": {"Content-Type": "?"}}, 415),
            ("GET", BOOK, {"headers": {"Prefer": "code=200"}}, 200),
            ("GET", BOOK, {"headers": {"Prefer": "code=600"}}, 400),
        ],
    )
    def test_a_call_that_gets_no_further_does_not_count(
        self,
        toy: httpx.Client,
        method: str,
        path: str,
        sent: dict[str, Any],
        status: int,
    ) -> None:
        """A client with a wrong request must not pass for one that copes."""
        faulty(toy, status=503, first=1)
        answer = toy.request(method, path, **sent)

        assert answer.status_code == status
        assert hits(toy) == [(0, 0)]

    def test_another_preference_is_no_wish(self, toy: httpx.Client) -> None:
        faulty(toy, status=503)

        answer = toy.get(BOOK, headers={"Prefer": "wait=10"})
        assert answer.status_code == 503

    def test_the_stub_itself_never_fails(self, toy: httpx.Client) -> None:
        """Else a test could not take its faults back."""
        faulty(toy, status=503)
        paths = ("/clock", "/faults", "/health", "/records", "/sandboxes")

        assert [toy.get(f"{CONTROL}{path}").status_code for path in paths] == [200] * 5
        assert hits(toy) == [(0, 0)]
