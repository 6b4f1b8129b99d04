"""Which refusal comes first when there is more than one reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.calls import ACTIONS, link_of
from tests.apis.happyfox.conftest import (
    AUTH,
    BASE,
    TICKETS,
    created,
    field_errors,
    ticket_url,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records

UNKNOWN_PAIR = {"error": "Invalid API key or auth code"}
NOT_FOUND = {"error": "Cannot find the requested object"}
FORBIDDEN = {"error": "You do not have permission to perform this action"}

CHOICE = "Select a valid choice. That choice is not one of the available choices."

#: Calls that something is wrong with besides the caller.
WRONG = (
    ("GET", f"{TICKETS}?size=0&sort=nothing&q=unresponded:x"),
    ("POST", TICKETS),
    ("GET", f"{ticket_url(999999)}?show_cf_changes=x"),
    *(("POST", path.replace("/3/", "/999999/")) for _, path, _ in ACTIONS),
    ("POST", f"{BASE}/ticket-inline-attachment"),
    ("GET", f"{BASE}/staff/"),
)

#: Bodies that are refused, each for a reason of its own.
BODIES = [
    pytest.param(b"{}", "application/json", id="nothing in it"),
    pytest.param(b"{", "application/json", id="no JSON"),
    pytest.param(b"", "application/json", id="no body"),
    pytest.param(b"x", "multipart/form-data; boundary=x", id="no multipart"),
    pytest.param(b'{"staff":1,"status":"x"}', "application/json", id="invalid"),
    pytest.param(b'{"staff":1,"status":4}', "application/json", id="incomplete"),
    pytest.param(b"text", "text/plain", id="no media type of this API"),
]


@pytest.mark.rule("X4", "H1")
@pytest.mark.parametrize(("method", "path"), WRONG)
@pytest.mark.parametrize("auth", [None, ("nobody", "x"), (AUTH[0], "x")])
def test_the_credentials_come_before_everything_else(
    client: httpx.Client, method: str, path: str, auth: tuple[str, str] | None
) -> None:
    """Whoever has none learns neither what exists nor what would be valid."""
    answer = client.request(method, path, auth=auth, content=b"{")

    assert answer.status_code == 401
    assert answer.json() == UNKNOWN_PAIR


@pytest.mark.rule("X4", "H4")
@pytest.mark.parametrize("path", [path for _, path, _ in ACTIONS])
@pytest.mark.parametrize(("content", "media_type"), BODIES)
def test_the_ticket_is_looked_for_before_the_body_is_judged(
    client: httpx.Client, path: str, content: bytes, media_type: str
) -> None:
    answer = client.post(
        path.replace("/3/", "/999999/"),
        content=content,
        headers={"Content-Type": media_type},
    )

    assert answer.status_code == 404
    assert answer.json() == NOT_FOUND


@pytest.mark.rule("X4")
@pytest.mark.parametrize("ticket_id", ["999999", "x", "0", "#DC00000003"])
def test_the_query_is_judged_before_the_ticket_is_looked_for(
    client: httpx.Client, ticket_id: str
) -> None:
    path = f"{BASE}/ticket/{ticket_id.replace('#', '%23')}/"

    answer = client.get(path, params={"show_cf_changes": "x"})

    assert answer.status_code == 400
    assert answer.json() == field_errors(show_cf_changes="Enter true or false.")


@pytest.mark.rule("X4", "H46")
@pytest.mark.parametrize("path", ["/attachments/22/bicycle.gif", "/attachments/x/y"])
def test_the_query_of_a_link_is_judged_before_the_file_is_looked_for(
    client: httpx.Client, path: str
) -> None:
    answer = client.get(path, params={"Signature": "x", "Expires": "x"}, auth=None)

    assert answer.status_code == 400
    assert answer.json() == field_errors(Expires="Enter a whole number.")


@pytest.mark.rule("X4", "H46")
def test_the_file_is_looked_for_before_its_link_is_judged(client: httpx.Client) -> None:
    link = link_of(client)
    client.get(link, auth=None)

    answer = client.get(link.replace("/22/", "/999999/"), auth=None)

    assert answer.status_code == 404
    assert answer.json() == NOT_FOUND


@pytest.mark.rule("X4", "H34")
@pytest.mark.parametrize("action", ["staff_update", "staff_pvtnote"])
@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ({"priority": 99}, CHOICE),
        ({"assignee": 99}, CHOICE),
        ({"due_date": "soon"}, "Enter a valid date."),
        ({"t-cf-99": "a"}, "Unknown custom field."),
        ({"t-cf-5": "a"}, "Enter a number."),
        ({"time_spent": -1}, "Enter a whole number."),
    ],
)
def test_the_body_is_judged_before_completion_is_refused(
    client: httpx.Client, action: str, fault: dict[str, Any], text: str
) -> None:
    url = ticket_url(5, action)
    incomplete = client.post(url, json={"staff": 1, "status": 4})

    answer = client.post(url, json={"staff": 1, "status": 4, **fault})

    assert list(incomplete.json()["error"]) == ["t-cf-1", "t-cf-2"]
    assert answer.status_code == 400
    assert answer.json() == field_errors(**{next(iter(fault)): text})


@pytest.mark.rule("X4", "H43")
def test_a_move_is_judged_before_the_permission_and_that_before_the_fields(
    client: httpx.Client, records: Records
) -> None:
    """Ticket 65 lacks the field that is compulsory before moving."""
    created(client, category=2, **{"t-cf-3": [1]})
    url = ticket_url(65, "move")
    before = records()

    both = client.post(url, json={"staff_id": 4, "target_category_id": 99})
    forbidden = client.post(url, json={"staff_id": 4, "target_category_id": 3})
    unfilled = client.post(url, json={"staff_id": 4, "target_category_id": 1})

    assert both.json() == field_errors(target_category_id=CHOICE)
    assert forbidden.status_code == 403
    assert forbidden.json() == FORBIDDEN
    assert list(unfilled.json()["error"]) == ["t-cf-27"]
    assert records() == before


@pytest.mark.rule("X4", "H44")
@pytest.mark.parametrize(
    ("body", "refusal"),
    [
        ({}, field_errors(staff_id="This field is required.")),
        ({"staff_id": 5}, field_errors(staff_id=CHOICE)),
        ({"staff_id": 4}, FORBIDDEN),
    ],
)
def test_a_deletion_is_judged_before_the_permission(
    client: httpx.Client,
    records: Records,
    body: dict[str, Any],
    refusal: dict[str, Any],
) -> None:
    before = records()

    answer = client.post(ticket_url(3, "delete"), json=body)

    assert answer.json() == refusal
    assert records() == before
