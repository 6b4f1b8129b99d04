"""Trying operations out on the pages of the docs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Request

DOCS = "/_ticketstub/docs"


def opened(page: Page, api: str, link: str = "", query: str = "") -> Locator:
    """Open an API's page; return the operation that is open, when it is shown."""
    page.goto(f"{DOCS}/{api}{query}{'#/' if link else ''}{link}")
    expect(page.locator(".opblock").first).to_be_visible()
    operation = page.locator(".opblock.is-open")
    if link:
        expect(operation).to_have_count(1)
    return operation


def send(page: Page, operation: Locator) -> Request:
    """Try an operation out as it is filled in; return what was sent."""
    with page.expect_request(lambda request: "/assets/" not in request.url) as sent:
        operation.locator(".execute").click()
    return sent.value


def answered(operation: Locator) -> Locator:
    """Return where the viewer tells the status of the answer."""
    return operation.locator(".live-responses-table tbody .response-col_status")
