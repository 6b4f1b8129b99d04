"""File replies: a file that somebody has sent is handed out, and can do no harm."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.projects import BASE, CARD, copy_of_toy, edit
from tests.stub import Stub
from ticketstub.call import file_reply
from ticketstub.pipeline.answer import header_pairs
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

DISPOSITION = re.compile(
    r"(?P<shown>inline|attachment);"
    r' filename="(?P<plain>[ !#-\[\]-~]*)";'
    r" filename\*=UTF-8''(?P<exact>[A-Za-z0-9._~%-]*)"
)
#: Any text at all, half characters included.
TEXT = st.text(st.characters(exclude_categories=()))


def disposition(filename: str, media_type: str) -> re.Match[str]:
    """Return what a file reply says of showing or saving, taken apart."""
    headers = file_reply(b"data", filename, media_type).headers
    assert headers is not None
    found = DISPOSITION.fullmatch(headers["Content-Disposition"])
    assert found is not None, headers
    return found


@pytest.mark.parametrize(
    ("media_type", "told"),
    [
        ("image/png", "image/png"),
        ("image/jpeg", "image/jpeg"),
        ("image/gif", "image/gif"),
        ("image/webp", "image/webp"),
        ("Image/PNG", "image/png"),
        (" image/gif\t", "image/gif"),
    ],
)
def test_a_plain_picture_is_shown(media_type: str, told: str) -> None:
    reply = file_reply(b"data", "a.png", media_type)

    assert reply.media_type == told
    assert disposition("a.png", media_type)["shown"] == "inline"


@pytest.mark.parametrize(
    "media_type",
    [
        "text/html",
        "text/plain",
        "text/javascript",
        "text/xml",
        "application/xhtml+xml",
        "application/pdf",
        "application/octet-stream",
        "application/vnd.a.b-c+json",
        "image/svg+xml",
        "image/bmp",
        "image/png2",
        "ximage/png",
        "multipart/form-data",
    ],
)
def test_everything_else_is_saved_under_its_own_type(media_type: str) -> None:
    """A page, a script or an SVG image would run as one of the stub's."""
    reply = file_reply(b"data", "a.png", media_type)

    assert reply.media_type == media_type
    assert disposition("a.png", media_type)["shown"] == "attachment"


@pytest.mark.parametrize(
    "media_type",
    [
        "",
        " ",
        "image",
        "image/",
        "/png",
        "/",
        "image/png/",
        "image/*",
        "*/*",
        "image /png",
        "image/png x",
        "image/png;",
        "image/png; charset=utf-8",
        "image/png,text/html",
        "image/png\r\nX-Evil: 1",
        "image/png\0",
        "image\n/png",
        "imäge/png",
        "image/\uff50\uff4e\uff47",
        '"image/png"',
        "<image/png>",
        "a" * 128 + "/b",
        "a/" + "b" * 128,
        "\ud800/png",
    ],
)
def test_a_media_type_that_is_none_is_that_of_mere_bytes(media_type: str) -> None:
    """It came from whoever sent the file, and must not reach a header as it is."""
    reply = file_reply(b"data", "a.png", media_type)

    assert reply.media_type == "application/octet-stream"
    assert disposition("a.png", media_type)["shown"] == "attachment"


@pytest.mark.parametrize("media_type", ["image/png", "text/html", "nonsense"])
def test_the_headers_forbid_a_browser_to_guess_and_to_run(media_type: str) -> None:
    """Also for what it shows; and the bytes are those that came."""
    data = b"<script>alert(1)</script>\0\xff"
    reply = file_reply(data, "a", media_type)
    headers = reply.headers or {}

    assert (reply.status, reply.body) == (200, data)
    assert {**headers, "Content-Disposition": ""} == {
        "Content-Disposition": "",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "X-Content-Type-Options": "nosniff",
    }


@pytest.mark.parametrize(
    ("filename", "plain", "exact"),
    [
        ("a b.txt", "a b.txt", "a%20b.txt"),
        ("", "", ""),
        ("Größe €.pdf", "Gr__e _.pdf", "Gr%C3%B6%C3%9Fe%20%E2%82%AC.pdf"),
        ("😬.png", "_.png", "%F0%9F%98%AC.png"),
        ('a"b\\c.txt', "a_b_c.txt", "a%22b%5Cc.txt"),
        ('"; filename="b.html', "_; filename=_b.html", "%22%3B%20filename%3D%22b.html"),
        ("a;b=c, d.txt", "a;b=c, d.txt", "a%3Bb%3Dc%2C%20d.txt"),
        ("a'b*c.txt", "a'b*c.txt", "a%27b%2Ac.txt"),
        ("100%.txt", "100%.txt", "100%25.txt"),
        ("a?b.txt", "a_b.txt", "a%3Fb.txt"),
        ("%0d%0aX-Evil: 1", "%0d%0aX-Evil: 1", "%250d%250aX-Evil%3A%201"),
        ("a\r\nX-Evil: 1\r\n\r\n<b>", "aX-Evil: 1<b>", "aX-Evil%3A%201%3Cb%3E"),
        ("\0a\t\x1b[1mb\x7f\x85.txt", "a[1mb.txt", "a%5B1mb.txt"),
        ("\u202egnp.exe", "gnp.exe", "gnp.exe"),
        ("a\u2028b\ud800\ufeffc", "abc", "abc"),
        ("../../etc/passwd", "../../etc/passwd", "..%2F..%2Fetc%2Fpasswd"),
        pytest.param("n" * 4000, "n" * 4000, "n" * 4000, id="4000 letters"),
    ],
)
def test_a_name_is_told_twice_in_plain_letters_and_exactly(
    filename: str, plain: str, exact: str
) -> None:
    """What cannot be seen is left out of both, so nothing hides in them."""
    found = disposition(filename, "text/plain")

    assert (found["plain"], found["exact"]) == (plain, exact)


@given(TEXT, TEXT)
def test_no_name_and_no_media_type_breaks_a_header(
    filename: str, media_type: str
) -> None:
    """Whatever they are, each header stays one line that means what it should."""
    reply = file_reply(b"data", filename, media_type)
    found = disposition(filename, media_type)

    assert found["shown"] == "attachment"
    assert unquote(found["exact"]) == "".join(filter(str.isprintable, filename))
    assert all(value.isascii() for _, value in header_pairs(reply))
    assert re.fullmatch(r"[!-~]+/[!-~]+", reply.media_type or "")


@pytest.mark.parametrize(
    ("media_type", "told", "shown"),
    [
        ("image/png", "image/png", "inline"),
        ("image/svg+xml", "image/svg+xml", "attachment"),
        ("image/png;x=1", "application/octet-stream", "attachment"),
    ],
)
def test_a_handlers_answer_arrives_with_all_of_it(
    tmp_path: Path, media_type: str, told: str, shown: str
) -> None:
    """Over HTTP, byte for byte; HEAD says the same."""
    project = copy_of_toy(tmp_path)
    covers = project / "handlers" / "library" / "covers.py"
    edit(
        covers,
        'Reply(200, b64decode(cover["data"]), media_type=cover["media_type"])',
        'file_reply(b64decode(cover["data"]), "Zoë.png", cover["media_type"])',
    )
    edit(covers, "import Reply, Upload", "import Reply, Upload, file_reply")
    edit(
        project / "openapi" / "library.yaml",
        "          description: The picture.\n          content:\n            image/*:",
        "          description: The picture.\n          content:\n            '*/*':",
    )
    url = f"{BASE}/books/bk_0001/cover"
    headers = {**CARD, "Content-Type": media_type}
    with Stub(load_project(project), Settings()) as stub, stub.client() as client:
        client.put(url, content=b"<svg>\0\xff", headers=headers)
        got, head = client.get(url, headers=CARD), client.head(url, headers=CARD)

    assert got.content == b"<svg>\0\xff"
    for answer in (got, head):
        assert answer.headers["Content-Type"] == told
        assert answer.headers["Content-Length"] == "7"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
        assert answer.headers["Content-Disposition"] == (
            f"{shown}; filename=\"Zo_.png\"; filename*=UTF-8''Zo%C3%AB.png"
        )
