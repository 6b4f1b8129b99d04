"""What calls and sandboxes leave behind goes at once, without the collector."""

from __future__ import annotations

import asyncio
import gc
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.engine.projects import BASE, CARD, TOY
from ticketstub.app import App
from ticketstub.call import Call
from ticketstub.project.project import load_project
from ticketstub.sandbox.sandbox import Sandbox
from ticketstub.settings import Settings
from ticketstub.store.collection import TinyCollection

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Calls that are answered, refused at each step, and broken.
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("GET", "/books", {}),
    ("GET", "/books?order=none", {}),
    ("GET", "/books/bk_9999", {}),
    ("GET", "/nothing", {}),
    ("PATCH", "/books", {}),
    ("GET", "/books", {"headers": {"X-Library-Card": "unknown"}}),
    ("POST", "/books", {"json": {"title": "Emma", "condition": "new"}}),
    ("POST", "/books", {"content": b"{"}),
    ("POST", "/books", {"content": b"x" * 200_000}),
    ("GET", "/books", {"headers": {"Prefer": "code=999"}}),
]


@pytest.fixture
def resting() -> Iterator[None]:
    """Let the collector rest, so that what waits for it stays."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize(("method", "path", "options"), CALLS, ids=range(len(CALLS)))
@pytest.mark.parametrize("sandbox", ["kept", "tentative"])
@pytest.mark.usefixtures("resting")
def test_a_call_is_forgotten_once_it_is_answered(
    method: str, path: str, options: dict[str, Any], sandbox: str
) -> None:
    """A refusal, too, whose error knows the frames that it went through."""
    app = App(load_project(TOY), Settings(allow_host=("stub",), max_body=100_000))
    before = alive(Call)

    if sandbox == "kept":
        asyncio.run(asked(app, "GET", "/books", sandbox))
    asyncio.run(asked(app, method, path, sandbox, **options))

    assert alive(Call) == before


@pytest.mark.usefixtures("resting")
def test_a_sandbox_that_is_dropped_goes_at_once() -> None:
    app = App(load_project(TOY), Settings(allow_host=("stub",)))
    before = alive(Sandbox), alive(TinyCollection)
    asyncio.run(asked(app, "POST", "/books", "mine", json={"title": "Emma"}))
    asyncio.run(asked(app, "GET", "/books", "mine"))

    app.sandboxes.drop("mine")

    assert (alive(Sandbox), alive(TinyCollection)) == before


async def asked(
    app: App, method: str, path: str, sandbox: str, **options: Any
) -> httpx.Response:
    """Make one call in process."""
    headers = {**CARD, "Ticketstub-Sandbox": sandbox, **options.pop("headers", {})}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://stub") as client:
        return await client.request(method, BASE + path, headers=headers, **options)


def alive(kind: type) -> int:
    """Count the objects of a class that there still are."""
    return sum(type(each) is kind for each in gc.get_objects())
