"""Shelves: each may hold others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply

if TYPE_CHECKING:
    from ticketstub.call import Call, Record


def create_shelf(call: Call, body: Record) -> Reply:
    call.store.shelves.insert({"id": call.store.shelves.next_id(), **body})
    return Reply(201, body)
