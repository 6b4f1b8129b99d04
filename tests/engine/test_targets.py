"""Targets: where a stub may send to, who allows it, and what is never sent to."""

from __future__ import annotations

import socket
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import CARD
from tests.engine.receiver import Receiver
from tests.engine.telling import add_book, add_shelf, register, settled
from tests.stub import Stub
from ticketstub.sandbox.targets import (
    NotAllowedError,
    Origin,
    Targets,
    origin_of,
)
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

NOW = datetime(2026, 6, 15, 9, 30, tzinfo=UTC)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """Listen for events, and take each at once."""
    with Receiver() as receiver:
        yield receiver


def allows(targets: Targets, url: str, *registered: str) -> bool:
    """Tell whether a target may be sent to."""
    try:
        targets.check(origin_of(url), map(origin_of, registered))
    except NotAllowedError:
        return False
    return True


@pytest.mark.parametrize(
    ("url", "origin", "text"),
    [
        ("http://hooks.example", ("http", "hooks.example", 80), "hooks.example:80"),
        ("https://HOOKS.example/a", ("https", "hooks.example", 443), None),
        ("http://hooks.example:/", ("http", "hooks.example", 80), None),
        ("http://hooks.example:8080?a", ("http", "hooks.example", 8080), None),
        ("http://[2001:DB8::1]:81/a", ("http", "2001:db8::1", 81), "[2001:db8::1]:81"),
    ],
)
def test_an_origin_is_scheme_host_and_port(
    url: str, origin: tuple[str, str, int], text: str | None
) -> None:
    """Whatever the path, and the case of the name; ports left out are the scheme's."""
    assert origin_of(url) == Origin(*origin)
    assert str(origin_of(url)) == (text or f"{origin[1]}:{origin[2]}")


@pytest.mark.parametrize(
    ("allowed", "fine", "not_fine"),
    [
        (
            "hooks.example",
            (
                "http://hooks.example/a",
                "https://hooks.example",
                "http://HOOKS.example:9",
            ),
            ("http://example", "http://a.hooks.example", "http://hooks.example.org"),
        ),
        (
            "Hooks.Example:8080",
            ("http://hooks.example:8080/a", "https://hooks.example:8080"),
            ("http://hooks.example", "http://hooks.example:80", "http://x:8080"),
        ),
        (
            "https://hooks.example",
            ("https://hooks.example/a", "https://hooks.example:444"),
            ("http://hooks.example", "http://hooks.example:443"),
        ),
        (
            "http://127.0.0.1:9000/",
            ("http://127.0.0.1:9000/a",),
            (
                "http://127.0.0.1:9001",
                "https://127.0.0.1:9000",
                "http://localhost:9000",
            ),
        ),
        ("[::1]:80", ("http://[::1]",), ("http://[::1]:81", "http://127.0.0.1")),
        ("[2001:db8::1]", ("https://[2001:db8::1]:9",), ("http://[2001:db8::2]",)),
    ],
)
def test_a_target_is_allowed_as_far_as_it_was_written(
    allowed: str, fine: tuple[str, ...], not_fine: tuple[str, ...]
) -> None:
    targets = Targets(["other.example", allowed])

    assert [url for url in fine if not allows(targets, url)] == []
    assert [url for url in not_fine if allows(targets, url)] == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "http://",
        "ftp://hooks.example",
        "http://hooks.example/path",
        "hooks.example/path",
        "ada@hooks.example",
        "hooks.example:",
        "hooks.example:port",
        "hooks.example:123456",
        "hooks.example:80:80",
        "::1",
        "[::1",
        "[hooks.example]",
        "hooks.example, other.example",
        "hooks.example\n",
        "*:80/*",
    ],
)
def test_what_is_no_target_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="is no target: HOST, HOST:PORT or http://"):
        Targets([text])


def test_a_registered_receiver_allows_its_host_and_port_alone() -> None:
    """Whatever the path of either; nothing else of that host."""
    registered = "http://hooks.example:9000/one"

    assert allows(Targets(), "http://hooks.example:9000/two?a=b", registered)
    assert not allows(Targets(), "http://hooks.example:9001/one", registered)
    assert not allows(Targets(), "http://hooks.example/one", registered)
    assert not allows(Targets(), "http://a.hooks.example:9000/one", registered)
    assert not allows(Targets(), "http://hooks.example:9000/one")


def test_a_target_that_nobody_allowed_is_not_sent_and_says_what_would(
    telling: httpx.Client, receiver: Receiver
) -> None:
    """A page in the visitor's browser could have registered it."""
    add_shelf(telling, receiver.url)
    add_book(telling)
    (delivery,) = settled(telling)

    target = f"127.0.0.1:{receiver.port}"
    assert (delivery["state"], delivery["attempts"]) == ("not sent", [])
    assert delivery["receiver"] == {"id": "shelf_2", "url": receiver.url}
    assert delivery["reason"] == (
        f"{target} is not an allowed target;"
        f" start the stub with --allow-target {target}, or register a receiver there"
        " with POST /_ticketstub/receivers."
    )
    assert receiver.received == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        (
            "ftp://127.0.0.1/",
            "Its target is no URL that begins with http:// or https://.",
        ),
        ("http://[::1/", "Its target is no URL that begins with http:// or https://."),
        ("http://ada@127.0.0.1:{port}/", "Its target carries a user name."),
    ],
)
def test_a_target_that_is_unusable_is_not_sent_and_says_why(
    telling: httpx.Client, receiver: Receiver, url: str, reason: str
) -> None:
    """An API may let its clients register whatever they like."""
    register(telling, receiver.url, events=[])
    add_shelf(telling, url.format(port=receiver.port))
    add_book(telling)
    (delivery,) = settled(telling)

    assert (delivery["state"], delivery["reason"]) == ("not sent", reason)
    assert receiver.received == []


@pytest.mark.parametrize("events", [None, [], ["book.lost"]])
def test_a_control_receiver_allows_what_the_api_registers(
    telling: httpx.Client, receiver: Receiver, events: list[str] | None
) -> None:
    """Even one that wants no events; until it is removed again."""
    add_shelf(telling, f"{receiver.url}/shelf")
    registered = register(telling, f"http://127.0.0.1:{receiver.port}", events=events)
    add_book(telling, "Before")
    settled(telling)
    telling.delete(f"/_ticketstub/receivers/{registered}")
    add_book(telling, "After")
    found = settled(telling, event="book.added")

    by_shelf = [each for each in found if each["receiver"]["id"] == "shelf_2"]
    assert [each["state"] for each in by_shelf] == ["delivered", "not sent"]
    assert [sent.path for sent in receiver.received].count("/hooks/shelf") == 1
    assert len(receiver.received) == (2 if events is None else 1)


def test_what_one_sandbox_allows_another_does_not(
    telling_stub: Stub, telling: httpx.Client, sandbox_name: str, receiver: Receiver
) -> None:
    register(telling, receiver.url)
    with telling_stub.client(f"{sandbox_name}.b", headers=CARD) as other:
        add_shelf(other, receiver.url)
        add_book(other)
        (delivery,) = settled(other)

    assert delivery["state"] == "not sent"
    assert receiver.received == []


@pytest.mark.parametrize(
    "form", ["127.0.0.1", "127.0.0.1:{port}", "http://127.0.0.1:{port}"]
)
def test_the_setting_allows_what_the_api_registers(
    telling_stub: Stub, receiver: Receiver, form: str
) -> None:
    """In every sandbox."""
    target = form.format(port=receiver.port)
    settings = Settings(allow_target=("other.example", target))
    with Stub(telling_stub.app.project, settings) as stub:
        states = []
        for name in ("a", "b"):
            with stub.client(name, headers=CARD) as client:
                add_shelf(client, receiver.url)
                add_book(client)
                states += [each["state"] for each in settled(client)]

    assert states == ["delivered"] * 2
    assert len(receiver.received) == 2


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.2",
        "127.1",
        "2130706433",
        "localhost",
        "LOCALHOST",
        "[::ffff:127.0.0.1]",
        "[::1]",
    ],
)
def test_the_stub_never_sends_to_itself(
    telling_stub: Stub, telling: httpx.Client, host: str
) -> None:
    """Under none of its names, though the port was allowed: it would go round."""
    if host == "[::1]" and not _has_ipv6():
        pytest.skip("this machine has no IPv6 loopback")
    register(telling, f"http://{host}:{telling_stub.port}/library/v2/books")
    add_book(telling)
    (delivery,) = settled(telling)

    assert delivery["state"] == "not sent"
    assert delivery["reason"].endswith(
        f" at port {telling_stub.port} is the stub itself."
    )
    assert delivery["attempts"] == []


def _has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True
