"""The demo key is not limited, and what the API does not name is ignored."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import (
    BASE,
    PLAIN_DRAFT,
    TICKETS,
    created,
    found,
    read_ticket,
    ticket_url,
)

if TYPE_CHECKING:
    import httpx


@pytest.mark.rule("H8")
def test_more_calls_in_a_minute_than_the_vendor_allows_are_answered(
    client: httpx.Client,
) -> None:
    """The clock stands, so all of them are made in the same second."""
    reads = Counter(client.get(f"{BASE}/statuses/").status_code for _ in range(501))
    note = {"staff": 1, "plaintext": "again"}
    writes = Counter(
        client.post(ticket_url(3, "staff_pvtnote"), json=note).status_code
        for _ in range(301)
    )

    assert reads == {200: 501}
    assert writes == {200: 301}


@pytest.mark.rule("H8")
def test_no_answer_tells_of_a_limit(client: httpx.Client) -> None:
    answer = client.get(f"{BASE}/statuses/")

    told = [name for name in answer.headers if "limit" in name or "retry" in name]
    assert told == []


@pytest.mark.rule("X8")
def test_unknown_parameters_and_headers_are_ignored(client: httpx.Client) -> None:
    ids = found(client)

    assert found(client, nothing="1", limit="x", Status="x") == ids
    headers = {"X-Status": "4", "Page": "x", "Range": "bytes=0-1"}
    answer = client.get(f"{TICKETS}?minify_response=true", headers=headers)
    assert answer.status_code == 200
    assert answer.json()["data"] == ids[:10]


@pytest.mark.rule("X8", "H6")
def test_unknown_fields_are_ignored(client: httpx.Client) -> None:
    unknown = {"nothing": [{}], "id": 9, "custom_fields": None, "cf-3": "x", "t-cf": 1}

    ticket = created(client, **unknown)

    assert ticket["id"] == 65
    assert read_ticket(client, 65)["subject"] == PLAIN_DRAFT["subject"]


@pytest.mark.rule("X8", "H10", "H11", "H12", "H20")
@pytest.mark.parametrize(
    ("query", "field", "text"),
    [
        ("size=51", "size", "Enter a whole number."),
        ("size=0", "size", "Enter a whole number."),
        ("page=0", "page", "Enter a whole number."),
        ("sort=newest", "sort", ""),
        ("status=open", "status", ""),
        ("category=Sales", "category", ""),
        ("fields=nothing", "fields", ""),
        ("minify_response=yes", "minify_response", "Enter true or false."),
        ("unresponded=yes", "unresponded", "Enter true or false."),
        ("duedate=someday", "duedate", ""),
        ("id=%23DC00000003", "id", ""),
        ("has_attachments=true", "has_attachments", ""),
        ("q=created-on:%222026-06-15%22", "q", "Enter a valid date."),
        ("q=unresponded:maybe", "q", "Enter true or false."),
    ],
)
def test_a_value_that_the_documentation_rules_out_is_refused(
    client: httpx.Client, query: str, field: str, text: str
) -> None:
    """It names the parameter."""
    answer = client.get(f"{TICKETS}?{query}")

    assert answer.status_code == 400
    (error,) = answer.json()["error"]
    assert error["field"] == field
    assert len(error["errors"]) == 1
    assert not text or error["errors"] == [text]


@pytest.mark.rule("X8", "H31", "H36", "H26")
@pytest.mark.parametrize(
    ("action", "body", "field"),
    [
        ("staff_update", {"staff": 1, "status": "Closed"}, "status"),
        ("staff_update", {"staff": 1, "tags": ["a"]}, "tags"),
        (
            "staff_update",
            {"staff": 1, "html": "a", "update_customer": 1},
            "update_customer",
        ),
        ("staff_update", {"staff": 1, "t-cf-99": "a"}, "t-cf-99"),
        ("staff_pvtnote", {"staff": 1, "html": "a", "alert": "x"}, "alert"),
        ("user_reply", {"user": "1x", "text": "a"}, "user"),
        ("subscribe", {"staff_id": 1, "data": "x"}, "data"),
        ("update_tags", {"staff_id": 1, "add": ["a"]}, "add"),
    ],
)
def test_a_value_of_a_write_that_the_documentation_rules_out_is_refused(
    client: httpx.Client, action: str, body: dict[str, object], field: str
) -> None:
    answer = client.post(ticket_url(3, action), json=body)

    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["error"]] == [field]
