"""`ticketstub.testing.serve`: how a stub ends, and what it does to its process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.engine.process import PATIENCE
from tests.engine.projects import BASE, CARD, TOY
from tests.engine.receiver import Receiver, slow
from tests.engine.telling import add_book, telling_toy
from tests.engine.test_testing import client_of, library_modules
from ticketstub.testing import serve

if TYPE_CHECKING:
    from pathlib import Path

BOOK = f"{BASE}/books/bk_0001"
STOPPED = "The server was stopped before it was delivered."


def test_after_the_block_nothing_is_left() -> None:
    """Neither a port that listens, nor a thread, nor modules of handlers."""
    before = what_is_there()
    with serve(project=TOY) as stub, client_of(stub) as client:
        client.get(BOOK)
        during = what_is_there()

    with pytest.raises(httpx.ConnectError):
        httpx.get(stub.url)
    assert all(was < now for was, now in zip(before, during, strict=True))
    assert what_is_there() == before


def what_is_there() -> tuple[int, int]:
    """Count the threads that serve a stub, and the modules of handlers."""
    threads = [each for each in threading.enumerate() if each.name == "ticketstub"]
    return len(threads), len(library_modules())


def test_a_test_that_fails_ends_the_stub_too() -> None:
    ended = contextlib.ExitStack()
    stub = ended.enter_context(serve(project=TOY))
    failure = LookupError("the test's own")

    assert not ended.__exit__(LookupError, failure, None)
    with pytest.raises(httpx.ConnectError):
        httpx.get(stub.url)


def test_clients_that_stay_connected_do_not_delay_the_end() -> None:
    """Many a client under test keeps its connections for as long as it lives."""
    with httpx.Client() as client:
        with serve(project=TOY) as stub:
            client.get(f"{stub.url}/_ticketstub/health")

        with pytest.raises(httpx.ConnectError):
            client.get(f"{stub.url}/_ticketstub/health")


def test_deliveries_under_way_are_waited_for(tmp_path: Path) -> None:
    """What a test has caused arrives, though the test is over."""
    with Receiver(slow) as receiver, ThreadPoolExecutor(1) as pool:
        with serve(project=telling_toy(tmp_path)) as stub, client_of(stub) as client:
            stub.control.receivers.add("library", receiver.url)
            add_book(client)
            receiver.next()
            pool.submit(_release_once_refused, receiver, stub.url)

        sandbox = stub.app.sandboxes.get("main")
        states = [each.state for each in sandbox.outbox.deliveries()]

    assert states == ["delivered"]


def _release_once_refused(receiver: Receiver, url: str) -> None:
    """Let a slow receiver answer as soon as a stub takes no calls any more."""
    try:
        while httpx.get(f"{url}/_ticketstub/health", timeout=PATIENCE):
            pass
    except httpx.TransportError:
        receiver.release.set()


def test_deliveries_that_do_not_end_are_told(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A receiver that hangs does not hang the tests."""
    with (
        Receiver(slow) as receiver,
        serve(project=telling_toy(tmp_path)) as stub,
        client_of(stub) as client,
    ):
        stub.control.receivers.add("library", receiver.url)
        add_book(client)
        receiver.next()

    assert [record.getMessage() for record in caplog.records] == [
        f"dlv_1 of book.added: {STOPPED}"
    ]


def test_it_serves_where_an_event_loop_runs() -> None:
    """In an `async` test the loop of pytest's plugin runs in this very thread."""

    async def calls() -> list[int]:
        with serve(project=TOY) as stub:
            async with httpx.AsyncClient(base_url=stub.url, headers=CARD) as client:
                answers = await asyncio.gather(*[client.get(BOOK) for _ in range(5)])
                stub.control.records.delete("library", "books", "bk_0001")
                answers.append(await client.get(BOOK))
        return [answer.status_code for answer in answers]

    assert asyncio.run(calls()) == [200] * 5 + [404]


def test_it_serves_from_a_thread() -> None:
    """Where signals cannot be handled."""

    def call() -> int:
        with serve(project=TOY) as stub, client_of(stub) as client:
            return client.get(BOOK).status_code

    with ThreadPoolExecutor(1) as pool:
        assert pool.submit(call).result(PATIENCE) == 200


def loggers() -> list[tuple[Any, ...]]:
    """Tell what can be set on each logger that a served stub might touch."""
    names = ("", "uvicorn", "uvicorn.error", "uvicorn.access", "ticketstub")
    return [
        (each.level, each.propagate, each.disabled, [*each.handlers])
        for each in map(logging.getLogger, names)
    ]


def test_the_logging_of_the_tests_stays_as_it_is() -> None:
    """The server underneath would set up its own."""
    before = loggers()
    with serve(project=TOY) as stub:
        stub.control.reset()

    assert loggers() == before
