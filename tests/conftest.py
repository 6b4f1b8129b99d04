"""What every test shares: a stub that serves over HTTP, and frozen records."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.frozen import freeze
from tests.stub import Stub
from ticketstub.project.project import bundled, load_project
from ticketstub.sandbox.mock_data import MockCollection
from ticketstub.settings import Settings
from ticketstub.store.collection import TinyCollection

if TYPE_CHECKING:
    from collections.abc import Iterator

_names = itertools.count(1)

REPOSITORY = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def _own_caches(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the commands that tests start out of the user's caches."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("caches")))
        yield


@pytest.fixture(scope="session", autouse=True)
def frozen_records() -> Iterator[None]:
    """Let every stored record raise when it is changed in place."""
    patch = pytest.MonkeyPatch()
    put, at = TinyCollection._put, MockCollection.at

    def frozen_put(self: TinyCollection, key: Any, new: Any) -> None:
        put(self, key, freeze(new))

    def frozen_at(self: MockCollection, start: Any) -> Any:
        return [freeze(record) for record in at(self, start)]

    patch.setattr(TinyCollection, "_put", frozen_put)
    patch.setattr(MockCollection, "at", frozen_at)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def bundled_stub() -> Iterator[Stub]:
    """Serve the bundled project, once for all tests."""
    with Stub(load_project(bundled()), Settings(max_sandboxes=100_000)) as stub:
        yield stub


@pytest.fixture
def sandbox_name(request: pytest.FixtureRequest) -> Iterator[str]:
    """Name a sandbox that no other test uses, and let it go after the test."""
    name = f"test-{next(_names)}"
    yield name
    if "bundled_stub" in request.fixturenames:
        stub: Stub = request.getfixturevalue("bundled_stub")
        if name in stub.app.sandboxes:
            stub.app.sandboxes.drop(name)
