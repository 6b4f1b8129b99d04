"""The three shapes of a refusal: by field, by key, and one text alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import (
    BASE,
    DRAFT,
    JSON,
    PLAIN_DRAFT,
    TICKETS,
    created,
    ticket_url,
)
from tests.apis.happyfox.sending import (
    CHOICE,
    LIST,
    REQUIRED,
    WHOLE_NUMBER,
    assert_refused,
    part,
    parts,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records


@pytest.mark.rule("H2")
def test_several_faults_of_one_field_are_told_together_each_once(
    client: httpx.Client,
) -> None:
    wrong = ["x", 0, "y", 0]

    answer = client.post(TICKETS, json={**DRAFT, "t-cf-3": wrong})

    assert answer.status_code == 400
    (told,) = answer.json()["error"]
    assert told["field"] == "t-cf-3"
    assert sorted(told["errors"]) == [WHOLE_NUMBER, CHOICE]


@pytest.mark.rule("H2")
def test_a_wrong_value_is_not_called_missing_as_well(client: httpx.Client) -> None:
    """Field 3 is required, and no list can be made of this."""
    answer = client.post(TICKETS, data={**DRAFT, "t-cf-3": "Chennai"})

    assert answer.status_code == 400
    assert answer.json()["error"] == [{"field": "t-cf-3", "errors": [LIST]}]


@pytest.mark.rule("H2")
def test_an_entry_of_a_list_is_refused_in_the_same_shape(client: httpx.Client) -> None:
    answer = client.post(TICKETS, json=[{**PLAIN_DRAFT, "category": None}])

    assert answer.status_code == 200
    assert answer.json() == [
        {"success": False, "error": [{"field": "category", "errors": [REQUIRED]}]}
    ]


@pytest.mark.rule("H2", "H34", "H43")
@pytest.mark.parametrize(
    ("action", "body", "error"),
    [
        (
            "staff_update",
            {"staff": 1, "status": 4},
            {
                "t-cf-2": "This field should be filled before marking this ticket as "
                "completed"
            },
        ),
        (
            "move",
            {"staff_id": 1, "target_category_id": 1},
            {"t-cf-27": "This field should be filled before moving this ticket"},
        ),
    ],
)
def test_what_must_be_filled_first_is_told_by_key(
    client: httpx.Client,
    records: Records,
    action: str,
    body: dict[str, Any],
    error: dict[str, str],
) -> None:
    ticket = created(client, category=2, **{"t-cf-3": [1]})
    before = records()

    answer = client.post(ticket_url(ticket["id"], action), json=body)

    assert answer.status_code == 400
    assert answer.headers["content-type"] == JSON
    assert answer.json() == {"error": error}
    assert records() == before


@pytest.mark.rule("H2")
@pytest.mark.parametrize(
    ("method", "url", "body", "status", "text"),
    [
        ("GET", ticket_url(999), None, 404, "Cannot find the requested object"),
        ("PUT", TICKETS, {}, 405, "Method not allowed"),
        ("POST", TICKETS, 1, 400, "Invalid JSON"),
        (
            "POST",
            TICKETS,
            [{}] * 101,
            400,
            "A maximum of 100 tickets can be created in one request",
        ),
        ("POST", ticket_url(3, "staff_update"), {"staff": 1}, 400, "Nothing to update"),
        (
            "POST",
            ticket_url(3, "update_tags"),
            {"staff_id": 1},
            400,
            "Nothing to update",
        ),
        (
            "POST",
            ticket_url(3, "unsubscribe"),
            {"staff_id": 2},
            400,
            "james may is not subscribed",
        ),
        (
            "POST",
            ticket_url(3, "delete"),
            {"staff_id": 4},
            403,
            "You do not have permission to perform this action",
        ),
        (
            "GET",
            "/attachments/22/bicycle.gif?Signature=x&Expires=1",
            None,
            403,
            "This link has expired",
        ),
    ],
)
def test_everything_else_is_one_text(  # noqa: PLR0917  # the table's columns
    client: httpx.Client,
    records: Records,
    method: str,
    url: str,
    body: Any,
    status: int,
    text: str,
) -> None:
    before = records()

    answer = client.request(method, url, json=body)

    assert answer.status_code == status
    assert answer.json() == {"error": text}
    assert answer.headers["content-type"] == JSON
    assert records() == before


@pytest.mark.rule("H2", "H45")
def test_an_upload_is_refused_by_field_as_well(client: httpx.Client) -> None:
    answer = client.post(
        f"{BASE}/ticket-inline-attachment", **parts(part('name="other"'))
    )

    assert_refused(answer, file=REQUIRED)
