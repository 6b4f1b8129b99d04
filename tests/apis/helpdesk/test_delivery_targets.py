"""Targets: where the stub sends to, and what it says of the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.apis.helpdesk.conftest import (
    ADMIN_KEY,
    PREFIX,
    create_ticket,
    delete_ticket,
    key_headers,
    listed,
)
from tests.apis.helpdesk.hooks import (
    CREATED,
    DELETED,
    add_receiver,
    add_webhook,
    allow,
    deliveries,
    event_at,
    remove_receiver,
    settled,
)
from tests.engine.receiver import Receiver, dead
from tests.stub import Stub
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listen on loopback, without being allowed."""
    with Receiver() as receiver:
        yield receiver


def not_allowed(target: str) -> str:
    """Return what is said of a target that nobody has allowed."""
    return (
        f"{target} is not an allowed target; start the stub with --allow-target"
        f" {target}, or register a receiver there with POST /_ticketstub/receivers."
    )


@pytest.mark.rule("A16", "A18")
def test_a_webhook_is_sent_to_only_once_its_target_is_allowed(
    client: httpx.Client, admin: httpx.Client, receiver: Receiver
) -> None:
    """What was not sent before is not sent later either."""
    webhook = add_webhook(admin, receiver.url)
    create_ticket(client)
    allow(admin, receiver.url)
    delete_ticket(client)

    assert event_at(receiver)["type"] == DELETED
    before, after = settled(client, webhook["id"])
    assert before["event"] == CREATED
    assert (before["state"], before["attempts"]) == ("not sent", [])
    assert before["reason"] == not_allowed(f"127.0.0.1:{receiver.port}")
    assert after["state"] == "delivered"
    assert len(receiver.received) == 1


@pytest.mark.rule("A16")
def test_a_target_is_allowed_as_long_as_a_receiver_is_registered_there(
    client: httpx.Client, admin: httpx.Client, receiver: Receiver
) -> None:
    webhook = add_webhook(admin, f"{receiver.url}/of/the/webhook")
    receiver_id = allow(admin, receiver.url)
    create_ticket(client)
    settled(client)
    remove_receiver(client, receiver_id)
    delete_ticket(client)

    states = [delivery["state"] for delivery in settled(client, webhook["id"])]
    assert states == ["delivered", "not sent"]


@pytest.mark.rule("A16")
@pytest.mark.parametrize(
    "allowed",
    [
        pytest.param("http://localhost:{port}/", id="another name"),
        pytest.param("https://127.0.0.1:{port}/", id="another scheme"),
        pytest.param("http://127.0.0.1:1/", id="another port"),
        pytest.param("http://127.0.0.1/", id="the usual port"),
    ],
)
def test_a_target_is_allowed_by_scheme_host_and_port(
    client: httpx.Client, admin: httpx.Client, receiver: Receiver, allowed: str
) -> None:
    webhook = add_webhook(admin, receiver.url)
    allow(admin, allowed.format(port=receiver.port))
    create_ticket(client)

    (delivery,) = deliveries(client, webhook["id"])
    assert delivery["reason"] == not_allowed(f"127.0.0.1:{receiver.port}")


@pytest.mark.rule("A16")
@pytest.mark.parametrize(
    ("setting", "state"),
    [
        ("127.0.0.1", "delivered"),
        ("127.0.0.1:{port}", "delivered"),
        ("http://127.0.0.1:{port}", "delivered"),
        ("https://127.0.0.1:{port}", "not sent"),
        ("127.0.0.1:1", "not sent"),
        ("localhost:{port}", "not sent"),
    ],
)
def test_a_target_can_be_allowed_by_a_setting(
    bundled_stub: Stub, receiver: Receiver, setting: str, state: str
) -> None:
    """It then holds for every sandbox, without the control API."""
    settings = Settings(allow_target=(setting.format(port=receiver.port),))
    with (
        Stub(bundled_stub.app.project, settings) as stub,
        stub.client("any", headers=key_headers(ADMIN_KEY)) as admin,
    ):
        admin.base_url = f"{stub.url}{PREFIX}"
        webhook = add_webhook(admin, receiver.url)
        create_ticket(admin)

        (delivery,) = settled(admin, webhook["id"])
        assert delivery["state"] == state
    assert len(receiver.received) == (state == "delivered")


@pytest.mark.rule("A16")
def test_a_target_is_allowed_in_its_own_sandbox_alone(
    bundled_stub: Stub, sandbox_name: str, admin: httpx.Client, receiver: Receiver
) -> None:
    """And each sandbox has its own outbox."""
    allow(admin, receiver.url)
    headers = key_headers(ADMIN_KEY)
    with bundled_stub.client(f"{sandbox_name}-b", headers=headers) as elsewhere:
        elsewhere.base_url = admin.base_url
        webhook = add_webhook(elsewhere, receiver.url)
        create_ticket(elsewhere)

        (delivery,) = deliveries(elsewhere, webhook["id"])
    assert delivery["reason"] == not_allowed(f"127.0.0.1:{receiver.port}")
    assert deliveries(admin) == []


@pytest.mark.rule("A16")
def test_the_stub_never_sends_to_itself(
    bundled_stub: Stub, client: httpx.Client, admin: httpx.Client
) -> None:
    """A webhook that calls the stub could go round for ever."""
    url = f"http://127.0.0.1:{bundled_stub.port}{PREFIX}/tickets"
    allow(admin, url)
    webhook = add_webhook(admin, url)
    before = len(listed(client))
    create_ticket(client)

    (delivery,) = settled(client, webhook["id"])
    assert delivery["state"] == "not sent"
    assert delivery["reason"] == (
        f"127.0.0.1 at port {bundled_stub.port} is the stub itself."
    )
    assert len(listed(client)) == before + 1


@pytest.mark.rule("A16")
@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "224.0.0.1", "0.0.0.0"],  # noqa: S104  # is refused
)
def test_some_addresses_are_never_sent_to_whoever_allows_them(
    client: httpx.Client, admin: httpx.Client, address: str
) -> None:
    webhook = add_webhook(admin, f"https://{address}/latest")
    receiver = add_receiver(admin, f"https://{address}/latest")
    create_ticket(client)

    settled(client)
    for each in (webhook, receiver):
        (delivery,) = deliveries(client, each["id"])
        assert (delivery["state"], delivery["attempts"]) == ("not sent", [])
        assert delivery["reason"] == (
            f"{address} is an address that nothing is ever sent to."
        )


@pytest.mark.rule("A18")
def test_registering_a_webhook_asks_nobody(
    admin: httpx.Client, receiver: Receiver
) -> None:
    """Whether somebody listens there shows when the first event is sent."""
    allow(admin, receiver.url)
    add_webhook(admin, receiver.url)
    with dead() as url:
        add_webhook(admin, url)

    assert receiver.received == []
    assert deliveries(admin) == []
