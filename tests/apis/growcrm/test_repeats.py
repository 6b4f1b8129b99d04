"""What comes twice: one value where one is due, or a refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

import pytest

from tests.apis.growcrm.conftest import CHANGES, DRAFT, invalid

if TYPE_CHECKING:
    import httpx

    from tests.apis.growcrm.conftest import Records

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.rule("X9", "G14")
@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("ticket_clientid", "The ticket clientid must be an integer."),
        ("ticket_categoryid", "The ticket categoryid must be an integer."),
        ("ticket_projectid", "The ticket projectid must be an integer."),
        ("ticket_subject", "The ticket subject must be a string."),
        ("ticket_message", "The ticket message must be a string."),
        ("ticket_priority", "The selected ticket priority is invalid."),
    ],
)
@pytest.mark.parametrize("way", ["form", "multipart"])
def test_a_single_field_given_twice_is_refused(
    records: Records, client: httpx.Client, field: str, text: str, way: str
) -> None:
    """Even if both say the same."""
    before = records()
    fields = {**DRAFT, **CHANGES}
    pairs = [(name, str(value)) for name, value in fields.items()]
    pairs.append((field, str(fields[field])))

    created = client.post("/api/tickets", **_sent(way, pairs))
    updated = client.patch("/api/tickets/32", **_sent(way, pairs))

    assert created.status_code == 422
    assert created.json() == invalid({field: text})
    if field != "ticket_clientid":
        assert updated.status_code == 422
        assert updated.json() == invalid({field: text})
        assert records() == before


@pytest.mark.rule("X9", "G14")
@pytest.mark.parametrize(
    ("operation", "form", "errors"),
    [
        (
            "PUT status",
            "status=2&status=2",
            {"status": "The status must be an integer."},
        ),
        (
            "POST replies",
            "ticketreply_text=a&ticketreply_text=b",
            {"ticketreply_text": "The ticketreply text must be a string."},
        ),
        (
            "POST replies",
            "ticketreply_type=note&ticketreply_text=a&ticketreply_type=note",
            {"ticketreply_type": "The selected ticketreply type is invalid."},
        ),
    ],
)
@pytest.mark.parametrize("way", ["form", "multipart"])
def test_a_single_field_of_an_action_given_twice_is_refused(
    client: httpx.Client, operation: str, form: str, errors: dict[str, str], way: str
) -> None:
    method, action = operation.split()
    sent = _sent(way, parse_qsl(form))

    answer = client.request(method, f"/api/tickets/32/{action}", **sent)

    assert answer.status_code == 422
    assert answer.json() == invalid(errors)


@pytest.mark.rule("X9", "G14")
def test_a_field_given_twice_is_told_with_the_others(client: httpx.Client) -> None:
    pairs = [("ticket_subject", "a"), ("ticket_subject", "b"), ("ticket_clientid", "9")]

    answer = client.post("/api/tickets", **_sent("form", pairs))

    expected = {
        "ticket_clientid": "The selected ticket clientid is invalid.",
        "ticket_categoryid": "The ticket categoryid field is required.",
        "ticket_subject": "The ticket subject must be a string.",
        "ticket_message": "The ticket message field is required.",
        "ticket_priority": "The ticket priority field is required.",
    }
    assert answer.json() == invalid(expected)
    assert list(answer.json()["errors"]) == list(expected)


@pytest.mark.rule("G2", "X9")
def test_an_unknown_field_may_come_twice(client: httpx.Client) -> None:
    pairs = [("status", "2"), ("nothing", "1"), ("nothing", "2")]

    answer = client.put("/api/tickets/32/status", **_sent("form", pairs))

    assert answer.status_code == 200


def _sent(way: str, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    if way == "multipart":
        return {"files": [(name, (None, value)) for name, value in pairs]}
    return {"content": "&".join(f"{n}={v}" for n, v in pairs), "headers": FORM}


@pytest.mark.rule("X9", "G14")
@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("status", "1", "The selected status is invalid."),
        ("priority", "high", "The selected priority is invalid."),
        ("category_id", "72", "The category id must be an integer."),
        ("client_id", "1", "The client id must be an integer."),
        ("project_id", "42", "The project id must be an integer."),
        ("active_state", "active", "The selected active state is invalid."),
        ("search", "login", "The search must be a string."),
        ("sort", "ticket_created", "The selected sort is invalid."),
        ("order", "asc", "The selected order is invalid."),
        ("limit", "10", "The limit must be an integer."),
        ("page", "1", "The page must be an integer."),
    ],
)
def test_a_single_parameter_given_twice_is_refused(
    client: httpx.Client, name: str, value: str, text: str
) -> None:
    answer = client.get(f"/api/tickets?{name}={value}&{name}={value}")

    assert answer.status_code == 422
    assert answer.json() == invalid({name: text})
