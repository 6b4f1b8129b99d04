"""From a path and a method to an operation, and in which order a call is checked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import BASE, CARD

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub

BOOK = f"{BASE}/books/bk_0001"
ABSENT = f"{BASE}/books/bk_9999"


@pytest.mark.parametrize(
    ("credential", "method", "path", "body", "status"),
    [
        (False, "PATCH", ABSENT, b"{", 401),
        (False, "GET", f"{BASE}/books?order=none", b"", 401),
        (True, "GET", f"{BASE}/books?order=none", b"", 422),
        (True, "PATCH", ABSENT, b"{", 404),
        (True, "PATCH", ABSENT, b'{"pages":0}', 404),
        (True, "PATCH", BOOK, b"{", 400),
        (True, "PATCH", BOOK, b'{"pages":0}', 422),
        (True, "PATCH", BOOK, b'{"pages":1}', 200),
    ],
)
def test_the_first_check_that_fails_decides(  # noqa: PLR0917  # parameters of the test
    toy_stub: Stub,
    sandbox_name: str,
    credential: bool,  # noqa: FBT001  # a parameter of the test
    method: str,
    path: str,
    body: bytes,
    status: int,
) -> None:
    """Who calls comes first, then the query, what the path names, and the body."""
    headers = {"Content-Type": "application/json", **(CARD if credential else {})}
    with toy_stub.client(sandbox_name, headers=headers) as client:
        answer = client.request(method, path, content=body)

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("media_type", "body", "path", "status"),
    [
        ("text/csv", b"a,b", ABSENT, 404),
        ("text/csv", b"a,b", BOOK, 415),
        ("application/json", b" " * 100_001, ABSENT, 404),
        ("application/json", b" " * 100_001, BOOK, 413),
    ],
)
def test_the_body_is_judged_last_for_its_type_and_size_too(
    toy: httpx.Client, media_type: str, body: bytes, path: str, status: int
) -> None:
    headers = {"Content-Type": media_type}
    answer = toy.patch(path, content=body, headers=headers)

    assert answer.status_code == status


@pytest.mark.parametrize("book_id", ["bk_00", "BK_0001", "1", "bk_0001%0A", "%20"])
def test_a_path_value_that_cannot_be_one_names_nothing(
    toy: httpx.Client, book_id: str
) -> None:
    """To a client an id of the wrong form is like an unknown one: not there."""
    answer = toy.get(f"{BASE}/books/{book_id}")

    assert answer.status_code == 404
    assert answer.json() == {"fault": "No such book."}


def test_a_percent_encoded_path_is_the_same_path(toy: httpx.Client) -> None:
    answer = toy.get(f"{BASE}/b%6Foks/bk%5F0001")

    assert answer.json()["id"] == "bk_0001"


def test_an_encoded_slash_does_not_end_a_step(toy: httpx.Client) -> None:
    """`bk%2Fcover` is an odd id of a book, not the cover of one."""
    answer = toy.get(f"{BASE}/books/bk_0001%2Fcover")

    assert answer.json() == {"fault": "No such book."}


def test_a_literal_path_wins_over_a_template_whatever_the_method(
    toy: httpx.Client,
) -> None:
    """`/books/lost` is no book: deleting it is the wrong method, not a missing book."""
    read = toy.get(f"{BASE}/books/lost")
    deleted = toy.delete(f"{BASE}/books/lost")

    assert read.json() == []
    assert deleted.status_code == 405
    assert deleted.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/books", "GET, HEAD, POST"),
        ("POST", "/books/bk_0001", "DELETE, GET, HEAD, PATCH"),
        ("POST", "/books/bk_9999", "DELETE, GET, HEAD, PATCH"),
        ("GET", "/trials", "POST"),
        ("HEAD", "/trials", "POST"),
        ("OPTIONS", "/books", "GET, HEAD, POST"),
        ("TRACE", "/books", "GET, HEAD, POST"),
        ("PROPFIND", "/books", "GET, HEAD, POST"),
    ],
)
def test_a_wrong_method_is_told_every_right_one(
    toy: httpx.Client, method: str, path: str, allowed: str
) -> None:
    answer = toy.request(method, BASE + path)

    assert answer.status_code == 405
    assert answer.headers["Allow"] == allowed


@pytest.mark.parametrize(
    "path",
    ["/books/", "//books", "/Books", "/books/bk_0001/", "/books//cover", "", "/"],
)
def test_there_are_no_redirects_and_no_second_spellings(
    toy: httpx.Client, path: str
) -> None:
    """What a real client gets wrong must show here, not only in production."""
    answer = toy.get(f"{BASE}{path}")

    assert answer.status_code == 404
    assert answer.headers["X-Branch"]


@pytest.mark.parametrize(
    "path",
    [
        "/books",
        "/books/bk_0001",
        "/books/bk_9999",
        "/books?order=none",
        "/reports",
        "/nothing",
    ],
)
def test_head_is_get_without_its_body(toy: httpx.Client, path: str) -> None:
    """A client may ask for the length first; it must be the one that GET has."""
    got = toy.get(BASE + path)
    head = toy.head(BASE + path)

    assert head.status_code == got.status_code
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(got.content))
    # The time may differ, and each refusal has an explanation of its own.
    alike = [
        {
            name: value
            for name, value in answer.headers.items()
            if name not in ("date", "link")
        }
        for answer in (got, head)
    ]
    assert alike[0] == alike[1]
