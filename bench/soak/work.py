"""One cycle of work: what a run of tests does with all four APIs, and clears away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.soak.caller import BROKEN, Caller

if TYPE_CHECKING:
    import httpx

    from bench.soak.caller import Tally

_TICKET = {
    "ticket_clientid": 1,
    "ticket_categoryid": 72,
    "ticket_subject": "Cannot log in",
    "ticket_message": "I get an error",
    "ticket_priority": "high",
}
_FILE = b"A line of a log that somebody has attached to a ticket.\r\n" * 200


async def cycle(
    http: httpx.AsyncClient, tally: Tally, name: str, receiver: str
) -> None:
    """Work in a sandbox of its own and in `main`, and leave neither anything more."""
    own, main = Caller(http, tally, name), Caller(http, tally)
    await main.control("POST", "/sandboxes", {"name": name}, expect=201)
    await _growcrm(own)
    await _growcrm(main)
    await _refusals(own)
    await _happyfox(own)
    await _i3d(own)
    await _webhooks(own, receiver)
    await _helpdesk(main)
    await _time_and_states(own, name)
    await _faults(own)
    await _journal(own)
    await main.control("DELETE", f"/sandboxes/{name}", expect=204)


async def _growcrm(caller: Caller) -> None:
    await caller.api("growcrm", "GET", "/tickets?status=1&sort=ticket_created&limit=25")
    await caller.api("growcrm", "GET", "/tickets?search=printer&tags[]=vpn")
    await caller.api("growcrm", "GET", "/tickets/32")
    made = await caller.api("growcrm", "POST", "/tickets", _TICKET, expect=201)
    one = f"/tickets/{_id(made, 'data')}"
    await caller.api("growcrm", "PUT", f"{one}/status", {"status": 2})
    await caller.api("growcrm", "PUT", f"{one}/tags", {"tags": ["a", "b"]})
    text = {"ticketreply_text": "We are looking into this."}
    await caller.api("growcrm", "POST", f"{one}/replies", text, expect=201)
    await caller.api("growcrm", "GET", f"{one}/replies")
    await caller.api("growcrm", "PUT", f"{one}/archive")
    await caller.api("growcrm", "DELETE", one)


async def _refusals(caller: Caller) -> None:
    bad = {"Authorization": "Bearer nobody-s-key"}
    await caller.api("growcrm", "GET", "/tickets", expect=401, headers=bad)
    await caller.api("growcrm", "GET", "/tickets/999999", expect=404)
    await caller.api("growcrm", "POST", "/tickets/32", {}, expect=405)
    wrong = {"ticket_clientid": "Acme"}
    await caller.api("growcrm", "POST", "/tickets", wrong, expect=422)
    is_json = {"Content-Type": "application/json"}
    await caller.api(
        "i3d", "POST", "/tickets", expect=422, content=b'{"a":', headers=is_json
    )
    await caller.api("helpdesk", "GET", "/tickets?after=nothing", expect=(400, 422))


async def _happyfox(caller: Caller) -> None:
    await caller.api("happyfox", "GET", "/tickets/?status=_all&q=printer&size=25")
    await caller.api("happyfox", "GET", "/ticket/3/")
    form = {
        "name": "Jo Example",
        "email": "jo@example.com",
        "category": "4",
        "subject": "Example ticket",
        "text": "Example message",
    }
    files = {"attachments": ("port.log", _FILE, "text/plain")}
    made = await caller.api(
        "happyfox", "POST", "/tickets/", data=form, files=files, expect=200
    )
    one = f"/ticket/{_id(made)}"
    update = {"staff": 1, "plaintext": "We are looking into this."}
    await caller.api("happyfox", "POST", f"{one}/staff_update/", update)
    await caller.api("happyfox", "POST", f"{one}/delete/", {"staff_id": 1})


async def _i3d(caller: Caller) -> None:
    part = {"RANGED-DATA": "start=0,results=25"}
    await caller.api("i3d", "GET", "/tickets", headers=part)
    files = {"attachment": ("port.log", _FILE, "text/plain")}
    sent = await caller.api("i3d", "POST", "/tickets/attachment", files=files)
    spare = await caller.api("i3d", "POST", "/tickets/attachment", files=files)
    number = _id(spare, key="attachmentId")
    await caller.api("i3d", "DELETE", f"/tickets/attachment/{number}", expect=204)
    draft = {
        "title": "Backups are slow",
        "content": "They take nine hours.",
        "category": "Network",
        "department": "Operations",
        "emailCc": "",
        "emailTo": "robin.ashdown@tidewheel.example",
        "attachmentIds": [_id(sent, key="attachmentId")],
    }
    made = await caller.api("i3d", "POST", "/tickets", draft)
    one = f"/tickets/{_id(made)}"
    reply = {"title": "Still so", "content": "It has not changed."}
    await caller.api("i3d", "POST", f"{one}/reply", reply)
    await caller.api("i3d", "GET", one)
    await caller.api("i3d", "PUT", f"{one}/close", expect=204)


async def _helpdesk(caller: Caller) -> None:
    await caller.api("helpdesk", "GET", "/tickets?status=open&page_size=25")
    draft = {"ticket": {"subject": "Cannot access my account", "tags": ["login"]}}
    made = await caller.api("helpdesk", "POST", "/tickets", draft, expect=201)
    one = f"/tickets/{_id(made, 'ticket')}"
    await caller.api("helpdesk", "PUT", one, {"ticket": {"priority": "high"}})
    await caller.api("helpdesk", "GET", one)
    await caller.api("helpdesk", "DELETE", one, expect=204)
    # What is left of it tells whoever holds a cursor where it stood.
    kept = f"/records/helpdesk/deleted_tickets/{_id(made, 'ticket')}"
    await caller.control("DELETE", kept, expect=204)


async def _webhooks(caller: Caller, receiver: str) -> None:
    wanted = {"api": "helpdesk", "url": receiver, "secret": "whsec_example"}
    made = await caller.control("POST", "/receivers", wanted, expect=201)
    await _helpdesk(caller)
    await caller.control("GET", "/deliveries")
    await caller.control("DELETE", f"/receivers/{_id(made)}", expect=204)


async def _time_and_states(caller: Caller, name: str) -> None:
    await caller.control("PUT", "/clock", {"frozen": True})
    await caller.control("POST", "/clock/advance", {"seconds": 3600})
    copy = {"name": f"{name}-copy", "from": name}
    await caller.control("POST", "/sandboxes", copy, expect=201)
    state = await caller.control("GET", "/state")
    await caller.control("PUT", "/state", state, expect=204)
    await caller.control("DELETE", f"/sandboxes/{name}-copy", expect=204)
    await caller.control("DELETE", "/clock", expect=204)


async def _faults(caller: Caller) -> None:
    operation = {"api": "growcrm", "operation": "tickets.list_tickets", "first": 1}
    for fault, expect in (
        ({"status": 503}, 503),
        ({"connection": "midway"}, BROKEN),
        ({"truncate": 0.4}, (200, BROKEN)),
    ):
        await caller.control("POST", "/faults", {**operation, **fault}, expect=201)
        await caller.api("growcrm", "GET", "/tickets", expect=expect)
    await caller.control("DELETE", "/faults", expect=204)


async def _journal(caller: Caller) -> None:
    found = await caller.control("GET", "/requests?limit=20")
    number = found["requests"][0]["id"] if found else "call_1"
    await caller.control("GET", f"/requests/{number}")
    await caller.control("POST", "/requests/count", {"method": "GET"})
    await caller.control("POST", "/reset", expect=204)


def _id(said: Any, inside: str = "", key: str = "id") -> Any:
    """Return an id from an answer, or one that nothing has, where it was refused."""
    found = said.get(inside, {}) if inside and isinstance(said, dict) else said
    return found.get(key, 999_999) if isinstance(found, dict) else 999_999
