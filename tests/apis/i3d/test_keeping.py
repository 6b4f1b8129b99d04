"""What is kept: every write, in its own sandbox, at the time that the clock tells."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.apis.i3d.conftest import (
    ANSWER,
    CONTACT,
    DRAFT,
    FORM,
    HEADERS,
    NOW,
    OPEN_OR_UNREAD,
    REPLY,
    TICKETS,
    create,
    download,
    listed,
    read_ticket,
    refusal,
    summary,
    upload,
)
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub


def _journey(client: httpx.Client) -> list[bytes]:
    """Use every operation at least once, and return what was answered."""
    files = {"attachment": ("a.txt", b"a file", "text/plain")}
    answers = [
        client.get("/v3/tickets/categories"),
        client.post("/v3/tickets/attachment", files=files),
        client.post(TICKETS, json={**DRAFT, "attachmentIds": [10]}),
        client.post(CONTACT, json=dict(FORM)),
        client.post(REPLY, json=dict(ANSWER)),
        client.get("/v3/tickets/47/attachment/10"),
        client.delete("/v3/tickets/attachment/8"),
        client.put("/v3/tickets/41/open"),
        client.put("/v3/tickets/12/close"),
        client.get(TICKETS),
        client.get(OPEN_OR_UNREAD),
        client.get("/v3/tickets/47"),
    ]
    assert all(answer.is_success for answer in answers)
    return [answer.content for answer in answers]


@pytest.mark.rule("X3", "I7")
def test_the_same_calls_at_the_same_time_give_the_same_bytes(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    """Hashes, too: nothing in an answer comes from chance or the machine's clock."""
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
    """What is unread in the mock data is so ten years later, too."""
    then = datetime(2036, 3, 1, 12, 0, tzinfo=UTC)
    sandbox = bundled_stub.sandbox(sandbox_name)
    sandbox.clock.freeze(then)
    sandbox.started = then

    with bundled_stub.client(sandbox_name, headers=HEADERS) as client:
        found = listed(client, path=OPEN_OR_UNREAD)
        ticket = summary(client)
        entry = read_ticket(client)["replies"][0]

    age = then - NOW
    assert 41 in found
    assert ticket["createdAt"] == 1781343000 + age.total_seconds()
    assert entry["createdAt"] == ticket["createdAt"]
    assert entry["attachments"][0]["uploadedTime"] == 1781342924 + age.total_seconds()


@pytest.mark.rule("X5")
def test_every_write_is_kept(client: httpx.Client) -> None:
    _journey(client)

    assert read_ticket(client, 47)["replies"][0]["attachments"][0]["id"] == 10
    assert download(client, 47, 10) == b"a file"
    assert read_ticket(client, 48)["title"] == FORM["title"]
    assert read_ticket(client, 12)["numUserReplies"] == 2
    assert read_ticket(client, 12)["status"] == "closed"
    assert read_ticket(client, 41)["status"] == "open"
    assert client.delete("/v3/tickets/attachment/8").status_code == 404


@pytest.mark.rule("X5")
def test_a_write_in_one_sandbox_is_not_seen_in_another(
    bundled_stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """Not even that a ticket was read there."""
    before = client.get(TICKETS).json()

    with bundled_stub.client(f"{sandbox_name}-b", headers=HEADERS) as other:
        _journey(other)

    assert client.get(TICKETS).json() == before
    assert create(client)["id"] == 47
    assert create(client, attachmentIds=[8])["id"] == 48


@pytest.mark.rule("X5", "I16", "I19")
def test_two_sandboxes_do_not_see_each_others_files(
    bundled_stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """Their ids are alike, so only whose they are tells them apart."""
    unseen = refusal(10002, ("attachmentIds", "Unknown attachment: 10."))
    named: dict[str, Any] = {**ANSWER, "attachmentIds": [10]}
    with bundled_stub.client(f"{sandbox_name}-b", headers=HEADERS) as other:
        assert upload(client, b"mine", "mine.txt") == 10
        assert other.post(REPLY, json=named).json() == unseen
        assert other.delete("/v3/tickets/attachment/10").status_code == 404
        assert upload(other, b"theirs", "theirs.txt") == 10
        client.post(REPLY, json=named)
        assert other.get("/v3/tickets/12/attachment/10").status_code == 404
        other.post(REPLY, json=named)

        assert download(client, 12, 10) == b"mine"
        assert download(other, 12, 10) == b"theirs"


@pytest.mark.rule("X6", "I10")
def test_writes_at_the_same_time_are_each_kept(client: httpx.Client) -> None:
    """No two callers get the same id, and no reply is lost."""

    def post(number: int) -> int:
        body = {**ANSWER, "content": f"reply {number}"}
        entry_id: int = client.post(REPLY, json=body).json()["replies"][-1]["id"]
        return entry_id

    with ThreadPoolExecutor(8) as callers:
        posted = list(callers.map(post, range(80)))

    ticket = read_ticket(client)
    assert sorted(posted) == list(range(115, 195))
    assert len({entry["content"] for entry in ticket["replies"][4:]}) == 80
    assert ticket["numUserReplies"] == 81


@pytest.mark.rule("X6", "I16")
def test_of_callers_that_want_the_same_file_one_gets_it(client: httpx.Client) -> None:
    attachment_id = upload(client)

    def take(_: int) -> int:
        body = {**ANSWER, "attachmentIds": [attachment_id]}
        return client.post(REPLY, json=body).status_code

    with ThreadPoolExecutor(8) as callers:
        statuses = list(callers.map(take, range(40)))

    assert sorted(statuses) == [200] + [422] * 39
    assert read_ticket(client)["numUserReplies"] == 2


@pytest.mark.rule("X6", "I7", "I17")
def test_what_is_made_at_the_same_time_has_ids_of_its_own(client: httpx.Client) -> None:
    def make(number: int) -> tuple[int, int]:
        attachment_id = upload(client, str(number).encode())
        ticket_id: int = create(client, attachmentIds=[attachment_id])["id"]
        assert download(client, ticket_id, attachment_id) == str(number).encode()
        return attachment_id, ticket_id

    with ThreadPoolExecutor(8) as callers:
        made = list(callers.map(make, range(40)))

    assert sorted(pair[0] for pair in made) == list(range(10, 50))
    assert sorted(pair[1] for pair in made) == list(range(47, 87))


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
    for file in (bundled() / "handlers" / "i3d").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add((node.module or "").partition(".")[0])

    assert "ticketstub" in imported
    assert not imported & reaching_out
    assert not (bundled() / "handlers" / "i3d" / "events.py").exists()
