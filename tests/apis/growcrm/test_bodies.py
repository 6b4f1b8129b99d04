"""How a body may be sent: in three media types, and what counts as an empty one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.growcrm.conftest import DRAFT, invalid, read_ticket

if TYPE_CHECKING:
    import httpx


JSON = {"Content-Type": "application/json"}


FORM = {"Content-Type": "application/x-www-form-urlencoded"}


MISSING = invalid(
    {
        "ticket_clientid": "The ticket clientid field is required.",
        "ticket_categoryid": "The ticket categoryid field is required.",
        "ticket_subject": "The ticket subject field is required.",
        "ticket_message": "The ticket message field is required.",
        "ticket_priority": "The ticket priority field is required.",
    }
)


#: Each with the media type that it claims to be, and is not, or is no object of.
UNREADABLE = {
    "nothing at all": (b"", None),
    "no JSON at all": (b"", "application/json"),
    "an empty form": (b"", "application/x-www-form-urlencoded"),
    "an empty multipart": (b"", "multipart/form-data; boundary=x"),
    "half an object": (b'{"ticket_clientid": 1', "application/json"),
    "no JSON": (b"ticket_clientid=1", "application/json"),
    "two objects": (b"{}{}", "application/json"),
    "no UTF-8": (b'{"ticket_subject": "\xff"}', "application/json"),
    "NaN": (b'{"ticket_clientid": NaN}', "application/json"),
    "a deep nest": (b'{"a":' * 5000 + b"1" + b"}" * 5000, "application/json"),
    "an array": (b'[{"ticket_clientid": 1}]', "application/json"),
    "a text": (b'"ticket_clientid"', "application/json"),
    "a number": (b"1", "application/json"),
    "true": (b"true", "application/json"),
    "null": (b"null", "application/json"),
    "no boundary": (b"--x\r\n\r\n--x--", "multipart/form-data"),
    "a wrong boundary": (b"--x\r\n\r\n--x--", "multipart/form-data; boundary=y"),
    "a cut multipart": (
        b'--x\r\nContent-Disposition: form-data; name="ticket_clientid"\r\n\r\n1',
        "multipart/form-data; boundary=x",
    ),
    "separators alone": (b"&&&", "application/x-www-form-urlencoded"),
}


def _headers(media_type: str | None) -> dict[str, str]:
    return {} if media_type is None else {"Content-Type": media_type}


@pytest.mark.rule("G2", "G14")
@pytest.mark.parametrize("kind", UNREADABLE)
def test_a_body_that_cannot_be_read_counts_as_empty(
    client: httpx.Client, kind: str
) -> None:
    """So the answer names the fields that are missing."""
    content, media_type = UNREADABLE[kind]

    answer = client.post("/api/tickets", content=content, headers=_headers(media_type))

    assert answer.status_code == 422
    assert answer.json() == MISSING


@pytest.mark.rule("G2", "G14")
@pytest.mark.parametrize(
    ("method", "path", "errors"),
    [
        (
            "PATCH",
            "/api/tickets/32",
            {
                "ticket_categoryid": "The ticket categoryid field is required.",
                "ticket_subject": "The ticket subject field is required.",
                "ticket_message": "The ticket message field is required.",
                "ticket_priority": "The ticket priority field is required.",
            },
        ),
        (
            "PUT",
            "/api/tickets/32/status",
            {"status": "The status field is required."},
        ),
        ("PUT", "/api/tickets/32/tags", {"tags": "The tags field is required."}),
        (
            "POST",
            "/api/tickets/32/replies",
            {"ticketreply_text": "The ticketreply text field is required."},
        ),
    ],
)
@pytest.mark.parametrize("kind", UNREADABLE)
def test_every_operation_takes_what_it_cannot_read_for_empty(
    client: httpx.Client, method: str, path: str, errors: dict[str, str], kind: str
) -> None:
    content, media_type = UNREADABLE[kind]
    before = read_ticket(client)

    answer = client.request(method, path, content=content, headers=_headers(media_type))

    assert answer.status_code == 422
    assert answer.json() == invalid(errors)
    assert read_ticket(client) == before


@pytest.mark.rule("G2")
@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b' {"status" : 2 } ', "application/json"),
        (b'{"status": 2}', "Application/JSON; charset=utf-8"),
        (b'{"status": "2"}', "application/json"),
        (b'{"status": "02"}', "application/json"),
        (b'{"status": 2.0}', "application/json"),
        (b"status=2", "application/x-www-form-urlencoded"),
        (b"status=2", "application/x-www-form-urlencoded; charset=UTF-8"),
        (b"status=%32", "APPLICATION/X-WWW-FORM-URLENCODED"),
        (b"&status=2&", "application/x-www-form-urlencoded"),
        (
            b'--x\r\nContent-Disposition: form-data; name="status"\r\n\r\n2\r\n--x--',
            "multipart/form-data; boundary=x",
        ),
        (
            b"--x y\r\ncontent-disposition: form-data; name=status\r\n\r\n2\r\n--x y--",
            'Multipart/Form-Data; charset=utf-8; boundary="x y"',
        ),
    ],
)
def test_a_value_may_be_spelled_in_many_ways(
    client: httpx.Client, content: bytes, media_type: str
) -> None:
    answer = client.put(
        "/api/tickets/32/status", content=content, headers=_headers(media_type)
    )

    assert answer.status_code == 200
    assert answer.json()["data"]["status"] == {"id": 2, "title": "Closed"}


@pytest.mark.rule("G2")
def test_digits_in_strings_count_as_integers(client: httpx.Client) -> None:
    draft = {
        **DRAFT,
        "ticket_clientid": "2",
        "ticket_categoryid": "73",
        "ticket_projectid": "43",
    }

    ticket = client.post("/api/tickets", json=draft).json()["data"]

    assert ticket["client"] == {"id": 2, "name": "Globex"}
    assert ticket["department"] == {"id": 73, "name": "Support"}
    assert ticket["project_id"] == 43


@pytest.mark.rule("G2")
def test_a_text_of_digits_stays_a_text(client: httpx.Client) -> None:
    draft = {**DRAFT, "ticket_subject": "0042", "ticket_message": "1"}

    ticket = client.post("/api/tickets", data=draft).json()["data"]

    assert (ticket["subject"], ticket["message"]) == ("0042", "1")


@pytest.mark.rule("G2")
@pytest.mark.parametrize(
    "text",
    ["Grüße & mehr = 100 %", "a+b", "line\nbreak", "😬 شكرا", "</script>", "'; --"],
)
@pytest.mark.parametrize("way", ["json", "data"])
def test_a_text_arrives_as_it_was_sent(
    client: httpx.Client, text: str, way: str
) -> None:
    body: dict[str, Any] = {way: {**DRAFT, "ticket_subject": text}}

    ticket = client.post("/api/tickets", **body).json()["data"]

    assert ticket["subject"] == text
    assert read_ticket(client, ticket["id"])["subject"] == text


@pytest.mark.rule("G2")
def test_a_plus_in_a_form_is_a_space(client: httpx.Client) -> None:
    content = b"ticketreply_text=one+two%2Bthree%20four"

    answer = client.post("/api/tickets/32/replies", content=content, headers=FORM)

    assert answer.json()["data"]["text"] == "one two+three four"


@pytest.mark.rule("G2")
def test_a_chunked_body_is_read(client: httpx.Client) -> None:
    pieces = iter([b'{"sta', b'tus": ', b"2}"])

    answer = client.put("/api/tickets/32/status", content=pieces, headers=JSON)

    assert answer.json()["data"]["status"]["id"] == 2


@pytest.mark.rule("G2")
@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (b'{"status": 2, "nothing": [1], "id": 5, "status[]": 3, "": 1}', JSON),
        (b"nothing=1&status=2&nothing[]=2&nothing[a]=3&=4&Status=3&x", FORM),
    ],
)
def test_unknown_fields_are_ignored(
    client: httpx.Client, content: bytes, headers: dict[str, str]
) -> None:
    answer = client.put("/api/tickets/32/status", content=content, headers=headers)

    assert answer.status_code == 200
    assert answer.json()["data"]["status"]["id"] == 2


@pytest.mark.rule("G2")
def test_fields_in_the_query_are_no_body(client: httpx.Client) -> None:
    """Query parameters that an operation does not name are ignored, too."""
    answer = client.put("/api/tickets/32/status?status=3", json={"status": 2})
    refused = client.put("/api/tickets/32/status?status=3")

    assert answer.json()["data"]["status"]["id"] == 2
    assert refused.status_code == 422


@pytest.mark.rule("G2", "G14")
@pytest.mark.parametrize("field", ["ticket_subject", "ticket_message"])
def test_a_file_is_no_text(client: httpx.Client, field: str) -> None:
    fields = {name: (None, str(value)) for name, value in DRAFT.items()}
    files: dict[str, Any] = {**fields, field: ("a.txt", b"text", "text/plain")}

    answer = client.post("/api/tickets", files=files)

    text = f"The {field.replace('_', ' ')} must be a string."
    assert answer.status_code == 422
    assert answer.json() == invalid({field: text})
