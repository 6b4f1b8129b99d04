"""What is measured: the calls of each API, and what each must reach."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any, NamedTuple

from bench.asked import FILE, Asked, form_of, get_of, json_of, multipart_of, reads

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    #: Sends a GET of a path below the API's base path, and returns what is answered.
    Get = Callable[[str, Mapping[str, str]], Any]

#: Each API, and what its paths begin with.
BASES = {
    "growcrm": "/api",
    "happyfox": "/api/1.1/json",
    "i3d": "/v3",
    "helpdesk": "/helpdesk/api/v1",
}

_BASIC = base64.b64encode(b"happyfox-demo-key:happyfox-demo-code").decode()

#: What each call of an API carries.
HEADERS = {
    "growcrm": {"Authorization": "Bearer growcrm-demo-key"},
    "happyfox": {"Authorization": f"Basic {_BASIC}"},
    "i3d": {"PRIVATE-TOKEN": "i3d-demo-token"},
    "helpdesk": {
        "Authorization": "Bearer helpdesk-admin-key",
        "X-Workspace-Id": "ws_mock",
    },
}

#: What a call must reach of bare Starlette's rate: reads of one and writes, and lists.
ONE, LIST = 0.8, 1.5


class Work(NamedTuple):
    """One kind of call: its name, its budget, the requests that take turns.

    `is_flat` tells whether it must cost the same however many tickets there are;
    `keeps` what each call leaves behind, in bytes, where that is much; and `once` that
    each request can be made only once.
    """

    name: str
    budget: float
    asked: Sequence[Asked]
    is_flat: bool = True
    keeps: int = 0
    once: bool = False


def works(api: str, get: Get) -> list[Work]:
    """Return what is measured of an API, on the tickets that it has."""
    return {
        "growcrm": _growcrm,
        "happyfox": _happyfox,
        "i3d": _i3d,
        "helpdesk": _helpdesk,
    }[api](get)


def ids_of(api: str, get: Get) -> list[Any]:
    """Return the ids of an API's tickets, of the first thousand at most."""
    found: list[Any] = []
    after = ""
    for page in range(1, 21):
        if api == "growcrm":
            more = get(f"/tickets?limit=50&page={page}", {})["data"]
        elif api == "happyfox":
            more = get(f"/tickets/?status=_all&size=50&page={page}", {})["data"]
        elif api == "i3d":
            part = {"RANGED-DATA": f"start={page * 50 - 50},results=50"}
            more = get("/tickets", part)
        else:
            answer = get(f"/tickets?page_size=50{after}", {})
            more, cursor = answer["tickets"], answer["meta"]["afterCursor"]
            after = f"&after={cursor}"
        found += more
        if len(more) < _PAGE or after == "&after=None":
            break
    return [ticket["id"] for ticket in found]


_PAGE = 50


def _growcrm(get: Get) -> list[Work]:
    ids = ids_of("growcrm", get)
    ticket = {
        "ticket_clientid": 1,
        "ticket_categoryid": 72,
        "ticket_subject": "Cannot log in",
        "ticket_message": "I get an error",
        "ticket_priority": "high",
    }
    total = get("/tickets?limit=25", {})["meta"]["total"]
    sort = "sort=ticket_last_updated&limit=25"
    reply = {"ticketreply_text": "We are looking into this."}
    return [
        Work("GET one", ONE, reads(ids, "/tickets/{}")),
        Work(
            "list", LIST, [get_of(f"/tickets?status={n}&{sort}") for n in range(1, 6)]
        ),
        Work("create, JSON", ONE, [json_of("POST", "/tickets", ticket)]),
        Work("create, form", ONE, [form_of("/tickets", ticket)]),
        Work("create, multipart", ONE, [multipart_of("/tickets", ticket)]),
        Work(
            "update",
            ONE,
            [
                json_of("PUT", f"/tickets/{id_}/status", {"status": place % 5 + 1})
                for place, id_ in enumerate(ids)
            ],
        ),
        Work(
            "reply",
            ONE,
            [json_of("POST", f"/tickets/{id_}/replies", reply) for id_ in ids],
        ),
        _linear("deep page", get_of(f"/tickets?{sort}&page={max(1, total // 25)}")),
        _linear("list, two filters", get_of(f"/tickets?status=2&priority=high&{sort}")),
        _linear("list, search", get_of(f"/tickets?search=printer&{sort}")),
        _linear("list, tags", get_of(f"/tickets?tags[]=vpn&{sort}")),
        _deletes([json_of("DELETE", f"/tickets/{id_}", None) for id_ in ids]),
    ]


def _happyfox(get: Get) -> list[Work]:
    ids = ids_of("happyfox", get)
    ticket = {
        "name": "Grace Example",
        "email": "grace@example.com",
        "subject": "Cannot log in",
        "text": "I get an error",
        "category": 1,
    }
    ticket |= _required_fields(get)
    tickets = [
        {**ticket, "email": f"grace.{number}@example.com"} for number in range(100)
    ]
    reply = {"staff": 1, "text": "We are looking into this.", "time_spent": 5}
    tags = [{"staff_id": 1, "add": "printer"}, {"staff_id": 1, "remove": "printer"}]
    total = get("/tickets/?size=25", {})["page_info"]["last_index"]
    by = "/tickets/?size=25&status="
    return [
        Work("GET one", ONE, reads(ids, "/ticket/{}/")),
        Work("list", LIST, [get_of(f"{by}{n}&sort=updated") for n in (1, 2, 3, 4)]),
        Work("list, pending", LIST, [get_of("/tickets/?size=25")]),
        Work("list, q", LIST, [get_of(f"{by}_all&q=printer")], is_flat=False),
        Work(
            "create, JSON",
            ONE,
            [json_of("POST", "/tickets/", each) for each in tickets],
        ),
        Work("create, form", ONE, [form_of("/tickets/", each) for each in tickets]),
        Work(
            "create, multipart",
            ONE,
            [multipart_of("/tickets/", ticket, "attachments")],
            keeps=len(FILE),
        ),
        Work(
            "update",
            ONE,
            [
                json_of("POST", f"/ticket/{id_}/update_tags/", body)
                for body in tags
                for id_ in ids
            ],
        ),
        Work(
            "reply",
            ONE,
            [json_of("POST", f"/ticket/{id_}/staff_update/", reply) for id_ in ids],
        ),
        _linear("deep page", get_of(f"/tickets/?size=25&page={max(1, total // 25)}")),
        _linear("list, two filters", get_of(f"{by}1&priority=High")),
        _linear("list, by subject", get_of(f"{by}_all&sort=subjecta")),
        _in_turn(
            "update and q in turn",
            [json_of("POST", f"/ticket/{id_}/update_tags/", tags[0]) for id_ in ids],
            get_of(f"{by}_all&q=printer"),
        ),
        _linear("list, has_attachments", get_of(f"{by}_all&q=has_attachments%3Atrue")),
        _deletes(
            [json_of("POST", f"/ticket/{id_}/delete/", {"staff_id": 1}) for id_ in ids]
        ),
    ]


def _i3d(get: Get) -> list[Work]:
    ids = ids_of("i3d", get)
    ticket = {
        "title": "Cannot log in",
        "content": "I get an error",
        "category": "Technical support",
        "department": "Support",
        "emailCc": "",
        "emailTo": "grace@example.com",
        "attachmentIds": [],
    }
    reply = {"title": "Still so", "content": "It has not changed.", "attachmentIds": []}
    part = {"RANGED-DATA": "start=0,results=25"}
    far = {"RANGED-DATA": "start=900,results=25"}
    open_ids = [id_ for id_ in ids if get(f"/tickets/{id_}", {})["status"] == "open"]
    return [
        Work("GET one", ONE, reads(ids, "/tickets/{}")),
        Work("list", LIST, [Asked("GET", "/tickets", part, b"")]),
        Work("list, open or unread", LIST, [_unread(part)], is_flat=False),
        Work("create, JSON", ONE, [json_of("POST", "/tickets", ticket)]),
        Work(
            "upload, multipart",
            ONE,
            [multipart_of("/tickets/attachment", {}, "attachment")],
            keeps=len(FILE),
        ),
        Work(
            "update",
            ONE,
            [
                json_of("PUT", f"/tickets/{id_}/{verb}", None)
                for verb in ("close", "open")
                for id_ in open_ids
            ],
        ),
        Work(
            "reply",
            ONE,
            [json_of("POST", f"/tickets/{id_}/reply", reply) for id_ in open_ids],
        ),
        _linear("deep page", Asked("GET", "/tickets", far, b"")),
        _in_turn(
            "reply and open or unread in turn",
            [json_of("POST", f"/tickets/{id_}/reply", reply) for id_ in open_ids],
            _unread(part),
        ),
    ]


def _helpdesk(get: Get) -> list[Work]:
    ids = ids_of("helpdesk", get)
    ticket = {"ticket": {"subject": "Cannot log in", "tags": ["login"]}}
    changes = [{"ticket": {"priority": each}} for each in ("high", "low")]
    by = "/tickets?sort_by=updated_at&page_size=25&status="
    cursor = get(f"{by}open", {})["meta"]["afterCursor"]
    after = "" if cursor is None else f"&after={cursor}"
    return [
        Work("GET one", ONE, reads(ids, "/tickets/{}")),
        Work("list", LIST, [get_of(f"{by}{each}") for each in ("open", "pending")]),
        Work("list, next page", LIST, [get_of(f"{by}open{after}")]),
        Work("create, JSON", ONE, [json_of("POST", "/tickets", ticket)]),
        Work(
            "update",
            ONE,
            [
                json_of("PUT", f"/tickets/{id_}", body)
                for body in changes
                for id_ in ids
            ],
        ),
        _linear("list, two filters", get_of(f"{by}open&priority=urgent")),
        _linear("list, nobody's", get_of(f"{by}open&priority=low&assignee_id=nobody")),
        _deletes([json_of("DELETE", f"/tickets/{id_}", None) for id_ in ids]),
    ]


def _required_fields(get: Get) -> dict[str, Any]:
    """Return a value for each custom field that a new HappyFox ticket must have."""
    values = {"text": "text", "number": 1, "date": "2026-06-15"}
    given: dict[str, Any] = {}
    for path, prefix in (("ticket", "t-cf"), ("user", "c-cf")):
        for each in get(f"/{path}_custom_fields/", {}):
            if each["required"] and not each["depends_on_choice"]:
                choices = [choice["id"] for choice in each["choices"] or ()]
                value = choices[0] if choices else values[each["type"]]
                several = each["type"] == "multiple_option"
                given[f"{prefix}-{each['id']}"] = [value] if several else value
    return given


def _deletes(asked: Sequence[Asked]) -> Work:
    """Return deletes, which are not compared: there is nothing left to begin again."""
    return Work("delete", 0, asked, once=True)


def _linear(name: str, asked: Asked) -> Work:
    """Return what may cost more the more tickets there are; it has no budget."""
    return Work(name, 0, [asked], is_flat=False)


def _in_turn(name: str, writes: Sequence[Asked], read: Asked) -> Work:
    """Return some writes, each before a read of what it changes; both are calls."""
    asked = [each for write in writes[:50] for each in (write, read)]
    return Work(name, 0, asked, is_flat=False)


def _unread(part: Mapping[str, str]) -> Asked:
    return Asked("GET", "/tickets/openOrUnread", part, b"")
