"""Receivers: who is told of the events of an API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Receiver, Reply
from ticketstub.problems import Violation, absent
from ticketstub.sandbox.targets import NotAllowedError, origin_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ticketstub.call import Call, Record


def find_receiver(call: Call, receiver_id: str) -> Record:
    found = call.sandbox.outbox.receiver(receiver_id) or absent("receiver")
    return present_receiver(*found)


def present_receiver(api: str, receiver: Receiver) -> Record:
    """Show a receiver without its secret."""
    return {
        "id": receiver.id,
        "api": api,
        "url": receiver.url,
        "events": None if receiver.events is None else list(receiver.events),
        "signed": receiver.secret is not None,
    }


def list_receivers(call: Call) -> Reply:
    receivers = call.sandbox.outbox.receivers()

    return Reply(
        200, {"receivers": [present_receiver(*receiver) for receiver in receivers]}
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
    outbox.register(body["api"], receiver)

    return Reply(201, present_receiver(body["api"], receiver))


def delete_receiver(call: Call, receiver: Record) -> Reply:
    call.sandbox.outbox.unregister(receiver["id"])

    return Reply(204)
