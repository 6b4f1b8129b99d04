"""The first message of a ticket: its plain and its HTML form, each from the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import PLAIN_DRAFT, created, read_ticket
from tests.apis.happyfox.creating import (
    FIRST_TICKET,
    create,
    each_media_type,
    first_update,
    without,
)
from tests.apis.happyfox.writing import wrapped

if TYPE_CHECKING:
    import httpx

SILENT = without(PLAIN_DRAFT, "text")

#: Texts, and what stands for them in the body of the HTML.
TEXTS = [
    ("Hello", "Hello"),
    ("one\ntwo\n\nthree", "one<br>two<br><br>three"),
    ("1 < 2 & 3 > 2", "1 &lt; 2 &amp; 3 &gt; 2"),
    ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ("&amp; is escaped again", "&amp;amp; is escaped again"),
    ("<br>", "&lt;br&gt;"),
    ("\"double\" and 'single'", "\"double\" and 'single'"),
    ("**bold**", "**bold**"),
    (" spaces around ", " spaces around "),
    ("ends in a line\n", "ends in a line<br>"),
    ("😬 مساعدة שלום", "😬 مساعدة שלום"),
    ("x" * 10_000, "x" * 10_000),
]

#: HTML, and what is left of it as text.
HTML = [
    ("Hello", "Hello"),
    ("<p>Hello</p>", "Hello\n"),
    ("<p>One</p><p>Two</p>", "One\nTwo\n"),
    ("One<br>Two<br/>Three<br />Four", "One\nTwo\nThree\nFour"),
    ("<P CLASS='a'>One</P>Two<BR>Three", "One\nTwo\nThree"),
    ("a <b>bold</b> word", "a **bold** word"),
    ('a <strong class="x">strong</strong> word', "a **strong** word"),
    ("<B>One</B> and <STRONG>two</STRONG>", "**One** and **two**"),
    ("<i>one</i> <em>two</em> <u>three</u>", "one two three"),
    ("<body>one</body> <bold>two</bold>", "one two"),
    ('<a href="https://example.com/">a link</a>', "a link"),
    ('<img src="https://example.com/a.png">', ""),
    ("<ul><li>one</li> <li>two</li></ul>", "one two"),
    ("<!-- a comment -->seen", "seen"),
    ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
    ("&lt;b&gt;", "<b>"),
    ("1 < 2", "1 < 2"),
    ("line\nline", "line\nline"),
    ("😬 <b>مساعدة</b>", "😬 **مساعدة**"),
    ("<p>" * 1000 + "x" + "</p>" * 3, "x\n\n\n"),
]


@pytest.mark.rule("H27")
@pytest.mark.parametrize(("text", "html"), TEXTS)
def test_a_text_ends_in_two_lines_and_is_escaped_for_html(
    client: httpx.Client, text: str, html: str
) -> None:
    ticket = create(client, {**SILENT, "text": text})

    message = first_update(ticket)["message"]
    assert message["text"] == f"{text}\n\n"
    assert message["html"] == wrapped(html)
    assert ticket["first_message"] == f"{text}\n\n"


@pytest.mark.rule("H27")
@pytest.mark.parametrize(("html", "text"), HTML)
def test_html_is_kept_and_stripped_for_text(
    client: httpx.Client, html: str, text: str
) -> None:
    ticket = create(client, {**SILENT, "html": html})

    message = first_update(ticket)["message"]
    assert message["html"] == wrapped(html)
    assert message["text"] == f"{text}\n\n"
    assert ticket["first_message"] == f"{text}\n\n"


@pytest.mark.rule("H27", "H6")
@each_media_type
def test_of_both_each_form_is_from_its_own(
    client: httpx.Client, media_type: str
) -> None:
    body = {**SILENT, "text": "In <short>", "html": "<p>At <b>length</b></p>"}

    ticket = create(client, body, media_type)

    message = first_update(ticket)["message"]
    assert message["text"] == "In <short>\n\n"
    assert message["html"] == wrapped("<p>At <b>length</b></p>")
    assert ticket["first_message"] == "In <short>\n\n"


@pytest.mark.rule("H27", "H23")
@each_media_type
def test_an_empty_form_is_made_from_the_other(
    client: httpx.Client, media_type: str
) -> None:
    by_html = create(client, {**SILENT, "text": "", "html": "<b>x</b>"}, media_type)
    by_text = create(client, {**SILENT, "text": "<x>", "html": ""}, media_type)

    assert first_update(by_html)["message"]["text"] == "**x**\n\n"
    assert first_update(by_text)["message"]["html"] == wrapped("&lt;x&gt;")


@pytest.mark.rule("H27", "H45")
def test_a_picture_in_html_keeps_its_address(client: httpx.Client) -> None:
    address = "https://example.com/get_hdp_temporarily_attachment/2091/"
    html = f'<p>See <img src="{address}"></p>'

    message = first_update(create(client, {**SILENT, "html": html}))["message"]

    assert address in message["html"]
    assert message["attachments"] == []


@pytest.mark.rule("H25", "H27")
def test_the_message_has_no_subject_of_its_own_and_told_nobody(
    client: httpx.Client,
) -> None:
    ticket = created(client, update_customer=True, message_type="p")

    message = first_update(ticket)["message"]
    assert message["subject"] == ""
    assert message["customer_updated"] is False
    assert message["message_type"] is None
    assert read_ticket(client, FIRST_TICKET)["messages_count"] == 1
