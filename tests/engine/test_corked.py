"""Corked: what an answer is written in leaves together, and nothing is kept back."""

from __future__ import annotations

import http.client
from typing import TYPE_CHECKING, Any, cast

import pytest

from tests.engine.projects import BASE
from ticketstub.corked import CorkedTransport

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Iterable

    from tests.stub import Stub


class Wire:
    """A transport that notes what is done with it."""

    def __init__(self) -> None:
        self.done: list[Any] = []

    def write(self, data: bytes) -> None:
        self.done.append(data)

    def writelines(self, pieces: Iterable[bytes]) -> None:
        self.done.append(b"".join(pieces))

    def close(self) -> None:
        self.done.append("closed")

    def is_closing(self) -> bool:
        return "closed" in self.done

    pause_reading = resume_reading = close


def corked() -> tuple[Wire, CorkedTransport]:
    wire = Wire()
    return wire, CorkedTransport(cast("asyncio.Transport", wire))


def test_what_is_written_meanwhile_leaves_at_once() -> None:
    wire, transport = corked()

    transport.write(b"before ")
    transport.cork()
    transport.cork()
    transport.write(b"head ")
    transport.write(b"body")
    transport.uncork()
    transport.uncork()
    transport.write(b" after")

    assert wire.done == [b"before ", b"head body", b" after"]


def test_a_connection_closes_only_once_everything_is_written() -> None:
    wire, transport = corked()

    transport.cork()
    transport.write(b"head ")
    transport.write(b"body")
    transport.close()
    transport.uncork()

    assert wire.done == [b"head body", "closed"]
    assert transport.is_closing()


def test_nothing_is_written_where_nothing_was() -> None:
    wire, transport = corked()

    transport.cork()
    transport.uncork()

    assert wire.done == []


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("connection", ["keep-alive", "close"])
def test_each_answer_leaves_in_one_piece(
    toy_stub: Stub, monkeypatch: pytest.MonkeyPatch, method: str, connection: str
) -> None:
    """A body, none by HEAD, a refusal; on a connection that stays, and that closes."""
    written: list[int] = []

    def uncork(transport: CorkedTransport) -> None:
        written.append(len(transport._pieces or ()))
        real(transport)

    real = CorkedTransport.uncork
    monkeypatch.setattr(CorkedTransport, "uncork", uncork)
    client = http.client.HTTPConnection("127.0.0.1", toy_stub.port, timeout=30)
    client.request(method, f"{BASE}/books", headers={"Connection": connection})
    answer = client.getresponse()
    body = answer.read()
    client.close()

    assert len(body) == (
        0 if method == "HEAD" else int(answer.headers["content-length"])
    )
    assert [count for count in written if count] == [1 if method == "HEAD" else 2]
