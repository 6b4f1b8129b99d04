"""Emit: hand a call's events to the outbox, once the call has succeeded."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from ticketstub.sandbox.outbox import State

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ticketstub.call import Call, Event, Receiver
    from ticketstub.sandbox.courier import Courier

    Compose = Callable[[Event, Receiver], tuple[Mapping[str, str], bytes]]

log = logging.getLogger("ticketstub")


class Events(Protocol):
    """What `handlers/<api>/events.py` may hold; each part can be left out."""

    #: The names of all events there are.
    EVENTS: tuple[str, ...]

    def receivers(self, call: Call) -> Iterable[Receiver]:
        """Yield the receivers that were registered through the API itself."""

    def delivery(
        self, event: Event, receiver: Receiver
    ) -> tuple[Mapping[str, str], bytes]:
        """Return the headers and the body of what is sent to one receiver."""


def post(
    call: Call, events: Events | None, courier: Courier, own_port: int | None
) -> None:
    """Keep each event of a call in the outbox, and send it to who wants it.

    The call has succeeded, so nothing that goes wrong here may touch its answer.
    """
    try:
        for event in call.events:
            _post(call, event, events, courier, own_port)
    except Exception:
        log.exception("The events of %s could not be sent", call.operation.id)


def _post(
    call: Call,
    event: Event,
    events: Events | None,
    courier: Courier,
    own_port: int | None,
) -> None:
    outbox = call.sandbox.outbox
    registered = getattr(events, "receivers", None)
    known = [] if registered is None else [*registered(call)]
    known += outbox.receivers_of(call.api)
    wanting: list[Receiver | None] = [each for each in known if each.wants(event.name)]
    compose = getattr(events, "delivery", _plainly)
    for receiver in wanting or [None]:
        headers, body, fault = _composed(call, event, receiver, compose)
        delivery = outbox.add(
            api=call.api,
            event=event.name,
            created=call.now(),
            receiver=receiver,
            headers=headers,
            body=body,
        )
        if fault:
            delivery.settle(State.NOT_SENT, fault)
        else:
            courier.send(call.sandbox, delivery, own_port)


def _composed(
    call: Call, event: Event, receiver: Receiver | None, compose: Compose
) -> tuple[Mapping[str, str], bytes, str]:
    """Return the headers and the body of a delivery, and why there are none."""
    try:
        if receiver is None:
            return {}, orjson.dumps(event.data, default=str), ""
        headers, body = compose(event, receiver)
        if isinstance(body, bytes) and _are_texts([*headers.keys(), *headers.values()]):
            return {str(name): str(text) for name, text in headers.items()}, body, ""
        message = "delivery() must return a mapping of text, and bytes"
        raise TypeError(message)  # noqa: TRY301  # told as any other fault of events.py
    except Exception as error:
        log.exception("The events.py of %s failed", call.api)
        reason = f"Its events.py failed: {type(error).__name__}: {error}"
        return {}, b"", reason.encode("utf-8", "replace").decode()


def _are_texts(values: list[Any]) -> bool:
    """Tell whether all values are texts; raises `UnicodeEncodeError` for half ones."""
    for value in values:
        if not isinstance(value, str):
            return False
    "".join(values).encode()
    return True


def _plainly(event: Event, _receiver: Receiver) -> tuple[Mapping[str, str], bytes]:
    return {"Content-Type": "application/json"}, orjson.dumps(event.data, default=str)
