"""Receivers: who is told of the events of an API."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from ticketstub.call import Receiver, Reply
from ticketstub.problems import Violation, absent
from ticketstub.sandbox.outbox import Modes
from ticketstub.sandbox.targets import NotAllowedError, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record
    from ticketstub.project.project import Api
    from ticketstub.sandbox.outbox import Registered


def find_receiver(call: Call, receiver_id: str) -> Record:
    found = call.sandbox.outbox.receiver(receiver_id) or absent("receiver")
    return present_receiver(found)


def present_receiver(registered: Registered) -> Record:
    """Show a receiver without its secret."""
    receiver, modes = registered.receiver, registered.modes
    return {
        "id": receiver.id,
        "api": registered.api,
        "url": receiver.url,
        "events": None if receiver.events is None else list(receiver.events),
        "signed": receiver.secret is not None,
        "delay": modes.delay,
        "drop_every": modes.drop_every,
        "copies": modes.copies,
    }


def list_receivers(call: Call) -> Reply:
    receivers = call.sandbox.outbox.receivers()

    return Reply(
        200, {"receivers": [present_receiver(receiver) for receiver in receivers]}
    )


def check_create_receiver(call: Call, body: Record) -> Iterator[Violation]:
    if "url" in body:
        try:
            origin_of(body["url"])
        except NotAllowedError as error:
            yield Violation(
                "body", "url", "url", None, body["url"], ("url",), f"{error}"
            )
    known = {api.name: api for api in call.app.project.apis}
    name = body.get("api")
    if name is not None and name not in known:
        yield Violation(
            "body", "api", "unknown", None, name, ("api",), "is not served here"
        )
    elif name is not None and not _has_events(known[name]):
        message = "has no events, so nothing would be sent"
        yield Violation("body", "api", "events", None, name, ("api",), message)
    elif name is not None:
        names = getattr(known[name].events, "EVENTS", None)
        for index, event in enumerate(body.get("events") or ()):
            if names is not None and event not in names:
                message = f"is none of {', '.join(names)}"
                path = ("events", index)
                yield Violation("body", "events", "unknown", None, event, path, message)


def create_receiver(call: Call, body: Record) -> Reply:
    outbox = call.sandbox.outbox
    events = body.get("events")
    receiver = Receiver(
        outbox.next_receiver_id(),
        body["url"],
        None if events is None else tuple(events),
        body.get("secret"),
    )
    outbox.register(body["api"], receiver, _modes(body, asdict(Modes())))

    return Reply(201, find_receiver(call, receiver.id))


def update_receiver(call: Call, receiver: Record, body: Record) -> Reply:
    call.sandbox.outbox.change(receiver["id"], _modes(body, receiver))

    return Reply(200, find_receiver(call, receiver["id"]))


def delete_receiver(call: Call, receiver: Record) -> Reply:
    call.sandbox.outbox.unregister(receiver["id"])

    return Reply(204)


def _has_events(api: Api) -> bool:
    """Tell whether an API has an `events.py`, or handlers that may do without one."""
    modules = api.modules
    if api.events is not None or modules is None:
        return api.events is not None
    return any(b"emit" in modules.file(name).read_bytes() for name in modules.names())


def _modes(body: Record, otherwise: Record) -> Modes:
    """Return the modes that a body names, else those there are."""
    told = {**otherwise, **body}
    return Modes(told["delay"], int(told["drop_every"]), int(told["copies"]))
