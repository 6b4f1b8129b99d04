"""A contract to keep in a cache, and what is in there."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from tests.stub import Stub
from ticketstub.contract.cache import Cache
from ticketstub.project.project import load_bare
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

PATHS = """\
  /trees:
    get:
      responses:
        '200':
          description: The trees.
          content:
            application/json:
              schema:
                type: object
              example: {kind: EXAMPLE}
"""


def kind_of_tree(contract: Path, folder: Path) -> str:
    """Serve a contract with a cache, and return what its operation answers."""
    project = load_bare(contract, Cache(folder))
    with Stub(project, Settings()) as stub, stub.client() as client:
        kind: str = client.get("/trees").json()["kind"]
        return kind


def entry_of(folder: Path) -> Path:
    """Return the one entry of a cache."""
    (entry,) = folder.iterdir()
    return entry


def digest_of(content: bytes) -> bytes:
    """Return what an entry begins with, for its content."""
    return hashlib.sha256(content).hexdigest().encode()


def mark(folder: Path, kind: str = "elm") -> None:
    """Write another example into the one entry, as nothing but a test would."""
    entry = entry_of(folder)
    content = entry.read_bytes().partition(b"\n")[2].replace(b"oak", kind.encode())
    entry.write_bytes(digest_of(content) + b"\n" + content)
