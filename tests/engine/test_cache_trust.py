"""What the cache of contracts does not trust: damage, and other users' hands."""

from __future__ import annotations

import os
import stat
import sys
from typing import TYPE_CHECKING

import pytest

from tests.engine.caching import PATHS, digest_of, entry_of, kind_of_tree, mark
from tests.engine.projects import contract_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Name the folder of a cache that is not there yet."""
    return tmp_path / "caches" / "ticketstub"


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    """Write a contract with one operation, answered with `{"kind": "oak"}`."""
    return contract_with(tmp_path, PATHS.replace("EXAMPLE", "oak"))


@pytest.mark.parametrize(
    "damaged",
    [
        lambda _entry: b"",
        lambda entry: entry[:-1],
        lambda entry: entry.replace(b"oak", b"elm"),
        lambda entry: b"\xff" * len(entry),
        lambda _entry: digest_of(b"{") + b"\n{",
        lambda _entry: digest_of(b"[]") + b"\n[]",
    ],
    ids=["empty", "cut", "changed", "garbage", "no JSON", "no object"],
)
def test_a_damaged_entry_is_passed_over_and_written_anew(
    damaged: Callable[[bytes], bytes], contract: Path, folder: Path
) -> None:
    """A machine that went down while writing must not keep a stub from starting."""
    kind_of_tree(contract, folder)
    entry = entry_of(folder)
    whole = entry.read_bytes()
    entry.write_bytes(damaged(whole))

    assert kind_of_tree(contract, folder) == "oak"
    assert entry_of(folder).read_bytes() == whole


def _is_a_folder(entry: Path) -> None:
    entry.unlink()
    entry.mkdir()


def _is_a_link(entry: Path) -> None:
    elsewhere = entry.parent.parent / "elsewhere.json"
    entry.rename(elsewhere)
    entry.symlink_to(elsewhere)


def _is_a_pipe(entry: Path) -> None:
    entry.unlink()
    os.mkfifo(entry)


def _is_open_to_others(entry: Path) -> None:
    entry.chmod(0o666)


def _folder_is_open_to_others(entry: Path) -> None:
    entry.parent.chmod(0o777)


def _folder_is_a_link(entry: Path) -> None:
    elsewhere = entry.parent.with_name("elsewhere")
    entry.parent.rename(elsewhere)
    entry.parent.symlink_to(elsewhere)


def _is_of_another(entry: Path) -> None:
    os.chown(entry, 12345, -1)


def _folder_is_of_another(entry: Path) -> None:
    os.chown(entry.parent, 12345, -1)


_ROOT_ONLY = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0,
    reason="only root can give a file away",
)


@pytest.mark.skipif(sys.platform == "win32", reason="the modes of POSIX")
@pytest.mark.parametrize(
    "doubtful",
    [
        _is_a_folder,
        _is_a_link,
        _is_a_pipe,
        _is_open_to_others,
        _folder_is_open_to_others,
        _folder_is_a_link,
        pytest.param(_is_of_another, marks=_ROOT_ONLY),
        pytest.param(_folder_is_of_another, marks=_ROOT_ONLY),
    ],
)
def test_what_somebody_else_may_have_written_is_not_trusted(
    doubtful: Callable[[Path], None], contract: Path, folder: Path
) -> None:
    """Another user of the machine must not choose what a stub serves."""
    kind_of_tree(contract, folder)
    mark(folder)
    doubtful(entry_of(folder))

    assert kind_of_tree(contract, folder) == "oak"


@pytest.mark.skipif(sys.platform == "win32", reason="the modes of POSIX")
def test_the_folder_and_what_is_in_it_are_this_users_alone(
    contract: Path, folder: Path
) -> None:
    kind_of_tree(contract, folder)

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(entry_of(folder).stat().st_mode) == 0o600
