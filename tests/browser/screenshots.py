"""Take the README's pictures: `make screenshots`, which needs a browser."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from tests.browser.conftest import browser_file
from tests.conftest import REPOSITORY
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    import httpx
    from playwright.sync_api import Page

IMAGES = REPOSITORY / "docs" / "images"

#: Where the pictures show the stub, whatever port it is on.
SHOWN = "127.0.0.1:4140"

GROW = {"Authorization": "Bearer growcrm-demo-key"}
I3D = {"PRIVATE-TOKEN": "i3d-demo-token"}
HELPDESK = {"Authorization": "Bearer helpdesk-demo-key", "X-Workspace-Id": "ws_mock"}
FOX = ("happyfox-demo-key", "happyfox-demo-code")

TICKET = {"ticket": {"subject": "Cannot log in", "priority": "high"}}
WRONG = {"ticket": {"priority": "huge"}}

#: The calls that the inspector shows, the last of them opened.
CALLS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("GET", "/api/tickets?status=1&limit=5", {"headers": GROW}),
    ("GET", "/api/tickets/32", {"headers": GROW}),
    ("PUT", "/api/tickets/32/status", {"headers": GROW, "data": {"status": "2"}}),
    ("GET", "/api/1.1/json/tickets/?size=5", {"auth": FOX}),
    ("GET", "/api/1.1/json/ticket/3/", {"auth": FOX}),
    ("GET", "/v3/tickets/12", {"headers": I3D}),
    ("GET", "/v3/tickets/4711", {"headers": I3D}),
    ("POST", "/helpdesk/api/v1/tickets", {"headers": HELPDESK, "json": TICKET}),
    ("GET", "/helpdesk/api/v1/tickets?status=open", {"headers": HELPDESK}),
    (
        "PUT",
        "/helpdesk/api/v1/tickets/tkt_abc123",
        {"headers": HELPDESK, "json": WRONG},
    ),
)


def main() -> int:
    """Take them, with a clock that stands, so that they come out the same again."""
    file = browser_file()
    if file is None:
        print("There is no browser; install chromium.", file=sys.stderr)  # noqa: T201  # a command
        return 3
    IMAGES.mkdir(exist_ok=True)
    with (
        Stub(load_project(bundled()), Settings()) as stub,
        stub.client() as client,
        sync_playwright() as playwright,
    ):
        make_calls(client)
        browser = playwright.chromium.launch(
            executable_path=file,
            args=[
                "--no-sandbox",
                f"--host-resolver-rules=MAP {SHOWN} 127.0.0.1:{stub.port}",
            ],
        )
        page = browser.new_page(
            base_url=f"http://{SHOWN}", viewport={"width": 1280, "height": 800}
        )
        take(page, "/", "Other sandboxes", "landing")
        take(
            page,
            "/_ticketstub/inspector#/calls/call_10",
            "How this is known",
            "inspector",
        )
        browser.close()
    return 0


def make_calls(client: httpx.Client) -> None:
    """Make the calls that are shown, a moment between each two."""
    client.put(
        "/_ticketstub/clock", json={"at": "2026-06-15T09:30:00Z", "frozen": True}
    )
    for number, (method, path, options) in enumerate(CALLS):
        client.request(method, path, **options)
        client.post("/_ticketstub/clock/advance", json={"seconds": 0.7 + number / 7})


def take(page: Page, path: str, ready: str, name: str) -> None:
    """Take a picture of a page, once it says what it says when it is ready."""
    page.goto(path)
    page.get_by_text(ready, exact=True).first.wait_for()
    page.wait_for_load_state()
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    sys.exit(main())
