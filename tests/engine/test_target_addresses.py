"""The addresses of targets: judged after the look-up, and connected to as judged."""

from __future__ import annotations

import asyncio
import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.engine.process import PATIENCE
from tests.engine.receiver import Receiver, dead
from tests.engine.telling import add_book, register, settled
from ticketstub import call
from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.courier import Courier
from ticketstub.sandbox.outbox import PLAIN, Modes
from ticketstub.sandbox.sandbox import Sandbox
from ticketstub.sandbox.targets import NotAllowedError, Targets, check_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import httpx

    from tests.engine.receiver import _Handler
    from ticketstub.sandbox.outbox import Delivery

    #: Lets a name lead somewhere; returns what is looked up from then on.
    Lead = Callable[..., list[tuple[str, int]]]

NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)
NAME = "hooks.example"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listen for events, and take each at once."""
    with Receiver() as receiver:
        yield receiver


@pytest.fixture
def lead(monkeypatch: pytest.MonkeyPatch) -> Lead:
    """Let names lead where the test says, in place of this machine's resolver."""

    def to(*addresses: str) -> list[tuple[str, int]]:
        asked: list[tuple[str, int]] = []

        async def getaddrinfo(_loop: Any, host: str, port: int, **_options: Any) -> Any:
            asked.append((host, port))
            return [
                (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", place)
                for place in ((address, port) for address in addresses)
            ]

        monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
        return asked

    return to


def sent(url: str, own_port: int | None = None, modes: Modes = PLAIN) -> Delivery:
    """Send one event to a registered receiver, and wait until that has ended."""
    box = Sandbox("a", {}, Clock(NOW, frozen=True))
    receiver = call.Receiver("rcv_1", url)
    box.outbox.register("library", receiver, modes)
    delivery = box.outbox.add(
        api="library",
        event="book.added",
        created=NOW,
        receiver=receiver,
        headers={"X-Event": "1"},
        body=b"{}",
    )

    async def send() -> None:
        courier = Courier(Targets())
        courier.send(box, delivery, own_port)
        await courier.stop(PATIENCE)

    asyncio.run(send())
    return delivery


def test_a_name_is_looked_up_once_and_connected_to_where_it_led(
    receiver: Receiver, lead: Lead
) -> None:
    """A name that leads elsewhere the second time would get round the judgement."""
    asked = lead("127.0.0.1", "127.0.0.3")
    delivery = sent(f"http://{NAME}:{receiver.port}/hooks")

    assert (delivery.state, delivery.reason) == ("delivered", "")
    assert asked == [(NAME, receiver.port)]
    assert receiver.next().headers["host"] == f"{NAME}:{receiver.port}"


@pytest.mark.parametrize(
    ("addresses", "judged"),
    [
        (["169.254.169.254"], "169.254.169.254"),
        (["fe80::1%eth0"], "fe80::1"),
        (["::ffff:169.254.1.1"], "169.254.1.1"),
        (["0.0.0.0"], "0.0.0.0"),  # noqa: S104  # sent to, not bound
        (["127.0.0.1", "169.254.169.254"], "169.254.169.254"),
        (["224.0.0.1", "127.0.0.1"], "224.0.0.1"),
    ],
)
def test_a_name_that_leads_where_nothing_is_sent_is_not_sent_to(
    receiver: Receiver, lead: Lead, addresses: list[str], judged: str
) -> None:
    """If any of its addresses is such a one: who knows which would be taken."""
    lead(*addresses)
    delivery = sent(f"http://{NAME}:{receiver.port}/hooks")

    assert delivery.state == "not sent"
    assert delivery.reason == f"{judged} is an address that nothing is ever sent to."
    assert (delivery.attempts, receiver.received) == ([], [])


@pytest.mark.parametrize("address", ["127.0.0.1", "127.0.0.9", "::ffff:127.0.0.1"])
def test_a_name_that_leads_to_the_stub_itself_is_not_sent_to(
    receiver: Receiver, lead: Lead, address: str
) -> None:
    lead(address)
    delivery = sent(f"http://{NAME}:{receiver.port}/hooks", own_port=receiver.port)

    assert delivery.state == "not sent"
    assert delivery.reason.endswith(f" at port {receiver.port} is the stub itself.")
    assert receiver.received == []


@pytest.mark.parametrize(
    ("status", "state", "reason"),
    [(200, "delivered", ""), (500, "failed", "It answered 500.")],
)
def test_a_name_that_leads_elsewhere_for_the_second_copy_is_not_followed(
    lead: Lead, status: int, state: str, reason: str
) -> None:
    """Each copy is judged; what became of the first stays true."""

    def answer_and_lead(handler: _Handler) -> None:
        lead("169.254.169.254")
        handler.answer(status)

    lead("127.0.0.1")
    with Receiver(answer_and_lead) as receiver:
        url = f"http://{NAME}:{receiver.port}/hooks"
        delivery = sent(url, modes=Modes(copies=2))

    assert (delivery.state, delivery.reason) == (state, reason)
    assert [attempt.status for attempt in delivery.attempts] == [status]


def test_a_name_that_leads_nowhere_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    async def getaddrinfo(*_arguments: Any, **_options: Any) -> Any:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    delivery = sent(f"http://{NAME}/hooks")

    assert delivery.state == "failed"
    assert "Name or service not known" in delivery.reason
    assert [attempt.status for attempt in delivery.attempts] == [None]


def test_a_look_up_takes_no_longer_than_an_attempt_may(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A resolver that does not answer is a receiver that does not."""

    async def getaddrinfo(*_arguments: Any, **_options: Any) -> Any:
        await asyncio.Event().wait()

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr("ticketstub.sandbox.courier.SECONDS", 0.05)
    delivery = sent(f"http://{NAME}/hooks")

    assert delivery.state == "failed"
    assert delivery.reason == "It took longer than 0.05 seconds."


def test_no_proxy_of_the_environment_is_used(
    monkeypatch: pytest.MonkeyPatch, receiver: Receiver
) -> None:
    """It would look the name up itself, and be sent what is for somebody else."""
    with dead() as proxy:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy)
        delivery = sent(receiver.url)

    assert delivery.state == "delivered"


def test_https_is_spoken_where_the_url_says_so(receiver: Receiver) -> None:
    """And nothing is sent before the other side has proved who it is."""
    delivery = sent(f"https://127.0.0.1:{receiver.port}/hooks")

    assert delivery.state == "failed"
    assert "SSL" in delivery.reason
    assert receiver.received == []


def test_an_address_is_judged_by_what_it_is() -> None:
    """Another port of this machine, or the same one elsewhere, is nobody's self."""
    for address in ("127.0.0.1", "::1", "10.0.0.1", "2001:db8::1", "192.0.2.1"):
        check_address(address, 9000, 4140)
        check_address(address, 4140, None)
    check_address("192.0.2.1", 4140, 4140)
    for address in ("127.0.0.1", "::ffff:127.0.0.1"):
        with pytest.raises(NotAllowedError, match="is the stub itself"):
            check_address(address, 4140, 4140)


@pytest.mark.parametrize(
    "host",
    [
        "0.0.0.0",  # noqa: S104  # sent to, not bound
        "0",
        "[::]",
        "[::ffff:0.0.0.0]",
        "169.254.169.254",
        "2852039166",
        "[::ffff:169.254.169.254]",
        "[fe80::1]",
        "[fe80::1%lo]",
        "224.0.0.1",
        "[ff02::1]",
    ],
)
def test_some_addresses_are_never_sent_to(telling: httpx.Client, host: str) -> None:
    """There machines tell their own secrets, and who knows who listens."""
    register(telling, f"http://{host}:9/latest/")
    add_book(telling)
    (delivery,) = settled(telling)

    assert delivery["state"] == "not sent"
    assert delivery["reason"].endswith(" is an address that nothing is ever sent to.")
    assert delivery["attempts"] == []
