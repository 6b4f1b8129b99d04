"""The docs in a browser: read, searched, tried out, by keyboard, narrow, dark."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import overflow
from tests.browser.trying import DOCS, answered, opened, send

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from tests.browser.conftest import NewPage, Watch
    from tests.stub import Stub

APIS = ("growcrm", "happyfox", "helpdesk", "i3d", "_control")

#: What a created ticket is answered with.
CREATED = {"growcrm": "201", "happyfox": "200", "helpdesk": "201", "i3d": "200"}

#: What axe finds in Swagger UI's own elements, and is not to be helped from outside:
#: it leaves a level of headings out, and puts its introduction and its choice of
#: servers outside of any landmark.
VIEWERS_OWN = (
    "moderate: Heading levels should only increase by one: ['#operations-tag-",
    "moderate: All page content should be contained by landmarks: ['.information-",
    "moderate: All page content should be contained by landmarks: ['.schemes-",
)


@pytest.mark.parametrize("api", APIS)
def test_a_page_shows_every_operation(page: Page, stub: Stub, api: str) -> None:
    """Without an error, and without a request to anybody else."""
    every = [*stub.app.project.apis, stub.app.control]
    contract = next(each for each in every if each.name == api)
    count = len([*contract.operations()])
    opened(page, api)

    expect(page.locator(".opblock")).to_have_count(count)
    expect(page.locator(".contents li a")).to_have_count(count)
    expect(page.locator(".info .title")).to_contain_text(
        contract.contract.document["info"]["title"]
    )


@pytest.mark.parametrize("api", CREATED)
def test_a_ticket_is_created_at_once(page: Page, stub: Stub, api: str) -> None:
    """Credentials, body and address are filled in, and so is the chosen sandbox."""
    before = len(stub.records(f"docs-{api}")[f"{api}.tickets"])
    link = "Tickets/tickets.create_ticket"
    operation = opened(page, api, link, f"?sandbox=docs-{api}")
    send(page, operation)

    expect(answered(operation)).to_have_text(CREATED[api])
    assert len(stub.records(f"docs-{api}")[f"{api}.tickets"]) == before + 1


@pytest.mark.parametrize(
    ("api", "link"),
    [
        ("growcrm", "Tickets/tickets.list_tickets"),
        ("growcrm", "Tickets/tickets.get_ticket"),
        ("helpdesk", "Webhooks/webhooks.list_webhooks"),
        ("happyfox", "Lookups/lookups.list_staff"),
        ("i3d", "Tickets/tickets.list_tickets"),
        ("_control", "Sandboxes/sandboxes.list_sandboxes"),
    ],
)
def test_what_is_there_is_read_at_once(page: Page, api: str, link: str) -> None:
    """With the admin key where it takes one, and with no filter but the defaults."""
    operation = opened(page, api, link)
    send(page, operation)

    expect(answered(operation)).to_have_text("200")


def test_a_path_elsewhere_is_called_elsewhere(page: Page, watch: Watch) -> None:
    """Links to files begin at the root of the host; the example's has run out."""
    watch.expected.append("403 (Forbidden)")
    operation = opened(page, "happyfox", "Attachments/attachments.download_attachment")
    sent = send(page, operation)

    expect(answered(operation)).to_have_text("403")
    assert sent.url.split("?")[0].endswith("/attachments/24/settings%20page.txt")
    assert "/api/1.1/json" not in sent.url


def test_the_sandbox_can_be_chosen_and_stays(page: Page) -> None:
    operation = opened(page, "growcrm", "Replies/replies.list_replies")
    page.get_by_label("Sandbox").fill("mine")
    sent = send(page, operation)
    page.get_by_role("link", name="helpdesk").click()

    assert sent.header_value("ticketstub-sandbox") == "mine"
    expect(page.get_by_label("Sandbox")).to_have_value("mine")
    assert page.url.endswith("/helpdesk?sandbox=mine")


def test_the_inspector_is_one_click_away_in_the_same_sandbox(page: Page) -> None:
    """What was tried out here is seen there."""
    operation = opened(page, "growcrm", "Replies/replies.list_replies")
    page.get_by_label("Sandbox").fill("followed")
    send(page, operation)
    expect(answered(operation)).to_have_text("200")
    page.get_by_role("link", name="Inspector").click()

    expect(page.get_by_role("combobox", name="Sandbox", exact=True)).to_have_value(
        "followed"
    )
    expect(page.get_by_role("link", name="/replies")).to_be_visible()


def test_a_name_that_no_sandbox_has_is_not_sent(page: Page) -> None:
    operation = opened(page, "growcrm", "Replies/replies.list_replies")
    page.get_by_label("Sandbox").fill("No such name")
    sent = send(page, operation)

    assert sent.header_value("ticketstub-sandbox") is None
    assert "sandbox=" not in page.url


def test_evidence_stands_with_an_operation(page: Page) -> None:
    operation = opened(page, "growcrm", "Tickets/tickets.list_tickets")

    expect(operation.locator("blockquote").first).to_have_text(
        "Evidence fair · Source docs-api.growcrm.io/tickets · Rules G3, G4, G5"
    )


def test_the_contract_itself_is_one_click_away(page: Page, stub: Stub) -> None:
    opened(page, "i3d")
    with page.expect_download() as download:
        page.get_by_role("link", name="YAML").click()

    source = stub.app.project.apis[3].contract.source
    assert download.value.path().read_bytes() == source


def test_a_link_leads_to_an_operation(page: Page) -> None:
    """By keyboard, too: the operation has the focus, and the list says where one is."""
    operation = opened(
        page, "helpdesk", "Ticket%20fields/ticket_fields.list_ticket_fields"
    )
    control = operation.locator(".opblock-summary-control")

    expect(control).to_be_focused()
    expect(control).to_be_in_viewport()
    expect(page.locator(".contents [aria-current]")).to_contain_text(
        "List the ticket fields"
    )


def test_the_list_leads_to_operations(page: Page) -> None:
    opened(page, "growcrm")
    contents = page.locator(".contents")
    contents.get_by_role("link", name="Delete a reply").click()
    control = page.locator(".opblock.is-open .opblock-summary-control")

    expect(control).to_be_focused()
    assert page.url.endswith("#/Replies/replies.delete_reply")


def test_what_an_answer_leads_to_can_be_followed(page: Page) -> None:
    operation = opened(page, "growcrm", "Tickets/tickets.create_ticket")
    operation.get_by_role("link", name="Delete the new ticket.").click()

    expect(page.locator(".contents [aria-current]")).to_contain_text("Delete a ticket")
    expect(page.locator(".opblock-delete.is-open")).to_have_count(1)


def test_the_search_finds_operations(page: Page) -> None:
    """By any word of theirs; the list and the viewer show the same."""
    opened(page, "growcrm")
    page.get_by_label("Search").fill("DELETE tickets")
    shown = page.locator(".opblock")

    expect(page.get_by_role("status")).to_have_text("2 of 12 operations")
    expect(page.locator(".contents li:visible")).to_have_count(2)
    expect(shown).to_have_count(2)
    page.get_by_label("Search").fill("")
    expect(shown).to_have_count(12)
    expect(page.get_by_role("status")).to_be_empty()


@pytest.mark.parametrize(
    ("place", "width", "dark"),
    [
        (("growcrm", "Tickets/tickets.create_ticket"), 1280, False),
        (("growcrm", "Tickets/tickets.create_ticket"), 375, True),
        (("helpdesk", "Webhooks/webhooks.list_webhooks"), 1280, True),
    ],
    ids=["form, wide, light", "form, narrow, dark", "list, wide, dark"],
)
def test_it_has_no_barriers_of_ours_and_fits(
    new_page: NewPage,
    barriers: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], Path],
    place: tuple[str, str],
    width: int,
    *,
    dark: bool,
) -> None:
    """With an answer shown, on a phone and in the dark."""
    page = new_page(width=width, dark=dark)
    operation = opened(page, *place)
    send(page, operation)
    expect(answered(operation)).to_be_visible()
    screenshot(page, f"docs-{place[0]}-{'dark' if dark else 'light'}-{width}")

    assert [each for each in barriers(page) if not each.startswith(VIEWERS_OWN)] == []
    assert overflow(page) == 0


@pytest.mark.parametrize(
    ("width", "dark"), [(1280, False), (375, True)], ids=["wide, light", "narrow, dark"]
)
def test_the_index_has_no_barriers_and_fits(
    new_page: NewPage,
    barriers: Callable[[Page], list[str]],
    screenshot: Callable[[Page, str], Path],
    width: int,
    *,
    dark: bool,
) -> None:
    page = new_page(width=width, dark=dark)
    page.goto(DOCS)
    screenshot(page, f"docs-{'dark' if dark else 'light'}-{width}")

    assert barriers(page) == []
    assert overflow(page) == 0


def test_without_scripts_the_page_leads_to_the_contract(new_page: NewPage) -> None:
    page = new_page(script=False)
    page.goto(f"{DOCS}/growcrm")

    expect(page.get_by_role("link", name="the contract")).to_be_visible()
