"""Categories: what a ticket can be about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply

if TYPE_CHECKING:
    from ticketstub.call import Call


def list_categories(call: Call) -> Reply:
    categories = call.store.categories.find()

    return Reply(200, [category["name"] for category in categories.records])
