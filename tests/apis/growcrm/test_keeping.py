"""What is kept: every write, in its own sandbox, at the time that the clock tells."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.apis.growcrm.conftest import CHANGES, DRAFT, KEY, NOW, listed, read_ticket
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub

HEADERS = {"Authorization": f"Bearer {KEY}"}


def _journey(client: httpx.Client) -> list[bytes]:
    """Use every operation once, and return what was answered."""
    answers = [
        client.post("/api/tickets", json=dict(DRAFT)),
        client.patch("/api/tickets/73", json=dict(CHANGES)),
        client.put("/api/tickets/73/status", json={"status": 4}),
        client.put("/api/tickets/73/archive"),
        client.put("/api/tickets/73/restore"),
        client.put("/api/tickets/73/tags", json={"tags": ["b", "a"]}),
        client.post("/api/tickets/73/replies", json={"ticketreply_text": "one"}),
        client.get("/api/tickets/73/replies"),
        client.delete("/api/tickets/73/replies/61"),
        client.delete("/api/tickets/33"),
        client.get("/api/tickets"),
        client.get("/api/tickets/73"),
    ]
    assert all(answer.is_success for answer in answers)
    return [answer.content for answer in answers]


@pytest.mark.rule("X3")
def test_the_same_calls_at_the_same_time_give_the_same_bytes(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    """Nothing in an answer comes from chance or from the machine's own clock."""
    answers = []
    for number in (1, 2):
        sandbox = bundled_stub.sandbox(f"{sandbox_name}-{number}")
        sandbox.clock.freeze(NOW)
        sandbox.started = NOW
        with bundled_stub.client(sandbox.name, headers=HEADERS) as client:
            answers.append(_journey(client))

    assert answers[0] == answers[1]


@pytest.mark.rule("X3")
def test_the_mock_data_are_as_old_at_any_time(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    """A ticket that is nine minutes old in the mock data is so ten years later, too."""
    then = datetime(2036, 3, 1, 12, 0, tzinfo=UTC)
    sandbox = bundled_stub.sandbox(sandbox_name)
    sandbox.clock.freeze(then)
    sandbox.started = then

    with bundled_stub.client(sandbox_name, headers=HEADERS) as client:
        newest = read_ticket(client, 72)

    assert newest["dates"]["created"][:19] < "2036-03-01T12:00:00"
    assert newest["dates"]["created"].startswith("2036-03-01T11:5")


@pytest.mark.rule("X5")
def test_every_write_is_kept(client: httpx.Client) -> None:
    _journey(client)

    ticket = read_ticket(client, 73)
    assert ticket["subject"] == CHANGES["ticket_subject"]
    assert ticket["department"]["id"] == CHANGES["ticket_categoryid"]
    assert ticket["project_id"] == CHANGES["ticket_projectid"]
    assert ticket["status"]["id"] == 4
    assert ticket["active_state"] == "active"
    assert ticket["tags"] == ["b", "a"]
    assert ticket["replies_count"] == 0
    assert 33 not in listed(client, "")


@pytest.mark.rule("X5")
def test_a_write_in_one_sandbox_is_not_seen_in_another(
    bundled_stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    before = client.get("/api/tickets?limit=100").json()
    other_name = f"{sandbox_name}-other"

    with bundled_stub.client(other_name, headers=HEADERS) as other:
        _journey(other)

    assert client.get("/api/tickets?limit=100").json() == before
    assert client.post("/api/tickets", json=dict(DRAFT)).json()["data"]["id"] == 73


@pytest.mark.rule("X6")
def test_writes_at_the_same_time_are_each_kept(client: httpx.Client) -> None:
    """No two callers get the same id, and no reply is lost."""

    def post(number: int) -> int:
        text = {"ticketreply_text": f"reply {number}"}
        answer = client.post("/api/tickets/32/replies", json=text)
        reply_id: int = answer.json()["data"]["id"]
        return reply_id

    with ThreadPoolExecutor(8) as callers:
        posted = list(callers.map(post, range(80)))

    replies = client.get("/api/tickets/32/replies").json()["data"]
    assert sorted(posted) == list(range(61, 141))
    assert len({reply["text"] for reply in replies}) == 82
    assert read_ticket(client)["replies_count"] == 82


@pytest.mark.rule("X6")
def test_tickets_created_at_the_same_time_have_ids_of_their_own(
    client: httpx.Client,
) -> None:
    def create(_: int) -> int:
        answer = client.post("/api/tickets", json=dict(DRAFT))
        ticket_id: int = answer.json()["data"]["id"]
        return ticket_id

    with ThreadPoolExecutor(8) as callers:
        created = list(callers.map(create, range(40)))

    assert sorted(created) == list(range(73, 113))


@pytest.mark.rule("X6")
def test_the_handlers_hold_nothing_that_could_send_anything() -> None:
    """The API is silent: no mail, no notification, so no way to the network either."""
    reaching_out = {
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
        "urllib",
    }

    imported = set()
    for file in (bundled() / "handlers" / "growcrm").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add((node.module or "").partition(".")[0])

    assert "ticketstub" in imported
    assert not imported & reaching_out
