"""Booleans in bodies: true or false, as such or as these words, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import PLAIN_DRAFT, TICKETS, ticket_url
from tests.apis.happyfox.sending import (
    TRUE_OR_FALSE,
    WAYS,
    Way,
    as_json,
    assert_refused,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

every_way = pytest.mark.parametrize("way", WAYS)

#: Each boolean of a body, with what else the operation needs.
BOOLEANS: list[tuple[str, dict[str, Any], str]] = [
    (TICKETS, {**PLAIN_DRAFT}, "visible_only_staff"),
    *(
        (ticket_url(3, "staff_update"), {"staff": 1, "plaintext": "a"}, name)
        for name in ("update_customer", "send_survey")
    ),
    *(
        (
            ticket_url(3, "forward"),
            {"staff_id": 1, "to": "a@example.com", "subject": "s", "message": "m"},
            name,
        )
        for name in (
            "to_include_ticket_contact",
            "cc_include_ticket_contact",
            "send_all_messages",
            "include_pvt_notes",
            "convert_replies_as_new_ticket",
        )
    ),
]


@pytest.mark.rule("H6")
@pytest.mark.parametrize(("url", "body", "name"), BOOLEANS)
@every_way
def test_a_boolean_may_be_either_word(
    client: httpx.Client, url: str, body: dict[str, Any], name: str, way: Way
) -> None:
    """In JSON, too, where it may be a boolean as well."""
    spellings: list[Any] = ["true", "false"]
    if way is as_json:
        spellings += [True, False]

    answers = [client.post(url, **way({**body, name: value})) for value in spellings]

    assert [answer.status_code for answer in answers] == [200] * len(spellings)


@pytest.mark.rule("H6")
@pytest.mark.parametrize(
    ("meant", "value"),
    [(True, True), (True, "true"), (False, False), (False, "false")],
)
def test_a_boolean_word_means_what_it_says(
    client: httpx.Client, meant: Any, value: Any
) -> None:
    draft = {**PLAIN_DRAFT, "visible_only_staff": value}
    reply = {"staff": 1, "plaintext": "a", "update_customer": value}

    ticket = client.post(TICKETS, json=draft).json()
    answered = client.post(ticket_url(3, "staff_update"), json=reply).json()

    assert ticket["visible_only_staff"] is meant
    assert answered["updates"][-1]["message"]["customer_updated"] is meant


@pytest.mark.rule("H6", "X8")
@pytest.mark.parametrize(("url", "body", "name"), BOOLEANS)
@every_way
def test_another_word_is_no_boolean(  # noqa: PLR0917  # the table's columns
    client: httpx.Client,
    records: Records,
    url: str,
    body: dict[str, Any],
    name: str,
    way: Way,
) -> None:
    spellings: list[Any] = ["", "True", "FALSE", "1", "0", "yes", "on", " true", "null"]
    if way is as_json:
        spellings += [1, 0, None, [], [True], {}]
    before = records()

    for value in spellings:
        answer = client.post(url, **way({**body, name: value}))
        assert_refused(answer, **{name: TRUE_OR_FALSE})

    assert records() == before
