"""Which hosts are served, and which web pages may call."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import BASE, CARD, TOY
from tests.stub import Stub
from ticketstub.pipeline.gate import Gate, is_loopback
from ticketstub.problems import RefusedError
from ticketstub.project.project import load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

BOOK = f"{BASE}/books/bk_0001"


def let_in(gate: Gate, host: str, origin: str | None = None) -> bool:
    """Tell whether a gate lets a call in."""
    headers = {b"host": host.encode()}
    if origin is not None:
        headers[b"origin"] = origin.encode()
    try:
        gate.check(headers)
    except RefusedError:
        return False
    return True


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.0.0.1:4140",
        "127.9.9.9",
        "localhost:80",
        "LOCALHOST",
        "app.localhost",
        "[::1]",
        "[::1]:4140",
    ],
)
def test_loopback_is_served_under_each_of_its_names(host: str) -> None:
    assert let_in(Gate(), host)


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "evil.example:4140",
        "10.0.0.1",
        "[fe80::1]:4140",
        "[2001:db8::1]",
        "",
        "[",
    ],
)
def test_a_foreign_host_is_refused(host: str) -> None:
    """Any page can make its own name point to this machine; the name gives it away."""
    assert not let_in(Gate(), host)


@pytest.mark.parametrize("bound", ["0.0.0.0", "::", ""])  # noqa: S104  # not bound here
def test_bound_to_every_address_any_address_is_served_but_no_name(bound: str) -> None:
    gate = Gate(bound)

    assert let_in(gate, "10.0.0.1:4140")
    assert let_in(gate, "[2001:db8::1]:4140")
    assert not let_in(gate, "evil.example")


def test_the_bound_name_and_the_allowed_ones_are_served() -> None:
    gate = Gate("stub.example", ["CI.example"])

    assert let_in(gate, "Stub.Example:4140")
    assert let_in(gate, "ci.example")
    assert not let_in(gate, "example")


def test_a_call_without_host_is_let_in() -> None:
    """HTTP/1.0 knows none, and no browser leaves it out."""
    Gate().check({})

    assert is_loopback("::1")


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ("http://localhost:3000", True),
        ("https://app.localhost", True),
        ("http://127.0.0.1:5173", True),
        ("http://[::1]:3000", True),
        ("https://app.example", True),
        ("https://APP.example", True),
        ("http://app.example", False),
        ("https://app.example:444", False),
        ("https://evil.example", False),
        ("http://localhost.evil.example", False),
        ("file://localhost", False),
        ("null", False),
        ("", False),
        ("http://[::1", False),
    ],
)
def test_pages_of_loopback_and_allowed_origins_may_call(
    origin: str, *, allowed: bool
) -> None:
    gate = Gate(origins=["https://app.example/"])

    assert let_in(gate, "127.0.0.1:4140", origin) is allowed


def test_pages_of_the_stub_itself_may_call() -> None:
    """On a name of its own the stub's pages have that very origin."""
    gate = Gate("0.0.0.0", ["stub.example"])  # noqa: S104  # not bound here

    assert let_in(gate, "stub.example:4140", "http://stub.example:4140")
    assert not let_in(gate, "stub.example:4140", "http://stub.example:8000")


def test_every_origin_can_be_allowed() -> None:
    assert let_in(Gate(origins=["*"]), "127.0.0.1", "https://evil.example")


def test_verdicts_stay_right_when_there_were_many() -> None:
    """What is remembered of hosts is bounded, and forgotten without harm."""
    gate = Gate()
    refused = [let_in(gate, f"evil-{number}.example") for number in range(2100)]

    assert not any(refused)
    assert let_in(gate, "localhost")


@pytest.fixture(scope="module")
def page_client() -> Iterator[httpx.Client]:
    """Call a toy that knows one origin and one host beside loopback's."""
    settings = Settings(
        cors_origin=("https://app.example",), allow_host=("stub.example",)
    )
    with Stub(load_project(TOY), settings) as stub, stub.client(headers=CARD) as client:
        yield client


@pytest.mark.parametrize("path", [BOOK, "/_ticketstub/health", "/", "/nothing"])
def test_a_foreign_host_or_origin_is_refused_on_every_path(
    page_client: httpx.Client, path: str
) -> None:
    """The stub's own pages are no less worth driving than the APIs."""
    by_host = page_client.get(path, headers={"Host": "evil.example"})
    by_origin = page_client.get(path, headers={"Origin": "https://evil.example"})
    allowed = page_client.get(path, headers={"Host": "stub.example"})

    assert (by_host.status_code, by_origin.status_code) == (403, 403)
    assert "--allow-host evil.example" in by_host.text
    assert "--cors-origin https://evil.example" in by_origin.text
    assert "Access-Control-Allow-Origin" not in by_origin.headers
    assert allowed.status_code != 403


def test_a_foreign_page_changes_nothing(page_client: httpx.Client) -> None:
    """It must not only be kept from reading the answer."""
    refused = page_client.delete(BOOK, headers={"Origin": "https://evil.example"})

    assert refused.status_code == 403
    assert page_client.get(BOOK).status_code == 200


@pytest.mark.parametrize("origin", ["http://localhost:3000", "https://app.example"])
def test_a_page_may_read_the_answer_and_every_header_of_it(
    page_client: httpx.Client, origin: str
) -> None:
    answer = page_client.get(f"{BASE}/books", headers={"Origin": origin})

    headers = answer.headers
    assert headers["Access-Control-Allow-Origin"] == origin
    assert headers["Access-Control-Allow-Credentials"] == "true"
    assert headers["Vary"] == "Origin"
    exposed = headers["Access-Control-Expose-Headers"].lower().split(", ")
    assert exposed == ["x-branch", "x-total"]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/books/bk_9999", 404),
        ("GET", "/nothing", 404),
        ("PUT", "/books", 405),
        ("GET", "/books?order=none", 422),
        ("POST", "/trials", 422),
    ],
)
def test_a_page_may_read_a_refusal(
    page_client: httpx.Client, method: str, path: str, status: int
) -> None:
    """A frontend that cannot read a 422 shows "network error" in its place."""
    origin = {"Origin": "http://localhost:3000"}
    answer = page_client.request(method, BASE + path, headers=origin)

    assert answer.status_code == status
    assert answer.headers["Access-Control-Allow-Origin"] == origin["Origin"]
    assert "x-branch" in answer.headers["Access-Control-Expose-Headers"]


def test_a_refusal_for_want_of_a_credential_can_be_read_too(
    page_client: httpx.Client,
) -> None:
    headers = {"Origin": "http://localhost:3000", "X-Library-Card": "nobody"}
    answer = page_client.get(BOOK, headers=headers)

    assert answer.status_code == 401
    assert answer.headers["Access-Control-Allow-Origin"] == headers["Origin"]


def test_without_an_origin_there_is_no_word_of_it(page_client: httpx.Client) -> None:
    answer = page_client.get(BOOK)

    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_browser_is_told_what_it_may_send(toy_stub: Stub) -> None:
    """A preflight carries no credential; every method of the path is allowed."""
    with toy_stub.client() as client:
        answer = client.options(
            BOOK,
            headers={
                "Origin": "http://localhost:3000",
                "Access-Control-Request-Method": "PATCH",
                "Access-Control-Request-Headers": "content-type,x-library-card",
                "Access-Control-Request-Private-Network": "true",
            },
        )

    headers = answer.headers
    assert answer.status_code == 204
    assert answer.content == b""
    assert headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert headers["Access-Control-Allow-Methods"] == "DELETE, GET, HEAD, PATCH"
    assert headers["Access-Control-Allow-Headers"] == "content-type,x-library-card"
    assert headers["Access-Control-Allow-Private-Network"] == "true"
    assert headers["Access-Control-Max-Age"] == "600"


def test_a_preflight_of_a_foreign_page_is_refused(toy_stub: Stub) -> None:
    with toy_stub.client() as client:
        answer = client.options(
            BOOK,
            headers={
                "Origin": "https://evil.example",
                "Access-Control-Request-Method": "DELETE",
            },
        )

    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_options_without_a_preflight_is_a_method_like_others(
    toy: httpx.Client,
) -> None:
    answer = toy.options(BOOK, headers={"Origin": "http://localhost:3000"})

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "DELETE, GET, HEAD, PATCH"
