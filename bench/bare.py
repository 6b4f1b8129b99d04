"""The peers: the same answers in bare Starlette, with nothing checked.

Each keeps an API's tickets as they are shown, scans a list to filter it, and sorts it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bench.calls import BASES

if TYPE_CHECKING:
    from starlette.requests import Request

NOW = "2026-06-15T09:30:00.000000Z"

FILE = Path(os.environ["BENCH_TICKETS"])
CONTENT = json.loads(FILE.read_bytes())
API: str = CONTENT["api"] if isinstance(CONTENT, dict) else "growcrm"

#: Each ticket as it is shown.
TICKETS: dict[str, dict[str, Any]] = {}
FILES: list[bytes] = []

#: What is made is shown as these, which were made by the stub.
MODELS: dict[str, dict[str, Any]] = {}

#: One API tells on every answer how many calls are left.
_LIMITS = {
    "X-RateLimit-Limit": "600",
    "X-RateLimit-Remaining": "599",
    "X-RateLimit-Reset": "1781515860",
}
LIMITS = _LIMITS if API == "helpdesk" else {}

TITLES = ("", "Open", "Closed", "On Hold", "Answered", "Customer Replied")


async def get_ticket(request: Request) -> Response:
    ticket = TICKETS.get(request.path_params["ticket_id"])
    return Response(status_code=404) if ticket is None else _answer(ticket)


async def list_tickets(request: Request) -> Response:
    query = request.query_params
    found = [*TICKETS.values()]
    order = "updatedAt"
    if API == "growcrm":
        wanted = int(query["status"])
        found = [each for each in found if each["status"]["id"] == wanted]
        found.sort(key=lambda each: each["dates"]["last_updated"], reverse=True)
    elif API == "happyfox":
        status, words = query.get("status", "_pending"), query.get("q")
        if words is not None:
            found = [each for each in found if _says(each, words)]
        elif status == "_pending":
            found = [each for each in found if each["status"]["behavior"] == "pending"]
        else:
            found = [each for each in found if each["status"]["id"] == int(status)]
        order = "last_updated_at"
    elif API == "helpdesk":
        found = [each for each in found if each["status"] == query["status"]]
    if API != "growcrm":
        found = sorted(found, key=lambda each: each[order], reverse=True)
    page = found[:25]
    if API == "i3d":
        return JSONResponse([{**each, "replies": None} for each in page])
    meta = {"current_page": 1, "per_page": 25, "total": len(found), "last_page": 1}
    return JSONResponse(
        {"data": page, "meta": meta, "message": "Retrieved."}, headers=LIMITS
    )


def _says(ticket: dict[str, Any], word: str) -> bool:
    texts = [ticket["subject"], ticket["user"]["name"], ticket["user"]["email"]]
    told = (each["message"] for each in ticket["updates"])
    texts += [message["text"] for message in told if message is not None]
    return any(word in text.lower() for text in texts)


async def create_ticket(request: Request) -> Response:
    if request.headers["content-type"] == "application/json":
        body: Any = await request.json()
    else:
        body = dict(await request.form())
        for name, value in body.items():
            if not isinstance(value, str):
                FILES.append(await value.read())
                body[name] = len(FILES)
    ticket = {**MODELS["created"], "id": len(TICKETS) + 1_000_000, "as_sent": body}
    TICKETS[str(ticket["id"])] = ticket
    shown = {name: value for name, value in ticket.items() if name != "as_sent"}
    return _answer(shown, 201 if API in ("growcrm", "helpdesk") else 200)


async def change_ticket(request: Request) -> Response:
    ticket = TICKETS[request.path_params["ticket_id"]]
    body = await request.json() if await request.body() else {}
    if API == "growcrm":
        ticket["status"] = {"id": body["status"], "title": TITLES[body["status"]]}
        ticket["dates"]["last_updated"] = ticket["dates"]["status_changed"] = NOW
    elif API == "happyfox":
        ticket["last_modified"], ticket["tags"] = NOW[:19], body.get("add", "")
        ticket["updates"].append({**MODELS["replied"], "id": len(TICKETS)})
    elif API == "helpdesk":
        ticket["updatedAt"], ticket["priority"] = NOW, body["ticket"]["priority"]
    else:
        ticket["status"] = request.url.path.rpartition("/")[2]
        return Response(status_code=204)
    return _answer(ticket)


async def reply(request: Request) -> Response:
    ticket = TICKETS[request.path_params["ticket_id"]]
    body = await request.json()
    made = {**MODELS["replied"], "text": body.get("content", ""), "id": len(TICKETS)}
    ticket["updatedAt"] = NOW
    if API == "growcrm":
        return _answer(made, 201)
    replies = ticket["replies" if API == "i3d" else "updates"]
    replies.append(made)
    return _answer(ticket)


async def upload(request: Request) -> Response:
    form = await request.form()
    sent: Any = form["attachment"]
    FILES.append(await sent.read())
    return JSONResponse({"attachmentId": len(FILES)})


def begin(_request: Request) -> Response:
    _begin()
    return Response(status_code=204)


def _begin() -> None:
    """Keep what the file has; a list by itself is one of Grow CRM's tickets."""
    content = json.loads(FILE.read_bytes())
    if isinstance(content, list):
        content = {"whole": content, "created": content[0], "replied": {}}
    FILES.clear()
    TICKETS.clear()
    TICKETS.update((str(each["id"]), each) for each in content["whole"])
    MODELS.update(created=content["created"], replied=content["replied"])


def _answer(ticket: dict[str, Any], status: int = 200) -> Response:
    if API == "growcrm":
        body: Any = {"data": ticket, "message": "Ticket retrieved successfully."}
    else:
        body = {"ticket": ticket} if API == "helpdesk" else ticket
    return JSONResponse(body, status_code=status, headers=LIMITS)


def _routes() -> list[Route]:
    end = "/" if API == "happyfox" else ""
    one = ("/ticket" if API == "happyfox" else "/tickets") + "/{ticket_id}"
    changes = {
        "growcrm": ("/status",),
        "happyfox": ("/update_tags/",),
        "i3d": ("/close", "/open"),
        "helpdesk": ("",),
    }
    replies = {"growcrm": "/replies", "happyfox": "/staff_update/", "i3d": "/reply"}
    routes = [
        Route(f"/tickets{end}", list_tickets, methods=["GET"]),
        Route("/tickets/openOrUnread", list_tickets, methods=["GET"]),
        Route(f"/tickets{end}", create_ticket, methods=["POST"]),
        Route("/tickets/attachment", upload, methods=["POST"]),
        Route(f"{one}{end}", get_ticket, methods=["GET"]),
        *(
            Route(f"{one}{path}", change_ticket, methods=["PUT", "POST"])
            for path in changes[API]
        ),
    ]
    if API in replies:
        routes.append(Route(f"{one}{replies[API]}", reply, methods=["POST"]))
    base = BASES[API]
    return [
        Route("/begin", begin, methods=["POST"]),
        *(
            Route(base + route.path, route.endpoint, methods=[*(route.methods or ())])
            for route in routes
        ),
    ]


_begin()
app = Starlette(routes=_routes())
