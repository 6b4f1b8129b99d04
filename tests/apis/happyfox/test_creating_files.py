"""Files of new tickets: they come in multipart, and are told and served as sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import (
    PLAIN_DRAFT,
    TICKETS,
    read_ticket,
)
from tests.apis.happyfox.creating import (
    FIRST_TICKET,
    FORM,
    JSON,
    MULTIPART,
    REQUIRED,
    VALUE,
    create,
    first_update,
    refusal,
    told,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

#: The id of the first attachment that a test makes.
FIRST_ATTACHMENT = 41

#: The fields of the vendor's own form, of which all values are text.
FIELDS = {
    "category": "4",
    "name": "Jo Example",
    "email": "jo@example.com",
    "subject": "Example ticket",
    "text": "Example message",
    "t-cf-5": "1",
    "t-cf-25": "1",
}

PNG = b"\x89PNG\r\n\x1a\n\x00\xff"

FILES = [
    ("plan.png", PNG, "image/png"),
    ("empty.log", b"", "text/plain"),
    ("Rechnung März (2).pdf", b"%PDF-1.7", "application/pdf"),
    ("مساعدة 😬.txt", "مساعدة".encode("utf-16"), "text/plain"),
    ("no-type", bytes(range(256)), "application/octet-stream"),
    ("page.html", b"<script>alert(1)</script>", "text/html"),
]


def send_files(
    client: httpx.Client, files: list[tuple[str, tuple[Any, ...]]], **fields: str
) -> httpx.Response:
    """Create a ticket by the vendor's form with some files."""
    return client.post(TICKETS, data={**FIELDS, **fields}, files=files)


def attachments_of(ticket: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the attachments of a new ticket's message."""
    attachments: list[dict[str, Any]] = first_update(ticket)["message"]["attachments"]
    return attachments


@pytest.mark.rule("H6", "H29", "H46")
def test_files_are_told_in_their_order_and_served_as_they_were_sent(
    client: httpx.Client,
) -> None:
    answer = send_files(client, [("attachments", file) for file in FILES])

    ticket = answer.json()
    assert answer.status_code == 200
    assert ticket["attachments_count"] == len(FILES)
    assert ticket["messages_count"] == 1
    told_files = attachments_of(ticket)
    assert [each["filename"] for each in told_files] == [name for name, _, _ in FILES]
    assert [each["id"] for each in told_files] == [41, 42, 43, 44, 45, 46]
    for attachment, (_, data, media_type) in zip(told_files, FILES, strict=True):
        file = client.get(attachment["url"])
        assert file.status_code == 200
        assert file.content == data
        assert file.headers["content-type"].split(";")[0] == media_type


@pytest.mark.rule("H6", "H29")
def test_files_of_one_name_are_several(client: httpx.Client) -> None:
    file = ("a.txt", b"a", "text/plain")

    ticket = send_files(client, [("attachments", file)] * 3).json()

    assert [each["filename"] for each in attachments_of(ticket)] == ["a.txt"] * 3
    assert ticket["attachments_count"] == 3


@pytest.mark.rule("H6", "H28")
def test_the_form_of_a_file_is_otherwise_a_draft(client: httpx.Client) -> None:
    ticket = send_files(client, [("attachments", FILES[0])], tags="a, b").json()

    fields = {each["id"]: each["value"] for each in ticket["custom_fields"]}
    assert ticket["tags"] == "a,b"
    assert ticket["category"]["id"] == 4
    assert fields == {2: None, 5: 1, 25: "Parcel", 26: None}
    again = read_ticket(client, FIRST_TICKET)
    assert attachments_of(again)[0]["id"] == FIRST_ATTACHMENT


@pytest.mark.rule("H6", "H23")
def test_a_file_is_no_message(client: httpx.Client, records: Records) -> None:
    before = records()

    answer = send_files(client, [("attachments", FILES[0])], text="")

    assert answer.status_code == 400
    assert told(answer.json()["error"]) == [("text", REQUIRED)]
    assert records() == before


@pytest.mark.rule("H6", "H23", "H3")
@pytest.mark.parametrize("text", ["a.txt", ""])
def test_text_is_no_file(client: httpx.Client, records: Records, text: str) -> None:
    before = records()

    refused = refusal(client, {**PLAIN_DRAFT, "attachments": text}, MULTIPART)

    assert refused == [("attachments", VALUE)]
    assert records() == before


@pytest.mark.rule("H6", "H23", "H3")
@pytest.mark.parametrize("field", ["subject", "name", "t-cf-26", "html"])
def test_a_file_is_no_text(client: httpx.Client, records: Records, field: str) -> None:
    before = records()
    fields = {name: value for name, value in FIELDS.items() if name != field}

    answer = client.post(TICKETS, data=fields, files={field: FILES[0]})

    assert answer.status_code == 400
    assert told(answer.json()["error"]) == [(field, VALUE)]
    assert records() == before


@pytest.mark.rule("H6")
@pytest.mark.parametrize("media_type", [JSON, FORM])
def test_files_come_in_multipart_alone(client: httpx.Client, media_type: str) -> None:
    """Elsewhere the field is one that nobody knows."""
    body = {**PLAIN_DRAFT, "attachments": "a.txt"}

    ticket = create(client, body, media_type)

    assert attachments_of(ticket) == []
    assert ticket["attachments_count"] == 0


@pytest.mark.rule("H6")
def test_a_file_of_another_name_is_ignored(
    client: httpx.Client, records: Records
) -> None:
    before = records()["happyfox.attachments"]

    ticket = send_files(client, [("file", FILES[0]), ("attachment", FILES[1])]).json()

    assert attachments_of(ticket) == []
    assert records()["happyfox.attachments"] == before


@pytest.mark.rule("H23", "H6")
def test_a_refused_form_keeps_no_file(client: httpx.Client, records: Records) -> None:
    """The next attachment gets the id that it would have had."""
    before = records()

    answer = send_files(client, [("attachments", FILES[0])], category="3")

    assert answer.status_code == 400
    assert records() == before
    ticket = send_files(client, [("attachments", FILES[0])]).json()
    assert attachments_of(ticket)[0]["id"] == FIRST_ATTACHMENT
