"""The landing page in a browser: read, copied from, by keyboard, narrow, dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import overflow
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import NewPage, Watch


@pytest.mark.parametrize(
    ("width", "dark"), [(1280, False), (375, True)], ids=["wide, light", "narrow, dark"]
)
def test_it_has_no_barriers_and_fits(
    new_page: NewPage,
    barriers: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], Path],
    width: int,
    dark: bool,  # noqa: FBT001  # a parameter of the test
) -> None:
    """On a phone and in the dark it is as readable, and nothing is cut off."""
    page = new_page(width=width, dark=dark)
    page.goto("/")
    expect(page.get_by_text("Other sandboxes")).to_be_visible()
    screenshot(page, f"landing-{'dark' if dark else 'light'}-{width}")

    assert barriers(page) == []
    assert overflow(page) == 0


def test_each_api_says_where_it_is_and_who_may_call(page: Page, stub: Stub) -> None:
    """A newcomer needs a URL, a credential and a first command; all three are there."""
    page.goto("/")

    for name, path, credential in (
        ("Grow CRM Tickets API", "/api", "growcrm-demo-key"),
        ("HappyFox Tickets API", "/api/1.1/json", "happyfox-demo-code"),
        ("i3D.net Tickets API", "/v3", "i3d-demo-token"),
        ("Airclou Helpdesk API", "/helpdesk/api/v1", "helpdesk-demo-key"),
    ):
        api = page.get_by_role("region", name=name)
        expect(api.get_by_text(stub.url + path, exact=True)).to_be_visible()
        expect(
            api.get_by_role("definition").filter(has_text=credential)
        ).to_be_visible()
        expect(api.locator("pre").first).to_contain_text(f"curl {stub.url}{path}")


def test_a_command_is_copied(page: Page, stub: Stub) -> None:
    """What lands in the clipboard can be pasted into a shell as it is."""
    page.goto("/")
    api = page.get_by_role("region", name="Grow CRM")
    api.get_by_role("button", name="Copy: Get a ticket").click()

    expect(page.get_by_role("status")).to_have_text("Copied: Get a ticket")
    assert page.evaluate("navigator.clipboard.readText()") == (
        f"curl {stub.url}/api/tickets/32 \\\n"
        "  -H 'Authorization: Bearer growcrm-demo-key'"
    )


def test_it_is_whole_without_scripts(new_page: NewPage, stub: Stub) -> None:
    """The scripts only add to it, so nothing that is needed waits for them."""
    page = new_page(script=False)
    page.goto("/")

    expect(page.locator("pre").first).to_contain_text(f"curl {stub.url}/api/tickets")
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_text("Other sandboxes")).to_be_hidden()


def test_the_keyboard_skips_to_the_content(page: Page) -> None:
    """The first stop of the tabulator leads past the bar."""
    page.goto("/")
    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="main", exact=True)).to_be_focused()


def test_the_clock_and_the_other_sandboxes_are_shown(page: Page, stub: Stub) -> None:
    """Whoever left a clock standing sees it here."""
    with stub.client() as client:
        client.post("/_ticketstub/sandboxes", json={"name": "ci-7"})
        client.put(
            "/_ticketstub/clock", json={"at": "2026-06-15T09:30:00Z", "frozen": True}
        )
    page.goto("/")

    now = page.get_by_role("region", name="Sandboxes")
    expect(now.get_by_text("frozen at 2026-06-15 09:30:00 UTC")).to_be_visible()
    expect(now.get_by_role("link", name="ci-7")).to_have_attribute(
        "href", "/_ticketstub/inspector#/calls?sandbox=ci-7"
    )


def test_every_link_leads_somewhere(page: Page, stub: Stub) -> None:
    """A link of the page to the stub's own paths is answered."""
    page.goto("/")
    links = page.get_by_role("link").evaluate_all("all => all.map(each => each.href)")

    with stub.client() as client:
        answers = {link: client.get(link).status_code for link in links}
    assert {link: status for link, status in answers.items() if status != 200} == {}


def test_where_a_token_is_asked_for_the_sandboxes_stay_unseen(
    new_page: NewPage, watch: Watch
) -> None:
    """Beyond loopback the page tells nothing that only who has the token may know."""
    watch.expected.append("401 (Unauthorized)")
    with Stub(load_project(bundled()), Settings(token="opensesame")) as guarded:  # noqa: S106  # made up
        page = new_page(base_url=guarded.url)
        with page.expect_response("**/_ticketstub/sandboxes") as refused:
            page.goto("/")

        assert refused.value.status == 401
        expect(page.get_by_text("Other sandboxes")).to_be_hidden()
