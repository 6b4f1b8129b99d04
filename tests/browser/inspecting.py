"""The inspector, as its tests use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

GROW = {"Authorization": "Bearer growcrm-demo-key"}
FOX = ("happyfox-demo-key", "happyfox-demo-code")
I3D = {"PRIVATE-TOKEN": "i3d-demo-token"}
HELPDESK = {"Authorization": "Bearer helpdesk-demo-key", "X-Workspace-Id": "ws_mock"}


def show(page: Page, tab: str, box: str) -> Page:
    """Open a tab of the inspector, in a sandbox."""
    page.goto(f"/_ticketstub/inspector#/{tab}?sandbox={box}")
    return page


def live(page: Page) -> None:
    """Wait until calls are followed, and those before were read."""
    expect(page.get_by_text("Live", exact=True)).to_be_visible()


def chooser(page: Page, name: str) -> Locator:
    """Return the select of that name."""
    return page.get_by_role("combobox", name=name, exact=True)


def row(page: Page, text: str) -> Locator:
    """Return the row of a table that says a text."""
    return page.get_by_role("row").filter(has_text=text)
