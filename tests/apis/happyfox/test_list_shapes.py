"""How much of each ticket a list tells: all of it, some fields, or its id alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import TICKETS, found, read_ticket
from tests.apis.happyfox.sending import (
    CHOICE,
    TRUE_OR_FALSE,
    VALUE,
    assert_refused,
)
from tests.apis.happyfox.writing import without_links

if TYPE_CHECKING:
    import httpx


@pytest.mark.rule("H11")
@pytest.mark.parametrize("query", ["", "sort=subjecta", "status=1", "q=a", "page=2"])
def test_ids_alone_are_those_of_the_whole_tickets(
    client: httpx.Client, query: str
) -> None:
    whole = client.get(f"{TICKETS}?{query}").json()

    minified = client.get(f"{TICKETS}?{query}&minify_response=true").json()

    assert minified["data"] == [ticket["id"] for ticket in whole["data"]]
    assert minified["page_info"] == whole["page_info"]
    assert all(type(each) is int for each in minified["data"])


@pytest.mark.rule("H11")
def test_ids_alone_win_over_fields(client: httpx.Client) -> None:
    """Whichever comes first."""
    ids = found(client)[:10]

    for query in (
        "minify_response=true&fields=tags",
        "fields=tags&minify_response=true",
    ):
        assert client.get(f"{TICKETS}?{query}").json()["data"] == ids


@pytest.mark.rule("H11")
def test_without_ids_alone_the_tickets_are_whole(client: httpx.Client) -> None:
    answer = client.get(f"{TICKETS}?minify_response=false&id=3")

    (ticket,) = answer.json()["data"]
    assert without_links(ticket) == without_links(read_ticket(client, 3))


@pytest.mark.rule("H11")
@pytest.mark.parametrize(
    "names",
    [
        ["id"],
        ["id", "last_user_reply_at", "last_staff_reply_at"],
        ["subject", "id"],
        ["due_by", "merged_to"],
        ["user", "status", "custom_fields"],
        ["updates"],
        ["id", "id"],
    ],
)
def test_only_the_named_fields_are_told(client: httpx.Client, names: list[str]) -> None:
    """As they are in the whole ticket, the links to files in it included."""
    whole = client.get(f"{TICKETS}?size=50").json()

    some = client.get(f"{TICKETS}?size=50&fields={','.join(names)}").json()

    assert some["page_info"] == whole["page_info"]
    for ticket, part in zip(whole["data"], some["data"], strict=True):
        assert set(part) == set(names)
        assert [*part] == [*dict.fromkeys(names)]
        for name in set(names) - {"updates"}:
            assert part[name] == ticket[name]
        if "updates" in names:
            assert without_links(part) == without_links({"updates": ticket["updates"]})


@pytest.mark.rule("H11")
def test_every_field_at_the_top_of_a_ticket_can_be_named(client: httpx.Client) -> None:
    ticket = read_ticket(client, 1)

    for name in ticket:
        answer = client.get(f"{TICKETS}?id=1&fields={name}")
        assert answer.json()["data"] == [{name: ticket[name]}]
    every = client.get(f"{TICKETS}?id=1&fields={','.join(ticket)}")
    assert every.json()["data"] == [ticket]


@pytest.mark.rule("H11", "X8")
@pytest.mark.parametrize(
    "value",
    [
        "nothing",
        "ID",
        "id,nothing",
        "nothing,id",
        "id,",
        ",id",
        "id,,subject",
        ",",
        " ",
        "id, subject",
        "user.name",
        "name",
        "category_id",
        "email",
        "id;subject",
        "*",
    ],
)
def test_an_unknown_or_an_empty_name_is_refused(
    client: httpx.Client, value: str
) -> None:
    for minified in ("false", "true"):
        answer = client.get(
            TICKETS, params={"fields": value, "minify_response": minified}
        )
        assert_refused(answer, fields=CHOICE)


@pytest.mark.rule("H11", "X8")
def test_no_name_at_all_is_refused(client: httpx.Client) -> None:
    assert_refused(client.get(f"{TICKETS}?fields="), fields=VALUE)


@pytest.mark.rule("H11", "X8")
@pytest.mark.parametrize(
    "value", ["", "True", "FALSE", "1", "0", "yes", "on", "null", " true", "true,true"]
)
def test_what_is_neither_true_nor_false_is_refused(
    client: httpx.Client, value: str
) -> None:
    answer = client.get(TICKETS, params={"minify_response": value})

    assert_refused(answer, minify_response=TRUE_OR_FALSE)


@pytest.mark.rule("H11", "H12", "H2", "X8")
def test_everything_that_is_wrong_is_told_at_once_in_order(
    client: httpx.Client,
) -> None:
    wrong = {
        "page": "0",
        "size": "0",
        "sort": "x",
        "category": "x",
        "status": "x",
        "fields": "x",
        "minify_response": "x",
        "unresponded": "x",
        "breached": "x",
        "has_attachments": "x",
    }

    answer = client.get(TICKETS, params=wrong)

    assert [each["field"] for each in answer.json()["error"]] == [
        "minify_response",
        "fields",
        "status",
        "category",
        "sort",
        "size",
        "page",
        "unresponded",
        "breached",
        "has_attachments",
    ]
