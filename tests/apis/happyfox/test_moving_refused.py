"""Moves that are refused: permissions, compulsory fields, wrong values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.happyfox.conftest import created, field_errors, read_ticket
from tests.apis.happyfox.writing import (
    CHOICE,
    FORBIDDEN,
    NOTHING_TO_UPDATE,
    done,
    post,
    value_of,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.happyfox.conftest import Records
    from tests.stub import Stub

REQUIRED = "This field is required."
WHOLE_NUMBER = "Enter a whole number."

UNFILLED = {
    "error": {"t-cf-27": "This field should be filled before moving this ticket"}
}


@pytest.mark.rule("H43")
@pytest.mark.parametrize(
    ("staff_id", "target", "allowed"),
    [
        (1, 2, True),  # has the permission for every category
        (1, 3, True),
        (2, 2, True),  # has it among the own categories
        (3, 3, True),
        (4, 4, True),  # few permissions, but an own category
        (4, 2, False),
        (4, 3, False),
        (4, 5, False),
    ],
)
def test_a_foreign_category_needs_the_permission(
    client: httpx.Client,
    records: Records,
    staff_id: int,
    target: int,
    *,
    allowed: bool,
) -> None:
    """The category that the ticket comes from does not count."""
    before = records()

    answer = post(
        client, 62, "move", {"staff_id": staff_id, "target_category_id": target}
    )

    if allowed:
        assert answer.status_code == 200
        assert read_ticket(client, 62)["category"]["id"] == target
    else:
        assert answer.status_code == 403
        assert answer.json() == FORBIDDEN
        assert records() == before


@pytest.mark.rule("H43")
def test_the_category_that_a_ticket_leaves_needs_no_permission(
    client: httpx.Client,
) -> None:
    """Staff member 4 has no part in category 5."""
    done(client, 21, "move", staff_id=4, target_category_id=1)

    assert read_ticket(client, 21)["display_id"] == "#DC00000021"


@pytest.mark.rule("H43")
@pytest.mark.parametrize("more", [{}, {"assign_to": 3, "move_note": "Stay"}])
def test_a_move_to_where_the_ticket_is_changes_nothing(
    client: httpx.Client, records: Records, more: dict[str, Any]
) -> None:
    before = records()
    body = {"staff_id": 1, "target_category_id": 1, **more}

    answer = post(client, 62, "move", body)

    assert answer.status_code == 400
    assert answer.json() == NOTHING_TO_UPDATE
    assert records() == before


@pytest.mark.rule("H43", "H2")
def test_fields_that_are_compulsory_on_moving_come_first(
    client: httpx.Client, records: Records
) -> None:
    """Ticket 29 of category 2 lacks field 27, ticket 54 has it."""
    before = records()
    body = {"staff_id": 1, "target_category_id": 1}

    lacking = post(client, 29, "move", body)
    unchanged = records()
    done(client, 29, "update_custom_fields", staff=1, **{"t-cf-27": "SN-1"})
    filled = post(client, 29, "move", body)
    other = post(client, 54, "move", body)

    assert lacking.status_code == 400
    assert lacking.json() == UNFILLED
    assert unchanged == before
    assert (filled.status_code, other.status_code) == (200, 200)


@pytest.mark.rule("H43")
def test_the_move_itself_fills_no_field(client: httpx.Client) -> None:
    body = {"staff_id": 1, "target_category_id": 1, "t-cf-27": "SN-1"}

    answer = post(client, 29, "move", body)

    assert answer.json() == UNFILLED


@pytest.mark.rule("H43")
def test_fields_of_the_category_to_come_are_not_asked_for(
    client: httpx.Client,
) -> None:
    """Field 27, compulsory on moving, applies in category 2 alone."""
    done(client, 62, "move", staff_id=1, target_category_id=2)

    assert value_of(read_ticket(client, 62), 27) is None


@pytest.mark.rule("H43", "H28")
@pytest.mark.parametrize(("choice", "status"), [(2, 400), (1, 200), (None, 200)])
def test_a_field_is_asked_for_only_where_its_choice_is_made(
    client: httpx.Client,
    bundled_stub: Stub,
    sandbox_name: str,
    choice: int | None,
    status: int,
) -> None:
    """Field 26, which hangs on choice 2 of field 25, is made compulsory here."""
    ticket = created(client, **{"t-cf-25": choice, "t-cf-26": "Dock 1"})
    sandbox = bundled_stub.sandbox(sandbox_name)
    sandbox.collection("happyfox.ticket_custom_fields").update(
        26, {"compulsory_on_move": True}
    )
    done(client, ticket["id"], "staff_update", staff=1, **{"t-cf-26": ""})

    answer = post(
        client, ticket["id"], "move", {"staff_id": 1, "target_category_id": 1}
    )

    assert answer.status_code == status


@pytest.mark.rule("H43", "H2", "H3", "X4")
@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, {"staff_id": REQUIRED, "target_category_id": REQUIRED}),
        ({"staff_id": 1}, {"target_category_id": REQUIRED}),
        ({"staff_id": 1, "target_category_id": None}, {"target_category_id": REQUIRED}),
        ({"staff_id": 99, "target_category_id": 2}, {"staff_id": CHOICE}),
        ({"staff_id": 5, "target_category_id": 2}, {"staff_id": CHOICE}),
        ({"staff_id": 4, "target_category_id": 99}, {"target_category_id": CHOICE}),
        (
            {"staff_id": 1, "target_category_id": "Test"},
            {"target_category_id": WHOLE_NUMBER},
        ),
        (
            {"staff_id": 4, "target_category_id": 2, "assign_to": 99},
            {"assign_to": CHOICE},
        ),
        (
            {"staff_id": 1, "target_category_id": 2, "assign_to": 5},
            {"assign_to": CHOICE},
        ),
        (
            {"staff_id": 1, "target_category_id": 2, "move_note": 5},
            {"move_note": "Enter a valid value."},
        ),
        (
            {"assign_to": 5, "target_category_id": 99, "staff_id": 5},
            {"staff_id": CHOICE, "target_category_id": CHOICE, "assign_to": CHOICE},
        ),
    ],
)
def test_a_wrong_move_is_refused_and_changes_nothing(
    client: httpx.Client,
    records: Records,
    body: dict[str, Any],
    errors: dict[str, str],
) -> None:
    """The body is judged before the permission and the fields."""
    before = records()

    answer = post(client, 62, "move", body)

    assert answer.status_code == 400
    assert answer.json() == field_errors(**errors)
    assert records() == before
