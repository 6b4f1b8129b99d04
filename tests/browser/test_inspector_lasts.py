"""The inspector over time: refusals stay, a lost stub is told, the focus is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.inspecting import GROW, HELPDESK, live, row, show
from tests.browser.trying import answered, opened, send
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx
    from playwright.sync_api import Page

    from tests.browser.conftest import NewPage, Watch

NARROW = 375

GONE = "The stub does not answer; is it still running?"


@pytest.fixture(scope="module")
def guarded() -> Iterator[str]:
    """Serve a stub that asks for a token; return its URL."""
    with Stub(load_project(bundled()), Settings(token="opensesame")) as served:  # noqa: S106  # made up
        yield served.url


def test_a_refusal_stays_while_the_page_looks_again(
    inspector: Callable[[str], Page], watch: Watch
) -> None:
    """What is read anew by itself takes no message away."""
    watch.expected.append("(Unprocessable Entity)")
    page = inspector("faults")
    page.get_by_role("textbox", name="From").fill("2026-06-15T09:30:00Z")
    page.get_by_role("textbox", name="Until").fill("2026-06-15T09:00:00Z")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("until")
    for _ in range(2):
        page.wait_for_event("response", lambda found: "/faults" in found.url)

    expect(page.get_by_role("alert")).to_contain_text("until")


def test_a_stub_that_was_stopped_is_told_until_it_answers(
    inspector: Callable[[str], Page], watch: Watch
) -> None:
    """Nobody has to load the page again."""
    watch.expected.append("ERR_")
    page = inspector("records")
    page.route("**/_ticketstub/**", lambda route: route.abort())
    alert = page.get_by_role("alert")

    expect(alert).to_have_text(GONE)

    page.unroute("**/_ticketstub/**")

    expect(alert).to_be_hidden()


def test_calls_are_followed_again_after_the_stub_was_stopped(
    inspector: Callable[[str], Page], page: Page, client: httpx.Client, watch: Watch
) -> None:
    """What was answered before the page was back is there, too."""
    watch.expected.append("ERR_")
    page.route("**/requests/stream*", lambda route: route.abort())
    inspector("calls")

    expect(page.locator(".state")).to_have_text(
        "The stub does not answer; trying again…"
    )

    client.get("/api/tickets/32", headers=GROW)
    page.unroute("**/requests/stream*")

    live(page)
    expect(page.get_by_role("link", name="/api/tickets/32")).to_be_visible()


def test_the_landing_page_says_when_the_stub_is_gone(page: Page, watch: Watch) -> None:
    """A clock that goes on there would be nobody's."""
    watch.expected.append("ERR_")
    page.clock.install()
    page.goto("/")
    expect(page.get_by_text("Other sandboxes")).to_be_visible()
    page.route("**/_ticketstub/sandboxes", lambda route: route.abort())
    page.clock.run_for(5000)

    expect(page.get_by_text(GONE).first).to_be_visible()
    expect(page.get_by_text("Other sandboxes")).to_be_hidden()

    page.unroute("**/_ticketstub/sandboxes")
    page.clock.run_for(5000)

    expect(page.get_by_text("Other sandboxes")).to_be_visible()
    expect(page.locator(".gone")).to_be_hidden()


def test_a_tab_that_is_chosen_keeps_the_focus(inspector: Callable[[str], Page]) -> None:
    """By keyboard one goes on from there, not from the top of the page."""
    page = inspector("calls")
    live(page)
    tab = page.get_by_role("link", name="Faults")
    tab.press("Enter")

    expect(page.get_by_role("heading", name="Faults of")).to_be_visible()
    expect(tab).to_be_focused()


@pytest.mark.parametrize(
    ("tab", "link"),
    [("records/helpdesk/tickets", "tkt_qdirycktej0r"), ("outbox", "dlv_1")],
    ids=["record", "delivery"],
)
def test_escape_closes_what_is_opened(
    inspector: Callable[[str], Page], client: httpx.Client, tab: str, link: str
) -> None:
    """And leads back to where one was."""
    ticket = {"ticket": {"subject": "Cannot log in"}}
    client.post("/helpdesk/api/v1/tickets", headers=HELPDESK, json=ticket)
    page = inspector(tab)
    opener = page.get_by_role("link", name=link)
    opener.press("Enter")
    detail = page.locator(".detail")
    expect(detail.get_by_role("heading", level=2)).to_be_focused()
    page.keyboard.press("Escape")

    expect(detail).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_page_of_records_can_be_the_last_and_be_read_again(
    inspector: Callable[[str], Page], client: httpx.Client
) -> None:
    """Many records are gone through from both ends, as they are now."""
    grown = {"api": "helpdesk", "tickets": 100}
    client.post("/_ticketstub/mock-data", json=grown)
    total = client.get("/_ticketstub/records/helpdesk/tickets").json()["total"]
    page = inspector("records/helpdesk/tickets")
    page.get_by_role("link", name="Last").click()

    expect(page.get_by_text(f" to {total} of {total}")).to_be_visible()

    client.post("/_ticketstub/reset")
    page.get_by_role("button", name="Read again").click()

    expect(page.get_by_text("There is nothing on this page.")).to_be_visible()


def test_the_way_to_a_receiver_is_changed(
    inspector: Callable[[str], Page], client: httpx.Client
) -> None:
    """Whether a client bears lost and doubled events is tried without another one."""
    url = "http://127.0.0.1:9/hooks"
    client.post("/_ticketstub/receivers", json={"api": "helpdesk", "url": url})
    page = inspector("outbox")
    page.get_by_role("button", name="Change rcv_1").click()
    form = page.locator("form").filter(has_text="Change the way to rcv_1")
    form.get_by_role("spinbutton", name="Copies").fill("3")
    form.get_by_role("button", name="Save").click()

    expect(row(page, url)).to_contain_text("3 copies")
    expect(page.get_by_role("button", name="Change rcv_1")).to_be_focused()


def test_a_sandbox_that_is_not_there_yet_is_told(page: Page, box: str) -> None:
    """Looking at it makes none."""
    show(page, "sandboxes", f"never-{box}")

    expect(page.get_by_text(f"never-{box} is not made yet")).to_be_visible()


def test_on_a_phone_a_row_is_a_list_that_is_still_a_table(
    new_page: NewPage, client: httpx.Client, box: str
) -> None:
    """Its buttons are in reach, and a screen reader finds its columns."""
    client.get("/api/tickets/32", headers=GROW)
    page = show(new_page(width=NARROW), "sandboxes", box)
    table = page.get_by_role("table", name="Sandboxes")

    expect(table.get_by_role("columnheader", name="Clock")).to_have_count(1)
    place = row(page, box).get_by_role("button", name="Drop").bounding_box()
    assert place is not None
    assert place["x"] + place["width"] <= NARROW


def test_the_token_is_asked_for_until_it_is_there(
    new_page: NewPage, watch: Watch, guarded: str
) -> None:
    """Escape leads nowhere: without it nothing can be shown."""
    watch.expected.append("401 (Unauthorized)")
    page = new_page(base_url=guarded)
    page.goto("/_ticketstub/inspector")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Escape")

    expect(dialog.get_by_label("Token", exact=True)).to_be_focused()


def test_the_docs_of_the_control_api_know_the_token(
    new_page: NewPage, watch: Watch, guarded: str
) -> None:
    """It was given in the same tab, so it is not asked for again."""
    watch.expected.append("401 (Unauthorized)")
    page = new_page(base_url=guarded)
    page.goto("/")
    page.evaluate("sessionStorage.setItem('ticketstub-token', 'opensesame')")
    operation = opened(page, "_control", "Sandboxes/sandboxes.list_sandboxes")
    send(page, operation)

    expect(answered(operation)).to_have_text("200")
