"""`ticketstub serve` as a child process: start, first calls, and end."""

from __future__ import annotations

import shlex
import signal
import socket
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.engine.process import PATIENCE, Served, run
from tests.engine.projects import BASE, CARD, CONTRACTS, TOY, copy_of_toy, edit, line_of
from ticketstub import __version__

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CONTRACT = TOY / "openapi" / "library.yaml"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Serve the toy project as a user would."""
    folder = tmp_path_factory.mktemp("empty")
    with Served("--project", str(TOY), cwd=folder) as served:
        yield served


def test_the_banner_tells_where_and_how(served: Served) -> None:
    banner = "\n".join(served.banner)

    assert banner.startswith(f"ticketstub {__version__} serves at http://127.0.0.1:")
    assert f"Town Library API: {served.url}{BASE}" in banner
    assert "library-demo-card" in banner
    assert f"\n  Docs       {served.url}/_ticketstub/docs\n" in banner
    assert f"\n  Inspector  {served.url}/_ticketstub/inspector\n" in banner
    assert served.err.seen == []


def test_every_command_of_the_banner_works(served: Served) -> None:
    """The first thing that anyone does is to paste one."""
    commands = [
        shlex.split(line) for line in served.banner if line.strip().startswith("curl ")
    ]
    statuses = [_as_curl(words) for words in commands]

    assert len(commands) == 3
    assert statuses == [200, 200, 201]


def test_every_page_of_the_banner_is_there(served: Served) -> None:
    pages = [
        line.split()[1]
        for line in served.banner
        if line.strip().startswith(("Docs ", "Inspector "))
    ]
    with served.client(follow_redirects=True) as client:
        statuses = [client.get(page).status_code for page in pages]

    assert statuses == [200, 200]


def _as_curl(words: list[str]) -> int:
    """Send what a `curl` command would, and return the status."""
    url, *options = words[1:]
    headers: dict[str, str] = {}
    method, body = "GET", b""
    for option, value in zip(options[::2], options[1::2], strict=True):
        if option == "-H":
            name, _, text = value.partition(": ")
            headers[name] = text
        else:
            assert option in ("--json", "--data")
            kind = "json" if option == "--json" else "x-www-form-urlencoded"
            headers["Content-Type"] = f"application/{kind}"
            method = "POST"
            body = body + b"&" + value.encode() if body else value.encode()
    answer = httpx.request(method, url, headers=headers, content=body, timeout=PATIENCE)
    return answer.status_code


def test_health_tells_what_is_served(served: Served) -> None:
    with served.client() as client:
        answer = client.get("/_ticketstub/health")
        head = client.head("/_ticketstub/health")
        wrong = client.post("/_ticketstub/health")

    assert answer.json() == {
        "status": "ok",
        "version": __version__,
        "apis": ["library"],
    }
    assert (head.status_code, head.content) == (200, b"")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "GET, HEAD")


def test_the_landing_page_shows_the_first_steps(served: Served) -> None:
    with served.client() as client:
        page = client.get("/")
        assets = [client.get(f"/_ticketstub/{n}") for n in ("style.css", "icon.svg")]

    assert page.status_code == 200
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'self'" in page.headers["Content-Security-Policy"]
    assert f"{served.url}{BASE}" in page.text
    assert "X-Library-Card: library-demo-card" in page.text
    assert [asset.status_code for asset in assets] == [200, 200]


def test_the_contract_is_given_byte_for_byte_and_as_json(served: Served) -> None:
    """A generator of clients must read exactly what the server goes by."""
    with served.client() as client:
        source = client.get("/_ticketstub/openapi/library.yaml")
        document = client.get("/_ticketstub/openapi/library.json")
        unknown = [
            client.get(f"/_ticketstub/openapi/{name}").status_code
            for name in ("museum.yaml", "museum.json", "..%2Flibrary.yaml", "")
        ]

    assert source.content == CONTRACT.read_bytes()
    assert document.headers["Content-Type"] == "application/json"
    assert document.json()["info"]["title"] == "Town Library API"
    assert "200" in document.json()["paths"]["/books"]["get"]["responses"]
    assert unknown == [404] * 4


def test_a_port_that_is_taken_is_told(served: Served, tmp_path: Path) -> None:
    port = served.url.rpartition(":")[2]
    ended = run("serve", "--project", str(TOY), "--port", port, cwd=tmp_path)

    assert (ended.returncode, ended.stdout) == (3, "")
    assert f"Cannot listen on 127.0.0.1:{port}: Address already in use" in ended.stderr
    assert "--port 0" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_collector_works_once_calls_are_served(tmp_path: Path) -> None:
    """It rests during the start; without it a long-lived stub would only ever grow."""
    books = copy_of_toy(tmp_path) / "handlers" / "library" / "books.py"
    edit(books, "from typing import", "import gc\nfrom typing import")
    edit(
        books,
        "return {name: book[name] for name in shown}",
        'return {name: book[name] for name in shown} | {"title": str(gc.isenabled())}',
    )
    with (
        Served("--project", "toy", cwd=tmp_path) as served,
        served.client(headers=CARD) as client,
    ):
        title = client.get(f"{BASE}/books/bk_0001").json()["title"]

    assert title == "True"


def test_a_broken_project_is_told_with_file_and_line(tmp_path: Path) -> None:
    project = copy_of_toy(tmp_path)
    books = project / "handlers" / "library" / "books.py"
    edit(books, "def get_book(", "def get_book((")
    ended = run("serve", "--project", "toy", "--port", "0", cwd=tmp_path)

    line = line_of(books, "def get_book((")
    assert (ended.returncode, ended.stdout) == (3, "")
    assert f"toy/handlers/library/books.py:{line}: " in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_being_told_to_stop_is_no_error(tmp_path: Path, number: signal.Signals) -> None:
    """Even while a client keeps its connection open."""
    with Served("--project", str(TOY), cwd=tmp_path) as served:
        with served.client(headers=CARD) as client:
            assert client.get(f"{BASE}/books").status_code == 200
            code = served.stop(number)
        seen = served.err.seen

    assert code == 0
    assert seen == []


def test_a_contract_is_served_by_itself(tmp_path: Path) -> None:
    with (
        Served(str(CONTRACTS / "answers.yaml"), cwd=tmp_path) as served,
        served.client() as client,
    ):
        answer = client.get("/v7/answers/named")
        warnings = [served.err.until("warning: ")[-1] for _ in range(2)]

    assert answer.json() == 7
    assert "answers.yaml:" in warnings[0]
    assert "The example does not fit its schema" in warnings[0]
    assert "No answer can be made for this schema" in warnings[1]


def test_a_path_added_to_a_contract_answers_without_a_handler(tmp_path: Path) -> None:
    project = copy_of_toy(tmp_path)
    edit(
        project / "openapi" / "library.yaml",
        "  /reports:\n",
        "  /news:\n    get:\n      responses:\n        '200':\n"
        "          description: News.\n          content:\n"
        "            application/json:\n              example: [none]\n  /reports:\n",
    )
    with (
        Served("--project", str(project), cwd=tmp_path) as served,
        served.client(headers=CARD) as client,
    ):
        answer = client.get(f"{BASE}/news")

    assert answer.json() == ["none"]


def test_it_serves_on_ipv6(tmp_path: Path) -> None:
    """`[::1]` is what `localhost` is on many machines."""
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no IPv6 loopback")
    with (
        Served("--project", str(TOY), "--host", "::1", cwd=tmp_path) as served,
        served.client(headers=CARD) as client,
    ):
        answer = client.get(f"{BASE}/books")

    assert served.url.startswith("http://[::1]:")
    assert answer.status_code == 200
