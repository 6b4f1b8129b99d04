"""The messages of updates: their text, their HTML, and the files that they bring."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import field_errors, read_ticket, ticket_url
from tests.apis.happyfox.writing import (
    ADMIN,
    WELCOME,
    WRITES,
    difference,
    done,
    message,
    update,
    wrapped,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

ACTIONS = ("staff_update", "staff_pvtnote")

#: What takes files, with a text form of its least body.
WITH_FILES = {
    "staff_update": {"staff": "1"},
    "staff_pvtnote": {"staff": "1"},
    "user_reply": {"user": "1", "text": "See the file"},
    "forward": {
        "staff_id": "1",
        "to": "ops@example.com",
        "subject": "Forwarded",
        "message": "See the file",
    },
}


@pytest.mark.rule("H27", "H31", "H36")
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("sent", "text", "html"),
    [
        ({"plaintext": "a < b\n& c"}, "a < b\n& c", "a &lt; b<br>&amp; c"),
        ({"text": "Olá 🌻 שלום"}, "Olá 🌻 שלום", "Olá 🌻 שלום"),
        (
            {"html": "<p>One</p><b>two</b><br><strong>3</strong> &amp; <i>4</i>"},
            "One\n**two**\n**3** & 4",
            "<p>One</p><b>two</b><br><strong>3</strong> &amp; <i>4</i>",
        ),
        ({"html": "<i>H</i>", "plaintext": "P"}, "P", "<i>H</i>"),
        ({"html": "<i>H</i>", "text": "T"}, "T", "<i>H</i>"),
        ({"plaintext": "P", "text": "T"}, "P", "P"),
        ({"plaintext": "", "text": "T"}, "T", "T"),
        ({"plaintext": "P", "html": ""}, "P", "P"),
    ],
)
def test_a_message_is_kept_as_text_and_as_html(
    client: httpx.Client, action: str, sent: dict[str, str], text: str, html: str
) -> None:
    ticket = done(client, 3, action, staff=1, **sent)

    told = ticket["updates"][-1]["message"]
    assert told["text"] == f"{text}\n\n"
    assert told["html"] == wrapped(html)
    assert ticket["first_message"] == "Example message\n\n"


@pytest.mark.rule("H27", "H37")
@pytest.mark.parametrize(
    ("sent", "text", "html"),
    [
        ("No tag: 5 < 6 > 4", "No tag: 5 < 6 > 4", "No tag: 5 &lt; 6 &gt; 4"),
        ("One\nTwo", "One\nTwo", "One<br>Two"),
        ("One<br>Two", "One\nTwo", "One<br>Two"),
        ("<p><b>One</b></p>", "**One**\n", "<p><b>One</b></p>"),
        ("<BR/>Two", "\nTwo", "<BR/>Two"),
        ('<a href="#">link</a>', "link", '<a href="#">link</a>'),
        (
            "Jo <jo@example.com> wrote",
            "Jo <jo@example.com> wrote",
            "Jo &lt;jo@example.com&gt; wrote",
        ),
        (
            "See <https://example.com/a>",
            "See <https://example.com/a>",
            "See &lt;https://example.com/a&gt;",
        ),
        ("a<i and c>d", "ad", "a<i and c>d"),
        ("a<o:p></o:p>d", "ad", "a<o:p></o:p>d"),
    ],
)
def test_a_reply_of_a_contact_is_html_where_it_holds_a_tag(
    client: httpx.Client, sent: str, text: str, html: str
) -> None:
    ticket = done(client, 3, "user_reply", user=1, text=sent)

    told = ticket["updates"][-1]["message"]
    assert told["text"] == f"{text}\n\n"
    assert told["html"] == wrapped(html)


@pytest.mark.rule("H31", "H36", "H37", "H42", "H6", "H29")
@pytest.mark.parametrize("action", WITH_FILES)
def test_files_are_kept_with_the_update_that_brought_them(
    client: httpx.Client, action: str
) -> None:
    before = read_ticket(client, 3)
    files = [
        ("attachments", ("größe.txt", "Größe".encode(), "text/plain")),
        ("attachments", ("../empty", b"", "application/octet-stream")),
    ]

    answer = client.post(ticket_url(3, action), data=WITH_FILES[action], files=files)

    assert answer.status_code == 200, answer.text
    made = difference(before, after := read_ticket(client, 3))
    shown = after["updates"][-1]["message"]["attachments"]
    assert len(made["updates"]) == 1
    assert made["attachments_count"] == before["attachments_count"] + 2
    assert made["messages_count"] == before["messages_count"] + 1
    assert [each["filename"] for each in shown] == ["größe.txt", "../empty"]
    assert [each["id"] for each in shown] == [41, 42]
    assert [client.get(each["url"]).content for each in shown] == [
        "Größe".encode(),
        b"",
    ]


@pytest.mark.rule("H31", "H27")
@pytest.mark.parametrize("action", ACTIONS)
def test_a_file_alone_is_a_message(client: httpx.Client, action: str) -> None:
    answer = client.post(
        ticket_url(3, action),
        data={"staff": "1"},
        files={"attachments": ("a.log", b"up\n", "text/plain")},
    )

    ticket = answer.json()
    kind = "p" if action == "staff_pvtnote" else None
    (attachment,) = ticket["updates"][-1]["message"].pop("attachments")
    expected = update(ADMIN, message=message("", message_type=kind))
    expected["message"].pop("attachments")
    assert ticket["updates"][-1] == expected
    assert attachment["filename"] == "a.log"


@pytest.mark.rule("H7", "H31", "H36", "H37", "H42")
@pytest.mark.parametrize("action", WITH_FILES)
def test_files_of_more_than_25_megabytes_together_are_refused(
    client: httpx.Client, records: Records, action: str
) -> None:
    before = records()
    half = 25 * 1024 * 1024 // 2
    files = [
        ("attachments", ("a.bin", bytes(half))),
        ("attachments", ("b.bin", bytes(half + 1))),
    ]

    answer = client.post(ticket_url(3, action), data=WITH_FILES[action], files=files)

    assert answer.status_code == 400
    assert answer.json() == field_errors(
        attachments="The total size of attachments should not exceed 25 MB."
    )
    assert records() == before


@pytest.mark.rule("H7")
def test_files_of_25_megabytes_together_are_taken(client: httpx.Client) -> None:
    half = 25 * 1024 * 1024 // 2
    files = [
        ("attachments", ("a.bin", bytes(half))),
        ("attachments", ("b.bin", bytes(half))),
    ]

    answer = client.post(
        ticket_url(3, "staff_update"), data={"staff": "1"}, files=files
    )

    assert answer.status_code == 200


@pytest.mark.rule("H6", "H31")
@pytest.mark.parametrize("action", ["staff_update", "user_reply"])
def test_text_in_place_of_a_file_is_refused(
    client: httpx.Client, records: Records, action: str
) -> None:
    before = records()
    fields = {**WITH_FILES[action], "attachments": "no file"}
    files = {name: (None, value) for name, value in fields.items()}

    answer = client.post(ticket_url(3, action), files=files)

    assert answer.status_code == 400
    assert [each["field"] for each in answer.json()["error"]] == ["attachments"]
    assert records() == before


@pytest.mark.rule("H31", "H37", "H42")
@pytest.mark.parametrize("action", ["staff_update", "user_reply", "forward"])
def test_copies_are_tidied(client: httpx.Client, action: str) -> None:
    body: dict[str, Any] = dict(WRITES[action])

    done(client, 3, action, **body, cc=" a@example.com,,b@example.com ", bcc=",")

    told = read_ticket(client, 3)["updates"][-1]["message"]
    assert told["cc_list"] == "a@example.com,b@example.com"
    assert told["bcc_list"] == ""


@pytest.mark.rule("H31", "H37")
def test_a_long_message_arrives_whole(client: httpx.Client) -> None:
    text = "Größe & Länge 🌻\n" * 2000

    reply = done(client, 3, "user_reply", user=1, text=text)["updates"][-1]
    answer = done(client, 3, "staff_update", staff=1, plaintext=text)["updates"][-1]

    assert reply["by"] == WELCOME
    assert reply["message"]["text"] == answer["message"]["text"] == f"{text}\n\n"
