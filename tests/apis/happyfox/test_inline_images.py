"""Inline images: one picture at a time, and a link that goes on working."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.calls import IMAGE, PICTURE
from tests.apis.happyfox.conftest import JSON, created
from tests.apis.happyfox.linking import (
    EVERY_BYTE,
    NOT_FOUND,
    UPLOAD,
    follow,
    upload_image,
)
from tests.apis.happyfox.sending import REQUIRED, assert_refused, desk, part, parts
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub
    from ticketstub.sandbox.clock import Clock

NO_IMAGE = "Upload a valid image."


def url_of(answer: httpx.Response) -> str:
    """Return the link to an image that was uploaded."""
    assert answer.status_code == 200, answer.text
    url: str = answer.json()["url"]
    return url


@pytest.mark.rule("H45", "X7", "X9")
def test_an_image_gets_the_documented_link(
    client: httpx.Client, sandbox_name: str
) -> None:
    answer = client.post(UPLOAD, files={"file": PICTURE})

    base = str(client.base_url).rstrip("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == JSON
    assert answer.json() == {
        "url": f"{base}/get_hdp_temporarily_attachment/2091/?Sandbox={sandbox_name}"
    }


@pytest.mark.rule("H45")
@pytest.mark.parametrize("host", ["localhost:4140", "127.0.0.1"])
def test_the_link_leads_to_the_host_that_was_called(
    client: httpx.Client, host: str
) -> None:
    answer = client.post(UPLOAD, files={"file": PICTURE}, headers={"Host": host})

    start = f"http://{host}/get_hdp_temporarily_attachment/2091/"
    assert url_of(answer).startswith(start)


@pytest.mark.rule("H45")
def test_numbers_count_on_from_2091(
    bundled_stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """In each sandbox by itself; a refused upload uses none up."""
    urls = [url_of(upload_image(client, b"x")) for _ in range(2)]
    upload_image(client, b"x", 'filename="a.txt"', "text/plain")
    urls.append(url_of(upload_image(client, b"x")))
    with desk(bundled_stub, f"{sandbox_name}-other") as other:
        urls.append(url_of(upload_image(other, b"x")))

    assert [int(url.split("/")[4]) for url in urls] == [2091, 2092, 2093, 2091]


@pytest.mark.rule("H45")
@pytest.mark.parametrize(
    ("disposition", "media_type"),
    [
        ('filename="a.png"', "image/png"),
        ('filename="a.jpg"', ""),
        ('filename="a.JPEG"', "application/octet-stream"),
        ('filename="A.GIF"', "text/plain"),
        ('filename="a.b.webp"', ""),
        ('filename="a.svg"', ""),
        ('filename="a.bmp"', ""),
        ('filename="a.tiff"', ""),
        ('filename="no-ending"', "image/png"),
        ('filename="a.txt"', "Image/JPEG"),
        ('filename="a.exe"', "image/x-icon"),
        ('filename="a.png"', "text/html"),
        ('filename=""', "image/png"),
        ("filename*=utf-8''%e2%82%ac.png", ""),
    ],
)
def test_the_type_or_the_name_makes_an_image(
    client: httpx.Client, disposition: str, media_type: str
) -> None:
    """What is in the file does not matter."""
    answer = upload_image(client, EVERY_BYTE, disposition, media_type)

    assert follow(url_of(answer)).content == EVERY_BYTE


@pytest.mark.rule("H45", "H3")
@pytest.mark.parametrize(
    ("disposition", "media_type"),
    [
        ('filename="a.txt"', "text/plain"),
        ('filename="a.txt"', ""),
        ('filename="png"', ""),
        ('filename="a.png.exe"', "application/octet-stream"),
        ('filename="a.pngx"', ""),
        ('filename=".png"', ""),
        ('filename="a.pdf"', "application/pdf"),
        ('filename=""', ""),
        ('filename="a.html"', "text/html; x=image/png"),
        ('filename="a.html"', "imagex/png"),
    ],
)
def test_another_file_is_refused(
    client: httpx.Client, records: Records, disposition: str, media_type: str
) -> None:
    before = records()

    answer = upload_image(client, b"\x89PNG", disposition, media_type)

    assert_refused(answer, file=NO_IMAGE)
    assert records() == before


@pytest.mark.rule("H45", "H3")
@pytest.mark.parametrize(
    "those",
    [
        [part('name="file"; filename="a.png"', b"x", "image/png")] * 2,
        [
            part('name="file"; filename="a.png"', b"x", "image/png"),
            part('name="file"; filename="a.txt"', b"x", "text/plain"),
        ],
        [
            part('name="file"; filename="a.png"', b"x", "image/png"),
            part('name="file"', b"text"),
        ],
        [part('name="file"', b"a.png")],
        [part('name="file"', b"x", "image/png")],
    ],
    ids=["two", "an image and another", "an image and text", "text", "typed"],
)
def test_anything_but_one_file_is_refused(
    client: httpx.Client, records: Records, those: list[bytes]
) -> None:
    """A part without a filename is text, whatever its type."""
    before = records()

    answer = client.post(UPLOAD, **parts(*those))

    assert_refused(answer, file=NO_IMAGE)
    assert records() == before


@pytest.mark.rule("H45", "H3")
def test_a_file_is_required(client: httpx.Client) -> None:
    """Under this name: other parts are ignored."""
    nothing = client.post(UPLOAD, **parts())
    other = client.post(
        UPLOAD, **parts(part('name="image"; filename="a.png"', b"x", "image/png"))
    )

    assert_refused(nothing, file=REQUIRED)
    assert_refused(other, file=REQUIRED)


@pytest.mark.rule("H45", "H6")
def test_other_parts_are_ignored(client: httpx.Client) -> None:
    answer = client.post(
        UPLOAD,
        **parts(
            part('name="other"; filename="a.txt"', b"other"),
            part('name="file"; filename="a.png"', b"image", "image/png"),
            part('name="nothing"', b"text"),
        ),
    )

    assert follow(url_of(answer)).content == b"image"


@pytest.mark.rule("H45")
def test_an_image_is_got_again_and_again_by_anybody(
    client: httpx.Client, clock: Clock
) -> None:
    """Without credentials, with wrong ones, and a year later."""
    url = url_of(upload_image(client, EVERY_BYTE))

    answers = [follow(url), follow(url, Authorization="Basic eDp5"), follow(url)]
    clock.advance(timedelta(days=365))
    answers.append(follow(url))

    assert [answer.status for answer in answers] == [200] * 4
    assert {answer.content for answer in answers} == {EVERY_BYTE}


@pytest.mark.rule("H45")
def test_the_image_of_the_mock_data_comes_as_it_is(client: httpx.Client) -> None:
    folder = bundled() / "mock_data" / "happyfox" / "files"

    answer = client.get(IMAGE, auth=None)

    assert answer.status_code == 200
    assert answer.content == (folder / "label-gap.png").read_bytes()
    assert answer.headers["content-type"] == "image/png"


@pytest.mark.rule("H45")
@pytest.mark.parametrize(
    ("disposition", "media_type", "told", "shown"),
    [
        ('filename="a.png"', "image/png", "image/png", "inline"),
        ('filename="a.svg"', "image/svg+xml", "image/svg+xml", "attachment"),
        ('filename="a.png"', "text/html", "text/html", "attachment"),
        ('filename="a.png"', "", "application/octet-stream", "attachment"),
    ],
)
def test_an_image_can_do_no_harm_in_a_browser(
    client: httpx.Client, disposition: str, media_type: str, told: str, shown: str
) -> None:
    url = url_of(upload_image(client, b"<svg onload=x>", disposition, media_type))

    answer = follow(url)

    assert answer.headers["content-type"] == told
    assert answer.headers["content-disposition"].partition(";")[0] == shown
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


@pytest.mark.rule("H45", "H4")
@pytest.mark.parametrize("number", ["2089", "2091", "0", "-1", "x", "2090.0", "%20"])
def test_an_unknown_image_is_not_found(client: httpx.Client, number: str) -> None:
    answer = client.get(f"/get_hdp_temporarily_attachment/{number}/")

    assert answer.status_code == 404
    assert answer.json() == NOT_FOUND


@pytest.mark.rule("H45", "H27")
def test_the_link_stays_in_the_html_of_a_message(client: httpx.Client) -> None:
    url = url_of(upload_image(client, b"image"))

    ticket = created(client, text="", html=f'<p><img src="{url}"></p>')

    html = ticket["updates"][0]["message"]["html"]
    assert f'<p><img src="{url}"></p>' in html
    assert ticket["attachments_count"] == 0
    assert follow(url).content == b"image"
