"""Bodies that are refused as a whole: no JSON, no object, or no ticket in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import TICKET, error

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Records

NO_TICKET = error(400, "BAD_REQUEST", "Request body must contain a ticket object")
NO_JSON = error(400, "BAD_REQUEST", "Request body must be valid JSON")

writes = pytest.mark.parametrize(
    ("method", "path"), [("POST", "/tickets"), ("PUT", f"/tickets/{TICKET}")]
)


@pytest.mark.rule("A3", "A2", "X2")
@pytest.mark.parametrize(
    "content",
    [
        b'{"ticket": {"subject": "A"}',
        b"ticket[subject]=A",
        b'{"ticket": {"subject": "A"}}{}',
        b'{"ticket": {"subject": "\xff"}}',
        b'{"ticket": {"subject": "\\ud800"}}',
        b"{'ticket': {'subject': 'A'}}",
        b'{"ticket": {"subject": NaN}}',
        b'{"a":' * 5000 + b"1" + b"}" * 5000,
        b" ",
    ],
)
@writes
def test_a_body_that_is_no_json_is_refused(
    client: httpx.Client, records: Records, content: bytes, method: str, path: str
) -> None:
    before = records()

    answer = client.request(
        method, path, content=content, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 400
    assert answer.json() == NO_JSON
    assert records() == before


@pytest.mark.rule("A3", "A2", "X2")
@pytest.mark.parametrize(
    "content",
    [
        b"{}",
        b"[]",
        b'[{"ticket": {"subject": "A"}}]',
        b"null",
        b"true",
        b"1",
        b'"ticket"',
        b'{"subject": "A"}',
        b'{"Ticket": {"subject": "A"}}',
        b'{"ticket": null}',
        b'{"ticket": []}',
        b'{"ticket": [{"subject": "A"}]}',
        b'{"ticket": "A"}',
        b'{"ticket": 1}',
        b'{"ticket": false}',
        b"",
    ],
)
@writes
def test_a_body_without_a_ticket_object_is_refused(
    client: httpx.Client, records: Records, content: bytes, method: str, path: str
) -> None:
    before = records()

    answer = client.request(
        method, path, content=content, headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 400
    assert answer.json() == NO_TICKET
    assert records() == before


@pytest.mark.rule("A3")
@writes
def test_no_body_at_all_is_one_without_a_ticket(
    client: httpx.Client, method: str, path: str
) -> None:
    answer = client.request(method, path)

    assert answer.status_code == 400
    assert answer.json() == NO_TICKET


@pytest.mark.rule("A3")
def test_fields_beside_the_ticket_are_ignored(client: httpx.Client) -> None:
    body = {"ticket": {"subject": "A"}, "webhook": None, "subject": 1}

    answer = client.post("/tickets", json=body)

    assert answer.status_code == 201
