"""The toy projects, served once, and a client in a sandbox of each test's own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import CARD, TOY
from tests.engine.telling import telling_toy
from tests.stub import Stub
from ticketstub.cli import main
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from tests.engine.keeping import Said


@pytest.fixture(scope="session")
def toy_stub() -> Iterator[Stub]:
    """Serve the toy project, once for all tests."""
    settings = Settings(max_sandboxes=100_000, max_body=100_000)
    with Stub(load_project(TOY), settings) as stub:
        yield stub


@pytest.fixture
def toy(toy_stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the toy API with a card that it knows."""
    with toy_stub.client(sandbox_name, headers=CARD) as client:
        yield client


@pytest.fixture(scope="session")
def telling_stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve the toy project that tells of events, once for all tests."""
    project = load_project(telling_toy(tmp_path_factory.mktemp("telling")))
    with Stub(project, Settings(max_sandboxes=100_000)) as stub:
        yield stub


@pytest.fixture
def telling(telling_stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the project that tells of events with a card that it knows."""
    with telling_stub.client(sandbox_name, headers=CARD) as client:
        yield client


@pytest.fixture
def said(
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    tmp_path: Path,
) -> Said:
    """Run `ticketstub state`; return its exit code and what it has printed."""
    monkeypatch.chdir(tmp_path)
    for name in [*os.environ]:
        if name.startswith("TICKETSTUB_"):
            monkeypatch.delenv(name)

    def say(*words: str) -> tuple[int, str, str]:
        try:
            code = main(["state", *words])
        except SystemExit as error:
            code = int(error.code or 0)
        printed = capsysbinary.readouterr()
        return code, printed.out.decode(), printed.err.decode()

    return say
