"""Filters in the URL with values that they cannot have."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import TICKETS, found
from tests.apis.happyfox.sending import (
    CHOICE,
    DATE,
    TRUE_OR_FALSE,
    VALUE,
    WHOLE_NUMBER,
    assert_refused,
)

if TYPE_CHECKING:
    import httpx


@pytest.mark.rule("H12", "X8")
@pytest.mark.parametrize(
    "value",
    [
        "",
        "all",
        "_ALL",
        "_Pending",
        "_completed",
        "_open",
        "New",
        "-1",
        "1.0",
        "1,2",
        " 1",
        "+1",
        "\u0661",
        "1x",
        "null",
    ],
)
def test_what_is_no_status_is_refused(client: httpx.Client, value: str) -> None:
    answer = client.get(TICKETS, params={"status": value})

    assert_refused(answer, status=VALUE)


@pytest.mark.rule("H12", "X8")
@pytest.mark.parametrize(
    "value", ["", "x", "Repairs", "1.0", "1,2", " 1", "+1", "\u0661", "_all", "null"]
)
def test_what_is_no_category_is_refused(client: httpx.Client, value: str) -> None:
    """Alone, and as one of several."""
    alone = client.get(TICKETS, params={"category": value})
    among = client.get(TICKETS, params={"category": ["1", value, "2"]})

    assert_refused(alone, category=WHOLE_NUMBER)
    assert_refused(among, category=WHOLE_NUMBER)


@pytest.mark.rule("H12", "X8")
@pytest.mark.parametrize("value", ["0", "-1", "2147483648"])
def test_a_category_that_can_be_none_is_refused(
    client: httpx.Client, value: str
) -> None:
    assert_refused(client.get(TICKETS, params={"category": value}), category=CHOICE)


@pytest.mark.rule("H12", "H15", "X8")
@pytest.mark.parametrize("name", ["unresponded", "breached"])
@pytest.mark.parametrize(
    "value", ["", "True", "FALSE", "1", "0", "yes", "no", " true", "true,false", "null"]
)
def test_what_is_no_boolean_is_refused(
    client: httpx.Client, name: str, value: str
) -> None:
    answer = client.get(TICKETS, params={name: value})

    assert_refused(answer, **{name: TRUE_OR_FALSE})


@pytest.mark.rule("H12", "H15", "H16", "X8")
@pytest.mark.parametrize(
    "value",
    [
        "never",
        "today,never",
        "next 6 days",
        "next7days",
        "2026/06/15",
        "none",
        "any",
        "TODAY",
    ],
)
def test_another_due_date_than_the_five_is_refused(
    client: httpx.Client, value: str
) -> None:
    answer = client.get(TICKETS, params={"duedate": value})

    assert_refused(answer, duedate=CHOICE)


@pytest.mark.rule("H12", "H15", "X8")
@pytest.mark.parametrize("value", ["#3", "#DC00000003", "3,#DC00000004", '"#3"'])
def test_a_display_id_with_its_hash_is_refused(
    client: httpx.Client, value: str
) -> None:
    answer = client.get(TICKETS, params={"id": value})

    assert_refused(answer, id=VALUE)


@pytest.mark.rule("H12", "X8")
@pytest.mark.parametrize("value", ["true", "false", "x", "0", " "])
def test_the_filter_for_attachments_exists_in_searches_alone(
    client: httpx.Client, value: str
) -> None:
    refused = client.get(TICKETS, params={"has_attachments": value})

    assert_refused(refused, has_attachments=VALUE)
    assert found(client, q="has_attachments:true")


@pytest.mark.rule("H12", "X8")
@pytest.mark.parametrize(
    "name", ["tag", "duedate", "priority", "assignee", "group", "contact", "id"]
)
def test_a_filter_without_a_value_is_refused(client: httpx.Client, name: str) -> None:
    answer = client.get(TICKETS, params={name: ""})

    assert_refused(answer, **{name: VALUE})


@pytest.mark.rule("H12", "H2", "X8")
def test_every_filter_at_fault_is_told_at_once_in_order(client: httpx.Client) -> None:
    """A search stands before the filters of the URL."""
    answer = client.get(
        TICKETS,
        params={"id": "#3", "duedate": "never", "q": 'created-on:"2026-06-15"'},
    )

    assert_refused(answer, q=DATE, duedate=CHOICE, id=VALUE)
