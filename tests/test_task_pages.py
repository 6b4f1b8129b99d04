"""What the pages on time, sandboxes and records say is so: each is followed here."""

from __future__ import annotations

import json
import re
import shlex
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
import yaml

from tests.stub import Stub
from tests.test_docs import DOCUMENTED, _curl_request, blocks, curl_lines, read
from ticketstub.control.load import CONTRACT
from ticketstub.settings import Settings

if TYPE_CHECKING:
    import httpx

PAGES = ("time", "parallel-tests", "records")

#: Where the clock of `main` stands at first.
NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)

I3D = {"PRIVATE-TOKEN": "i3d-demo-token"}


class Walk:
    """A page's commands, run in their order on a stub of their own."""

    def __init__(self, page: str, stub: Stub, client: httpx.Client) -> None:
        self.text = read(f"docs/{page}.md")
        self.stub = stub
        self.answers: list[httpx.Response] = []
        kept = ""
        for line in curl_lines(self.text):
            seconds = int(stub.sandbox("main").clock.now().timestamp())
            here = line.replace(DOCUMENTED, stub.url)
            here = here.replace("$(date +%s)", f"{seconds}")
            here = here.replace("@state.json", shlex.quote(kept))
            answer = client.request(**_curl_request(here.removesuffix(TO_FILE)))
            if here.endswith(TO_FILE):
                kept = answer.text
            self.answers.append(answer)

    def statuses(self) -> list[int]:
        """List what the commands were answered with."""
        return [answer.status_code for answer in self.answers]

    def shown(self, name: str) -> object:
        """Return an answer as the page shows it."""
        shown: object = json.loads(blocks(self.text)[name])
        return shown


TO_FILE = " -o state.json"


@pytest.fixture(scope="module")
def walks(bundled_stub: Stub) -> dict[str, Walk]:
    """Follow the pages."""
    walks = {}
    for page in PAGES:
        with (
            Stub(bundled_stub.app.project, Settings()) as stub,
            stub.client() as client,
        ):
            sandbox = stub.sandbox("main")
            sandbox.clock.freeze(NOW)
            sandbox.started = NOW
            walks[page] = Walk(page, stub, client)
    return walks


@pytest.mark.parametrize("page", PAGES)
def test_every_command_of_a_page_is_answered_as_it_says(
    walks: dict[str, Walk], page: str
) -> None:
    """Pasted as they are printed, in this order."""
    expected = {
        "time": [200, 201, 200, 200, 200, 204, 204, 200, 200],
        "parallel-tests": [
            *(200, 200, 200, 200, 200, 200),
            *(204, 201, 201, 204, 201, 201),
            *(200, 204, 200, 204, 200, 204),
        ],
        "records": [200, 200, 200, 200, 422, 201, 200, 201, 204, 201, 200],
    }

    assert walks[page].statuses() == expected[page]


def test_time_stands_jumps_and_runs_as_its_page_says(walks: dict[str, Walk]) -> None:
    walk = walks["time"]
    stands, ticket, jumped, runs, reads, *_, old = walk.answers

    assert stands.json() == walk.shown("clock")
    assert ticket.json()["ticket"]["createdAt"] == "2026-06-15T09:30:00.000Z"
    assert jumped.json()["now"] == "2026-06-15T09:36:00.000000Z"
    assert runs.json()["state"] == reads.json()["state"] == "running"
    assert reads.json()["now"].startswith("2026-06-15T09:3")
    created = datetime.fromtimestamp(old.json()["createdAt"], UTC)
    assert f"{created:%Y-%m-%d}" == "2030-12-30"


def test_sandboxes_differ_and_agree_as_their_page_says(walks: dict[str, Walk]) -> None:
    """Also by the suffix; what was restored, copied and imported is alike."""
    walk = walks["parallel-tests"]
    created = walk.answers[7].json()["ticket"]["id"]
    listed, kept = walk.answers[14].json(), walk.answers[16].json()
    boxes = {name: walk.stub.records(name) for name in ("w1", "w2", "w3", "w5")}

    assert [each["name"] for each in listed["sandboxes"]] == [
        *("main", "w1", "w2", "w3", "w4", "w5"),
    ]
    assert [each["name"] for each in kept["snapshots"]] == ["one-ticket"]
    assert boxes["w1"] == boxes["w2"] == boxes["w3"] == boxes["w5"]
    assert created in boxes["w5"]["helpdesk.tickets"]
    assert 32 in boxes["w1"]["growcrm.tickets"]
    assert "w4" not in walk.stub.app.sandboxes
    assert not walk.stub.app.sandboxes.snapshots


def test_records_are_put_in_place_as_their_page_says(walks: dict[str, Walk]) -> None:
    walk = walks["records"]
    collections, page, ticket, changed, refusal, reply, unread, new, *_ = walk.answers

    assert collections.json()["collections"]
    assert len(page.json()["records"]) == 5
    assert (ticket.json()["status"], changed.json()["status"]) == (
        "open",
        "force-closed",
    )
    assert refusal.json() == walk.shown("refusal")
    assert reply.json()["id"] > 100
    (found,) = (each for each in unread.json() if each["id"] == 35)
    assert found["status"] == "closed"
    assert new.json() == {"id": 7, "name": "Hardware"}


def test_many_records_are_made_as_their_page_says(walks: dict[str, Walk]) -> None:
    """So many, and each answered by the API; the page that is shown has some."""
    walk = walks["records"]
    *_, grown, listed = walk.answers

    assert grown.json() == walk.shown("grown")
    assert listed.json()["data"][0]["priority"] == "urgent"
    assert listed.json()["meta"]["current_page"] == 4


def test_ticket_35_was_not_among_the_unread_before(
    bundled_stub: Stub, sandbox_name: str
) -> None:
    """Else the page would show nothing."""
    with bundled_stub.client(sandbox_name, headers=I3D) as client:
        ranged = {"RANGED-DATA": "results=50"}
        before = client.get("/v3/tickets/openOrUnread", headers=ranged).json()

    assert 35 not in [each["id"] for each in before]


def first_cells(page: str, heading: str) -> set[str]:
    """Return the codes that the rows of a table begin with."""
    _, found, table = page.partition(f"\n| {heading} |")
    assert found
    return {*re.findall(r"^\| `([^`]+)` \|", table.partition("\n\n")[0], re.MULTILINE)}


def test_the_table_of_records_names_every_call() -> None:
    paths = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["paths"]
    calls = {
        f"{method.upper()} /_ticketstub{path}"
        for path, item in paths.items()
        if path.startswith("/records")
        for method in item
        if method != "parameters"
    }

    assert first_cells(read("docs/records.md"), "Call") == calls


def test_the_table_of_the_clock_names_every_field() -> None:
    schemas = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))["components"]
    fields = schemas["schemas"]["ClockSetting"]["properties"]

    assert first_cells(read("docs/time.md"), "Field") == {*fields}


def test_the_bounds_of_the_page_are_the_true_ones() -> None:
    page = read("docs/parallel-tests.md")
    bounds = Settings()

    assert f"| {bounds.max_sandboxes:,} sandboxes |" in page
    assert f"| {bounds.max_snapshots} snapshots |" in page
    assert f"| {bounds.max_upload_bytes // 1024**2} MB of uploaded files," in page
    assert f"| {bounds.max_uploads:,} uploaded files," in page
    assert bounds.sandbox_idle_seconds == 30 * 60
    assert "idle for half an hour" in page
