"""The stub's own paths: pages that load nothing foreign, and plain refusals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.stub import Stub
from ticketstub.project.project import load_bare
from ticketstub.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    import httpx


@pytest.mark.parametrize(
    ("path", "media_type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/_ticketstub/style.css", "text/css; charset=utf-8"),
        ("/_ticketstub/icon.svg", "image/svg+xml"),
    ],
)
def test_a_page_loads_only_what_is_its_own(
    toy: httpx.Client, path: str, media_type: str
) -> None:
    """The pages must work with no network, and be of no use to other pages."""
    answer = toy.get(path)

    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert answer.headers["content-type"] == media_type
    assert policy == "default-src 'self'; frame-ancestors 'none'"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_the_landing_page_names_nothing_outside(toy: httpx.Client) -> None:
    """A link or an asset from elsewhere would break with the cable pulled."""
    html = toy.get("/").text

    own = str(toy.base_url).rstrip("/")
    assert "http://" not in html.replace(own, "")
    assert "https://" not in html


def test_the_landing_page_shows_a_contract_as_text(tmp_path: Path) -> None:
    """A contract of somebody else's must not bring its own markup along."""
    contract = tmp_path / "odd.yaml"
    contract.write_text(
        "openapi: 3.0.3\n"
        "info:\n  title: <script>alert(1)</script>\n  version: '1'\n"
        "paths: {}\n"
    )
    with Stub(load_bare(contract), Settings()) as stub, stub.client() as client:
        html = client.get("/").text

    assert "<script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


@pytest.mark.parametrize(
    "path", ["/nowhere", "/_ticketstub", "/_ticketstub/", "/_ticketstub/openapi/x.yaml"]
)
def test_a_page_that_is_not_there_is_a_problem(toy: httpx.Client, path: str) -> None:
    answer = toy.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["title"] == "Not Found"


def test_a_contract_that_is_not_served_has_no_json_either(toy: httpx.Client) -> None:
    answer = toy.get("/_ticketstub/openapi/x.json")

    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/", "/_ticketstub/health"])
def test_a_page_is_only_read(toy: httpx.Client, path: str) -> None:
    answer = toy.post(path)

    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.json()["status"] == 405


def test_a_page_of_another_origin_may_not_read_the_stubs_own_paths(
    toy: httpx.Client,
) -> None:
    answer = toy.get("/_ticketstub/health", headers={"Origin": "http://evil.example"})

    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers
