"""The outbox of a sandbox: who is told of events, and what was sent or not, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True, slots=True)
class Modes:
    """How the way to a receiver behaves.

    Each delivery is `delay` seconds on it, every `drop_every`-th one is lost (0: none),
    and each of the others comes out `copies` times.
    """

    delay: float = 0
    drop_every: int = 0
    copies: int = 1


#: A way that nobody has said anything about.
PLAIN = Modes()


@dataclass(slots=True)
class Delivery:
    """One event on its way to one receiver, or to none.

    `handed_over` tells whether there was something to send at all, `own_port` where the
    stub listened then, `replay_of` which delivery it sends once more.
    """

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
    replay_of: str | None = None
    handed_over: bool = False
    own_port: int | None = None

    def settle(self, state: State, reason: str = "") -> None:
        """Note how it ended, and why it did not end well."""
        self.state = state
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Registered:
    """A receiver that the control API has registered, for one API, with its modes."""

    api: str
    receiver: Receiver
    modes: Modes = PLAIN


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
        self._receivers: dict[str, Registered] = {}
        # What was to be sent to each since it was told how many to drop.
        self._met: Counter[str] = Counter()
        self._deliveries: dict[str, Delivery] = {}
        self._bytes = 0
        self._last_receiver = 0
        self._last_delivery = 0
        #: How many deliveries have made room for later ones.
        self.dropped = 0

    def receivers(self) -> Iterator[Registered]:
        """Yield each registered receiver, the oldest first."""
        yield from self._receivers.values()

    def receivers_of(self, api: str) -> list[Receiver]:
        """List the receivers that are registered for the events of one API."""
        return [each.receiver for each in self._receivers.values() if each.api == api]

    def receiver(self, receiver_id: str) -> Registered | None:
        """Return a registered receiver, if there is one of that id."""
        return self._receivers.get(receiver_id)

    def way_to(self, api: str, receiver: Receiver) -> Registered | None:
        """Return the registered receiver whose modes hold for what a receiver is sent.

        That is itself; for one that was registered through the API, the oldest that is
        registered here for the same API and URL.
        """
        there = [
            each
            for each in self._receivers.values()
            if (each.api, each.receiver.url) == (api, receiver.url)
        ]
        own = [each for each in there if each.receiver.id == receiver.id]
        return next(iter([*own, *there]), None)

    def next_receiver_id(self) -> str:
        """Return the id of the receiver that is registered next."""
        return f"rcv_{self._last_receiver + 1}"

    def register(self, api: str, receiver: Receiver, modes: Modes = PLAIN) -> None:
        """Register a receiver; raises `ConflictError` where there are too many."""
        if len(self._receivers) >= self._most_receivers:
            message = f"A sandbox has at most {self._most_receivers} receivers."
            raise ConflictError(message)
        self._last_receiver += 1
        self._receivers[receiver.id] = Registered(api, receiver, modes)

    def change(self, receiver_id: str, modes: Modes) -> None:
        """Let other modes hold from the next delivery on."""
        old = self._receivers[receiver_id]
        if modes.drop_every != old.modes.drop_every:
            del self._met[receiver_id]
        self._receivers[receiver_id] = replace(old, modes=modes)

    def drops(self, way: Registered) -> bool:
        """Count a delivery, and tell whether it is one that is lost on its way."""
        if not way.modes.drop_every:
            return False
        self._met[way.receiver.id] += 1
        return self._met[way.receiver.id] % way.modes.drop_every == 0

    def unregister(self, receiver_id: str) -> None:
        """Forget a receiver; what is on its way to it still goes out."""
        del self._receivers[receiver_id]
        del self._met[receiver_id]

    def deliveries(self) -> Iterable[Delivery]:
        """Return the deliveries that are kept, the oldest first."""
        return self._deliveries.values()

    def delivery(self, delivery_id: str) -> Delivery | None:
        """Return a delivery that is kept, if there is one of that id."""
        return self._deliveries.get(delivery_id)

    def add(  # noqa: PLR0913  # what a delivery is made of
        self,
        *,
        api: str,
        event: str,
        created: datetime,
        receiver: Receiver | None,
        headers: Mapping[str, str],
        body: bytes,
        replay_of: str | None = None,
    ) -> Delivery:
        """Keep a new delivery, which is pending; the oldest make room for it."""
        self._last_delivery += 1
        delivery = Delivery(
            f"dlv_{self._last_delivery}",
            api,
            event,
            created,
            receiver,
            headers,
            body,
            replay_of=replay_of,
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
