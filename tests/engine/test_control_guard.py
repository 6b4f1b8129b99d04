"""Which web pages may use the control API: the stub's own, and no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.engine.projects import BASE, CARD, contract_with
from tests.engine.telling import DELIVERIES, RECEIVERS, telling_toy
from tests.stub import Stub
from ticketstub.project.project import load_bare, load_project
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

ALLOWED = "https://app.example"
NEW = {"api": "library", "url": "http://127.0.0.1:9/hooks"}
CALLS = [
    ("GET", RECEIVERS),
    ("POST", RECEIVERS),
    ("DELETE", f"{RECEIVERS}/rcv_1"),
    ("GET", DELIVERIES),
    ("PATCH", RECEIVERS),
    ("OPTIONS", RECEIVERS),
]


@pytest.fixture(scope="module")
def page_stub(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stub]:
    """Serve a toy whose APIs every page may use, and one origin by its name."""
    settings = Settings(cors_origin=(ALLOWED, "*"), allow_host=("stub.example",))
    project = load_project(telling_toy(tmp_path_factory.mktemp("telling")))
    with Stub(project, settings) as stub:
        yield stub


@pytest.fixture
def page(page_stub: Stub, sandbox_name: str) -> Iterator[httpx.Client]:
    """Call that toy in a sandbox with one receiver."""
    with page_stub.client(sandbox_name, headers=CARD) as client:
        assert client.post(RECEIVERS, json=NEW).status_code == 201
        yield client


def cors_headers(answer: httpx.Response) -> list[str]:
    """List the headers that let a page read an answer."""
    return [name for name in answer.headers if name.startswith("access-control")]


@pytest.mark.parametrize(("method", "path"), CALLS)
@pytest.mark.parametrize(
    "origin",
    [
        ALLOWED,
        "http://localhost:3000",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "https://127.0.0.1:{port}",
        "http://localhost:{port}",
        "http://127.0.0.1:{port}.app.example",
        "null",
        "",
    ],
)
def test_a_page_of_another_origin_is_refused(
    page_stub: Stub, page: httpx.Client, method: str, path: str, origin: str
) -> None:
    """Though it may use the APIs; nothing is done, and nothing can be read."""
    headers = {"Origin": origin.format(port=page_stub.port)}
    body = NEW if method == "POST" else None
    refused = page.request(method, path, json=body, headers=headers)
    api = page.get(f"{BASE}/books", headers=headers)

    assert refused.status_code == 403
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "another origin" in refused.json()["detail"]
    assert cors_headers(refused) == []
    assert api.status_code == 200
    assert len(page.get(RECEIVERS).json()["receivers"]) == 1


def test_a_preflight_allows_nothing(page: httpx.Client) -> None:
    """So the page's browser does not even send what it asked about."""
    answer = page.options(
        RECEIVERS,
        headers={
            "Origin": ALLOWED,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
            "Access-Control-Request-Private-Network": "true",
        },
    )

    assert answer.status_code == 403
    assert cors_headers(answer) == []


@pytest.mark.parametrize(
    ("site", "status"),
    [
        ("cross-site", 403),
        ("same-site", 403),
        ("same-origin", 200),
        ("none", 200),
    ],
)
def test_a_browser_that_says_whose_page_asks_is_believed(
    page: httpx.Client, site: str, status: int
) -> None:
    """A form or a picture of another site sends no origin, but says this."""
    answer = page.get(RECEIVERS, headers={"Sec-Fetch-Site": site})

    assert answer.status_code == status


@pytest.mark.parametrize(
    "origin", ["http://127.0.0.1:{port}", "HTTP://127.0.0.1:{port}"]
)
def test_the_stubs_own_pages_may_use_it(
    page_stub: Stub, page: httpx.Client, origin: str
) -> None:
    """They need no leave to read what they are told."""
    headers = {
        "Origin": origin.format(port=page_stub.port),
        "Sec-Fetch-Site": "same-origin",
    }
    listed = page.get(RECEIVERS, headers=headers)
    made = page.post(RECEIVERS, json=NEW, headers=headers)

    assert (listed.status_code, made.status_code) == (200, 201)
    assert cors_headers(listed) == cors_headers(made) == []


def test_a_foreign_host_is_refused_here_too(page: httpx.Client) -> None:
    """A page can make its own name point here, and then is of the same origin."""
    origin = {"Host": "evil.example", "Origin": "http://evil.example"}
    refused = page.get(RECEIVERS, headers=origin)
    allowed = page.get(RECEIVERS, headers={"Host": "stub.example"})

    assert (refused.status_code, allowed.status_code) == (403, 200)


@pytest.mark.parametrize(
    "media_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "text/json",
        "",
    ],
)
def test_a_body_must_be_json(page: httpx.Client, media_type: str) -> None:
    """A browser sends the others without asking first."""
    headers = {"Content-Type": media_type} if media_type else {}
    body = b'{"api": "library", "url": "http://127.0.0.1:9/hooks"}'
    refused = page.post(RECEIVERS, content=body, headers=headers)

    assert refused.status_code == 415
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert len(page.get(RECEIVERS).json()["receivers"]) == 1


def test_without_a_page_and_a_token_nothing_is_asked(page: httpx.Client) -> None:
    """On loopback; a credential for an API does no harm."""
    headers = {"Authorization": "Bearer anything"}

    assert page.get(RECEIVERS).status_code == 200
    assert page.get(RECEIVERS, headers=headers).status_code == 200


def test_an_api_at_the_root_leaves_the_control_api_its_paths(tmp_path: Path) -> None:
    """A template of a contract fits them, too, and must not take them over."""
    steps = "".join(
        f"      - name: {name}\n        in: path\n        required: true\n"
        "        schema:\n          type: string\n"
        for name in ("kind", "name")
    )
    paths = (
        f"  /{{kind}}/{{name}}:\n    parameters:\n{steps}    get:\n      responses:\n"
        "        '200':\n          description: A.\n          content:\n"
        "            application/json:\n              example: theirs\n"
    )
    bare = load_bare(contract_with(tmp_path, paths))
    with Stub(bare, Settings()) as stub, stub.client() as client:
        theirs = client.get("/a/b").json()
        ours = client.get(RECEIVERS)
        wrong = client.put(RECEIVERS)
        foreign = client.get(RECEIVERS, headers={"Origin": "http://localhost:3000"})

    assert theirs == "theirs"
    assert ours.json() == {"receivers": []}
    assert (wrong.status_code, foreign.status_code) == (405, 403)
