"""Isolation: sandboxes that are driven all at once come out as if each were alone."""

from __future__ import annotations

import json
import random
import re
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import httpx
import pytest

from tests.contract.contracts import all_operations
from tests.contract.told import TOLD, send
from tests.engine.process import PATIENCE, Served

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.contract.contracts import Operation
    from tests.contract.told import Told

SANDBOXES = 50

CALLS = 200

#: Ids that a path may name beside the one of its example: some are records of the mock
#: data, some come into being, some never do.
NUMBERS = (1, 2, 3, 4, 5, 8, 12, 32, 33, 41, 42, 47, 48, 73, 74, 77, 78)
TEXTS = ("tkt_llvv3trqvsus", "tkt_latest", "tkt_latest", "whk_paused000001")

_TICKET = re.compile(rb'"id":"(tkt_[a-z0-9]+)"')


@dataclass(frozen=True)
class Request:
    """A request as its bytes, all but its sandbox."""

    line: str
    headers: str
    body: bytes

    def head(self, sandbox: str, ticket: str) -> bytes:
        """Return what goes before the body; `ticket` is the latest that was made."""
        line = self.line.replace("tkt_latest", ticket)
        named = f"Ticketstub-Sandbox: {sandbox}\r\n"
        return f"{line} HTTP/1.1\r\n{self.headers}{named}\r\n".encode()


class Answer(NamedTuple):
    """What was answered, but for when."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes


class Line:
    """A connection to the stub, kept from call to call."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._answers = self._socket.makefile("rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._answers.close()
        self._socket.close()

    def call(self, head: bytes, body: bytes = b"") -> Answer:
        """Send a request, the second half of its body by itself; return the answer."""
        half = len(body) // 2
        self._socket.sendall(head + body[:half])
        if body:
            self._socket.sendall(body[half:])
        status = int(self._answers.readline().split()[1])
        headers: dict[bytes, bytes] = {}
        while (header := self._answers.readline()) != b"\r\n":
            name, _, value = header.partition(b":")
            headers[name.lower()] = value.strip()
        length = int(headers.get(b"content-length", 0))
        headers.pop(b"date")
        return Answer(status, headers, self._answers.read(length))


def written(requests: list[Told]) -> list[Request]:
    """Return requests as httpx would send them."""
    sent: list[httpx.Request] = []

    def keep(request: httpx.Request) -> httpx.Response:
        request.read()
        sent.append(request)
        return httpx.Response(200)

    with httpx.Client(
        transport=httpx.MockTransport(keep), base_url="http://127.0.0.1:4140"
    ) as client:
        for request in requests:
            send(client, request)
    return [
        Request(
            f"{request.method} {request.url.raw_path.decode()}",
            "".join(f"{name}: {value}\r\n" for name, value in request.headers.items()),
            request.content,
        )
        for request in sent
    ]


def variants(request: Told) -> Iterator[Told]:
    """Yield a request as its example has it, and the same to other records."""
    yield request
    for (place, name), value in request.parameters.items():
        others: tuple[Any, ...] = NUMBERS if isinstance(value, int) else TEXTS
        if place == "path":
            for other in others:
                parameters = {**request.parameters, (place, name): other}
                yield request._replace(parameters=parameters)


def every_request() -> dict[Operation, list[Request]]:
    """Return what can be asked of each operation."""
    told = {
        operation: [
            variant
            for request in TOLD
            if request.operation is operation
            for variant in variants(request)
        ]
        for operation in all_operations()
    }
    return {operation: written(requests) for operation, requests in told.items()}


def control(method: str, path: str, sandbox: str, body: Any = None) -> bytes:
    """Return a request of the control API as its bytes."""
    content = b"" if body is None else json.dumps(body).encode()
    head = (
        f"{method} /_ticketstub/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Ticketstub-Sandbox: {sandbox}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def play(
    port: int, number: int, requests: dict[Operation, list[Request]], start: Barrier
) -> list[Answer]:
    """Make a sandbox, do at random what its number says, and return all the answers.

    It waits for the others before its first call. The last answer is the sandbox's
    state, after which it is dropped.
    """
    drawn = random.Random(number)  # noqa: S311  # made to be repeatable
    operations = [*requests]
    name, ticket = f"box-{number}", "tkt_abc123"
    new = {"name": name, "from": "first", "seed": number}
    with Line(port) as line:
        made = line.call(control("POST", "sandboxes", "main", new))
        assert made.status == 201, made
        start.wait(PATIENCE)
        answers: list[Answer] = []
        for _ in range(CALLS):
            if drawn.random() < 0.05:
                jump = {"seconds": drawn.randrange(-3600, 7200)}
                answers.append(line.call(control("POST", "clock/advance", name, jump)))
                continue
            request = drawn.choice(requests[drawn.choice(operations)])
            answers.append(line.call(request.head(name, ticket), request.body))
            found = _TICKET.search(answers[-1].body)
            if answers[-1].status == 201 and found is not None:
                ticket = found[1].decode()
        answers.append(line.call(control("GET", "state", name)))
        line.call(control("DELETE", f"sandboxes/{name}", "main"))
    return answers


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Serve the bundled project, with a sandbox `first` whose clock stands."""
    with Served(cwd=tmp_path_factory.mktemp("served")) as served:
        port = int(served.url.rpartition(":")[2])
        moment = {"at": "2026-06-15T09:30:00Z", "frozen": True}
        with Line(port) as line:
            answer = line.call(control("PUT", "clock", "first", moment))
        assert answer.status == 200
        yield port


def test_fifty_sandboxes_at_once_are_as_if_each_were_alone(port: int) -> None:
    """Every answer, and at the end every record, file, id and clock, byte for byte."""
    requests = every_request()
    start = Barrier(SANDBOXES)
    with ThreadPoolExecutor(SANDBOXES) as threads:
        playing = [
            threads.submit(play, port, number, requests, start)
            for number in range(SANDBOXES)
        ]
    together = [each.result() for each in playing]
    for number, answers in enumerate(together):
        alone = play(port, number, requests, Barrier(1))

        assert len(alone) == CALLS + 1
        for at, (one, other) in enumerate(zip(alone, answers, strict=True)):
            # Not as a whole: the difference of two long lists takes minutes to show.
            assert one == other, f"call {at} of sandbox {number}"
    statuses = [answer.status for answers in together for answer in answers]
    states = {answers[-1].body for answers in together}

    assert all(status < 500 for status in statuses)
    assert sum(status < 300 for status in statuses) > len(statuses) / 3
    assert len(states) == SANDBOXES


def test_whatever_was_done_the_state_can_be_imported_again(port: int) -> None:
    """Byte for byte: the records that handlers write could stand in the mock data."""
    requests = every_request()
    with Line(port) as line:
        for number in range(5):
            state = play(port, number, requests, Barrier(1))[-1].body
            put = line.call(control("PUT", "state", "again", json.loads(state)))
            got = line.call(control("GET", "state", "again"))

            assert put.status == 204, put.body[:300]
            assert got.body == state, f"the state of sandbox {number}"
