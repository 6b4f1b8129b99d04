"""How a peer is spoken to: the requests for each piece of work, and their answers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.calls import BASES, HEADERS

if TYPE_CHECKING:
    from collections.abc import Mapping

TITLES = ("", "Open", "Closed", "On Hold", "Answered", "Customer Replied")

#: What a new ticket is made from.
DRAFT = {
    "ticket_clientid": 1,
    "ticket_categoryid": 72,
    "ticket_subject": "Cannot log in",
    "ticket_message": "I get an error",
    "ticket_priority": "high",
}

#: The size of a page.
PAGE = 25


class Ask(NamedTuple):
    """One request."""

    method: str
    path: str
    body: bytes = b""
    headers: Mapping[str, str] = HEADERS["growcrm"]

    def but(self, **headers: str) -> Ask:
        """Return the same with other headers; an empty one is left out."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        kept = {
            name: value for name, value in {**self.headers, **named}.items() if value
        }
        return self._replace(headers=kept)


class Answer(NamedTuple):
    """What came; the status is 0 where nothing did."""

    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def json(self) -> Any:
        """The body as JSON, or None."""
        try:
            return json.loads(self.content)
        except ValueError:
            return None

    def __str__(self) -> str:
        """Say the status, or that there is none."""
        return str(self.status) if self.status else "no answer within 5 s"


class Manner:
    """The vendor's own requests and answers; a peer that differs overrides some."""

    base = BASES["growcrm"]

    def get(self, number: int) -> Ask:
        """Ask for one ticket."""
        return Ask("GET", f"{self.base}/tickets/{number}")

    def listing(self, status: int, page: int = 1) -> Ask:
        """Ask for a page of the tickets with a status, the last updated first."""
        query = f"status={status}&sort=ticket_last_updated&limit={PAGE}"
        more = f"&page={page}" if page > 1 else ""
        return Ask("GET", f"{self.base}/tickets?{query}{more}")

    def everything(self) -> Ask:
        """Ask for the first tickets of all, whatever their status."""
        return Ask("GET", f"{self.base}/tickets?limit={PAGE}")

    def set_status(self, number: int, status: int) -> Ask:
        """Ask for another status."""
        return with_body(
            "PUT", f"{self.base}/tickets/{number}/status", {"status": status}
        )

    def create(self, draft: Mapping[str, Any]) -> Ask:
        """Ask for a new ticket."""
        return with_body("POST", f"{self.base}/tickets", draft)

    def ticket(self, answer: Answer) -> dict[str, Any]:
        """Return the ticket that was answered, or an empty one."""
        said = answer.json
        found = said.get("data") if isinstance(said, dict) else None
        return found if isinstance(found, dict) else {}

    def tickets(self, answer: Answer) -> list[dict[str, Any]]:
        """Return the tickets that were answered."""
        said = answer.json
        found = said.get("data") if isinstance(said, dict) else None
        return found if isinstance(found, list) else []

    def total(self, answer: Answer) -> int:
        """Return how many tickets there are in all, as was answered."""
        said = answer.json
        meta = said.get("meta") if isinstance(said, dict) else None
        return meta["total"] if isinstance(meta, dict) and "total" in meta else -1

    def isolated(self, ask: Ask, _run: str) -> Ask:
        """Return the same request, in a run of tests by itself if that can be."""
        return ask

    def frozen(self, _run: str) -> Ask | None:
        """Ask for a clock that stands, or return None where there is none."""
        return None


class Plain(Manner):
    """Records without an envelope, and a PATCH in place of an operation for a status.

    `query` is how a list is asked for, `counted` the header that has its total.
    """

    def __init__(self, query: str, counted: str) -> None:
        self._query = query
        self._counted = counted

    def listing(self, status: int, page: int = 1) -> Ask:
        """Ask for a page of the tickets with a status, the last updated first."""
        query = self._query.format(status=status, page=page, size=PAGE)
        return Ask("GET", f"{self.base}/tickets?{query}")

    def everything(self) -> Ask:
        """Ask for the first tickets of all, whatever their status."""
        query = self._query.partition("&")[2].format(page=1, size=PAGE)
        return Ask("GET", f"{self.base}/tickets?{query}")

    def set_status(self, number: int, status: int) -> Ask:
        """Ask for another status."""
        body = {"status": {"id": status, "title": TITLES[status]}}
        return with_body("PATCH", f"{self.base}/tickets/{number}", body)

    def ticket(self, answer: Answer) -> dict[str, Any]:
        """Return the ticket that was answered, or an empty one."""
        return answer.json if isinstance(answer.json, dict) else {}

    def tickets(self, answer: Answer) -> list[dict[str, Any]]:
        """Return the tickets that were answered."""
        return answer.json if isinstance(answer.json, list) else []

    def total(self, answer: Answer) -> int:
        """Return how many tickets there are in all, as was answered."""
        return int(answer.headers.get(self._counted, -1))


class Ours(Manner):
    """The stub: a sandbox for each run, and a clock that can stand."""

    def isolated(self, ask: Ask, run: str) -> Ask:
        """Return the same request in the run's own sandbox."""
        return ask.but(Ticketstub_Sandbox=run)

    def frozen(self, run: str) -> Ask:
        """Ask for a clock that stands."""
        body = {"frozen": True, "at": "2026-06-15T09:30:00Z"}
        return self.isolated(with_body("PUT", "/_ticketstub/clock", body), run)


def with_body(method: str, path: str, body: Any) -> Ask:
    """Return a request with a JSON body."""
    ask = Ask(method, path, json.dumps(body).encode())
    return ask.but(Content_Type="application/json")
