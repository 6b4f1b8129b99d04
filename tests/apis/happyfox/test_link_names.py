"""Names of files: told as they were sent, harmless in links and in headers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

import pytest

from tests.apis.happyfox.linking import (
    EVERY_BYTE,
    attach,
    attachments_of,
    follow,
    links_of,
)

if TYPE_CHECKING:
    import httpx

NAMES = [
    "a.txt",
    "no-ending",
    " two  blanks .txt ",
    "Straßenplan Köln 😬.pdf",
    "東京.png",
    "דוח שגיאות.csv",
    "ملصق.pdf",
    "\u202egnp.exe",
    "e\u0301 is not \u00e9",
    "../../x",
    "../../../../etc/passwd",
    "/etc/hostname",
    "a/b/c",
    "a/",
    "...",
    ".hidden",
    "CON",
    "a;b=c, d.txt",
    "it's (1) [2] {3}.txt",
    "100%.txt",
    "a%22b%0d%0a.txt",
    "%2e%2e%2fx",
    "a?b#c&d=e",
    "a+b c.txt",
    "<script>alert(1)</script>.html",
    "name=x; filename=y",
    "mock/bicycle.gif",
    "upload/1",
    "n" * 1000,
    "😬" * 300,
]

#: Characters that may stand in a path as they are (RFC 3986).
_PLAIN = re.compile(r"[A-Za-z0-9._~%-]+")


@pytest.mark.rule("H46", "X9")
@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:20]))
def test_a_name_is_told_as_it_was_sent_and_percent_encoded_in_its_link(
    client: httpx.Client, name: str
) -> None:
    """It is one step of the path, whatever it holds, and leads to this file."""
    attachment = attach(client, EVERY_BYTE, f'filename="{name}"')

    path = urlsplit(attachment["url"]).path
    steps = path.split("/")
    answer = follow(attachment["url"])
    assert attachment["filename"] == name
    assert steps[:3] == ["", "attachments", "41"]
    assert len(steps) == 4
    assert _PLAIN.fullmatch(steps[3])
    assert unquote(steps[3]) == name
    assert answer.status == 200
    assert answer.content == EVERY_BYTE


@pytest.mark.rule("H46", "X9")
@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name[:20]))
def test_a_download_is_named_exactly_and_for_old_clients(
    client: httpx.Client, name: str
) -> None:
    """What cannot be seen, such as a mark of direction, is left out of both."""
    attachment = attach(client, b"x", f'filename="{name}"')

    disposition = follow(attachment["url"]).headers["content-disposition"]

    shown = "".join(each for each in name if each.isprintable())
    exact = re.escape(quote(shown, safe=""))
    assert re.fullmatch(
        rf"attachment; filename=\"[^\"]*\"; filename\*=UTF-8''{exact}", disposition
    )
    assert disposition.isascii()
    assert disposition.isprintable()


@pytest.mark.rule("H46")
@pytest.mark.parametrize("name", ["", ".", ".."])
def test_a_name_that_no_path_can_end_in_has_a_link_all_the_same(
    client: httpx.Client, name: str
) -> None:
    """Clients take such a step out of a path; the name is told as it was sent."""
    attachment = attach(client, b"data", f'filename="{name}"')

    tidied = client.get(attachment["url"])

    assert attachment["filename"] == name
    assert urlsplit(attachment["url"]).path == "/attachments/41/file"
    assert tidied.status_code == 200
    assert tidied.content == b"data"


@pytest.mark.rule("H46")
@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ("filename=a.txt", "a.txt"),
        ('filename="a \\"b\\".txt"', 'a "b".txt'),
        ('filename="a\\\\b.txt"', "a\\b.txt"),
        ("filename*=utf-8''%e2%82%ac.txt", "€.txt"),
        ("filename*=UTF-8'en'a%20b%22.txt", 'a b".txt'),
        ("filename*=utf-8''a%00b.txt", "a\0b.txt"),
        ("filename*=utf-8''a%0d%0aSet-Cookie:%20x.txt", "a\r\nSet-Cookie: x.txt"),
        ("filename*=utf-8''%ff.txt", "\ufffd.txt"),
    ],
)
def test_a_name_may_be_spelled_in_many_ways(
    client: httpx.Client, disposition: str, name: str
) -> None:
    attachment = attach(client, b"x", disposition)

    answer = follow(attachment["url"])

    assert attachment["filename"] == name
    assert answer.status == 200
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-disposition"].isprintable()


@pytest.mark.rule("H46")
def test_files_of_one_name_are_not_mistaken_for_each_other(
    client: httpx.Client,
) -> None:
    one = attach(client, b"one", 'filename="bicycle.gif"')
    two = attach(client, b"two", 'filename="bicycle.gif"')

    assert follow(one["url"]).content == b"one"
    assert follow(two["url"]).content == b"two"
    assert follow(links_of(client)[0]).content.startswith(b"GIF89a")


@pytest.mark.rule("H46")
@pytest.mark.parametrize(
    ("media_type", "told", "shown"),
    [
        ("image/png", "image/png", "inline"),
        ("image/jpeg", "image/jpeg", "inline"),
        ("image/gif", "image/gif", "inline"),
        ("image/webp", "image/webp", "inline"),
        ("IMAGE/PNG", "image/png", "inline"),
        ("image/svg+xml", "image/svg+xml", "attachment"),
        ("text/html", "text/html", "attachment"),
        ("application/xhtml+xml", "application/xhtml+xml", "attachment"),
        ("application/javascript", "application/javascript", "attachment"),
        ("application/pdf", "application/pdf", "attachment"),
        ("text/plain", "text/plain", "attachment"),
        ("", "application/octet-stream", "attachment"),
        ("nonsense", "application/octet-stream", "attachment"),
        ("text/html, text/plain", "application/octet-stream", "attachment"),
        ("a/b c", "application/octet-stream", "attachment"),
        ("a" * 200 + "/b", "application/octet-stream", "attachment"),
    ],
)
def test_a_file_can_do_no_harm_in_a_browser(
    client: httpx.Client, media_type: str, told: str, shown: str
) -> None:
    """It is saved, but for plain pictures, and it is never anything but its type."""
    script = b"<script>alert(1)</script>"
    attachment = attach(client, script, 'filename="page.html"', media_type)

    answer = follow(attachment["url"])

    assert answer.content == script
    assert answer.headers["content-type"].partition(";")[0] == told
    assert answer.headers["content-disposition"].partition(";")[0] == shown
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"


@pytest.mark.rule("H46")
def test_the_odd_names_of_the_mock_data_lead_to_their_files(
    client: httpx.Client,
) -> None:
    names = []
    for ticket_id in (4, 9, 11, 20, 26, 42, 47, 50, 59):
        ticket = client.get(f"/api/1.1/json/ticket/{ticket_id}/").json()
        for attachment in attachments_of(ticket):
            step = urlsplit(attachment["url"]).path.split("/")[3]
            assert unquote(step) == attachment["filename"]
            assert follow(attachment["url"]).status == 200
            names.append(attachment["filename"])

    assert {"😀 Diwali 1998.png", "ملصق تجريبي.pdf", "egg or circle?.svg"} <= {*names}
