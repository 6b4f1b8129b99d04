"""Creating tickets: priorities, staff, privacy and subjects are kept as sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.conftest import PLAIN_DRAFT, created, read_ticket
from tests.apis.happyfox.creating import (
    FIRST_TICKET,
    create,
    each_media_type,
    first_update,
)
from tests.apis.happyfox.writing import change

if TYPE_CHECKING:
    import httpx


@pytest.mark.rule("H23", "H25")
@pytest.mark.parametrize(
    ("priority_id", "name"),
    [(1, "Medium"), (2, "Critical"), (3, "High"), (4, "Low"), (5, "No Priority")],
)
def test_a_ticket_takes_any_priority(
    client: httpx.Client, priority_id: int, name: str
) -> None:
    ticket = created(client, priority=priority_id)

    assert ticket["priority"]["id"] == priority_id
    assert first_update(ticket)["priority_change"] == change(
        (priority_id, name), (None, None)
    )


@pytest.mark.rule("H23", "H25")
@pytest.mark.parametrize(
    ("staff_id", "name"),
    [(1, "Admin Agent"), (2, "james may"), (3, "Kavya Iyer"), (4, "Farhan Qureshi")],
)
def test_a_ticket_takes_any_active_member_of_staff(
    client: httpx.Client, staff_id: int, name: str
) -> None:
    ticket = created(client, assignee=staff_id)

    assert ticket["assigned_to"]["id"] == staff_id
    assert first_update(ticket)["assignee_change"] == change(
        (staff_id, name), (None, None)
    )


@pytest.mark.rule("H25", "H6")
@each_media_type
def test_nobody_is_assigned_by_a_null_or_an_empty_assignee(
    client: httpx.Client, media_type: str
) -> None:
    ticket = create(client, {**PLAIN_DRAFT, "assignee": None}, media_type)

    assert ticket["assigned_to"] is None
    assert first_update(ticket)["assignee_change"] is None


@pytest.mark.rule("H25", "H6")
@pytest.mark.parametrize(
    ("sent", "is_private"),
    [(True, True), ("true", True), (False, False), ("false", False)],
)
@each_media_type
def test_a_ticket_is_private_when_it_is_to_be(
    client: httpx.Client,
    sent: bool | str,  # noqa: FBT001  # the value of the field
    is_private: bool,  # noqa: FBT001  # what is shown
    media_type: str,
) -> None:
    body = {**PLAIN_DRAFT, "visible_only_staff": sent}

    ticket = create(client, body, media_type)

    assert ticket["visible_only_staff"] is is_private
    assert read_ticket(client, FIRST_TICKET)["visible_only_staff"] is is_private


@pytest.mark.rule("H25")
@pytest.mark.parametrize(
    "text",
    [
        "0042",
        " spaces around ",
        "Grüße & mehr = 100 %",
        "😬👩🏽‍💻",
        "كيف أغيّر كلمة المرور؟",
        "שלום עולם",
        "<script>alert(1)</script>",
        "'; DROP TABLE tickets; --",
        "nul \x00 and \x7f",
        "e\u0301 and \u00e9",
        "x" * 10_000,
    ],
)
@each_media_type
def test_a_subject_is_kept_as_it_was_sent(
    client: httpx.Client, text: str, media_type: str
) -> None:
    create(client, {**PLAIN_DRAFT, "subject": text}, media_type)

    assert read_ticket(client, FIRST_TICKET)["subject"] == text
