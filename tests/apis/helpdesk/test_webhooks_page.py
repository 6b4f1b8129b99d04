"""What docs/webhooks.md says is so: it is followed here from top to bottom."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import threading
from dataclasses import dataclass, field
from http.server import HTTPServer
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.apis.helpdesk.conftest import NOW
from tests.apis.helpdesk.hooks import (
    ASSIGNED,
    DELETED,
    EVENTS,
    MOCK_WEBHOOK,
    deliveries,
    settled,
    signature,
)
from tests.stub import Stub
from tests.test_docs import DOCUMENTED, _curl_request, blocks, read
from ticketstub.cli import _parser
from ticketstub.control.load import CONTRACT
from ticketstub.sandbox import courier
from ticketstub.sandbox.outbox import Outbox
from ticketstub.sandbox.targets import Targets
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    import httpx

PAGE = read("docs/webhooks.md")

#: Where the page's receiver listens.
LISTENS = "127.0.0.1:9000"

_SHELL = re.compile(r"^ *```sh\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_PRINTED = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def commands(program: str) -> list[str]:
    """Return the page's lines for the shell that begin with a program."""
    lines = [
        line.strip() for block in _SHELL.findall(PAGE) for line in block.split("\n")
    ]
    return [line for line in lines if line.startswith(f"{program} ")]


def rows(heading: str) -> dict[str, str]:
    """Return the first two cells of a table whose head begins so."""
    _, found, rest = PAGE.partition(f"\n| {heading} |")
    assert found
    table = rest.partition("\n\n")[0].splitlines()[2:]
    cells = [line.strip("|").split("|") for line in table]
    return {row[0].strip(): row[1].strip() for row in cells}


def load_example(folder: Path) -> ModuleType:
    """Load the page's receiver, with a `print` that keeps its lines."""
    file = folder / "receiver.py"
    file.write_text(blocks(PAGE)["receiver.py"], encoding="utf-8")
    spec = importlib.util.spec_from_file_location("receiver", file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    lines: list[str] = []
    vars(module)["lines"] = lines
    vars(module)["print"] = lambda *words, **_: lines.append(" ".join(words))
    vars(module)["Hooks"].log_message = lambda *_: None
    return module


@pytest.fixture
def example(tmp_path: Path) -> ModuleType:
    """Load the page's receiver."""
    return load_example(tmp_path)


@dataclass
class Walk:
    """What came of the page's commands."""

    printed: list[str] = field(default_factory=list)
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    answers: list[httpx.Response] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    listens: str = ""


@pytest.fixture(scope="module")
def walk(bundled_stub: Stub, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """Run every `curl` line of the page in its order, on a stub of its own."""
    walk = Walk()
    example = load_example(tmp_path_factory.mktemp("page"))

    async def pause(seconds: float) -> None:
        walk.pauses.append(seconds)

    with (
        pytest.MonkeyPatch.context() as patch,
        HTTPServer(("127.0.0.1", 0), example.Hooks) as listening,
        Stub(bundled_stub.app.project, Settings()) as stub,
        stub.client() as client,
    ):
        patch.setattr(courier, "pause", pause)
        walk.listens = f"127.0.0.1:{listening.server_port}"
        sandbox = stub.sandbox("main")
        sandbox.clock.freeze(NOW)
        sandbox.started = NOW
        thread = threading.Thread(target=listening.serve_forever, args=(0.01,))
        thread.start()
        for line in commands("curl"):
            here = line.replace(DOCUMENTED, stub.url)
            here = here.replace(LISTENS, walk.listens)
            answer = client.request(**_curl_request(here))
            walk.answers.append(answer)
            if "signingSecret" in answer.text:
                secret = answer.json()["webhook"]["signingSecret"]
                vars(example)["SECRET"] = secret
            settled(client)
        walk.deliveries = deliveries(client)
        walk.printed = [*example.lines]
        listening.shutdown()
        thread.join()
    return walk


def test_every_command_of_the_page_works(walk: Walk) -> None:
    """Pasted as they are printed, in this order, all are answered 2xx."""
    statuses = [answer.status_code for answer in walk.answers]

    assert statuses == [
        *(201, 201, 200, 204, 201, 201, 204, 200, 200),
        *(202, 201, 201, 200, 201, 200, 202),
    ]


def test_the_receiver_prints_what_the_page_says(walk: Walk) -> None:
    """And then what the webhook of the API is told of, some of it twice."""
    (printed,) = _PRINTED.findall(PAGE)
    lines = printed.splitlines()
    slow, lost = (walk.answers[index].json()["ticket"]["id"] for index in (11, 13))

    assert walk.printed[: len(lines)] == lines
    assert walk.printed[len(lines) :] == [
        *["ticket.deleted tkt_abc123"] * 2,
        *[f"ticket.created {slow}"] * 2,
        f"ticket.created {lost}",
    ]


def test_the_replay_of_the_page_is_the_one_that_was_answered(walk: Walk) -> None:
    shown = json.loads(blocks(PAGE)["replay"].replace(LISTENS, walk.listens))

    answered = walk.answers[9].json()
    assert shown["headers"].keys() == answered["headers"].keys()
    assert {**answered, "headers": shown["headers"], "body": "…"} == shown


def test_the_modes_of_the_page_do_what_it_says(walk: Walk) -> None:
    """Three seconds for one event, two copies of it; the other is lost at first."""
    found = {each["id"]: each for each in walk.deliveries}

    (seconds,) = walk.pauses
    assert 2 < seconds <= 3
    assert len(found["dlv_13"]["attempts"]) == 2
    assert (found["dlv_15"]["state"], found["dlv_15"]["reason"]) == (
        "not sent",
        "rcv_3 dropped it, as its drop_every says.",
    )
    assert (found["dlv_16"]["state"], found["dlv_16"]["replay_of"]) == (
        "delivered",
        "dlv_15",
    )


def test_the_event_of_the_page_is_the_one_that_was_sent(walk: Walk) -> None:
    sent = {json.loads(each["body"])["type"]: each["body"] for each in walk.deliveries}

    assert json.loads(blocks(PAGE)[ASSIGNED]) == json.loads(sent[ASSIGNED])


def test_the_delivery_of_the_page_is_the_one_that_was_not_sent(walk: Walk) -> None:
    shown = json.loads(blocks(PAGE)["delivery"])

    (found,) = (
        each
        for each in walk.deliveries
        if each["event"] == DELETED and each["receiver"]["id"] == MOCK_WEBHOOK
    )
    for name in ("X-Helpdesk-Delivery", "X-Helpdesk-Signature"):
        prefix = shown["headers"][name].rstrip("…")
        assert found["headers"].pop(name).startswith(prefix)
        del shown["headers"][name]
    assert {**found, "body": "…"} == shown


def test_what_is_left_after_the_page_is_not_pending(walk: Walk) -> None:
    """Its question says so, too; only the mock data's webhook lacks something."""
    asked = walk.answers[8].json()

    assert asked == {"deliveries": [], "total": 0, "dropped": 0}
    assert {
        (each["receiver"]["id"] == MOCK_WEBHOOK, each["state"])
        for each in walk.deliveries
        if each["id"] != "dlv_15"
    } == {(True, "not sent"), (False, "delivered")}


@pytest.mark.parametrize(
    ("secret", "body", "genuine"),
    [
        ("whsec_example", b"{}", True),
        ("whsec_example", '{"a": "ü 🦊"}'.encode(), True),
        ("whsec_another", b"{}", False),
        ("whsec_exampl", b"{}", False),
    ],
)
def test_the_example_knows_a_genuine_signature(
    example: ModuleType, secret: str, body: bytes, *, genuine: bool
) -> None:
    """By an HMAC that is computed without the library that the example uses."""
    signed = f"sha256={signature(secret, body)}"

    assert example.is_genuine(body, signed) is genuine
    assert not example.is_genuine(body + b" ", signed)


@pytest.mark.parametrize("sent", ["", "sha256=", "sha256=ü", "sha1=0"])
def test_the_example_refuses_what_is_no_signature(
    example: ModuleType, sent: str
) -> None:
    assert not example.is_genuine(b"{}", sent)


def test_the_stub_takes_the_option_of_the_page() -> None:
    """The page's targets are ones, too."""
    (line,) = commands("ticketstub")

    words = _parser().parse_args(shlex.split(line)[1:])

    assert [*words.allow_target] == [LISTENS]
    Targets(["HOST", "HOST:1", "http://HOST:1", *words.allow_target])


def test_the_tables_of_the_page_are_whole() -> None:
    """Every field, state and event has its row, and no row is about something else."""
    document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    schemas = document["components"]["schemas"]
    fields = schemas["NewReceiver"]["properties"]

    assert [*rows("Field")] == [f"`{name}`" for name in fields]
    assert [*rows("State")] == [
        f"`{name}`" for name in schemas["DeliveryState"]["enum"]
    ]
    assert {*rows("Event")} == {f"`{name}`" for name in EVENTS}
    changes = schemas["ReceiverChanges"]["properties"]
    assert [*rows("Mode")] == [f"`{name}`" for name in changes]


def test_the_bounds_of_the_page_are_the_true_ones() -> None:
    outbox = Outbox()

    assert f"{outbox._most:,} latest deliveries, or" in PAGE
    assert f"or {outbox._most_bytes // 1024**2} MB of bodies" in PAGE
    assert f"`{courier._MOST_WAITING} deliveries wait" in PAGE
    assert courier.SECONDS == 5
    assert PAGE.count("five seconds") == 2
    assert courier.GRACE == 2
    assert "waits two seconds, and" in PAGE
    document = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    schemas = document["components"]["schemas"]
    assert f"up to {schemas['Delay']['maximum']}; see" in PAGE
    assert f"up to {schemas['Copies']['maximum']} times" in PAGE


@pytest.mark.parametrize("reason", rows("Reason of what was not sent"))
def test_every_reason_of_the_page_is_one_that_the_stub_gives(reason: str) -> None:
    """A text that changes in the code changes in the table, too."""
    words = reason.strip("`").strip("… ").rstrip(";. …").partition(" ")[2]
    sources = "".join(
        read(f"ticketstub/{name}.py")
        for name in ("pipeline/emit", "sandbox/courier", "sandbox/targets")
    )

    assert words
    assert words in sources
