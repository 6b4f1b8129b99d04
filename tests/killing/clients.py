"""Clients that write to the desk until it dies, and remember what was acknowledged."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    import threading

#: Nothing that a client waits for takes longer than this many seconds.
_PATIENCE = 20


@dataclass
class Known:
    """What is known of one ticket: its text, its replies; None for each doubt.

    A call that was not answered may have been heard or not: it is in doubt.
    """

    text: str
    hash: str
    replies: list[str]
    doubtful: str | None = None
    maybe_gone: bool = False


@dataclass
class Client:
    """One client: its tickets by id, the ids it has seen, and what was in doubt."""

    name: str
    draw: random.Random
    port: int = 0
    tickets: dict[int, Known] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    highest: int = 0
    #: Texts of tickets that may be there or not.
    doubtful: set[str] = field(default_factory=set)
    written: int = 0

    def work(self, acknowledged: threading.Semaphore) -> None:
        """Write until the stub does not answer any more."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, _PATIENCE)
        try:
            while True:
                self._write(connection)
                acknowledged.release()
        except (OSError, http.client.HTTPException):
            return
        finally:
            connection.close()

    def _write(self, connection: http.client.HTTPConnection) -> None:
        self.written += 1
        text = f"{self.name}-{self.written}-{'x' * self.draw.randrange(2000)}"
        sure = [number for number, each in self.tickets.items() if not _in_doubt(each)]
        wish = self.draw.random()
        if not sure or wish < 0.4:
            self.doubtful.add(text)
            made = _call(connection, "POST", "/desk/tickets", text)
            self.doubtful.discard(text)
            self.tickets[made["id"]] = Known(text, made["hash"], [text])
            self.highest = max(self.highest, made["id"])
            return
        number = self.draw.choice(sure)
        ticket = self.tickets[number]
        if wish < 0.85:
            ticket.doubtful = text
            _call(connection, "POST", f"/desk/tickets/{number}/replies", text)
            ticket.doubtful = None
            ticket.replies.append(text)
        else:
            ticket.maybe_gone = True
            _call(connection, "DELETE", f"/desk/tickets/{number}", None)
            del self.tickets[number]
            self.gone.add(number)


def _in_doubt(ticket: Known) -> bool:
    return ticket.doubtful is not None or ticket.maybe_gone


def _call(
    connection: http.client.HTTPConnection, method: str, path: str, text: str | None
) -> Any:
    body = None if text is None else json.dumps({"text": text})
    connection.request(method, path, body, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    content = answer.read()
    assert answer.status in (201, 204), f"{method} {path}: {answer.status} {content!r}"
    return json.loads(content) if content else None
