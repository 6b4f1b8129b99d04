"""The same work again and again leaves nothing behind."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

import httpx
import pytest

from bench.soak.caller import Tally
from bench.soak.receiver import following, receiving
from bench.soak.verdict import Span, findings
from bench.soak.work import cycle
from tests.stub import Stub
from ticketstub.pipeline.router import Match
from ticketstub.project.project import bundled, load_project
from ticketstub.sandbox.targets import Origin
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Rounds of the same work, and how often each does it, as many at a time.
ROUNDS = 5
CYCLES = 3

#: What each cycle sends to the receiver: a ticket is made, changed and deleted.
EVENTS = 3

#: Where what is counted comes from: the engine, and handlers as they are loaded.
OWN = ("ticketstub", "_ticketstub")

#: So often it is looked whether what ends by itself has ended.
LOOKS = 2000


class Held(NamedTuple):
    """What a stub holds after a round."""

    sandboxes: int
    records: int
    journals: int
    journal_bytes_astray: int
    listeners: int
    deliveries: int
    upload_bytes: int
    uploads: int


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    """Serve the bundled project, with a journal that is full after one round."""
    settings = Settings(max_journal_calls=20)
    with Stub(load_project(bundled()), settings) as stub:
        yield stub


def held(stub: Stub) -> Held:
    """Count what a stub holds."""
    app = stub.app
    records = stub.records("main")
    return Held(
        sandboxes=len(app.sandboxes) + len(app.sandboxes.snapshots),
        records=sum(len(each) for each in records.values()),
        journals=sum(len(each.journal) for each in app.sandboxes),
        journal_bytes_astray=app.sandboxes.shelf.size
        - sum(each.journal.size for each in app.sandboxes),
        listeners=len(app.sandboxes.shelf.listeners),
        deliveries=len(app.courier._tasks) + len(app.courier._lanes),
        upload_bytes=app.sandboxes._room.bytes,
        uploads=app.sandboxes._room.files,
    )


async def work(stub: Stub, tally: Tally, number: int) -> int:
    """Do one round; return how many events were received."""
    async with (
        receiving() as receiver,
        httpx.AsyncClient(base_url=stub.url, trust_env=False) as http,
        following(http) as follower,
    ):
        await follower.follows.wait()
        names = [f"round-{number}-{each}" for each in range(CYCLES)]
        await asyncio.gather(
            *(cycle(http, tally, name, receiver.url) for name in names)
        )
        assert follower.bytes
        # The stub hears of what has ended when it next looks.
        for _ in range(LOOKS):
            if not stub.app.courier._tasks:
                break
            await http.get("/_ticketstub/health")
    return receiver.count


def settle(stub: Stub) -> None:
    """Call until nobody follows any more, and no other connection is open."""
    with stub.client() as client:
        client.get("/_ticketstub/health")
        for _ in range(LOOKS):
            open_now = stub._server.server_state.connections
            if not stub.app.sandboxes.shelf.listeners and len(open_now) == 1:
                break
            client.get("/_ticketstub/health")
        client.post("/_ticketstub/reset")
        gc.collect()


def own_objects() -> dict[str, int]:
    """Count the objects of the stub's own kinds, once `main` was reset."""
    kinds = (type(each) for each in gc.get_objects())
    counts = Counter(
        kind.__qualname__ for kind in kinds if str(kind.__module__).startswith(OWN)
    )
    # Paths and receivers that were met are known, up to a bound.
    for kind in (Match, Origin):
        del counts[kind.__qualname__]
    return counts


def test_the_same_work_again_and_again_leaves_nothing_behind(stub: Stub) -> None:
    """Sandboxes, records, files, followers, deliveries and objects stay as many."""
    tally = Tally()
    after: list[Held] = []
    objects: list[dict[str, int]] = []
    for number in range(1, ROUNDS + 1):
        received = asyncio.run(work(stub, tally, number))
        assert received == EVENTS * CYCLES
        settle(stub)
        after.append(held(stub))
        objects.append(own_objects())

    assert not tally.errors
    assert after[1:] == [after[1]] * (ROUNDS - 1)
    assert after[-1].listeners == after[-1].deliveries == after[-1].uploads == 0
    assert after[-1].sandboxes == 1
    assert objects[-1] == objects[1]


def test_a_soak_that_grew_broke_or_got_slower_is_told() -> None:
    """Each of the three is a sentence; what is steady is none."""
    steady = [Span(900, 2, 9, 100)] * 6
    grown = [*steady[:5], Span(900, 2, 9, 120)]
    slower = [*steady[:4], *[Span(900, 2, 14, 100)] * 2]

    assert findings(steady, []) == []
    assert findings(steady, ["GET /: 500"]) == ["error: GET /: 500"]
    assert findings(grown, []) == ["memory grew from 100 to 120 MB"]
    assert findings(slower, []) == ["p99 rose from 9.0 to 14.0 ms"]
