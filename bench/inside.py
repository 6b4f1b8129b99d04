"""Calls of the application without a server: what they cost by themselves.

It is run as a program in a fresh process, and prints what it has measured as JSON.
"""

from __future__ import annotations

import gc
import json
import sys
import time
from typing import TYPE_CHECKING, Any

from bench.asked import Asked
from bench.calls import BASES, HEADERS, works
from bench.servers import resident_megabytes
from ticketstub.app import App
from ticketstub.project.project import bundled, load_project
from ticketstub.sandbox.sandbox import MAIN
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping, MutableMapping

    Message = MutableMapping[str, Any]

#: So many tickets are made at once.
_MOST = 10_000

#: What is flat is called so often in a round; what is not, as its time allows.
_CALLS, _SECONDS = 400, 0.25

_ROUNDS = 7

#: So many sandboxes are made to see what they hold.
SANDBOXES = 1000


class Inside:
    """The bundled project as an application that is called directly."""

    def __init__(self, **settings: Any) -> None:
        self.app = App(load_project(bundled()), Settings(**settings))

    def grow(self, api: str, tickets: int) -> None:
        """Make tickets, until an API has so many."""
        number = 0
        missing = tickets - self.tickets(api)
        while missing > 0:
            number += 1
            body = {"api": api, "tickets": min(missing, _MOST), "seed": number}
            asked = Asked("POST", "/_ticketstub/mock-data", _JSON, _dumped(body))
            self.send(asked)
            missing -= _MOST

    def tickets(self, api: str) -> int:
        """Tell how many tickets an API has."""
        return self.app.sandboxes.get(MAIN).collection(f"{api}.tickets").count()

    def get(self, api: str) -> Callable[[str, Mapping[str, str]], Any]:
        """Return what reads from an API."""
        return lambda path, headers: self.send(
            request(api, Asked("GET", path, headers, b""))
        )

    def send(self, asked: Asked) -> Any:
        """Call the application once, and return what it answers."""
        answer: list[Message] = []

        async def send(message: Message) -> None:
            answer.append(message)

        call(self.app, asked, send)
        body = b"".join(message.get("body", b"") for message in answer)
        if answer[0]["status"] >= _REFUSED:
            message = f"{asked.method} {asked.path}: {body.decode()}"
            raise RuntimeError(message)
        return json.loads(body) if body else None

    def cost(self, api: str, asked: list[Asked], times: int) -> float:
        """Return the processor time of a call, in µs: the least of some rounds."""
        prepared = [request(api, each) for each in asked]
        statuses: set[int] = set()

        async def send(message: Message) -> None:
            statuses.add(message.get("status", 0))

        least = float("inf")
        place = 0
        for _ in range(_ROUNDS):
            begun = time.process_time()
            for _ in range(times):
                call(self.app, prepared[place % len(prepared)], send)
                place += 1
            least = min(least, (time.process_time() - begun) / times)
        if max(statuses) >= _REFUSED:
            message = f"{asked[0]}: {sorted(statuses)}"
            raise RuntimeError(message)
        return least * 1_000_000


def request(api: str, asked: Asked) -> Asked:
    """Return a request as it is sent: with its whole path, and the API's headers."""
    headers = {**HEADERS[api], **asked.headers}
    return asked._replace(path=BASES[api] + asked.path, headers=headers)


def call(app: Any, asked: Asked, send: Any) -> None:
    """Call the application as a server does."""
    path, _, query = asked.path.partition("?")
    headers = [(b"host", b"127.0.0.1")]
    for name, value in asked.headers.items():
        headers.append((name.lower().encode(), value.encode()))
    if asked.body:
        headers.append((b"content-length", b"%d" % len(asked.body)))
    scope = {
        "type": "http",
        "method": asked.method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": headers,
        "scheme": "http",
    }
    body = {"type": "http.request", "body": asked.body, "more_body": False}

    async def receive() -> Message:
        return body

    run(app(scope, receive, send))


def run(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run what never waits."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    message = "The application waits for something."
    raise RuntimeError(message)


def costs(api: str, tickets: int) -> dict[str, float]:
    """Measure each kind of call of an API on so many tickets."""
    inside = Inside(max_upload_bytes=1 << 40, max_uploads=1 << 20)
    inside.grow(api, tickets)
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    measured = {}
    made = works(api, inside.get(api))
    # Reads first, while there are as many tickets as told.
    for work in sorted(made, key=lambda each: each.asked[0].method != "GET"):
        if work.keeps:
            continue
        asked = list(work.asked)
        times = len(asked) // _ROUNDS if work.once else _CALLS
        if not work.is_flat:
            begun = time.process_time()
            for each in asked:
                inside.send(request(api, each))
            once = (time.process_time() - begun) / len(asked)
            turns = int(_SECONDS / max(once, 1e-6)) // len(asked)
            times = max(1, min(_CALLS // len(asked), turns)) * len(asked)
        measured[work.name] = inside.cost(api, asked, times)
    return measured


def ticket_memory(api: str, tickets: int) -> dict[str, float]:
    """Measure what a ticket takes, and how long it is as JSON, in bytes."""
    inside = Inside()
    asked = [each for work in works(api, inside.get(api)) for each in work.asked]
    gc.collect()
    before, were = _resident(), inside.tickets(api)
    inside.grow(api, were + tickets)
    for each in asked:
        if each.method == "GET":
            inside.send(request(api, each))
    gc.collect()
    held = (_resident() - before) / tickets
    length = 0
    for name, collection in inside.app.sandboxes.get(MAIN).records.collections.items():
        if name.startswith(f"{api}."):
            length += sum(len(_dumped(dict(record))) for record in collection)
    return {"held": held, "json": length / (were + tickets)}


def sandbox_memory(api: str) -> dict[str, float]:
    """Measure what 1,000 sandboxes hold after a read and a write in each, in MB."""
    inside = Inside(max_sandboxes=SANDBOXES + 1)
    made = {work.name: work.asked for work in works(api, inside.get(api))}
    asked = (made["GET one"][0], made["create, JSON"][0])
    gc.collect()
    before = _resident()
    for number in range(SANDBOXES):
        named = {"Ticketstub-Sandbox": f"box-{number}"}
        for each in asked:
            full = request(api, each)
            inside.send(full._replace(headers={**full.headers, **named}))
    gc.collect()
    return {"held": (_resident() - before) / 1_000_000}


def _resident() -> float:
    return resident_megabytes("self") * 1024 * 1024


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


_JSON = {"Content-Type": "application/json"}

_REFUSED = 300


if __name__ == "__main__":
    what, *given = sys.argv[1:]
    numbers = [int(each) for each in given[1:]]
    measure = {"costs": costs, "tickets": ticket_memory, "sandboxes": sandbox_memory}
    print(json.dumps(measure[what](given[0], *numbers)))  # type: ignore[operator]
