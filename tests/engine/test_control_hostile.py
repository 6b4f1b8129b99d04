"""Hostile calls of the control API: refused in its own words, and without a trace."""

from __future__ import annotations

import json
import logging
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from tests.hostile.api import Outcome
from tests.hostile.apis import HELPDESK
from tests.hostile.attacker import Attacker
from tests.hostile.contract import Contract
from tests.hostile.control import CONTROL, PREFIX, cases, envelope
from tests.hostile.verdict import BY_SERVER
from tests.hostile.wire import PATIENCE, send
from ticketstub.control.load import CONTRACT
from ticketstub.sandbox.outbox import State

if TYPE_CHECKING:
    from tests.hostile.case import Case
    from tests.stub import Stub


#: No ids of a receiver; there is one, `rcv_1`.
IDS = (
    "rcv_0",
    "rcv_2",
    "rcv_01",
    "RCV_1",
    "rcv_1 ",
    "rcv_1\0",
    "rcv_1\n",
    "rcv_1/",
    "rcv_1/../rcv_1",
    "rcv_\u0661",
    "1",
    "..",
    "*",
    "__class__",
    "x" * 41,
    "9" * 5000,
)

#: Paths that lead nowhere, or not with every method.
PATHS = {
    "slash-behind": "/_ticketstub/receivers/",
    "slashes-behind": "/_ticketstub/receivers//",
    "slashes-in-front": "//_ticketstub/receivers",
    "slashes-inside": "/_ticketstub//receivers",
    "in-capitals": "/_TICKETSTUB/receivers",
    "escaped-slash": "/_ticketstub%2Freceivers",
    "dot-step": "/_ticketstub/./receivers",
    "dot-dot-step": "/helpdesk/../_ticketstub/receivers",
    "below-an-api": "/helpdesk/api/v1/_ticketstub/receivers",
    "nul-behind": "/_ticketstub/receivers%00",
    "semicolon": "/_ticketstub/receivers;x=1",
    "one-delivery": "/_ticketstub/deliveries/dlv_1",
    "deliveries": "/_ticketstub/deliveries",
    "one-receiver": "/_ticketstub/receivers/rcv_1",
    "module": "/_ticketstub/guard",
    "long": "/_ticketstub/" + "x" * 50_000,
}

#: Spellings of this machine's address, and of addresses that nothing is sent to.
OWN_HOSTS = (
    "127.0.0.1",
    "127.1",
    "2130706433",
    "0x7f000001",
    "0177.0.0.1",
    "\u2460\u2461\u2466.0.0.1",
    "\uff11\uff12\uff17.0.0.1",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "localhost",
    "LOCALHOST",
    "0.0.0.0",  # noqa: S104  # sent to, not bound
    "[::]",
    "169.254.169.254",
    "[::ffff:169.254.169.254]",
    "224.0.0.1",
    "[fe80::1]",
)

#: Hosts of which there is no address, whoever is asked.
NO_HOSTS = ("a" * 100 + ".example", ".a.example")


@pytest.fixture(scope="module")
def contract() -> Contract:
    """Read the control API's declared answers."""
    return Contract(CONTRACT, PREFIX)


def traces(stub: Stub, sandbox: str) -> list[Any]:
    """Return the receivers in a sandbox, and in the one of calls that name none."""
    return [
        [
            *stub.sandbox(name).outbox.receivers(),
            *stub.sandbox(name).outbox.deliveries(),
        ]
        for name in (sandbox, "main")
    ]


@pytest.mark.parametrize(
    "hostile", [pytest.param(each, id=each.id) for each in cases()]
)
def test_a_hostile_call_is_answered_and_its_refusal_leaves_no_trace(
    hostile: Case,
    bundled_stub: Stub,
    sandbox_name: str,
    contract: Contract,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A test that talks nonsense to the stub is told so."""
    message = hostile.build(Attacker(CONTROL, sandbox_name))
    before = traces(bundled_stub, sandbox_name)

    answers = send(bundled_stub.port, message)

    assert answers or Outcome.NO_ANSWER in hostile.outcomes
    expected = hostile.outcomes - {Outcome.NO_ANSWER}
    for answer in answers:
        from_server = answer.body.startswith(tuple(BY_SERVER.values()))
        assert answer.status in {
            CONTROL.status(outcome)
            for outcome in expected
            if (outcome in BY_SERVER) == from_server
        }, answer
        if not from_server:
            envelope(answer)
            assert contract.misfit(message.method, message.target, answer) is None
    if message.method == "GET" or all(answer.status >= 400 for answer in answers):
        assert traces(bundled_stub, sandbox_name) == before
    assert [log for log in caplog.records if log.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("receiver_id", IDS, ids=range(len(IDS)))
def test_an_id_that_is_none_removes_nobody(
    receiver_id: str, bundled_stub: Stub, sandbox_name: str
) -> None:
    """What looks like the id of a receiver is not taken for it."""
    to = Attacker(CONTROL, sandbox_name)
    send(bundled_stub.port, to.post(to.json()))
    before = traces(bundled_stub, sandbox_name)
    target = f"{PREFIX}/receivers/{quote(receiver_id, safe='')}"

    (answer,) = send(bundled_stub.port, to.request("DELETE", target))

    assert answer.status == 404
    assert len(before[0]) == 1
    assert traces(bundled_stub, sandbox_name) == before


@pytest.mark.parametrize("path", PATHS.values(), ids=PATHS)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_a_path_that_is_none_changes_nothing(
    method: str, path: str, bundled_stub: Stub, sandbox_name: str
) -> None:
    """Nothing but the very path is the control API's."""
    to = Attacker(CONTROL, sandbox_name)
    before = traces(bundled_stub, sandbox_name)
    message = to.send(method, path, to.json(), "application/json")

    (answer,) = send(bundled_stub.port, message)

    assert answer.status in {404, 405}
    assert traces(bundled_stub, sandbox_name) == before


@pytest.mark.parametrize("path", ["/_ticketstub/receivers", "/%5Fticketstub/receivers"])
@pytest.mark.parametrize(
    "origin", ["http://localhost:5173", "https://evil.test", "null", "", b"\xff"]
)
def test_a_page_of_another_origin_changes_nothing(
    origin: str | bytes, path: str, bundled_stub: Stub, sandbox_name: str
) -> None:
    """A path that is spelled otherwise is guarded all the same."""
    to = Attacker(CONTROL, sandbox_name)
    before = traces(bundled_stub, sandbox_name)
    page = (("Origin", origin),)
    message = to.send("POST", path, to.json(), "application/json", *page)

    (answer,) = send(bundled_stub.port, message)

    assert answer.status == 403
    assert "access-control-allow-origin" not in answer.headers
    assert traces(bundled_stub, sandbox_name) == before


@pytest.mark.parametrize("name", ["", "A", "../x", "a b", "a" * 65, b"\xff", "~"])
def test_a_name_that_no_sandbox_has_is_refused(
    name: str | bytes, bundled_stub: Stub
) -> None:
    """A receiver is registered for a sandbox, so there must be one."""
    to = Attacker(CONTROL, "main")
    named = (("Ticketstub-Sandbox", name),)
    before = traces(bundled_stub, "main")

    (answer,) = send(
        bundled_stub.port,
        to.send(
            "POST",
            f"{PREFIX}/receivers",
            to.json(),
            "application/json",
            *named,
            sandbox=False,
        ),
    )

    assert answer.status == 400
    envelope(answer)
    assert traces(bundled_stub, "main") == before


def test_there_is_an_end_to_receivers(bundled_stub: Stub, sandbox_name: str) -> None:
    """Each event makes a delivery for each of them."""
    to = Attacker(CONTROL, sandbox_name)

    statuses = [send(bundled_stub.port, to.post(to.json()))[0] for _ in range(101)]

    assert [answer.status for answer in statuses] == [201] * 100 + [409]
    envelope(statuses[-1])
    assert len(traces(bundled_stub, sandbox_name)[0]) == 100


@pytest.mark.parametrize("host", OWN_HOSTS)
def test_the_stub_itself_is_not_sent_to(
    host: str, bundled_stub: Stub, sandbox_name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """However its address is spelled, and whoever has registered it."""
    url = f"http://{host}:{bundled_stub.port}/_ticketstub/receivers"

    state, reason = told(bundled_stub, sandbox_name, url)

    assert state is State.NOT_SENT, reason
    assert [log for log in caplog.records if log.levelno >= logging.ERROR] == []


@pytest.mark.parametrize("host", NO_HOSTS)
def test_a_host_that_cannot_be_is_told_as_a_failure(
    host: str, bundled_stub: Stub, sandbox_name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The answer to the write knows nothing of it."""
    state, reason = told(bundled_stub, sandbox_name, f"http://{host}:9/")

    assert state is State.FAILED
    assert reason
    assert [log for log in caplog.records if log.levelno >= logging.ERROR] == []


def told(stub: Stub, sandbox: str, url: str) -> tuple[State, str]:
    """Register a receiver, raise an event, and return what came of it."""
    to, then = Attacker(CONTROL, sandbox), Attacker(HELPDESK, sandbox)
    (registered,) = send(stub.port, to.post(to.json(url=url)))
    assert registered.status == 201, registered
    receiver_id = json.loads(registered.body)["id"]
    (created,) = send(stub.port, then.post(then.json()))
    assert created.status == 201
    (delivery,) = (
        each
        for each in stub.sandbox(sandbox).outbox.deliveries()
        if each.receiver is not None and each.receiver.id == receiver_id
    )
    deadline = time.monotonic() + PATIENCE
    while delivery.state is State.PENDING:
        assert time.monotonic() < deadline, "it is still under way"
        time.sleep(0.01)
    return delivery.state, delivery.reason
