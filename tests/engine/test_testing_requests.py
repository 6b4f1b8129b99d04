"""`ticketstub.testing.Control`: what was called, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.engine.journaling import BOOKS, EMMA
from tests.engine.projects import BASE, CARD, TOY
from ticketstub.testing import Control, ControlError, Stub, serve

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    """Serve the toy, as a user's own tests would."""
    with serve(project=TOY, max_sandboxes=1000) as stub:
        yield stub


@pytest.fixture
def control(stub: Stub, sandbox_name: str) -> Iterator[Control]:
    """Control a sandbox of this test's own, in which five calls were made."""
    headers = {**CARD, "Ticketstub-Sandbox": sandbox_name}
    with (
        stub.in_sandbox(sandbox_name) as control,
        httpx.Client(base_url=stub.url, headers=headers) as client,
    ):
        client.get(BOOKS)
        client.post(BOOKS, json=EMMA)
        client.post(BOOKS, json={**EMMA, "title": "Persuasion", "shelf": 100})
        client.get(f"{BOOKS}/bk_9999")
        client.post(f"{BASE}/trials", json={"way": "raise"})
        yield control


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ({}, [1, 2, 3, 4, 5]),
        ({"api": "library", "method": "GET"}, [1, 4]),
        ({"operation": "books.create_book"}, [2, 3]),
        ({"status": 201}, [2]),
        ({"status": "4xx"}, [3, 4]),
        ({"path": "bk_"}, [4]),
        ({"body": "Emma"}, [2]),
        ({"outcome": "failed"}, [5]),
        ({"after": "call_3"}, [4, 5]),
        ({"status": None, "path": None, "method": "POST"}, [2, 3, 5]),
    ],
)
def test_calls_are_listed_and_counted_by_the_same_filters(
    control: Control, wanted: dict[str, Any], numbers: list[int]
) -> None:
    """The names are those of the control API; what is None is left out."""
    found = control.requests.list(**wanted)

    assert [each["id"] for each in found] == [f"call_{number}" for number in numbers]
    assert control.requests.count(**wanted) == len(numbers)


def test_calls_are_counted_by_what_their_bodies_say(control: Control) -> None:
    made = control.requests.count(json={"title": "Emma"})

    assert made == 1
    assert control.requests.count(json={"title": "Emma"}, status="4xx") == 0
    assert control.requests.count(json={}) == 3


def test_a_call_is_read_and_explained(control: Control) -> None:
    (newest,) = control.requests.list(limit=1, outcome="refused")
    call = control.requests.get(newest["id"])

    assert call["path"] == f"{BOOKS}/bk_9999"
    assert call["request"]["headers"]["x-library-card"] == "[redacted]"
    assert control.requests.explain("call_3")["reasons"][0]["name"] == "shelf"
    with pytest.raises(ControlError, match="404: No such request in the journal"):
        control.requests.get("call_99")
    with pytest.raises(ControlError, match="409: "):
        control.requests.explain("call_1")


def test_calls_are_forgotten(control: Control) -> None:
    control.requests.clear()

    assert control.requests.list() == []
    assert control.requests.count() == 0


def test_a_filter_that_is_none_is_refused(control: Control) -> None:
    """By the stub, in its words; a wrong name by Python."""
    with pytest.raises(ControlError, match="422: status: "):
        control.requests.count(status="many")
    with pytest.raises(TypeError, match="operations"):
        control.requests.count(operations="x")  # type: ignore[call-arg]  # the fault


@pytest.mark.parametrize("name", ["", "..", "call_1/..", "a b", "%2F", "count"])
def test_an_id_is_one_step_of_a_path(control: Control, name: str) -> None:
    with pytest.raises(ControlError, match=r"40[45]: "):
        control.requests.explain(name)


def test_nothing_is_noted_where_a_setting_says_so() -> None:
    with serve(project=TOY, max_journal_calls=0) as stub:
        refused = httpx.get(f"{stub.url}{BOOKS}/bk_9999", headers=CARD)

        assert stub.control.requests.count() == 0
    assert "Link" not in refused.headers
