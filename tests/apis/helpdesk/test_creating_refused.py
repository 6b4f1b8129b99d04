"""Values that neither a new ticket nor an update may have."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    TICKET,
    create_ticket,
    invalid,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records

WORDS = {
    "assigneeId": "Assignee id",
    "requesterEmail": "Requester email",
    "requesterName": "Requester name",
    "customFields": "Custom fields",
}

#: Values of no field but the one that takes them.
NO_TEXT: tuple[object, ...] = (1, 1.5, True, [], ["a"], {}, {"a": 1})

BLANK_OR_NO_TEXT: tuple[object, ...] = ("", "  ", "\t", "\u3000", None, *NO_TEXT)

ENUMS = ("status", "priority", "type")

WRONG: list[tuple[str, object]] = [
    *(("subject", value) for value in ("", " ", "\t\r\n", "\u00a0\u3000", None)),
    *(("subject", value) for value in NO_TEXT),
    *product(ENUMS, [None, "", "none", " ", *NO_TEXT]),
    *(("status", value) for value in ("New", "NEW", "new ", "solved", "deleted")),
    *(("priority", value) for value in ("High", "critical", "medium", "1")),
    *(("type", value) for value in ("Question", "incidents", "bug")),
    *(("assigneeId", value) for value in ("", *NO_TEXT)),
    *(("requesterName", value) for value in NO_TEXT),
    *(("requesterEmail", value) for value in NO_TEXT),
    *(
        ("requesterEmail", value)
        for value in (
            "",
            " ",
            "nobody",
            "@example.com",
            "a@",
            "a@b",
            "a@.c",
            "a@b.",
            "a@b@c.d",
            "a b@c.d",
            "a@b c.d",
            " a@b.c",
            "a@b.c\n",
            "a@b.c, d@e.f",
        )
    ),
    *product(["tags"], [None, "a", "a,b", 1, True, {}, {"0": "a"}]),
    *(("tags", [value]) for value in BLANK_OR_NO_TEXT),
    ("tags", ["a", "", "b"]),
    ("tags", ["a", ["b"]]),
]


@pytest.mark.rule("A9", "A11", "X8")
@pytest.mark.parametrize(("field", "value"), WRONG)
@pytest.mark.parametrize("path", ["/tickets", f"/tickets/{TICKET}"])
def test_a_value_that_is_ruled_out_is_refused(
    client: httpx.Client, records: Records, field: str, value: object, path: str
) -> None:
    method = "POST" if path == "/tickets" else "PUT"
    before = records()
    ticket = {"subject": "A", "priority": "low", field: value}

    answer = client.request(method, path, json={"ticket": ticket})

    words = WORDS.get(field, field.capitalize())
    assert answer.status_code == 422
    assert answer.json() == invalid({field: f"{words} is invalid"})
    assert records() == before


@pytest.mark.rule("A9")
def test_a_ticket_without_a_subject_is_refused(
    client: httpx.Client, records: Records
) -> None:
    before = records()

    answer = client.post("/tickets", json={"ticket": {"priority": "high", "x": 1}})

    assert answer.status_code == 422
    assert answer.json() == invalid({"subject": "Subject is required"})
    assert records() == before


@pytest.mark.rule("A9", "X3")
def test_a_refused_ticket_uses_up_no_id(
    client: httpx.Client, other: httpx.Client
) -> None:
    for ticket in ({}, {"subject": ""}, {"subject": "A", "status": "closed"}):
        assert client.post("/tickets", json={"ticket": ticket}).status_code >= 400

    assert create_ticket(client)["id"] == "tkt_41pjso2krv6s"
    assert other.get("/tickets/tkt_41pjso2krv6s").status_code == 404
