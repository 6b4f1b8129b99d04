"""The format of a store file: brought forward step by step, or not at all."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.engine.controlling import exported, hang
from tests.engine.gallery import gallery_toy
from tests.engine.keeping import kept, select
from ticketstub.store.file import StoreFile
from ticketstub.store.format import APPLICATION, STEPS, StoreFileError

if TYPE_CHECKING:
    from pathlib import Path

#: Steps that a later version might have.
SECOND = (
    "ALTER TABLE snapshots ADD COLUMN note TEXT NOT NULL DEFAULT ''",
    "UPDATE snapshots SET note = 'kept by version 1'",
)
THIRD = ("CREATE INDEX by_note ON snapshots (note)",)


def version_of(file: Path) -> int:
    """Return the version that a file says it is of."""
    ((version,),) = select(file, "PRAGMA user_version")
    return int(version)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write a file of the present version, with something in it."""
    file = tmp_path / "kept.db"
    with kept(gallery_toy(tmp_path), file) as client:
        hang(client, data="reeds")
        client.post("/_ticketstub/snapshots", json={"name": "fen"})
    return file


def test_a_new_file_says_whose_it_is_and_of_which_version(file: Path) -> None:
    assert select(file, "PRAGMA application_id") == [(APPLICATION,)]
    assert version_of(file) == len(STEPS)


def test_an_older_file_is_brought_forward(file: Path) -> None:
    """Over as many versions as it takes, with all that is in it."""
    before = select(file, "SELECT * FROM records")
    for _ in range(2):
        with closing(StoreFile(file, steps=(*STEPS, SECOND, THIRD))) as newer:
            assert len(newer.snapshots()) == 1

    assert version_of(file) == len(STEPS) + 2
    assert select(file, "SELECT note FROM snapshots") == [("kept by version 1",)]
    assert select(file, "SELECT * FROM records") == before


def test_a_new_file_takes_every_step(tmp_path: Path) -> None:
    """There is one way to each version."""
    file = tmp_path / "new.db"
    with closing(StoreFile(file, steps=(*STEPS, SECOND))) as new:
        assert new.facts() == {}

    assert version_of(file) == len(STEPS) + 1
    assert select(file, "SELECT note FROM snapshots") == []


def test_a_step_that_fails_leaves_the_file_as_it_was(
    file: Path, tmp_path: Path
) -> None:
    """It is of the old version then, not of something between."""
    broken = ("DROP TABLE snapshots", "DROP TABLE never_there")
    with pytest.raises(StoreFileError, match="cannot be used: no such table"):
        StoreFile(file, steps=(*STEPS, SECOND, broken))

    assert version_of(file) == len(STEPS)
    assert select(file, "SELECT name FROM snapshots") == [("fen",)]
    with kept(tmp_path / "toy", file) as client:
        assert len(exported(client)["collections"]["gallery.pictures"]["records"]) == 3


def test_a_file_that_was_brought_forward_is_too_new_for_those_before(
    file: Path,
) -> None:
    with closing(StoreFile(file, steps=(*STEPS, SECOND))):
        pass

    with pytest.raises(StoreFileError, match=r"is of version 2; .* reads up to 1"):
        StoreFile(file)
