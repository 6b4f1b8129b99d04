"""What a caller may: one workspace for each key, and three levels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.helpdesk.conftest import (
    ADMIN_KEY,
    DRAFT,
    OPERATIONS,
    OTHER_KEY,
    OTHER_WORKSPACE,
    READ_KEY,
    TICKET,
    WORKSPACE,
    WRITE_KEY,
    create_ticket,
    error,
    ids_in,
    key_headers,
    listed,
    page_of,
)

if TYPE_CHECKING:
    import httpx

    from tests.apis.helpdesk.conftest import Connect, Records

NO_WORKSPACE = error(400, "MISSING_WORKSPACE", "X-Workspace-Id header is required")
FORBIDDEN = error(
    403, "INSUFFICIENT_API_PERMISSION", "API key lacks the required permission"
)
NOT_FOUND = error(404, "NOT_FOUND", "Ticket not found")

#: What the operations that take a body are sent, all of it valid.
BODIES: dict[tuple[str, str], Any] = {
    ("POST", "/tickets"): {"ticket": dict(DRAFT)},
    ("PUT", f"/tickets/{TICKET}"): {"ticket": {"priority": "low"}},
    ("POST", "/webhooks"): {
        "webhook": {
            "name": "Own",
            "targetUrl": "https://hooks.example.org/",
            "events": ["ticket.created"],
        }
    },
    ("PUT", "/webhooks/whk_abc123abc123"): {"webhook": {"active": False}},
}

LEVELS = ("read", "write", "admin")
KEYS = {"read": READ_KEY, "write": WRITE_KEY, "admin": ADMIN_KEY}

each_operation = pytest.mark.parametrize(
    "operation", OPERATIONS, ids=lambda operation: " ".join(operation[:2])
)

#: Tickets of the workspace ws_other.
FOREIGN = ("tkt_1y2b7kq2sfnp", "tkt_n3705n9ads3a")


@pytest.mark.rule("A1", "A2")
@pytest.mark.parametrize("level", LEVELS)
@each_operation
def test_each_level_may_do_what_the_lower_ones_may(
    connect: Connect, records: Records, level: str, operation: tuple[str, str, str]
) -> None:
    method, path, needed = operation
    client = connect(key_headers(KEYS[level]))
    before = records()

    answer = client.request(method, path, json=BODIES.get((method, path)))

    if LEVELS.index(level) >= LEVELS.index(needed):
        assert answer.is_success, answer.text
    else:
        assert answer.status_code == 403
        assert answer.json() == FORBIDDEN
        assert records() == before


@pytest.mark.rule("A1", "A2")
@pytest.mark.parametrize("headers", [{}, {"X-Workspace-Id": ""}])
@each_operation
def test_every_operation_asks_for_the_workspace(
    connect: Connect, headers: dict[str, str], operation: tuple[str, str, str]
) -> None:
    method, path, _level = operation
    client = connect({"Authorization": f"Bearer {ADMIN_KEY}", **headers})

    answer = client.request(method, path, json=BODIES.get((method, path)))

    assert answer.status_code == 400
    assert answer.json() == NO_WORKSPACE


@pytest.mark.rule("A1", "A2")
@pytest.mark.parametrize(
    ("key", "workspace"), [(ADMIN_KEY, OTHER_WORKSPACE), (OTHER_KEY, WORKSPACE)]
)
@each_operation
def test_a_key_opens_no_other_workspace(
    connect: Connect,
    records: Records,
    key: str,
    workspace: str,
    operation: tuple[str, str, str],
) -> None:
    method, path, _level = operation
    client = connect(key_headers(key, workspace))
    before = records()

    answer = client.request(method, path, json=BODIES.get((method, path)))

    assert answer.status_code == 403
    assert answer.json() == FORBIDDEN
    assert records() == before


@pytest.mark.rule("A1")
@pytest.mark.parametrize(
    "workspace",
    ["ws_nowhere", "WS_MOCK", "ws_mock2", "ws_moc", "x" * 5000, "ws_mock, ws_mock"],
)
def test_a_workspace_that_is_none_is_like_one_without_access(
    connect: Connect, workspace: str
) -> None:
    headers = key_headers()
    headers["X-Workspace-Id"] = workspace

    answer = connect(headers).get("/tickets")

    assert answer.status_code == 403
    assert answer.json() == FORBIDDEN


@pytest.mark.rule("A1")
@pytest.mark.parametrize("ticket_id", FOREIGN)
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_ticket_of_another_workspace_is_not_found(
    client: httpx.Client, records: Records, method: str, ticket_id: str
) -> None:
    before = records()

    answer = client.request(
        method, f"/tickets/{ticket_id}", json=BODIES.get((method, f"/tickets/{TICKET}"))
    )

    assert answer.status_code == 404
    assert answer.json() == NOT_FOUND
    assert records() == before


@pytest.mark.rule("A1")
def test_a_list_shows_the_tickets_of_one_workspace_alone(
    client: httpx.Client, other: httpx.Client
) -> None:
    here, there = listed(client), listed(other)

    assert sorted(there) == sorted(FOREIGN)
    assert len(here) == 60
    assert not set(here) & set(there)


@pytest.mark.rule("A1")
@pytest.mark.parametrize(
    "query", ["status=open", "priority=high", "sort_by=priority", "sort_by=status"]
)
def test_no_filter_or_order_reaches_into_another_workspace(
    client: httpx.Client, other: httpx.Client, query: str
) -> None:
    assert not set(listed(client, query)) & set(listed(other, query))
    assert set(listed(other, query)) <= set(FOREIGN)


@pytest.mark.rule("A1")
def test_a_new_ticket_belongs_to_the_workspace_of_the_call(
    client: httpx.Client, other: httpx.Client
) -> None:
    ticket = create_ticket(other)

    assert ids_in(page_of(other))[0] == ticket["id"]
    assert ticket["id"] not in listed(client)
    assert client.get(f"/tickets/{ticket['id']}").status_code == 404


@pytest.mark.rule("A1")
def test_a_body_does_not_move_a_ticket_to_another_workspace(
    client: httpx.Client, other: httpx.Client
) -> None:
    ticket = create_ticket(client, workspaceId=OTHER_WORKSPACE)
    client.put(
        f"/tickets/{ticket['id']}", json={"ticket": {"workspaceId": OTHER_WORKSPACE}}
    )

    assert "workspaceId" not in ticket
    assert client.get(f"/tickets/{ticket['id']}").status_code == 200
    assert other.get(f"/tickets/{ticket['id']}").status_code == 404
