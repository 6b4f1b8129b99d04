"""Ticket fields: the definitions of what a ticket can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ticketstub.call import Reply
from ticketstub.store import Equals

from .api import ours
from .pages import USUAL_SIZE, bad_cursor, cut, id_behind, next_link

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ticketstub.call import Call, Record


def present_ticket_field(field: Record) -> Record:
    """Show a definition without its workspace."""
    return {name: value for name, value in field.items() if name != "workspaceId"}


def shown_ticket_fields(fields: Iterable[Record]) -> dict[str, Record]:
    """Show every definition, by its id."""
    return {field["id"]: present_ticket_field(field) for field in fields}


def list_ticket_fields(
    call: Call,
    page_size: int | None,
    after: str | None,
    page_after: str | None,
    x_workspace_id: str,
) -> Reply:
    size = page_size or USUAL_SIZE

    found = call.store.ticket_fields.follow(
        Equals("workspaceId", x_workspace_id),
        order="position",
        after=_place_behind(call, after if after is not None else page_after),
        limit=size + 1,
    )

    page, cursor = cut(found, size)
    shown = call.store.ticket_fields.derive(shown_ticket_fields)
    link = None if cursor is None else next_link(call, "ticket_fields", cursor)
    return Reply(
        200,
        {
            "ticketFields": [shown[field["id"]] for field in page],
            "meta": {"pageSize": size, "hasMore": cursor is not None},
            "links": {"next": link},
        },
    )


def _place_behind(call: Call, cursor: str | None) -> Record | None:
    if cursor is None:
        return None
    field = call.store.ticket_fields.get(id_behind(cursor))
    if field is None or not ours(call, field):
        bad_cursor()
    return field
