"""A journey: a client is told of everything that happens to its ticket."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from tests.apis.helpdesk.conftest import (
    DRAFT,
    create_ticket,
    delete_ticket,
    ids_in,
    page_of,
    update_ticket,
)
from tests.apis.helpdesk.hooks import (
    ASSIGNED,
    CREATED,
    DELETED,
    RESOLVED,
    UPDATED,
    add_webhook,
    allow,
    settled,
    signature,
)
from tests.engine.receiver import Receiver

if TYPE_CHECKING:
    import httpx

    from ticketstub.sandbox.clock import Clock


def page_with(client: httpx.Client, ticket_id: str) -> int:
    """Follow the links from the oldest ticket on, and return the ticket's page."""
    number, query = 1, "sort_order=asc&page_size=7"
    while True:
        page = page_of(client, query)
        if ticket_id in ids_in(page):
            return number
        query = urlsplit(page["links"]["next"]).query
        number += 1


@pytest.mark.rule("A5", "A6", "A14", "A15", "A16", "A18")
def test_a_ticket_is_followed_from_its_creation_to_its_end(
    admin: httpx.Client, client: httpx.Client, clock: Clock
) -> None:
    with Receiver() as receiver:
        allow(admin, receiver.url)
        webhook = add_webhook(admin, receiver.url)

        created = create_ticket(client, **DRAFT)
        clock.advance(timedelta(minutes=5))
        assert page_with(client, created["id"]) == 9
        updated = update_ticket(
            client, created["id"], status="resolved", assigneeId="usr_xyz789"
        )
        clock.advance(timedelta(minutes=5))
        delete_ticket(client, created["id"])
        gone = client.get(f"/tickets/{created['id']}")

        told = settled(client, webhook["id"])
        requests = receiver.received

    assert gone.status_code == 404
    assert {delivery["state"] for delivery in told} == {"delivered"}
    assert [request.body.decode() for request in requests] == [
        delivery["body"] for delivery in told
    ]
    for request in requests:
        digest = signature(webhook["signingSecret"], request.body)
        assert request.headers["x-helpdesk-signature"] == f"sha256={digest}"
    events = [json.loads(request.body) for request in requests]
    assert [(event["type"], event["createdAt"]) for event in events] == [
        (CREATED, "2026-06-15T09:30:00.000Z"),
        (UPDATED, "2026-06-15T09:35:00.000Z"),
        (ASSIGNED, "2026-06-15T09:35:00.000Z"),
        (RESOLVED, "2026-06-15T09:35:00.000Z"),
        (DELETED, "2026-06-15T09:40:00.000Z"),
    ]
    assert [event["data"]["ticket"] for event in events] == [created, *[updated] * 4]
