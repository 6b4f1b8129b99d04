"""What docs/storage.md says is so: its commands work, and its tables are whole."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.engine.process import Served, run
from tests.test_docs import KEY, read
from ticketstub.state_command import CALLS
from ticketstub.store.format import STEPS

if TYPE_CHECKING:
    from pathlib import Path

PAGE = read("docs/storage.md")

LINES = [line for line in PAGE.splitlines() if line.startswith("ticketstub ")]


def test_the_commands_work_in_their_order(tmp_path: Path) -> None:
    """What is served is kept, exported, imported and reset as the page says."""
    served_by, *lines = LINES
    spoken = [line for line in lines if "--store" not in line]
    opened = [line for line in lines if "--store" in line]
    ticket = "/api/tickets/32"

    with Served(*shlex.split(served_by)[2:], cwd=tmp_path) as served:
        port = {"TICKETSTUB_PORT": served.url.rpartition(":")[2]}
        with httpx.Client(base_url=served.url, headers=KEY) as client:
            client.delete(ticket)
            codes = [
                run(*shlex.split(line)[1:], cwd=tmp_path, more=port).returncode
                for line in spoken
            ]
            found = client.get(ticket).status_code
            client.delete(ticket)
        served.stop(9)
    codes += [run(*shlex.split(line)[1:], cwd=tmp_path).returncode for line in opened]
    with Served("--store", "file:other.db", cwd=tmp_path) as served:
        kept = httpx.get(served.url + ticket, headers=KEY).status_code

    assert len(spoken) == len(opened) == 3
    assert codes == [0] * 6
    assert (found, kept) == (200, 404)
    assert (tmp_path / "monday.json").stat().st_size > 1000


@pytest.mark.parametrize("action", CALLS)
def test_every_action_is_shown_with_a_stub_and_with_a_file(action: str) -> None:
    shown = [line for line in LINES if f" state {action}" in line]

    assert len(shown) == 2


def test_the_version_of_the_page_is_the_present_one() -> None:
    found = re.search(r"at present (\d+)\.", PAGE)

    assert found is not None
    assert int(found[1]) == len(STEPS)
