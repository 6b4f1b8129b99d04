"""How the inspector looks and is used: narrow, dark, by keyboard, without barriers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import overflow
from tests.browser.inspecting import GROW, HELPDESK, chooser, live, show

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import httpx
    from playwright.sync_api import Page

    from tests.browser.conftest import NewPage

#: Each tab, and what is on it once it is ready.
TABS = {
    "calls": "/helpdesk/api/v1/tickets",
    "calls/call_1": "The nearest request that passes",
    "records": "growcrm.api_keys",
    "records/helpdesk/tickets/tkt_abc123": "Jane Doe",
    "sandboxes": "of at most 1,000",
    "clock": "It runs with the machine's own.",
    "faults": "fault_1",
    "outbox": "hooks.example.com",
    "outbox/dlv_1": "not an allowed target",
}


@pytest.mark.parametrize(
    ("width", "dark"), [(1280, False), (375, True)], ids=["wide, light", "narrow, dark"]
)
@pytest.mark.parametrize(("tab", "ready"), TABS.items(), ids=[*TABS])
def test_a_tab_has_no_barriers_and_fits(  # noqa: PLR0917  # fixtures and parameters
    new_page: NewPage,
    barriers: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], Path],
    client: httpx.Client,
    box: str,
    tab: str,
    ready: str,
    width: int,
    dark: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    """On a phone and in the dark each is as readable, and nothing is cut off."""
    client.put("/api/tickets/32/status", headers=GROW, data={"status": "open"})
    ticket = {"ticket": {"subject": "Cannot log in"}}
    client.post("/helpdesk/api/v1/tickets", headers=HELPDESK, json=ticket)
    client.post("/_ticketstub/faults", json={"api": "i3d", "status": 500})
    if tab == "sandboxes":
        client.post("/_ticketstub/snapshots", json={"name": f"of-{box}"})
    page = show(new_page(width=width, dark=dark), tab, box)
    # In a table what is to be read may have to be scrolled to.
    expect(page.locator("main")).to_contain_text(ready)
    screenshot(page, f"{tab.replace('/', '-')}-{'dark' if dark else 'light'}-{width}")

    assert barriers(page) == []
    assert overflow(page) == 0


def test_the_keyboard_opens_a_call_and_closes_it(
    inspector: Callable[[str], Page], client: httpx.Client
) -> None:
    """Without a mouse the same can be done, and one is where one was."""
    client.get("/api/tickets/32", headers=GROW)
    page = inspector("calls")
    link = page.get_by_role("link", name="/api/tickets/32")
    link.focus()
    page.keyboard.press("Enter")

    call = page.get_by_role("region", name="Call", exact=True)
    title = call.get_by_role("heading", level=2)
    expect(title).to_have_text("GET /api/tickets/32")
    expect(title).to_be_focused()

    page.keyboard.press("Escape")

    expect(call).to_be_hidden()
    expect(link).to_be_focused()


def test_the_keyboard_skips_to_the_content(inspector: Callable[[str], Page]) -> None:
    """The first stop leads past the bar, and stays in the same tab."""
    page = inspector("clock")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()
    expect(page.get_by_role("heading", level=2)).to_contain_text("Clock of")


def test_on_a_phone_a_call_takes_the_place_of_the_list(
    new_page: NewPage, client: httpx.Client, box: str
) -> None:
    """Side by side they would both be too narrow to read."""
    client.get("/api/tickets/32", headers=GROW)
    page = show(new_page(width=375), "calls", box)
    page.get_by_role("link", name="/api/tickets/32").click()

    expect(page.get_by_role("region", name="Calls")).to_be_hidden()

    page.get_by_role("button", name="Close the call").click()

    expect(page.get_by_role("region", name="Calls")).to_be_visible()


def test_every_tab_follows_the_sandbox(
    inspector: Callable[[str], Page], client: httpx.Client, box: str
) -> None:
    """One choice at the top decides what all of them show."""
    client.get("/api/tickets/32", headers=GROW)
    page = inspector("calls")
    live(page)
    page.get_by_role("link", name="Clock").click()

    expect(page.get_by_role("heading", name=f"Clock of {box}")).to_be_visible()

    chooser(page, "Sandbox").select_option("main")

    expect(page.get_by_role("heading", name="Clock of main")).to_be_visible()
    assert page.url.endswith("#/clock")
