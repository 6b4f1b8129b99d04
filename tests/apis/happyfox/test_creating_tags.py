"""Tags and copies of new tickets: one text with commas, taken apart and joined."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import PLAIN_DRAFT, created, found, read_ticket
from tests.apis.happyfox.creating import (
    EMAIL,
    FIRST_TICKET,
    VALUE,
    create,
    each_media_type,
    first_update,
    refusal,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records


@pytest.mark.rule("H26", "H6")
@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("one", "one"),
        ("one,two", "one,two"),
        ("b, a,c ,  d  ", "b,a,c,d"),
        ("a,b,a,b,c", "a,b,c"),
        (" a ,a,\ta\n", "a"),
        ("A,a", "A,a"),
        (",,a,, ,b,", "a,b"),
        ("", ""),
        (" , ,, ", ""),
        ("two words,two  words", "two words,two  words"),
        ("\u00a0nbsp\u3000", "nbsp"),
        ("😬,مساعدة,<b>,a;b", "😬,مساعدة,<b>,a;b"),
        ('["a","b"]', '["a","b"]'),
        (
            ",".join(str(number) for number in range(500)),
            ",".join(str(number) for number in range(500)),
        ),
    ],
)
@each_media_type
def test_tags_are_trimmed_and_empty_ones_and_repeats_are_dropped(
    client: httpx.Client, sent: str, shown: str, media_type: str
) -> None:
    ticket = create(client, {**PLAIN_DRAFT, "tags": sent}, media_type)

    assert ticket["tags"] == shown
    assert read_ticket(client, FIRST_TICKET)["tags"] == shown


@pytest.mark.rule("H26", "X8")
@pytest.mark.parametrize("sent", [["one", "two"], [], {"one": True}, 1])
def test_tags_are_no_list(client: httpx.Client, records: Records, sent: object) -> None:
    before = records()

    assert refusal(client, {**PLAIN_DRAFT, "tags": sent}) == [("tags", VALUE)]
    assert records() == before


@pytest.mark.rule("H26")
def test_a_new_ticket_is_found_by_each_of_its_tags(client: httpx.Client) -> None:
    created(client, tags=" Never seen , another-new")

    assert found(client, tag="Never seen") == [FIRST_TICKET]
    assert found(client, tag="another-new") == [FIRST_TICKET]
    assert found(client, tag="never seen") == []


@pytest.mark.rule("H26", "H6")
@pytest.mark.parametrize("field", ["cc", "bcc"])
@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("ops@example.com", "ops@example.com"),
        ("ops@example.com, lead@example.org", "ops@example.com,lead@example.org"),
        (",, b@example.com ,a@example.com\t,", "b@example.com,a@example.com"),
        ("", ""),
        (" , ", ""),
        ("Ops@EXAMPLE.com", "Ops@EXAMPLE.com"),
        ("first.last+tag@sub.example.co.uk", "first.last+tag@sub.example.co.uk"),
        ("jörg@münchen.example", "jörg@münchen.example"),
    ],
)
@each_media_type
def test_addresses_are_trimmed_and_empty_ones_are_dropped(
    client: httpx.Client, field: str, sent: str, shown: str, media_type: str
) -> None:
    ticket = create(client, {**PLAIN_DRAFT, field: sent}, media_type)

    message = first_update(ticket)["message"]
    assert message[f"{field}_list"] == shown
    assert message["bcc_list" if field == "cc" else "cc_list"] == ""
    assert message["forward_list"] is None


@pytest.mark.rule("H26", "H23")
@pytest.mark.parametrize("field", ["cc", "bcc"])
@pytest.mark.parametrize(
    "sent",
    [
        "ops@example.com, lead",
        "lead, ops@example.com",
        "ops@example.com lead@example.com",
        "ops@example.com; lead@example.com",
    ],
)
@each_media_type
def test_every_address_must_be_one(
    client: httpx.Client, field: str, sent: str, media_type: str
) -> None:
    assert refusal(client, {**PLAIN_DRAFT, field: sent}, media_type) == [(field, EMAIL)]
