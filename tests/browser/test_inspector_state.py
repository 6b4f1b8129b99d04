"""What the inspector changes: sandboxes, snapshots, clocks, faults; and the token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.browser.inspecting import GROW, HELPDESK, chooser, row
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    import httpx
    from playwright.sync_api import Page

    from tests.browser.conftest import NewPage, Watch


def subject(client: httpx.Client) -> str:
    ticket = client.get("/helpdesk/api/v1/tickets/tkt_abc123", headers=HELPDESK).json()
    return str(ticket["ticket"]["subject"])


def rename(client: httpx.Client, subject: str) -> None:
    client.put(
        "/helpdesk/api/v1/tickets/tkt_abc123",
        headers=HELPDESK,
        json={"ticket": {"subject": subject}},
    )


def test_records_are_browsed_and_one_is_looked_at(
    inspector: Callable[[str], Page], client: httpx.Client
) -> None:
    """What an API does not show is seen as it is stored, page by page."""
    rename(client, "Renamed")
    total = client.get("/_ticketstub/records/helpdesk/tickets").json()["total"]
    page = inspector("records")
    page.locator("nav a[href*='/helpdesk/tickets?']").click()

    expect(page.get_by_text(f"1 to 25 of {total}")).to_be_visible()

    page.get_by_role("link", name="Next").click()

    expect(page.get_by_text(f"26 to 50 of {total}")).to_be_visible()

    page.get_by_role("link", name="tkt_abc123").click()

    record = page.get_by_role("region", name="Record", exact=True)
    expect(record).to_contain_text('"subject": "Renamed"')
    expect(page.get_by_text(f"26 to 50 of {total}")).to_be_visible()


def test_a_sandbox_is_reset_only_when_asked_twice(
    inspector: Callable[[str], Page], client: httpx.Client, box: str
) -> None:
    """A slip of the mouse must not lose what was prepared."""
    before = subject(client)
    rename(client, "Renamed")
    page = inspector("sandboxes")
    reset = row(page, box).get_by_role("button", name="Reset")
    reset.click()

    expect(reset).to_have_text(f"Reset {box}?")
    assert subject(client) == "Renamed"

    with page.expect_response("**/_ticketstub/reset"):
        reset.click()

    assert subject(client) == before


def test_a_sandbox_is_made_as_a_copy_shown_and_dropped(
    inspector: Callable[[str], Page], client: httpx.Client, box: str, stub: Stub
) -> None:
    """A prepared state can be tried on without spending it."""
    rename(client, "Renamed")
    page = inspector("sandboxes")
    chooser(page, "From").select_option(f"from={box}")
    form = page.locator("form").filter(has_text="Make a sandbox")
    form.get_by_role("textbox", name="Name").fill(f"copy-of-{box}")
    form.get_by_role("button", name="Make").click()
    page.get_by_role("button", name=f"Show copy-of-{box}").click()

    expect(chooser(page, "Sandbox")).to_have_value(f"copy-of-{box}")
    with stub.client(f"copy-of-{box}") as copied:
        assert subject(copied) == "Renamed"

    drop = row(page, f"copy-of-{box}").get_by_role("button", name="Drop")
    drop.click()
    drop.click()

    expect(chooser(page, "Sandbox")).to_have_value("main")
    assert f"copy-of-{box}" not in stub.app.sandboxes


def test_a_snapshot_is_taken_and_restored(
    inspector: Callable[[str], Page], client: httpx.Client, box: str
) -> None:
    """One goes back to it as often as one likes."""
    before = subject(client)
    page = inspector("sandboxes")
    form = page.locator("form").filter(has_text="Take a snapshot")
    form.get_by_role("textbox", name="Name").fill(f"before-{box}")
    form.get_by_role("button", name="Take").click()

    expect(page.get_by_text(f"before-{box} is taken.")).to_be_visible()

    rename(client, "Renamed")
    page.get_by_role("button", name=f"Restore before-{box}").click()

    expect(page.get_by_text(f"{box} is as in before-{box}.")).to_be_visible()
    assert subject(client) == before


def test_the_clock_is_set_advanced_and_given_back(
    inspector: Callable[[str], Page], client: httpx.Client
) -> None:
    """What the page shows is what the sandbox's calls are answered with."""
    page = inspector("clock")
    page.get_by_role("textbox", name="Time").fill("2026-06-15T09:30:00Z")
    page.get_by_role("button", name="Set", exact=True).click()

    expect(page.get_by_role("time")).to_have_text("2026-06-15 09:30:00 UTC")
    expect(page.get_by_text("It stands.")).to_be_visible()

    page.get_by_role("button", name="+1 hour").click()

    expect(page.get_by_role("time")).to_have_text("2026-06-15 10:30:00 UTC")
    clock = client.get("/_ticketstub/clock").json()
    assert clock["now"] == "2026-06-15T10:30:00.000000Z"
    assert clock["state"] == "frozen"

    page.get_by_role("button", name="Run").click()

    expect(page.get_by_text("behind the machine's own")).to_be_visible()

    page.get_by_role("button", name="Give the true time back").click()

    expect(page.get_by_text("It runs with the machine's own.")).to_be_visible()


def test_what_is_refused_is_told(
    inspector: Callable[[str], Page], watch: Watch
) -> None:
    """A time that is none is told in the control API's own words."""
    watch.expected.append("422 (Unprocessable")
    page = inspector("clock")
    page.get_by_role("textbox", name="Time").fill("tomorrow")
    page.get_by_role("button", name="Set", exact=True).click()

    expect(page.get_by_role("alert")).to_contain_text("at ")


def test_a_fault_of_the_form_is_met_by_a_client(
    inspector: Callable[[str], Page], client: httpx.Client
) -> None:
    """The form offers what the contract declares, and the API answers it."""
    page = inspector("faults")
    chooser(page, "API").select_option("helpdesk")
    chooser(page, "Operation").select_option("tickets.get_ticket")
    statuses = chooser(page, "Status").get_by_role("option").all_inner_texts()
    chooser(page, "Status").select_option("429")
    page.get_by_role("spinbutton", name="Only the first").fill("1")
    page.get_by_role("button", name="Add").click()

    fault = row(page, "fault_1")
    expect(fault).to_contain_text("answers 429")
    expect(fault).to_contain_text("the first 1")
    path = "/helpdesk/api/v1/tickets/tkt_abc123"
    answers = [client.get(path, headers=HELPDESK).status_code for _ in range(2)]
    assert answers == [429, 200]
    assert any(status.startswith("404 ") for status in statuses)
    # What is met is counted on the page by and by.
    expect(fault.get_by_role("cell").nth(6)).to_have_text("1")

    fault.get_by_role("button", name="Remove fault_1").click()

    expect(page.get_by_text("None: everything works.")).to_be_visible()


def test_a_delivery_is_looked_at_and_replayed(
    inspector: Callable[[str], Page], client: httpx.Client
) -> None:
    """What was to be sent, and why it was not, is there; it can be tried again."""
    ticket = {"ticket": {"subject": "Cannot log in"}}
    client.post("/helpdesk/api/v1/tickets", headers=HELPDESK, json=ticket)
    page = inspector("outbox")
    page.get_by_role("link", name="dlv_1").click()

    delivery = page.get_by_role("region", name="Delivery", exact=True)
    expect(delivery).to_contain_text("is not an allowed target")
    expect(delivery.get_by_role("group", name="Body")).to_contain_text("Cannot log in")

    delivery.get_by_role("button", name="Replay").click()

    expect(delivery.get_by_role("link", name="dlv_1")).to_be_visible()
    expect(row(page, "dlv_2")).to_contain_text("not sent")


def test_a_receiver_is_registered_and_removed(
    inspector: Callable[[str], Page], client: httpx.Client
) -> None:
    """Where events go can be told without a line of code."""
    page = inspector("outbox")
    form = page.locator("form").filter(has_text="Register a receiver")
    form.get_by_role("combobox", name="API").select_option("helpdesk")
    form.get_by_role("textbox", name="URL").fill("http://127.0.0.1:9/hooks")
    form.get_by_role("textbox", name="Events").fill("ticket.created ticket.updated")
    form.get_by_role("spinbutton", name="Copies").fill("2")
    form.get_by_role("button", name="Register").click()

    receiver = row(page, "http://127.0.0.1:9/hooks")
    expect(receiver).to_contain_text("ticket.created, ticket.updated")
    expect(receiver).to_contain_text("2 copies")
    [registered] = client.get("/_ticketstub/receivers").json()["receivers"]
    assert registered["events"] == ["ticket.created", "ticket.updated"]

    receiver.get_by_role("button", name="Remove").click()

    expect(page.get_by_text("None is registered here.")).to_be_visible()


def test_the_token_is_asked_for_once_and_kept_for_the_tab(
    new_page: NewPage, watch: Watch
) -> None:
    """Beyond loopback only who knows the token sees anything."""
    watch.expected.append("401 (Unauthorized)")
    with Stub(load_project(bundled()), Settings(token="opensesame")) as guarded:  # noqa: S106  # made up
        page = new_page(base_url=guarded.url)
        page.goto("/_ticketstub/inspector")
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Token", exact=True).fill("knock knock")
        dialog.get_by_role("button").click()

        expect(dialog.get_by_text("That is not the token.")).to_be_visible()

        dialog.get_by_label("Token", exact=True).fill("opensesame")
        dialog.get_by_role("button").click()

        expect(page.get_by_text("Live", exact=True)).to_be_visible()
        expect(dialog).to_be_hidden()

        page.reload()

        expect(page.get_by_text("Live", exact=True)).to_be_visible()
        with guarded.client() as client:
            client.get("/api/tickets/32", headers=GROW)
        expect(page.get_by_role("link", name="/api/tickets/32")).to_be_visible()
