"""The peer: the same four answers in bare Starlette, with nothing checked.

It keeps the tickets as they are shown, scans a list to filter, and sorts it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

if TYPE_CHECKING:
    from starlette.requests import Request

NOW = "2026-06-15T09:30:00.000000Z"

TICKETS: dict[int, dict[str, Any]] = {
    ticket["id"]: ticket
    for ticket in json.loads(Path(os.environ["BENCH_TICKETS"]).read_bytes())
}
TITLES = ("", "Open", "Closed", "On Hold", "Answered", "Customer Replied")


async def get_ticket(request: Request) -> Response:
    ticket = TICKETS[int(request.path_params["ticket_id"])]
    return JSONResponse({"data": ticket, "message": "Ticket retrieved successfully."})


async def list_tickets(request: Request) -> Response:
    status = int(request.query_params["status"])
    found = [ticket for ticket in TICKETS.values() if ticket["status"]["id"] == status]
    found.sort(key=lambda ticket: ticket["dates"]["last_updated"], reverse=True)
    meta = {"current_page": 1, "per_page": 25, "total": len(found), "last_page": 1}
    message = "Tickets retrieved successfully."
    return JSONResponse({"data": found[:25], "meta": meta, "message": message})


async def set_status(request: Request) -> Response:
    ticket = TICKETS[int(request.path_params["ticket_id"])]
    body = await request.json()
    ticket["status"] = {"id": body["status"], "title": TITLES[body["status"]]}
    ticket["dates"]["last_updated"] = ticket["dates"]["status_changed"] = NOW
    message = "Ticket status updated successfully."
    return JSONResponse({"data": ticket, "message": message})


async def create_ticket(request: Request) -> Response:
    body = await request.json()
    ticket = {
        "id": len(TICKETS) + 1_000_000,
        "subject": body["ticket_subject"],
        "message": body["ticket_message"],
        "status": {"id": 1, "title": "Open"},
        "priority": body["ticket_priority"],
        "source": "web",
        "active_state": "active",
        "department": {"id": body["ticket_categoryid"], "name": "Sales"},
        "client": {"id": body["ticket_clientid"], "name": "Acme Inc"},
        "project_id": None,
        "creator_id": 1,
        "dates": {"created": NOW, "last_updated": NOW, "status_changed": None},
        "replies_count": 0,
        "tags": [],
    }
    TICKETS[ticket["id"]] = ticket
    message = "Ticket created successfully."
    return JSONResponse({"data": ticket, "message": message}, status_code=201)


app = Starlette(
    routes=[
        Route("/api/tickets", list_tickets, methods=["GET"]),
        Route("/api/tickets", create_ticket, methods=["POST"]),
        Route("/api/tickets/{ticket_id:int}", get_ticket, methods=["GET"]),
        Route("/api/tickets/{ticket_id:int}/status", set_status, methods=["PUT"]),
    ]
)
