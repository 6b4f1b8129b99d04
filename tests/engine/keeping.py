"""The gallery served with a store file, again and again on the same one."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

from tests.engine.gallery import AS_OF, connect
from tests.stub import Stub
from ticketstub.project.project import load_project
from ticketstub.sandbox.clock import Clock
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import httpx

    from ticketstub.sandbox.keeper import Keeper

    #: Runs a command: its exit code, and what it printed to either stream.
    Said = Callable[..., tuple[int, str, str]]


@contextmanager
def kept_stub(
    project: Path, file: Path, *, api: str = "", **bounds: Any
) -> Iterator[Stub]:
    """Serve a project on a file; the clocks of new sandboxes stand at AS_OF."""
    only = (api,) if api else ()
    stub = Stub(
        load_project(project, only=only), Settings(store=f"file:{file}", **bounds)
    )
    stub.app.sandboxes._new_clock = lambda: Clock(AS_OF, frozen=True)
    stub.app.sandboxes.reset(stub.sandbox("main"))
    with closing(stub._listening):
        stub.app.open_store()
        try:
            with stub:
                yield stub
        finally:
            stub.app.close_store()


@contextmanager
def kept(
    project: Path, file: Path, sandbox: str | None = None, **bounds: Any
) -> Iterator[httpx.Client]:
    """Serve a project on a file, and call it."""
    with kept_stub(project, file, **bounds) as stub, connect(stub, sandbox) as client:
        yield client


def keeper_of(stub: Stub) -> Keeper:
    """Return what keeps a stub's state."""
    keeper = stub.app.sandboxes.keeper
    assert keeper is not None
    return keeper


def written(stub: Stub) -> int:
    """Tell how many rows were ever written to the file of a stub."""
    return keeper_of(stub).file._connection.total_changes


def change(file: Path, *statements: str) -> None:
    """Change a store file that nobody serves."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


def select(file: Path, query: str) -> list[Any]:
    """Return what a store file holds that nobody serves."""
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(query).fetchall()
