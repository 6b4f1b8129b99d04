"""What docs/errors-on-demand.md says is so: its commands are run here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.test_docs import DOCUMENTED, _curl_request, curl_lines, read, section
from ticketstub.pipeline.prefer import _WISHES

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

    from tests.stub import Stub

PAGE = read("docs/errors-on-demand.md")

#: The command that shows the whole answer.
FIRST = curl_lines(PAGE)[0]

#: What each of the page's commands is answered with, in their order.
STATUSES = [429, 200, 404, 500, 400, 200, 400]


@pytest.fixture
def client(bundled_stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call the stub in a fresh sandbox."""
    with bundled_stub.client(sandbox_name) as client:
        yield client


def run(client: httpx.Client, line: str) -> httpx.Response:
    """Run one of the page's commands."""
    here = line.replace(DOCUMENTED, str(client.base_url).rstrip("/"))
    return client.request(**_curl_request(here.replace("curl -i ", "curl ")))


def printed(language: str) -> str:
    """Return the page's only block of a language."""
    (block,) = re.findall(
        rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL
    )
    return str(block)


@pytest.mark.parametrize(
    ("line", "status"), list(zip(curl_lines(PAGE), STATUSES, strict=True))
)
def test_every_command_is_answered_as_the_page_says(
    client: httpx.Client, line: str, status: int
) -> None:
    """Pasted as it is printed, with the status that it asks for."""
    answer = run(client, line)

    wished = re.search(r"Prefer: ([^']+)'", line)
    assert wished is not None
    assert answer.status_code == status
    if "code=503" not in line:
        assert answer.headers["Preference-Applied"] == wished[1]


def test_the_first_answer_is_the_one_that_is_shown(client: httpx.Client) -> None:
    """Status, headers and body."""
    head, _, body = printed("text").partition("\n\n")
    answer = run(client, FIRST)

    first, *headers = head.splitlines()
    assert first == f"HTTP/1.1 {answer.status_code} {answer.reason_phrase}"
    shown = dict(line.split(": ", 1) for line in headers)
    assert {name: answer.headers[name] for name in shown} == shown
    assert answer.text == body.strip()


def test_the_refusal_is_the_one_that_is_shown(client: httpx.Client) -> None:
    answer = run(client, curl_lines(PAGE)[-1])

    assert answer.text == printed("json").strip()


def test_an_empty_list_is_one(client: httpx.Client) -> None:
    """The second command asks for it by the name of an example."""
    assert run(client, curl_lines(PAGE)[1]).json()["data"] == []


def test_every_preference_has_its_row() -> None:
    table = section(PAGE, "What can be asked for")

    shown = re.findall(r"^\| `(\w+)=", table, re.MULTILINE)
    assert shown == [*_WISHES]


def test_the_limited_key_meets_its_limit(
    client: httpx.Client, bundled_stub: Stub, sandbox_name: str
) -> None:
    """The page says so of the real thing."""
    bundled_stub.sandbox(sandbox_name).clock.freeze()
    line = FIRST.replace("demo-key", "limited-key").replace("code=429", "wait=10")
    answers = [run(client, line) for _ in range(6)]

    assert [answer.status_code for answer in answers] == [200] * 5 + [429]
    assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
    assert "Preference-Applied" not in answers[-1].headers
