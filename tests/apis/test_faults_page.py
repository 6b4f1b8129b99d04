"""What docs/faults.md says is so: its commands and its tests are run here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest
import yaml

from tests.engine.process import environment
from tests.stub import Stub
from tests.test_docs import DOCUMENTED, _curl_request, blocks, curl_lines, read
from ticketstub.control.load import CONTRACT
from ticketstub.project.project import bundled, load_project
from ticketstub.sandbox.faults import MOST_FAULTS
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

PAGE = read("docs/faults.md")

#: What each of the page's commands is answered with, in their order; 0 is nothing.
STATUSES = [201, 429, 201, 503, 201, 0, 201, 201, 201, 201, 200, 200, 204, 204]

#: The page's tests take no longer than this many seconds.
PATIENCE = 60


class Walk:
    """The page's commands, run in their order on a stub of their own."""

    def __init__(self, stub: Stub, client: httpx.Client) -> None:
        self.answers: list[httpx.Response] = []
        self.statuses: list[int] = []
        self.twice = 0
        for line in curl_lines(PAGE):
            here = line.replace(DOCUMENTED, stub.url).replace("curl -i ", "curl ")
            try:
                answer = client.request(**_curl_request(here))
            except httpx.RemoteProtocolError:
                self.statuses.append(0)
            else:
                self.statuses.append(answer.status_code)
                self.answers.append(answer)
        tickets = stub.records("main")["growcrm.tickets"].values()
        self.twice = sum(ticket["subject"] == "Twice" for ticket in tickets)


@pytest.fixture(scope="module")
def walk() -> Walk:
    """Follow the page."""
    with Stub(load_project(bundled()), Settings()) as stub, stub.client() as client:
        return Walk(stub, client)


def test_every_command_is_answered_as_the_page_says(walk: Walk) -> None:
    """And the ticket whose answer was lost is there twice."""
    assert walk.statuses == STATUSES
    assert walk.twice == 2


def test_the_answers_are_those_that_are_shown(walk: Walk) -> None:
    """The rate limit, the outage, and the fault that was met."""
    (shown,) = re.findall(r"^```text\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    head, _, body = shown.partition("\n\n")
    _, limited, _, unavailable, *_, told, _, _, _ = walk.answers
    first, *headers = head.splitlines()

    assert first == f"HTTP/1.1 {limited.status_code} {limited.reason_phrase}"
    for name, value in (line.split(": ", 1) for line in headers):
        assert limited.headers[name] == value
    assert limited.text == body.strip()
    assert unavailable.json() == json.loads(blocks(PAGE)["unavailable"])
    assert told.json() == json.loads(blocks(PAGE)["fault"])


def test_every_field_of_a_fault_has_its_row() -> None:
    schemas = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["components"]
    fields = schemas["schemas"]["NewFault"]["properties"]
    cells = re.findall(r"^\| (`.*?) \|", PAGE, re.MULTILINE)

    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    # Which example it is, the text says.
    assert named == {*fields} - {"example"}
    assert "`example` chooses" in PAGE


def test_the_bounds_of_the_page_are_the_true_ones() -> None:
    schemas = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["components"]
    fields = schemas["schemas"]["NewFault"]["properties"]

    assert f"at most {MOST_FAULTS} to each" in PAGE
    assert f"{fields['delay_seconds']['maximum']} seconds at most" in PAGE
    statuses = fields["status"]["minimum"], fields["status"]["maximum"]
    assert "from {} to {}".format(*statuses) in PAGE


def test_the_tests_of_the_page_pass(tmp_path: Path) -> None:
    """Saved under the name that they have, with warnings as errors."""
    (name,) = (name for name in blocks(PAGE) if name.endswith(".py"))
    content = blocks(PAGE)[name]
    (tmp_path / name).write_text(content, encoding="utf-8")
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p"]
    command += ["no:cacheprovider", name]

    ended = subprocess.run(  # noqa: S603  # pytest, on the page's own file
        command,
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{content.count('def test_')} passed" in ended.stdout
