"""Deliveries: what the outbox has sent, is sending, and has not sent, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.problems import ConflictError, absent

from .times import stamp

if TYPE_CHECKING:
    from ticketstub.call import Call, Record
    from ticketstub.sandbox.outbox import Delivery


def find_delivery(call: Call, delivery_id: str) -> Delivery:
    return call.sandbox.outbox.delivery(delivery_id) or absent("delivery")


def present_delivery(delivery: Delivery) -> Record:
    """Show a delivery with every attempt."""
    receiver = delivery.receiver
    return {
        "id": delivery.id,
        "api": delivery.api,
        "event": delivery.event,
        "created": stamp(delivery.created),
        "replay_of": delivery.replay_of,
        "state": delivery.state.value,
        "reason": delivery.reason or None,
        "receiver": None
        if receiver is None
        else {"id": str(receiver.id), "url": receiver.url},
        "headers": dict(delivery.headers),
        "body": delivery.body.decode("utf-8", "replace"),
        "attempts": [
            {
                "at": stamp(attempt.at),
                "seconds": attempt.seconds,
                "status": attempt.status,
                "error": attempt.error,
            }
            for attempt in delivery.attempts
        ],
    }


def list_deliveries(
    call: Call, api: str | None, event: str | None, state: str | None, limit: int
) -> Reply:
    outbox = call.sandbox.outbox
    matching = [
        delivery
        for delivery in outbox.deliveries()
        if api in (None, delivery.api)
        and event in (None, delivery.event)
        and state in (None, delivery.state)
    ]

    return Reply(
        200,
        {
            "deliveries": [present_delivery(each) for each in matching[-limit:]],
            "total": len(matching),
            "dropped": outbox.dropped,
        },
    )


def get_delivery(call: Call, delivery: Delivery) -> Reply:
    return Reply(200, present_delivery(delivery))


def replay_delivery(call: Call, delivery: Delivery) -> Reply:
    if delivery.receiver is None:
        message = (
            f"Nobody was registered for {delivery.id}, so there is nowhere to send it;"
            " register a receiver, and let it happen again."
        )
        raise ConflictError(message)
    if not delivery.handed_over:
        message = f"There is nothing to send of {delivery.id}: {delivery.reason}"
        raise ConflictError(message)

    replay = call.sandbox.outbox.add(
        api=delivery.api,
        event=delivery.event,
        created=call.now(),
        receiver=delivery.receiver,
        headers=delivery.headers,
        body=delivery.body,
        replay_of=delivery.id,
    )
    call.app.courier.send(call.sandbox, replay, delivery.own_port)
    return Reply(202, present_delivery(replay))
