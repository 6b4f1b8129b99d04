"""Every API's state outlives the process: what the README's commands leave behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx

from tests.test_docs import DOCUMENTED, _curl_request, curl_lines, read
from ticketstub.testing import serve

if TYPE_CHECKING:
    from pathlib import Path


def test_every_api_is_after_a_restart_as_it_was_before(tmp_path: Path) -> None:
    """Mock data and all that was written, as each API stores it."""
    store = f"file:{tmp_path / 'kept.db'}"
    lines = [
        line
        for line in curl_lines(read("README.md"))
        if "Ticketstub-Sandbox" not in line and "~" not in line
    ]
    with serve(store=store) as stub:
        begun = stub.control.export_state()
        statuses = [
            httpx.request(
                **_curl_request(line.replace(DOCUMENTED, stub.url))
            ).status_code
            for line in lines
        ]
        before = stub.control.export_state()
    with serve(store=store) as stub:
        after = stub.control.export_state()

    assert all(200 <= status < 300 for status in statuses)
    assert after == before
    changed = {
        name.partition(".")[0]
        for name, each in before["collections"].items()
        if each != begun["collections"][name]
    }
    assert changed == {"growcrm", "happyfox", "i3d", "helpdesk"}
