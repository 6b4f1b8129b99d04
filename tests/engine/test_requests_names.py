"""Requests: filters and parameters that name what there is not are refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.controlling import refused
from tests.engine.journaling import BOOKS, REQUESTS

if TYPE_CHECKING:
    import httpx

COUNT = f"{REQUESTS}/count"


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ({"api": "nope"}, "api: is not served here; there are library"),
        ({"api": "Library"}, "api: is not served here; there are library"),
        ({"api": ""}, "api: is not served here; there are library"),
        ({"api": "_control"}, "api: is not served here; there are library"),
        ({"operation": "create_book"}, "operation: is no operation of any API"),
        ({"operation": ""}, "operation: is no operation of any API"),
        ({"operation": "clock.get_clock"}, "operation: is no operation of any API"),
        (
            {"api": "library", "operation": "books.create_bok"},
            "operation: is no operation of library",
        ),
        (
            {"api": "nope", "operation": "books.create_bok"},
            "api: is not served here; there are library",
        ),
    ],
)
def test_a_name_that_there_is_not_is_refused(
    toy: httpx.Client, query: dict[str, Any], detail: str
) -> None:
    """A test that asserts that nothing was called would pass for a slip of the pen."""
    name = detail.partition(":")[0]
    by_list = toy.get(REQUESTS, params=query)
    by_count = toy.post(COUNT, json=query)

    assert refused(by_list) == [("", "unknown")]
    assert refused(by_count) == [(f"/{name}", "unknown")]
    assert by_list.json()["detail"] == by_count.json()["detail"] == detail


def test_a_query_parameter_that_there_is_not_is_refused(toy: httpx.Client) -> None:
    """Else a filter with a slip of the pen would choose everything."""
    answer = toy.get(REQUESTS, params={"stats": "4xx", "b%": "1", "limit": "0"})
    plain = toy.delete(REQUESTS, params={"bogus": "1"})
    many = toy.get(REQUESTS, params=[(f"p{n}", "1") for n in range(1001)])

    known = "api, operation, method, status, path, body, outcome, after, limit"
    message = f"is no parameter here; there are: {known}"
    assert refused(answer) == [("", "minimum"), ("", "unknown"), ("", "unknown")]
    assert [each["name"] for each in answer.json()["errors"]] == [
        *("limit", "stats", "b%")
    ]
    assert answer.json()["detail"].endswith(f"; stats: {message}; b%: {message}")
    assert plain.json()["detail"] == "bogus: is no parameter here; there are: none"
    assert refused(plain) == [("", "unknown")]
    assert len(refused(many)) < 3


def test_an_explanation_goes_on_taking_its_sandbox(
    toy: httpx.Client, sandbox_name: str
) -> None:
    """And refuses others by its name, too."""
    url = "/_ticketstub/explain/call_1"
    toy.get(f"{BOOKS}/bk_9999")
    del toy.headers["Ticketstub-Sandbox"]
    found = toy.get(url, params={"Sandbox": sandbox_name})
    wrong = toy.get(url, params={"Sandbox": sandbox_name, "sandbox": "x"})

    assert found.status_code == 200
    assert wrong.json()["detail"] == (
        "sandbox: is no parameter here; there are: Sandbox"
    )


def test_an_api_that_is_imitated_goes_on_ignoring_what_it_does_not_know(
    toy: httpx.Client,
) -> None:
    assert toy.get(BOOKS, params={"bogus": "1"}).status_code == 200
