"""Requests: what is kept of bodies, long, odd and unread ones too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.journaling import BOOKS, EMMA, last
from tests.engine.projects import BASE

if TYPE_CHECKING:
    import httpx


@pytest.mark.parametrize(
    ("data", "text", "encoded"),
    [
        (b"\xff\xd8\xff\xe0", None, "/9j/4A=="),
        ("Fen \N{SNOWMAN}".encode(), "Fen \N{SNOWMAN}", None),
        (b"a\x00b", "a\x00b", None),
        (b"\xed\xa0\x80", None, "7aCA"),
        (b"", "", None),
    ],
)
def test_a_body_of_any_bytes_is_kept_as_it_was_sent(
    toy: httpx.Client, data: bytes, text: str | None, encoded: str | None
) -> None:
    """As text, or in base64 where it is none."""
    headers = {"Content-Type": "image/png"}
    toy.put(f"{BOOKS}/bk_0001/cover", content=data, headers=headers)
    body = last(toy)["request"]["body"]

    assert body == {"bytes": len(data), "cut": False, "text": text, "base64": encoded}


def test_of_a_long_body_the_beginning_is_kept(toy: httpx.Client) -> None:
    """A letter that the cut goes through is left out."""
    data = b"x" * (16 * 1024 - 1) + "\N{SNOWMAN}".encode() + b"x" * 1000
    headers = {"Content-Type": "image/png"}
    toy.put(f"{BOOKS}/bk_0001/cover", content=data, headers=headers)
    sent = last(toy)["request"]["body"]
    toy.get(f"{BOOKS}/bk_0001/cover")
    got = last(toy)["answer"]["body"]

    assert sent["bytes"] == got["bytes"] == len(data)
    assert (sent["cut"], got["cut"]) == (True, True)
    assert sent["text"] == got["text"] == "x" * (16 * 1024 - 1)


def test_a_body_that_just_fits_is_whole(toy: httpx.Client) -> None:
    data = b"x" * (16 * 1024)
    headers = {"Content-Type": "image/png"}
    toy.put(f"{BOOKS}/bk_0001/cover", content=data, headers=headers)
    body = last(toy)["request"]["body"]

    assert (body["bytes"], body["cut"]) == (len(data), False)


@pytest.mark.parametrize(
    ("path", "more", "status"),
    [
        (BOOKS, {"content": b"x" * 200_000}, 413),
        (f"{BASE}/nothing", {"json": EMMA}, 404),
        (BOOKS, {"json": EMMA, "headers": {"X-Library-Card": "unknown"}}, 401),
    ],
)
def test_a_body_that_was_not_read_is_told_by_its_length(
    toy: httpx.Client, path: str, more: dict[str, Any], status: int
) -> None:
    """Rather than as a body of no bytes."""
    toy.get(BOOKS)
    refused = toy.post(path, **more)
    call = last(toy)

    assert refused.status_code == call["status"] == status
    assert call["request"]["body"] == {
        "bytes": len(refused.request.content),
        "cut": True,
        "text": "",
        "base64": None,
    }


def test_the_answer_to_head_is_noted_as_it_left(toy: httpx.Client) -> None:
    """The length of a body that was not sent is in the headers alone."""
    headed = toy.head(BOOKS)
    answer = last(toy)["answer"]

    assert answer["headers"]["content-length"] == headed.headers["Content-Length"]
    assert int(headed.headers["Content-Length"]) > 0
    assert answer["body"] == {"bytes": 0, "cut": False, "text": "", "base64": None}
