"""The search together with the filters of the URL, which say the same as terms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import TICKETS, created, found
from tests.apis.happyfox.searching import (
    ALL,
    CHOICE,
    DATE,
    NUMBER,
    TRUE_OR_FALSE,
    VALUE,
    search,
)

if TYPE_CHECKING:
    import httpx


@pytest.mark.rule("H12", "H13")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("unresponded", "true"),
        ("unresponded", "false"),
        ("breached", "true"),
        ("breached", "false"),
        ("tag", "printer"),
        ("tag", "printer,Printer"),
        ("tag", '"how-to","🌻"'),
        ("tag", "“how-to”,“vip”"),
        ("tag", "nothing"),
        ("duedate", "overdue"),
        ("duedate", '"next 7 days"'),
        ("duedate", "today,tomorrow"),
        ("priority", '"CRITICAL","MEDIUM"'),
        ("priority", '"no priority"'),
        ("priority", "Critical"),
        ("assignee", "none"),
        ("assignee", "any"),
        ("assignee", "none,admin"),
        ("assignee", '"kavya.iyer@example.com",may'),
        ("assignee", '"james may"'),
        ("group", "none"),
        ("group", "any"),
        ("group", '"Nilgiri Tea Exports",Schools'),
        ("group", "schools"),
        ("contact", "sheikh"),
        ("contact", '"Zoya Sheikh",02323412'),
        ("contact", '"Nair, Vishnu (IT)"'),
        ("id", "3"),
        ("id", "DC00000001,2"),
        ("id", "te00000039,65"),
    ],
)
def test_a_filter_of_the_url_is_the_term_of_its_name(
    client: httpx.Client, name: str, value: str
) -> None:
    assert {*found(client, **{name: value})} == {*search(client, f"{name}:{value}")}


@pytest.mark.rule("H12", "H13")
@pytest.mark.parametrize(
    ("name", "value", "q"),
    [
        ("duedate", "next 7 days", 'duedate:"next 7 days"'),
        ("contact", "Zoya Sheikh", 'contact:"Zoya Sheikh"'),
        (
            "group",
            "Nilgiri Tea Exports, Schools",
            'group:"Nilgiri Tea Exports",Schools',
        ),
        ("priority", ' "High" , Low ', "priority:High,Low"),
        ("assignee", "none, admin", "assignee:none,admin"),
    ],
)
def test_a_filter_of_the_url_needs_no_quotes_for_spaces(
    client: httpx.Client, name: str, value: str, q: str
) -> None:
    """There is nothing behind its value that they could be taken for."""
    ids = found(client, **{name: value})

    assert ids
    assert {*ids} == {*search(client, q)}


@pytest.mark.rule("H12", "H13")
@pytest.mark.parametrize(
    ("params", "q"),
    [
        ({"status": "1"}, "status:New"),
        ({"status": "_pending"}, 'status:New,"In Progress","On Hold"'),
        ({"status": "_all"}, ""),
        ({"status": "99"}, "status:unheard"),
        ({"category": "2"}, "category:2"),
        ({"category": ["2", "3"]}, "category:2,3"),
        ({"category": "99"}, "category:99"),
        ({"unresponded": "true"}, "unresponded:true"),
        ({"breached": "true"}, "breached:true"),
        ({"tag": "printer"}, "tag:printer"),
        ({"duedate": "overdue"}, "duedate:overdue"),
        ({"priority": "High"}, "priority:High"),
        ({"assignee": "james"}, "assignee:james"),
        ({"group": "any"}, "group:any"),
        ({"contact": "ananya"}, "contact:ananya"),
        ({"id": "61,39,4,3"}, "id:61,39,4,3"),
    ],
)
def test_a_search_and_a_filter_must_both_be_passed(
    client: httpx.Client, params: dict[str, Any], q: str
) -> None:
    """In the order of the search."""
    printers = search(client, "printer")

    both = search(client, "printer", **params)

    passing = {*search(client, q)} if q else ALL
    assert both == [each for each in printers if each in passing]
    assert both == search(client, f"printer {q}")


@pytest.mark.rule("H12", "H13")
def test_everything_together_is_one_condition(client: httpx.Client) -> None:
    q = 'printer contact:Ananya "Customer Type":Business created-after:2026/01/01'
    params: dict[str, Any] = {"category": ["1", "5"], "tag": "urgent,Firmware"}

    assert search(client, q, **params) == [61, 4]
    assert search(client, q, **params, status="_pending") == [61, 4]
    assert search(client, q, **params, status="4") == []
    assert search(client, q, **params, duedate="today") == [61]
    assert search(client, q, **params, duedate="today", breached="false") == []


@pytest.mark.rule("H13")
def test_a_search_is_paged(client: httpx.Client) -> None:
    ids = search(client, "unresponded:true")
    params: dict[str, Any] = {"q": "unresponded:true", "size": 7, "fields": "id"}

    pages = [
        client.get(TICKETS, params={**params, "page": n}).json() for n in range(1, 7)
    ]

    assert [t["id"] for page in pages for t in page["data"]] == ids
    assert {page["page_info"]["last_index"] for page in pages} == {len(ids)} == {30}
    assert pages[-1]["data"] == []


@pytest.mark.rule("H13")
def test_a_new_ticket_is_found_at_once(client: httpx.Client) -> None:
    assert search(client, "needle-7") == []

    ticket = created(client, subject="needle-7", tags="needle-7")["id"]

    assert search(client, "needle-7 tag:needle-7") == [ticket]
    assert found(client, tag="needle-7") == [ticket]


@pytest.mark.rule("H13", "H15", "X8")
def test_everything_that_is_wrong_is_told_at_once(client: httpx.Client) -> None:
    """By parameter, in the order in which the API lists them, each text once."""
    q = (
        "duedate:never unresponded:maybe created-on:today Quantity:many id:#1"
        ' category:x breached:perhaps "Purchase Date":today'
    )
    params = {"q": q, "duedate": "never", "id": "#1"}

    answer = client.get(TICKETS, params=params)

    assert answer.status_code == 400
    assert answer.json() == {
        "error": [
            {"field": "q", "errors": [CHOICE, TRUE_OR_FALSE, DATE, NUMBER, VALUE]},
            {"field": "duedate", "errors": [CHOICE]},
            {"field": "id", "errors": [VALUE]},
        ]
    }


@pytest.mark.rule("H12", "X8")
@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("duedate", "never", CHOICE),
        ("duedate", "Today", CHOICE),
        ("duedate", "today,never", CHOICE),
        ("unresponded", "maybe", TRUE_OR_FALSE),
        ("breached", "TRUE", TRUE_OR_FALSE),
        ("id", "#DC00000001", VALUE),
        ("has_attachments", "true", VALUE),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_parameter(
    client: httpx.Client, name: str, value: str, text: str
) -> None:
    answer = client.get(TICKETS, params={name: value, "q": "printer"})

    assert answer.status_code == 400
    assert answer.json() == {"error": [{"field": name, "errors": [text]}]}
