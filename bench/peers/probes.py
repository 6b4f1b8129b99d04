"""The probes: what each peer must do to stand in for the vendor's API.

A probe returns nothing where the peer does it, else what came instead.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench.peers.manner import DRAFT, PAGE, TITLES, Answer, Ask
from bench.peers.peer import Peer, send
from ticketstub.contract.load import load_contract
from ticketstub.contract.schemas import Schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

#: An id that no ticket has.
NOBODY = 999_999_999

_REFUSED, _BROKEN = 400, 500
_OK, _UNKNOWN, _ABSENT, _WRONG, _INVALID = 200, 401, 404, 405, 422


@dataclass
class Probed:
    """A running peer, the tickets it was given, and the contract of its answers."""

    peer: Peer
    url: str
    tickets: Sequence[dict[str, Any]]
    contract: Path
    #: Starts the peer anew, and returns its URL.
    again: Callable[[], str]
    _schemas: Schemas | None = field(default=None, init=False)

    def send(self, ask: Ask, run: str = "") -> Answer:
        """Send a request, as one of a run of tests by itself if it is named."""
        return send(self.url, self.peer.manner.isolated(ask, run) if run else ask)

    def misfit(self, operation: str, status: int, answer: Answer) -> str:
        """Return how an answer breaks the contract, or nothing."""
        if answer.status != status:
            return f"{answer} in place of {status}"
        if self._schemas is None:
            self._schemas = Schemas(load_contract(self.contract))
        pointer = f"#/paths/{operation}/responses/{status}/content/application~1json"
        validator = self._schemas.validator(f"{pointer}/schema", "response")
        for error in validator.iter_errors(answer.json):
            return str(error.message)[:80]
        return ""


def unknown_ticket(probed: Probed) -> str:
    """Unknown ticket: 404."""
    return _is(_ABSENT, probed.send(probed.peer.manner.get(NOBODY)))


def no_credential(probed: Probed) -> str:
    """No credential: 401."""
    ask = probed.peer.manner.get(probed.tickets[0]["id"])
    return _is(_UNKNOWN, probed.send(ask.but(Authorization="")))


def wrong_credential(probed: Probed) -> str:
    """Wrong credential: 401."""
    ask = probed.peer.manner.get(probed.tickets[0]["id"])
    return _is(_UNKNOWN, probed.send(ask.but(Authorization="Bearer nobody-s-key")))


def invalid_body(probed: Probed) -> str:
    """Invalid body: 422, and nothing is stored."""
    before = _total(probed)
    answer = probed.send(probed.peer.manner.create({"ticket_clientid": "Acme"}))
    after = _total(probed)
    stored = f", and {after - before} stored" if after != before else ""
    return (_is(_INVALID, answer) or ("422" if stored else "")) + stored


def absent_reference(probed: Probed) -> str:
    """Unknown client: 422."""
    draft = {**DRAFT, "ticket_clientid": NOBODY}
    return _is(_INVALID, probed.send(probed.peer.manner.create(draft)))


def malformed_json(probed: Probed) -> str:
    """Malformed JSON: 4xx."""
    ask = probed.peer.manner.create(DRAFT)._replace(body=b'{"ticket_clientid":')
    answer = probed.send(ask)
    return "" if _REFUSED <= answer.status < _BROKEN else f"{answer}"


def wrong_method(probed: Probed) -> str:
    """Wrong method: 405, with `Allow`."""
    ask = probed.peer.manner.get(probed.tickets[0]["id"])._replace(method="POST")
    answer = probed.send(ask)
    without = "" if answer.headers.get("allow") else "405 without `Allow`"
    return _is(_WRONG, answer) or without


def read_back(probed: Probed) -> str:
    """Created tickets can be read back."""  # noqa: D401  # it names a row
    manner = probed.peer.manner
    subject = "The lamp of the lift flickers"
    draft = {**DRAFT, "ticket_subject": subject}
    number = manner.ticket(probed.send(manner.create(draft))).get("id")
    if number is None:
        return "no id was answered"
    answer = probed.send(manner.get(number))
    if answer.status != _OK:
        return f"{answer}"
    said = answer.content.decode()
    return "" if subject in said else "another ticket is read"


def remembered(probed: Probed) -> str:
    """Changed statuses are remembered."""  # noqa: D401  # it names a row
    manner = probed.peer.manner
    number = probed.tickets[1]["id"]
    for status in (4, 2):
        probed.send(manner.set_status(number, status))
        found = manner.ticket(probed.send(manner.get(number))).get("status", {})
        if found.get("id") != status:
            return f"it is {found.get('title')} in place of {TITLES[status]}"
    return ""


def stamped(probed: Probed) -> str:
    """Its times of status change and update move."""
    number, before = _closed(probed)
    found = probed.peer.manner.ticket(probed.send(probed.peer.manner.get(number)))
    after = found.get("dates", {})
    same = [
        name
        for name in ("status_changed", "last_updated")
        if after.get(name) in (None, before.get(name))
    ]
    return f"{' and '.join(same)} did not move" if same else ""


def filtered(probed: Probed) -> str:
    """Filters find only what they should."""  # noqa: D401  # it names a row
    manner = probed.peer.manner
    kinds = {ticket["id"]: ticket["status"]["id"] for ticket in probed.tickets}
    for status in (2, 4):
        found = manner.tickets(probed.send(manner.listing(status)))
        if not found:
            return "nothing is found"
        wrong = [each for each in found if kinds.get(each.get("id")) != status]
        if wrong:
            return f"{len(wrong)} of {len(found)} have another status"
    return ""


def paged(probed: Probed) -> str:
    """Order, pages and totals are right."""
    manner = probed.peer.manner
    expected = sorted(
        (ticket for ticket in probed.tickets if ticket["status"]["id"] == 3),  # noqa: PLR2004
        key=lambda ticket: str(ticket["dates"]["last_updated"]),
        reverse=True,
    )
    ids = [ticket["id"] for ticket in expected]
    for page in (1, 2):
        answer = probed.send(manner.listing(3, page))
        found = [ticket.get("id") for ticket in manner.tickets(answer)]
        if found != ids[PAGE * (page - 1) : PAGE * page]:
            return f"page {page} has other tickets"
        if manner.total(answer) != len(ids):
            return f"total {manner.total(answer)} in place of {len(ids)}"
    return ""


def fits(probed: Probed) -> str:
    """Answers fit the contract."""
    manner = probed.peer.manner
    number = probed.tickets[7]["id"]
    one = "~1tickets~1{ticket_id}"
    for what, operation, status, ask in (
        ("read", f"{one}/get", 200, manner.get(number)),
        ("list", "~1tickets/get", 200, manner.listing(1)),
        ("status", f"{one}~1status/put", 200, manner.set_status(number, 2)),
        ("create", "~1tickets/post", 201, manner.create(DRAFT)),
    ):
        misfit = probed.misfit(operation, status, probed.send(ask))
        if misfit:
            return f"{what}: {misfit}"
    return ""


def apart(probed: Probed) -> str:
    """Two runs of tests at once don't see each other."""
    manner = probed.peer.manner
    number = probed.tickets[12]["id"]
    other = manner.ticket(probed.send(manner.get(number), "two")).get("status")
    probed.send(manner.set_status(number, 5), "one")
    own = manner.ticket(probed.send(manner.get(number), "one")).get("status", {})
    seen = manner.ticket(probed.send(manner.get(number), "two")).get("status")
    if own.get("id") != 5:  # noqa: PLR2004  # the status that was set
        return "a run does not see its own change"
    return "" if seen == other else "one sees what the other changes"


def repeatable(probed: Probed) -> str:
    """Same calls, same bytes, with a clock that stands."""  # noqa: D401  # it names a row
    manner = probed.peer.manner
    number = probed.tickets[3]["id"]
    asks = (
        manner.create(DRAFT),
        manner.set_status(number, 3),
        manner.get(number),
        manner.listing(1),
    )
    answers = []
    for run in ("three", "four"):
        freeze = manner.frozen(run)
        if freeze is None:
            probed.url = probed.again()
        else:
            probed.send(freeze)
        answers.append([probed.send(ask, run) for ask in asks])
    pairs = zip(("create", "status", "read", "list"), *answers, strict=True)
    other = [
        what
        for what, one, two in pairs
        if (one.status, one.content) != (two.status, two.content)
    ]
    return f"other bytes: {', '.join(other)}" if other else ""


#: Every probe; `read` and `create` come before what changes more.
PROBES: tuple[Callable[[Probed], str], ...] = (
    unknown_ticket,
    no_credential,
    wrong_credential,
    invalid_body,
    absent_reference,
    malformed_json,
    wrong_method,
    filtered,
    paged,
    read_back,
    remembered,
    stamped,
    fits,
    apart,
    repeatable,
)


def _is(status: int, answer: Answer) -> str:
    return "" if answer.status == status else f"{answer}"


def _total(probed: Probed) -> int:
    """Return how many tickets there are."""
    manner = probed.peer.manner
    return manner.total(probed.send(manner.everything()))


def _closed(probed: Probed) -> tuple[int, dict[str, Any]]:
    """Close a ticket; return its id, and its times before."""
    manner = probed.peer.manner
    ticket = next(each for each in probed.tickets if each["status"]["id"] != 2)  # noqa: PLR2004
    before = manner.ticket(probed.send(manner.get(ticket["id"]))).get("dates", {})
    probed.send(manner.set_status(ticket["id"], 2))
    return ticket["id"], before
