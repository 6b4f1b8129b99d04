"""The calls of the inspector: they appear, are found, explained, copied, replayed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.inspecting import GROW, HELPDESK, chooser, live, show

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx
    from playwright.sync_api import Page

    from tests.stub import Stub


def test_a_call_appears_as_it_is_answered(
    inspector: Callable[[str], Page], client: httpx.Client, box: str
) -> None:
    """Whoever tries something in a client sees at once what it sent."""
    page = inspector("calls")
    live(page)
    client.get("/api/tickets/32?expand=1", headers=GROW)

    row = page.get_by_role("row").filter(has_text="/api/tickets/32?expand=1")
    expect(row).to_contain_text("GET")
    expect(row).to_contain_text("growcrm tickets.get_ticket")
    expect(row).to_contain_text("200")
    expect(chooser(page, "Sandbox")).to_have_value(box)


def test_calls_that_were_made_before_are_there(
    inspector: Callable[[str], Page], client: httpx.Client
) -> None:
    """The page may be opened after the fact; the newest call is on top."""
    client.get("/api/tickets/32", headers=GROW)
    client.get("/v3/tickets/12", headers={"PRIVATE-TOKEN": "i3d-demo-token"})
    page = inspector("calls")
    live(page)

    links = page.get_by_role("table").get_by_role("link")
    expect(links).to_have_text(["/v3/tickets/12", "/api/tickets/32"])


def test_calls_are_filtered_and_the_url_keeps_the_filters(
    inspector: Callable[[str], Page], client: httpx.Client, box: str
) -> None:
    """A link to the failed calls of one operation can be sent to a colleague."""
    client.get("/api/tickets/32", headers=GROW)
    client.get("/api/tickets/999", headers=GROW)
    client.get("/helpdesk/api/v1/tickets/nope", headers=HELPDESK)
    page = inspector("calls")
    chooser(page, "API").select_option("growcrm")
    chooser(page, "Operation").select_option("tickets.get_ticket")
    chooser(page, "Status").select_option("4xx")

    links = page.get_by_role("table").get_by_role("link")
    expect(links).to_have_text(["/api/tickets/999"])

    page.reload()

    expect(links).to_have_text(["/api/tickets/999"])
    expect(chooser(page, "Operation")).to_have_value("tickets.get_ticket")
    assert page.url.endswith(
        f"#/calls?sandbox={box}&api=growcrm&operation=tickets.get_ticket&status=4xx"
    )

    chooser(page, "Status").select_option("")
    page.get_by_role("searchbox", name="Text").fill("TICKETS/32")

    expect(links).to_have_text(["/api/tickets/32"])


def test_calls_of_all_sandboxes_can_be_seen(
    inspector: Callable[[str], Page], stub: Stub, client: httpx.Client, box: str
) -> None:
    """A client that names another sandbox than expected is found this way."""
    client.get("/api/tickets/32", headers=GROW)
    page = inspector("calls")
    chooser(page, "Sandboxes").select_option("all")
    live(page)
    with stub.client("somewhere-else") as other:
        other.get("/api/tickets/31", headers=GROW)

    row = page.get_by_role("row").filter(has_text="somewhere-else")
    expect(row).to_contain_text("/api/tickets/31")
    expect(page.get_by_role("row").filter(has_text=box)).to_have_count(1)

    row.get_by_role("link").click()

    expect(chooser(page, "Sandbox")).to_have_value("somewhere-else")


def test_a_refused_call_is_explained_with_its_line_of_the_contract(
    inspector: Callable[[str], Page],
    client: httpx.Client,
    screenshot: Callable[[Page, str], Path],
) -> None:
    """Which line refused it, and what would pass, is there without searching."""
    client.put(
        "/helpdesk/api/v1/tickets/tkt_abc123",
        headers=HELPDESK,
        json={"ticket": {"priority": "huge"}},
    )
    page = inspector("calls")
    page.get_by_role("link", name="/helpdesk/api/v1/tickets/tkt_abc123").click()

    why = page.get_by_role("region", name="Explanation")
    expect(why).to_contain_text("ticket.priority")
    expect(why.get_by_role("link", name="openapi/helpdesk.yaml, line")).to_be_visible()
    expect(why.locator("mark")).to_contain_text("enum:")
    expect(why.get_by_role("group", name="Request that passes")).to_contain_text(
        "helpdesk-demo-key"
    )
    call = page.get_by_role("region", name="Call", exact=True)
    expect(call).to_contain_text("Refused: a value is not allowed.")
    expect(call.get_by_role("group", name="Body of the request")).to_contain_text(
        '"priority": "huge"'
    )
    expect(call.get_by_role("region", name="Request")).to_contain_text("[redacted]")
    screenshot(page, "inspector-explained")


def test_a_call_is_found_by_its_url(page: Page, client: httpx.Client, box: str) -> None:
    """An explanation links to it, so it must open without the list."""
    client.get("/api/tickets/999", headers=GROW)
    show(page, "calls/call_1", box)

    call = page.get_by_role("region", name="Call", exact=True)
    expect(call.get_by_role("heading", level=2)).to_have_text("GET /api/tickets/999")


def test_a_call_is_copied_as_a_command(
    page: Page, stub: Stub, client: httpx.Client, box: str
) -> None:
    """The secret was not kept, so the demo credential stands in for it."""
    client.put("/api/tickets/32/status", headers=GROW, data={"status": "it's open"})
    show(page, "calls/call_1", box)
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.locator("#announced")).to_have_text("Copied: the call as curl")

    lines = page.evaluate("navigator.clipboard.readText()").split(" \\\n  ")
    assert lines[0] == f"curl -X PUT {stub.url}/api/tickets/32/status"
    assert "-H 'authorization: Bearer growcrm-demo-key'" in lines
    assert f"-H 'ticketstub-sandbox: {box}'" in lines
    assert lines[-1] == "--data-raw status=it%27s+open"


def test_a_call_is_replayed_in_its_sandbox(
    page: Page, client: httpx.Client, box: str
) -> None:
    """After a change of code or of records one sees what comes of it now."""
    client.put("/api/tickets/32/status", headers=GROW, data={"status": "2"})
    client.put("/api/tickets/32/status", headers=GROW, data={"status": "1"})
    show(page, "calls/call_1", box)
    page.get_by_role("button", name="Replay").click()
    page.get_by_role("link", name="See call_3").click()

    call = page.get_by_role("region", name="Call", exact=True)
    expect(call.get_by_role("definition").filter(has_text="call_3")).to_be_visible()
    ticket = client.get("/api/tickets/32", headers=GROW).json()["data"]
    assert ticket["status"]["id"] == 2


def test_more_calls_than_can_be_read_are_sampled_and_counted(
    inspector: Callable[[str], Page], page: Page
) -> None:
    """Under load the page stays usable, and says that it does not show all."""
    calls = "".join(
        f"event: call\ndata: {json.dumps(told(number))}\n\n"
        for number in range(1, 1001)
    )
    stream = f'{calls}event: skipped\ndata: {{"calls": 12}}\n\n'
    page.route(
        "**/requests/stream*",
        lambda route: route.fulfill(body=stream, content_type="text/event-stream"),
        times=1,
    )
    inspector("calls")

    expect(
        page.get_by_text("Live, showing 40 of 1,012 calls in the last second")
    ).to_be_visible()


def test_a_paused_list_stands_still_and_catches_up(
    inspector: Callable[[str], Page], client: httpx.Client
) -> None:
    """While one reads, nothing moves; afterwards nothing is missing."""
    page = inspector("calls")
    live(page)
    page.get_by_role("button", name="Pause").click()
    client.get("/api/tickets/32", headers=GROW)

    expect(page.get_by_text("Paused")).to_be_visible()
    expect(page.get_by_role("link", name="/api/tickets/32")).to_have_count(0)

    page.get_by_role("button", name="Go on").click()

    expect(page.get_by_role("link", name="/api/tickets/32")).to_be_visible()


def test_what_was_sent_is_shown_as_text(
    inspector: Callable[[str], Page], client: httpx.Client
) -> None:
    """A body with markup must not become part of the page."""
    client.post(
        "/helpdesk/api/v1/tickets",
        headers=HELPDESK,
        json={"ticket": {"subject": "<img src=x onerror=alert(1)>"}},
    )
    page = inspector("calls")
    page.get_by_role("link", name="/helpdesk/api/v1/tickets").click()

    body = page.get_by_role("group", name="Body of the request")
    expect(body).to_contain_text("<img src=x onerror=alert(1)>")
    expect(body.locator("img")).to_have_count(0)


def told(number: int) -> dict[str, object]:
    """Return a call as the stream tells it."""
    return {
        "id": f"call_{number}",
        "sandbox": "main",
        "at": "2026-06-15T09:30:00.000000Z",
        "api": "growcrm",
        "operation": "tickets.list_tickets",
        "method": "GET",
        "path": "/api/tickets",
        "query": "",
        "status": 200,
        "seconds": 0.0004,
        "outcome": "answered",
        "detail": None,
        "fault": None,
    }
