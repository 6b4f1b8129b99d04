"""What docs/testing-in-python.md says is so: its tests are run, and they pass."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.engine.process import environment
from tests.test_docs import blocks, read
from ticketstub.sandbox import courier
from ticketstub.settings import FIELDS
from ticketstub.testing import Control, serve
from ticketstub.testing.serving import _OF_THE_COMMAND

if TYPE_CHECKING:
    from pathlib import Path

PAGE = read("docs/testing-in-python.md")

#: Nothing on the page takes longer than this many seconds.
PATIENCE = 60


def rows(heading: str) -> dict[str, str]:
    """Return the two cells of the table whose head begins so."""
    _, found, rest = PAGE.partition(f"\n| {heading} |")
    assert found
    table = rest.partition("\n\n")[0].splitlines()[2:]
    cells = [line.strip("|").split("|") for line in table]
    return {row[0].strip(): row[1].strip() for row in cells}


def named(cell: str) -> set[str]:
    """Return the names in a cell."""
    return set(re.findall(r"`(\w+)`", cell))


def public(part: object) -> set[str]:
    """Return the names of an object's own public methods."""
    return {
        name
        for name in dir(part)
        if not name.startswith("_") and callable(getattr(part, name))
    }


def test_every_test_of_the_page_passes(tmp_path: Path) -> None:
    """Saved under the names that they have, and run from where they lie.

    With warnings as errors, and in another order as well: each stands by itself.
    """
    files = blocks(PAGE)
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    tests = [name for name in files if name != "conftest.py"]
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p"]
    command += ["no:cacheprovider", *sorted(tests, reverse=True)]

    ended = subprocess.run(  # noqa: S603  # pytest, on the page's own files
        command,
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    count = sum(content.count("\ndef test_") for content in files.values())
    assert ended.returncode == 0, ended.stdout + ended.stderr
    # One of them has two sizes.
    assert f"{count + 1} passed" in ended.stdout


def test_the_page_shows_a_fixture_and_some_tests() -> None:
    """The test above is not passed by finding nothing."""
    files = blocks(PAGE)

    assert "conftest.py" in files
    assert len(files) > 7


def test_the_table_of_methods_is_whole() -> None:
    """Each has its place, and none is about something else."""
    shown = rows("Part of `Control`")
    with Control("http://127.0.0.1:9") as control:
        parts = {
            f"`{name}`": part
            for name, part in vars(control).items()
            if not name.startswith("_")
        }
        assert {*shown} == {"itself", *parts}
        assert named(shown["itself"]) == public(control)
        for name, part in parts.items():
            assert named(shown[name]) == public(part)


@pytest.mark.parametrize("call", [*rows("Call")])
def test_each_shown_call_serves_something(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """In a folder that has the project and the contract which the page speaks of."""
    contract = blocks(read("docs/contracts.md"))["parcels.yaml"]
    (tmp_path / "parcels.yaml").write_text(contract, encoding="utf-8")
    (tmp_path / "stub" / "openapi").mkdir(parents=True)
    (tmp_path / "stub" / "openapi" / "parcels.yaml").write_text(contract, "utf-8")
    monkeypatch.chdir(tmp_path)

    with eval(call.strip("`"), {"serve": serve}) as stub:  # noqa: S307  # the page's own
        assert stub.control.clock.get()["state"] == "running"


def test_the_settings_of_the_command_are_named() -> None:
    (line,) = (
        line for line in PAGE.splitlines() if line.startswith("Further settings")
    )

    assert named(line) & {*FIELDS} == {*_OF_THE_COMMAND}


def test_the_bound_of_the_page_is_the_true_one() -> None:
    assert "two seconds at most" in PAGE
    assert courier.GRACE == 2
