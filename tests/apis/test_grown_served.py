"""Tickets that were made from the mock data are read, changed and answered like others.

Every answer is held to its contract before it leaves, so 200 says much.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.apis.happyfox.linking import follow
from ticketstub.testing import Control

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

GROWCRM = {"Authorization": "Bearer growcrm-demo-key"}
HELPDESK = {"Authorization": "Bearer helpdesk-demo-key", "X-Workspace-Id": "ws_mock"}
I3D = {"PRIVATE-TOKEN": "i3d-demo-token"}
HAPPYFOX = ("happyfox-demo-key", "happyfox-demo-code")

HELPDESK_TICKETS = "/helpdesk/api/v1/tickets"
FOX = "/api/1.1/json"

#: So many are added, and stand behind those of the mock data.
ADDED = 120


@pytest.fixture
def client(bundled_stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call every API in one sandbox, in which each has many tickets."""
    with Control(bundled_stub.url, sandbox=sandbox_name) as control:
        control.clock.freeze("2026-06-15T09:30:00Z")
    with bundled_stub.client(sandbox_name) as client:
        yield client


def grown(client: httpx.Client, api: str) -> dict[str, int]:
    """Grow an API's mock data; return how many records of each kind there are."""
    body = {"api": api, "tickets": ADDED, "seed": 11}
    answer = client.post("/_ticketstub/mock-data", json=body)
    assert answer.status_code == 201, answer.text
    return {
        each["collection"]: each["records"] for each in answer.json()["collections"]
    }


def fine(answer: httpx.Response, status: int = 200) -> Any:
    """Return what a call was answered that went well."""
    assert answer.status_code == status, answer.text
    return answer.json() if answer.content else None


def test_growcrm_pages_through_them(client: httpx.Client) -> None:
    """Each counts its replies."""
    total = grown(client, "growcrm")["tickets"]
    client.headers.update(GROWCRM)
    seen = []
    for page in (1, 2):
        query = {"page": page, "limit": 100, "sort": "ticket_created"}
        listed = fine(client.get("/api/tickets", params=query))
        seen += [ticket["id"] for ticket in listed["data"]]
        for ticket in listed["data"]:
            shown = fine(client.get(f"/api/tickets/{ticket['id']}"))["data"]
            replies = fine(client.get(f"/api/tickets/{ticket['id']}/replies"))["data"]
            assert shown == ticket
            assert ticket["replies_count"] == len(replies)

    assert listed["meta"]["total"] == total == len({*seen})


def test_growcrm_works_on_them(client: httpx.Client) -> None:
    """And a new one has the next number."""
    last = 28 + grown(client, "growcrm")["tickets"]
    client.headers.update(GROWCRM)
    path = f"/api/tickets/{last}"
    before = fine(client.get(path))["data"]
    text = {"ticketreply_text": "We are on it."}
    fine(client.post(f"{path}/replies", json=text), 201)
    changed = fine(client.put(f"{path}/status", json={"status": 3}))["data"]
    tagged = fine(client.put(f"{path}/tags", json={"tags": ["a"]}))["data"]
    draft = {
        "ticket_subject": "New",
        "ticket_message": "Text",
        "ticket_clientid": 1,
        "ticket_categoryid": 73,
        "ticket_priority": "normal",
    }
    created = fine(client.post("/api/tickets", json=draft), 201)["data"]
    fine(client.delete(path))

    assert before["replies_count"] + 1 == changed["replies_count"]
    assert changed["status"]["id"] == 3
    assert tagged["tags"] == ["a"]
    assert created["id"] == last + 1


def test_helpdesk_goes_through_them_by_cursor(client: httpx.Client) -> None:
    """In every order, each once."""
    grown(client, "helpdesk")
    client.headers.update(HELPDESK)
    lengths = set()
    for order in ("created_at", "updated_at", "status", "priority"):
        query: dict[str, Any] = {"page_size": 50, "sort_by": order}
        seen: list[str] = []
        while True:
            page = fine(client.get(HELPDESK_TICKETS, params=query))
            seen += [ticket["id"] for ticket in page["tickets"]]
            if not page["meta"]["hasMore"]:
                break
            query["after"] = page["meta"]["afterCursor"]
        assert len({*seen}) == len(seen) > ADDED
        lengths.add(len(seen))
    for ticket_id in seen:
        fine(client.get(f"{HELPDESK_TICKETS}/{ticket_id}"))

    assert len(lengths) == 1


def test_helpdesk_works_on_them(client: httpx.Client) -> None:
    grown(client, "helpdesk")
    client.headers.update(HELPDESK)
    query: Any = {"page_size": 1, "status": "closed", "sort_order": "asc"}
    (ticket,) = fine(client.get(HELPDESK_TICKETS, params=query))["tickets"]
    path = f"{HELPDESK_TICKETS}/{ticket['id']}"
    changes = {"status": "open", "assigneeId": "usr_abc123", "tags": ["again"]}
    changed = fine(client.put(path, json={"ticket": changes}))["ticket"]
    draft = {"ticket": {"subject": "New"}}
    created = fine(client.post(HELPDESK_TICKETS, json=draft), 201)["ticket"]
    assert client.delete(path).status_code == 204

    assert ticket["createdAt"] < "2026"
    assert changed == {**ticket, **changes, "updatedAt": "2026-06-15T09:30:00.000Z"}
    assert created["id"] != ticket["id"]


def test_i3d_lists_and_shows_them(client: httpx.Client) -> None:
    """Whoever reads the files of the mock data reads those of the others, too."""
    total = grown(client, "i3d")["tickets"]
    client.headers.update(I3D)
    ranged = {"RANGED-DATA": "start=0,results=1000"}
    listed = fine(client.get("/v3/tickets", headers=ranged))
    open_ = fine(client.get("/v3/tickets/openOrUnread", headers=ranged))
    files = 0
    for ticket in listed:
        shown = fine(client.get(f"/v3/tickets/{ticket['id']}"))
        replies = shown["replies"]
        by_client = sum(not reply["replyByI3d"] for reply in replies)
        assert shown["numUserReplies"] == ticket["numUserReplies"] == by_client - 1
        assert replies[0]["createdAt"] == shown["createdAt"]
        for reply in replies:
            for attachment in reply["attachments"]:
                path = f"/v3/tickets/{ticket['id']}/attachment/{attachment['id']}"
                fine(client.get(path))
                files += 1

    assert len(listed) == total
    assert len({ticket["hash"] for ticket in listed}) == total
    assert 20 < len(open_) < total / 2
    assert files > 6


def test_i3d_works_on_them(client: httpx.Client) -> None:
    last = grown(client, "i3d")["tickets"]
    client.headers.update(I3D)
    path = f"/v3/tickets/{last}"
    before = fine(client.get(path))
    reply = {"title": "Re", "content": "Still so."}
    after = fine(client.post(f"{path}/reply", json=reply))
    assert client.put(f"{path}/close").status_code == 204

    assert after["numUserReplies"] == before["numUserReplies"] + 1
    assert after["status"] == "open"
    assert fine(client.get(path))["status"] == "closed"


def test_happyfox_pages_through_them(client: httpx.Client) -> None:
    """The counts of the contacts are those of their tickets."""
    total = grown(client, "happyfox")["tickets"]
    client.auth = HAPPYFOX
    counts: dict[int, int] = {}
    said: dict[int, int] = {}
    for page in range(1, total // 50 + 2):
        query: Any = {"size": 50, "page": page, "status": "_all"}
        listed = fine(client.get(f"{FOX}/tickets/", params=query))
        for ticket in listed["data"]:
            user = ticket["user"]["id"]
            counts[user] = counts.get(user, 0) + 1
            said[user] = ticket["user"]["tickets_count"]
            shown = fine(client.get(f"{FOX}/ticket/{ticket['id']}/"))
            messages = [each for each in shown["updates"] if each["message"]]
            attached = [a for each in messages for a in each["message"]["attachments"]]
            assert shown["messages_count"] == len(messages)
            assert shown["attachments_count"] == len(attached)

    assert total == sum(counts.values())
    assert counts == said


def test_happyfox_works_on_them(client: httpx.Client) -> None:
    """Files are read by links, and go with their ticket alone."""
    records = grown(client, "happyfox")
    client.auth = HAPPYFOX
    ticket_id = records["tickets"]
    before = fine(client.get(f"{FOX}/ticket/{ticket_id}/"))
    path = f"{FOX}/ticket/{ticket_id}"
    draft = {"staff": 1, "text": "On it.", "status": 2, "priority": 2}
    after = fine(client.post(f"{path}/staff_update/", json=draft))
    answer = {"user": before["user"]["id"], "text": "Thank you."}
    fine(client.post(f"{path}/user_reply/", json=answer))
    query: dict[str, Any] = {"size": 50, "status": "_all", "sort": "ticketd"}
    listed = fine(client.get(f"{FOX}/tickets/", params=query))["data"]
    found = next(ticket for ticket in listed if ticket["attachments_count"])
    attached = [
        attachment
        for update in found["updates"]
        for attachment in (update["message"] or {}).get("attachments", ())
    ]
    url = urlsplit(attached[0]["url"])
    file = follow(attached[0]["url"])
    body = {"staff_id": 1}
    fine(client.post(f"{FOX}/ticket/{found['id']}/delete/", json=body))
    fine(client.get(f"{FOX}/tickets/", params=query))

    assert len(after["updates"]) == len(before["updates"]) + 1
    assert found["id"] > 64
    assert dict(parse_qsl(url.query))["Expires"]
    assert file.status == 200


def test_happyfox_knows_whoever_was_made_up(client: httpx.Client) -> None:
    """By their address, so that they write a second ticket."""
    grown(client, "happyfox")
    client.auth = HAPPYFOX
    query: Any = {"size": 1, "status": "_all", "sort": "ticketd"}
    (ticket,) = fine(client.get(f"{FOX}/tickets/", params=query))["data"]
    draft = {
        "name": "Somebody",
        "email": ticket["user"]["email"].upper(),
        "category": 4,
        "subject": "Again",
        "text": "Once more.",
    }
    created = fine(client.post(f"{FOX}/tickets/", json=draft))

    assert created["user"]["id"] == ticket["user"]["id"]
    assert created["user"]["tickets_count"] == ticket["user"]["tickets_count"] + 1
    assert created["id"] == ticket["id"] + 1
