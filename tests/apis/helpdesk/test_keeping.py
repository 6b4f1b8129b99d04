"""What is kept: every write, in its own sandbox, at the time that the clock tells."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    DRAFT,
    NOW,
    PREFIX,
    TICKET,
    create_ticket,
    every_ticket,
    key_headers,
    listed,
    read_ticket,
    update_ticket,
)
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub

#: Modules by which a program reaches the outside.
REACHING_OUT = {
    "aiohttp",
    "asyncio",
    "ftplib",
    "http",
    "httpx",
    "multiprocessing",
    "os",
    "requests",
    "smtplib",
    "socket",
    "ssl",
    "subprocess",
    "urllib.request",
}


def _journey(client: httpx.Client) -> list[tuple[bytes, dict[str, str]]]:
    """Use the operations on tickets, and return what was answered."""
    answers = [
        client.post("/tickets", json={"ticket": dict(DRAFT)}),
        client.put(f"/tickets/{TICKET}", json={"ticket": {"assigneeId": None}}),
        client.put(f"/tickets/{TICKET}", json={"ticket": {"status": "resolved"}}),
        client.put(f"/tickets/{TICKET}", json={"ticket": {"tags": ["b", "a"]}}),
        client.delete("/tickets/tkt_zvgz0mgfxpom"),
        client.post("/tickets", json={"ticket": {"subject": "Second"}}),
        client.get("/tickets"),
        client.get("/tickets?sort_by=updated_at&page_size=3"),
        client.get(f"/tickets/{TICKET}"),
        client.get("/ticket_fields"),
    ]
    assert all(answer.is_success for answer in answers)
    return [
        (
            answer.content,
            {name: value for name, value in answer.headers.items() if name != "date"},
        )
        for answer in answers
    ]


@pytest.mark.rule("X3", "A13")
def test_the_same_calls_at_the_same_time_give_the_same_bytes(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    """Nothing in an answer comes from chance or from the machine's own clock."""
    answers = []
    for number in (1, 2):
        sandbox = bundled_stub.sandbox(f"{sandbox_name}-{number}")
        sandbox.clock.freeze(NOW)
        sandbox.started = NOW
        with bundled_stub.client(sandbox.name, headers=key_headers()) as client:
            client.base_url = f"{bundled_stub.url}{PREFIX}"
            answers.append(_journey(client))

    assert answers[0] == answers[1]


@pytest.mark.rule("X3")
def test_the_mock_data_are_as_old_at_any_time(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    """A ticket that is six minutes old in the mock data is so ten years later, too."""
    then = datetime(2036, 3, 1, 12, 0, tzinfo=UTC)
    sandbox = bundled_stub.sandbox(sandbox_name)
    sandbox.clock.freeze(then)
    sandbox.started = then

    with bundled_stub.client(sandbox_name, headers=key_headers()) as client:
        client.base_url = f"{bundled_stub.url}{PREFIX}"
        newest = read_ticket(client, "tkt_llvv3trqvsus")
        found = listed(client)

    assert newest["createdAt"] == "2036-03-01T11:54:18.402Z"
    assert found[0] == newest["id"]
    assert len(found) == 60


@pytest.mark.rule("X5")
def test_every_write_is_kept(client: httpx.Client) -> None:
    _journey(client)

    ticket = read_ticket(client)
    assert ticket["assigneeId"] is None
    assert ticket["status"] == "resolved"
    assert ticket["tags"] == ["b", "a"]
    subjects = [each["subject"] for each in every_ticket(client)[:2]]
    assert subjects == ["Second", DRAFT["subject"]]
    assert "tkt_zvgz0mgfxpom" not in listed(client)


@pytest.mark.rule("X5")
def test_a_write_in_one_sandbox_is_not_seen_in_another(
    bundled_stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    before = every_ticket(client)

    headers = key_headers()
    with bundled_stub.client(f"{sandbox_name}-beside", headers=headers) as beside:
        beside.base_url = f"{bundled_stub.url}{PREFIX}"
        _journey(beside)

    assert every_ticket(client) == before
    assert create_ticket(client)["id"] == "tkt_41pjso2krv6s"


@pytest.mark.rule("X6", "A11")
def test_updates_at_the_same_time_are_each_kept(client: httpx.Client) -> None:
    """Each of them merges its own field, and none loses another's."""
    values = {
        "cf_text": "a",
        "cf_textarea": "b",
        "cf_number": 1,
        "cf_decimal": 0.5,
        "cf_checkbox": True,
        "cf_date": "2026-06-15",
        "cf_multiselect": ["web"],
        "cf_regex": "AB-1234",
    }
    ids = [create_ticket(client)["id"] for _ in range(5)]

    def update(call: tuple[str, str]) -> None:
        ticket_id, field = call
        entry = {"id": field, "value": values[field]}
        update_ticket(client, ticket_id, customFields=[entry])

    with ThreadPoolExecutor(8) as callers:
        calls = [(ticket_id, field) for ticket_id in ids for field in values]
        list(callers.map(update, calls))

    for ticket_id in ids:
        kept = read_ticket(client, ticket_id)["customFields"]
        assert {entry["id"]: entry["value"] for entry in kept} == values


@pytest.mark.rule("X6", "A13")
def test_tickets_created_at_the_same_time_have_ids_of_their_own(
    client: httpx.Client,
) -> None:
    def create(_: int) -> str:
        ticket_id: str = create_ticket(client)["id"]
        return ticket_id

    with ThreadPoolExecutor(8) as callers:
        created = list(callers.map(create, range(40)))

    assert len(set(created)) == 40
    assert set(listed(client)[:40]) == set(created)


@pytest.mark.rule("X6")
def test_a_ticket_is_deleted_once_however_many_try(client: httpx.Client) -> None:
    def delete(_: int) -> int:
        return client.delete(f"/tickets/{TICKET}").status_code

    with ThreadPoolExecutor(8) as callers:
        statuses = sorted(callers.map(delete, range(16)))

    assert statuses == [204] + [404] * 15


@pytest.mark.rule("X6")
def test_the_handlers_hold_nothing_that_could_send_anything() -> None:
    """No mail and no message; events go out through the stub's outbox alone."""
    imported = set()
    for file in (bundled() / "handlers" / "helpdesk").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(node.module or "")

    roots = {name.partition(".")[0] for name in imported}
    assert "ticketstub" in roots
    assert not (imported | roots) & REACHING_OUT
    assert "urllib.parse" in imported
