"""Uploading: what is an upload, under which id it is kept, and as what."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.i3d.conftest import (
    JSON,
    NOT_A_FILE,
    NOW_SECONDS,
    REQUIRED,
    UNKNOWN_PROPERTY,
    UPLOAD,
    create,
    multipart,
    part,
    refusal,
    upload,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.i3d.conftest import Records
    from ticketstub.sandbox.clock import Clock

FILE = 'name="attachment"; filename="a.txt"'
TEXT = 'name="attachment"'


def no_file(*errors: tuple[str, str]) -> dict[str, Any]:
    return refusal(10002, *errors)


@pytest.mark.rule("I17")
def test_an_upload_is_answered_with_its_id_alone(
    client: httpx.Client, clock: Clock, records: Records
) -> None:
    clock.advance(timedelta(seconds=5))

    answer = client.post(UPLOAD, files={"attachment": ("a.log", b"link", "text/x")})

    assert answer.status_code == 200
    assert answer.json() == {"attachmentId": 10}
    stored = records()["i3d.attachments"][10]
    assert {**stored, "file": None} == {
        "id": 10,
        "replyId": None,
        "name": "a.log",
        "mime": "text/x",
        "size": 4,
        "uploadedTime": NOW_SECONDS + 5,
        "file": None,
    }


@pytest.mark.rule("I17")
def test_an_upload_touches_no_ticket(client: httpx.Client, records: Records) -> None:
    before = records()

    upload(client)

    after = records()
    del after["i3d.attachments"][10]
    assert after == before


@pytest.mark.rule("I17", "I18")
def test_a_new_id_is_above_every_earlier_one(client: httpx.Client) -> None:
    """Even above those of files that are gone."""
    ids = []
    for _ in range(3):
        ids.append(upload(client))
        client.delete(f"/v3/tickets/attachment/{ids[-1]}")
    for number in (7, 8, 9):
        client.delete(f"/v3/tickets/attachment/{number}")
    ids.append(upload(client))

    assert ids == [10, 11, 12, 13]


@pytest.mark.rule("I17")
def test_the_same_file_twice_is_two_files(client: httpx.Client) -> None:
    assert [upload(client, b"one"), upload(client, b"one")] == [10, 11]


@pytest.mark.rule("I17")
def test_the_time_of_an_upload_stays_when_it_is_coupled(
    client: httpx.Client, clock: Clock
) -> None:
    attachment_id = upload(client)
    clock.advance(timedelta(hours=2))

    ticket = create(client, attachmentIds=[attachment_id])

    shown = ticket["replies"][0]["attachments"][0]
    assert shown["uploadedTime"] == NOW_SECONDS
    assert ticket["createdAt"] == NOW_SECONDS + 7200


@pytest.mark.rule("I17")
@pytest.mark.parametrize(
    ("name", "header", "mime"),
    [
        ("a.txt", "Content-Type: image/png", "image/png"),
        ("a.txt", "content-type: application/octet-stream", "application/octet-stream"),
        (
            "a.txt",
            "Content-Type: text/plain; charset=utf-8",
            "text/plain; charset=utf-8",
        ),
        ("a.png", "Content-Type: no type at all", "no type at all"),
        ("a.png", "Content-Type:", "image/png"),
        ("a.png", "X-Other: 1", "image/png"),
        ("a.PNG", "X-Other: 1", "image/png"),
        ("a.b.jpg", "X-Other: 1", "image/jpeg"),
        ("../dir.png/a.pdf", "X-Other: 1", "application/pdf"),
        ("a.txt", "X-Other: 1", "text/plain"),
        ("a.csv", "X-Other: 1", "text/csv"),
        ("a.json", "X-Other: 1", "application/json"),
        ("", "X-Other: 1", "application/octet-stream"),
        ("a", "X-Other: 1", "application/octet-stream"),
        ("png", "X-Other: 1", "application/octet-stream"),
        (".png", "X-Other: 1", "application/octet-stream"),
        ("a.png/b", "X-Other: 1", "application/octet-stream"),
        ("a.nothing", "X-Other: 1", "application/octet-stream"),
        ("a.png.", "X-Other: 1", "application/octet-stream"),
    ],
)
def test_the_media_type_is_the_parts_or_the_names_or_that_of_any_bytes(
    client: httpx.Client, name: str, header: str, mime: str
) -> None:
    sent = part(f'name="attachment"; filename="{name}"', b"x", header)

    attachment_id = client.post(UPLOAD, **multipart(sent)).json()["attachmentId"]

    ticket = create(client, attachmentIds=[attachment_id])
    assert ticket["replies"][0]["attachments"][0]["mime"] == mime


@pytest.mark.rule("I17")
@pytest.mark.parametrize(
    "name",
    [
        "data:text/html,x",
        "http://[a/b",
        "//[",
        "http://example.com/a?b.png#",
        "notes.png.gz",
    ],
)
def test_a_name_is_read_as_a_name_and_not_as_an_address(
    client: httpx.Client, name: str
) -> None:
    """An image that was packed is no image either."""
    sent = part(f'name="attachment"; filename="{name}"')

    answer = client.post(UPLOAD, **multipart(sent))

    assert answer.status_code == 200
    ticket = create(client, attachmentIds=[answer.json()["attachmentId"]])
    shown = ticket["replies"][0]["attachments"][0]
    assert shown["name"] == name
    assert shown["mime"] == "application/octet-stream"


@pytest.mark.rule("I17", "I2", "X7")
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"", None),
        (b"a file", None),
        (b"", "application/json"),
        (b'{"attachment": "a"}', "application/json"),
        (b"attachment=a", "application/x-www-form-urlencoded"),
        (b"a file", "text/plain"),
        (b"a file", "application/octet-stream"),
        (b"", "multipart/mixed; boundary=edge"),
        (b"", "multipart/form-data"),
        (b"", "multipart/form-data; boundary=edge"),
        (b"a file", "multipart/form-data; boundary=edge"),
        (part(FILE) + b"--edge--\r\n", "multipart/form-data"),
        (part(FILE) + b"--edge--\r\n", "multipart/form-data; boundary=other"),
        (part(FILE), "multipart/form-data; boundary=edge"),
        (part('filename="a.txt"') + b"--edge--\r\n", "multipart/form-data; boundary=e"),
    ],
)
def test_what_is_no_multipart_body_is_a_bad_request(
    client: httpx.Client, records: Records, content: bytes, media_type: str | None
) -> None:
    before = records()
    headers = {} if media_type is None else {"Content-Type": media_type}

    answer = client.post(UPLOAD, content=content, headers=headers)

    assert answer.status_code == 400
    assert answer.json() == refusal(10004)
    assert answer.headers["content-type"] == JSON
    assert records() == before


@pytest.mark.rule("I17", "I13", "X9")
@pytest.mark.parametrize(
    ("parts", "errors"),
    [
        ([], [("attachment", REQUIRED)]),
        ([part(TEXT)], [("attachment", NOT_A_FILE)]),
        ([part(TEXT, b"")], [("attachment", NOT_A_FILE)]),
        ([part(TEXT, b"x", "Content-Type: image/png")], [("attachment", NOT_A_FILE)]),
        ([part(FILE), part(FILE)], [("attachment", NOT_A_FILE)]),
        ([part(FILE), part(TEXT)], [("attachment", NOT_A_FILE)]),
        ([part(TEXT), part(FILE)], [("attachment", NOT_A_FILE)]),
        ([part(TEXT), part(TEXT)], [("attachment", NOT_A_FILE)]),
        (
            [part('name="file"; filename="a.txt"')],
            [("attachment", REQUIRED), ("file", UNKNOWN_PROPERTY)],
        ),
        (
            [part('name="Attachment"; filename="a.txt"')],
            [("attachment", REQUIRED), ("Attachment", UNKNOWN_PROPERTY)],
        ),
        ([part(FILE), part('name="comment"')], [("comment", UNKNOWN_PROPERTY)]),
        (
            [part(FILE), part('name="b"; filename="b.txt"')],
            [("b", UNKNOWN_PROPERTY)],
        ),
        ([part(FILE), part('name="b"'), part('name="b"')], [("b", UNKNOWN_PROPERTY)]),
        (
            [part('name="a"'), part(FILE), part(FILE)],
            [("attachment", NOT_A_FILE), ("a", UNKNOWN_PROPERTY)],
        ),
    ],
)
def test_what_is_not_one_file_is_told_as_it_is(
    client: httpx.Client,
    records: Records,
    parts: list[bytes],
    errors: list[tuple[str, str]],
) -> None:
    before = records()

    answer = client.post(UPLOAD, **multipart(*parts))

    assert answer.status_code == 422
    assert sorted(map(str, answer.json()["errors"])) == sorted(
        map(str, no_file(*errors)["errors"])
    )
    assert {**answer.json(), "errors": []} == refusal(10002)
    assert records() == before


@pytest.mark.rule("I17")
@pytest.mark.parametrize("name", ["attachment[]", "attachment[0]"])
def test_an_array_of_files_is_not_the_file(
    client: httpx.Client, records: Records, name: str
) -> None:
    before = records()

    answer = client.post(UPLOAD, **multipart(part(f'name="{name}"; filename="a.txt"')))

    texts = {error["message"] for error in answer.json()["errors"]}
    assert answer.status_code == 422
    assert texts == {REQUIRED, UNKNOWN_PROPERTY}
    assert records() == before


@pytest.mark.rule("I17")
def test_a_refused_upload_uses_up_no_id(client: httpx.Client) -> None:
    client.post(UPLOAD, content=b"x")
    client.post(UPLOAD, **multipart(part(TEXT)))

    assert upload(client) == 10
