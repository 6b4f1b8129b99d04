"""A call once more: as a command that a shell runs, or sent from the inspector."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.inspecting import FOX, GROW, HELPDESK, I3D, live, show

if TYPE_CHECKING:
    import httpx
    from playwright.sync_api import Page

UPDATE = "/api/1.1/json/ticket/3/staff_update/"


def upload(client: httpx.Client, content: bytes) -> None:
    """Add an update with a file to a ticket."""
    client.post(
        UPDATE,
        auth=FOX,
        data={"text": "See the file", "staff": "1"},
        files={"attachments": ("a.png", content, "image/png")},
    )


def copied(page: Page) -> str:
    """Copy the opened call as a command; return it."""
    page.get_by_role("button", name="Copy as curl").click()
    expect(page.locator("#announced")).to_have_text("Copied: the call as curl")
    return str(page.evaluate("navigator.clipboard.readText()"))


def run(command: str) -> None:
    """Run a command in a shell."""
    subprocess.run(["bash", "-c", command], check=True, capture_output=True)  # noqa: S603, S607  # what a user does


def answers(client: httpx.Client) -> list[int]:
    """Return the statuses of all calls, the oldest first."""
    calls = client.get("/_ticketstub/requests").json()["requests"]
    return [call["status"] for call in reversed(calls)]


def test_a_copied_upload_sends_its_bytes(
    page: Page, client: httpx.Client, box: str
) -> None:
    """A shell has no letters for most bytes; nothing of them is lost."""
    upload(client, b"\x89PNG\x00\xff" * 20)
    show(page, "calls/call_1", box)
    run(copied(page))

    assert answers(client) == [200, 200]


def test_a_copied_command_sends_brackets_as_they_are(
    page: Page, client: httpx.Client, box: str
) -> None:
    """Neither the shell nor curl makes anything else of them."""
    client.get("/api/tickets?search={it's}[1-3]", headers=GROW)
    show(page, "calls/call_1", box)
    run(copied(page))

    assert answers(client) == [200, 200]


def test_a_body_that_was_cut_is_not_sent_as_if_whole(
    page: Page, client: httpx.Client, box: str
) -> None:
    """Its beginning alone would be another call."""
    upload(client, b"\x89PNG\x00\xff" * 50_000)
    show(page, "calls/call_1", box)

    expect(page.get_by_role("button", name="Replay")).to_be_disabled()
    expect(page.get_by_text("only the beginning was kept")).to_be_visible()
    assert copied(page).endswith("--data-binary @BODY_FILE")


@pytest.mark.parametrize(
    ("path", "options"),
    [
        ("/api/tickets/32", {"headers": GROW}),
        ("/api/1.1/json/ticket/3/", {"auth": FOX}),
        ("/helpdesk/api/v1/tickets/tkt_abc123", {"headers": HELPDESK}),
        ("/v3/tickets/12", {"headers": I3D}),
    ],
    ids=["growcrm", "happyfox", "helpdesk", "i3d"],
)
def test_a_call_of_each_api_is_replayed_with_the_demo_credential(
    page: Page,
    client: httpx.Client,
    box: str,
    path: str,
    options: dict[str, Any],
) -> None:
    """The secret that was sent was not kept."""
    client.request("GET", path, **options)
    show(page, "calls/call_1", box)
    page.get_by_role("button", name="Replay").click()

    expect(page.get_by_text("Answered 200")).to_be_visible()


def test_calls_that_fit_no_filter_are_told_from_none_at_all(
    page: Page, client: httpx.Client, box: str
) -> None:
    """Whoever forgot a filter is not sent looking for a fault in a client."""
    client.get("/api/tickets/32", headers=GROW)
    show(page, "calls", f"{box}&status=5xx")
    live(page)

    expect(page.get_by_text("None of the calls fits the filters.")).to_be_visible()

    page.get_by_role("button", name="Clear the filters").click()

    expect(page.get_by_role("link", name="/api/tickets/32")).to_be_visible()


def test_clearing_forgets_the_calls_of_one_sandbox(
    page: Page, client: httpx.Client, box: str
) -> None:
    """Those of the others stay, since their journals do."""
    path = f"/api/tickets/32?of={box}"
    client.get(path, headers=GROW)
    client.get(path, headers=GROW | {"Ticketstub-Sandbox": f"by-{box}"})
    show(page, "calls", f"{box}&in=all")
    links = page.get_by_role("link", name=path)
    expect(links).to_have_count(2)
    page.get_by_role("button", name="Clear", exact=True).click()

    expect(links).to_have_count(1)
    expect(page.get_by_role("row").filter(has=links)).to_contain_text(f"by-{box}")


def test_a_call_that_met_a_fault_is_marked(
    page: Page, client: httpx.Client, box: str
) -> None:
    """Its status alone looks like the API's own."""
    client.post("/_ticketstub/faults", json={"api": "growcrm", "status": 429})
    client.get("/api/tickets/32", headers=GROW)
    show(page, "calls", box)

    expect(page.get_by_role("row").filter(has_text="429")).to_contain_text("fault")
