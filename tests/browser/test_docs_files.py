"""The docs as files, in a browser: from the disk, and from another web server."""

from __future__ import annotations

import functools
import http.server
import threading
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.trying import answered, send
from ticketstub.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.browser.conftest import NewPage, Watch
    from tests.stub import Stub


@pytest.fixture(scope="module")
def site(stub: Stub, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the docs as files, for a stub that serves."""
    folder = tmp_path_factory.mktemp("site")
    assert main(["docs", "build", str(folder), "--base-url", stub.url]) == 0
    return folder


@pytest.fixture(scope="module")
def published(site: Path) -> Iterator[str]:
    """Serve the files as any web server would."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    handler = functools.partial(Quiet, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_files_open_from_the_disk(new_page: NewPage, site: Path) -> None:
    """Every page by its links, and nothing else is asked for."""
    page = new_page(base_url="file://")
    page.goto((site / "index.html").as_uri())
    page.get_by_role("main").get_by_role("link", name="HappyFox Tickets").click()

    expect(page.locator(".opblock")).to_have_count(22)
    page.locator(".contents").get_by_role("link", name="List the staff").click()
    expect(page.locator(".opblock.is-open")).to_have_count(1)
    page.get_by_role("link", name="ticketstub", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("API docs")


def test_the_files_call_the_stub_from_elsewhere(
    new_page: NewPage, stub: Stub, watch: Watch, published: str
) -> None:
    watch.expected.append(f"a request to {stub.url}/api/tickets")
    page = new_page(base_url=published)
    page.goto("/growcrm.html?sandbox=elsewhere#/Tickets/tickets.create_ticket")
    operation = page.locator(".opblock.is-open")
    send(page, operation)

    expect(answered(operation)).to_have_text("201")


def test_the_control_api_is_only_read_in_files(
    new_page: NewPage, published: str
) -> None:
    """It answers no page of another origin, so trying it out would fail."""
    page = new_page(base_url=published)
    page.goto("/_control.html#/Stub/health.get_health")

    expect(page.locator(".opblock.is-open")).to_be_visible()
    expect(page.locator(".try-out, .execute")).to_have_count(0)
