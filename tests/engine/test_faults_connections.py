"""Faults of the network: connections that break, bodies that are cut short."""

from __future__ import annotations

import asyncio
import logging
import shutil
import ssl
import subprocess
from typing import TYPE_CHECKING, Any, Literal

import httpx
import pytest

from tests.engine.asking import BOOKS
from tests.engine.faulting import Wire, faulty, hits
from tests.engine.gallery import CONTROL
from tests.engine.projects import BASE, CARD, TOY, contract_with
from tests.engine.telling import DELIVERIES, DRAFT
from tests.stub import Stub
from ticketstub.app import App
from ticketstub.pipeline.send import DroppedError
from ticketstub.project.project import load_bare, load_project
from ticketstub.sandbox.faults import Fault
from ticketstub.settings import Settings
from ticketstub.testing import serve

if TYPE_CHECKING:
    from pathlib import Path

BOOK = f"{BASE}/books/bk_0001"
COVER = f"{BOOK}/cover"

Break = Literal["before", "midway"]

#: How a connection can break.
BREAKS: tuple[Break, ...] = ("before", "midway")

HEADS = """\
  /page:
    head:
      operationId: pages.head_page
      responses: { '200': { $ref: '#/components/responses/Page' } }
    get:
      operationId: pages.get_page
      responses: { '200': { $ref: '#/components/responses/Page' } }
"""
PAGE = """\
components:
  responses:
    Page:
      description: A page.
      content:
        application/json:
          example: page
"""


def asking(sandbox: str, path: str = BOOK) -> str:
    """Write a request as it goes over the wire."""
    card = CARD["X-Library-Card"]
    return (
        f"GET {path} HTTP/1.1\r\nHost: localhost\r\nX-Library-Card: {card}\r\n"
        f"Ticketstub-Sandbox: {sandbox}\r\n\r\n"
    )


@pytest.mark.parametrize("count", [1, 3], ids=["alone", "pipelined"])
def test_nothing_comes_before_the_break(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str, count: int
) -> None:
    """Nor is anything carried out that was sent behind it."""
    faulty(toy, connection="before")
    came = Wire(toy_stub.url, asking(sandbox_name), count).rest()

    assert came == b""
    assert hits(toy) == [(1, 1)]


@pytest.mark.parametrize("count", [1, 3], ids=["alone", "pipelined"])
def test_half_of_the_body_comes_before_a_break_midway(
    toy: httpx.Client, toy_stub: Stub, sandbox_name: str, count: int
) -> None:
    """The head tells the whole length, so a client can know that some is lacking."""
    whole = toy.get(BOOK)
    faulty(toy, connection="midway")
    came = Wire(toy_stub.url, asking(sandbox_name), count).rest()

    head, _, body = came.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert f"content-length: {len(whole.content)}\r\n".encode() in head + b"\r\n"
    assert body == whole.content[: len(whole.content) // 2]
    assert hits(toy) == [(1, 1)]


@pytest.mark.parametrize("broken", BREAKS)
def test_a_client_goes_on_with_a_new_connection(toy: httpx.Client, broken: str) -> None:
    toy.get(BOOK)
    faulty(toy, connection=broken, first=1)

    with pytest.raises(httpx.RemoteProtocolError):
        toy.get(BOOK)
    assert toy.get(BOOK).status_code == 200


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_call_was_carried_out(telling: httpx.Client, broken: str) -> None:
    """As when a network fails: whoever tries again has two."""
    faulty(telling, connection=broken, first=1)
    with pytest.raises(httpx.RemoteProtocolError):
        telling.post(BOOKS, json=DRAFT)

    books = telling.get(BOOKS).json()["books"]
    (told,) = telling.get(DELIVERIES).json()["deliveries"]
    (noted,) = telling.get(f"{CONTROL}/requests?outcome=faulted").json()["requests"]
    assert [book["title"] for book in books].count(DRAFT["title"]) == 1
    assert told["event"] == "book.added"
    assert (noted["status"], noted["fault"]) == (201, "fault_1")


def test_an_uploaded_file_is_kept(toy: httpx.Client) -> None:
    """Also one that is longer than what a server reads at once."""
    picture = b"\x89PNG" + bytes(90_000)
    sent = {"Content-Type": "image/png"}
    faulty(toy, connection="before", first=1)
    with pytest.raises(httpx.RemoteProtocolError):
        toy.put(COVER, content=picture, headers=sent)

    assert toy.get(COVER).content == picture


@pytest.mark.parametrize("broken", BREAKS)
def test_an_answer_without_a_body_breaks_before_it(
    toy: httpx.Client, broken: str
) -> None:
    """After the head a client would have all of it, and notice nothing."""
    faulty(toy, connection=broken, first=1)

    with pytest.raises(httpx.RemoteProtocolError, match="without sending a response"):
        toy.delete(BOOK)
    assert toy.get(BOOK).status_code == 404


@pytest.mark.parametrize(
    ("part", "sent"), [(0, b""), (0.5, b'"pa'), (0.99, b'"page'), (1, b'"page"')]
)
def test_a_body_is_cut_short(tmp_path: Path, part: float, sent: bytes) -> None:
    """With the length of what is sent, as a proxy would that lost the rest."""
    with served_page(tmp_path) as stub, stub.client() as client:
        faulty(client, "bare", truncate=part)
        answer, head = client.get("/page"), client.head("/page")

    assert (answer.status_code, answer.content) == (200, sent)
    assert int(answer.headers["Content-Length"]) == len(sent)
    assert head.headers["Content-Length"] == answer.headers["Content-Length"]


def test_what_has_no_body_cannot_be_cut_short(toy: httpx.Client) -> None:
    faulty(toy, truncate=0)
    answer = toy.delete(BOOK)

    assert (answer.status_code, answer.content) == (204, b"")
    assert "Content-Length" not in answer.headers
    assert hits(toy) == [(1, 1)]


@pytest.mark.parametrize("broken", BREAKS)
def test_an_answer_to_head_breaks_before_it(tmp_path: Path, broken: str) -> None:
    with served_page(tmp_path) as stub, stub.client() as client:
        faulty(client, "bare", connection=broken)
        with pytest.raises(httpx.RemoteProtocolError, match="without sending"):
            client.head("/page")


def served_page(folder: Path) -> Stub:
    """Serve a page that can be asked for by GET and HEAD."""
    return Stub(load_bare(contract_with(folder, HEADS, PAGE)), Settings())


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_connection_leaves_nothing_under_way(
    caplog: pytest.LogCaptureFixture, broken: Break
) -> None:
    """Else a stop would wait for it, and the server complain."""
    with serve(project=TOY) as stub:
        stub.control.faults.add("library", connection=broken)
        for count in (1, 3):
            Wire(stub.url, asking("main"), count).rest()

    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Make a certificate for this machine, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(  # noqa: S603  # a certificate for this test
        [
            *("openssl", "req", "-x509", "-newkey", "ec", "-nodes", "-days", "2"),
            *("-pkeyopt", "ec_paramgen_curve:prime256v1", "-subj", "/CN=stub"),
            *("-addext", "subjectAltName=IP:127.0.0.1"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    return str(certificate), str(key)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes the certificate")
def test_a_connection_with_tls_breaks_too(
    certificate: tuple[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """Before the answer, amid it, and no longer after that."""
    file, key = certificate
    trusting = ssl.create_default_context(cafile=file)
    with (
        serve(project=TOY, certfile=file, keyfile=key) as stub,
        httpx.Client(base_url=stub.url, headers=CARD, verify=trusting) as client,
    ):
        for broken in BREAKS:
            stub.control.faults.add("library", connection=broken, first=1)
            with pytest.raises(httpx.TransportError):
                client.get(BOOK)
            assert client.get(BOOK).status_code == 200

    assert [each for each in caplog.records if each.levelno >= logging.WARNING] == []


@pytest.mark.parametrize("broken", BREAKS)
def test_a_break_is_an_exception_where_there_is_no_connection(broken: str) -> None:
    """In process, where the application is called without a server."""
    app = App(load_project(TOY), Settings())
    app.sandboxes.get("main").faults.all.append(
        Fault("fault_1", "library", connection=broken)
    )

    async def call() -> None:
        transport: Any = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, headers=CARD) as client:
            await client.get(f"http://localhost{BOOK}")

    with pytest.raises(DroppedError, match="fault_1 has dropped"):
        asyncio.run(call())
