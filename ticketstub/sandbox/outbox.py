"""The outbox of a sandbox: who is told of events, and what was sent or not, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from ticketstub.problems import ConflictError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from ticketstub.call import Receiver


class State(StrEnum):
    """How far a delivery has come."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"
    NOT_SENT = "not sent"


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send: when, how long it took, and the answer's status or the error."""

    at: datetime
    seconds: float
    status: int | None
    error: str | None


@dataclass(slots=True)
class Delivery:
    """One event on its way to one receiver, or to none."""

    id: str
    api: str
    event: str
    created: datetime
    receiver: Receiver | None
    headers: Mapping[str, str]
    body: bytes
    state: State = State.PENDING
    reason: str = ""
    attempts: list[Attempt] = field(default_factory=list)

    def settle(self, state: State, reason: str = "") -> None:
        """Note how it ended, and why it did not end well."""
        self.state = state
        self.reason = reason


class Outbox:
    """The receivers that the control API has registered, and the latest deliveries.

    It keeps at most `most` deliveries of `most_bytes` in all, and `most_receivers`.
    """

    def __init__(
        self,
        *,
        most: int = 1000,
        most_bytes: int = 8 * 1024 * 1024,
        most_receivers: int = 100,
    ) -> None:
        self._most = most
        self._most_bytes = most_bytes
        self._most_receivers = most_receivers
        self._receivers: dict[str, tuple[str, Receiver]] = {}
        self._deliveries: dict[str, Delivery] = {}
        self._bytes = 0
        self._last_receiver = 0
        self._last_delivery = 0
        #: How many deliveries have made room for later ones.
        self.dropped = 0

    def receivers(self) -> Iterator[tuple[str, Receiver]]:
        """Yield each registered receiver with the name of its API."""
        yield from self._receivers.values()

    def receivers_of(self, api: str) -> list[Receiver]:
        """List the receivers that are registered for the events of one API."""
        return [receiver for name, receiver in self._receivers.values() if name == api]

    def receiver(self, receiver_id: str) -> tuple[str, Receiver] | None:
        """Return a receiver and the name of its API, if there is one of that id."""
        return self._receivers.get(receiver_id)

    def next_receiver_id(self) -> str:
        """Return the id of the receiver that is registered next."""
        return f"rcv_{self._last_receiver + 1}"

    def register(self, api: str, receiver: Receiver) -> None:
        """Register a receiver; raises `ConflictError` where there are too many."""
        if len(self._receivers) >= self._most_receivers:
            message = f"A sandbox has at most {self._most_receivers} receivers."
            raise ConflictError(message)
        self._last_receiver += 1
        self._receivers[receiver.id] = api, receiver

    def unregister(self, receiver_id: str) -> None:
        """Forget a receiver; what is on its way to it still goes out."""
        del self._receivers[receiver_id]

    def deliveries(self) -> Iterable[Delivery]:
        """Return the deliveries that are kept, the oldest first."""
        return self._deliveries.values()

    def add(  # noqa: PLR0913  # what a delivery is made of
        self,
        *,
        api: str,
        event: str,
        created: datetime,
        receiver: Receiver | None,
        headers: Mapping[str, str],
        body: bytes,
    ) -> Delivery:
        """Keep a new delivery, which is pending; the oldest make room for it."""
        self._last_delivery += 1
        delivery = Delivery(
            f"dlv_{self._last_delivery}", api, event, created, receiver, headers, body
        )
        self._deliveries[delivery.id] = delivery
        self._bytes += len(body)
        while len(self._deliveries) > self._most or (
            self._bytes > self._most_bytes and len(self._deliveries) > 1
        ):
            oldest = self._deliveries.pop(next(iter(self._deliveries)))
            self._bytes -= len(oldest.body)
            self.dropped += 1
        return delivery
