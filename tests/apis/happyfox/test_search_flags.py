"""Terms of the search that are true or false, and tags."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import created, found
from tests.apis.happyfox.searching import (
    ALL,
    TRUE_OR_FALSE,
    assert_refused,
    search,
    stored,
    tickets_of,
)
from tests.apis.happyfox.writing import done

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

FLAGS = ("unresponded", "breached", "has_attachments")


@pytest.mark.rule("H15")
def test_unresponded_tickets_wait_for_an_answer(
    client: httpx.Client, records: Records
) -> None:
    waiting = {t["id"] for t in tickets_of(records) if t["unresponded"]}

    assert {*search(client, "unresponded:true")} == waiting
    assert 64 in waiting
    done(client, 64, "staff_update", staff=1, plaintext="We are on our way")
    done(client, 3, "user_reply", user=1, text="And now?")
    assert {*search(client, "unresponded:true")} == waiting - {64} | {3}


@pytest.mark.rule("H15")
def test_breached_tickets_broke_an_agreement_at_least_once(
    client: httpx.Client, records: Records
) -> None:
    breaches = {t["id"]: t["sla_breaches"] for t in tickets_of(records)}

    assert search(client, "breached:true") == [61, 27, 31, 15]
    assert [breaches[each] for each in (61, 27, 31, 15)] == [2, 1, 1, 1]


@pytest.mark.rule("H15")
def test_tickets_with_attachments_have_at_least_one(
    client: httpx.Client, records: Records
) -> None:
    having = {each["ticket_id"] for each in stored(records, "attachments").values()}

    assert {*search(client, "has_attachments:true")} == having
    assert 3 in having


@pytest.mark.rule("H15")
@pytest.mark.parametrize("name", FLAGS)
def test_false_is_the_complement(client: httpx.Client, name: str) -> None:
    yes, no = search(client, f"{name}:true"), search(client, f'{name}:"false"')

    assert yes
    assert no
    assert {*yes} | {*no} == ALL
    assert not {*yes} & {*no}
    assert search(client, f"{name}:true {name}:false") == []


@pytest.mark.rule("H15", "X8")
@pytest.mark.parametrize("name", FLAGS)
@pytest.mark.parametrize(
    "value",
    ["yes", "1", "TRUE", "True", "FALSE", "None", '""', '" true"', "true,false", "t,f"],
)
def test_what_is_neither_true_nor_false_is_refused(
    client: httpx.Client, name: str, value: str
) -> None:
    assert_refused(client, f"{name}:{value}", TRUE_OR_FALSE)


@pytest.mark.rule("H15")
@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("tag:printer", [61, 41, 38, 9, 13, 4]),
        ("tag:Printer", [39]),
        ("tag:PRINTER", []),
        ("tag:print", []),
        ("tag:printer,Printer", [61, 39, 41, 38, 9, 13, 4]),
        ("tag:printer tag:vip", [61]),
        ("tag:printer,vip", [61, 55, 41, 38, 9, 13, 4]),
        ("tag:nothing,vip", [61, 55]),
        ('tag:"how-to"', [62, 56, 42, 14, 19]),
        ("tag:🌻", [63, 46, 22]),
        ('tag:"test,Website"', []),
        ('tag:""', []),
        ("tag:nothing", []),
    ],
)
def test_a_ticket_with_any_of_the_tags_is_found(
    client: httpx.Client, q: str, found: list[int]
) -> None:
    """A tag is whole, and its case counts."""
    assert search(client, q) == found


@pytest.mark.rule("H15")
def test_a_tag_may_have_any_characters(client: httpx.Client) -> None:
    """All but the comma, which parts the tags of a ticket, and quotes, of a query."""
    odd = created(client, tags="two words,#1: 50 % + x,خط,none")["id"]

    for tag in ("two words", "#1: 50 % + x", "خط", "none"):
        assert search(client, f'tag:"{tag}"') == [odd]
    assert odd not in search(client, "tag:two,words,x")


@pytest.mark.rule("H15")
def test_a_tag_that_is_taken_away_is_no_longer_found(client: httpx.Client) -> None:
    done(client, 61, "update_tags", staff_id=1, remove="vip", add="VIP")

    assert search(client, "tag:vip") == [55]
    assert search(client, "tag:VIP") == [61]
    assert found(client, tag="VIP") == [61]
