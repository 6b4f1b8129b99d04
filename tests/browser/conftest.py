"""A headless browser for the pages; each of its pages fails the test on any error.

Without a browser the tests are skipped; where the variable CI is set, they fail.
"""

from __future__ import annotations

import itertools
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

from tests.browser.inspecting import show
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx
    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        Playwright,
        Request,
    )

#: Names a browser that is not on the path, or another one than is.
BROWSER = "TICKETSTUB_TEST_BROWSER"

#: Names a folder that keeps the screenshots of the tests.
SCREENSHOTS = "TICKETSTUB_TEST_SCREENSHOTS"

NAMES = ("chromium", "chromium-browser", "google-chrome")

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Nothing but the stub is to be found, whatever a page asks for.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)

#: How long a page may take for what a test waits for, in milliseconds.
PATIENCE = 15_000


def browser_file() -> str | None:
    """Return the browser that is there, if there is one."""
    named = os.environ.get(BROWSER)
    found = (shutil.which(name) for name in ([named] if named else NAMES))
    return next(filter(None, found), None)


def launch(playwright: Playwright, file: str) -> Browser:
    """Start a browser that speaks to loopback alone."""
    return playwright.chromium.launch(executable_path=file, args=[*FLAGS])


_numbers = itertools.count(1)


@dataclass
class Watch:
    """What went wrong in a page; a test may expect some of it, by parts of the text."""

    complaints: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def on(self, page: Page, base_url: str) -> None:
        """Note every error of a page, and every request to anybody but the stub."""

        def console(message: ConsoleMessage) -> None:
            if message.type in ("error", "warning"):
                self.complaints.append(f"console {message.type}: {message.text}")

        def request(sent: Request) -> None:
            url = urlsplit(sent.url)
            origin = f"{url.scheme}://{url.netloc}"
            if origin != base_url and url.scheme not in ("data", "blob"):
                self.complaints.append(f"a request to {sent.url}")

        page.on("console", console)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", request)

    def unexpected(self) -> list[str]:
        return [
            complaint
            for complaint in self.complaints
            if not any(part in complaint for part in self.expected)
        ]


class NewPage(Protocol):
    """Opens a page, in a context like no other test's but those that want the same."""

    def __call__(
        self,
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        script: bool = True,
        base_url: str = "",
    ) -> Page: ...


# One for the folder, not for the session: while it runs, its event loop is this
# thread's, and tests elsewhere could not run another.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Run a browser."""
    file = browser_file()
    if file is None:
        message = f"no browser: install chromium, or name one in {BROWSER}"
        if os.environ.get("CI"):
            pytest.fail(message)
        pytest.skip(message)
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        running = launch(playwright, file)
        yield running
        running.close()


@pytest.fixture(scope="module")
def stub() -> Iterator[Stub]:
    """Serve the bundled project for the tests of one module, on a port of its own."""
    with Stub(load_project(bundled()), Settings()) as served:
        yield served


@pytest.fixture
def watch() -> Watch:
    """Return what notes the errors of the test's pages; `expected` lets some pass."""
    return Watch()


@pytest.fixture(scope="package")
def contexts() -> dict[tuple[object, ...], BrowserContext]:
    """Return the contexts by what they are like: with one goes what it has cached.

    Nothing of ours is kept beyond a page, so tests may share them.
    """
    return {}


@pytest.fixture
def new_page(
    browser: Browser,
    contexts: dict[tuple[object, ...], BrowserContext],
    stub: Stub,
    watch: Watch,
) -> Iterator[NewPage]:
    """Return what opens pages: narrow, dark, without scripts, on another stub."""
    pages: list[Page] = []

    def open_page(
        *,
        width: int = 1280,
        height: int = 800,
        dark: bool = False,
        script: bool = True,
        base_url: str = "",
    ) -> Page:
        key = (dark, script, base_url or stub.url)
        if key not in contexts:
            contexts[key] = browser.new_context(
                base_url=base_url or stub.url,
                color_scheme="dark" if dark else "light",
                reduced_motion="reduce",
                java_script_enabled=script,
                permissions=["clipboard-read", "clipboard-write"],
            )
            contexts[key].set_default_timeout(PATIENCE)
        page = contexts[key].new_page()
        page.set_viewport_size({"width": width, "height": height})
        pages.append(page)
        watch.on(page, base_url or stub.url)
        return page

    yield open_page
    for page in pages:
        page.close()
    assert watch.unexpected() == []


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """Open a page of usual size; any error in it fails the test."""
    return new_page()


@pytest.fixture
def box() -> str:
    """Name a sandbox that no other test uses."""
    return f"box-{next(_numbers)}"


@pytest.fixture
def client(stub: Stub, box: str) -> Iterator[httpx.Client]:
    """Return a client whose calls run in the test's sandbox."""
    with stub.client(box) as made:
        yield made


@pytest.fixture
def inspector(page: Page, box: str) -> Callable[[str], Page]:
    """Return what opens a tab of the inspector, in the test's sandbox."""
    return lambda tab: show(page, tab, box)


@pytest.fixture
def screenshot(tmp_path: Path) -> Callable[[Page, str], Path]:
    """Return what takes a picture of a whole page, under a name."""

    def take(page: Page, name: str) -> Path:
        folder = Path(os.environ.get(SCREENSHOTS) or tmp_path)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{name}.png"
        page.screenshot(path=file, full_page=True)
        return file

    return take


@pytest.fixture
def barriers() -> Callable[[Page], list[str]]:
    """Return what has axe look for barriers to people with disabilities in a page."""

    def look(page: Page) -> list[str]:
        found = Axe().run(page).response["violations"]
        return [
            f"{each['impact']}: {each['help']}: {node['target']}"
            for each in found
            for node in each["nodes"]
        ]

    return look


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    width = "document.documentElement.scrollWidth - window.innerWidth"
    return max(0, int(page.evaluate(width)))
