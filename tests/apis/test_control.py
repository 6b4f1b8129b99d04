"""What the APIs show follows what the control API has done to their sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

CONTROL = "/_ticketstub"
I3D = {"PRIVATE-TOKEN": "i3d-demo-token"}
HELPDESK = "/helpdesk/api/v1/tickets"
LIMITED = {"Authorization": "Bearer helpdesk-limited-key", "X-Workspace-Id": "ws_mock"}
HAPPYFOX = ("happyfox-demo-key", "happyfox-demo-code")
GROWCRM = {"Authorization": "Bearer growcrm-demo-key"}

#: A contact form of i3D.net.
FORM = {
    "firstName": "Imke",
    "lastName": "Brandt",
    "email": "imke.brandt@example.com",
    "phone": "+31 10 555 0142",
    "title": "Quote",
    "content": "Two servers, please.",
    "category": "Sales",
}


@pytest.fixture
def client(bundled_stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the bundled project in a sandbox whose clock was stopped over HTTP."""
    with bundled_stub.client(sandbox_name) as client:
        clock = {"at": "2026-06-15T09:30:40Z", "frozen": True}
        assert client.put(f"{CONTROL}/clock", json=clock).status_code == 200
        yield client


def advance(client: httpx.Client, seconds: float) -> None:
    """Let time pass."""
    answer = client.post(f"{CONTROL}/clock/advance", json={"seconds": seconds})
    assert answer.status_code == 200, answer.text


def record(client: httpx.Client, path: str, **fields: Any) -> dict[str, Any]:
    """Put a record in place: a new one below a collection, a changed one by its key."""
    method = "POST" if path.count("/") == 1 else "PATCH"
    answer = client.request(method, f"{CONTROL}/records/{path}", json=fields)
    assert answer.status_code in (200, 201), answer.text
    stored: dict[str, Any] = answer.json()
    return stored


def unread(client: httpx.Client) -> list[int]:
    """List the tickets that are open, or that the help desk has answered since."""
    headers = {**I3D, "RANGED-DATA": "results=1000"}
    tickets = client.get("/v3/tickets/openOrUnread", headers=headers).json()
    return [ticket["id"] for ticket in tickets]


def test_a_ticket_that_was_closed_for_good_is_not_opened_again(
    client: httpx.Client,
) -> None:
    """No client can close one so."""
    record(client, "i3d/tickets/12", status="force-closed")
    opened = client.put("/v3/tickets/12/open", headers=I3D)
    shown = client.get("/v3/tickets/12", headers=I3D).json()["status"]
    record(client, "i3d/tickets/12", status="closed")

    assert (opened.status_code, opened.json()["errorCode"]) == (422, 10005)
    assert shown == "force-closed"
    assert client.put("/v3/tickets/12/open", headers=I3D).status_code == 204


def test_an_answer_of_the_help_desk_makes_a_ticket_unread(client: httpx.Client) -> None:
    """Until it is read."""
    client.get("/v3/tickets/35", headers=I3D)
    before = unread(client)
    advance(client, 60)
    record(
        client,
        "i3d/replies",
        ticketId=35,
        title="Re: Shared storage",
        fullUserName="Ayodele Fashbury",
        content="It is writable again.",
        createdAt=1781515900,
        replyByI3d=1,
    )
    after = unread(client)
    read = client.get("/v3/tickets/35", headers=I3D).json()["replies"]

    assert 35 not in before
    assert sorted(after) == sorted([*before, 35])
    assert "It is writable again." in [each["content"] for each in read]
    assert 35 not in unread(client)


def test_a_new_category_can_be_used_at_once(client: httpx.Client) -> None:
    form = {**FORM, "category": "Hardware"}
    refused = client.post("/v3/tickets/contact", json=form, headers=I3D)
    record(client, "i3d/categories", name="Hardware")
    taken = client.post("/v3/tickets/contact", json=form, headers=I3D)

    assert (refused.status_code, taken.status_code) == (422, 200)
    assert taken.json()["categoryName"] == "Hardware"


def test_a_key_that_is_taken_away_opens_nothing(client: httpx.Client) -> None:
    """Credentials are records, too."""
    before = client.get("/api/tickets/32", headers=GROWCRM)
    keys = client.get(f"{CONTROL}/records/growcrm/api_keys").json()["records"]
    client.delete(f"{CONTROL}/records/growcrm/api_keys/{keys[0]['id']}")
    after = client.get("/api/tickets/32", headers=GROWCRM)

    assert (before.status_code, after.status_code) == (200, 401)


def test_a_rate_is_counted_by_the_minutes_of_the_clock(client: httpx.Client) -> None:
    """The sixth call of a minute is one too many, until the minute is over."""
    during = [client.get(HELPDESK, headers=LIMITED) for _ in range(6)]
    advance(client, 19)
    still = client.get(HELPDESK, headers=LIMITED)
    advance(client, 1)
    then = client.get(HELPDESK, headers=LIMITED)

    assert [answer.status_code for answer in during] == [200] * 5 + [429]
    assert (still.status_code, then.status_code) == (429, 200)


@pytest.mark.parametrize(("seconds", "status"), [(300, 200), (301, 403)])
def test_a_link_expires_by_the_clock(
    client: httpx.Client, bundled_stub: Stub, seconds: int, status: int
) -> None:
    """And works until then; it knows its sandbox by itself."""
    ticket = client.get("/api/1.1/json/ticket/3/", auth=HAPPYFOX).json()
    link = next(
        attachment["url"]
        for update in ticket["updates"]
        for attachment in (update["message"] or {}).get("attachments", ())
    )
    advance(client, seconds)

    with bundled_stub.client() as anybody:
        assert anybody.get(link).status_code == status


def test_stamps_are_those_of_the_clock(client: httpx.Client) -> None:
    """Of whichever API, in its own form."""
    form = client.post("/v3/tickets/contact", json=FORM, headers=I3D).json()
    ticket = client.post(
        HELPDESK,
        json={"ticket": {"subject": "Cannot log in"}},
        headers={**LIMITED, "Authorization": "Bearer helpdesk-demo-key"},
    ).json()["ticket"]
    advance(client, -40)
    changed = client.put("/api/tickets/32/status", data={"status": 2}, headers=GROWCRM)

    assert form["createdAt"] == 1781515840
    assert ticket["createdAt"] == "2026-06-15T09:30:40.000Z"
    dates = changed.json()["data"]["dates"]
    assert dates["last_updated"] == "2026-06-15T09:30:00.000000Z"
