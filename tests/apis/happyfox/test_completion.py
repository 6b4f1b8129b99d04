"""Completing a ticket: its compulsory fields must be filled by then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import PLAIN_DRAFT, TICKETS, created, field_errors
from tests.apis.happyfox.writing import CHOICE, done, post, value_of

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub

ACTIONS = ("staff_update", "staff_pvtnote")

#: A new ticket of category 1, of whose compulsory fields 1 and 2 none is filled.
BARE = 5


def unfilled(*keys: str) -> dict[str, Any]:
    """Return the body of a refusal to complete a ticket that lacks these fields."""
    text = "This field should be filled before marking this ticket as completed"
    return {"error": dict.fromkeys(keys, text)}


@pytest.mark.rule("H34", "H2")
@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize(
    ("filled", "keys"),
    [
        ({}, ["t-cf-1", "t-cf-2"]),
        ({"t-cf-1": "Chennai"}, ["t-cf-2"]),
        ({"t-cf-2": "Tamil Nadu"}, ["t-cf-1"]),
        ({"t-cf-1": "", "t-cf-2": None}, ["t-cf-1", "t-cf-2"]),
    ],
)
def test_a_ticket_that_lacks_compulsory_fields_is_not_completed(
    client: httpx.Client,
    records: Records,
    action: str,
    filled: dict[str, Any],
    keys: list[str],
) -> None:
    """Whatever else was sent, nothing of it is done."""
    before = records()
    body = {
        "staff": 1,
        "status": 4,
        "plaintext": "Closing",
        "priority": 1,
        "assignee": 2,
        "tags": "new",
        "ccf-2": "New name",
        **filled,
    }

    answer = post(client, BARE, action, body)

    assert answer.status_code == 400
    assert answer.json() == unfilled(*keys)
    assert list(answer.json()["error"]) == keys
    assert records() == before


@pytest.mark.rule("H34")
@pytest.mark.parametrize("action", ACTIONS)
def test_the_fields_may_be_filled_in_the_call_that_completes(
    client: httpx.Client, action: str
) -> None:
    fields = {"t-cf-1": "Chennai", "t-cf-2": "Tamil Nadu"}

    ticket = done(client, BARE, action, staff=1, status=4, **fields)

    assert ticket["status"]["name"] == "Closed"
    assert (value_of(ticket, 1), value_of(ticket, 2)) == ("Chennai", "Tamil Nadu")


@pytest.mark.rule("H34")
@pytest.mark.parametrize("action", ACTIONS)
def test_the_fields_may_have_been_filled_before(
    client: httpx.Client, action: str
) -> None:
    fields = {"t-cf-1": "Chennai", "t-cf-2": "Tamil Nadu"}
    done(client, BARE, "update_custom_fields", staff=1, **fields)

    ticket = done(client, BARE, action, staff=1, status=4)

    assert ticket["status"]["name"] == "Closed"


@pytest.mark.rule("H34")
def test_a_field_that_the_call_empties_is_missing(
    client: httpx.Client, records: Records
) -> None:
    before = records()

    answer = post(client, 3, "staff_update", {"staff": 1, "status": 4, "t-cf-2": ""})

    assert answer.json() == unfilled("t-cf-2")
    assert records() == before


@pytest.mark.rule("H34", "H28")
@pytest.mark.parametrize(
    ("category", "filled", "keys"),
    [
        (4, {}, ["t-cf-2"]),
        (2, {"t-cf-3": [1]}, ["t-cf-2"]),
        (1, {"t-cf-3": [1]}, ["t-cf-1", "t-cf-2"]),
    ],
)
def test_only_fields_that_apply_in_the_category_are_asked_for(
    client: httpx.Client, category: int, filled: dict[str, Any], keys: list[str]
) -> None:
    """A field that is only required, or only compulsory on moving, is not either."""
    ticket = created(client, category=category, **filled)

    answer = post(client, ticket["id"], "staff_update", {"staff": 1, "status": 4})

    assert answer.json() == unfilled(*keys)


@pytest.mark.rule("H34")
@pytest.mark.parametrize("status", [2, 3])
def test_a_pending_status_asks_for_no_field(client: httpx.Client, status: int) -> None:
    ticket = done(client, BARE, "staff_update", staff=1, status=status)

    assert ticket["status"]["id"] == status


@pytest.mark.rule("H34")
def test_a_completed_ticket_is_not_asked_again(client: httpx.Client) -> None:
    """Ticket 8 is closed; an emptied field hinders neither changes nor reopening."""
    emptied = done(client, 8, "staff_update", staff=1, status=4, **{"t-cf-1": ""})
    reopened = done(client, 8, "staff_update", staff=1, status=2)
    answer = post(client, 8, "staff_update", {"staff": 1, "status": 4})

    assert (emptied["status"]["id"], reopened["status"]["id"]) == (4, 2)
    assert answer.json() == unfilled("t-cf-1")


@pytest.mark.rule("H34")
def test_only_the_way_from_pending_to_completed_is_guarded(
    client: httpx.Client, bundled_stub: Stub, sandbox_name: str
) -> None:
    """From one completed status to another, which is added here, no field is needed."""
    statuses = bundled_stub.sandbox(sandbox_name).collection("happyfox.statuses")
    closed = statuses.get(4)
    assert closed is not None
    statuses.insert({**closed, "id": 5, "name": "Rejected"})
    done(client, 8, "update_custom_fields", staff=1, **{"t-cf-1": ""})

    ticket = done(client, 8, "staff_update", staff=1, status=5)

    assert ticket["status"]["name"] == "Rejected"


@pytest.mark.rule("H34", "H28")
def test_compulsory_fields_may_stay_empty_at_creation(client: httpx.Client) -> None:
    answer = client.post(TICKETS, json=dict(PLAIN_DRAFT))

    assert answer.status_code == 200
    assert value_of(answer.json(), 2) is None


@pytest.mark.rule("H34", "X4")
def test_wrong_values_are_told_before_unfilled_fields(client: httpx.Client) -> None:
    body = {"staff": 1, "status": 4, "priority": 99}

    answer = post(client, BARE, "staff_update", body)

    assert answer.json() == field_errors(priority=CHOICE)


@pytest.mark.rule("H34", "H43", "H28")
def test_the_category_of_the_moment_decides(client: httpx.Client) -> None:
    """What was filled in another category counts where it applies as well."""
    done(client, 3, "move", staff_id=1, target_category_id=4)

    ticket = done(client, 3, "staff_update", staff=1, status=4)

    assert ticket["status"]["id"] == 4
    assert value_of(ticket, 2) == "Tamil Nadu"


@pytest.mark.rule("H34", "H28")
@pytest.mark.parametrize(
    ("filled", "keys"),
    [
        ({"t-cf-25": 2}, ["t-cf-26"]),
        ({"t-cf-25": 1}, []),
        ({"t-cf-25": None}, []),
        ({"t-cf-25": 2, "t-cf-26": "Dock 1"}, []),
    ],
)
def test_a_field_is_asked_for_only_where_its_choice_is_made(
    client: httpx.Client,
    bundled_stub: Stub,
    sandbox_name: str,
    filled: dict[str, Any],
    keys: list[str],
) -> None:
    """Field 26, which hangs on choice 2 of field 25, is made compulsory here."""
    ticket = created(client, **{"t-cf-2": "Kerala"})
    fields = bundled_stub.sandbox(sandbox_name).collection(
        "happyfox.ticket_custom_fields"
    )
    fields.update(26, {"compulsory_on_completed": True})
    body = {"staff": 1, "status": 4, **filled}

    answer = post(client, ticket["id"], "staff_update", body)

    assert answer.status_code == (400 if keys else 200)
    if keys:
        assert answer.json() == unfilled(*keys)
