"""Names of files in a multipart body: how a part says that it is one."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import BASE
from ticketstub.call import Upload
from ticketstub.pipeline.multipart import parse_multipart

if TYPE_CHECKING:
    import httpx

EURO = b"filename*=UTF-8''%e2%82%ac.txt"


def body(disposition: bytes) -> bytes:
    """Return a multipart body of one part."""
    head = b"--b\r\nContent-Disposition: form-data; " + disposition
    return head + b"\r\nContent-Type: image/png\r\n\r\ndata\r\n--b--\r\n"


@pytest.mark.parametrize(
    ("disposition", "filename"),
    [
        (b'name="a"; ' + EURO, "€.txt"),
        (EURO + b'; name="a"', "€.txt"),
        (b"name=a;" + EURO, "€.txt"),
        (b"name=a; FileName* = utf-8''b.txt", "b.txt"),
        (b"name=a; filename*=utf-8'en'b%20%22c%22.txt", 'b "c".txt'),
        (b"name=a; filename*=b.txt", "b.txt"),
        (b"name=a; filename*=utf-8''%ff.txt", "\ufffd.txt"),
        (b"name=a; filename*=utf-8''%zz%", "%zz%"),
        (b"name=a; filename*=", ""),
    ],
)
def test_a_file_may_be_named_by_the_extended_spelling_alone(
    disposition: bytes, filename: str
) -> None:
    """No form should say so, but some clients do."""
    ((name, upload),) = parse_multipart(body(disposition), b"b")

    assert name == "a"
    assert upload == Upload(filename, "image/png", b"data")


@pytest.mark.parametrize(
    ("disposition", "filename"),
    [
        (b"filename*=utf-8''it's%20mine.txt", "it's mine.txt"),
        (b"filename*=utf-8'en'a'b'c.txt", "a'b'c.txt"),
        (b"filename*=utf-8''a'", "a'"),
    ],
    ids=["an apostrophe", "two of them", "at the end"],
)
def test_an_apostrophe_is_part_of_an_extended_name(
    disposition: bytes, filename: str
) -> None:
    """Only the first two set charset and language apart; browsers encode none."""
    ((_, upload),) = parse_multipart(body(b"name=a; " + disposition), b"b")

    assert isinstance(upload, Upload)
    assert upload.filename == filename


@pytest.mark.parametrize(
    "disposition",
    [
        b'name=a; filename="plain.txt"; ' + EURO,
        b"name=a; " + EURO + b'; filename="plain.txt"',
        b"name=a; filename=plain.txt; " + EURO,
    ],
)
def test_of_both_spellings_the_plain_one_counts(disposition: bytes) -> None:
    """As in a form it should be the only one."""
    ((_, upload),) = parse_multipart(body(disposition), b"b")

    assert isinstance(upload, Upload)
    assert upload.filename == "plain.txt"


@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        (b'name="a"', "a"),
        (b"name=\"a; filename*=utf-8''evil\"", "a; filename*=utf-8''evil"),
        (b'name="a\\"; filename*=utf-8\'\'evil"', "a\"; filename*=utf-8''evil"),
        (b'name="a"; x="; filename*=utf-8\'\'evil"', "a"),
        (b"name=a; xfilename*=utf-8''b", "a"),
        (b'name=a; filename*0="b"; filename*1="c"', "a"),
        (b"name=a; filename**=b", "a"),
    ],
)
def test_what_only_looks_like_a_filename_makes_no_file(
    disposition: bytes, name: str
) -> None:
    """A text that a user has typed stays in its quotes."""
    assert parse_multipart(body(disposition), b"b") == [(name, "data")]


def test_a_quote_that_is_never_closed_costs_no_time() -> None:
    """One request of these would else keep the server from all the others."""
    head = b"--b\r\nContent-Disposition: form-data; name=a; x=" + b'"' + b'\\"' * 2000
    raw = (head + b"\r\n\r\n\r\n") * 50 + b"--b--\r\n"
    started = time.thread_time()
    parts = parse_multipart(raw, b"b")

    assert parts == [("a", "")] * 50
    assert time.thread_time() - started < 1


def test_a_file_of_either_spelling_is_a_file_to_its_operation(
    toy: httpx.Client,
) -> None:
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    url = f"{BASE}/books/bk_0001/cover"
    sent = [b"name=picture; " + name for name in (EURO, b'filename="a"', b"size=4")]
    kept = [toy.put(url, content=body(each), headers=headers) for each in sent]

    assert [answer.status_code for answer in kept] == [204, 204, 422]
    assert kept[2].json()["fields"] == [["picture", "type"]]
    assert toy.get(url).content == b"data"
