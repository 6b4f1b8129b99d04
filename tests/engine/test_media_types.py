"""Bodies that are no JSON and no plain form: text, files, parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.projects import BASE

if TYPE_CHECKING:
    import httpx

BOOKS = f"{BASE}/books"
BOOK = f"{BOOKS}/bk_0001"
PICTURE = bytes(range(256)) * 3


def test_text_is_read_as_utf_8(toy: httpx.Client) -> None:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    kept = toy.put(f"{BOOK}/blurb", content="Größe".encode(), headers=headers)
    unreadable = toy.put(f"{BOOK}/blurb", content=b"\xff", headers=headers)
    too_long = toy.put(f"{BOOK}/blurb", content=b"a" * 41, headers=headers)

    assert kept.text == "Größe"
    assert kept.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert unreadable.status_code == 400
    assert too_long.json()["fields"] == [["", "maxLength"]]


def test_an_upload_comes_back_byte_for_byte(toy: httpx.Client) -> None:
    """Bytes that are no text, in a part with a name that is no ASCII."""
    kept = toy.put(
        f"{BOOK}/cover",
        files={"picture": ("Größe.png", PICTURE, "image/png")},
        data={"caption": "front"},
    )
    got = toy.get(f"{BOOK}/cover")

    assert kept.status_code == 204
    assert kept.content == b""
    assert "Content-Length" not in kept.headers
    assert "Content-Type" not in kept.headers
    assert got.content == PICTURE
    assert got.headers["Content-Type"] == "image/png"


def test_a_media_type_may_be_a_range(toy: httpx.Client) -> None:
    """`image/*` takes any picture, as it is, and nothing else."""
    kept = toy.put(
        f"{BOOK}/cover", content=PICTURE, headers={"Content-Type": "image/webp"}
    )
    got = toy.get(f"{BOOK}/cover")
    refused = toy.put(
        f"{BOOK}/cover", content=PICTURE, headers={"Content-Type": "video/mp4"}
    )

    assert kept.status_code == 204
    assert (got.content, got.headers["Content-Type"]) == (PICTURE, "image/webp")
    assert refused.status_code == 415


def test_text_in_place_of_a_file_is_refused(toy: httpx.Client) -> None:
    text: Any = {"picture": (None, "no file")}
    as_text = toy.put(f"{BOOK}/cover", files=text)
    missing: Any = {"caption": (None, "front")}
    without = toy.put(f"{BOOK}/cover", files=missing)
    file_as_text = toy.put(
        f"{BOOK}/cover", files={"picture": ("a", b"1"), "caption": ("b", b"2")}
    )
    twice: Any = [("picture", ("a", b"1")), ("picture", ("b", b"2"))]
    two = toy.put(f"{BOOK}/cover", files=twice)

    assert as_text.json()["fields"] == [["picture", "type"]]
    assert without.json()["fields"] == [["picture", "required"]]
    assert file_as_text.json()["fields"] == [["caption", "type"]]
    assert two.json()["fields"] == [["picture", "duplicate"]]


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"nothing", "multipart/form-data; boundary=x"),
        (b"--x--", "multipart/form-data"),
        (b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--\r\n", None),
        (
            (
                b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xff\r\n'
                b"--x--\r\n"
            ),
            None,
        ),
        (
            b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n\r\n' * 1001
            + b"--x--\r\n",
            None,
        ),
    ],
    ids=["cut short", "no part", "no boundary", "no name", "no UTF-8", "too many"],
)
def test_a_damaged_multipart_body_is_unreadable(
    toy: httpx.Client, body: bytes, media_type: str | None
) -> None:
    headers = {"Content-Type": media_type or "multipart/form-data; boundary=x"}
    refused = toy.post(BOOKS, content=body, headers=headers)

    assert refused.status_code == 400
