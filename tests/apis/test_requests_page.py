"""What docs/requests.md says is so: its commands and its tests are run here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.engine.process import PATIENCE, environment
from tests.stub import Stub
from tests.test_docs import DOCUMENTED, _curl_request, blocks, curl_lines, read, section
from ticketstub.control.following import MOST_FOLLOWERS
from ticketstub.control.load import CONTRACT
from ticketstub.project.project import bundled, load_project
from ticketstub.sandbox.journal import LONGEST_BODY
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

PAGE = read("docs/requests.md")

#: The commands that end, and the one that follows.
LINES = [line for line in curl_lines(PAGE) if not line.startswith("curl -N")]
(FOLLOW,) = [line for line in curl_lines(PAGE) if line.startswith("curl -N")]


@pytest.fixture(scope="module")
def answers() -> list[httpx.Response]:
    """Run the page's commands in their order, and return what they answered."""
    with Stub(load_project(bundled()), Settings()) as stub, stub.client() as client:
        here = [line.replace(DOCUMENTED, stub.url) for line in LINES]
        return [client.request(**_curl_request(line)) for line in here]


def rows(title: str) -> dict[str, str]:
    """Return the two cells of each row of a section's table."""
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in section(PAGE, title).splitlines()
        if line.startswith("| ") and not line.startswith("|---")
    ]
    return {first.strip("`"): second for first, second in cells[1:]}


def schemas() -> dict[str, Any]:
    """Return the schemas of the control API."""
    document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    found: dict[str, Any] = document["components"]["schemas"]
    return found


def test_every_command_is_answered_as_it_says(answers: list[httpx.Response]) -> None:
    assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 204]


def test_the_count_is_the_one_that_is_shown(answers: list[httpx.Response]) -> None:
    assert answers[1].json() == json.loads(blocks(PAGE)["count"])


def test_the_call_is_the_one_that_is_shown(answers: list[httpx.Response]) -> None:
    """But for its times, which the page speaks of."""
    (call,) = answers[2].json()["requests"]

    assert {name: call.pop(name) for name in ("at", "seconds")}
    assert call == json.loads(blocks(PAGE)["call"])
    assert answers[3].json()["request"]["body"]["cut"] is False


def test_what_is_followed_is_what_the_page_says(bundled_stub: Stub) -> None:
    line = FOLLOW.replace("curl -N", "curl").replace(DOCUMENTED, bundled_stub.url)
    url = _curl_request(line)["url"]
    with (
        bundled_stub.client("followed") as client,
        client.stream("GET", url, timeout=PATIENCE) as answer,
    ):
        lines = answer.iter_lines()
        first = next(lines)
        client.get("/v3/tickets/12", headers={"PRIVATE-TOKEN": "i3d-demo-token"})
        named = next(line for line in lines if line.startswith("event"))
    bundled_stub.app.sandboxes.drop("followed")

    assert (first[0], named) == (":", "event: call")
    assert f"{MOST_FOLLOWERS} connections" in PAGE


def test_the_tests_of_the_page_pass(tmp_path: Path) -> None:
    """With the fixture of the page that it names."""
    fixture = blocks(read("docs/testing-in-python.md"))["conftest.py"]
    files = {"conftest.py": fixture, **blocks(PAGE)}
    for name, content in files.items():
        if name.endswith(".py"):
            (tmp_path / name).write_text(content, encoding="utf-8")
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q"]

    ended = subprocess.run(  # noqa: S603  # pytest, on the page's own files
        [*command, "-p", "no:cacheprovider"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=3 * PATIENCE,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "2 passed" in ended.stdout


def test_every_condition_has_its_row() -> None:
    assert [*rows("Count the calls")] == [*schemas()["RequestFilter"]["properties"]]


def test_every_outcome_has_its_row() -> None:
    assert [*rows("Look at the calls")] == schemas()["Outcome"]["enum"]


def test_the_bounds_of_the_page_are_the_true_ones() -> None:
    table, bounds = rows("What is kept, and how long"), Settings()
    numbers = [int(re.findall(r"[\d,]+", row)[0].replace(",", "")) for row in table]

    assert numbers == [
        bounds.max_journal_calls,
        bounds.max_journal_bytes // 1024**2,
        bounds.max_journal_total_bytes // 1024**2,
        LONGEST_BODY // 1024,
    ]
