"""Faults with a delay: how long an answer takes, and who waits for it."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.engine.asking import BOOKS
from tests.engine.faulting import Delays, Wire, delaying, faulty, hits
from tests.engine.gallery import CONTROL
from tests.engine.process import PATIENCE
from tests.engine.projects import BASE, CARD, TOY
from tests.engine.telling import DRAFT
from tests.engine.test_faults_connections import asking
from ticketstub.app import App
from ticketstub.project.project import load_project
from ticketstub.sandbox.clock import pause
from ticketstub.sandbox.faults import Fault
from ticketstub.settings import Settings
from ticketstub.testing import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.stub import Stub

BOOK = f"{BASE}/books/bk_0001"


@pytest.fixture
def delays(monkeypatch: pytest.MonkeyPatch) -> Iterator[Delays]:
    """Let delays last until the test says so."""
    with delaying(monkeypatch) as delays:
        yield delays


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    """Make a call while others are made."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def test_other_calls_are_answered_meanwhile(
    toy: httpx.Client, delays: Delays, pool: ThreadPoolExecutor
) -> None:
    """And the one that is late is answered as ever."""
    at_once = toy.get(BOOK)
    faulty(toy, delay_seconds=2.5, first=1)
    late = pool.submit(toy.get, BOOK)
    asked = delays.next()
    meanwhile = toy.get(BOOK)
    was_done = late.done()
    delays.end()
    answer = late.result(PATIENCE)

    assert (asked, was_done) == (2.5, False)
    assert meanwhile.content == answer.content == at_once.content
    assert answer.status_code == 200
    assert {*answer.headers} == {*at_once.headers}


def test_a_late_call_was_carried_out_before(
    toy: httpx.Client, delays: Delays, pool: ThreadPoolExecutor
) -> None:
    """It is the answer that is late; the journal does not count the delay."""
    faulty(toy, delay_seconds=60, operation="books.create_book")
    late = pool.submit(toy.post, BOOKS, json=DRAFT)
    delays.next()
    books = toy.get(BOOKS).json()["books"]
    (noted,) = toy.get(f"{CONTROL}/requests?outcome=faulted").json()["requests"]
    delays.end()

    assert late.result(PATIENCE).status_code == 201
    assert DRAFT["title"] in [book["title"] for book in books]
    assert noted["seconds"] < 60


@pytest.mark.parametrize(
    ("besides", "status", "length"),
    [({"status": 503}, 503, 31), ({"truncate": 0}, 200, 0)],
)
def test_another_fault_may_be_late_too(  # noqa: PLR0917  # the fixtures
    toy: httpx.Client,
    delays: Delays,
    pool: ThreadPoolExecutor,
    besides: dict[str, Any],
    status: int,
    length: int,
) -> None:
    faulty(toy, delay_seconds=1, **besides)
    late = pool.submit(toy.get, BOOK)
    asked = delays.next()
    delays.end()
    answer = late.result(PATIENCE)

    assert asked == 1
    assert (answer.status_code, len(answer.content)) == (status, length)


@pytest.mark.parametrize("broken", ["before", "midway"])
def test_a_connection_may_break_late(
    toy: httpx.Client, delays: Delays, pool: ThreadPoolExecutor, broken: str
) -> None:
    faulty(toy, delay_seconds=1, connection=broken, first=1)
    late = pool.submit(toy.get, BOOK)
    asked = delays.next()
    was_done = late.done()
    delays.end()

    with pytest.raises(httpx.RemoteProtocolError):
        late.result(PATIENCE)
    assert (asked, was_done) == (1, False)


@pytest.mark.parametrize("besides", [{}, {"connection": "midway"}], ids=str)
def test_a_client_that_hangs_up_ends_the_delay(
    toy: httpx.Client,
    toy_stub: Stub,
    sandbox_name: str,
    delays: Delays,
    besides: dict[str, str],
) -> None:
    """Nothing is kept waiting for nobody."""
    faulty(toy, delay_seconds=60, first=1, **besides)
    wire = Wire(toy_stub.url, asking(sandbox_name))
    delays.next()
    wire.hang_up()

    assert delays.ended.wait(PATIENCE)
    assert hits(toy) == [(1, 1)]
    assert toy.get(BOOK).status_code == 200


def test_a_call_behind_a_late_one_waits_for_it(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str, delays: Delays
) -> None:
    """On one connection answers come in order."""
    faulty(toy, delay_seconds=60, first=1)
    last = asking(sandbox_name).replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n")
    wire = Wire(toy_stub.url, asking(sandbox_name) + last)
    delays.next()
    during = hits(toy)
    delays.end()
    came = wire.rest()

    assert during == [(1, 1)]
    assert came.count(b"HTTP/1.1 200 OK") == 2
    assert hits(toy) == [(2, 1)]


@pytest.mark.parametrize("count", [1, 2], ids=["alone", "pipelined"])
def test_a_stop_ends_delays(
    delays: Delays, caplog: pytest.LogCaptureFixture, count: int
) -> None:
    """Whoever waits is answered at once, and the server has nothing to cancel."""
    with serve(project=TOY) as stub:
        stub.control.faults.add("library", delay_seconds=60)
        wire = Wire(stub.url, asking("main"), count)
        delays.next()
    came = wire.rest()

    assert delays.ended.is_set()
    assert came.count(b"HTTP/1.1 200 OK") == count
    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


def test_in_process_an_answer_is_late_too(delays: Delays) -> None:
    app = App(load_project(TOY), Settings())
    fault = Fault("fault_1", "library", delay=7)
    app.sandboxes.get("main").faults.all.append(fault)

    async def call() -> tuple[float, httpx.Response]:
        transport: Any = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, headers=CARD) as client:
            late = asyncio.ensure_future(client.get(f"http://localhost{BOOK}"))
            asked = await asyncio.to_thread(delays.next)
            delays.end()
            return asked, await late

    asked, answer = asyncio.run(call())
    assert (asked, answer.status_code) == (7, 200)


def test_the_clock_waits_for_true_seconds() -> None:
    """Also in a sandbox whose own time stands."""

    async def spent() -> float:
        loop = asyncio.get_running_loop()
        began = loop.time()
        await pause(0.02)
        return loop.time() - began

    assert asyncio.run(spent()) >= 0.019
