"""What is kept: every write, in its own sandbox, at the time that the clock tells."""

from __future__ import annotations

import ast
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.apis.happyfox.calls import OPERATIONS, PICTURE, link_of
from tests.apis.happyfox.conftest import (
    AUTH,
    BASE,
    NOW,
    PLAIN_DRAFT,
    TICKETS,
    created,
    found,
    read_ticket,
    ticket_url,
)
from ticketstub.project.project import bundled

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub


def _journey(client: httpx.Client) -> list[bytes]:
    """Use every operation once, and return what was answered."""
    answers = [client.get(link_of(client), auth=None)]
    answers += [
        client.request(method, path, **sent) for method, path, sent in OPERATIONS
    ]
    answers += [
        client.get(answers[-1].json()["url"], auth=None),
        client.get(ticket_url(65)),
        client.get(link_of(client, 4), auth=None),
        client.get(TICKETS),
    ]
    assert [answer.status_code for answer in answers] == [200] * len(answers)
    return [answer.content for answer in answers]


@pytest.mark.rule("X3", "H46")
def test_the_same_calls_at_the_same_time_give_the_same_bytes(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    """Links, too: nothing in an answer comes from chance or the machine's clock."""
    answers = []
    for name in (f"{sandbox_name}-1", f"{sandbox_name}-2"):
        sandbox = bundled_stub.sandbox(name)
        sandbox.clock.freeze(NOW)
        sandbox.started = NOW
        with bundled_stub.client(name, auth=AUTH) as client:
            answers.append(
                [each.replace(name.encode(), b"") for each in _journey(client)]
            )

    assert answers[0] == answers[1]


@pytest.mark.rule("X3", "H16")
def test_the_mock_data_are_as_old_at_any_time(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    """What is due today in the mock data is so ten years later, too."""
    then = datetime(2036, 3, 1, 12, 0, tzinfo=UTC)
    sandbox = bundled_stub.sandbox(sandbox_name)
    sandbox.clock.freeze(then)
    sandbox.started = then

    with bundled_stub.client(sandbox_name, auth=AUTH) as client:
        newest = read_ticket(client, 64)
        due_today = found(client, duedate="today", sort="ticketa")
        dates = {read_ticket(client, each)["due_date"] for each in due_today}

    assert newest["created_at"] == "2036-03-01 11:51:40"
    assert newest["updates"][0]["timestamp"] == newest["created_at"]
    assert due_today == [2, 55, 61]
    assert dates == {"2036-03-01"}


@pytest.mark.rule("X5")
def test_every_write_is_kept(client: httpx.Client) -> None:
    _journey(client)

    ticket = created(client)
    assert ticket["id"] == 66
    assert ticket["user"]["id"] == 27663
    assert ticket["user"]["tickets_count"] == 2
    assert ticket["updates"][0]["update_id"] == 408
    assert client.get(ticket_url(3)).status_code == 404
    assert 3 not in found(client)
    picture = client.get("/get_hdp_temporarily_attachment/2091/", auth=None)
    assert picture.content == PICTURE[1]


@pytest.mark.rule("X5")
def test_a_write_in_one_sandbox_is_not_seen_in_another(
    bundled_stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """Not even that a link was used there."""
    before = client.get(TICKETS, params={"fields": "id,subject,status,tags"}).json()
    link = link_of(client)
    with bundled_stub.client(f"{sandbox_name}-b", auth=AUTH) as other:
        _journey(other)

    after = client.get(TICKETS, params={"fields": "id,subject,status,tags"}).json()
    assert after == before
    assert created(client)["id"] == 65
    assert client.get(link, auth=None).status_code == 200


@pytest.mark.rule("X5", "H45", "X9")
def test_two_sandboxes_do_not_see_each_others_pictures(
    bundled_stub: Stub, client: httpx.Client, sandbox_name: str
) -> None:
    """Their numbers are alike, so only the sandbox in the link tells them apart."""
    path = f"{BASE}/ticket-inline-attachment"
    with bundled_stub.client(f"{sandbox_name}-b", auth=AUTH) as other:
        mine, theirs = (
            each.post(path, files={"file": ("a.png", data)}).json()["url"]
            for each, data in ((client, b"mine"), (other, b"theirs"))
        )

    with bundled_stub.client() as nobody:
        assert nobody.get(mine).content == b"mine"
        assert nobody.get(theirs).content == b"theirs"
        assert nobody.get(mine.partition("?")[0]).status_code == 404


@pytest.mark.rule("X6")
def test_writes_at_the_same_time_are_each_kept(client: httpx.Client) -> None:
    """No two callers get the same id, and no note is lost."""

    def post(number: int) -> int:
        note = {"staff": 1, "plaintext": f"note {number}", "time_spent": 1}
        answer = client.post(ticket_url(1, "staff_pvtnote"), json=note)
        update_id: int = answer.json()["updates"][-1]["update_id"]
        return update_id

    before = read_ticket(client, 1)
    with ThreadPoolExecutor(8) as callers:
        posted = list(callers.map(post, range(80)))

    ticket = read_ticket(client, 1)
    texts = {update["message"]["text"] for update in ticket["updates"][-80:]}
    assert sorted(posted) == list(range(400, 480))
    assert len(texts) == 80
    assert ticket["messages_count"] == before["messages_count"] + 80
    assert ticket["time_spent"] == before["time_spent"] + 80


@pytest.mark.rule("X6", "H21", "H22")
def test_what_is_created_at_the_same_time_has_ids_of_its_own(
    client: httpx.Client,
) -> None:
    def create(number: int) -> tuple[int, int]:
        email = f"caller-{number % 20}@example.com"
        ticket = client.post(TICKETS, json={**PLAIN_DRAFT, "email": email}).json()
        return ticket["id"], ticket["user"]["id"]

    with ThreadPoolExecutor(8) as callers:
        made = list(callers.map(create, range(40)))

    assert sorted(ticket for ticket, _ in made) == list(range(65, 105))
    assert {contact for _, contact in made} == set(range(27663, 27683))


@pytest.mark.rule("X6", "H46")
def test_of_callers_that_follow_the_same_link_one_gets_the_file(
    client: httpx.Client,
) -> None:
    link = link_of(client)

    def follow(_: int) -> int:
        return client.get(link, auth=None).status_code

    with ThreadPoolExecutor(8) as callers:
        statuses = list(callers.map(follow, range(40)))

    assert sorted(statuses) == [200] + [403] * 39


@pytest.mark.rule("X6", "H42", "H31")
def test_the_handlers_hold_nothing_that_could_send_anything() -> None:
    """The API is silent: no mail, no survey, so no way to the network either."""
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
        "urllib.request",
    }

    imported = set()
    for file in (bundled() / "handlers" / "happyfox").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                imported.add(node.module or "")

    roots = {name.partition(".")[0] for name in imported}
    assert "ticketstub" in roots
    assert not (imported | roots) & reaching_out
    assert not (bundled() / "handlers" / "happyfox" / "events.py").exists()
