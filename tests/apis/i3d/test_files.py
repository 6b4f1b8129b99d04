"""Files: their bytes come back as they were, and their names lead nowhere."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from tests.apis.i3d.conftest import (
    ANSWER,
    JSON,
    REPLY,
    UPLOAD,
    create,
    download,
    multipart,
    part,
    read_ticket,
    refusal,
    upload,
)
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import Records

EVERY_BYTE = bytes(range(256))


def name_of(client: httpx.Client, disposition: str | bytes, data: bytes = b"x") -> str:
    """Upload a file under a name as it is sent, and tell the name that is shown.

    The file is got back, too, whatever its name.
    """
    answer = client.post(UPLOAD, **multipart(part(disposition, data)))
    assert answer.status_code == 200, answer.text
    ticket = create(client, attachmentIds=[answer.json()["attachmentId"]])
    (shown,) = ticket["replies"][0]["attachments"]
    assert download(client, ticket["id"], shown["id"]) == data
    assert shown["size"] == len(data)
    name: str = shown["name"]
    return name


@pytest.mark.rule("I19", "I17")
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00",
        b"ab",
        b"abc",
        EVERY_BYTE,
        EVERY_BYTE[::-1] * 3 + b"\n",
        b"\r\n",
        b"\r\n\r\n",
        b"one\r\ntwo\nthree\r",
        b"--",
        b"--edge",
        b"\r\n--edg",
        b"\r\n--edgy\r\n" * 20,
        b"\xef\xbb\xbfa,b\r\n",
        b"\xff\xfe\x00",
        "Grüße 😬".encode(),
        b"%41+&=;",
        b"\x00" * 100_000,
    ],
    ids=lambda data: f"{len(data)}-{data[:8]!r}",
)
def test_the_bytes_come_back_as_they_were_sent(
    client: httpx.Client, data: bytes
) -> None:
    answer = client.post(
        UPLOAD, **multipart(part('name="attachment"; filename="a.bin"', data))
    )
    ticket = create(client, attachmentIds=[answer.json()["attachmentId"]])

    (shown,) = ticket["replies"][0]["attachments"]
    assert shown["size"] == len(data)
    assert download(client, ticket["id"], shown["id"]) == data


@pytest.mark.rule("I19", "X7")
@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", '""'),
        (b"a", '"YQ=="'),
        (b"ab", '"YWI="'),
        (b"abc", '"YWJj"'),
        (b"\xfb\xff\xfe", '"+//+"'),
        (b"x" * 60, f'"{"eHh4" * 20}"'),
    ],
)
def test_a_download_is_a_json_string_in_padded_base64(
    client: httpx.Client, data: bytes, text: str
) -> None:
    """The standard alphabet, and no line breaks, whatever the file's own type."""
    attachment_id = upload(client, data, "page.html", "text/html")
    ticket = create(client, attachmentIds=[attachment_id])

    answer = client.get(f"/v3/tickets/{ticket['id']}/attachment/{attachment_id}")

    assert answer.status_code == 200
    assert answer.text == text
    assert answer.headers["content-type"] == JSON
    assert "content-disposition" not in answer.headers


@pytest.mark.rule("I19")
def test_the_files_of_the_mock_data_are_those_in_its_folder(
    client: httpx.Client, records: Records
) -> None:
    """Those that belong to no ticket yet are got once they are coupled."""
    client.post(REPLY, json={**ANSWER, "attachmentIds": [7, 8, 9]})
    replies = records()["i3d.replies"]
    folder = bundled() / "mock_data" / "i3d" / "files"

    for attachment in records()["i3d.attachments"].values():
        data = (folder / attachment["file"].removeprefix("mock/")).read_bytes()
        ticket_id = replies[attachment["replyId"]]["ticketId"]
        assert download(client, ticket_id, attachment["id"]) == data
        assert attachment["size"] == len(data)
    assert len({path.name for path in folder.iterdir()}) == 9


@pytest.mark.rule("I19")
def test_a_file_can_be_got_again_and_again(client: httpx.Client) -> None:
    attachment_id = upload(client, EVERY_BYTE)
    client.post(REPLY, json={**ANSWER, "attachmentIds": [attachment_id]})

    assert [download(client, 12, attachment_id) for _ in range(3)] == [EVERY_BYTE] * 3


@pytest.mark.rule("I17")
@pytest.mark.parametrize(
    "name",
    [
        "a.txt",
        "",
        " two  blanks .txt ",
        "Straßenplan Köln 😬.pdf",
        "東京.png",
        "דוח שגיאות.csv",
        "\u202egnp.exe",
        "e\u0301 is not \u00e9",
        "../../x",
        "../../../../etc/passwd",
        "/etc/hostname",
        "..\\..\\x",
        ".",
        "..",
        "/",
        "mock/quote.pdf",
        "upload/1",
        "CON",
        "a;b=c, d.txt",
        "it's.txt",
        "100%.txt",
        "a%22b%0d%0a.txt",
        "%2e%2e%2fx",
        "a?b#c&d",
        "<script>alert(1)</script>.html",
        "nul \x00 tab \t.txt",
        "name=x; filename=y",
        pytest.param("n" * 4000 + ".txt", id="4000 letters"),
        pytest.param("😬" * 1000, id="1000 emoji"),
    ],
)
def test_a_name_is_shown_as_it_was_sent_and_leads_nowhere(
    client: httpx.Client, name: str
) -> None:
    """Neither to a file of the machine, nor to another one of the stub."""
    first = upload(client, b"first")

    shown = name_of(client, f'name="attachment"; filename="{name}"', EVERY_BYTE)

    client.post(REPLY, json={**ANSWER, "attachmentIds": [first]})
    assert shown == name
    assert download(client, 12, first) == b"first"
    assert download(client, 5, 1).startswith(b"%PDF-")


@pytest.mark.rule("I17")
@pytest.mark.parametrize(
    ("disposition", "name"),
    [
        ('name="attachment"; filename=a.txt', "a.txt"),
        ('filename="a.txt"; name="attachment"', "a.txt"),
        ('name=attachment; filename="a.txt"; size=3', "a.txt"),
        ('name="attachment"; filename="a \\"b\\".txt"', 'a "b".txt'),
        ('name="attachment"; filename="a\\\\b.txt"', "a\\b.txt"),
        (b'name="attachment"; filename="a\xffb.txt"', "a\ufffdb.txt"),
        ('name="attachment"; filename="a.txt"; filename*=utf-8\'\'b.txt', "a.txt"),
        ("name=\"attachment\"; filename*=utf-8''%e2%82%ac.txt", "€.txt"),
        ("name=\"attachment\"; filename*=UTF-8'en'a%20b%22.txt", 'a b".txt'),
    ],
)
def test_a_name_may_be_spelled_in_many_ways(
    client: httpx.Client, disposition: str | bytes, name: str
) -> None:
    """Some clients send `filename*` alone, though no form should have it."""
    assert name_of(client, disposition) == name


@pytest.mark.rule("I17", "I2")
def test_a_name_that_is_too_long_to_read_damages_the_body(
    client: httpx.Client, records: Records
) -> None:
    before = records()

    answer = client.post(
        UPLOAD, **multipart(part(f'name="attachment"; filename="{"n" * 100_000}"'))
    )

    assert answer.status_code == 400
    assert answer.json() == refusal(10004)
    assert records() == before


@pytest.mark.rule("I17")
def test_any_name_goes_into_a_ticket_and_back(client: httpx.Client) -> None:
    """As a client library sends it, which escapes quotes in its own way."""
    names = ["Grüße 😬.pdf", "../../x", "דוח.csv", "a;b.txt"]
    ids = [upload(client, name.encode(), name) for name in names]
    client.post(REPLY, json={**ANSWER, "attachmentIds": ids})

    files = read_ticket(client)["replies"][-1]["attachments"]

    assert {item["id"]: item["name"] for item in files} == dict(
        zip(ids, names, strict=True)
    )
    for item in files:
        sent = base64.b64encode(item["name"].encode()).decode()
        answer = client.get(f"/v3/tickets/12/attachment/{item['id']}")
        assert answer.json() == sent
