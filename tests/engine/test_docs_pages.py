"""The docs as the stub serves them: what a page loads, links to, and carries."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import pytest

from tests.conftest import REPOSITORY
from tests.engine.browsing import DOCS, data_of
from tests.engine.projects import TOY, contract_with
from tests.stub import Stub
from ticketstub.contract.load import load_contract
from ticketstub.pages import viewer
from ticketstub.project.project import load_bare
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

_LINK = re.compile(r'(?:href|src)="([^"#]*)(#[^"]*)?"')


def links(html: str) -> list[str]:
    """List what a page links to or loads, without links into itself."""
    return [link for link, _ in _LINK.findall(html) if link]


@pytest.mark.parametrize("path", [DOCS, f"{DOCS}/library", f"{DOCS}/_control"])
def test_every_link_of_the_docs_leads_to_the_stub_itself(
    toy: httpx.Client, path: str
) -> None:
    """With the cable pulled nothing may be missing, and behind a proxy neither."""
    page = toy.get(path)
    targets = [urljoin(path, link) for link in links(page.text)]
    answers = {target: toy.get(target).status_code for target in targets}

    assert page.status_code == 200
    assert len(answers) > 4
    assert set(answers.values()) == {200}
    assert not [link for link in links(page.text) if urlsplit(link).netloc]
    assert not [link for link in links(page.text) if link.startswith("/")]


def test_a_page_of_the_docs_loads_its_own_files_alone(toy: httpx.Client) -> None:
    """Pictures within the viewer's stylesheet and from answers are all that is more."""
    page = toy.get(f"{DOCS}/library")
    policy = page.headers["content-security-policy"].split("; ")

    assert policy == [
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["cache-control"] == "no-cache"
    assert " style=" not in page.text
    assert re.findall(r"<script(?! defer src=)[^>]*>", page.text) == [
        '<script type="application/json" id="data">'
    ]


@pytest.mark.parametrize("name", [*viewer.FILES])
def test_a_file_of_the_viewer_is_sent_once(toy: httpx.Client, name: str) -> None:
    """A browser asks whether it changed, and is told so without the file."""
    first = toy.get(f"{DOCS}/assets/{name}")
    tag = first.headers["etag"]
    again = toy.get(f"{DOCS}/assets/{name}", headers={"If-None-Match": tag})

    assert first.status_code == 200
    assert first.headers["content-type"].startswith(viewer.FILES[name][0])
    assert first.headers["cache-control"] == "no-cache"
    assert first.content == viewer.find(name).read_bytes()
    assert (again.status_code, again.content) == (304, b"")


def test_the_viewer_is_a_current_one() -> None:
    """The old ones have weaknesses of their own, and no dark mode."""
    script = viewer.find("swagger-ui.js").read_text("utf-8")
    version = re.search(r'PACKAGE_VERSION:"(\d+)\.(\d+)', script)

    assert version
    assert (int(version[1]), int(version[2])) >= (5, 33)
    assert "Apache License" in viewer.licence()


@pytest.mark.parametrize(
    "path",
    [
        f"{DOCS}/nothing",
        f"{DOCS}/",
        f"{DOCS}/assets/nothing.js",
        f"{DOCS}/assets/..%2Fdocs.py",
        f"{DOCS}/library/more",
    ],
)
def test_what_the_docs_do_not_have_is_a_problem(toy: httpx.Client, path: str) -> None:
    answer = toy.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_code_of_the_viewers_package_is_not_run(toy: httpx.Client) -> None:
    """It would read everything it carries into memory."""
    toy.get(f"{DOCS}/library")
    toy.get(f"{DOCS}/assets/swagger-ui.js")

    assert viewer.CARRIER not in sys.modules


def test_a_viewer_that_is_not_installed_whole_is_told(
    toy: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page itself still leads to the contract."""
    monkeypatch.setattr(viewer, "CARRIER", "a_package_that_nobody_has")
    asset = toy.get(f"{DOCS}/assets/swagger-ui.js")
    page = toy.get(f"{DOCS}/library")

    assert asset.status_code == 404
    assert page.status_code == 200
    assert '<a href="../openapi/library.yaml">the contract</a>' in page.text


@pytest.mark.parametrize("path", [DOCS, f"{DOCS}/library", f"{DOCS}/assets/docs.js"])
def test_the_docs_are_only_read(toy: httpx.Client, path: str) -> None:
    answer = toy.post(path)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_the_control_api_has_its_contract_and_docs_too(toy: httpx.Client) -> None:
    file = REPOSITORY / "ticketstub" / "control" / "contract.yaml"
    source = toy.get("/_ticketstub/openapi/_control.yaml")
    document = toy.get("/_ticketstub/openapi/_control.json")
    health = toy.get("/_ticketstub/health")

    assert source.content == file.read_bytes()
    assert document.json()["info"]["title"] == "ticketstub control API"
    assert health.json()["apis"] == ["library"]
    assert "/health" in data_of(toy, "_control")["document"]["paths"]


def test_the_contract_stays_as_it_is(toy: httpx.Client) -> None:
    """What is made ready for the viewer is a copy."""
    file = TOY / "openapi" / "library.yaml"
    toy.get(f"{DOCS}/library")
    document = toy.get("/_ticketstub/openapi/library.json")
    source = toy.get("/_ticketstub/openapi/library.yaml")

    assert document.json() == load_contract(file).document
    assert source.content == file.read_bytes()


def test_a_contract_that_says_little_has_a_page(tmp_path: Path) -> None:
    paths = (
        "  /things:\n    get:\n      responses:\n        '204': { description: No. }\n"
    )
    file = contract_with(tmp_path, paths)
    with Stub(load_bare(file), Settings()) as stub, stub.client() as client:
        data = data_of(client, "bare")
        page = client.get(DOCS).text

    assert data["document"]["servers"] == [{"url": ""}]
    assert data["demo"] == {"schemes": {}, "operations": {}}
    assert "1 operation below" in page
