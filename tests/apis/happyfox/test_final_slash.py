"""The final slash of a path: with it or without, the answer is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.apis.happyfox.calls import IMAGE, OPERATIONS, WRITES, link_of
from tests.apis.happyfox.conftest import AUTH, BASE, TICKETS, ticket_url
from tests.apis.happyfox.sending import desk

if TYPE_CHECKING:
    import httpx

    from tests.stub import Stub

KEY, CODE = AUTH


def spellings(url: str) -> tuple[str, str]:
    """Return a URL with the final slash of its path, and without it."""
    path, mark, query = url.partition("?")
    bare = path.rstrip("/")
    return f"{bare}/{mark}{query}", f"{bare}{mark}{query}"


@pytest.mark.rule("H5")
@pytest.mark.parametrize(("method", "url", "sent"), OPERATIONS)
def test_every_operation_answers_both_spellings_alike(
    bundled_stub: Stub, sandbox_name: str, method: str, url: str, sent: dict[str, Any]
) -> None:
    """Each spelling is called in a sandbox of its own, with links that name it."""
    answers = []
    for place, spelling in enumerate(spellings(url)):
        with desk(bundled_stub, f"{sandbox_name}-{place}") as client:
            answer = client.request(method, spelling, **sent)
        answers.append(answer)

    assert [answer.status_code for answer in answers] == [200, 200]
    first, second = answers
    assert first.text.replace(f"{sandbox_name}-0", f"{sandbox_name}-1") == second.text


@pytest.mark.rule("H5")
@pytest.mark.parametrize(("method", "url", "sent"), WRITES)
def test_both_spellings_write_the_same(
    bundled_stub: Stub, sandbox_name: str, method: str, url: str, sent: dict[str, Any]
) -> None:
    stored = []
    for place, spelling in enumerate(spellings(url)):
        name = f"{sandbox_name}-{place}"
        with desk(bundled_stub, name) as client:
            client.request(method, spelling, **sent)
        stored.append(bundled_stub.records(name))

    assert stored[0] == stored[1]


@pytest.mark.rule("H5", "H46")
@pytest.mark.parametrize("slash", ["", "/"])
def test_a_link_to_a_file_works_in_both_spellings(
    client: httpx.Client, slash: str
) -> None:
    link = urlsplit(link_of(client))

    answer = client.get(f"{link.path}{slash}?{link.query}")

    assert answer.status_code == 200
    assert answer.content.startswith(b"GIF89a")


@pytest.mark.rule("H5", "H45")
@pytest.mark.parametrize("url", spellings(IMAGE))
def test_an_inline_image_is_got_in_both_spellings(
    client: httpx.Client, url: str
) -> None:
    answer = client.get(url)

    assert answer.status_code == 200
    assert answer.content.startswith(b"\x89PNG")


@pytest.mark.rule("H5")
@pytest.mark.parametrize("url", spellings(f"{TICKETS}?sort=ticketa&fields=id&size=3"))
def test_a_query_counts_in_both_spellings(client: httpx.Client, url: str) -> None:
    assert client.get(url).json()["data"] == [{"id": 1}, {"id": 2}, {"id": 3}]


@pytest.mark.rule("H5", "H1", "H4")
@pytest.mark.parametrize(
    ("method", "url", "code", "status"),
    [
        ("GET", ticket_url(3), "wrong", 401),
        ("GET", ticket_url(999), CODE, 404),
        ("GET", f"{BASE}/nothing/", CODE, 404),
        ("POST", ticket_url(999, "move"), CODE, 404),
        ("GET", ticket_url(3, "move"), CODE, 405),
        ("DELETE", ticket_url(3), CODE, 405),
        ("POST", ticket_url(3, "move"), CODE, 400),
    ],
)
def test_a_refusal_is_the_same_in_both_spellings(
    client: httpx.Client, method: str, url: str, code: str, status: int
) -> None:
    first, second = (
        client.request(method, each, auth=(KEY, code)) for each in spellings(url)
    )

    assert first.status_code == second.status_code == status
    assert first.json() == second.json()
    assert first.headers.get("allow") == second.headers.get("allow")
