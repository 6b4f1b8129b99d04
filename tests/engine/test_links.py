"""Links: URLs that answers hand out, which lead back into their sandbox."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.engine.process import PATIENCE
from tests.engine.projects import BASE, CARD
from tests.stub import Stub
from ticketstub.app import App
from ticketstub.call import Call
from ticketstub.project.project import load_project
from ticketstub.sandbox.clock import Clock
from ticketstub.sandbox.sandbox import Sandbox
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

#: An operation of the toy that asks for no credential; `X-Branch` tells the sandbox.
OPEN = "/library-status/status"
CLOSED = f"{BASE}/books"

CONTRACT = """\
openapi: 3.0.3
info:
  title: Town Notes API
  version: '1'
servers:
  - url: /notes
security:
  - Pass: []
paths:
  /{text}:
    parameters:
      - {name: text, in: path, required: true, schema: {type: string}}
    post:
      operationId: notes.create_note
      responses:
        default: {$ref: '#/components/responses/Any'}
    get:
      operationId: notes.list_notes
      security: []
      responses:
        default: {$ref: '#/components/responses/Any'}
components:
  securitySchemes:
    Pass: {type: http, scheme: bearer}
  responses:
    Any:
      description: A link, or notes.
      content:
        application/json:
          schema: {}
"""

API = '''\
"""A pass is good for everybody."""

from ticketstub.call import NOBODY


def authenticate(call, scheme, credential):
    return NOBODY if credential == "pass" else None
'''

NOTES = '''\
"""Notes: kept behind a pass, and shown to whoever has the link."""

from ticketstub.call import Reply


def create_note(call, text):
    call.store.notes.insert({"id": call.store.notes.next_id(), "text": text})
    return Reply(200, {"url": call.url("/notes/all", {"proof": "a b&c", "no": 7})})


def list_notes(call, text):
    return Reply(200, [note["text"] for note in call.store.notes])
'''


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve a small project that hands out links."""
    folder = tmp_path_factory.mktemp("notes")
    with Stub(load_project(notes_in(folder)), Settings()) as stub:
        yield stub


def notes_in(folder: Path) -> Path:
    """Write the project below a folder."""
    for name in ("openapi", "handlers/notes", "mock_data/notes"):
        (folder / name).mkdir(parents=True)
    (folder / "openapi" / "notes.yaml").write_text(CONTRACT)
    (folder / "handlers" / "notes" / "api.py").write_text(API)
    (folder / "handlers" / "notes" / "notes.py").write_text(NOTES)
    (folder / "mock_data" / "notes" / "notes.json").write_text("[]")
    return folder


def call_in(sandbox: str, scheme: str, host: bytes | None) -> Call:
    """Return a call that runs in a sandbox."""
    call = Call(
        method="GET",
        path="/",
        path_values=(),
        query=b"Sandbox=other",
        headers={} if host is None else {b"host": host},
        scheme=scheme,
    )
    clock = Clock(datetime(2026, 6, 15, tzinfo=UTC), frozen=True)
    call.enter(Sandbox(sandbox, {}, clock), "notes")
    return call


@pytest.mark.parametrize(
    ("sandbox", "query", "url"),
    [
        ("main", None, "/a/b"),
        ("main", {}, "/a/b"),
        ("main", {"b": 1, "a": "2"}, "/a/b?b=1&a=2"),
        ("box-1", None, "/a/b?Sandbox=box-1"),
        ("box-1", {}, "/a/b?Sandbox=box-1"),
        ("box-1", {"b": 1}, "/a/b?b=1&Sandbox=box-1"),
        ("main", {"ü/": "a b&=?#+%"}, "/a/b?%C3%BC%2F=a+b%26%3D%3F%23%2B%25"),
    ],
)
@pytest.mark.parametrize(
    ("scheme", "host", "begins"),
    [
        ("http", b"127.0.0.1:4140", "http://127.0.0.1:4140"),
        ("https", b"[::1]:4140", "https://[::1]:4140"),
        ("https", b"Stub.example", "https://Stub.example"),
        ("http", None, "http://localhost"),
    ],
)
def test_a_url_is_of_this_server_and_names_its_sandbox(
    scheme: str,
    host: bytes | None,
    begins: str,
    *,
    sandbox: str,
    query: Mapping[str, str | int] | None,
    url: str,
) -> None:
    """As the caller has reached it; the sandbox of all who name none goes unsaid."""
    before = dict(query or {})

    assert call_in(sandbox, scheme, host).url("/a/b", query) == begins + url
    assert dict(query or {}) == before


@pytest.mark.parametrize("path", ["/", "/a%20b/%C3%BC", "/a;b", ""])
def test_the_path_of_a_url_stands_as_it_is(path: str) -> None:
    assert call_in("main", "http", b"a").url(path) == f"http://a{path}"


@pytest.mark.parametrize("by", ["header", "suffix", "nothing"])
def test_a_link_leads_back_without_any_header(
    notes: Stub, sandbox_name: str, by: str
) -> None:
    """However the call that it was handed out to has named its sandbox."""
    suffix = f"~{sandbox_name}" if by == "suffix" else ""
    headers = {"Authorization": f"Bearer pass{suffix}"}
    with notes.client(sandbox_name if by == "header" else None) as client:
        url = client.post(f"/notes/{sandbox_name}", headers=headers).json()["url"]
    got = httpx.get(url, timeout=PATIENCE)
    other = httpx.get(f"{url}&Sandbox={sandbox_name}.b", timeout=PATIENCE)

    assert url.startswith(f"{notes.url}/notes/all?proof=a+b%26c&no=7")
    assert ("Sandbox" in url) is (by != "nothing")
    assert got.json() == [sandbox_name]
    assert other.json() == []


@pytest.mark.parametrize("origin", ["https://127.0.0.1:8443", "http://app.localhost"])
def test_a_url_has_the_scheme_and_host_of_its_call(tmp_path: Path, origin: str) -> None:
    """Whoever came by HTTPS, or by another name, can follow it."""
    app = App(load_project(notes_in(tmp_path)), Settings())

    async def linked() -> Any:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url=origin) as client:
            headers = {"Authorization": "Bearer pass"}
            return (await client.post("/notes/a", headers=headers)).json()["url"]

    assert asyncio.run(linked()) == f"{origin}/notes/all?proof=a+b%26c&no=7"


@pytest.mark.parametrize(
    ("query", "sandbox"),
    [
        ("?Sandbox={}", "{}"),
        ("?a=1&Sandbox={}&b=2", "{}"),
        ("?Sandbox=a&Sandbox={}", "{}"),
        ("?%53andbox=%74est&Sandbox={}", "{}"),
        ("?a=%3DSandbox%3Dx&Sandbox={}", "{}"),
        ("?Sandbox=", "main"),
        ("?Sandbox", "main"),
        ("?sandbox={}", "main"),
        ("?Sandbox[]={}", "main"),
        ("?ticketstub-sandbox={}", "main"),
        ("", "main"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_operation_without_security_runs_in_the_sandbox_of_its_url(
    toy_stub: Stub, sandbox_name: str, method: str, *, query: str, sandbox: str
) -> None:
    """Of several, the last: what a client adds, it adds behind."""
    with toy_stub.client() as client:
        answer = client.request(method, OPEN + query.format(sandbox_name))

    assert answer.status_code == 200
    assert answer.headers["X-Branch"] == sandbox.format(sandbox_name)


def test_the_header_wins_over_the_url(toy_stub: Stub, sandbox_name: str) -> None:
    with toy_stub.client(sandbox_name) as client:
        answer = client.get(f"{OPEN}?Sandbox={sandbox_name}.url")

    assert answer.headers["X-Branch"] == sandbox_name
    assert f"{sandbox_name}.url" not in toy_stub.app.sandboxes


@pytest.mark.parametrize(
    "name", ["Upper", "-a", "a%2Fb", "a+b", "%C3%BC", "%FF", "x" * 65, "a~b", "%00"]
)
def test_a_bad_name_in_a_url_is_refused(toy_stub: Stub, name: str) -> None:
    """A misspelt name must not quietly be another sandbox, or main."""
    with toy_stub.client() as client:
        answer = client.get(f"{OPEN}?Sandbox={name}")

    assert answer.status_code == 400
    assert "sandbox's name" in answer.json()["fault"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", CLOSED, 200),
        ("GET", f"{BASE}/books/bk_9999", 404),
        ("GET", f"{BASE}/nothing", 404),
        ("PUT", CLOSED, 405),
        ("POST", OPEN, 405),
    ],
)
def test_nothing_else_looks_for_a_sandbox_in_the_url(
    toy_stub: Stub, sandbox_name: str, method: str, path: str, status: int
) -> None:
    """Whoever sends a credential can send a header, or the suffix, and knows them."""
    with toy_stub.client(headers=CARD) as client:
        answers = [
            client.request(method, f"{path}?Sandbox={name}")
            for name in (sandbox_name, "NO NAME")
        ]

    assert [answer.status_code for answer in answers] == [status] * 2
    assert [answer.headers["X-Branch"] for answer in answers] == ["main"] * 2
    assert sandbox_name not in toy_stub.app.sandboxes


def test_the_control_api_takes_no_sandbox_from_a_url(
    toy_stub: Stub, sandbox_name: str
) -> None:
    """Though on loopback it asks for no credential."""
    with toy_stub.client() as client:
        by_url = client.post(f"/_ticketstub/reset?Sandbox={sandbox_name}")

    assert by_url.status_code == 422
    assert sandbox_name not in toy_stub.app.sandboxes
