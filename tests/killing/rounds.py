"""Rounds of killing: serve, check, write, kill; on the same file, over and over."""

from __future__ import annotations

import base64
import random
import signal
import threading
from collections import Counter
from typing import TYPE_CHECKING, Any

from tests.engine.process import Served
from tests.killing.clients import Client, Known
from tests.killing.desk import write_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: So many clients write at a time.
CLIENTS = 4

#: The stub dies after at most so many acknowledged writes.
MOST = 120


class Lost(AssertionError):  # noqa: N818  # it says what was lost
    """What the stub shows is not what it has acknowledged."""


def rounds(folder: Path, times: int, seed: int) -> Iterator[int]:
    """Kill a stub so many times; yield how many writes each has acknowledged.

    Raises `Lost` when what is found at the next start is not what was acknowledged.
    """
    draw = random.Random(seed)  # noqa: S311  # made to be repeatable
    clients = [
        Client(f"{seed}-{number}", random.Random(draw.random()))  # noqa: S311
        for number in range(CLIENTS)
    ]
    words = ("--project", str(write_desk(folder)), "--store", "file:kept.db")
    for _ in range(times):
        with Served(*words, cwd=folder) as served:
            check(served, clients)
            yield _killed(served, clients, draw.randrange(1, MOST))
    with Served(*words, cwd=folder) as served:
        check(served, clients)


def _killed(served: Served, clients: list[Client], after: int) -> int:
    """Let the clients write, and kill the stub once so much was acknowledged."""
    acknowledged = threading.Semaphore(0)
    threads = []
    for client in clients:
        client.port = int(served.url.rpartition(":")[2])
        thread = threading.Thread(target=client.work, args=(acknowledged,))
        thread.start()
        threads.append(thread)
    for _ in range(after):
        if not acknowledged.acquire(timeout=30):
            message = "the stub has stopped answering"
            raise Lost(message)
    served.stop(signal.SIGKILL)
    for thread in threads:
        thread.join()
    more = 0
    while acknowledged.acquire(blocking=False):
        more += 1
    return after + more


def check(served: Served, clients: list[Client]) -> None:
    """Compare what a stub holds with what it has acknowledged, and with itself."""
    if served.err.seen:
        message = f"the start was not clean: {served.err.seen}"
        raise Lost(message)
    with served.client() as client:
        state = client.get("/_ticketstub/state").json()
    tickets = _records(state, "tickets")
    replies: dict[int, list[str]] = {number: [] for number in tickets}
    for reply in _records(state, "replies").values():
        _same("the ticket of a reply", reply["ticket"] in tickets, expected=True)
        replies[reply["ticket"]].append(reply["text"])
    _check_sums(state, tickets, replies)
    for each in clients:
        _check_client(each, tickets, replies)
    texts = Counter(ticket["text"] for ticket in tickets.values())
    known = {text for each in clients for text in _settled(each, tickets, replies)}
    _same("the tickets", set(texts), expected=known)
    highest = max(each.highest for each in clients)
    last = state["collections"]["desk.tickets"]["last_id"]
    _same("the last id is the highest, or above", last >= highest, expected=True)


def _check_sums(
    state: Any, tickets: dict[int, Any], replies: dict[int, list[str]]
) -> None:
    """Compare the parts of the state with each other: nothing is half there."""
    totals = {name: each["count"] for name, each in _records(state, "totals").items()}
    counted = {
        "tickets": len(tickets),
        "replies": sum(len(texts) for texts in replies.values()),
    }
    _same("the totals", totals, expected=counted)
    files = state["files"].get("desk", {"files": {}})["files"]
    _same("the number of files", len(files), expected=len(tickets))
    hashes = {ticket["hash"] for ticket in tickets.values()}
    _same("the number of hashes", len(hashes), expected=len(tickets))
    for number, ticket in tickets.items():
        texts = replies[number]
        _same(f"the replies of {number}", ticket["replies"], expected=len(texts))
        _same(f"the first reply of {number}", texts[0], expected=ticket["text"])
        data = base64.b64decode(files[ticket["file"]]).decode()
        _same(f"the file of {number}", data, expected=ticket["text"])


def _check_client(
    client: Client, tickets: dict[int, Any], replies: dict[int, list[str]]
) -> None:
    """Compare the state with what one client knows; what was in doubt is so no more."""
    _same("the deleted", client.gone & {*tickets}, expected=set())
    for number, known in [*client.tickets.items()]:
        if known.maybe_gone and number not in tickets:
            del client.tickets[number]
            client.gone.add(number)
            continue
        known.maybe_gone = False
        _same(f"ticket {number} is there", number in tickets, expected=True)
        found = tickets[number]
        _same(f"the text of {number}", found["text"], expected=known.text)
        _same(f"the hash of {number}", found["hash"], expected=known.hash)
        if known.doubtful is not None and known.doubtful in replies[number]:
            known.replies.append(known.doubtful)
        known.doubtful = None
        _same(f"the replies of {number}", replies[number], expected=known.replies)


def _settled(
    client: Client, tickets: dict[int, Any], replies: dict[int, list[str]]
) -> Iterator[str]:
    """Yield the texts of a client's tickets, with those it had no answer for."""
    for number, ticket in tickets.items():
        if ticket["text"] in client.doubtful:
            known = Known(ticket["text"], ticket["hash"], [*replies[number]])
            client.tickets[number] = known
            client.highest = max(client.highest, number)
    client.doubtful.clear()
    for known in client.tickets.values():
        yield known.text


def _records(state: Any, name: str) -> dict[Any, Any]:
    records = state["collections"][f"desk.{name}"]["records"]
    return {record["id"]: record for record in records}


def _same(what: str, found: Any, *, expected: Any) -> None:
    if found != expected:
        message = f"{what}: {found!r} was found, {expected!r} was acknowledged"
        raise Lost(message)
