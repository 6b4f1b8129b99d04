"""`ticketstub.testing.Control`: every method, against a served stub."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import yaml

from tests.engine.projects import CARD
from tests.engine.receiver import Receiver
from tests.engine.telling import add_book, telling_toy
from ticketstub.contract.check import operations
from ticketstub.control.load import CONTRACT
from ticketstub.testing import Control, ControlError, Stub, serve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.engine.receiver import Way, _Handler

AT = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
AT_TEXT = "2026-06-15T09:30:00.000000Z"
LATER_TEXT = "2026-06-15T09:36:00.500000Z"

BOOK = {
    "id": "bk_7777",
    "title": "Reed and Rush",
    "condition": "worn",
    "genre": "crime",
    "published": 1950,
    "shelf": 2,
    "pages": None,
    "subtitle": None,
    "desk_note": "",
    "added": "2026-02-28T12:00:00Z",
}


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve the toy that tells of events, as a user's own tests would."""
    project = telling_toy(tmp_path_factory.mktemp("telling"))
    with serve(project=project, max_sandboxes=1000) as stub:
        yield stub


@pytest.fixture
def control(stub: Stub, sandbox_name: str) -> Iterator[Control]:
    """Control a sandbox of this test's own."""
    with stub.in_sandbox(sandbox_name) as control:
        yield control


def keys(control: Control) -> list[Any]:
    """List the keys of the books."""
    return [book["id"] for book in control.records.list("library", "books")]


def test_a_reset_gives_the_beginning_back(control: Control) -> None:
    before = keys(control)
    control.records.delete("library", "books", "bk_0001")
    control.clock.freeze(AT)
    changed = keys(control)
    control.reset()

    assert changed == before[1:]
    assert keys(control) == before
    assert control.clock.get()["state"] == "running"


def test_a_state_can_be_kept_and_put_back(stub: Stub, control: Control) -> None:
    """In another sandbox, too."""
    control.clock.freeze(AT)
    control.records.delete("library", "books", "bk_0001")
    state = control.export_state()
    control.reset()
    with stub.in_sandbox("copied") as copied:
        copied.import_state(state)
        assert "bk_0001" not in keys(copied)
        assert copied.clock.get()["now"] == AT_TEXT
        stub.control.sandboxes.drop("copied")

    assert "bk_0001" in keys(control)


@pytest.mark.parametrize(
    "at", [AT, "2026-06-15T09:30:00Z", "2026-06-15T11:30:00+02:00"]
)
def test_the_clock_stands_where_it_is_told(control: Control, at: Any) -> None:
    """The time is a `datetime` or a text."""
    control.clock.freeze(at)
    assert control.clock.get() == {
        "now": AT_TEXT,
        "state": "frozen",
        "offset_seconds": 0,
    }

    control.clock.advance(360.5)
    assert control.clock.get()["now"] == LATER_TEXT

    control.clock.set(at)
    control.clock.advance(-1)
    assert control.clock.get()["now"] == "2026-06-15T09:29:59.000000Z"
    assert control.clock.get()["state"] == "frozen"


def test_the_clock_runs_on_or_with_the_machines(control: Control) -> None:
    control.clock.set(AT)
    ahead = control.clock.get()
    control.clock.freeze()
    stood = [control.clock.get() for _ in range(2)]
    control.clock.run()
    running = control.clock.get()
    control.clock.reset()

    assert (ahead["state"], running["state"]) == ("running", "running")
    assert stood[0] == stood[1]
    assert ahead["now"] < stood[0]["now"] < running["now"]
    assert datetime.fromisoformat(running["now"]) - AT < timedelta(minutes=1)
    assert control.clock.get()["offset_seconds"] == 0


def test_a_time_without_a_zone_is_refused(control: Control) -> None:
    """The stub does not guess which one is meant."""
    with pytest.raises(ControlError, match="422: at: "):
        control.clock.freeze(AT.replace(tzinfo=None))


def test_sandboxes_are_listed_made_and_dropped(stub: Stub, sandbox_name: str) -> None:
    sandboxes = stub.control.sandboxes
    made = sandboxes.create(sandbox_name)
    with stub.in_sandbox(sandbox_name) as control:
        control.records.delete("library", "books", "bk_0001")
        control.snapshots.take("without")
        copy = sandboxes.create(f"{sandbox_name}.copy", copy_of=sandbox_name)
        other = sandboxes.create(f"{sandbox_name}.snap", snapshot="without", seed=7)
        control.snapshots.drop("without")
    names = [sandbox["name"] for sandbox in sandboxes.list()]
    found = [keys(stub.in_sandbox(each["name"])) for each in (made, copy, other)]

    assert made["name"] == sandbox_name
    assert {sandbox_name, copy["name"], other["name"]} <= {*names}
    assert all("bk_0001" not in each for each in found)
    assert sandboxes.get(sandbox_name)["records"] == made["records"] + 3
    for each in (made, copy, other):
        sandboxes.drop(each["name"])
    assert sandbox_name not in [sandbox["name"] for sandbox in sandboxes.list()]


def test_a_seed_decides_the_ids(stub: Stub, sandbox_name: str) -> None:
    """Sandboxes are alike unless they are told otherwise."""
    made = []
    for number, seed in enumerate((None, None, 42)):
        name = f"{sandbox_name}.{number}"
        stub.control.sandboxes.create(name, seed=seed)
        headers = {**CARD, "Ticketstub-Sandbox": name}
        with httpx.Client(base_url=stub.url, headers=headers) as client:
            made.append(add_book(client)["id"])

    assert made[0] == made[1] != made[2]


def test_snapshots_are_taken_listed_restored_and_dropped(
    control: Control, sandbox_name: str
) -> None:
    control.snapshots.take("full")
    control.records.delete("library", "books", "bk_0001")
    control.snapshots.restore("full")
    (snapshot,) = control.snapshots.list()
    control.snapshots.drop("full")

    assert "bk_0001" in keys(control)
    assert (snapshot["name"], snapshot["sandbox"]) == ("full", sandbox_name)
    assert control.snapshots.list() == []


def test_a_refusal_is_an_exception_that_says_why(control: Control) -> None:
    with pytest.raises(ControlError) as caught:
        control.records.add("library", "books", {**BOOK, "id": "bk_0001"})

    assert str(caught.value) == "409: There is a record 'bk_0001' already."
    assert caught.value.status == 409
    assert caught.value.problem["title"] == "Conflict"


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (404, b"<p>Not here</p>", "404: <p>Not here</p>"),
        (200, b"<p>Welcome</p>", "200: <p>Welcome</p>"),
        (500, b'["no", "object"]', '500: ["no", "object"]'),
        (503, b'{"error": "busy"}', "503: {'error': 'busy'}"),
        (302, b"", "302: "),
    ],
)
def test_who_is_no_stub_is_told_apart(status: int, body: bytes, said: str) -> None:
    """A wrong URL leads to some other server, which answers something."""
    with (
        Receiver(_saying(status, body)) as receiver,
        Control(receiver.url.removesuffix("/hooks")) as control,
        pytest.raises(ControlError) as caught,
    ):
        control.clock.get()

    assert str(caught.value) == said


def _saying(status: int, body: bytes) -> Way:
    def say(handler: _Handler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return say


def test_a_token_is_sent_where_one_is_asked_for() -> None:
    with (
        serve(host="0.0.0.0", api="growcrm") as stub,  # noqa: S104  # for its token
        Control(stub.url) as stranger,
    ):
        with pytest.raises(ControlError, match="401: "):
            stranger.reset()
        stub.control.reset()
        stub.in_sandbox("one").reset()

        assert stub.url.startswith("http://127.0.0.1:")


def test_a_closed_client_makes_no_calls(stub: Stub) -> None:
    with Control(stub.url) as control:
        control.reset()

    with pytest.raises(RuntimeError, match="closed"):
        control.reset()


def test_any_operation_can_be_called_by_its_path(control: Control) -> None:
    """With a body and a query, as it stands in the contract."""
    control.clock.freeze(AT)
    sent = control.send("POST", "/clock/advance", {"seconds": 360.5})
    found = control.send("GET", "/records/library/books", limit=1, offset=None)

    assert sent["now"] == LATER_TEXT
    assert (len(found["records"]), found["total"]) == (1, 4)
    with pytest.raises(ControlError, match="404: "):
        control.send("GET", "/nothing")


def test_every_operation_has_its_method(
    stub: Stub, control: Control, sandbox_name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """What the control API can do, the client can."""
    document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    patterns = {
        (method.upper(), re.compile("/_ticketstub" + re.sub(r"{\w+}", "[^/]+", path)))
        for path, method, _ in operations(document)
    }
    caplog.set_level(logging.INFO, "ticketstub")
    use_everything(control, f"{sandbox_name}.2")
    headers = {**CARD, "Ticketstub-Sandbox": sandbox_name}
    with httpx.Client(base_url=stub.url, headers=headers) as client:
        use_webhooks(control, client)
        use_requests(control, client)
    made = {tuple(record.getMessage().split()[1:]) for record in caplog.records}

    # A stream never ends, so it is for whoever looks on.
    patterns -= {("GET", re.compile("/_ticketstub/requests/stream"))}
    missing = [
        f"{method} {pattern.pattern}"
        for method, pattern in patterns
        if not any(verb == method and pattern.fullmatch(path) for verb, path in made)
    ]
    assert len(patterns) > 20
    assert missing == []


def use_everything(control: Control, other: str) -> None:
    """Use every method once, but for those that the clock has beside."""
    control.clock.freeze(AT)
    control.clock.advance(1)
    control.clock.get()
    control.clock.reset()
    control.sandboxes.create(other)
    control.sandboxes.get(other)
    control.sandboxes.list()
    control.sandboxes.drop(other)
    control.snapshots.take(other)
    control.snapshots.list()
    control.snapshots.restore(other)
    control.snapshots.drop(other)
    control.records.collections()
    control.records.list("library", "books")
    control.records.add("library", "books", BOOK)
    control.records.get("library", "books", "bk_7777")
    control.records.update("library", "books", "bk_7777", {"shelf": 1})
    control.records.delete("library", "books", "bk_7777")
    control.import_state(control.export_state())
    fault = control.faults.add("library", status=503)
    control.faults.get(fault.id)
    control.faults.list()
    fault.remove()
    control.faults.clear()
    assert control.health()["status"] == "ok"
    with pytest.raises(ControlError, match="422: "):
        control.grow("library", 1)
    control.reset()


def use_webhooks(control: Control, client: httpx.Client) -> None:
    """Use every method of receivers and deliveries once."""
    receiver = control.receivers.add("library", "http://127.0.0.1:9/", drop_every=1)
    control.receivers.update(receiver, copies=2)
    control.receivers.list()
    add_book(client)
    replay = control.deliveries.replay("dlv_1")
    control.deliveries.get(replay["id"])
    control.deliveries.list()
    control.receivers.remove(receiver)


def use_requests(control: Control, client: httpx.Client) -> None:
    """Use every method of requests once."""
    client.get("/library/v2/books/bk_none")
    (refused,) = control.requests.list(outcome="refused")
    control.requests.get(refused["id"])
    control.requests.explain(refused["id"])
    control.requests.count()
    control.requests.clear()
