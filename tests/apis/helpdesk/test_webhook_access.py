"""Webhooks: who may manage them, and whose they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import (
    ADMIN_KEY,
    OTHER_KEY,
    OTHER_WORKSPACE,
    READ_KEY,
    WRITE_KEY,
    error,
    key_headers,
)
from tests.apis.helpdesk.hooks import CREATED, MOCK_WEBHOOK

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Connect, Records

DRAFT = {
    "name": "Chat",
    "targetUrl": "https://hooks.example.org/tickets",
    "events": [CREATED],
}

#: Every operation on webhooks, with a body that would do.
OPERATIONS: tuple[dict[str, Any], ...] = (
    {"method": "GET", "url": "/webhooks"},
    {"method": "POST", "url": "/webhooks", "json": {"webhook": DRAFT}},
    {"method": "GET", "url": f"/webhooks/{MOCK_WEBHOOK}"},
    {
        "method": "PUT",
        "url": f"/webhooks/{MOCK_WEBHOOK}",
        "json": {"webhook": {"active": False}},
    },
)

NAMES = [f"{operation['method']} {operation['url']}" for operation in OPERATIONS]

NOT_FOUND = error(404, "NOT_FOUND", "Webhook not found")
FORBIDDEN = error(
    403, "INSUFFICIENT_API_PERMISSION", "API key lacks the required permission"
)


@pytest.mark.rule("A1", "A18")
@pytest.mark.parametrize(
    "operation", OPERATIONS, ids=lambda each: f"{each['method']} {each['url']}"
)
@pytest.mark.parametrize("key", [READ_KEY, WRITE_KEY])
def test_every_operation_takes_an_admin_key(
    connect: Connect, records: Records, key: str, operation: dict[str, Any]
) -> None:
    """Reading as well; the same key with the level admin is let in."""
    before = records()

    refused = connect(key_headers(key)).request(**operation)

    assert (refused.status_code, refused.json()) == (403, FORBIDDEN)
    assert records() == before
    answer = connect(key_headers(ADMIN_KEY)).request(**operation)
    assert answer.status_code == (201 if operation["method"] == "POST" else 200)


@pytest.mark.rule("A1", "A18")
@pytest.mark.parametrize(
    "operation", OPERATIONS, ids=lambda each: f"{each['method']} {each['url']}"
)
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        pytest.param({}, "INVALID_API_KEY", id="no key"),
        pytest.param({"X-API-Key": ADMIN_KEY}, "MISSING_WORKSPACE", id="no workspace"),
        pytest.param(
            key_headers(OTHER_KEY),
            "INSUFFICIENT_API_PERMISSION",
            id="an admin of another workspace",
        ),
    ],
)
def test_an_admin_key_opens_its_own_workspace(
    connect: Connect,
    records: Records,
    headers: dict[str, str],
    code: str,
    operation: dict[str, Any],
) -> None:
    before = records()

    refused = connect(headers).request(**operation)

    assert refused.json()["error"]["code"] == code
    assert refused.json()["error"]["status"] == refused.status_code
    assert records() == before


@pytest.mark.rule("A1", "A18")
@pytest.mark.parametrize(
    "webhook_id",
    ["whk_nowhere00000", "whk_other0000001", "WHK_ABC123ABC123", "tkt_abc123", "%20"],
)
def test_a_webhook_that_is_not_of_the_workspace_is_not_found(
    admin: httpx.Client, records: Records, webhook_id: str
) -> None:
    """Whatever the body of an update may be."""
    before = records()

    answers = [
        admin.get(f"/webhooks/{webhook_id}"),
        admin.put(f"/webhooks/{webhook_id}", json={"webhook": {"active": False}}),
        admin.put(f"/webhooks/{webhook_id}", json={"webhook": {"active": 1}}),
        admin.put(f"/webhooks/{webhook_id}", json={}),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert [answer.json() for answer in answers] == [NOT_FOUND] * 4
    assert records() == before


@pytest.mark.rule("A18")
def test_an_admin_of_the_other_workspace_does_not_find_ours(
    connect: Connect, records: Records
) -> None:
    before = records()
    theirs = connect(key_headers(OTHER_KEY, OTHER_WORKSPACE))

    answer = theirs.put(f"/webhooks/{MOCK_WEBHOOK}", json={"webhook": {"name": "B"}})

    assert (answer.status_code, answer.json()) == (404, NOT_FOUND)
    assert records() == before
